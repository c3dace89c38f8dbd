package apply_test

import (
	"fmt"
	"runtime"
	"testing"
)

// inParallel tries 0 to n-1 with one worker for each processor, until one of them fails.
func inParallel(t *testing.T, n int, try func(t *testing.T, i int)) {
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		t.Run(fmt.Sprint("worker ", worker), func(t *testing.T) {
			t.Parallel()
			for i := worker; i < n && !t.Failed(); i += workers {
				try(t, i)
			}
		})
	}
}

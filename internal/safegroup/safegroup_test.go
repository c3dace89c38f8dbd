package safegroup

import (
	"errors"
	"strings"
	"testing"
)

func TestAPanicComesOutWhereTheGroupIsWaitedFor(t *testing.T) {
	inner, outer := New(), New()
	finished := false
	outer.Go(func() error {
		inner.Go(func() error { return errors.New("an error that comes first") })
		inner.Go(func() error { explode(); return nil })
		return inner.Wait()
	})
	outer.Go(func() error { finished = true; return nil })
	defer func() {
		panicked, ok := recover().(*Panic)
		if !ok || panicked.Value != "boom" || !strings.Contains(string(panicked.Stack), "explode") {
			t.Errorf("got %v, want the panic and where it was", panicked)
		}
		if !finished {
			t.Error("the others were not waited for")
		}
	}()
	t.Errorf("no panic, but %v", outer.Wait())
}

func explode() { panic("boom") }

func TestAPanicEndsTheContextOfItsGroup(t *testing.T) {
	group, ctx := WithContext(t.Context())
	group.Go(func() error { panic("boom") })
	group.Go(func() error { <-ctx.Done(); return nil })
	defer func() { _ = recover() }()
	t.Errorf("no panic, but %v", group.Wait())
}

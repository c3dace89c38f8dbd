// Package rename renames files where another program may have them open.
//
// On Windows a file that a virus scanner, a sync client or another whopsync reads at that moment
// cannot be replaced. Such a program is done after some milliseconds, so the rename is tried again. Elsewhere a
// rename never meets this.
package rename

import (
	"errors"
	"os"
	"runtime"
	"syscall"
	"time"
)

// Over renames a file, in the place of one that may be there.
func Over(from, to string) error {
	return Retry(func() error { return os.Rename(from, to) })
}

// OverIn is Over in a root.
func OverIn(root *os.Root, from, to string) error {
	return Retry(func() error { return root.Rename(from, to) })
}

// Retry calls a rename until it ends otherwise than by a file that is open, for two seconds and a half at most. It
// returns the last error.
func Retry(rename func() error) error { return retry(runtime.GOOS, rename) }

const (
	firstPause = 5 * time.Millisecond
	tries      = 10 // with pauses that double: about two seconds and a half
)

func retry(system string, rename func() error) error {
	err := rename()
	for pause, try := firstPause, 1; try < tries && isOpenElsewhere(system, err); pause, try = 2*pause, try+1 {
		time.Sleep(pause)
		err = rename()
	}
	return err
}

// isOpenElsewhere reports an error of Windows about a file that another program has open. A file that
// may not be written to is refused with the same words, so that one is waited for as well.
func isOpenElsewhere(system string, err error) bool {
	const (
		accessDenied     = syscall.Errno(5)
		sharingViolation = syscall.Errno(32)
		lockViolation    = syscall.Errno(33)
	)
	var code syscall.Errno
	return system == "windows" && errors.As(err, &code) && (code == accessDenied || code == sharingViolation || code == lockViolation)
}

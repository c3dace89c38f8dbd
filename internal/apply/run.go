package apply

import (
	"context"
	"io"
	"time"

	"whopsync/internal/state"
)

// Run is one apply.
type Run struct {
	// Connect returns the way to Whop, on which a write is sent again after a wait only if
	// mayResend returns no error.
	Connect func(mayResend func(context.Context) error) API
	Lease   state.Lease
	// Open opens a file of the repository for upload.
	Open      func(path string) (io.ReadCloser, error)
	LessonURL string
	// Parallel bounds how many writes are under way at once.
	Parallel int
	// NewKey returns a fresh random text, for keys and names that nobody else has.
	NewKey func() string
	// Now tells the time.
	Now func() time.Time
	// Wait pauses before an unclear request is repeated; it ends early with ctx.
	Wait func(ctx context.Context, d time.Duration) error
	// Commit returns the git commit that the files are as they are in, or "". It may be nil.
	Commit func(ctx context.Context) string
	// Progress is told of every step as it begins and ends. It may be nil.
	Progress func(Progress)
}

// Progress is a moment of an apply.
type Progress struct {
	Step     *Step
	Begun    bool   // false: it has ended
	Status   Status // how it ended
	Rejected int    // fields that Whop did not keep
	Done     int    // steps that have ended
	Total    int
}

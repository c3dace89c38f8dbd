// Package safegroup runs work side by side. A panic on a goroutine of its own ends a program at
// once, with Go's exit code 2 and past everyone who catches panics. To a script, 2 says that a
// plan has changes. So here a panic waits until the others are done, and then goes on where the
// group is waited for. It is not an error that a caller could hold for one of many, or drop.
package safegroup

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Group is an errgroup.Group with panics that come home.
type Group struct {
	group    *errgroup.Group
	panicked atomic.Pointer[Panic] // the first
}

// New returns a group that goes on after an error.
func New() *Group { return &Group{group: new(errgroup.Group)} }

// WithContext returns a group, and a context that its first error or panic ends.
func WithContext(ctx context.Context) (*Group, context.Context) {
	group, ctx := errgroup.WithContext(ctx)
	return &Group{group: group}, ctx
}

// SetLimit lets at most n run at once.
func (g *Group) SetLimit(n int) { g.group.SetLimit(n) }

// Go runs work on a goroutine of its own.
func (g *Group) Go(work func() error) {
	g.group.Go(func() (err error) {
		defer func() {
			if value := recover(); value != nil {
				panicked := Recovered(value)
				g.panicked.CompareAndSwap(nil, panicked)
				err = panicked // which ends the group's context
			}
		}()
		return work()
	})
}

// Wait waits for all, and returns the first error. If any of them panicked, so does Wait.
func (g *Group) Wait() error {
	err := g.group.Wait()
	if panicked := g.panicked.Load(); panicked != nil {
		panic(panicked)
	}
	return err
}

// Panic is what someone panicked with, and where.
type Panic struct {
	Value any
	Stack []byte
}

// Recovered makes a Panic of the result of recover, and must be called in the same place. A
// panic from another goroutine already knows its place.
func Recovered(value any) *Panic {
	if panicked, ok := value.(*Panic); ok {
		return panicked
	}
	return &Panic{value, debug.Stack()}
}

func (p *Panic) Error() string { return fmt.Sprintf("%v\n\n%s", p.Value, p.Stack) }

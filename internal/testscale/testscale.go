// Package testscale says how much of a long test to run. A test names its full size, which CI
// holds every change to, with -full. Without it, a seventh is run, so all tests together pass on a
// busy machine as well, and with -short a hundredth, so they answer within a minute. The race
// detector makes everything some ten times as slow, and to watch the same code for longer shows it
// nothing new: under it, a test says for itself which share is enough. The package is for tests
// alone.
package testscale

import (
	"flag"
	"testing"
)

// The shares that are run of the full size: one in so many.
const (
	usual = 7
	short = 100
)

var full = flag.Bool("full", false, "run the long tests at their full sizes, and not a seventh of them")

// Rounds returns n, or the share of n that is to be run, and at least one. Call it in a test: at
// package level it is unknown yet which flags were given.
func Rounds(n, watched int) int { return max(1, n/share(watched)) }

// Stride returns n, or so much more that the right share is run by who tries every so manieth.
// A share has an odd stride: an even one would always pass over the same half of what comes in
// twos.
func Stride(n, watched int) int {
	if s := share(watched); s > 1 {
		return n*s | 1
	}
	return n
}

// share is one in how many rounds to run; watched is the answer under the race detector.
func share(watched int) int {
	switch {
	case raceDetector:
		return watched
	case testing.Short():
		return short
	case *full:
		return 1
	}
	return usual
}

// Unwatched skips a test under the race detector. CI also runs the test without the detector,
// and other tests cover the same code with it.
func Unwatched(t testing.TB) {
	t.Helper()
	if raceDetector {
		t.Skip("runs without the race detector")
	}
}

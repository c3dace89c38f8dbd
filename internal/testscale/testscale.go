// Package testscale says how much of a long test to run. With -short, a test runs a tenth of its
// rounds, so that all tests together answer within a minute. The race detector makes everything
// some ten times as slow, and to watch the same code for longer shows it nothing new: under it, a
// test says for itself which share of its rounds is enough. The package is for tests alone.
package testscale

import "testing"

// short is the share of the rounds that -short leaves: one in so many.
const short = 10

// Rounds returns n, or a share of n with -short or under the race detector, and at least one.
// Call it in a test: at package level nobody knows yet whether -short was given.
func Rounds(n, watched int) int { return max(1, n/share(watched)) }

// Stride returns n, or so much more with -short or under the race detector: every so manieth
// round is enough.
func Stride(n, watched int) int { return n * share(watched) }

// share is one in how many rounds to run; watched is the answer under the race detector.
func share(watched int) int {
	switch {
	case raceDetector:
		return watched
	case testing.Short():
		return short
	}
	return 1
}

// Unwatched skips a test under the race detector: CI runs all of them without it as well, and
// this one would show it nothing that others do not.
func Unwatched(t testing.TB) {
	t.Helper()
	if raceDetector {
		t.Skip("runs without the race detector")
	}
}

// Package campaign says how much of a long test to run. The race detector makes everything
// some ten times as slow, and to watch the same code for longer shows it nothing new: with it,
// tests take a share of their rounds. It is for tests alone.
package campaign

// Rounds returns n, or under the race detector one for each share of them, and at least one.
func Rounds(n, share int) int {
	if raceDetector {
		return max(1, n/share)
	}
	return n
}

// Stride returns 1, or share under the race detector: try every so manieth.
func Stride(share int) int {
	if raceDetector {
		return share
	}
	return 1
}

// Unwatched skips a test under the race detector: CI runs all of them without it as well, and
// this one would show it nothing that others do not.
func Unwatched(t interface {
	Helper()
	Skip(reason ...any)
}) {
	t.Helper()
	if raceDetector {
		t.Skip("runs without the race detector")
	}
}

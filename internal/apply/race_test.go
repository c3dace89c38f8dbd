//go:build race

package apply_test

// patience divides the campaigns: the race detector makes everything ten times as slow.
const patience = 20

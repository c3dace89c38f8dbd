//go:build race

package cli_test

// patience divides the campaigns: the race detector makes every process that is started
// several times as slow.
const patience = 10

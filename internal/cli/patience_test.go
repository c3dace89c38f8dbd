//go:build !race

package cli_test

// patience divides the campaigns.
const patience = 1

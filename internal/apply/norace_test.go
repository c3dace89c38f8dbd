//go:build !race

package apply_test

// patience divides the campaigns.
const patience = 1

//go:build race

package testscale

const raceDetector = true

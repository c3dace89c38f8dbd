package document

import (
	"runtime"
	"strings"
)

// Getenv returns the last value of a variable of environ.
func Getenv(environ []string, name string) (value string) {
	for _, variable := range environ {
		key, v, _ := strings.Cut(variable, "=")
		if key == name || runtime.GOOS == "windows" && strings.EqualFold(key, name) {
			value = v
		}
	}
	return value
}

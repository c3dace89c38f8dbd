package course

import (
	"crypto/sha256"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// MaxKey is how many characters a key has at most.
const MaxKey = 40

// KeyPattern is the form of a key as a regular expression.
const KeyPattern = `^[A-Za-z0-9_-]{1,40}$`

var keyPattern = regexp.MustCompile(KeyPattern)

// CheckKey reports why a word cannot be a key, or nil. A key is typed, compared and searched
// for, and stands in addresses of no kind: plain letters are enough for it.
func CheckKey(key string) error {
	switch {
	case key == "":
		return fmt.Errorf("a key is empty")
	case len(key) > MaxKey:
		return fmt.Errorf("a key has at most %d characters", MaxKey)
	case !keyPattern.MatchString(key):
		return fmt.Errorf("a key has letters (a to z), digits, - and _ only")
	}
	return nil
}

// keyLetters are the letters of the keys made here. 0, 1, 8 and 9 are left out, which
// people take for letters.
const keyLetters = "abcdefghijklmnopqrstuvwxyz234567"

// NewKey makes a key of eight letters from random bytes. The first one is no digit: YAML
// would read some words that begin with a digit as numbers.
func NewKey(random io.Reader) (string, error) {
	const length = 8
	bytes := make([]byte, length)
	if _, err := io.ReadFull(random, bytes); err != nil {
		return "", fmt.Errorf("make a key: %w", err)
	}
	for i, b := range bytes {
		bytes[i] = keyLetters[b%32]
	}
	if first := bytes[0]; first < 'a' {
		bytes[0] = first - '2' + 'a'
	}
	return string(bytes), nil
}

// KeyOf makes a key of a text: the same one for the same text, and another one for each
// try. isTaken tells of keys that cannot be had.
func KeyOf(text string, isTaken func(key string) bool) string {
	for try := 0; ; try++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", try, text))
		if key, _ := NewKey(strings.NewReader(string(sum[:]))); !isTaken(key) {
			return key
		}
	}
}

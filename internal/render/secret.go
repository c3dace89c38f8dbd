package render

import (
	"regexp"
	"strings"
)

// secretPattern knows keys and webhook secrets by Whop's documented prefixes, and wants a
// longer rest after "sk_", which also begins words of some languages.
var secretPattern = regexp.MustCompile(`\b(?:(?:apik|whsec)_[A-Za-z0-9_\-]{6,}|sk_(?:live_|test_)?[A-Za-z0-9]{16,})`)

// Mask returns text with stars in the place of everything that looks like a key, and of
// the keys that are given. It stays as long as it was, so carets point where they did, and
// JSON stays JSON.
func Mask(text string, keys ...string) string {
	for _, key := range keys {
		text = strings.ReplaceAll(text, key, stars(key))
	}
	if !strings.Contains(text, "apik_") && !strings.Contains(text, "whsec_") && !strings.Contains(text, "sk_") {
		return text
	}
	return secretPattern.ReplaceAllStringFunc(text, stars)
}

func stars(secret string) string { return strings.Repeat("*", len(secret)) }

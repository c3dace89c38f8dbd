package render

import (
	"regexp"
	"slices"
	"strings"
)

// secretPattern knows keys and webhook secrets by Whop's documented prefixes, and wants a
// longer rest after "sk_", which also begins words of some languages. The others are keys of other services.
var secretPattern = regexp.MustCompile(`\b(?:(?:apik|whsec)_[A-Za-z0-9_\-]{6,}|sk_(?:live_|test_)?[A-Za-z0-9]{16,}|ghp_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{82}|AKIA[0-9A-Z]{16})`)

// secretWords stand in all that secretPattern finds.
var secretWords = []string{"apik_", "whsec_", "sk_", "ghp_", "github_pat_", "AKIA"}

// Mask returns text with stars in the place of everything that looks like a key, and of
// the keys that are given. It stays as long as it was, so carets point where they did, and
// JSON stays JSON.
func Mask(text string, keys ...string) string {
	for _, key := range keys {
		text = strings.ReplaceAll(text, key, stars(key))
	}
	if !slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(text, word) }) {
		return text
	}
	return secretPattern.ReplaceAllStringFunc(text, stars)
}

func stars(secret string) string { return strings.Repeat("*", len(secret)) }

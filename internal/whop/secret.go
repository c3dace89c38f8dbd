package whop

import (
	"net/http"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxMessage = 600 // characters; an unknown version is answered with the list of all
	maxWord    = 80
)

// secrets cleans what a server says before it can reach an error or a log: a server that
// quotes our request back would otherwise print the key.
type secrets struct{ key string }

const masked = "[secret]"

var (
	// Whop's prefixes of keys, webhook secrets and tokens (documented).
	tokenPattern = regexp.MustCompile(`\b(apik|sk|whsec|rt|at)_[A-Za-z0-9_\-]{6,}`)
	// What follows the ? of an address may be its signature.
	queryPattern = regexp.MustCompile(`(https?://[^\s?"'<>]+)\?[^\s"'<>]*`)
)

// clean returns s without secrets, on one line, without invisible characters and at most
// limit characters long.
func (s secrets) clean(text string, limit int) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(s.key) >= 4 {
		text = strings.ReplaceAll(text, s.key, masked)
	}
	text = tokenPattern.ReplaceAllString(text, masked)
	text = queryPattern.ReplaceAllString(text, "$1")
	text = strings.Join(strings.FieldsFunc(text, isBlank), " ")
	if utf8.RuneCountInString(text) > limit {
		text = string([]rune(text)[:limit-1]) + "…"
	}
	return text
}

func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// requestID returns what Whop's support wants to know of an answer.
func (s secrets) requestID(header http.Header) string {
	for _, name := range []string{"X-Request-Id", "Cf-Ray"} {
		if id := header.Get(name); id != "" {
			return s.clean(id, maxWord)
		}
	}
	return ""
}

// deprecation puts the headers of retiring endpoints into words; "" is the normal case.
func (s secrets) deprecation(header http.Header) string {
	warning := ""
	if since := header.Get("Deprecation"); since != "" {
		warning = "deprecated (" + s.clean(since, maxWord) + ")"
	}
	if until := header.Get("Sunset"); until != "" {
		warning = strings.TrimSpace(warning + " works until " + s.clean(until, maxWord))
	}
	return warning
}

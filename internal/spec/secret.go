package spec

import (
	"path"
	"regexp"
	"strings"

	"whopsync/internal/yamlfile"
)

// secretMarks are the documented prefixes of keys and of secrets of webhooks.
var secretMarks = []struct{ prefix, is string }{
	{"apik_", "looks like a key of Whop's"},
	{"whsec_", "looks like a secret of a webhook"},
}

const shortestSecret = 12 // bytes after the prefix; how many there are is not documented

// madeUp is in what a course about keys shows in their place.
var madeUp = regexp.MustCompile(`(?i)example|your[_-]|xxxxxx`)

// secret is the place and the kind of a secret in a text.
type secret struct {
	start, length int
	is            string
}

// findSecrets finds secrets that would be published with a text, and forbidden keys, which git keeps in any place.
func findSecrets(text, forbidden string) []secret {
	var found []secret
	if at := strings.Index(text, forbidden); at >= 0 && forbidden != "" {
		found = append(found, secret{at, len(forbidden), "is the key in WHOP_API_KEY"})
	}
	for _, mark := range secretMarks {
		for at := 0; ; {
			length := strings.Index(text[at:], mark.prefix)
			if length < 0 {
				break
			}
			start := at + length
			for at = start + len(mark.prefix); at < len(text) && isWordByte(text[at]); {
				at++
			}
			isWhole := start == 0 || text[start-1] != '_' // before a secret, files that are no text often have no space
			if isWhole && at-start >= len(mark.prefix)+shortestSecret && !madeUp.MatchString(text[start:at]) {
				found = append(found, secret{start, at - start, mark.is})
			}
		}
	}
	return found
}

// otherKeys are the forms of keys of other services, each as the service itself says it.
var otherKeys = []struct {
	prefix, is string
	form       *regexp.Regexp
}{
	{"sk_live_", "a key of Stripe's", regexp.MustCompile(`\bsk_live_[0-9A-Za-z]{24,}\b`)},
	{"ghp_", "a token of GitHub's", regexp.MustCompile(`\bghp_[0-9A-Za-z]{36}\b`)},
	{"github_pat_", "a token of GitHub's", regexp.MustCompile(`\bgithub_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}\b`)},
	{"AKIA", "the id of a key of AWS's", regexp.MustCompile(`\bAKIA[0-9A-Z]{16}\b`)},
}

// warnOfOtherKeys warns of keys of other services: a course may teach with them, and most often it does not.
func warnOfOtherKeys(r *yamlfile.Report, text string) {
	for _, key := range otherKeys {
		if !strings.Contains(text, key.prefix) {
			continue
		}
		for _, at := range key.form.FindAllStringIndex(text, enoughSecrets) {
			if !madeUp.MatchString(text[at[0]:at[1]]) {
				r.Warn(yamlfile.SpanAt(text, at[0], at[1]-at[0], 1), "other-key", "this looks like "+key.is,
					"take it out, and revoke it, since git's history may hold it; a key that is made up has `example` or `xxxxxx` in it")
			}
		}
	}
}

// enoughSecrets is how many are said of one file.
const enoughSecrets = 20

const secretHint = "take it out, and revoke it on Whop, since git's history may hold it; a key that is made up has `example` or `xxxxxx` in it"

// checkSecrets reports what a file should not say, once for each line. The place of each costs a
// walk through the text.
func checkSecrets(r *yamlfile.Report, text, forbidden string) {
	said := make(map[int]bool)
	for _, p := range r.Problems {
		said[p.Line] = said[p.Line] || isError(p)
	}
	found := findSecrets(text, forbidden)
	for _, s := range found[:min(len(found), enoughSecrets)] {
		if at := yamlfile.SpanAt(text, s.start, s.length, 1); !said[at.Line] {
			said[at.Line] = true
			r.Error(at, "secret", "this "+s.is, secretHint)
		}
	}
}

// checkName does the same for the name of a file or folder, which may become a title.
func checkName(r *yamlfile.Report, at, forbidden string) {
	if found := findSecrets(path.Base(at), forbidden); len(found) > 0 {
		r.Error(yamlfile.Span{}, "secret", "the name "+found[0].is, secretHint)
	}
}

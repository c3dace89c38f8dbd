package spec

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// privateNames are patterns of names of files that hold secrets, in lower case.
var privateNames = []string{"*.pem", "*.key", "*.ppk", "*.p12", "*.pfx", "*.jks", "*.kdbx", "*.env", "*.tfstate", "*.tfstate.*", "*.tfvars", "*.tfplan", "id_rsa", "id_ecdsa", "id_ed25519"}

// privateName knows by their names files that are never for students: students would get what is
// linked by a slip. Keynote's files end in .key as well, and are zips.
func privateName(file string, k fileKind) *flaw {
	base := path.Base(file)
	isNamed := slices.ContainsFunc(privateNames, func(pattern string) bool {
		matches, _ := path.Match(pattern, strings.ToLower(base))
		return matches
	})
	switch {
	case file == ConfigFile, (base == courseFile || base == chapterFile) && !strings.Contains("/"+file, "/_"): // import puts strangers' names into _files
		return &flaw{"private-file", "is a file of whopsync itself, and not for students", ""}
	case isNamed && !(k == kindZip && extensionOf(base) == ".key"):
		return &flaw{"private-file", "has the name of a file with secrets", "if it is meant for students, rename it"}
	}
	return nil
}

// privateMarks identify files that are never for students, under any name: a word, and its form
// in the file.
var privateMarks = map[string]*regexp.Regexp{
	"PRIVATE KEY":          regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----`),
	"PuTTY-User-Key-File-": regexp.MustCompile(`PuTTY-User-Key-File-\d`),
	`"lineage"`:            regexp.MustCompile(`"lineage"\s*:`),
	`"format_version"`:     regexp.MustCompile(`"format_version"\s*:`),
	`"fingerprint"`:        regexp.MustCompile(`"fingerprint"\s*:`),
	`"before"`:             regexp.MustCompile(`"before"\s*:`),
}

// beginsObject is how a file of JSON begins, whatever byte order mark it has.
var beginsObject = regexp.MustCompile(`^[^!-~]*\{`)

// privateSearch looks for secrets in a file, in the pieces that a pieceWriter makes of it.
type privateSearch struct {
	forbidden string // by Repo.Forbid
	secret    string // what was found
	marks     map[string]bool
}

func (s *privateSearch) look(piece string) {
	if found := findSecrets(piece, s.forbidden); len(found) > 0 {
		s.secret = found[0].is
	}
	for word, pattern := range privateMarks {
		if !s.marks[word] && strings.Contains(piece, word) && pattern.MatchString(piece) {
			s.marks[word] = true
		}
	}
}

// flaw returns what was found in a file that begins with head.
func (s *privateSearch) flaw(head []byte) *flaw {
	isJSON, isRecord := beginsObject.Match(head), s.marks[`"format_version"`] && (s.marks[`"fingerprint"`] || s.marks[`"before"`])
	switch {
	case s.secret != "":
		return &flaw{"secret", "holds what " + s.secret, secretHint}
	case s.marks["PRIVATE KEY"], s.marks["PuTTY-User-Key-File-"]:
		return &flaw{"private-file", "holds a private key", "remove it from the repository, and use it no more"}
	case isJSON && (s.marks[`"lineage"`] || isRecord):
		return &flaw{"private-file", "is a state, a saved plan or the record of a run", "keep it outside of the courses"}
	}
	return nil
}

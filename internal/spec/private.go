package spec

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// privateNames are patterns of names of files that hold secrets, in lower case. Keynote's files
// end in .key as well: what they hold tells them apart.
var privateNames = []string{"*.pem", "*.key", "*.p12", "*.pfx", "*.env", "*.tfstate", "*.tfstate.*", "*.tfvars", "*.tfplan", "id_rsa", "id_ecdsa", "id_ed25519"}

// privateFlaw knows files that are never for students: students would get what is linked by a slip.
func privateFlaw(file string, head []byte) *flaw {
	base := path.Base(file)
	isNamed := slices.ContainsFunc(privateNames, func(pattern string) bool {
		matches, _ := path.Match(pattern, strings.ToLower(base))
		return matches
	})
	says := func(text string) bool { return bytes.Contains(head, []byte(text)) }
	isZip, isJSON := bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(bytes.TrimSpace(head), []byte("{"))
	switch {
	case file == ConfigFile, (base == courseFile || base == chapterFile) && !strings.Contains("/"+file, "/_"): // import puts strangers' names into _files
		return &flaw{"private-file", "is a file of whopsync's own, and nothing for students", ""}
	case isNamed && !isZip:
		return &flaw{"private-file", "has the name of a file with secrets", "if it is meant for students, give it another name"}
	case says("PRIVATE KEY-----"):
		return &flaw{"private-file", "holds a private key", "take it out of the repository, and use it no more"}
	case isJSON && (says(`"lineage":`) || says(`"format_version":`) && (says(`"fingerprint":`) || says(`"before":`))):
		return &flaw{"private-file", "is a state, a saved plan or the record of a run", "keep it outside of the courses"}
	}
	return nil
}

package cli

import (
	"crypto/sha256"
	"fmt"
	"regexp"
)

var (
	notInName   = regexp.MustCompile(`[^A-Za-z0-9_-]`)
	digestedEnd = regexp.MustCompile(`-[0-9a-f]{8}$`)
)

// nameOfFolder returns a name of letters, digits, _ and - for a folder of the repository, from its top and with slashes.
// No other folder has this name: the folder itself is its name where it can be, else a digest is added. No state in git
// is called lock.
func nameOfFolder(folder string) string {
	if notInName.MatchString(folder) || digestedEnd.MatchString(folder) || folder == "lock" {
		return digestedName(folder)
	}
	return folder
}

// digestedName is the name of a folder with the digest in it, whatever the folder is called.
func digestedName(folder string) string {
	name := notInName.ReplaceAllString(folder, "-")
	if folder == "." {
		name = "top"
	}
	return fmt.Sprintf("%s-%.4x", name, sha256.Sum256([]byte(folder)))
}

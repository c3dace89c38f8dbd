package cli

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// What git is told about the files of a repository. Both files may be the author's own: a
// .gitignore gets the lines that it lacks, and a .gitattributes, of which the order of the lines
// counts, is left alone.
const (
	ignoreFile     = ".gitignore"
	attributesFile = ".gitattributes"
)

// dotNames are the files of the template whose names begin with a dot in a repository. Here they
// would be obeyed.
var dotNames = map[string]string{"gitignore": ignoreFile, "gitattributes": attributesFile}

// gitFiles are the files for git of a new repository.
func gitFiles() ([]templateFile, error) {
	files, err := templateFiles()
	return slices.DeleteFunc(files, func(f templateFile) bool { return f.path != ignoreFile && f.path != attributesFile }), err
}

// place writes the file, or what is missing in it, and says so.
func (f templateFile) place(dir string, out io.Writer) error {
	there, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.path)))
	switch {
	case err == nil && f.path == attributesFile:
		if missing := f.missingIn(there); len(missing) > 0 {
			fmt.Fprintf(out, "kept %s; git may change line ends in attached files, which makes them different files. To prevent that, put these lines first in it:\n\n  %s\n\n",
				f.path, strings.Join(missing, "\n  "))
		}
		return nil
	case err == nil && f.path == ignoreFile:
		if f.data = f.withoutThose(there); f.data == nil {
			return nil
		}
	}
	if err := f.write(dir); err != nil {
		return err
	}
	fmt.Fprintln(out, "wrote", f.path)
	return nil
}

// missingIn returns the lines that a file for git lacks. A folder ignored as a whole needs no line
// about its content.
func (f templateFile) missingIn(there []byte) (missing []string) {
	has := strings.Split(strings.ReplaceAll(string(there), "\r\n", "\n"), "\n")
	isWhole := slices.ContainsFunc(has, func(line string) bool { return strings.Trim(line, "/ ") == ".whopsync" })
	for line := range strings.Lines(string(f.data)) {
		line = strings.TrimSpace(line)
		isCovered := isWhole && strings.Contains(line, ".whopsync/")
		if !strings.HasPrefix(line, "#") && !isCovered && !slices.Contains(has, line) {
			missing = append(missing, line)
		}
	}
	return missing
}

// withoutThose returns the lines missing in a file, "" if there are none.
func (f templateFile) withoutThose(there []byte) []byte {
	missing := f.missingIn(there)
	if len(missing) == 0 {
		return nil
	}
	comment, _, _ := strings.Cut(string(f.data), "\n")
	added := []byte(comment + "\n" + strings.Join(missing, "\n") + "\n")
	if len(there) > 0 && !bytes.HasSuffix(there, []byte("\n")) {
		added = append([]byte("\n"), added...)
	}
	return added
}

// isOdd reports a file for git that is no plain file, such as a link to somewhere else.
func (f templateFile) isOdd(dir string) bool {
	info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(f.path)))
	return err == nil && !info.Mode().IsRegular()
}

// isBare reports whether a folder holds nothing yet but whopsync.yaml and what is no content.
func isBare(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && !slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		name := strings.ToLower(e.Name())
		return name != "whopsync.yaml" && !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "readme") && !strings.HasPrefix(name, "license")
	})
}

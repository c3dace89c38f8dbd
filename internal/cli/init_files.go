package cli

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"whopsync/internal/spec"
)

//go:embed all:template
var template embed.FS

// templateFile is a file of a new repository.
type templateFile struct {
	path   string
	data   []byte
	isOver bool // it replaces what is there
}

// templateFiles are the example course and the schemas of its files.
func templateFiles() ([]templateFile, error) {
	files, err := filesIn(template, "template", "")
	for i := range files {
		files[i].path = cmp.Or(dotNames[files[i].path], files[i].path)
	}
	for _, s := range spec.Schemas() {
		files = append(files, templateFile{path: schemaDir + "/" + s.Name + ".json", data: s.JSON})
	}
	return files, err
}

// filesIn returns the embedded files of a folder, as files of another.
func filesIn(embedded fs.FS, from, to string) ([]templateFile, error) {
	var files []templateFile
	err := fs.WalkDir(embedded, from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(embedded, name)
		files = append(files, templateFile{path: path.Join(to, strings.TrimPrefix(name, from+"/")), data: data})
		return err
	})
	return files, err
}

// schemaDir is where the first line of the YAML files leads editors. The schemas lie in
// the repository, so completion works without a network, for every colleague who clones
// it, and with the words of the whopsync that made it; and in the folder that is
// whopsync's own, so the author's folders hold nothing but the course. Lessons have no
// such line: editors look for it in YAML files only.
const schemaDir = ".whopsync/schema"

// write makes a new file, or adds to a .gitignore that is there.
func (f templateFile) write(dir string) error {
	path := filepath.Join(dir, filepath.FromSlash(f.path))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if f.isOver {
		flags = os.O_WRONLY | os.O_TRUNC
	}
	if f.path == ignoreFile {
		flags = os.O_WRONLY | os.O_CREATE | os.O_APPEND
	}
	file, err := os.OpenFile(path, flags, 0o666)
	if err != nil {
		return fmt.Errorf("write %s: %w", f.path, err)
	}
	_, err = file.Write(f.data)
	return errors.Join(err, file.Close())
}

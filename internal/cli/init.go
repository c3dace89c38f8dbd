package cli

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"whopsync/internal/spec"
)

//go:embed all:template
var template embed.FS

type initCmd struct {
	GitHub bool   `name:"github" help:"Write GitHub workflows too: plan on pull requests, apply on main, a nightly look for drift. Also for a repository that is there."`
	Source string `name:"source" placeholder:"OWNER/REPO@COMMIT" help:"With --github: the repository and the full commit id that the workflows take whopsync from."`
}

// Run writes a course repository that plans and applies as it is. It overwrites nothing:
// a file that exists ends it before the first one is written.
func (cmd *initCmd) Run(e *environment) error {
	if _, err := memoryIn(e.flags.Chdir); err != nil { // the schemas lie there
		return err
	}
	_, err := os.Lstat(filepath.Join(e.flags.Chdir, "whopsync.yaml"))
	isNew := err != nil || !cmd.GitHub // else the workflows join courses that are there
	files, err := cmd.files(e, isNew)
	if err != nil {
		return err
	}
	for _, file := range files {
		info, err := os.Lstat(filepath.Join(e.flags.Chdir, file.path))
		if err == nil && (file.path != ".gitignore" || !info.Mode().IsRegular()) {
			return fmt.Errorf("%s exists already, and init overwrites nothing", file.path)
		}
	}
	for _, file := range files {
		if err := file.write(e.flags.Chdir); err != nil {
			return err
		}
		fmt.Fprintln(e.Out, "wrote", file.path)
	}
	if isNew {
		fmt.Fprint(e.Out, "\nThis is a course. Apply it to the Whop inside this program, without a key:\n\n  whopsync apply\n")
	}
	if cmd.GitHub {
		cmd.githubHints(e, isNew)
	}
	return nil
}

// files are what is to be written.
func (cmd *initCmd) files(e *environment, isNew bool) ([]templateFile, error) {
	if cmd.Source != "" && !cmd.GitHub {
		return nil, misuse("--source goes with --github")
	}
	var files []templateFile
	if isNew {
		var err error
		if files, err = templateFiles(); err != nil {
			return nil, err
		}
	}
	if !cmd.GitHub {
		return files, nil
	}
	for i := range files {
		files[i].data = shared(files[i], workflowEnvironment(e))
	}
	added, err := cmd.githubFiles(e)
	return append(files, added...), err
}

type templateFile struct {
	path string
	data []byte
}

func templateFiles() ([]templateFile, error) {
	var files []templateFile
	err := fs.WalkDir(template, "template", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := template.ReadFile(path)
		name := strings.TrimPrefix(path, "template/")
		if name == "gitignore" {
			name = ".gitignore"
		}
		files = append(files, templateFile{path: name, data: data})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the template: %w", err)
	}
	for _, s := range spec.Schemas() {
		files = append(files, templateFile{path: schemaDir + "/" + s.Name + ".json", data: s.JSON})
	}
	return files, nil
}

// schemaDir is where the first line of the YAML files leads editors. The schemas lie in
// the repository, so that completion works without a network, for every colleague who
// clones it, and with the words of the whopsync that made it; and in the folder that is
// whopsync's own, so that the author's folders hold nothing but the course. Lessons have
// no such line: editors look for it in YAML files only.
const schemaDir = ".whopsync/schema"

// write adds to a .gitignore that is there, and makes every other file new.
func (f templateFile) write(dir string) error {
	path := filepath.Join(dir, filepath.FromSlash(f.path))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	flags, data := os.O_WRONLY|os.O_CREATE|os.O_EXCL, f.data
	if there, err := os.ReadFile(path); err == nil && f.path == ".gitignore" {
		flags = os.O_WRONLY | os.O_APPEND
		if len(there) > 0 && !bytes.HasSuffix(there, []byte("\n")) {
			data = append([]byte("\n"), data...)
		}
	}
	file, err := os.OpenFile(path, flags, 0o666)
	if err != nil {
		return fmt.Errorf("write %s: %w", f.path, err)
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}

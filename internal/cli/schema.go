package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"whopsync/internal/spec"
)

type schemaCmd struct {
	Name string `arg:"" optional:"" name:"name" complete:"schema" help:"Print this schema: whopsync, course, chapter or lesson, or that of what a command prints as JSON (default: list them)."`
	Dir  string `name:"dir" placeholder:"DIR" help:"Write the schemas of the files, or the one that is named, into this folder, each as NAME.json."`
}

// Help returns more text for --help.
func (schemaCmd) Help() string {
	return "In a repository, the schemas allow the keys that whopsync.yaml names under ignore_keys. After a change there: whopsync schema --dir " + schemaDir
}

// Run lists the schemas, prints one, or writes them where editors find them.
func (cmd *schemaCmd) Run(e *environment) error {
	schemas := spec.Schemas(ignoredKeys(e)...)
	if cmd.Dir == "" || cmd.Name != "" {
		schemas = append(schemas, documentSchemas(false)...)
	}
	if cmd.Name != "" {
		i := slices.IndexFunc(schemas, func(s spec.Schema) bool { return s.Name == cmd.Name })
		if i < 0 {
			return misuse("there is no schema %q; there is %s", cmd.Name, strings.Join(namesOf(schemas), ", "))
		}
		schemas = schemas[i : i+1]
	}
	switch {
	case cmd.Dir != "":
		return writeSchemas(e, cmd.Dir, schemas)
	case cmd.Name != "":
		_, err := e.Out.Write(schemas[0].JSON)
		return err
	}
	_, err := fmt.Fprintln(e.Out, strings.Join(namesOf(schemas), "\n"))
	return err
}

// ignoredKeys are those that the repository lets pass. Schemas need no repository.
func ignoredKeys(e *environment) []string {
	repo, err := spec.Open(e.flags.Chdir)
	if err != nil {
		return nil
	}
	defer repo.Close()
	return spec.ConfigOf(repo).IgnoreKeys
}

func namesOf(schemas []spec.Schema) []string {
	names := make([]string, len(schemas))
	for i, s := range schemas {
		names[i] = s.Name
	}
	return names
}

func writeSchemas(e *environment, dir string, schemas []spec.Schema) error {
	dir = e.at(dir)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	for _, s := range schemas {
		if err := os.WriteFile(filepath.Join(dir, s.Name+".json"), s.JSON, 0o666); err != nil {
			return fmt.Errorf("write schema: %w", err)
		}
	}
	return nil
}

package spec

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A run that was killed right after it had made a file, or before that: in the end there is the file, and nothing beside it.
func TestFinishLeavesNothingBesideAFileThatWasMade(t *testing.T) {
	for name, there := range map[string]map[string]string{
		"before":     {".new.md.whopsync": "Ha"},
		"in between": {".new.md.whopsync": "Half", "new.md": "Half"},
		"after":      {"new.md": "Half"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			there[ConfigFile] = minimalConfig
			for file, text := range there {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			repo, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer repo.Close()
			saved, err := Finish(repo, Arrangement{Made: []Formatting{{Path: "new.md", After: []byte("Half")}}}, nil)
			if err != nil || saved != nil {
				t.Fatal(saved, err)
			}
			files := map[string]string{}
			entries, _ := os.ReadDir(dir)
			for _, entry := range entries {
				data, _ := os.ReadFile(filepath.Join(dir, entry.Name()))
				files[entry.Name()] = string(data)
			}
			if diff := cmp.Diff(map[string]string{ConfigFile: minimalConfig, "new.md": "Half"}, files); diff != "" {
				t.Error(diff)
			}
		})
	}
}

package spec

import (
	"errors"
	"io/fs"
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

// Arrangements come out of notes and records, which can be anybody's: none leads into git's folder, or through a link.
func TestNothingIsChangedWhereNothingIsRead(t *testing.T) {
	made := func(path string) Arrangement {
		return Arrangement{Made: []Formatting{{Path: path, After: []byte("x")}}}
	}
	renamed := func(from, to string) Arrangement { return Arrangement{Renames: []Rename{{from, to}}} }
	for name, a := range map[string]Arrangement{
		"a file in git's folder":     made(".git/info/attributes"),
		"another case":               made("a/.GIT/config"),
		"a file through a link":      made("link/info/attributes"),
		"a file through two links":   made("a/two/config.md"),
		"a folder in git's folder":   {Folders: []string{".git/new"}},
		"a folder through a link":    {Folders: []string{"link/new"}},
		"a rename in git's folder":   renamed(".git/hooks/pre-commit.sample", ".git/hooks/pre-commit"),
		"a rename into it":           renamed("a/a.md", ".git/hooks/pre-commit"),
		"a rename through a link":    renamed("link/hooks/pre-commit.sample", "link/hooks/pre-commit"),
		"git's folder itself":        renamed(".git", "git"),
		"a text in git's folder":     {Texts: []Formatting{{Path: ".git/hooks/pre-commit.sample", Before: []byte("sample"), After: []byte("x")}}},
		"a text through a link":      {Texts: []Formatting{{Path: "link/hooks/pre-commit.sample", Before: []byte("sample"), After: []byte("x")}}},
		"a removal in git's folder":  {Gone: []Formatting{{Path: ".git/hooks/pre-commit.sample", Before: []byte("sample")}}},
		"a removal through a link":   {Gone: []Formatting{{Path: "link/hooks/pre-commit.sample", Before: []byte("sample")}}},
		"above the repository":       made("../x.md"),
		"a rename from a link's end": {Renames: []Rename{{"link", "b"}}, Made: []Formatting{{Path: "b/info/attributes", After: []byte("x")}}},
	} {
		for how, do := range map[string]func(*Repo, Arrangement) error{
			"at once": CarryOut,
			"later": func(r *Repo, a Arrangement) error {
				_, err := Finish(r, a, func(_, _, goal []byte) ([]byte, error) { return goal, nil })
				return err
			},
		} {
			t.Run(name+", "+how, func(t *testing.T) {
				dir := t.TempDir()
				err := errors.Join(os.MkdirAll(filepath.Join(dir, ".git/hooks"), 0o777), os.Mkdir(filepath.Join(dir, ".git/info"), 0o777), os.Mkdir(filepath.Join(dir, "a"), 0o777),
					os.WriteFile(filepath.Join(dir, ConfigFile), []byte(minimalConfig), 0o666), os.WriteFile(filepath.Join(dir, "a/a.md"), nil, 0o666),
					os.WriteFile(filepath.Join(dir, ".git/hooks/pre-commit.sample"), []byte("sample"), 0o777))
				if err := errors.Join(err, os.Symlink(".git", filepath.Join(dir, "link")), os.Symlink("../link", filepath.Join(dir, "a/two"))); err != nil {
					t.Skip(err)
				}
				before := filesUnder(t, filepath.Join(dir, ".git"))
				repo, err := Open(dir)
				if err != nil {
					t.Fatal(err)
				}
				defer repo.Close()
				if err := do(repo, a); err == nil {
					t.Error("it was carried out")
				}
				if diff := cmp.Diff(before, filesUnder(t, filepath.Join(dir, ".git"))); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func filesUnder(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			files[name] = "a folder"
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

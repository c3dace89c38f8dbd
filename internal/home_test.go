package internal_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"whopsync/internal/home"
)

// One file says where the project is; make home brings the others in line.
func TestEverythingNamesOneHome(t *testing.T) {
	for _, mod := range []struct{ file, path string }{{"go.mod", home.Module()}, {"tools/go.mod", home.Module() + "/tools"}, {"tools/s3/go.mod", home.Module() + "/tools/s3"}} {
		text, err := os.ReadFile(filepath.Join("..", mod.file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains("\n"+string(text), "\nmodule "+mod.path+"\n") {
			t.Errorf("%s is not of the module %s", mod.file, mod.path)
		}
	}
	documents, err := filepath.Glob("../docs/*")
	if err != nil {
		t.Fatal(err)
	}
	_, name, _ := strings.Cut(home.Repository(), "/")
	ours := regexp.MustCompile(`([A-Za-z0-9-]+/` + regexp.QuoteMeta(name) + `)(@COMMIT|@0{40}|@latest|@v[0-9]|/releases|\.git|/tap)`)
	found := 0
	for _, file := range append(documents, "../README.md", "../CONTRIBUTING.md", "../action.yml") {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // a folder
		}
		for _, m := range ours.FindAllStringSubmatch(string(text), -1) {
			found++
			if m[1] != home.Repository() {
				t.Errorf("%s names %s as the home, and not %s: run make home", file, m[1], home.Repository())
			}
		}
	}
	if found == 0 {
		t.Error("no document says where whopsync comes from")
	}
}

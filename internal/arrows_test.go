// Package internal_test holds the rules that a compiler does not: which package may
// import which, who may speak to the terminal, and that nothing at package level changes.
package internal_test

import (
	"cmp"
	"go/ast"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"
)

// arrows is the plan of the code: each package, and the packages that it may import.
// Knowledge flows down; two packages on one layer do not know each other. To change this
// table is a design decision: give the reason in ARCHITECTURE.md.
var arrows = map[string]string{
	"main": "cli",

	"cli": "apply convert github gitlab gitrepo hint home host identity importer outline pull rollback render plan plan/planfile preview probe richtext safegroup site spec state state/backend state/backend/file typeschema whop course markdown whop/emulator",

	"preview": "course markdown plan rename render spec",

	"apply":    "course hint markdown plan safegroup state",
	"pull":     "course importer markdown plan spec state",
	"rollback": "course plan pull spec state",
	"render":   "course hint host identity outline plan plan/planfile probe pull richtext rollback spec",

	"plan/planfile": "course plan",

	"plan":     "course identity site state textsim",
	"convert":  "course filename markdown spec yamlfile",
	"importer": "course filename hint markdown rename richtext safegroup site spec state",

	"identity": "course state textsim",
	"outline":  "course markdown",
	"probe":    "course whop",
	"spec":     "course hint host markdown rename safegroup site state/location yamlfile",
	"yamlfile": "course",
	"state":    "course",
	"whop":     "course host safegroup",
	"richtext": "markdown",

	"course":        "",
	"filename":      "",
	"github":        "hint rest",
	"gitlab":        "github rest",
	"gitrepo":       "",
	"hint":          "",
	"home":          "",
	"rest":          "host",
	"host":          "",
	"markdown":      "",
	"rename":        "",
	"safegroup":     "",
	"site":          "",
	"whop/emulator": "", // shares no type with the client, so that a wrong JSON name fails

	"state/backend":          "hint state state/backend/file state/backend/git state/backend/http state/backend/s3 state/location",
	"state/backend/git":      "hint state state/backend/document state/location",
	"state/backend/http":     "hint state state/backend/document",
	"state/backend/s3":       "hint state state/backend/document state/location",
	"state/backend/document": "hint host state state/backend/file",
	"state/backend/file":     "rename state",

	"state/location": "host",

	"state/statetest": "", // shares no type with state, for the same reason
	"state/storetest": "course state",
	"testscale":       "",
	"textsim":         "",
	"typeschema":      "",
}

// homes are libraries that one package keeps to itself, because what they stand for is its
// knowledge. A library without a home belongs in tests: it panics where a program must
// return an error, and says so itself, or was made for tests and promises nothing else.
var homes = map[string]string{
	"github.com/alecthomas/kong":                 "cli",
	"gopkg.in/yaml.v3":                           "yamlfile", // can panic, and is caught there
	"github.com/yuin/goldmark":                   "markdown",
	"github.com/alecthomas/chroma/v2":            "preview",
	"github.com/fsnotify/fsnotify":               "preview",
	"github.com/microcosm-cc/bluemonday":         "preview",
	"github.com/BurntSushi/toml":                 "convert",
	"golang.org/x/net/html":                      "preview",
	"github.com/minio/minio-go/v7":               "state/backend/s3",
	"golang.org/x/sync/errgroup":                 "safegroup", // a panic on its goroutines is nobody's to catch
	"github.com/google/go-cmp":                   "",
	"github.com/johannesboyne/gofakes3":          "state/statetest",
	"github.com/rogpeppe/go-internal/testscript": "",
	"github.com/santhosh-tekuri/jsonschema/v6":   "",
	"testing": "",
}

func TestPackagesImportOnlyWhatTheTableAllows(t *testing.T) {
	h := openSelf(t)
	report(t, h.forbiddenArrows())
}

// TestArchitectureShowsTheTable compares the table above with the one that people read.
func TestArchitectureShowsTheTable(t *testing.T) {
	text, err := os.ReadFile("../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{"main": arrows["main"]}
	for _, row := range regexp.MustCompile("(?m)^\\| \\d \\| `([^`]+)` \\| [^|]+ \\| ([^|]+) \\|$").FindAllStringSubmatch(string(text), -1) {
		shown[row[1]] = strings.Trim(row[2], "–")
	}
	want := maps.Clone(arrows)
	want["cli"] = "all"
	if diff := gocmp.Diff(want, shown); diff != "" {
		t.Errorf("ARCHITECTURE.md (-the table +shown):\n%s", diff)
	}
}

func TestForbiddenArrowsAreFound(t *testing.T) {
	h := openPlanted(t, fstest.MapFS{
		"main.go":                   source(`package main; import "whopsync/internal/plan"; var _ = plan.Diff`),
		"internal/plan/diff.go":     source(`package plan; import "fmt"; import "whopsync/internal/course"; import api "whopsync/internal/whop"`),
		"internal/plan/x_test.go":   source(`package plan; import "whopsync/internal/cli"`),
		"internal/course/course.go": source(`package course; import "github.com/google/go-cmp/cmp"; import "gopkg.in/yaml.v3"; import "testing/fstest"`),
		"internal/cli/cli.go":       source(`package cli; import "whopsync/internal/state/statetest"`),
		"internal/cli/plan.go":      source(`package cli; import "whopsync/internal/testscale"`),
		"internal/util/util.go":     source(`package util`),
		"tools/go.mod":              source(`module whopsync/tools`),
		"tools/tools.go":            source(`package tools; import "whopsync/internal/cli"`),
		"internal/plan/testdata/x.go": source(
			`package x; import "whopsync/internal/cli"`),
	})
	want := []string{
		`internal/cli/cli.go:1: cli imports state/statetest, which belongs in tests: write what is needed by hand`,
		`internal/cli/plan.go:1: cli imports testscale, which belongs in tests: write what is needed by hand`,
		`internal/course/course.go:1: course imports github.com/google/go-cmp/cmp, which belongs in tests: write what is needed by hand`,
		`internal/course/course.go:1: course imports gopkg.in/yaml.v3, which yamlfile keeps to itself: ask yamlfile for what is needed`,
		`internal/course/course.go:1: course imports testing/fstest, which belongs in tests: write what is needed by hand`,
		`main.go:1: main must not import plan, only: cli. Pass in what it needs, or move the code`,
		`internal/plan/diff.go:1: plan must not import whop, only: course identity site state textsim. Pass in what it needs, or move the code`,
		`internal/util/util.go:1: package "util" is not in the table: put its code where the idea lives, or add the package to arrows_test.go`,
	}
	if diff := gocmp.Diff(want, h.forbiddenArrows()); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

// forbiddenArrows returns the imports that the table does not have.
func (h *sources) forbiddenArrows() []string {
	var found []string
	for _, pkg := range sorted(h.files) {
		allowed, known := arrows[pkg]
		if !known {
			found = append(found, h.at(h.files[pkg][0], "package %q is not in the table: put its code where the idea lives, or add the package to arrows_test.go", pkg))
			continue
		}
		for _, file := range h.files[pkg] {
			for _, spec := range file.Imports {
				if complaint := h.complaint(pkg, allowed, spec); complaint != "" {
					found = append(found, complaint)
				}
			}
		}
	}
	return found
}

func (h *sources) complaint(pkg, allowed string, spec *ast.ImportSpec) string {
	importPath, _ := strconv.Unquote(spec.Path.Value)
	target, ours := packageOfImport(importPath)
	home, hasHome := homeOf(importPath)
	switch {
	case ours && isForTests(target):
		return h.at(spec, "%s imports %s, which belongs in tests: write what is needed by hand", pkg, target)
	case ours && !slices.Contains(strings.Fields(allowed), target):
		return h.at(spec, "%s must not import %s, only: %s. Pass in what it needs, or move the code", pkg, target, cmp.Or(allowed, "nothing of ours"))
	case hasHome && home == "" && !isForTests(pkg):
		return h.at(spec, "%s imports %s, which belongs in tests: write what is needed by hand", pkg, importPath)
	case hasHome && home != "" && home != pkg:
		return h.at(spec, "%s imports %s, which %s keeps to itself: ask %s for what is needed", pkg, importPath, home, home)
	}
	return ""
}

// isForTests tells the packages that only tests may import, by a name as Go's own have, such
// as net/http/httptest and testing.
func isForTests(pkg string) bool {
	return strings.HasPrefix(pkg, "test") || strings.HasSuffix(pkg, "test")
}

func homeOf(importPath string) (pkg string, ok bool) {
	for library, pkg := range homes {
		if importPath == library || strings.HasPrefix(importPath, library+"/") {
			return pkg, true
		}
	}
	return "", false
}

func openSelf(t *testing.T) *sources {
	t.Helper()
	h, err := open(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	if len(h.files["main"]) == 0 {
		t.Fatal("no main package in the parent directory: the rules were held against nothing")
	}
	return h
}

func openPlanted(t *testing.T, tree fstest.MapFS) *sources {
	t.Helper()
	h, err := open(tree)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func source(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func report(t *testing.T, violations []string) {
	t.Helper()
	for _, violation := range violations {
		t.Error(violation)
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

package internal_test

import (
	"go/ast"
	"go/types"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"
)

// maxCircle is how many files of a package may need each other: a type and its methods, or two halves of one thing.
// A package is read from its top file down; in a larger circle there is no top.
const maxCircle = 3

func TestNoManyFilesNeedEachOther(t *testing.T) {
	report(t, openSelf(t).largeCircles())
}

func TestLargeCirclesAreFound(t *testing.T) {
	h := openPlanted(t, fstest.MapFS{
		"internal/plan/a.go": source(`package plan; func a() { b(); e() }`),
		"internal/plan/b.go": source(`package plan; func b() { _ = c{}.d }`),
		"internal/plan/c.go": source(`package plan; type c struct{ d int }; func (c) do() { d() }`),
		"internal/plan/d.go": source(`package plan; func d() { var a int; _ = a; back() }; func back() { c{}.up() }`),
		"internal/plan/e.go": source(`package plan; func e() {}`),
		"internal/plan/f.go": source(`package plan; func (c) up() { a() }`),
		"internal/spec/a.go": source(`package spec; func a() { b() }`),
		"internal/spec/b.go": source(`package spec; func b() { c() }`),
		"internal/spec/c.go": source(`package spec; func c() { a() }`),
	})
	want := []string{"plan: a.go, b.go, c.go, d.go, f.go need each other: move what they share into a file below them"}
	if diff := gocmp.Diff(want, h.largeCircles()); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

// largeCircles returns the files of a package of which each needs all others, where they are many.
func (h *sources) largeCircles() (found []string) {
	for _, pkg := range sorted(h.files) {
		needs := h.needs(pkg)
		reached := map[string]map[string]bool{}
		for file := range needs {
			reached[file] = map[string]bool{}
			reach(needs, file, reached[file])
		}
		seen := map[string]bool{}
		for _, file := range sorted(needs) {
			var circle []string
			for other := range reached[file] {
				if reached[other][file] && !seen[other] {
					circle = append(circle, other)
				}
			}
			for _, other := range circle {
				seen[other] = true
			}
			if slices.Sort(circle); len(circle) > maxCircle {
				found = append(found, pkg+": "+strings.Join(circle, ", ")+" need each other: move what they share into a file below them")
			}
		}
	}
	return found
}

// needs returns the files of a package that each of them uses a type, function, method, constant or variable of.
func (h *sources) needs(pkg string) map[string]map[string]bool {
	needs := map[string]map[string]bool{}
	fileOf := func(node ast.Node) string { return path.Base(h.fset.Position(node.Pos()).Filename) }
	for _, file := range h.files[pkg] {
		from := fileOf(file)
		needs[from] = map[string]bool{}
		ast.Inspect(file, func(node ast.Node) bool {
			name, ok := node.(*ast.Ident)
			if !ok {
				return true
			}
			used := h.info.Uses[name]
			if used == nil || used.Pkg() != h.packages[pkg] {
				return true
			}
			_, isFunc := used.(*types.Func) // methods included
			if isFunc || used.Parent() == used.Pkg().Scope() {
				needs[from][path.Base(h.fset.Position(used.Pos()).Filename)] = true
			}
			return true
		})
	}
	return needs
}

func reach(needs map[string]map[string]bool, from string, reached map[string]bool) {
	for to := range needs[from] {
		if !reached[to] {
			reached[to] = true
			reach(needs, to, reached)
		}
	}
}

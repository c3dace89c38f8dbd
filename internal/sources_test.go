package internal_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path"
	"slices"
	"strings"

	"whopsync/internal/home"
)

// sources is all of whopsync's own Go code, tests left out: a test may do what it likes.
//
// It is parsed here, file by file, and not asked of "go list": the answer of another
// program is unknown to the test cache, which would go on saying "ok" about a tree that
// has changed. Files that are read through the os package are known to it.
type sources struct {
	fset     *token.FileSet
	files    map[string][]*ast.File // by package
	info     *types.Info
	packages map[string]*types.Package
}

var module = home.Module()

// open parses the tree of one module.
func open(tree fs.FS) (*sources, error) {
	h := &sources{
		fset:     token.NewFileSet(),
		files:    map[string][]*ast.File{},
		info:     &types.Info{Uses: map[*ast.Ident]types.Object{}},
		packages: map[string]*types.Package{},
	}
	if err := fs.WalkDir(tree, ".", h.visit(tree)); err != nil {
		return nil, err
	}
	for pkg := range h.files {
		h.resolve(pkg)
	}
	return h, nil
}

func (h *sources) visit(tree fs.FS) fs.WalkDirFunc {
	return func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && isOutside(tree, name):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		source, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(h.fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		pkg := packageOfDir(path.Dir(name))
		h.files[pkg] = append(h.files[pkg], file)
		return nil
	}
}

// isOutside reports a folder that the go command would not build as part of the module.
func isOutside(tree fs.FS, dir string) bool {
	if dir == "." {
		return false
	}
	base := path.Base(dir)
	_, err := fs.Stat(tree, path.Join(dir, "go.mod"))
	return err == nil || base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")
}

// packageOfDir names packages as the table does: "cli" for internal/cli, "main" for the root.
func packageOfDir(dir string) string {
	if dir == "." {
		return "main"
	}
	return strings.TrimPrefix(dir, "internal/")
}

// packageOfImport returns the package that an import path leads to, if it is one of ours.
func packageOfImport(importPath string) (pkg string, ours bool) {
	dir, ours := strings.CutPrefix(importPath, module+"/")
	return packageOfDir(dir), ours
}

// resolve finds out what each name in a package stands for, so a local variable is not
// mistaken for the package's. Foreign packages are left empty: names resolve without
// them, and the complaints about what is missing in them are of no interest.
func (h *sources) resolve(pkg string) *types.Package {
	if done, ok := h.packages[pkg]; ok {
		return done
	}
	h.packages[pkg] = hollow(pkg) // what an import cycle gets to see
	files := h.files[pkg]
	slices.SortFunc(files, func(a, b *ast.File) int { return int(a.FileStart - b.FileStart) })
	config := types.Config{Importer: importer{h}, Error: func(error) {}}
	checked, _ := config.Check(module+"/"+pkg, h.fset, files, h.info)
	h.packages[pkg] = checked
	return checked
}

type importer struct{ *sources }

func (i importer) Import(importPath string) (*types.Package, error) {
	if pkg, ours := packageOfImport(importPath); ours {
		return i.resolve(pkg), nil
	}
	return hollow(importPath), nil
}

func hollow(importPath string) *types.Package {
	p := types.NewPackage(importPath, path.Base(importPath))
	p.MarkComplete()
	return p
}

// inspect calls check for every node of every package, in a stable order.
func (h *sources) inspect(check func(pkg string, node ast.Node)) {
	for _, pkg := range sorted(h.files) {
		for _, file := range h.files[pkg] {
			ast.Inspect(file, func(node ast.Node) bool {
				check(pkg, node)
				return true
			})
		}
	}
}

// at words a violation: where it is, what it is, and what to do about it.
func (h *sources) at(node ast.Node, format string, args ...any) string {
	position := h.fset.Position(node.Pos())
	return fmt.Sprintf("%s:%d: %s", position.Filename, position.Line, fmt.Sprintf(format, args...))
}

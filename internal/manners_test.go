package internal_test

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// speech is what reaches past a function's results to the terminal or the process.
// Only the package that owns exit codes and streams may use it.
var speech = map[string]string{
	"os.Exit":     "return an error",
	"os.Stdin":    "take an io.Reader",
	"os.Stdout":   "take an io.Writer",
	"os.Stderr":   "take an io.Writer",
	"fmt.Print":   "return the text, or take an io.Writer",
	"fmt.Printf":  "return the text, or take an io.Writer",
	"fmt.Println": "return the text, or take an io.Writer",
	"log.Fatal":   "return an error",
	"log.Fatalf":  "return an error",
	"log.Fatalln": "return an error",
	"log.Panic":   "return an error",
	"log.Panicf":  "return an error",
	"log.Panicln": "return an error",
	"log.Print":   "return an error, or take a *slog.Logger",
	"log.Printf":  "return an error, or take a *slog.Logger",
	"log.Println": "return an error, or take a *slog.Logger",
	"print":       "remove it",
	"println":     "remove it",
}

var maySpeak = []string{"main", "cli"}

func TestOnlyTheCommandLineSpeaksOrExits(t *testing.T) {
	report(t, openSelf(t).speech())
}

// reserved is what one package alone may use. A course is deleted by nothing else.
var reserved = map[string]string{"whop.Raw": "probe"}

func TestWhatIsReservedIsUsedByOnePackage(t *testing.T) {
	report(t, openSelf(t).reservations())
}

func TestWhatIsReservedIsFound(t *testing.T) {
	h := openPlanted(t, fstest.MapFS{
		"internal/whop/raw.go":    source(`package whop; func Raw() {}`),
		"internal/apply/apply.go": source(`package apply; import "whopsync/internal/whop"; func a() { whop.Raw() }`),
		"internal/probe/probe.go": source(`package probe; import "whopsync/internal/whop"; func a() { whop.Raw() }`),
	})
	want := []string{"internal/apply/apply.go:1: apply uses whop.Raw, which is for probe alone"}
	if diff := cmp.Diff(want, h.reservations()); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

func (h *sources) reservations() []string {
	var found []string
	h.inspect(func(pkg string, node ast.Node) {
		name := strings.TrimPrefix(h.foreignName(node), module+"/")
		if owner, ok := reserved[name]; ok && owner != pkg {
			found = append(found, h.at(node, "%s uses %s, which is for %s alone", pkg, name, owner))
		}
	})
	return found
}

const keepItInAValue = ": pass it in, or keep it in a value that is passed in"

func TestNothingAtPackageLevelChanges(t *testing.T) {
	report(t, openSelf(t).mutableState())
}

func TestSpeechIsFound(t *testing.T) {
	h := openPlanted(t, fstest.MapFS{
		"main.go":             source(`package main; import "os"; func main() { os.Exit(0) }`),
		"internal/cli/cli.go": source(`package cli; import "fmt"; func Main() { fmt.Println("hello") }`),
		"internal/plan/plan.go": source(`package plan
			import ("fmt"; "os"; stdlog "log")
			func a() { fmt.Printf("x") }
			func b() { stdlog.Fatal("x") }
			func c() { defer os.Exit(1) }
			func d() { println("x") }
			func fine(fmt printer) { fmt.Println("a printer that was passed in") }
			func also() string { return fmt.Sprintf("x") }
			type printer interface{ Println(string) }`),
	})
	want := []string{
		"internal/plan/plan.go:3: plan uses fmt.Printf, which is for cli alone: return the text, or take an io.Writer",
		"internal/plan/plan.go:4: plan uses log.Fatal, which is for cli alone: return an error",
		"internal/plan/plan.go:5: plan uses os.Exit, which is for cli alone: return an error",
		"internal/plan/plan.go:6: plan uses println, which is for cli alone: remove it",
	}
	if diff := cmp.Diff(want, h.speech()); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

func TestMutableStateIsFound(t *testing.T) {
	h := openPlanted(t, fstest.MapFS{
		"internal/course/constant.go": source(`package course
			import ("embed"; "errors"; "regexp"; "sync")
			var ErrGone = errors.New("gone")
			var pattern = regexp.MustCompile("x")
			var table = map[string]int{"a": 1}
			var lazy = sync.OnceValue(load)
			var Exported = []string{}
			var _ error = (*T)(nil)
			var nothing []string
			var graph = []*[]string{&Exported}
			//go:embed x.css
			var css string
			//go:embed web
			var web embed.FS
			func load() int { table := map[string]int{}; table["local"] = 1; return table["local"] }
			type T struct{ table int }
			func (t *T) set() { t.table = 1 }`),
		"internal/state/mutable.go": source(`package state
			import "bytes"; import "sync"; import "whopsync/internal/course"; var cache map[string]int
			var buffer bytes.Buffer
			var mutex = sync.Mutex{}
			var count = 0
			var list = []int{1}
			var config = struct{ on bool }{}
			func a() { count++ }
			func b() { list = append(list, 1) }
			func c() { (config).on = true }
			func d() { read(&count) }
			func e() { delete(cache, "x") }
			func f() { course.Exported[0] = "x" }
			func g() { for list[0] = range 3 {} }
			func h(count int) { count++ }
			func i() { f := func() { _, count = 1, 2 }; f() }`),
	})
	want := []string{
		"internal/state/mutable.go:3: buffer starts empty at package level, so it is there to be filled" + keepItInAValue,
		"internal/state/mutable.go:4: mutex guards or counts something at package level" + keepItInAValue,
		"internal/state/mutable.go:8: count changes at package level" + keepItInAValue,
		"internal/state/mutable.go:9: list changes at package level" + keepItInAValue,
		"internal/state/mutable.go:10: config changes at package level" + keepItInAValue,
		"internal/state/mutable.go:11: count changes at package level" + keepItInAValue,
		"internal/state/mutable.go:12: cache changes at package level" + keepItInAValue,
		"internal/state/mutable.go:13: Exported changes at package level" + keepItInAValue,
		"internal/state/mutable.go:14: list changes at package level" + keepItInAValue,
		"internal/state/mutable.go:16: count changes at package level" + keepItInAValue,
	}
	if diff := cmp.Diff(want, h.mutableState()); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

func (h *sources) speech() []string {
	var found []string
	h.inspect(func(pkg string, node ast.Node) {
		name := h.foreignName(node)
		if advice, ok := speech[name]; ok && !slices.Contains(maySpeak, pkg) {
			found = append(found, h.at(node, "%s uses %s, which is for cli alone: %s", pkg, name, advice))
		}
	})
	return found
}

// foreignName returns what node calls by the name of its package ("os.Exit") or as a
// builtin ("print"), whatever the import was renamed to; "" for everything else.
func (h *sources) foreignName(node ast.Node) string {
	switch node := node.(type) {
	case *ast.SelectorExpr:
		if left, ok := node.X.(*ast.Ident); ok {
			if imported, ok := h.info.Uses[left].(*types.PkgName); ok {
				return imported.Imported().Path() + "." + node.Sel.Name
			}
		}
	case *ast.Ident:
		if builtin, ok := h.info.Uses[node].(*types.Builtin); ok {
			return builtin.Name()
		}
	}
	return ""
}

// mutableState returns package-level variables that can change, or do. What is set
// where it is declared and never touched again (a sentinel error, a compiled pattern,
// a lookup table, an embedded file) is a constant that Go cannot spell.
func (h *sources) mutableState() []string {
	var found []string
	h.inspect(func(_ string, node ast.Node) {
		if file, ok := node.(*ast.File); ok {
			for _, name := range h.born(file, h.startsEmpty) {
				found = append(found, h.at(name, "%s starts empty at package level, so it is there to be filled"+keepItInAValue, name.Name))
			}
			for _, name := range h.born(file, h.isSynchronized) {
				found = append(found, h.at(name, "%s guards or counts something at package level"+keepItInAValue, name.Name))
			}
		}
		for _, target := range h.changed(node) {
			if name := h.root(target); name != nil && isPackageLevel(h.info.Uses[name]) {
				found = append(found, h.at(target, "%s changes at package level"+keepItInAValue, name.Name))
			}
		}
	})
	return found
}

// born returns the names of file's package-level variables whose declaration is as asked.
func (h *sources) born(file *ast.File, as func(*ast.ValueSpec) bool) []*ast.Ident {
	var names []*ast.Ident
	for _, declaration := range file.Decls {
		general, ok := declaration.(*ast.GenDecl)
		if !ok || general.Tok != token.VAR || isEmbed(general.Doc) {
			continue
		}
		for _, spec := range general.Specs {
			if spec := spec.(*ast.ValueSpec); !isEmbed(spec.Doc) && as(spec) {
				names = append(names, spec.Names...)
			}
		}
	}
	return names
}

func isEmbed(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
}

// startsEmpty reports a variable of a named type without a value, such as a buffer: only
// its methods can give it one. A nil slice or an empty string needs an assignment for
// that, which is found where it is made.
func (h *sources) startsEmpty(spec *ast.ValueSpec) bool {
	if len(spec.Values) > 0 {
		return false
	}
	switch named := spec.Type.(type) {
	case *ast.SelectorExpr:
		return true
	case *ast.Ident:
		use := h.info.Uses[named]
		return use != nil && use.Parent() != types.Universe
	}
	return false
}

// isSynchronized reports a lock, a pool or a counter. sync.OnceValue and its kin are
// none: what they hold never changes.
func (h *sources) isSynchronized(spec *ast.ValueSpec) bool {
	found := false
	ast.Inspect(spec, func(node ast.Node) bool {
		name := h.foreignName(node)
		found = found || strings.HasPrefix(name, "sync/atomic.") ||
			strings.HasPrefix(name, "sync.") && !strings.HasPrefix(name, "sync.Once") || name == "sync.Once"
		return true
	})
	return found
}

// changed returns the expressions that node writes to, or lets others write to.
func (h *sources) changed(node ast.Node) []ast.Expr {
	switch node := node.(type) {
	case *ast.AssignStmt:
		return node.Lhs
	case *ast.IncDecStmt:
		return []ast.Expr{node.X}
	case *ast.RangeStmt:
		return []ast.Expr{node.Key, node.Value}
	case *ast.FuncDecl:
		return addresses(node)
	case *ast.CallExpr:
		if name := h.foreignName(ast.Unparen(node.Fun)); slices.Contains([]string{"delete", "clear", "copy"}, name) {
			return node.Args[:1]
		}
	}
	return nil
}

// addresses returns what function takes the address of: anyone who holds it can write
// there. One table that points into another, where both are declared, is still a table.
func addresses(function *ast.FuncDecl) []ast.Expr {
	var taken []ast.Expr
	ast.Inspect(function, func(node ast.Node) bool {
		if unary, ok := node.(*ast.UnaryExpr); ok && unary.Op == token.AND {
			taken = append(taken, unary.X)
		}
		return true
	})
	return taken
}

// root returns the variable that an expression like (*config).list[0] reaches into.
func (h *sources) root(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		return e
	case *ast.ParenExpr:
		return h.root(e.X)
	case *ast.StarExpr:
		return h.root(e.X)
	case *ast.IndexExpr:
		return h.root(e.X)
	case *ast.SliceExpr:
		return h.root(e.X)
	case *ast.SelectorExpr:
		if h.foreignName(e) != "" {
			return e.Sel // course.Exported
		}
		return h.root(e.X)
	}
	return nil
}

func isPackageLevel(object types.Object) bool {
	variable, ok := object.(*types.Var)
	return ok && variable.Pkg() != nil && variable.Parent() == variable.Pkg().Scope()
}

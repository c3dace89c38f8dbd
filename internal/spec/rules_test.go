package spec

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// rulesInSources finds the names of rules in the code: what stands where a function has a parameter
// rule, what a struct has under Rule, what begins a flaw, and what a variable rule is given.
func rulesInSources(t *testing.T) map[string]string {
	t.Helper()
	var files []*ast.File
	set := token.NewFileSet()
	for _, pattern := range []string{"*.go", "../yamlfile/*.go", "../cli/idle_lines.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
	}
	place := map[string][]int{} // of the parameter rule, by function
	inspect := func(visit func(ast.Node)) {
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool { visit(n); return true })
		}
	}
	note := func(function string, is *ast.FuncType) {
		i := 0
		for _, field := range is.Params.List {
			for _, name := range field.Names {
				if name.Name == "rule" {
					place[function] = append(place[function], i)
				}
				i++
			}
		}
	}
	inspect(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.FuncDecl:
			note(n.Name.Name, n.Type)
		case *ast.AssignStmt:
			name, isName := n.Lhs[0].(*ast.Ident)
			if f, ok := n.Rhs[0].(*ast.FuncLit); ok && isName {
				note(name.Name, f.Type)
			}
		}
	})
	found := map[string]string{}
	add := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if rule, _ := strconv.Unquote(lit.Value); !strings.Contains(rule, " ") {
				found[rule] = set.Position(lit.Pos()).String()
			}
		}
	}
	inspect(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			name := ""
			switch f := n.Fun.(type) {
			case *ast.Ident:
				name = f.Name
			case *ast.SelectorExpr:
				name = f.Sel.Name
			}
			for _, i := range place[name] {
				if i < len(n.Args) {
					add(n.Args[i])
				}
			}
		case *ast.CompositeLit:
			name, isFlaw := n.Type.(*ast.Ident)
			if isFlaw && name.Name == "flaw" && len(n.Elts) > 0 {
				add(n.Elts[0])
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && strings.EqualFold(key.Name, "rule") {
				add(n.Value)
			}
		case *ast.AssignStmt:
			for i, e := range n.Lhs {
				if name, ok := e.(*ast.Ident); ok && name.Name == "rule" && i < len(n.Rhs) {
					add(n.Rhs[i])
				}
			}
		}
	})
	return found
}

func TestEveryRuleHasItsWords(t *testing.T) {
	inSources := rulesInSources(t)
	for _, rule := range featureRules {
		inSources[rule.rule] = "warn.go"
	}
	if len(inSources) < 120 {
		t.Fatalf("only %d rules found in the sources", len(inSources))
	}
	last := ""
	for _, rule := range Rules() {
		if rule.ID <= last {
			t.Errorf("%s stands behind %s", rule.ID, last)
		}
		last = rule.ID
		if inSources[rule.ID] == "" {
			t.Errorf("no problem has the rule %s", rule.ID)
		}
		delete(inSources, rule.ID)
		if rule.Short == "" || strings.HasSuffix(rule.Short, ".") || !strings.HasSuffix(rule.Full, ".") || !strings.HasSuffix(rule.Help, ".") {
			t.Errorf("%+v lacks words", rule)
		}
	}
	for rule, at := range inSources {
		t.Errorf("%s: the rule %s has no words in rules.go", at, rule)
	}
}

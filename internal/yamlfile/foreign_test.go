package yamlfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestForeignFilesAreReadWithWhatOursMayNotHave(t *testing.T) {
	got, err := ReadForeign("site_name: &name Pots\nnav:\n  - Home: index.md\n  - *name\nextra: !!python/name:x.y\nnone:\n---\nsecond: 1\n")
	if err != nil {
		t.Fatal(err)
	}
	text := func(line int, s string) Foreign { return Foreign{Line: line, Text: s, Kind: ForeignText} }
	want := Foreign{Line: 1, Kind: ForeignKeys, Keys: []ForeignEntry{
		{"site_name", text(1, "Pots")},
		{"nav", Foreign{Line: 3, Kind: ForeignList, List: []Foreign{
			{Line: 3, Kind: ForeignKeys, Keys: []ForeignEntry{{"Home", text(3, "index.md")}}},
			text(1, "Pots"),
		}}},
		{"extra", text(5, "")},
		{"none", Foreign{Line: 6}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ReadForeign (-want +got):\n%s", diff)
	}
	if got := want.Get("nav").Get("Home"); got.Kind != ForeignNull {
		t.Errorf("a key of a list is %v", got)
	}
}

func TestForeignFilesDoNotUnfoldForever(t *testing.T) {
	var src strings.Builder
	src.WriteString("a: &a [x, x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c < 'k'; c++ {
		before := string(c - 1)
		src.WriteString(string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+before+", ", 9) + "*" + before + "]\n")
	}
	if _, err := ReadForeign(src.String()); err == nil {
		t.Error("ten to the tenth values are read")
	}
	if _, err := ReadForeign("a: &a [*a]\n"); err == nil {
		t.Error("an alias inside of its own anchor is read")
	}
	if _, err := ReadForeign("? [a]\n<<: {b: 1}\n"); err != nil {
		t.Errorf("a key that is a list: %v", err)
	}
}

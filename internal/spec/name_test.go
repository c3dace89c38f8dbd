package spec

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNumbersInFrontOfNamesGiveTheOrderAndAreNoPartOfTheName(t *testing.T) {
	for _, test := range []struct{ stem, number, name, words string }{
		{"01-kinds-of-clay", "1", "kinds-of-clay", "Kinds of clay"},
		{"2_wheel", "2", "wheel", "Wheel"},
		{"003.centering", "3", "centering", "Centering"},
		{"01 - First touch", "1", "First touch", "First touch"},
		{"01 glaze", "1", "glaze", "Glaze"},
		{"0", "", "0", "0"},
		{"07", "7", "07", "07"},
		{"07-", "7", "07-", "07"},
		{"3d-printing", "-", "3d-printing", "3d printing"},
		{"élan", "-", "élan", "Élan"},
		{"introduction", "-", "introduction", "Introduction"},
		{"99999999999999999999-last", "99999999999999999999", "last", "Last"},
	} {
		got := parseName(test.stem)
		want := fileName{number: test.number, numbered: true, name: test.name}
		if test.number == "-" {
			want.number, want.numbered = "", false
		}
		if got != want || got.words() != test.words {
			t.Errorf("%q: %+v %q, want %+v %q", test.stem, got, got.words(), want, test.words)
		}
	}
}

func TestNamesAreOrderedByNumberThenName(t *testing.T) {
	stems := []string{"zebra", "10-a", "9-b", "100-c", "appendix", "09-a", "0-start"}
	slices.SortFunc(stems, func(a, b string) int { return parseName(a).compare(parseName(b)) })
	want := []string{"0-start", "09-a", "9-b", "10-a", "100-c", "appendix", "zebra"}
	if diff := cmp.Diff(want, stems); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestPathsLeadFromAFolderToAFile(t *testing.T) {
	for _, test := range []struct{ dir, file, want string }{
		{"a/b", "a/b/c.md", "c.md"},
		{"a/b", "a/d/c.md", "../d/c.md"},
		{"a/b", "c.md", "../../c.md"},
		{".", "a/c.md", "a/c.md"},
	} {
		if got := Relative(test.dir, test.file); got != test.want {
			t.Errorf("Relative(%q, %q) = %q, want %q", test.dir, test.file, got, test.want)
		}
	}
}

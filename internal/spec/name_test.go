package spec

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNumbersThatBeginNamesGiveTheOrderAndAreNoPartOfTheName(t *testing.T) {
	for _, test := range []struct{ stem, number, name, words string }{
		{"01-kinds-of-clay", "01", "kinds-of-clay", "Kinds of clay"},
		{"2_wheel", "2", "wheel", "Wheel"},
		{"003.centering", "003", "centering", "Centering"},
		{"01 - First touch", "01", "First touch", "First touch"},
		{"1. - First touch", "1", "First touch", "First touch"},
		{"01 glaze", "01", "glaze", "Glaze"},
		{"01 – glaze", "01", "glaze", "Glaze"},
		{"7) Outro", "7", "Outro", "Outro"},
		{"1: glaze", "1", "glaze", "Glaze"},
		{"1:1 coaching", "", "1:1 coaching", "1:1 coaching"},
		{"3.10 Topic ten", "3.10", "Topic ten", "Topic ten"},
		{"1.2.3-a", "1.2.3", "a", "A"},
		{"1a-first", "1a", "first", "First"},
		{"1B. second", "1B", "second", "Second"},
		{"3d-printing", "", "3d-printing", "3d printing"},
		{"4k-video", "", "4k-video", "4k video"},
		{"2026-01-15-launch", "2026-01-15", "launch", "Launch"},
		{"2026-01-15", "2026-01-15", "2026-01-15", "2026 01 15"},
		{"2026-13-15-launch", "2026", "13-15-launch", "13 15 launch"},
		{"05-10-common-mistakes", "05", "10-common-mistakes", "10 common mistakes"},
		{"0", "0", "0", "0"},
		{"07", "07", "07", "07"},
		{"07-", "07", "07-", "07"},
		{"3.2", "3.2", "3.2", "3.2"},
		{"Lesson 2", "Lesson 2", "lesson-2", "Lesson 2"},
		{"Section_10", "Section_10", "section-10", "Section 10"},
		{"day2", "day2", "day-2", "Day2"},
		{"Module 3 - Glazes", "Module 3", "Glazes", "Glazes"},
		{"week-1-first-touch", "week-1", "first-touch", "First touch"},
		{"Week 2 recap", "", "Week 2 recap", "Week 2 recap"},
		{"Week 1-2", "", "Week 1-2", "Week 1 2"},
		{"part-1-of-3", "", "part-1-of-3", "Part 1 of 3"},
		{"Partly 2 - b", "", "Partly 2 - b", "Partly 2 b"},
		{"élan", "", "élan", "Élan"},
		{"introduction", "", "introduction", "Introduction"},
		{"99999999999999999999-last", "99999999999999999999", "last", "Last"},
	} {
		got := parseName(test.stem)
		if got.number != test.number || got.name != test.name || got.words() != test.words {
			t.Errorf("%q: %+v %q, want %+v", test.stem, got, got.words(), test)
		}
	}
}

func TestNamesAreOrderedByTheirNumbersThenNaturally(t *testing.T) {
	want := []string{"0-start", "1-a", "1a-b", "1b-a", "3.1 c", "3.2 b", "3.10 a", "09-a", "9-b", "10-a", "100-c", "2025-12-31-z", "2026-01-15-a",
		"99999999999999999999-last", "Introduction", "Lesson 1", "Lesson 2", "Lesson 10", "appendix", "day2", "day10", "zebra"}
	stems := slices.Clone(want)
	slices.Reverse(stems)
	slices.SortFunc(stems, func(a, b string) int { return parseName(a).compare(parseName(b)) })
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

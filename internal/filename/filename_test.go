package filename

import "testing"

func TestNamesAreMadeOfTitles(t *testing.T) {
	for title, want := range map[string]string{
		"Kinds of clay":           "kinds-of-clay",
		"Don’t  panic -- really!": "dont-panic-really",
		"Größe ⅓":                 "größe-1-3",
		"con":                     "con-lesson",
		"!!!":                     "lesson",
		"a/../b\x00":              "a-b",
	} {
		if got := Of(title, "lesson"); got != want {
			t.Errorf("Of(%q) = %q, want %q", title, got, want)
		}
	}
}

func TestNamesInAFolderAreDistinct(t *testing.T) {
	s := Set{}
	for _, step := range []struct{ name, want string }{{"clay", "clay.md"}, {"CLAY", "CLAY-2.md"}, {"clay", "clay-3.md"}, {"straße", "straße.md"}, {"strasse", "strasse-2.md"}} {
		if got := s.Take(step.name, ".md"); got != step.want {
			t.Errorf("Take(%q) = %q, want %q", step.name, got, step.want)
		}
	}
}

func TestNamesOfOtherProgramsBecomeHarmless(t *testing.T) {
	for name, want := range map[string]string{"../secret": "secret", ".hidden": "hidden", "My file (1)": "My file (1)", "a\u202eb\x07": "ab", "..": "file", "nul": "file-nul", "a:b": "a-b"} {
		if got := Stem(name, "file"); got != want {
			t.Errorf("Stem(%q) = %q, want %q", name, got, want)
		}
	}
}

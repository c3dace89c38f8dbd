package yamlfile

import "testing"

func TestSuggestionsAreNearOrNone(t *testing.T) {
	words := []string{"title", "tagline", "thumbnail", "visibility", "A"}
	for written, want := range map[string]string{
		"titel": "title", "Title": "title", "thumbnial": "thumbnail", "visiblity": "visibility", "tag_line": "tagline",
		"author": "", "": "", "x": "", "C": "", "a": "A",
	} {
		if got, _ := Nearest(written, words); got != want {
			t.Errorf("nearest(%q) = %q, want %q", written, got, want)
		}
	}
}

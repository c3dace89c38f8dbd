package internal_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLinksBetweenDocumentsLeadSomewhere follows every link from one of our documents to a file.
func TestLinksBetweenDocumentsLeadSomewhere(t *testing.T) {
	pages, err := filepath.Glob("../*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"../docs/*.md", "../docs/decisions/*.md"} {
		more, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, more...)
	}
	destination := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	code := regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	var followed []string
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range destination.FindAllStringSubmatch(code.ReplaceAllString(string(text), ""), -1) {
			path, _, _ := strings.Cut(found[1], "#")
			if path == "" || strings.Contains(path, "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), path)); err != nil {
				t.Errorf("%s: the link %s leads nowhere", page, found[1])
			}
			followed = append(followed, filepath.Base(path))
		}
	}
	for _, page := range pages {
		if filepath.Dir(page) == "../docs" && !slices.Contains(followed, filepath.Base(page)) {
			t.Errorf("no document links to %s", page)
		}
	}
}

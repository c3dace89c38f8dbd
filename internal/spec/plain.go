package spec

import (
	"fmt"
	"path"
	"strings"

	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// Whop describes Markdown for the text of a lesson alone. Titles, taglines, descriptions, questions,
// options and answers are sent as they stand, so nothing in them can become the address of a file.

// plainText is a text that is sent as it stands.
type plainText struct {
	value       yamlfile.Value
	what        string
	image, link string // what to do with an image or a link in it; %s stands for its address
}

const (
	noImage = "say in words what it shows, or take it out"
	noLink  = "take the link out, and put it into a lesson's text"
)

// checkPlainFields looks at the texts of a course, a chapter or a front matter.
func (l *linker) checkPlainFields(d *declaration) {
	for _, key := range []string{"title", "tagline", "description"} {
		if v, ok := d.object.Get(key); ok {
			l.checkPlain(d, plainText{v, "the " + key, noImage, noLink})
		}
	}
}

func (l *linker) checkPlainQuestions(f *lessonFile) {
	for _, q := range f.object.Values["questions"].List {
		l.checkPlain(&f.declaration, plainText{q.Object.Values["question"], "a question", "write `image: %s` below the question in its place", noLink})
		l.checkPlain(&f.declaration, plainText{q.Object.Values["answer"], "an answer", noImage, noLink})
		for _, option := range q.Object.Values["options"].List {
			l.checkPlain(&f.declaration, plainText{option.Object.Values["text"], "an option", "say in words what it shows, or put one picture of all options below the question: `image: …`", noLink})
		}
	}
}

// checkPlain reports what in a text leads to a file. Where no such file exists, it may be meant as text.
func (l *linker) checkPlain(d *declaration, p plainText) {
	if !strings.Contains(p.value.Text, "](") && !strings.Contains(p.value.Text, "<") && !strings.Contains(p.value.Text, "]:") {
		return
	}
	for _, dest := range l.texts.Parse(p.value.Text).Destinations() {
		t, flaw := parseTarget(path.Dir(d.path), dest.Value)
		if dest.Form == markdown.Autolink || t.isRemote || flaw == nil && t.path == "" {
			continue
		}
		hint := p.link
		if dest.Image {
			hint = strings.ReplaceAll(p.image, "%s", dest.Value)
		}
		message := fmt.Sprintf("%s in %s would be sent as it stands, and lead nowhere: Whop describes no Markdown there", yamlfile.Shorten(dest.Value), p.what)
		if _, err := l.repo.lookUp(t.path); flaw == nil && err == nil {
			d.report.Error(p.value.At, "plain-text", message, hint)
		} else {
			d.report.Warn(p.value.At, "plain-text", message, hint+"; where students are to read it as it stands, leave it")
		}
	}
}

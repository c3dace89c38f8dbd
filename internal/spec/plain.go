package spec

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// Whop describes Markdown for the text of a lesson alone. Titles, taglines, descriptions, questions,
// options and answers are sent as they stand, so nothing in them can become the address of a file.

// plainText is a text sent as it stands.
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

// obsidianEmbed is how Obsidian shows a file.
var obsidianEmbed = regexp.MustCompile(`!\[\[([^\[\]|#\n]+)[^\[\]\n]*\]\]`)

// checkPlain reports what in a text leads to a file. Where no such file exists, it may be meant as text.
func (l *linker) checkPlain(d *declaration, p plainText) {
	text := p.value.Text
	for _, use := range placeholdersOf(text, l.texts) {
		if _, isKnown := l.variables.known[use.Variable]; isKnown && !use.IsText && p.what != "the title" { // of which it was said already
			d.report.Warn(p.value.At, "plain-text", fmt.Sprintf("{{%s}} in %s would be sent as it stands: variables are filled in in the text of a lesson", use.Variable, p.what), "write what it stands for")
		}
	}
	if !strings.Contains(text, "](") && !strings.Contains(text, "<") && !strings.Contains(text, "]:") && !strings.Contains(text, "![[") {
		return
	}
	found := slices.DeleteFunc(l.texts.Parse(text).Destinations(), func(d markdown.Destination) bool { return d.Form == markdown.Autolink })
	for _, m := range obsidianEmbed.FindAllStringSubmatch(text, -1) {
		found = append(found, markdown.Destination{Value: m[1], Image: true})
	}
	for _, dest := range found {
		t, flaw := parseTarget(path.Dir(d.path), dest.Value)
		if t.isRemote || flaw == nil && t.path == "" {
			continue
		}
		hint := p.link
		if dest.Image {
			hint = strings.ReplaceAll(p.image, "%s", dest.Value)
		}
		message := fmt.Sprintf("%s in %s would be sent as it stands, and lead nowhere: Whop describes no Markdown there", yamlfile.Shorten(dest.Value), p.what)
		at, _ := l.finder.find(t)
		if _, err := l.repo.folders.lookUp(at); flaw == nil && err == nil {
			d.report.Error(p.value.At, "plain-text", message, hint)
		} else {
			d.report.Warn(p.value.At, "plain-text", message, hint+"; where students are to read it as it stands, leave it")
		}
	}
}

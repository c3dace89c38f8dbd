package importer

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/spec"
)

// object is a course, chapter or lesson, as it is on Whop and as it is made for the files.
type object struct {
	draft      *draft
	kind       course.Kind
	live, made *course.Resource
}

func (o *object) note(format string, args ...any) { o.draft.notes.add(o.live, format, args...) }

func (o *object) unsigned(text string) string { return o.draft.notes.unsigned(o.live, text) }

// body returns a lesson's text for its file. Not a byte of it changes but line ends,
// characters that no text file holds, and the addresses of what the file now names by path.
func (o *object) body() string {
	content, converted, lost := readContent(o.live.Fields.Text(course.Content))
	if converted {
		o.note("its text was made in the dashboard's editor, and is Markdown in the file; the first edit of the file sends the Markdown")
	}
	if len(lost) > 0 {
		o.note("Markdown cannot say some of its text's formatting, which is left out: %s", strings.Join(lost, ", "))
	}
	text := lineEnds.Replace(content)
	if clean := strings.ReplaceAll(text, "\x00", ""); clean != text {
		text = clean
		o.note("NUL characters in its text are left out")
	}
	text = o.comments(text)
	if spec.TitleEnd(text, o.made.Fields.Text(course.Title)) > 0 {
		o.note("its text begins with its title once more; the heading stays in the file, and the first edit of the file takes it off Whop")
	}
	text = markdown.Parse(text).Replace(func(dest markdown.Destination) (string, bool) {
		return o.rewrite(dest)
	})
	return o.unsigned(text)
}

// linkAcross makes paths of links to lessons of other courses, as far as those have files.
func (d *draft) linkAcross() {
	for _, chapter := range d.course.Chapters {
		for _, lesson := range chapter.Lessons {
			text := lesson.Fields.Text(course.Content)
			if len(d.others) == 0 || !lessonID.MatchString(text) {
				continue
			}
			o := &object{draft: d, kind: course.KindLesson, live: d.origins[lesson.Source.Path], made: &lesson.Resource}
			lesson.Fields[course.Content] = course.Text(markdown.Parse(text).Replace(o.rewriteAcross))
		}
	}
}

// rewriteAcross returns the path to a lesson of another course in the place of its address.
func (o *object) rewriteAcross(dest markdown.Destination) (string, bool) {
	if !isLink(dest) || !isWeb(dest.Value) || !lessonID.MatchString(dest.Value) {
		return "", false
	}
	if to, ok := o.draft.lessonElsewhere(dest.Value); ok {
		return spec.Relative(path.Dir(o.made.Source.Path), to), true
	}
	o.noteAddress(dest.Value)
	return "", false
}

// noteAddress says that a link stays an address. It is said once for each lesson.
func (o *object) noteAddress(address string) {
	o.note("a link in its text leads to a lesson by its address on Whop and stays like that%s", suggested(o.draft.lessonURL, address))
}

// isLink reports a link with a text of its own: one without is nothing but its address.
func isLink(dest markdown.Destination) bool {
	return !dest.Image && dest.Embed == "" && dest.Form != markdown.Autolink
}

const staysInFile = "comments, which stay in the file; the first edit of the file takes them out of what Whop shows"

// comments says that comments stay in the file alone, and makes text of what begins like one
// and does not end, and of what would include a file or use a variable.
func (o *object) comments(text string) string {
	text, closed, open := escapeOpenComments(text)
	if closed {
		o.note("its text has %s", staysInFile)
	}
	if open {
		o.note("its text has the beginning of a comment that does not end; a backslash before it makes it text in the file")
	}
	return spec.Literal(text, o.draft.variables)
}

// plainComments does the same with a text that the file says in YAML. What is nothing but a comment
// is meant as it stands.
func (o *object) plainComments(owner, text string) string {
	if !markdown.MayHoldComment(text) {
		return text
	}
	isText := func(c markdown.Comment) bool { return c.Open || strings.TrimSpace(text) == text[c.Start:c.End] }
	switch comments := markdown.Parse(text).Comments(); {
	case slices.ContainsFunc(comments, isText):
		o.note("%s what looks like a comment; a backslash before it makes it text in the file", owner)
		return strings.NewReplacer("<!--", `\<!--`, "%%", `\%%`, "{/*", `\{/*`).Replace(text)
	case len(comments) > 0:
		o.note("%s %s", owner, staysInFile)
	}
	return text
}

// rewrite returns what the file says in the place of a destination.
func (o *object) rewrite(dest markdown.Destination) (string, bool) {
	dir := path.Dir(o.made.Source.Path)
	bare, anchor, _ := strings.Cut(dest.Value, "#")
	if at, ok := o.draft.assets.known[bare]; ok && isWeb(bare) {
		return (&url.URL{Path: spec.Relative(dir, at), Fragment: anchor}).String(), true
	}
	if to, ok := o.draft.lessonAt(dest.Value); ok && isLink(dest) {
		return spec.Relative(dir, to), true
	}
	if o.draft.onWeb != nil && isLink(dest) {
		if to := o.draft.onWeb(bare); to != "" {
			return (&url.URL{Path: spec.Relative(dir, to), Fragment: anchor}).String(), true
		}
	}
	_, isElsewhere := o.draft.lessonElsewhere(dest.Value)
	switch {
	case !isWeb(dest.Value), isElsewhere && isLink(dest): // see linkAcross
	case !dest.Image && lessonID.MatchString(dest.Value):
		o.noteAddress(dest.Value)
	case dest.Image && o.draft.assets.fetched != nil:
		picture, err := o.draft.assets.add(dir, course.File{URL: dest.Value}, spec.BodyImage)
		if err == nil {
			return (&url.URL{Path: spec.Relative(dir, picture.Path)}).String(), true
		}
		o.note("an image in its text, on %s, %v; its address stays in the text", cmp.Or(partsOf(dest.Value).Hostname(), "an unknown host"), err)
	case dest.Image && fileID.MatchString(partsOf(dest.Value).Path):
		o.note("its text shows images by their addresses on Whop%s", NotAskedFor)
	case fileID.MatchString(partsOf(dest.Value).Path):
		o.note("its text links to files by their addresses on Whop, where they stay")
	}
	return "", false
}

var (
	lessonID = regexp.MustCompile(`\blesn_[A-Za-z0-9]+`)
	objectID = regexp.MustCompile(`\b(?:lesn|chap|cors)_[A-Za-z0-9]+`)
)

// suggested suggests the template that an address of a lesson was made by, to who has
// none. Without one a path would be no better: the lesson's first edit would send the
// link's text alone, where a link is that works.
func suggested(lessonURL, address string) string {
	if lessonURL != "" {
		return ""
	}
	address, _, _ = strings.Cut(address, "#")
	if bare, _, _ := strings.Cut(address, "?"); lessonID.MatchString(bare) {
		address = bare
	}
	template := objectID.ReplaceAllStringFunc(address, func(id string) string {
		return map[string]string{"lesn": "{lesson}", "chap": "{chapter}", "cors": "{course}"}[id[:4]]
	})
	return fmt.Sprintf("; with `lesson_url: %s` in %s, an import makes a path of it", template, spec.ConfigFile)
}

package importer

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/richtext"
	"whopsync/internal/spec"
)

// readContent returns a lesson's text as Markdown. converted says that it was rich text,
// of which lost could not be said.
func readContent(content string) (text string, converted bool, lost []string) {
	if doc, ok := richtext.Parse(content); ok {
		text, lost = doc.Markdown()
		return text, true, lost
	}
	return content, false, nil
}

// body returns a lesson's text for its file. Not a byte of it changes but line ends,
// characters that no text file holds, and the addresses of what the file now names by path.
func (d *draft) body(live *course.Resource, file string) string {
	content, converted, lost := readContent(live.Fields.Text(course.Content))
	if converted {
		d.notes.add(live, "its text was made in the dashboard's editor and is Markdown in the file; the first edit of the file sends it like that")
	}
	if len(lost) > 0 {
		d.notes.add(live, "Markdown cannot say some of its text's formatting, which is left out: %s", strings.Join(lost, ", "))
	}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(content)
	if clean := strings.ReplaceAll(text, "\x00", ""); clean != text {
		text = clean
		d.notes.add(live, "NUL characters in its text are left out")
	}
	text = markdown.Parse(text).Replace(func(dest markdown.Destination) (string, bool) {
		return d.rewrite(live, file, dest)
	})
	return d.notes.unsigned(live, text)
}

// rewrite returns what the file says in the place of a destination.
func (d *draft) rewrite(live *course.Resource, file string, dest markdown.Destination) (string, bool) {
	dir := path.Dir(file)
	isLink := !dest.Image && dest.Form != markdown.Autolink // which is nothing but its address
	if to, ok := d.lessonAt(dest.Value); ok && isLink {
		return spec.Relative(dir, to), true
	}
	switch {
	case !isWeb(dest.Value):
	case !dest.Image && lessonID.MatchString(dest.Value):
		d.notes.add(live, "a link in its text leads to a lesson by its address on Whop and stays like that%s", suggested(d.lessonURL, dest.Value))
	case dest.Image && d.assets.fetched != nil:
		picture, err := d.assets.add(dir, course.File{URL: dest.Value}, spec.BodyImage)
		if err == nil {
			return (&url.URL{Path: spec.Relative(dir, picture.Path)}).String(), true
		}
		d.notes.add(live, "an image in its text, on %s, %v; its address stays in the text", hostOf(dest.Value), err)
	case dest.Image && fileID.MatchString(pathOf(dest.Value)):
		d.notes.add(live, "its text shows images by their addresses on Whop (--assets brings them along)")
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

// lessonAt returns the file of the lesson that an address on Whop leads to, by the
// environment's template of such addresses.
func (d *draft) lessonAt(address string) (file string, ok bool) {
	if d.lessonURL == "" || !strings.Contains(address, "lesn_") {
		return "", false
	}
	for _, chapter := range d.course.Chapters {
		for _, lesson := range chapter.Lessons {
			ids := strings.NewReplacer("{lesson}", d.origins[lesson.Source.Path].ID, "{chapter}", d.origins[chapter.Source.Path].ID, "{course}", d.live.ID)
			if ids.Replace(d.lessonURL) == address {
				return lesson.Source.Path, true
			}
		}
	}
	return "", false
}

// isWeb reports addresses of files that could be downloaded.
func isWeb(address string) bool {
	lower := strings.ToLower(address)
	return strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "http://")
}

func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Hostname()
	}
	return "an unknown host"
}

func pathOf(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Path
	}
	return ""
}

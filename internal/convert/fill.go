package convert

import (
	"errors"
	"path"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/spec"
)

// fill gives all lessons their fields. A link can lead to a heading of any text, so all texts are cut first.
func (d *draft) fill() {
	d.folded = map[string]string{}
	for _, at := range d.src.Paths() {
		d.folded[strings.ToLower(at)] = at
	}
	for _, l := range d.lessons() {
		l.cutText()
	}
	for _, l := range d.lessons() {
		d.fillLesson(l)
	}
}

var (
	htmlID  = regexp.MustCompile(`(?i)\s(?:id|name)\s*=\s*["']?([^\s"'>]+)`)
	comment = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// cutText takes the title and the video out of a text.
func (l *lesson) cutText() {
	l.page.takeVideo()
	h, ok := l.page.heading()
	l.text = l.page.Text
	source := l.text.String()
	if ok && isBlank(comment.ReplaceAllString(source[:h.Start], "")) && oneLine(h.Text) == l.name {
		l.cut = h
		first, end := strings.Count(source[:h.Start], "\n"), strings.Count(source[:h.End], "\n")
		l.text = slices.Concat(l.text[:first], l.text[end:].trimmed())
	}
	l.text = l.text.trimmed()
	for i := range l.text {
		l.text[i].Text = printable(l.text[i].Text)
	}
	text := spec.Literal(escapeOpenComments(l.text.String()), nil)
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if i < len(l.text) {
			l.text[i].Text = line
		}
	}
	l.doc, l.ids = markdown.Parse(text), map[string]bool{}
	for _, m := range htmlID.FindAllStringSubmatch(text, -1) {
		l.ids[m[1]] = true
	}
	l.headings = map[string]string{}
	for _, h := range slices.Backward(l.doc.Headings()) { // of several, the first
		l.ids[h.Anchor] = true
		l.headings[letters(h.Anchor)] = h.Anchor
		l.headings[letters(h.Text)] = h.Anchor
	}
}

func (d *draft) fillLesson(l *lesson) {
	p, fields := l.page, l.made.Fields
	if p.IsHidden {
		fields[course.Visibility] = course.Text(course.Hidden)
	}
	l.made.PublishAt = p.PublishAt
	if kind, id, ok := spec.ParseVideo(p.Video); ok {
		fields[course.EmbedType], fields[course.EmbedID] = course.Text(kind), course.Text(id)
	}
	if p.Unlock > 0 {
		fields[course.UnlockDays] = course.Int(p.Unlock)
	}
	if p.Thumbnail != "" {
		d.thumbnail(l)
	}
	if p.Questions != nil {
		d.fillQuestions(l)
	}
	if text := d.linked(l); text != "" {
		fields[course.Content] = course.Text(text)
	}
}

// fillQuestions puts pictures beside their questions, and takes the other files out of them.
func (d *draft) fillQuestions(l *lesson) {
	at := Place{Path: l.page.Path}
	for i := range l.page.Questions {
		q := &l.page.Questions[i]
		q.Text = escapeOpenComments(withoutLinks(printable(q.Text), at, d.notes))
		for j := range q.Options {
			q.Options[j].Text = escapeOpenComments(withoutLinks(printable(q.Options[j].Text), at, d.notes))
		}
		picture := l.page.pictures[i]
		if picture == "" {
			continue
		}
		file, _, _ := d.locate(l.page.Path, picture)
		place, err := "", errors.New("is not there")
		if file != "" {
			place, err = d.assets.place(file, l.dir, spec.QuestionImage)
		}
		if err != nil {
			d.notes.add(DeadImage, at, picture+", which "+err.Error())
			continue
		}
		q.Image = &course.File{Path: place}
	}
	l.made.Fields[course.Questions] = l.page.Questions
}

func (d *draft) thumbnail(l *lesson) {
	file, _, isLocal := d.locate(l.page.Path, l.page.Thumbnail)
	if !isLocal || file == "" {
		d.notes.add(DroppedKey, Place{Path: l.page.Path}, "the picture "+l.page.Thumbnail)
		return
	}
	at, err := d.assets.place(file, l.dir, spec.Thumbnail)
	if err != nil {
		d.notes.add(DroppedKey, Place{Path: l.page.Path}, "the picture "+l.page.Thumbnail+", which "+err.Error())
		return
	}
	l.made.Fields[course.Thumbnail] = course.File{Path: at}
}

// linked returns the text with links to where everything lies now. What leads nowhere is its words alone.
func (d *draft) linked(l *lesson) string {
	text := l.text.String()
	body := course.Body{Text: text}
	written := map[int]string{}
	for _, dest := range l.doc.Destinations() {
		to, keep := d.destination(l, dest)
		if to == dest.Value && keep {
			continue
		}
		ref := course.Ref{Span: course.Span{Start: dest.Start, End: dest.End}}
		if keep {
			if dest.Start == 0 || !strings.ContainsRune(`<"'`, rune(text[dest.Start-1])) {
				to = strings.ReplaceAll(to, " ", "%20")
			}
			written[dest.Start] = dest.Escape(to)
		}
		for _, s := range dest.Unlink {
			ref.Unlink = append(ref.Unlink, course.Span(s))
		}
		body.Refs = append(body.Refs, ref)
	}
	return body.Fill(func(r course.Ref) (string, bool) {
		to, ok := written[r.Span.Start]
		return to, ok
	})
}

// destination returns where a link leads to in the repository. It names what leads nowhere, and returns false.
func (d *draft) destination(l *lesson, dest markdown.Destination) (to string, ok bool) {
	at := l.text.at(dest.Line)
	file, fragment, isLocal := d.locate(l.page.Path, dest.Value)
	if isLocal && file == "" && at.Path != l.page.Path { // what was included may name its own neighbours
		file, _, _ = d.locate(at.Path, dest.Value)
	}
	target := d.byPage[file]
	isShown := dest.Image || dest.Embed != ""
	kind := DeadLink
	if isShown {
		kind = DeadImage
	}
	dead := func(why string) (string, bool) {
		d.notes.add(kind, at, dest.Value+why)
		return "", false
	}
	switch {
	case dest.Form == markdown.Autolink, !isLocal && !isProgram(dest.Value):
		return dest.Value, true
	case isProgram(dest.Value):
		return dead(", which is a program")
	case file == l.page.Path && fragment == "" && strings.HasPrefix(dest.Value, "#"), dest.Value == "":
		return dest.Value, true
	case target == l && !isShown && strings.HasPrefix(dest.Value, "#"):
		anchor := d.anchor(target, fragment, dest.Value, at)
		return anchor, anchor != ""
	case target != nil && !isShown:
		return spec.EscapePath(spec.Relative(path.Dir(l.path), target.path)) + d.anchor(target, fragment, dest.Value, at), true
	case file == "":
		return dead("")
	case isPageName(file) || isGIFT(file) || target != nil:
		return dead(", which is no lesson")
	case dest.IsUnused():
		return "", false
	}
	to, err := d.copied(l, dest, file, fragment)
	if err != nil {
		return dead(", which " + err.Error())
	}
	return to, true
}

// copied returns the address of a file that comes along.
func (d *draft) copied(l *lesson, dest markdown.Destination, file, fragment string) (to string, err error) {
	use := spec.Attachment
	switch {
	case dest.Image:
		use = spec.BodyImage
	case dest.Embed != "":
		use = spec.Media
	}
	place, err := d.assets.place(file, l.dir, use)
	if err != nil {
		return "", err
	}
	to = spec.EscapePath(spec.Relative(path.Dir(l.path), place))
	if use == spec.Media && fragment != "" {
		to += "#" + fragment
	}
	return to, nil
}

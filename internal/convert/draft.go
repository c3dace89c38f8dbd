package convert

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/spec"
)

// draft is the course on its way into files.
type draft struct {
	src      *Source
	tree     *Tree
	chapters []*chapter
	notes    *Notes

	course *course.Course
	keys   map[string]bool
	byPage map[string]*lesson // by the path of the page
	folded map[string]string  // paths of the source by what they are without letter case
	assets *assets
}

func (d *draft) lessons() (all []*lesson) {
	for _, c := range d.chapters {
		all = append(all, c.lessons...)
	}
	return all
}

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

var (
	remote  = regexp.MustCompile(`^(?:[A-Za-z][A-Za-z0-9+.-]+:|//)`)
	program = regexp.MustCompile(`(?i)^(?:javascript|vbscript|file):`)
)

func isProgram(destination string) bool { return program.MatchString(destination) }

func isPageName(file string) bool { return isMarkdown(file) || hasExt(file, ".mdx") }

// locate returns the file of the source that a destination in a page leads to, "" if there is none. isLocal is false
// for addresses of the web.
func (d *draft) locate(from, destination string) (file, fragment string, isLocal bool) {
	destination = strings.TrimPrefix(destination, "pathname://") // Docusaurus writes it before the address of a file
	if remote.MatchString(destination) {
		return "", "", false
	}
	rest, fragment, _ := strings.Cut(destination, "#")
	rest, _, _ = strings.Cut(rest, "?")
	if decoded, err := url.PathUnescape(rest); err == nil {
		rest = decoded
	}
	rest = strings.TrimPrefix(strings.ReplaceAll(rest, `\`, "/"), "@site")
	switch {
	case rest == "":
		return from, fragment, true
	case strings.HasPrefix(rest, "/"):
		return cmp.Or(d.absolute(rest), d.above(from, rest)), fragment, true
	}
	if file = d.near(path.Join(path.Dir(from), rest)); file == "" && d.tree.ByName != nil {
		file = d.tree.ByName(from, rest)
	}
	if file != "" {
		return file, fragment, true
	}
	page := d.byPage[from]
	if page == nil || page.page.address == "" {
		return "", fragment, true
	}
	for _, base := range []string{path.Dir(page.page.address), page.page.address} {
		if file = d.absolute(path.Join(base, rest)); file != "" {
			break
		}
	}
	return file, fragment, true
}

// absolute returns the file at an address from the top of the site.
func (d *draft) absolute(address string) string {
	bare := address
	if base := strings.TrimSuffix(d.tree.Base, "/"); base != "" && (address == base || strings.HasPrefix(address, base+"/")) {
		bare = "/" + strings.TrimPrefix(address[len(base):], "/")
	}
	for _, a := range []string{bare, address} {
		for _, known := range []string{path.Clean(a), strings.ToLower(path.Clean(a)), path.Clean(strings.TrimSuffix(a, ".html"))} {
			if page, ok := d.tree.Addresses[known]; ok {
				return page
			}
		}
		for _, root := range append(slices.Clone(d.tree.Roots), ".") {
			if file := d.near(path.Join(root, strings.TrimLeft(a, "/"))); file != "" {
				return file
			}
		}
	}
	return ""
}

// above returns the file at an address from the top of a site that is somewhere above a page.
func (d *draft) above(from, address string) string {
	for dir := path.Dir(from); dir != "."; dir = path.Dir(dir) {
		for _, top := range []string{dir, path.Join(dir, "static"), path.Join(dir, "public")} {
			if file := d.near(path.Join(top, address)); file != "" {
				return file
			}
		}
	}
	return ""
}

// near returns the file that a path means: itself, with the extension of a page, the page of a folder, or its first.
func (d *draft) near(at string) string {
	if at == ".." || strings.HasPrefix(at, "../") {
		return ""
	}
	tries := meant(at)
	for _, try := range tries {
		if d.byPage[try] != nil {
			return try
		}
	}
	if file := d.src.First(tries...); file != "" {
		return file
	}
	for _, try := range tries {
		if file, ok := d.folded[strings.ToLower(try)]; ok {
			return file
		}
	}
	if at == "." || !d.src.HasFolder(at) {
		return ""
	}
	for _, l := range d.lessons() {
		if strings.HasPrefix(l.page.Path, at+"/") {
			return l.page.Path
		}
	}
	return ""
}

// meant returns the files that a path can mean, the likeliest first.
func meant(at string) []string {
	tries := []string{at}
	bare := at
	if hasExt(at, ".html", ".htm", ".md", ".mdx") {
		bare = strings.TrimSuffix(at, path.Ext(at))
	}
	for _, ext := range []string{".md", ".mdx", ".markdown"} {
		tries = append(tries, bare+ext)
	}
	folders := []string{at}
	if isReadme("", stemOf(bare)) {
		folders = append(folders, path.Dir(bare))
	}
	for _, folder := range folders {
		for _, name := range []string{"index.md", "README.md", "_index.md", "index.mdx", "readme.md"} {
			tries = append(tries, path.Join(folder, name))
		}
	}
	return tries
}

// anchor returns the end of an address that leads to a heading, "" where the lesson has none like it.
func (d *draft) anchor(to *lesson, fragment, written string, at Place) string {
	if fragment == "" {
		return ""
	}
	if decoded, err := url.PathUnescape(fragment); err == nil {
		fragment = decoded
	}
	if to.ids[fragment] {
		return "#" + fragment
	}
	wanted := fragment
	if text, ok := to.page.Anchors[fragment]; ok {
		wanted = text
	}
	if anchor, ok := to.headings[letters(wanted)]; ok {
		return "#" + anchor
	}
	if isTitle := letters(to.cut.Text) == letters(wanted) || letters(to.title) == letters(wanted); !isTitle {
		d.notes.add(DeadAnchor, at, written)
	}
	return ""
}

// letters returns what is the same in all the ways in which tools make anchors of headings.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// escapeOpenComments makes text of what begins like a comment and does not end. That can lay bare the next one. Where many of
// one kind do not end, none after them does: their marks are escaped at once, also in code.
func escapeOpenComments(text string) string {
	const few, enough = 8, 12
	for i := range enough {
		at := openComment(text)
		if at < 0 {
			break
		}
		entity := fmt.Sprintf("&#%d;", text[at])
		escaped := text[:at] + `\` + text[at:]
		switch {
		case i >= few:
			mark := text[at:min(at+2, len(text))] // <! or %% or {/
			escaped = text[:at] + strings.ReplaceAll(text[at:], mark, entity+mark[1:])
		case openComment(escaped) == at+1: // in HTML, where a backslash is one
			escaped = text[:at] + entity + text[at+1:]
		}
		text = escaped
	}
	return text
}

// openComment returns where the first comment without an end begins, or -1.
func openComment(text string) int {
	if !markdown.MayHoldComment(text) {
		return -1
	}
	for _, c := range markdown.Parse(text).Comments() {
		if c.Open {
			return c.Start
		}
	}
	return -1
}

// unread are the endings of files that a person may take for lessons.
var unread = []string{".docx", ".doc", ".odt", ".rtf", ".pptx", ".ppt", ".key", ".ipynb", ".rst", ".adoc", ".org", ".canvas", ".pdf", ".mp4", ".mov", ".webm", ".csv", ".gift"}

// nameLeftOver names what no lesson was made of and no lesson shows.
func (d *draft) nameLeftOver() {
	for _, at := range d.src.Paths() {
		isInside := d.tree.Content == "" || d.tree.Content == "." || strings.HasPrefix(at, d.tree.Content+"/")
		switch {
		case !isInside, d.byPage[at] != nil, d.tree.Used[at], d.assets.has(at):
		case isPageName(at):
			d.notes.add(UnlistedPage, Place{Path: at}, "a page")
		case hasExt(at, unread...):
			d.notes.add(UnlistedPage, Place{Path: at}, fmt.Sprintf("a file (%s)", strings.ToLower(path.Ext(at))))
		}
	}
}

// files returns everything to write, by path.
func (d *draft) files() []File {
	var files []File
	for at, data := range spec.Write(d.course) {
		files = append(files, File{Path: at, Data: data})
	}
	files = append(files, d.assets.files...)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

func (d *draft) origins() (all []Origin) {
	for _, l := range d.lessons() {
		all = append(all, Origin{l.page.Path, l.path})
	}
	return all
}

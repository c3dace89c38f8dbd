package spec

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// maxLocal is how many links and images may lead into the repository: they are kept in memory, and
// a hostile repository has some hundred megabytes of them.
const maxLocal = 50_000

// referLesson finds everything that a lesson points to.
func (l *linker) referLesson(f *lessonFile) {
	f.referFiles(lessonGrammar.Keys)
	referAttachments(f)
	referQuestions(f)
	l.checkPlainFields(&f.declaration)
	l.checkPlainQuestions(f)
	warnOfType(f)
	warnOfTemplate(f)
	if (markdown.MayHold(f.body.text) || mayHoldVideo(f.body.text)) && l.local.Load() <= maxLocal {
		l.referBody(f)
	}
}

// referBody finds the destinations in a lesson's text.
func (l *linker) referBody(f *lessonFile) {
	d := f.texts.Parse(f.body.text)
	switch {
	case d.Err != nil && f.texts.IsSpent():
		return // it is said of all of them
	case d.Err != nil:
		f.report.Error(yamlfile.Span{Line: f.body.own.line}, "unreadable", "the text cannot be read: "+d.Err.Error(), "make it simpler")
		return
	}
	warnOfFeatures(f, d, l.variables)
	for _, u := range d.Unlocated() {
		at := f.body.lineSpan(u.Line, u.Col, 0)
		if t, _ := parseTarget(path.Dir(cmp.Or(at.File, f.path)), u.Value); !t.isRemote {
			f.report.Error(at, "unlocated-link", fmt.Sprintf("the place of %q in the text cannot be found", yamlfile.Shorten(u.Value)), "write the link on one line")
		}
	}
	var refs []course.Ref
	for _, dest := range d.Destinations() {
		if dest.Form == markdown.Autolink {
			continue
		}
		if ref, ok := l.refOf(f, dest, len(refs)); ok {
			refs = append(refs, ref)
		}
	}
	l.local.Add(int64(len(refs)))
	f.refs = refs
	f.fields[course.Content] = course.Body{Text: f.body.text, Refs: refs, Shared: f.body.shared()}
}

// refOf returns the ref that a destination becomes, the index-th of its lesson.
func (l *linker) refOf(f *lessonFile, dest markdown.Destination, index int) (course.Ref, bool) {
	at := f.body.lineSpan(dest.Line, dest.Col, utf8.RuneCountInString(f.body.text[dest.Start:dest.End]))
	ref := course.Ref{Span: course.Span{Start: dest.Start, End: dest.End}}
	if !dest.Image { // an image waits for its upload, and is sent with it
		for _, s := range dest.Unlink {
			ref.Unlink = append(ref.Unlink, course.Span(s))
		}
	}
	t, flaw := parseTarget(path.Dir(cmp.Or(at.File, f.path)), dest.Value)
	_, tag, _ := strings.Cut(dest.Value, "{{")
	name := tagName("{{" + tag)
	switch {
	case name != "" && tag != "":
		f.report.Error(at, "no-value", fmt.Sprintf("no variable is called %q", name), l.variables.missing(name))
		return ref, false
	case flaw != nil:
		flaw.report(&f.report, at, dest.Value)
		return ref, false
	case t.isRemote:
		warnOfRemote(&f.report, dest, at)
		return ref, false
	case t.path == "":
		if dest.Embed == "" { // of others, it is a place in a drawing
			l.checkAnchor(f, f, t.anchor, at)
		}
		return ref, false
	}
	isLink := !dest.Image && dest.Embed == ""
	to := l.finder.file(t)
	if isLink {
		to, _ = l.finder.find(t)
	}
	if to == "" {
		l.rootFlaw(f, t).report(&f.report, at, dest.Value)
		return ref, false
	}
	if flaw := l.embedFlaw(dest, to); flaw != nil {
		flaw.report(&f.report, at, dest.Value)
		return ref, false
	}
	if lesson, ok := l.byPath[to]; ok && !dest.Image {
		ref.Lesson = lesson.address
		l.warnOfHidden(f, lesson, at)
		ref.Anchor = l.checkAnchor(f, lesson, t.anchor, at)
		return ref, true
	}
	flaw = l.linkFlaw(to)
	if isLink && l.leadsElsewhere(t, to, flaw) {
		ref.URL, ref.Anchor = l.config.AddressOf(to), t.anchor
		return ref, true
	}
	if flaw != nil {
		flaw.report(&f.report, at, dest.Value)
		return ref, false
	}
	if dest.IsUnused() {
		f.report.Warn(at, "unused-definition", yamlfile.Shorten(dest.Value)+" is not uploaded, for no link uses this definition", "write a link that does, as in [text][label], or take the definition out")
		return ref, false
	}
	w := &want{path: to, anchor: t.anchor, use: Attachment, as: dest.Value, at: at, report: &f.report}
	switch {
	case dest.Image:
		w.use = BodyImage
	case dest.Embed != "":
		w.use, ref.Anchor = Media, t.anchor // such as #t=10, where a video begins
	}
	w.set = func(file course.File) { f.refs[index].File = &file }
	f.wanted = append(f.wanted, w)
	return ref, true
}

// embedFlaw reports an HTML element that loads a file, which cannot be uploaded for it.
func (l *linker) embedFlaw(dest markdown.Destination, target string) *flaw {
	element, _, _ := strings.Cut(dest.Embed, " ")
	switch {
	case element == "script", element == "link", element == "base":
		return &flaw{"bad-embed", "is what <" + element + "> loads, and no such file is uploaded", "take the <" + element + "> out"}
	case element != "" && !dest.Image && l.byPath[target] != nil:
		return &flaw{"bad-embed", "is a lesson, and <" + element + "> shows none", "link to it: [text](" + dest.Value + ")"}
	}
	return nil
}

// rootFlaw is about a destination that begins with / where no folder is static. It names the folder in which the file lies, the
// nearest around the lesson first.
func (l *linker) rootFlaw(f *lessonFile, t target) *flaw {
	wrong := &flaw{"absolute-path", "is an absolute path", "use a path relative to this file"}
	for dir := path.Dir(f.path); ; dir = path.Dir(dir) {
		entries, _ := l.repo.folders.list(dir)
		if !f.report.Searches(len(entries)) {
			return wrong
		}
		near := l.finder
		near.static = nil
		for _, entry := range entries {
			if entry.IsDir() && !isIgnored(entry.Name()) {
				near.static = append(near.static, path.Join(dir, entry.Name()))
			}
		}
		near.static = append(near.static, dir)
		for _, static := range near.static {
			one := near
			one.static = []string{static}
			if to, isLesson := one.find(t); isLesson || one.isFile(to) {
				wrong.hint = fmt.Sprintf("%s is there: write into %s: `static: [%s]`", yamlfile.Shorten(to), ConfigFile, inFlow(static))
				return wrong
			}
		}
		if dir == "." {
			return wrong
		}
	}
}

// leadsElsewhere reports a link to a file or folder of the repository that is not uploaded, because it lies outside of all courses or
// could not be: it leads to the address under elsewhere.
func (l *linker) leadsElsewhere(t target, to string, flaw *flaw) bool {
	_, err := l.repo.folders.lookUp(to)
	if l.config.Elsewhere == "" || t.rooted || err != nil {
		return false
	}
	isInside := slices.ContainsFunc(l.courses, func(c *courseDir) bool { return c.at == "." || strings.HasPrefix(to, c.at+"/") })
	return flaw != nil || !isInside
}

// linkFlaw knows links that lead to something, but to nothing that a student could open.
func (l *linker) linkFlaw(target string) *flaw {
	entry, err := l.repo.folders.lookUp(target)
	base := path.Base(target)
	switch {
	case target == ".", err == nil && entry.IsDir():
		return &flaw{"bad-link", "is a folder", "link to a lesson in it" + orElsewhere}
	case err != nil:
		return nil
	case base == courseFile || base == chapterFile || target == ConfigFile:
		return &flaw{"bad-link", "is a file of whopsync itself, and not for students", "link to a lesson or to another file"}
	case isMarkdown(target) && l.byPath[target] == nil:
		return &flaw{"bad-link", "is no lesson", "link to a lesson, or make it one" + orElsewhere}
	case !hasExtension(base):
		return &flaw{"no-extension", "has no extension" + noExtension, "name it as what it is, such as " + base + ".txt" + orElsewhere}
	}
	return nil
}

// orElsewhere ends a hint about a file that students can be led to in another place.
const orElsewhere = "; where the repository can be read on the web, write its address there into " + ConfigFile + ": `elsewhere: https://…/`"

// checkAnchor reports an anchor that the lesson does not have, and returns it as it is to
// be sent: an anchor of the heading that became the title leads to the lesson itself.
func (l *linker) checkAnchor(from, to *lessonFile, anchor string, at yamlfile.Span) string {
	if anchor == "" || !to.isRead || to.texts.IsSpent() {
		return anchor
	}
	name := strings.TrimPrefix(anchor, "#")
	anchors := to.anchors()
	switch {
	case name == to.body.cutAnchor:
		return ""
	case name == "top" || slices.Contains(anchors, name) || slices.Contains(anchors, percentDecoded(name)):
		return anchor
	}
	from.report.Error(at, "missing-heading", fmt.Sprintf("%s has no heading %q", to.path, yamlfile.Shorten(anchor)), from.report.DidYouMean(name, anchors))
	return anchor
}

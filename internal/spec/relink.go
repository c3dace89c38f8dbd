package spec

import (
	"fmt"
	"path"
	"strings"

	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// relinking mends what leads from file to file when files get other places.
type relinking struct {
	repo    *Repo
	to      func(path string) string // where a file or folder comes to lie
	now     finder
	then    finder   // when that is done
	ignored []string // keys of other tools
}

// file returns the edits that keep a file's links and paths valid. A broken link stays: its author
// meant something, or an interrupted run has corrected it already.
func (l relinking) file(d *declaration, text string) (edits []edit, err error) {
	from, to := path.Dir(d.path), path.Dir(l.to(d.path))
	g, _ := grammarOf(d.path, l.ignored)
	for _, v := range pathsIn(d.object, g.Keys) {
		written, changed := l.path(from, to, v.Text)
		if !changed {
			continue
		}
		e, ok := rescalar(text, v, written)
		if !ok {
			return nil, fmt.Errorf("%s:%d: write %s in quotes, or without: whopsync cannot change it as it stands", d.path, v.At.Line, yamlfile.Shorten(v.Text))
		}
		edits = append(edits, e)
	}
	if !isMarkdown(d.path) {
		return edits, nil
	}
	_, body, _, ok := cutText(d.path, text, &yamlfile.Report{})
	if !ok {
		body = text
	}
	start := len(text) - len(body)
	for _, dest := range markdown.Parse(body).Destinations() {
		written, changed := l.destination(from, to, dest.Value)
		if isFenced := dest.Start > 0 && strings.ContainsRune(`<"'`, rune(body[dest.Start-1])); !isFenced {
			written = strings.ReplaceAll(written, " ", "%20") // a fence would be sent to Whop
		}
		if changed && dest.Form != markdown.Autolink {
			edits = append(edits, edit{start + dest.Start, start + dest.End, dest.Escape(written)})
		}
	}
	for _, p := range placeholdersOf(body, new(markdown.Budget)) {
		if written, changed := l.path(from, to, p.File); changed && p.includes() {
			edits = append(edits, edit{start + p.fileAt, start + p.fileAt + len(p.File), written})
		}
	}
	return edits, nil
}

// pathsIn returns the paths in the values of keys.
func pathsIn(o yamlfile.Object, keys []yamlfile.Key) (paths []yamlfile.Value) {
	var add func(v yamlfile.Value, k *yamlfile.Key)
	add = func(v yamlfile.Value, k *yamlfile.Key) {
		if k.Form == yamlfile.FormPath && v.Text != "" {
			paths = append(paths, v)
		}
		for _, entry := range v.List {
			add(entry, k.Item)
		}
		if k.Form == yamlfile.FormObject {
			paths = append(paths, pathsIn(v.Object, k.Keys)...)
		}
	}
	for i := range keys {
		if v, ok := o.Get(keys[i].Name); ok {
			add(v, &keys[i])
		}
	}
	return paths
}

// destination returns a destination of a text as it is to be written in the folder to.
func (l relinking) destination(from, to, value string) (written string, changed bool) {
	t, flaw := parseTarget(from, value)
	if flaw != nil || t.isRemote || t.path == "" {
		return "", false
	}
	end := strings.IndexAny(value, "?#")
	if end < 0 {
		end = len(value)
	}
	as := percentDecoded(value[:end])
	file, isLesson := l.now.find(t)
	switch exists := l.repo.Has(file); {
	case t.rooted && !exists:
	case t.rooted:
		written, changed = l.rooted(to, as, l.to(file))
	case isLesson && file != t.path && !l.repo.Has(t.path):
		written, changed = l.lesson(to, as, l.to(file))
	default:
		written, changed = l.path(from, to, as)
	}
	if !changed {
		return "", false
	}
	return EscapePath(written) + value[end:], true
}

// EscapePath returns a path as it stands in a destination: what would end it there, or be decoded, is encoded.
func EscapePath(path string) string { return pathEscapes.Replace(path) }

var pathEscapes = strings.NewReplacer("%", "%25", "#", "%23", "?", "%3F")

// lesson returns the path to a lesson that is not written as its file, in the same form.
func (l relinking) lesson(to, as, goal string) (written string, changed bool) {
	if at, flaw := parsePath(to, as); flaw == nil {
		if found, ok := l.then.lesson(at); ok && found == goal {
			return "", false
		}
	}
	return likeLesson(Relative(to, goal), as), true
}

// likeLesson gives the path of a lesson's file the extension that another path has, or none.
func likeLesson(file, as string) string {
	bare, _ := cutLessonExtension(file)
	switch _, extension := cutLessonExtension(as); {
	case isMarkdown(as):
		return file
	default:
		return bare + extension
	}
}

// rooted returns a path that begins with /, as long as what it leads to lies in a static folder.
func (l relinking) rooted(to, as, goal string) (written string, changed bool) {
	if t, flaw := parseTarget(to, as); flaw == nil {
		if lesson, isLesson := l.then.find(t); isLesson && lesson == goal {
			return "", false
		}
	}
	for _, dir := range l.then.static {
		below := "/" + goal
		if dir != "." {
			below = strings.TrimPrefix(below, "/"+dir)
		}
		if !strings.HasPrefix(below, "/") || below == "/"+goal && dir != "." {
			continue
		}
		if isMarkdown(goal) {
			below = likeLesson(below, as)
		}
		return below, below != path.Clean(as)
	}
	return Relative(to, goal), true
}

// path returns a path written in a file of the folder from as it is to be written in the folder
// to.
func (l relinking) path(from, to, written string) (relative string, changed bool) {
	file, flaw := parsePath(from, written)
	if flaw != nil {
		return "", false
	}
	if _, err := l.repo.folders.lookUp(file); err != nil {
		return "", false
	}
	goal := l.to(file)
	if again, flaw := parsePath(to, written); flaw == nil && again == goal {
		return "", false
	}
	relative = Relative(to, goal)
	if strings.HasPrefix(written, "./") && !strings.HasPrefix(relative, "../") {
		relative = "./" + relative
	}
	return relative, true
}

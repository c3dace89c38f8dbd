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
	ignored []string                 // keys of other tools
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
	if written, changed = l.path(from, to, percentDecoded(value[:end])); !changed {
		return "", false
	}
	return strings.NewReplacer("%", "%25", "#", "%23", "?", "%3F").Replace(written) + value[end:], true
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

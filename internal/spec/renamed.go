package spec

import (
	"path"
	"slices"

	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// Renamed returns what gives files and folders other places, in an order in which no name is taken. Every link
// leads where it led, and whopsync.yaml names the courses that it named; lists of chapters and lessons stay as they are.
func Renamed(repo *Repo, renames []Rename) (Arrangement, error) {
	l := discover(repo)
	l.read(l.settings.DefaultEnvironment)
	l.build()
	w := arranging{loading: l, a: Arrangement{Renames: renames}, edits: map[*declaration][]edit{}, texts: map[*declaration][]byte{}}
	if err := w.checkFree("", false); err != nil {
		return Arrangement{}, err
	}
	if err := w.relink(); err != nil {
		return Arrangement{}, err
	}
	if err := w.listed(&l.config, l.config.object.Values["courses"], w.globs()); err != nil {
		return Arrangement{}, err
	}
	return w.mended(), nil
}

// Paths returns the files of the repository that a file with these bytes may lead to, sorted: images, attachments
// and other lessons. What begins with / may lie in each of the static folders.
func Paths(static []string, name string, data []byte) (paths []string) {
	text, ok := decodeText(data, &yamlfile.Report{})
	if !ok {
		return nil
	}
	front, body, _, ok := cutText(name, text, &yamlfile.Report{})
	if g, known := grammarOf(name, nil); known && ok {
		object, _ := yamlfile.Read(front, g, &yamlfile.Report{})
		for _, v := range pathsIn(object, g.Keys) {
			if file, flaw := parsePath(path.Dir(name), v.Text); flaw == nil {
				paths = append(paths, file)
			}
		}
	}
	for _, dest := range markdown.Parse(body).Destinations() {
		if t, flaw := parseTarget(path.Dir(name), dest.Value); flaw == nil && !t.isRemote && t.path != "" && isMarkdown(name) {
			paths = append(paths, finder{static: static}.candidates(t)...)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// Included returns the files that a lesson's file with these bytes includes, sorted.
func Included(name string, data []byte) (files []string) {
	text, ok := Body(name, data)
	if !ok || !isMarkdown(name) {
		return nil
	}
	for _, p := range Placeholders(text) {
		if at, ok := p.Included(name); ok {
			files = append(files, at)
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

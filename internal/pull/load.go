package pull

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/spec"
)

// pulling is a pull that is worked out.
type pulling struct {
	in     *Input
	sender *sender
	reader *importer.Reader
	jobs   []*job
	agreed map[string][]byte // the files as they say what Whop shows
	final  map[string][]byte // the files as they will be, with what they say beyond it
	seen   map[string]loaded // what was loaded already, by the digest of the files
}

func newPulling(in *Input) *pulling {
	return &pulling{in: in, sender: newSender(in), reader: newReader(in), agreed: map[string][]byte{}, final: map[string][]byte{}, seen: map[string]loaded{}}
}

func newReader(in *Input) *importer.Reader {
	places := importer.Places{
		Paths: map[string]string{}, LessonURL: in.Work.LessonURL, Uploads: uploadsOf(in.Project.Files, in.Work.Files),
		Files: map[string]string{}, Names: in.Repo.Names, Variables: in.Project.Known,
		OnWeb: func(address string) string {
			if name := in.Project.Config.NameOf(address); in.Repo.Has(name) {
				return name
			}
			return ""
		},
	}
	for _, file := range in.Project.Files {
		places.Files[file.SHA256] = file.Path
	}
	for r := range in.Project.Resources() {
		if binding := in.Work.Bindings[r.Address]; binding != nil {
			places.Paths[binding.ID] = r.Source.Path
		}
	}
	return importer.NewReader(in.Sides.Live, places)
}

// loaded is the repository as it would be.
type loaded struct {
	project  *spec.Project
	problems spec.Problems // errors alone
}

func (p *pulling) loadWith(files map[string][]byte) (loaded, error) {
	a := spec.Arrangement{Texts: textsOf(p.in.Repo, files)}
	bring(p.reader, p.in.Repo, &a, nil)
	sum := sha256.New()
	for _, text := range slices.Concat(a.Texts, a.Made) {
		fmt.Fprintf(sum, "%q %d ", text.Path, len(text.After))
		sum.Write(text.After)
	}
	key := string(sum.Sum(nil))
	if l, ok := p.seen[key]; ok {
		return l, nil
	}
	repo, err := p.in.Repo.Arranged(a)
	if err != nil {
		return loaded{}, err
	}
	project, problems := spec.Load(repo, p.in.Sides.Environment)
	p.seen[key] = loaded{project, problems.Errors()}
	return p.seen[key], nil
}

// textsOf are files as they are and as they will be, by path.
func textsOf(repo *spec.Repo, files map[string][]byte) (texts []spec.Formatting) {
	for _, file := range slices.Sorted(maps.Keys(files)) {
		before, err := repo.Read(file)
		if err != nil {
			before = nil
		}
		texts = append(texts, spec.Formatting{Path: file, Before: before, After: files[file]})
	}
	return texts
}

// bring adds the files that were downloaded, are not there yet and are wanted; nil: all.
func bring(reader *importer.Reader, repo *spec.Repo, a *spec.Arrangement, wanted func(path string) bool) {
	downloaded, _ := reader.Files()
	for _, file := range slices.Sorted(maps.Keys(downloaded)) {
		if repo.Has(file) || wanted != nil && !wanted(file) {
			continue
		}
		for _, folder := range repo.Missing(file) {
			if !slices.Contains(a.Folders, folder) {
				a.Folders = append(a.Folders, folder)
			}
		}
		a.Made = append(a.Made, spec.Formatting{Path: file, After: downloaded[file]})
	}
}

// put notes a file that changes.
func put(files map[string][]byte, file string, before, after []byte) {
	if after == nil || before != nil && bytes.Equal(after, before) {
		delete(files, file)
		return
	}
	files[file] = after
}

func (l loaded) of(file string) *course.Resource {
	for r := range l.project.Resources() {
		if spec.DeclaringFile(r.Source.Path) == file {
			return r
		}
	}
	return nil
}

// shows reports whether a file is shown or offered.
func (l loaded) shows(path string) bool {
	return slices.ContainsFunc(l.project.Files, func(f course.File) bool { return f.Path == path })
}

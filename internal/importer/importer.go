// Package importer makes files of a course made on Whop, so it can be kept in git from then on.
//
// What matters is what the next plan says: nothing. A course made in a dashboard holds what
// no file can say in the same way: rich text, links that lead nowhere, quizzes without a
// right answer, titles with invisible characters. So the state remembers two digests of
// every field, of what the file says and of what Whop showed for it, and the two need not
// be of the same text. What was converted, left out or left on Whop is a Note: the author
// has to know it before the first edit sends the file's version.
//
// Whether the files are valid is not guessed: they are loaded as they will be later, and
// what is complained about is taken back, the smallest part first.
package importer

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/filename"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// Importer makes files of courses.
type Importer struct {
	dir       string // the folder of the courses
	lessonURL string
	fetch     Fetch
	folders   filename.Set      // of the courses
	keys      map[string]string // the files that have a key already, by their keys
	variables map[string]string // of the repository
}

// New returns an importer into a folder of the repository. Without fetch, images and other
// files stay on Whop and out of the files. taken are names that no course may get, and keys
// the files of the repository by their keys. What texts on Whop have like variables is to stay text.
func New(dir, lessonURL string, taken []string, keys, variables map[string]string, fetch Fetch) *Importer {
	i := &Importer{dir: dir, lessonURL: lessonURL, fetch: fetch, folders: filename.Set{}, keys: map[string]string{}, variables: variables}
	maps.Copy(i.keys, keys)
	for _, name := range taken {
		i.folders[filename.Alike(name)] = true
	}
	return i
}

// Imported is a course as files.
type Imported struct {
	Dir    string            // the course's folder
	Course *course.Course    // what the files declare
	Files  map[string][]byte // by path in the repository
	Assets int               // how many of the files were downloaded
	Notes  []Note

	live      *course.Course
	lessonURL string
	origins   map[string]*course.Resource // live, by the path that declares it
	uploads   state.Files                 // known uploads
}

// ID returns the id of the course on Whop.
func (i *Imported) ID() string { return i.live.ID }

// HasUnasked reports whether files were left on Whop because the import did not ask for them.
func (i *Imported) HasUnasked() bool {
	return slices.ContainsFunc(i.Notes, func(n Note) bool { return strings.HasSuffix(n.Message, NotAskedFor) })
}

// Import makes the files of courses, which were read in every detail.
func (i *Importer) Import(ctx context.Context, courses ...*course.Course) ([]*Imported, error) {
	var drafts []*draft
	for _, live := range courses {
		fetched, err := i.fetch.all(ctx, live)
		if err != nil {
			return nil, err
		}
		dir := path.Join(i.dir, i.folders.TakeBy(filename.OfCourse(live.Title()), "", spec.NameOf))
		drafts = append(drafts, newDraft(live, i.lessonURL, i.keys, i.variables, newAssets(dir, fetched)))
	}
	var all []*Imported
	for _, d := range drafts {
		d.others = slices.DeleteFunc(slices.Clone(drafts), func(o *draft) bool { return o == d })
		d.fill()
		loaded, files, err := d.settle()
		if err != nil {
			return nil, fmt.Errorf("import %s: %w", d.live.ID, err)
		}
		all = append(all, &Imported{
			Dir: d.assets.dir, Course: loaded, Files: files, Assets: len(files) - len(spec.Write(d.course)),
			live: d.live, lessonURL: i.lessonURL, origins: d.origins, uploads: d.assets.uploads,
		})
	}
	for n, d := range drafts { // only now it is known which lessons have files
		d.linkAcross()
		maps.Copy(all[n].Files, spec.Write(d.course))
		all[n].Notes = append(d.notes.about(all[n].addresses()), all[n].aboutQuizzes()...)
	}
	return all, nil
}

// aboutQuizzes says once for all quizzes what Whop takes and never shows.
func (i *Imported) aboutQuizzes() []Note {
	var quizzes []string
	for r := range i.Course.Resources() {
		if isQuiz(i.origin(r)) {
			quizzes = append(quizzes, r.Address.String())
		}
	}
	if quizzes == nil {
		return nil
	}
	return []Note{{i.Course.Address, i.live.Title(), "Whop shows neither max_attempts nor completion_requirement of a quiz, so the files do not have them: " +
		"they stay on Whop, and are missing where the course is made again (" + strings.Join(quizzes, ", ") + ")"}}
}

// addresses returns the address that every live id has in the files.
func (i *Imported) addresses() map[string]course.Address {
	addresses := map[string]course.Address{}
	for r := range i.Course.Resources() {
		if live := i.origin(r); live != nil {
			addresses[live.ID] = r.Address
		}
	}
	return addresses
}

// origin returns the live resource that a resource of the files was made of.
func (i *Imported) origin(r *course.Resource) *course.Resource {
	if live, ok := i.origins[r.Source.Path]; ok {
		return live
	}
	return i.origins[path.Dir(r.Source.Path)] // a chapter.yaml speaks for its folder
}

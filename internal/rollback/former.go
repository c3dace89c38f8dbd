package rollback

import (
	"bytes"
	"maps"
	"regexp"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/pull"
	"whopsync/internal/spec"
)

// candidate is a file as it may have been applied before, and the digests of the files that it leads to where they
// are known.
type candidate struct {
	text    []byte
	digests map[string]string // by path
	assets  map[string][]byte // by path, where they are not as they are in the repository
}

// former finds the author's own files of before. What is found counts if it says what was sent.
func (n *noting) former() error {
	for _, source := range []struct {
		name Source
		find func(*Object) (candidate, bool)
	}{{FromGit, n.committed}, {FromRecord, n.recorded}} {
		found := map[*Object]candidate{}
		for _, o := range n.objects {
			if o.Before == nil || o.Before.Text != nil || !hasFile(o.Before.Path) {
				continue
			}
			if c, ok := source.find(o); ok {
				found[o] = c
			}
		}
		if len(found) == 0 {
			continue
		}
		was, before, err := n.loadAs(found)
		if err != nil {
			return err
		}
		for o, c := range found {
			r := was[o.Before.Path]
			if r == nil || !n.wasSent(o, r) {
				continue
			}
			o.Before.Text, o.Before.From, o.Before.Files = textOf(c.text), source.name, assetsOf(r, before, c.text)
			if n.maybe[o] && o.After.Text != nil && *o.After.Text != string(c.text) && (listLine.Match(c.text) || listLine.MatchString(*o.After.Text)) {
				n.maybe[o] = false // its list may be what put its children into another order
			}
		}
	}
	return nil
}

// committed is the file as git has it.
func (n *noting) committed(o *Object) (c candidate, ok bool) {
	if n.run.Committed == nil {
		return c, false
	}
	data, ok := n.run.Committed(o.Before.Path)
	if !ok {
		return c, false
	}
	if o.After != nil && o.After.Text != nil {
		data = pull.LikeLines(data, []byte(*o.After.Text))
	}
	c = candidate{text: data, assets: map[string][]byte{}}
	for _, file := range leadsTo(n.run.Pull.Project.Config.Static, o.Before.Path, data, n.run.Committed) {
		if asset, ok := n.run.Committed(file); ok {
			c.assets[file] = asset
		}
	}
	return c, true
}

// recorded is the file as the newest run had it of which there is a record. Of the files that it leads to the record
// has no bytes.
func (n *noting) recorded(o *Object) (c candidate, ok bool) {
	if n.run.Earlier == nil {
		return c, false
	}
	for _, r := range n.run.Earlier() {
		for i := range r.Objects {
			v := r.Objects[i].After
			if v == nil || v.Path != o.Before.Path || v.Text == nil {
				continue
			}
			c = candidate{text: []byte(*v.Text), digests: map[string]string{}, assets: map[string][]byte{}}
			for _, asset := range v.Files {
				c.digests[asset.Path] = asset.SHA256
				if !n.run.Pull.Repo.Has(asset.Path) {
					c.assets[asset.Path] = placeholder(asset.Path)
				}
			}
			return c, true
		}
	}
	return c, false
}

// loadAs loads the repository as it was before, with these files, and returns what they declare, by path.
func (n *noting) loadAs(found map[*Object]candidate) (map[string]*course.Resource, *spec.Repo, error) {
	repo := n.run.Pull.Repo
	files, gone := map[string][]byte{}, map[string]bool{}
	digests := map[string]string{}
	for _, o := range n.objects {
		c, isFound := found[o]
		if o.After != nil && o.After.Text != nil {
			gone[spec.DeclaringFile(o.After.Path)] = true
		}
		if o.Before == nil || !hasFile(o.Before.Path) {
			continue
		}
		maps.Copy(digests, c.digests)
		maps.Copy(files, c.assets)
		switch {
		case isFound:
			files[o.Before.Path] = c.text
		case o.Before.Text != nil:
			files[o.Before.Path] = []byte(*o.Before.Text)
		case o.After != nil && o.After.Text != nil:
			files[o.Before.Path] = []byte(*o.After.Text)
		}
	}
	a := spec.Arrangement{}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		delete(gone, file)
		now, err := repo.Read(file)
		switch {
		case err == nil && bytes.Equal(now, files[file]):
		case repo.Has(file):
			a.Texts = append(a.Texts, spec.Formatting{Path: file, Before: now, After: files[file]})
		default:
			a = making(repo, a, file, files[file])
		}
	}
	for _, file := range slices.Sorted(maps.Keys(gone)) {
		a.Gone = append(a.Gone, spec.Formatting{Path: file})
	}
	before, err := repo.Arranged(a)
	if err != nil {
		return nil, nil, err
	}
	project, _ := spec.Load(before, n.run.Pull.Sides.Environment)
	was := map[string]*course.Resource{}
	for r := range project.Resources() {
		eachFile(r, func(f *course.File) {
			if sum := digests[f.Path]; sum != "" {
				f.SHA256 = sum
			}
		})
		was[spec.DeclaringFile(r.Source.Path)] = r
	}
	return was, before, nil
}

// wasSent reports whether what a file declares is what was sent.
func (n *noting) wasSent(o *Object, r *course.Resource) bool {
	binding := n.bindingOf(o.ID)
	for field, synced := range binding.Fields {
		s, ok := course.SpecOf(o.Kind, field)
		if !ok {
			continue
		}
		value, isThere := r.Fields[field]
		if body, isBody := value.(course.Body); isBody {
			value = n.resolver().Link(body)
		}
		if !isThere {
			value = s.Cleared()
		}
		if digest := course.DigestOf(value); digest != synced.For(digest).Sent {
			return false
		}
	}
	return true
}

// resolver knows the objects under their names of before.
func (n *noting) resolver() course.Resolver {
	bindings := n.run.Pull.Sides.State.Bindings
	return course.Resolver{LessonURL: n.run.Pull.Work.LessonURL, ID: func(a course.Address) string {
		if binding := bindings[a]; binding != nil {
			return binding.ID
		}
		return ""
	}}
}

// listLine is a line that puts chapters or lessons into an order.
var listLine = regexp.MustCompile(`(?m)^(chapters|lessons):`)

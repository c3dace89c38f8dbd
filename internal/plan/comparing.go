package plan

import (
	"maps"
	"strings"
	"sync"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// comparing is what a comparison of values has to know about the run: where links lead, what
// was uploaded, and what a run that was cut off was about to write.
type comparing struct {
	resolver course.Resolver
	former   []course.Resolver // by which links may have been filled in before
	files    state.Files
	pending  []state.Entry
	uploads  func() *uploads // found out once, when it is asked for

	readsAs func(sent, content, title string) bool // see Input
	title   string                                 // of the object that is compared
}

func newComparing(in *Input, sides *sides) *comparing {
	c := &comparing{files: state.Files{}, readsAs: in.ReadsAs}
	if s := in.State; s != nil {
		c.files, c.pending = namedFiles(s.Files, sides.live), s.Pending
	}
	fileURL := func(file course.File) string {
		known, _ := c.files.Of(file, true)
		return known.URL
	}
	c.resolver = course.Resolver{FileURL: fileURL, ID: sides.idOf, LessonURL: in.LessonURL}
	for _, template := range []string{"", LessonURL("", in.remembered())} {
		if template != in.LessonURL {
			former := c.resolver
			former.LessonURL = template
			c.former = append(c.former, former)
		}
	}
	c.uploads = sync.OnceValue(func() *uploads { return uploadsOf(c.files) })
	return c
}

// namedFiles returns the uploads, those of an earlier version also under the names by which lessons on
// Whop offer them.
func namedFiles(files state.Files, live map[string]*course.Resource) state.Files {
	digests := map[string]string{}
	for key, file := range files {
		if !strings.Contains(key, "/") && !file.Public {
			digests[file.ID] = key
		}
	}
	if len(digests) == 0 {
		return files
	}
	named := maps.Clone(files)
	for _, r := range live {
		shown, _ := r.Fields[course.Attachments].(course.Files)
		for _, file := range shown {
			if digest, known := digests[file.ID]; known && file.Name != "" {
				key := course.File{SHA256: digest, Name: file.Name, Named: true}.UploadKey(false)
				named[key] = files[digest]
			}
		}
	}
	return named
}

// link gives the lesson links of a body what they lead to, as far as it exists.
func (c *comparing) link(value course.Value) course.Value {
	if body, ok := value.(course.Body); ok {
		return c.resolver.Link(body)
	}
	return value
}

func (c *comparing) uploaded(file course.File) string {
	known, _ := c.files.Of(file, false)
	return known.ID
}

// uploads are the addresses of the files that were uploaded.
type uploads struct {
	urls    map[string]bool
	longest int
}

func uploadsOf(files map[string]state.File) *uploads {
	u := &uploads{urls: map[string]bool{}}
	for _, file := range files {
		u.urls[file.URL] = file.URL != ""
		u.longest = max(u.longest, len(file.URL))
	}
	return u
}

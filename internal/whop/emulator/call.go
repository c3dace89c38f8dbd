package emulator

import (
	"slices"
	"strconv"
	"time"
)

// call is one API request in progress, and the rights of its caller.
type call struct {
	in    *request
	id    string // of the path
	key   Key
	now   time.Time
	world *world
	store *store

	quirks      Quirks
	version     string
	origin      string // of the addresses of files; "" is the request's own
	longestPage int
	served      uint64 // requests so far: what makes signed addresses differ from read to read
	tokens      int    // made so far
}

// since reports whether the call is of that version or a later one. Versions sort as text.
func (c *call) since(version string) bool { return c.version >= version }

// token is a secret that differs from read to read.
func (c *call) token(id string) string {
	if c.quirks.StableURLs {
		return c.world.seed.sign(id)
	}
	c.tokens++
	return c.world.seed.sign(id, strconv.FormatUint(c.served, 10), strconv.Itoa(c.tokens))
}

// nothingThere answers for a list whose parent does not exist or is not the caller's.
func (c *call) nothingThere() error {
	if c.quirks.UnknownListsEmpty {
		return nil
	}
	return notFound()
}

// ownExperiences are those of the key's account, oldest first.
func (c *call) ownExperiences() []*experience {
	all := sortedValues(c.world.experiences, func(x *experience) int { return x.Born })
	return slices.DeleteFunc(all, func(x *experience) bool { return x.Account != c.key.Account })
}

func (c *call) experienceByID(id string) (*experience, error) {
	if x, ok := c.world.experiences[id]; ok && x.Account == c.key.Account {
		return x, nil
	}
	return nil, notFound()
}

func (c *call) productByID(id string) (Product, error) {
	if p, ok := c.world.products[id]; ok && p.Account == c.key.Account {
		return p, nil
	}
	return Product{}, notFound()
}

func (c *call) owns(k *course) bool { return k.home.Account == c.key.Account }

// courseByID returns a course of the caller's own account.
func (c *call) courseByID(id string) (*course, error) {
	if k, ok := c.world.courses[id]; ok && c.owns(k) {
		return k, nil
	}
	return nil, notFound()
}

func (c *call) chapterByID(id string) (*chapter, error) {
	if h, ok := c.world.chapters[id]; ok && c.owns(h.course) {
		return h, nil
	}
	return nil, notFound()
}

// lessonByID finds a hidden lesson for a weak key as well, although no list shows it.
// (Assumed; HideFromWeakKeys is the other way.)
func (c *call) lessonByID(id string) (*lesson, error) {
	l, ok := c.world.lessons[id]
	if !ok || !c.owns(l.chapter.course) || c.quirks.HideFromWeakKeys && !c.shows(l) {
		return nil, notFound()
	}
	return l, nil
}

// shows reports whether the caller sees the lesson among others. (Documented: only admins
// see hidden lessons. Who is an admin is assumed.)
func (c *call) shows(l *lesson) bool { return l.Visibility != "hidden" || c.isAdmin() }

func (c *call) isAdmin() bool { return c.key.isAdmin() && !c.quirks.NoAdmin }

// fileByID shows a file to its own account alone. (Documented: others get 404.)
func (c *call) fileByID(id string) (File, error) {
	if f, ok := c.world.files[id]; ok && f.Account == c.key.Account {
		return f, nil
	}
	return File{}, notFound()
}

// firstVisibility is that of a new course or lesson.
func (c *call) firstVisibility() string {
	if c.quirks.NewHidden {
		return "hidden"
	}
	return "visible"
}

// matches reports whether the parameter of the query is absent or one of the values.
func (c *call) matches(parameter string, values ...string) bool {
	return !c.in.Query.Has(parameter) || slices.Contains(values, c.in.Query.Get(parameter))
}

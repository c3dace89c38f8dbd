package emulator

import (
	"cmp"
	"strings"
)

var (
	visibilities = []string{"visible", "hidden"}
	languages    = strings.Fields("en es it pt de fr pl ru nl ca tr sv uk no fi sk el cs hr da ro bg")
)

// draftCourse is a course while a request is writing it.
type draftCourse struct {
	Course
	tree *tree
}

var courseColumns = []column[draftCourse]{
	{"experience_id", required, never, existing(func(d *draftCourse) *string { return &d.Experience }, (*call).mayUseExperience)},
	{"title", required, may, text(func(d *draftCourse) **string { return &d.Title })},
	{"tagline", may, may, text(func(d *draftCourse) **string { return &d.Tagline })},
	{"description", never, may, text(func(d *draftCourse) **string { return &d.Description })},
	{"language", never, may, oneOf(func(d *draftCourse) *string { return &d.Language }, languages...)},
	{"visibility", may, may, oneOf(func(d *draftCourse) *string { return &d.Visibility }, visibilities...)},
	{"order", may, may, number(func(d *draftCourse) *string { return &d.Order })},
	{"require_completing_lessons_in_order", may, may, value(func(d *draftCourse) *bool { return &d.LessonsInOrder })},
	{"certificate_after_completion_enabled", may, may, value(func(d *draftCourse) **bool { return &d.Certificate })},
	{"thumbnail", may, may, attached(func(d *draftCourse) *string { return &d.Thumbnail }, pictures)},
	{"chapters", never, may, takeTree},
}

func listCourses(c *call) (any, error) {
	courses, err := c.filterCourses()
	if err != nil {
		return nil, err
	}
	where := func(k *course) place { return place{k.home(c.w).Born, rank(k.Order), k.Born} }
	return paginate(c, courses, where, func(k *course) any { return c.showCourseItem(k) })
}

// filterCourses wants an experience or an account: nobody lists all of Whop. (Assumed.)
func (c *call) filterCourses() ([]*course, error) {
	account, named, err := c.accountFilter()
	if err != nil {
		return nil, err
	}
	id := c.Query.Get("experience_id")
	switch {
	case id == "" && !named:
		return nil, missing("experience_id")
	case named && account != c.key.Account:
		return nil, c.nothingThere()
	case id != "":
		return c.coursesOfExperience(id)
	}
	var all []*course
	for _, x := range c.ownExperiences() {
		all = append(all, x.courses...)
	}
	return all, nil
}

func (c *call) coursesOfExperience(id string) ([]*course, error) {
	if !c.mayUseExperience(id) {
		return nil, c.nothingThere()
	}
	return c.w.experiences[id].courses, nil
}

// nothingThere answers for a list whose parent does not exist or is not the caller's.
func (c *call) nothingThere() error {
	if c.quirks.UnknownListsEmpty {
		return nil
	}
	return notFound()
}

func createCourse(c *call) (any, error) {
	draft := draftCourse{Course: Course{Language: "en", Visibility: c.firstVisibility(), CreatedAt: c.now, UpdatedAt: c.now}}
	if err := take(c, &draft, courseColumns, onCreate); err != nil {
		return nil, err
	}
	draft.Order = cmp.Or(draft.Order, nextCourseOrder(c.w.experiences[draft.Experience].courses))
	c.putNewCourse(draft.Course)
	return c.showCourse(c.w.courses[c.id]), nil
}

// putNewCourse gives the course its id, which becomes the id of the call.
func (c *call) putNewCourse(k Course) {
	k.Born = c.w.bear()
	k.ID = c.w.name("cors_", k.Born)
	c.id = k.ID
	c.w.putCourse(k)
}

// nextCourseOrder is the next whole number. (Assumed, as is its form.)
func nextCourseOrder(siblings []*course) string {
	if len(siblings) == 0 {
		return "1.0"
	}
	last := siblings[len(siblings)-1]
	return spellDecimal(float64(int(decimal(last.Order)) + 1))
}

func (c *call) firstVisibility() string {
	if c.quirks.NewHidden {
		return "hidden"
	}
	return "visible"
}

func readCourse(c *call) (any, error) {
	k, err := c.courseByID(c.id)
	if err != nil {
		return nil, err
	}
	return c.showCourse(k), nil
}

func updateCourse(c *call) (any, error) {
	k, err := c.courseByID(c.id)
	if err != nil {
		return nil, err
	}
	draft := draftCourse{Course: k.Course}
	if err := take(c, &draft, courseColumns, onUpdate); err != nil {
		return nil, err
	}
	if draft.tree != nil {
		if err := c.arrange(k, *draft.tree); err != nil {
			return nil, err
		}
	}
	draft.UpdatedAt = c.now
	c.w.putCourse(draft.Course)
	return c.showCourse(k), nil
}

func deleteCourse(c *call) (any, error) {
	if _, err := c.courseByID(c.id); err != nil {
		return nil, err
	}
	return c.w.remove(c.id), nil
}

// courseByID returns a course of the caller's own account.
func (c *call) courseByID(id string) (*course, error) {
	if k, ok := c.w.courses[id]; ok && c.owns(k) {
		return k, nil
	}
	return nil, notFound()
}

func (c *call) owns(k *course) bool { return k.home(c.w).Account == c.key.Account }

func (k *course) home(w *world) *experience { return w.experiences[k.Experience] }

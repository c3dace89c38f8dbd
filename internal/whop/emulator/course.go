package emulator

import (
	"encoding/json"
	"slices"
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
	{"experience_id", required, never, existing(func(d *draftCourse) *string { return &d.Experience }, (*call).experienceByID)},
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
	courses, err := filterCourses(c)
	if err != nil {
		return nil, err
	}
	where := func(k *course) place { return place{k.home.Born, wholeOf(k.Order), k.Born} }
	return paginate(c, courses, where, func(k *course) any { return showCourseItem(c, k) })
}

// filterCourses wants an experience or an account: there is no list of all of Whop. (Assumed.)
func filterCourses(c *call) ([]*course, error) {
	account, named, err := accountFilter(c)
	if err != nil {
		return nil, err
	}
	id := c.in.Query.Get("experience_id")
	switch {
	case id == "" && !named:
		return nil, missing("experience_id")
	case named && account != c.key.Account:
		return nil, c.nothingThere()
	case id != "":
		x, err := c.experienceByID(id)
		if err != nil {
			return nil, c.nothingThere()
		}
		return c.listed(x.courses), nil
	}
	var all []*course
	for _, x := range c.ownExperiences() {
		all = append(all, x.courses...)
	}
	return c.listed(all), nil
}

// listed leaves out what a quirk keeps out of lists.
func (c *call) listed(courses []*course) []*course {
	if !c.quirks.HiddenUnlisted {
		return courses
	}
	return slices.DeleteFunc(slices.Clone(courses), func(k *course) bool { return k.Visibility == "hidden" })
}

func createCourse(c *call) (any, error) {
	draft := draftCourse{Course: Course{Language: "en", Visibility: c.firstVisibility(), CreatedAt: c.now, UpdatedAt: c.now}}
	if err := take(c, &draft, courseColumns, onCreate); err != nil {
		return nil, err
	}
	return showCourse(c, makeCourse(c, draft.Course)), nil
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
		if err := arrange(c, k, *draft.tree); err != nil {
			return nil, err
		}
	}
	draft.UpdatedAt = c.now
	c.world.putCourse(draft.Course)
	return showCourse(c, k), nil
}

func deleteCourse(c *call) (any, error) {
	if _, err := c.courseByID(c.id); err != nil {
		return goneAlready(c, err)
	}
	return c.world.remove(c.id), nil
}

// goneAlready answers the delete of what is not there.
func goneAlready(c *call, err error) (any, error) {
	switch c.quirks.GoneStatus {
	case 0:
		return nil, err
	case 200:
		return true, nil
	}
	return nil, &refusal{Status: c.quirks.GoneStatus, Type: "invalid_request_error", Message: "The resource was deleted"}
}

func takeTree(_ *call, draft *draftCourse, raw json.RawMessage) error {
	if isNull(raw) {
		return nil
	}
	sent, err := readTree(raw)
	draft.tree = &sent
	return err
}

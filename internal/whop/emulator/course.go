package emulator

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
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

// existing takes the id of something that the caller can see; 404 otherwise.
func existing[T any](at func(*T) *string, visible func(*call, string) bool) setter[T] {
	return func(c *call, record *T, raw json.RawMessage) error {
		id, err := decode[string](raw)
		if err != nil {
			return err
		}
		if !visible(c, id) {
			return notFound()
		}
		*at(record) = id
		return nil
	}
}

// rank makes a whole number of a decimal one, keeping their order to a millionth.
func rank(order string) int { return int(decimal(order) * 1e6) }

type courseItem struct {
	ID             string      `json:"id"`
	Title          *string     `json:"title"`
	Tagline        *string     `json:"tagline"`
	Description    *string     `json:"description"`
	CoverImage     *string     `json:"cover_image"` // the older picture; nothing public sets it
	Thumbnail      *courseFile `json:"thumbnail"`
	Language       string      `json:"language"`
	Visibility     string      `json:"visibility"`
	Order          string      `json:"order"`
	LessonsInOrder bool        `json:"require_completing_lessons_in_order"`
	Certificate    *bool       `json:"certificate_after_completion_enabled"`
	CreatedAt      string      `json:"created_at"`
	UpdatedAt      string      `json:"updated_at"`
	courseCounts
}

// courseCounts are what newer versions add. (Documented, read-only.)
type courseCounts struct {
	Chapters     int        `json:"chapters_count"`
	Lessons      int        `json:"total_lessons_count"`
	Completed    int        `json:"completed_lessons_count"`
	Seconds      int        `json:"total_duration_seconds"`
	LatestLesson *string    `json:"latest_lesson_created_at"`
	Started      *string    `json:"started_at"`
	UnlockDays   []int      `json:"lesson_unlock_days"`
	Resume       *reference `json:"resume_lesson"`
}

type reference struct {
	ID string `json:"id"`
}

type courseView struct {
	courseItem
	Chapters []treeChapter `json:"chapters"`
}

func (c *call) showCourse(k *course) courseView {
	return courseView{courseItem: c.showCourseItem(k), Chapters: c.showTree(k)}
}

func (c *call) showCourseItem(k *course) courseItem {
	return courseItem{
		ID: k.ID, Title: k.Title, Tagline: k.Tagline, Description: k.Description,
		Thumbnail: c.showCourseFile(k.Thumbnail),
		Language:  k.Language, Visibility: k.Visibility, Order: k.Order,
		LessonsInOrder: k.LessonsInOrder, Certificate: k.Certificate,
		CreatedAt: spellTime(k.CreatedAt), UpdatedAt: spellTime(k.UpdatedAt),
		courseCounts: c.countCourse(k),
	}
}

func (c *call) countCourse(k *course) courseCounts {
	counts := courseCounts{Chapters: len(k.chapters), UnlockDays: []int{}}
	var latest, started time.Time
	for l := range k.lessons() {
		if !c.shows(l) {
			continue
		}
		counts.Lessons++
		counts.Seconds += c.w.videos[l.Video].Seconds
		latest = later(latest, l.CreatedAt)
		if l.UnlockDays != nil {
			counts.UnlockDays = append(counts.UnlockDays, *l.UnlockDays)
		}
		done, begun := l.done[c.key.User]
		if begun && (started.IsZero() || done.CreatedAt.Before(started)) {
			started = done.CreatedAt
		}
		switch {
		case done.Completed:
			counts.Completed++
		case counts.Resume == nil:
			counts.Resume = &reference{l.ID}
		}
	}
	if started.IsZero() {
		counts.Resume = nil
	}
	slices.Sort(counts.UnlockDays)
	counts.UnlockDays = slices.Compact(counts.UnlockDays)
	counts.LatestLesson, counts.Started = timeOrNull(latest), timeOrNull(started)
	return counts
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// spellTime writes a time as Whop does.
func spellTime(t time.Time) string { return t.Format("2006-01-02T15:04:05.000Z") }

func timeOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(spellTime(t))
}

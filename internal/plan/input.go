package plan

import (
	"cmp"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/site"
	"whopsync/internal/state"
)

// Input is everything that a plan depends on. Equal inputs give equal plans.
type Input struct {
	Environment string
	Target      state.Target
	Desired     []*course.Course
	// Live are the courses that the state names, each read completely. A course that
	// is missing here was looked for and is gone.
	Live []*course.Course
	// Others are the remaining courses of the experience. They are only looked at for
	// lookalikes: they may be left out when nothing is unbound, and be summaries unless a
	// course is created.
	Others []*course.Course
	// State is nil when there is none.
	State   *state.State
	Options Options
	// SeesHidden says that the key sees hidden lessons, although it has shown none.
	SeesHidden bool
	// Offline says that Live is what the state remembers.
	Offline bool
	// LessonURL is the template of links between lessons, as the environment gives it; see LinkTemplate.
	LessonURL string
	// Impact is the progress that students have on lessons which may be deleted, by id.
	Impact map[string]Impact
	// ReadsAs reports whether what is sent of a file reads as what Whop shows under a title, where a file can say that:
	// rich text as Markdown, without comments and a heading that is the title. Nil: nothing but
	// the same text says the same.
	ReadsAs func(sent, content, title string) bool
	// Agreed says of a field of a live object that what the files say and what Whop shows is the same,
	// however it looks: the one was made of the other. Nil: of none.
	Agreed func(id string, field course.Field) bool
}

// bound is what the state remembers; nil when there is none.
func (in *Input) bound() map[course.Address]*state.Binding {
	if in.State == nil {
		return nil
	}
	return in.State.Bindings
}

// LinkTemplate returns the template of links between lessons; see course.Resolver. It is what the
// environment says, else what addresses on whop.com look like, and "" where that is not known.
func (in *Input) LinkTemplate() string {
	return LessonURL(in.LessonURL, in.remembered().Renew(in.Target))
}

// LessonURL returns the template of lessons' addresses in a target: the environment's own, else that of
// whop.com; "" where the account's route is not known.
func LessonURL(own string, t state.Target) string {
	return cmp.Or(own, site.LessonURL(t.BaseURL, t.Route, t.Experience))
}

// remembered is the target of the state, which is empty when there is none.
func (in *Input) remembered() state.Target {
	if in.State == nil {
		return state.Target{}
	}
	return in.State.Target
}

// Options are the settings of a run. They are part of a saved plan.
type Options struct {
	// Targets narrows the run to these addresses and what they contain; none: all.
	Targets []course.Address `json:"targets,omitempty"`
	// Exclude leaves these addresses and what they contain out of the run.
	Exclude []course.Address `json:"exclude,omitempty"`
	// Due narrows the run to lessons whose date has come: to their visibility.
	Due            bool    `json:"due,omitempty"`
	OnDrift        OnDrift `json:"on_drift"`
	AllowDelete    bool    `json:"allow_delete"`
	AllowHide      bool    `json:"allow_hide"`
	AllowRecreate  bool    `json:"allow_recreate"`
	AcceptProgress *int    `json:"accept_progress_loss,omitempty"` // the exact number of students whose progress may be lost

	OnRemove OnRemove  `json:"on_remove"`
	Limits   Limits    `json:"limits"`
	Identity []Answer  `json:"identity,omitempty"`
	Moved    []Moved   `json:"moved,omitempty"`
	Removed  []Removal `json:"removed,omitempty"`
	// Unmanaged are ids of objects on Whop that are not ours, whatever they look like.
	Unmanaged []string `json:"unmanaged,omitempty"`
}

// With returns the flags of o together with the settings of now.
func (o Options) With(now Options) Options {
	o.OnRemove, o.Limits, o.Identity, o.Moved, o.Removed, o.Unmanaged = now.OnRemove, now.Limits, now.Identity, now.Moved, now.Removed, now.Unmanaged
	return o
}

// isTheirs reports whether the author says of an object on Whop that it is not ours. That
// stays true whatever becomes of the state, so the line may stay.
func (o Options) isTheirs(id string) bool { return slices.Contains(o.Unmanaged, id) }

// OnDrift says what is done about fields that were edited on Whop.
type OnDrift string

const (
	ReportDrift    OnDrift = "report"
	OverwriteDrift OnDrift = "overwrite"
	FailOnDrift    OnDrift = "fail"
)

// OnRemove says what becomes of an object whose file is gone.
type OnRemove string

const (
	Hide    OnRemove = "hide"
	Keep    OnRemove = "keep"
	Destroy OnRemove = "delete"
)

// Limits bound what one apply may delete, and what it may take from students' sight. All hold.
type Limits struct {
	Count       int `json:"max_delete"`         // objects
	Percent     int `json:"max_delete_percent"` // of a course's objects
	Hide        int `json:"max_hide"`           // lessons that students see
	HidePercent int `json:"max_hide_percent"`   // of those of a course
}

// Moved is the author's word that one address became another.
type Moved struct {
	From course.Address `json:"from"`
	To   course.Address `json:"to"`
}

// Removal is the author's word about what becomes of an object whose file is gone.
type Removal struct {
	Address course.Address `json:"address"`
	Action  OnRemove       `json:"action"`
}

// Answer is the author's word about which object a file stands for.
type Answer struct {
	File string         `json:"file"`        // from whopsync.yaml on
	To   course.Address `json:"to,omitzero"` // of the file; zero when no such file is declared any more
	Is   course.Address `json:"is,omitzero"` // zero: it is new
	// Again counts up when an answer is given once more to another question about the file.
	Again int `json:"again,omitempty"`
}

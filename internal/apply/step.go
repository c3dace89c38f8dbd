package apply

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// Kind is what a step does. The kinds stand in the order in which they run: what students are not
// to see is hidden before anything is written to it; everything that should stay exists and is in
// its place before anything goes, and students see a new course only when it is whole.
type Kind int

const (
	Unpublish     Kind = iota // a course or lesson becomes hidden, first of all
	Upload                    // a file, once per content and, where students see it, name
	CreateCourse              // hidden
	CreateChapter             // in order, so that creating alone puts them in their places
	CreateLesson              // empty if it is to be hidden
	HideNew                   // such a lesson, if students see its course, before anything is in it
	SetRemaining              // the fields that create does not take
	UpdateFields              // of what existed before, and of what was created empty, when all that it could link to exists
	ResolveLinks              // new bodies whose links led to lessons that did not exist yet
	Arrange                   // order and parents; reads first, and writes only what is not in place
	HideObject                // what is no longer declared
	DeleteLesson              // lessons before their chapters
	DeleteChapter             //
	ClearSeed                 // what Whop has added to a new course; reads first
	Publish                   // a course becomes visible, last of all
)

// String returns the kind as machine-readable output names it.
func (k Kind) String() string {
	return [...]string{
		Unpublish: "hide", HideNew: "hide", Upload: "upload", CreateCourse: "create", CreateChapter: "create", CreateLesson: "create",
		SetRemaining: "complete", UpdateFields: "update", ResolveLinks: "relink", Arrange: "arrange",
		HideObject: "hide", DeleteLesson: "delete", DeleteChapter: "delete", ClearSeed: "clear", Publish: "reveal",
	}[k]
}

// Step is one write. What it holds depends on its kind:
//
//	Upload                            File, Public
//	Create…                           Address, Fields that create takes
//	HideNew, SetRemaining             Address, Fields
//	UpdateFields                      Address, Fields
//	Publish, Unpublish                Address, Fields
//	ResolveLinks                      Address, Fields with the body
//	Arrange, ClearSeed                Address of the course, Course
//	HideObject                        Address, ID, Fields
//	Delete…                           Address, ID, Change
type Step struct {
	Kind    Kind
	Address course.Address
	ID      string // of what existed when the plan was made
	Fields  []plan.FieldChange
	Change  *plan.Change
	Course  *plan.CoursePlan
	File    course.File
	Public  bool
}

// phase groups the kinds that may run side by side.
func (k Kind) phase() int {
	if k == HideNew || k == SetRemaining {
		return int(CreateLesson) // they follow their create in the same queue
	}
	return int(k)
}

// queue keeps steps that must follow each other apart from those that need not: new
// objects of one parent are created one after another, since their order is the order in
// which they arrive.
func (s *Step) queue() string {
	switch s.Kind {
	case Upload:
		return s.File.UploadKey(s.Public)
	case CreateCourse, CreateChapter, CreateLesson, HideNew, SetRemaining:
		return s.Address.Parent().String()
	}
	return s.Address.String()
}

// Steps returns what a plan takes, in order. It is a pure function: the same plan, the
// same steps.
func Steps(p *plan.Work) []Step {
	var steps []Step
	grown := map[string]bool{} // courses that get a new chapter or lesson
	unseen := unseenCourses(p)
	for i := range p.Changes {
		change := &p.Changes[i]
		switch {
		case change.Action == plan.Delete && change.Kind == course.KindChapter:
			steps = append(steps, stepOf(DeleteChapter, change))
		case change.Action == plan.Delete:
			steps = append(steps, stepOf(DeleteLesson, change))
		case change.Hide:
			steps = append(steps, stepOf(HideObject, change, change.Fields...))
		case change.Action == plan.Create, change.Action == plan.Update:
			steps = append(steps, writeSteps(change, !unseen[change.Address.Course])...)
		}
		if change.Action == plan.Create && change.Kind != course.KindCourse {
			grown[change.Address.Course] = true
		}
	}
	for _, cp := range p.Courses {
		if cp.Arrange || grown[cp.Desired.Address.Course] {
			steps = append(steps, Step{Kind: Arrange, Address: cp.Desired.Address, Course: cp})
		}
		if cp.New {
			steps = append(steps, Step{Kind: ClearSeed, Address: cp.Desired.Address, Course: cp})
		}
	}
	steps = append(uploads(steps), steps...)
	slices.SortStableFunc(steps, func(a, b Step) int { return a.Kind.phase() - b.Kind.phase() })
	return steps
}

func stepOf(kind Kind, change *plan.Change, fields ...plan.FieldChange) Step {
	return Step{Kind: kind, Address: change.Address, ID: change.ID, Fields: fields, Change: change}
}

// unseenCourses are those whose lessons no student sees when they are written: new courses, those
// that are hidden on Whop, and those that become so.
func unseenCourses(p *plan.Work) map[string]bool {
	unseen := map[string]bool{}
	for _, cp := range p.Courses {
		unseen[cp.Desired.Address.Course] = cp.Live != nil && cp.Live.IsHidden()
	}
	for i := range p.Changes {
		if change := &p.Changes[i]; change.Kind == course.KindCourse && (change.Action == plan.Create || slices.ContainsFunc(change.Fields, hides)) {
			unseen[change.Address.Course] = true
		}
	}
	return unseen
}

func hides(field plan.FieldChange) bool {
	return field.Field == course.Visibility && course.Same(field.After, course.Text(course.Hidden))
}

// writeSteps creates with the fields that create takes, and writes the others in one request.
// A course is created hidden, whatever its files say, and becomes visible in a last request. Create
// hides no lesson, and one that was sent again can arrive at any time: so a lesson that is to be
// hidden is created with no more than what it is found again by. Where students see its course, it
// becomes hidden before anything else is written, as one that exists does.
func writeSteps(change *plan.Change, isSeen bool) []Step {
	createKinds := map[course.Kind]Kind{course.KindCourse: CreateCourse, course.KindChapter: CreateChapter, course.KindLesson: CreateLesson}
	isNew, isCourse := change.Action == plan.Create, change.Kind == course.KindCourse
	isDraft := !isCourse && slices.ContainsFunc(change.Fields, hides)
	create, rest := stepOf(createKinds[change.Kind], change), stepOf(UpdateFields, change)
	if isNew && !isCourse && !isDraft {
		rest.Kind = SetRemaining
	}
	var steps, hide []Step
	for _, field := range change.Fields {
		spec, _ := course.SpecOf(change.Kind, field.Field)
		switch {
		case isCourse && field.Field == course.Visibility && course.Same(field.After, course.Text(course.Visible)):
			steps = append(steps, stepOf(Publish, change, field))
		case hides(field) && !isNew && (isCourse || isSeen):
			hide = append(hide, stepOf(Unpublish, change, field))
		case hides(field) && !isCourse && isSeen:
			hide = append(hide, stepOf(HideNew, change, field))
		case isNew && spec.Create && (!isDraft || slices.Contains(evidence, field.Field) && field.Field != course.Content):
			create.Fields = append(create.Fields, field)
		default:
			rest.Fields = append(rest.Fields, field)
		}
		if isNew && hasLessonLinks(field.After) {
			steps = append(steps, stepOf(ResolveLinks, change, field))
		}
	}
	if isNew {
		steps = append(steps, create)
	}
	steps = append(steps, hide...)
	if len(rest.Fields) > 0 {
		steps = append(steps, rest)
	}
	return steps
}

func hasLessonLinks(value course.Value) bool {
	body, ok := value.(course.Body)
	return ok && slices.ContainsFunc(body.Refs, course.Ref.IsLesson)
}

// uploads returns a step for every file that the other steps show, each once. What a body or a
// thumbnail shows has to be public, since private addresses expire. A file that is also offered under
// its name is not uploaded once more to be shown.
func uploads(steps []Step) []Step {
	var out []Step
	at := map[string]int{}
	for _, step := range steps {
		for _, field := range step.Fields {
			_, isBody := field.After.(course.Body)
			isPublic := isBody || field.Field == course.Thumbnail
			for _, file := range course.FilesIn(field.After) {
				if file.SHA256 == "" {
					continue // it is none of the repository's
				}
				key := file.UploadKey(isPublic)
				i, seen := at[key]
				if !seen {
					i = len(out)
					at[key] = i
					out = append(out, Step{Kind: Upload, Address: step.Address, File: file})
				}
				out[i].Public = out[i].Public || isPublic
			}
		}
	}
	return slices.DeleteFunc(out, func(s Step) bool {
		named := s.File
		named.Named = true
		_, isLinked := at[named.UploadKey(true)]
		_, isAttached := at[named.UploadKey(false)]
		return !s.File.Named && (isLinked || isAttached && !s.Public)
	})
}

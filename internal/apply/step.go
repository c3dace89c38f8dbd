package apply

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// Kind is what a step does. The kinds stand in the order in which they run: everything
// that should stay exists and is in its place before anything goes, and students see a
// new course only when it is whole.
type Kind int

const (
	Upload        Kind = iota // a file, once per content
	CreateCourse              // hidden
	CreateChapter             // in order, so that creating alone puts them in their places
	CreateLesson
	SetRemaining  // the fields that create does not take
	UpdateFields  // of what existed before, when all that it could link to exists
	ResolveLinks  // new bodies whose links led to lessons that did not exist yet
	Arrange       // order and parents; reads first, and writes only what is not in place
	HideObject    // what is no longer declared
	DeleteLesson  // lessons before their chapters
	DeleteChapter //
	Publish       // a course becomes visible, last of all
)

// String returns the kind as machine-readable output names it.
func (k Kind) String() string {
	return [...]string{
		Upload: "upload", CreateCourse: "create", CreateChapter: "create", CreateLesson: "create",
		SetRemaining: "complete", UpdateFields: "update", ResolveLinks: "relink", Arrange: "arrange",
		HideObject: "hide", DeleteLesson: "delete", DeleteChapter: "delete", Publish: "reveal",
	}[k]
}

// Step is one write. What it holds depends on its kind:
//
//	Upload                            File, Public
//	Create…                           Address, Fields that create takes
//	SetRemaining, UpdateFields        Address, Fields
//	Publish                           Address, Fields
//	ResolveLinks                      Address, Fields with the body
//	Arrange                           Address of the course, Course
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
	switch k {
	case SetRemaining:
		return int(CreateLesson) // follows its create in the same queue
	default:
		return int(k)
	}
}

// queue keeps steps that must follow each other apart from those that need not: new
// objects of one parent are created one after another, since their order is the order in
// which they arrive.
func (s *Step) queue() string {
	switch s.Kind {
	case Upload:
		return s.File.SHA256
	case CreateCourse, CreateChapter, CreateLesson, SetRemaining:
		return s.Address.Parent().String()
	}
	return s.Address.String()
}

// Steps returns what a plan takes, in order. It is a pure function: the same plan, the
// same steps.
func Steps(p *plan.Plan) []Step {
	var steps []Step
	for i := range p.Changes {
		change := &p.Changes[i]
		switch {
		case change.Action == plan.Create:
			steps = append(steps, createSteps(change)...)
		case change.Action == plan.Delete:
			steps = append(steps, Step{Kind: deleteKind(change.Kind), Address: change.Address, ID: change.ID, Change: change})
		case change.Hide:
			steps = append(steps, Step{Kind: HideObject, Address: change.Address, ID: change.ID, Fields: change.Fields, Change: change})
		case change.Action == plan.Update && len(change.Fields) > 0:
			steps = append(steps, updateSteps(change)...)
		}
	}
	grown := map[string]bool{}
	for _, step := range steps {
		if step.Kind == CreateChapter || step.Kind == CreateLesson {
			grown[step.Address.Course] = true
		}
	}
	for _, cp := range p.Courses {
		if cp.Arrange || grown[cp.Desired.Address.Course] {
			steps = append(steps, Step{Kind: Arrange, Address: cp.Desired.Address, Course: cp})
		}
	}
	steps = append(uploads(steps), steps...)
	slices.SortStableFunc(steps, func(a, b Step) int { return a.Kind.phase() - b.Kind.phase() })
	return steps
}

func deleteKind(kind course.Kind) Kind {
	if kind == course.KindChapter {
		return DeleteChapter
	}
	return DeleteLesson
}

// createSteps creates with the fields that create takes and completes with the others. A
// course is created hidden, whatever its files say.
func createSteps(change *plan.Change) []Step {
	kinds := map[course.Kind]Kind{course.KindCourse: CreateCourse, course.KindChapter: CreateChapter, course.KindLesson: CreateLesson}
	create := Step{Kind: kinds[change.Kind], Address: change.Address, Change: change}
	complete := Step{Kind: SetRemaining, Address: change.Address, Change: change}
	if change.Kind == course.KindCourse {
		complete.Kind = UpdateFields
	}
	var steps []Step
	for _, field := range change.Fields {
		spec, _ := course.SpecOf(change.Kind, field.Field)
		switch {
		case isPublish(change, field):
			steps = append(steps, Step{Kind: Publish, Address: change.Address, Fields: []plan.FieldChange{field}, Change: change})
		case spec.Create:
			create.Fields = append(create.Fields, field)
		default:
			complete.Fields = append(complete.Fields, field)
		}
		if hasLessonLinks(field.After) {
			steps = append(steps, Step{Kind: ResolveLinks, Address: change.Address, Fields: []plan.FieldChange{field}, Change: change})
		}
	}
	steps = append(steps, create)
	if len(complete.Fields) > 0 {
		steps = append(steps, complete)
	}
	return steps
}

// updateSteps writes the changed fields in one request, and a course's becoming visible
// in a last one of its own.
func updateSteps(change *plan.Change) []Step {
	update := Step{Kind: UpdateFields, Address: change.Address, ID: change.ID, Change: change}
	var steps []Step
	for _, field := range change.Fields {
		if isPublish(change, field) {
			steps = append(steps, Step{Kind: Publish, Address: change.Address, ID: change.ID, Fields: []plan.FieldChange{field}, Change: change})
			continue
		}
		update.Fields = append(update.Fields, field)
	}
	if len(update.Fields) > 0 {
		steps = append(steps, update)
	}
	return steps
}

func isPublish(change *plan.Change, field plan.FieldChange) bool {
	return change.Kind == course.KindCourse && field.Field == course.Visibility && course.Same(field.After, course.Text(course.Visible))
}

func hasLessonLinks(value course.Value) bool {
	body, ok := value.(course.Body)
	return ok && slices.ContainsFunc(body.Refs, func(ref course.Ref) bool { return ref.File == nil })
}

// uploads returns a step for every file that the other steps show, each once. What a
// body shows has to be public, since private addresses expire.
func uploads(steps []Step) []Step {
	var out []Step
	at := map[string]int{}
	for _, step := range steps {
		for _, field := range step.Fields {
			for _, use := range filesIn(field.Field, field.After) {
				i, seen := at[use.file.SHA256]
				if !seen {
					i = len(out)
					at[use.file.SHA256] = i
					out = append(out, Step{Kind: Upload, Address: step.Address, File: use.file})
				}
				out[i].Public = out[i].Public || use.public
			}
		}
	}
	return out
}

// use is a file that a value shows.
type use struct {
	file   course.File
	public bool
}

func filesIn(field course.Field, value course.Value) []use {
	var uses []use
	switch v := value.(type) {
	case course.File:
		uses = append(uses, use{v, field == course.Thumbnail})
	case course.Files:
		for _, file := range v {
			uses = append(uses, use{file, false})
		}
	case course.QuestionList:
		for _, question := range v {
			if question.Image != nil {
				uses = append(uses, use{*question.Image, false})
			}
		}
	case course.Body:
		for _, ref := range v.Refs {
			if ref.File != nil {
				uses = append(uses, use{*ref.File, true})
			}
		}
	}
	return slices.DeleteFunc(uses, func(u use) bool { return u.file.SHA256 == "" })
}

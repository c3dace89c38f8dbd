package pull

import (
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// job is an object that was edited on Whop.
type job struct {
	in       int // the number of its course among those on Whop
	file     string
	declared *course.Resource // what the files say
	live     *course.Resource
	binding  *state.Binding
	fields   []course.Field // to be pulled
	both     []course.Field // those of fields that the files have changed as well

	wish   course.Fields // what the file is to say
	before []byte        // the file
	after  []byte        // the file with what Whop shows
	left   []course.Field
	notes  []string
	marked bool // the file has marks of conflicts
}

// jobsOf returns what was edited on Whop, in the order of the plan.
func jobsOf(in *Input) (jobs []*job) {
	declared := map[course.Address]*course.Resource{}
	for _, c := range in.Project.Courses {
		for r := range c.Resources() {
			declared[r.Address] = r
		}
	}
	for i := range in.Work.Changes {
		change := &in.Work.Changes[i]
		j := &job{declared: declared[change.Address], binding: in.Work.Bindings[change.Address]}
		j.in, j.live = liveOf(in.Sides.Live, change.ID)
		if j.declared == nil || j.live == nil || j.binding == nil {
			continue
		}
		j.file = spec.DeclaringFile(j.declared.Source.Path)
		for _, d := range change.Drift {
			if d.Field != "" {
				j.fields = append(j.fields, d.Field)
			}
		}
		for _, f := range change.Fields {
			if f.Conflict {
				j.fields, j.both = append(j.fields, f.Field), append(j.both, f.Field)
			}
		}
		if len(j.fields) > 0 {
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// liveOf returns an object on Whop, and the number of its course.
func liveOf(live []*course.Course, id string) (in int, found *course.Resource) {
	for i, c := range live {
		for r := range c.Resources() {
			if r.ID == id {
				return i, r
			}
		}
	}
	return 0, nil
}

func (j *job) kind() course.Kind { return j.declared.Address.Kind() }

// leave leaves a field on Whop alone.
func (j *job) leave(field course.Field, note string) {
	j.left = append(j.left, field)
	isIt := func(f course.Field) bool { return f == field }
	j.fields, j.both = slices.DeleteFunc(j.fields, isIt), slices.DeleteFunc(j.both, isIt)
	delete(j.wish, field)
	if note != "" && !slices.Contains(j.notes, note) {
		j.notes = append(j.notes, note)
	}
}

// take finds out what the file is to say.
func (p *pulling) take(j *job) error {
	for _, pair := range [][2]course.Field{{course.EmbedType, course.EmbedID}, {course.EmbedID, course.EmbedType}} {
		if slices.Contains(j.fields, pair[0]) && !slices.Contains(j.fields, pair[1]) {
			j.fields = append(j.fields, pair[1])
		}
	}
	data, err := p.in.Repo.Read(j.file)
	if err != nil && j.file == j.declared.Source.Path {
		return err
	}
	j.before = data
	taken, notes := p.reader.Fields(j.in, j.kind(), j.live, j.file, append([]course.Field{course.Title}, j.fields...))
	j.notes, j.wish = append(j.notes, notes...), course.Fields{}
	for _, field := range slices.Clone(j.fields) {
		s, _ := course.SpecOf(j.kind(), field)
		live := j.live.Fields[field]
		switch value, ok := taken[field]; {
		case ok:
			j.wish[field] = value
		case course.IsEmpty(live), s.Cleared() != nil && course.Same(live, s.Cleared()):
			j.wish[field] = course.Null{}
		default:
			j.leave(field, "")
		}
	}
	if questions, ok := j.wish[course.Questions].(course.QuestionList); ok {
		j.wish[course.Questions] = p.asLoaded(questions, j.binding.Questions)
	}
	return nil
}

// asLoaded gives questions the form in which files are loaded.
func (p *pulling) asLoaded(questions course.QuestionList, known []state.Question) course.QuestionList {
	out := slices.Clone(questions)
	for i := range out {
		q := &out[i]
		for _, k := range known {
			if k.ID == q.ID {
				q.Key = k.Key
			}
		}
		if q.Image != nil {
			file := p.sender.files[q.Image.Path]
			q.Image = &file
		}
		var correct []string
		q.Options = slices.Clone(q.Options)
		for at, o := range q.Options {
			if o.Correct == nil {
				q.Options[at].Correct = new(bool)
			} else if *o.Correct {
				correct = append(correct, o.Text)
			}
		}
		if len(q.Options) > 0 {
			q.Answer = new(strings.Join(correct, ", "))
		}
	}
	return out
}

// revise returns a version of the file, which says what was gives, with what Whop shows in some fields.
func (p *pulling) revise(j *job, data []byte, was course.Fields, fields []course.Field) ([]byte, error) {
	rev := spec.Revision{Was: was, Fields: course.Fields{}}
	for _, field := range fields {
		if field != course.Content {
			rev.Fields[field] = j.wish[field]
			continue
		}
		own, ok := spec.Body(j.file, data)
		if !ok {
			return nil, errUnreadable
		}
		shown, rich := importer.Markdown(j.live.Fields.Text(course.Content))
		t := texts{file: j.file, own: own, title: was.Text(course.Title), shown: shown, local: j.wish.Text(course.Content)}
		sent := p.sender.sent(j.file, own[spec.TitleEnd(own, t.title):])
		t.exact = !rich && course.DigestOf(course.Text(sent)) == p.known(j, course.Content).Got
		if _, isEmpty := j.wish[course.Content].(course.Null); isEmpty {
			t.shown, t.local = "", ""
		}
		rev.Text = new(p.sender.merged(t))
		if _, also := rev.Fields[course.Title]; !also {
			rev.Fields[course.Title] = course.Text(t.title) // which the new text is not to change
		}
	}
	if _, also := rev.Fields[course.LessonType]; !also && j.kind() == course.KindLesson {
		rev.Fields[course.LessonType] = was[course.LessonType] // which is not to follow from what was written
	}
	return spec.Revise(j.file, data, rev)
}

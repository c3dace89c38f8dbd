package pull

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
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

	wish   course.Fields     // what the file is to say
	before []byte            // the file
	after  map[string][]byte // the file with what Whop shows, and what it includes, by path
	left   []course.Field
	notes  []string
	marked bool // the file has marks of conflicts
}

// jobsOf returns what was edited on Whop, in the order of the plan.
func jobsOf(in *Input) (jobs []*job) {
	declared := course.ByAddress(in.Project.Courses)
	for i := range in.Work.Changes {
		change := &in.Work.Changes[i]
		j := jobOf(in, declared[change.Address], change)
		if j == nil {
			continue
		}
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

// jobOf returns the job of a change to what is declared; nil where files, Whop or the state do not have it.
func jobOf(in *Input, declared *course.Resource, c *plan.Change) *job {
	j := &job{declared: declared, binding: in.Work.Bindings[c.Address]}
	if j.in, j.live = liveOf(in.Sides.Live, c.ID); j.declared == nil || j.live == nil || j.binding == nil {
		return nil
	}
	j.file = spec.DeclaringFile(j.declared.Source.Path)
	return j
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
	j.note(note)
}

func (j *job) note(note string) {
	if note != "" && !slices.Contains(j.notes, note) {
		j.notes = append(j.notes, note)
	}
}

package plan

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Learn remembers of every object that was bound what the files and Whop agree on, so that
// the next plan does not write it again. live are the bound courses, in detail.
func (r *Rebuilt) Learn(desired, live []*course.Course, lessonURL string) {
	resolver := resolverOf(lessonURL, r.Bindings)
	onWhop, declared := liveOf(live), course.ByAddress(desired)
	for i := range r.Decisions {
		d := &r.Decisions[i]
		if at := onWhop[d.ID]; at != nil {
			d.learn(r.Bindings[d.Address], declared[d.Address].Fields, at.Fields, resolver)
		}
	}
}

// resolverOf knows no files: which upload was which went with the state.
func resolverOf(lessonURL string, bindings map[course.Address]*state.Binding) course.Resolver {
	return course.Resolver{LessonURL: lessonURL, FileURL: func(course.File) string { return "" }, ID: func(a course.Address) string {
		if binding := bindings[a]; binding != nil {
			return binding.ID
		}
		return ""
	}}
}

// learn notes for each field whether the two sides agree.
func (d *Decision) learn(binding *state.Binding, files, live course.Fields, resolver course.Resolver) {
	binding.Fields = map[course.Field]state.Synced{}
	for _, field := range files.Names(d.Address.Kind()) {
		spec, _ := course.SpecOf(d.Address.Kind(), field)
		value, shown := files[field], live[field]
		agrees, sure := compareShown(value, shown, resolver)
		if spec.Read == course.ReadNever {
			agrees, sure, shown = true, false, nil
		}
		switch {
		case !agrees:
			d.Differs = append(d.Differs, field)
			if shown != nil { // an edit from here on is seen as one
				binding.Fields[field] = state.Synced{Got: course.DigestOf(shown)}
			}
			continue
		case !sure:
			d.Assumed = append(d.Assumed, field)
		}
		if body, ok := value.(course.Body); ok {
			value = resolver.Link(body)
		}
		synced := state.Synced{Sent: course.DigestOf(value)}
		if shown != nil {
			synced.Got = course.DigestOf(shown)
		}
		binding.Fields[field] = synced
		binding.RememberIDs(value, shown)
	}
}

// compareShown reports whether Whop shows what the files say. It is not sure where Whop shows
// less than that: of a file no more than a name.
func compareShown(files, live course.Value, r course.Resolver) (agrees, sure bool) {
	switch files := files.(type) {
	case course.Body:
		if len(files.Refs) > 0 {
			return live != nil && files.Fits(course.Fields{course.Content: live}.Text(course.Content), r), !slices.ContainsFunc(files.Refs, isFile)
		}
		return live != nil && (course.Same(files, live) || course.Resembles(files, live)), true
	case course.File:
		shown, ok := live.(course.File)
		return ok && sameName(files, shown), false
	case course.Files:
		shown, ok := live.(course.Files)
		return ok && slices.EqualFunc(files, shown, sameName), len(files) == 0
	case course.QuestionList:
		shown, ok := live.(course.QuestionList)
		return ok && len(files) == len(shown) && course.Same(pictured(files, shown), shown), !slices.ContainsFunc(files, hasPicture)
	case nil:
		return false, false
	}
	return live != nil && (course.Same(files, live) || course.Resembles(files, live)), true
}

func sameName(file, shown course.File) bool {
	return file.Name == "" || shown.Name == "" || file.Name == shown.Name
}

func isFile(ref course.Ref) bool { return ref.File != nil }

func hasPicture(q course.Question) bool { return q.Image != nil }

// pictured gives the questions of the files the images that Whop shows under their names.
func pictured(files, live course.QuestionList) course.QuestionList {
	out := slices.Clone(files)
	for i, q := range files {
		if q.Image != nil && live[i].Image != nil && sameName(*q.Image, *live[i].Image) {
			out[i].Image = live[i].Image
		}
	}
	return out
}

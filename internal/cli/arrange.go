package cli

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// beside are the flags that give something new or moved its place.
type beside struct {
	After  string `name:"after" complete:"address" placeholder:"ADDRESS" help:"Put it after this one: an address or a path. Default: the last place."`
	Before string `name:"before" complete:"address" placeholder:"ADDRESS" help:"Put it before this one."`
}

// resourceNamed returns what an address or a path names.
func resourceNamed(e *environment, r *repository, word string) (*course.Resource, error) {
	addresses, err := named(e, r, "", []string{word})
	if err != nil {
		return nil, err
	}
	for resource := range r.project.Resources() {
		if len(addresses) == 1 && resource.Address == addresses[0] {
			return resource, nil
		}
	}
	return nil, withTree(r, fmt.Errorf("there is no lesson, chapter or course %s in the files", word))
}

// spot reads where something of a kind is to lie: an address, a path, or, for what only gets another
// neighbour, nothing. usual is its name where none is given.
func (b beside) spot(e *environment, r *repository, kind course.Kind, to, usual string) (spec.Spot, error) {
	spot := spec.Spot{Name: usual}
	if b.After != "" && b.Before != "" {
		return spot, misuse("--after or --before, not both")
	}
	if next := b.After + b.Before; next != "" {
		neighbour, err := resourceNamed(e, r, next)
		if err != nil {
			return spot, err
		}
		if neighbour.Address.Kind() != kind {
			return spot, misuse("%s is a %s, and this a %s", next, neighbour.Address.Kind(), kind)
		}
		spot.Next, spot.Before = spec.Place(neighbour), b.Before != ""
		spot.Dir = path.Dir(spot.Next)
	}
	if to == "" {
		return spot, nil
	}
	dir, name, err := goal(e, r, kind, to)
	if err != nil {
		return spot, err
	}
	if spot.Next != "" && spot.Dir != dir {
		return spot, misuse("%s does not lie in %s", spot.Next, dir)
	}
	if spot.Dir = dir; name != "" {
		switch isFile := isMarkdownName(usual); { // else a lesson is a folder
		case kind != course.KindLesson || isFile == isMarkdownName(name):
		case isFile:
			name += path.Ext(usual)
		default:
			name = strings.TrimSuffix(name, path.Ext(name))
		}
		spot.Name = name
	}
	return spot, nil
}

func isMarkdownName(name string) bool {
	extension := strings.ToLower(path.Ext(name))
	return extension == ".md" || extension == ".markdown"
}

// goal reads an address or a path as the folder and the name that something of a kind gets. Of a chapter
// or course that takes it in, there is no name.
func goal(e *environment, r *repository, kind course.Kind, to string) (dir, name string, err error) {
	address, noAddress := course.ParseAddress(to)
	chosen, err := choose(e, r.files, []string{to})
	if err != nil {
		return "", "", err
	}
	place := chosen.paths[0]
	for parent := range r.project.Resources() {
		at := spec.Place(parent)
		switch {
		case childKind(parent.Address) != kind:
		case parent.Address == address && noAddress == nil, at == place:
			return at, "", nil
		case parent.Address == address.Parent():
			dir, name = at, address.Name()
		}
	}
	switch {
	case dir != "":
		return dir, name, nil
	case kind == course.KindCourse && noAddress == nil && address.Kind() == kind:
		return aroundCourses(r.project.Courses), to, nil
	case !filepath.IsLocal(place) || place == ".":
		return "", "", misuse("%s lies outside of the repository %s", to, r.files.Dir())
	}
	return path.Dir(place), path.Base(place), nil
}

// aroundCourses is the folder in which courses lie.
func aroundCourses(courses []*course.Course) string {
	for _, c := range courses {
		if place := spec.Place(&c.Resource); place != "." {
			return path.Dir(place)
		}
	}
	return "courses"
}

// childKind is what a course or chapter holds.
func childKind(at course.Address) course.Kind {
	return map[course.Kind]course.Kind{course.KindCourse: course.KindChapter, course.KindChapter: course.KindLesson}[at.Kind()]
}

// arranged loads files as they will be, and refuses what would not be valid.
func arranged(e *environment, files *spec.Repo, a spec.Arrangement) (*spec.Project, error) {
	files, err := files.Arranged(a)
	if err != nil {
		return nil, err
	}
	project, problems := spec.Load(files, e.flags.Env)
	if errs := problems.Errors(); len(errs) > 0 {
		return nil, fmt.Errorf("nothing was written: the files would not be valid afterwards: %s", errs[0])
	}
	return project, nil
}

// addressAt returns the address of what lies at a place.
func addressAt(project *spec.Project, kind course.Kind, place string) course.Address {
	for resource := range project.Resources() {
		if resource.Address.Kind() == kind && spec.Place(resource) == place {
			return resource.Address
		}
	}
	return course.Address{}
}

// carryOut writes, and lists what has another place and what else was written.
func carryOut(e *environment, files *spec.Repo, a spec.Arrangement) error {
	if err := spec.CarryOut(files, a); err != nil {
		return hint.Add(err, "Some files may be written already. Run the same command again")
	}
	for _, rename := range a.Renames {
		fmt.Fprintf(e.Out, "%s -> %s\n", render.OneLine(rename.From), render.OneLine(rename.To))
	}
	var lines []string
	for _, text := range a.Texts {
		lines = append(lines, "changed "+render.OneLine(a.To(text.Path)))
	}
	slices.Sort(lines)
	for _, made := range a.Made {
		lines = append(lines, "wrote "+render.OneLine(made.Path))
	}
	for _, line := range lines {
		fmt.Fprintln(e.Out, line)
	}
	return nil
}

// asApplied are the states that say what each file stands for today: those beside the courses, and where
// one is kept elsewhere, or cannot be read, one as if the files had just been applied.
func asApplied(r *repository, beside []*state.State, unread []string) []*state.State {
	states := slices.Clone(beside)
	if len(unread) > 0 {
		states = append(states, plan.AsApplied(r.project.Courses))
	}
	return slices.DeleteFunc(states, (*state.State).IsEmpty)
}

// firstLost returns the first thing that a plan of the project after it is arranged would take for another one than
// a plan of today, nil if there is none.
func firstLost(today, after *spec.Project, a spec.Arrangement, states []*state.State) *course.Resource {
	for _, s := range states {
		was := objects(today, s, nil)
		is := objects(after, s, appliedOf(today, was))
		for resource := range today.Resources() {
			kind, place := resource.Address.Kind(), spec.Place(resource)
			if was[placeOf(kind, place)].id != is[placeOf(kind, a.To(place))].id {
				return resource
			}
		}
	}
	return nil
}

// placeOf tells a course from its only chapter, whose folder may be the same.
func placeOf(kind course.Kind, place string) string { return string(kind) + " " + place }

// object is what a file stands for on Whop.
type object struct {
	id     string
	isSame bool // the file says what was applied
}

// appliedOf returns by their ids the fields of the files that say what was applied.
func appliedOf(project *spec.Project, is map[string]object) map[string]course.Fields {
	applied := map[string]course.Fields{}
	for resource := range project.Resources() {
		if o := is[placeOf(resource.Address.Kind(), spec.Place(resource))]; o.isSame {
			applied[o.id] = resource.Fields
		}
	}
	return applied
}

// objects returns what files stand for, by their places, as far as a state can tell. applied are fields, by the
// ids of their objects, that are known to be live.
func objects(project *spec.Project, s *state.State, applied map[string]course.Fields) map[string]object {
	in := inputOf(project, s, configured(project.Config))
	in.Offline, in.Live, in.Target = true, plan.Remembered(s), s.Target
	for resource := range course.All(in.Live) {
		if fields, ok := applied[resource.ID]; ok {
			resource.Fields = fields
		}
	}
	objects, declared := map[string]object{}, course.ByAddress(project.Courses)
	p := plan.Diff(in)
	for i := range p.Changes {
		if c := &p.Changes[i]; declared[c.Address] != nil && c.Path != "" {
			objects[placeOf(c.Kind, spec.Place(declared[c.Address]))] = object{c.ID, c.ID != "" && len(c.Fields) == 0}
		}
	}
	return objects
}

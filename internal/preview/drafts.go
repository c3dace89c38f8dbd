package preview

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

// leftOut counts what a site without drafts does not say of them.
type leftOut struct{ Problems, Changes int }

// leftOutOf says in a sentence how many of something are left out, "" for none.
func leftOutOf(n int, noun string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 " + noun + " of what has no page here, such as a draft or a scheduled lesson, is not shown."
	}
	return counted(n, noun) + " of what has no page here, such as drafts and scheduled lessons, are not shown."
}

// coursesLeftOut says in a sentence how many courses have no page, "" for none.
func coursesLeftOut(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 hidden course is not shown."
	default:
		return counted(n, "hidden course") + " are not shown."
	}
}

// countedLessons counts lessons, and of those beside them the ones that have no page.
func countedLessons(shown, all int) string {
	switch n := all - shown; n {
	case 0:
		return counted(shown, "lesson")
	case 1:
		return counted(shown, "lesson") + ", and a hidden one that is not shown"
	default:
		return counted(shown, "lesson") + fmt.Sprintf(", and %d hidden ones that are not shown", n)
	}
}

// withoutDrafts returns the content without problems and changes of what has no page, without those of others that name it, and without
// the files that are set aside. The pages may be for readers who are not to know of drafts.
func (c Content) withoutDrafts(pageOf map[course.Address]string) (Content, leftOut) {
	shownIn, names := map[string]bool{spec.ConfigFile: true}, draftNames{}
	files := course.ByAddress(c.Courses)
	for _, r := range files {
		if pageOf[r.Address] == "" {
			names.add(r)
			continue
		}
		shownIn[r.Source.Path], shownIn[spec.DeclaringFile(r.Source.Path)] = true, true
	}
	all := c.Problems
	c.SetAside, c.Problems = nil, slices.DeleteFunc(slices.Clone(all), func(p spec.Problem) bool {
		return !shownIn[p.Path] || names.in(p.Message+"\n"+p.Hint)
	})
	out := leftOut{Problems: len(all) - len(c.Problems)}
	if c.Plan == nil {
		return c, out
	}
	isDraft := func(at course.Address) bool {
		top := course.Address{Course: at.Course}
		return pageOf[at] == "" && (files[at] != nil || files[top] != nil && pageOf[top] == "")
	}
	shown := *c.Plan
	shown.Changes = slices.DeleteFunc(slices.Clone(shown.Changes), func(change plan.Change) bool {
		isOut := isDraft(change.Address) || pageOf[change.Address] == "" && !wasSeen(&change)
		if isOut && !change.IsNothing() {
			out.Changes++
		}
		return isOut
	})
	refusals := len(shown.Refusals)
	shown.Refusals = slices.DeleteFunc(slices.Clone(shown.Refusals), func(r plan.Refusal) bool {
		message, hint := render.RefusalWords(r, c.Again)
		return isDraft(r.Address) || names.in(message+"\n"+hint)
	})
	out.Changes += refusals - len(shown.Refusals)
	shown.Unmanaged = slices.DeleteFunc(slices.Clone(shown.Unmanaged), func(u plan.Unmanaged) bool { return isDraft(u.Parent) })
	c.Plan = &shown
	return c, out
}

// wasSeen reports of what the files have no more that students see it on Whop, as far as the change tells.
func wasSeen(c *plan.Change) bool {
	if c.Kind == course.KindChapter { // which has no visibility
		return true
	}
	for _, f := range c.Fields {
		if f.Field == course.Visibility && c.Action == plan.Delete {
			return f.Before != nil && f.Before != course.Text(course.Hidden)
		}
	}
	return c.Hide || c.Removed == plan.Kept
}

// draftNames are the words by which messages name drafts.
type draftNames []string

func (n *draftNames) add(r *course.Resource) {
	file := r.Source.Path
	*n = append(*n, file, spec.DeclaringFile(file), spec.Place(r))
	if r.Address.Kind() == course.KindLesson { // whose file may be named beside it, and whose address is no word of its own
		*n = append(*n, path.Base(spec.Place(r)), r.Address.String())
	}
	if title := r.Title(); title != "" {
		*n = append(*n, `"`+title+`"`, "“"+title+"”")
	}
}

// in reports that a text has one of the names.
func (n draftNames) in(text string) bool {
	return slices.ContainsFunc(n, func(name string) bool { return name != "" && strings.Contains(text, name) })
}

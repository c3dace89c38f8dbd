package probe

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/whop"
)

// sweepTries is how often a delete is sent before a course is given up.
const sweepTries = 3

// sweep deletes the scratch courses of the experience: the course of this run, with the id own, and those
// of earlier runs. It looks again until a look finds none, because a course may appear late. It returns the
// courses that it may not delete.
func (r Run) sweep(ctx context.Context, own string) (left []Left, err error) {
	for try := 0; ; try++ {
		var found []string
		if found, left, err = r.remove(ctx, own, try < sweepTries); err == nil && len(found) == 0 {
			return left, nil
		}
		if err == nil {
			err = fmt.Errorf("the scratch course %s is still there", strings.Join(found, ", "))
		}
		if try == sweepTries {
			return left, err
		}
		if try > 0 {
			if err := r.Wait(ctx, arrival); err != nil {
				return left, err
			}
		}
	}
}

// remove finds the courses to delete, and deletes each right after judging it; the next look shows the result. It
// returns the deleted ids, and similar courses that it may not delete.
func (r Run) remove(ctx context.Context, own string, may bool) (found []string, left []Left, err error) {
	all, err := r.Client.List(ctx, course.KindCourse, r.Experience)
	if err != nil {
		return nil, nil, err
	}
	titles := map[string]string{}
	if own != "" {
		titles[own] = "" // a list need not show what is hidden
	}
	for _, c := range all {
		if c.ID == own || course.IsScratchTitle(c.Title()) {
			titles[c.ID] = c.Title()
		}
	}
	var failed error
	for _, id := range slices.Sorted(maps.Keys(titles)) {
		switch why, err := r.judge(ctx, id, id == own); {
		case course.IsGone(err):
		case err != nil && (id == own || ctx.Err() != nil):
			failed = err
		case err != nil:
			left = append(left, Left{id, titles[id], "it cannot be read: " + err.Error()})
		case why != "":
			left = append(left, Left{id, titles[id], why})
		default:
			found = append(found, id)
			if may {
				_, _ = whop.Raw(ctx, r.Client, whop.RawRequest{Method: http.MethodDelete, Kind: course.KindCourse, ID: id})
			}
		}
	}
	return found, left, failed
}

// judge reads a course and returns why it may not be deleted, "" if it may. The course of this run may be deleted
// unless its title has changed.
func (r Run) judge(ctx context.Context, id string, isOwn bool) (why string, err error) {
	if !isOwn && r.IsBound(id) {
		return "the state knows it", nil
	}
	whole, err := r.Client.ReadCourse(ctx, id, whop.Want{Detail: func(string) bool { return !isOwn }})
	switch {
	case err != nil:
		return "", err
	case !course.IsScratchTitle(whole.Title()):
		return fmt.Sprintf("its title is %q now", whole.Title()), nil
	case isOwn:
		return "", nil
	case !whole.IsHidden():
		return "students see it", nil
	}
	return foreign(whole), nil
}

// foreign returns the objects in a course that this package does not make, "" if there are
// none.
func foreign(c *course.Course) string {
	if !isOurs(c.Fields) {
		return "its fields are not all ours"
	}
	seeds := c.Seeds(func(string) bool { return false })
	parts := c.Unlisted
	for _, chapter := range c.Chapters {
		if !slices.Contains(seeds, chapter) {
			parts = append(append(parts, &course.Lesson{Resource: chapter.Resource}), chapter.Lessons...)
		}
	}
	for _, part := range parts {
		if !partTitle.MatchString(part.Title()) || !isOurs(part.Fields) {
			return fmt.Sprintf("%q in it is not ours", part.Title())
		}
	}
	return ""
}

// isOurs reports whether fields have only values of this package, and those common to every object.
func isOurs(fields course.Fields) bool {
	for field, value := range fields {
		if field != course.Title && !course.IsEmpty(value) && !isOurValue(field, value) {
			return false
		}
	}
	return true
}

func isOurValue(field course.Field, value course.Value) bool {
	switch v := value.(type) {
	case course.Text:
		words := []course.Field{course.Visibility, course.Language, course.LessonType, course.EmbedType}
		return slices.Contains(words, field) || string(v) == video || strings.HasPrefix(string(v), mark)
	case course.File:
		return v.Name == pictureName || v.Name == documentName || field == course.Thumbnail && v.ID == "" // a lesson's, of which no name is shown
	case course.Files:
		return !slices.ContainsFunc(v, func(f course.File) bool { return !isOurValue(field, f) })
	case course.QuestionList:
		return !slices.ContainsFunc(v, func(q course.Question) bool { return !strings.HasPrefix(q.Text, mark) })
	}
	return true // a number or a switch
}

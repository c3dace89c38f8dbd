package probe

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/whop"
)

// sweepTries is how often a delete is sent before a course is given up.
const sweepTries = 3

// sweep deletes the scratch courses of the experience: the one that this run has made, whose id is own, and
// those of earlier runs. It ends when a look finds none, so that a course that appears late is seen. What
// it may not delete it returns.
func (r Run) sweep(ctx context.Context, own string) (left []Left, err error) {
	for try := 0; ; try++ {
		var found []string
		if found, left, err = r.find(ctx, own); err == nil && len(found) == 0 {
			return left, nil
		}
		if err == nil {
			err = fmt.Errorf("the scratch course %s is still there", strings.Join(found, ", "))
		}
		if try == sweepTries {
			return left, err
		}
		for _, id := range found { // the next look tells what became of it
			_, _ = whop.Raw(ctx, r.Client, whop.RawRequest{Method: http.MethodDelete, Kind: course.KindCourse, ID: id})
		}
		if try > 0 {
			if err := r.Wait(ctx, arrival); err != nil {
				return left, err
			}
		}
	}
}

// find returns the ids of the courses to delete, and what looks like one and may not be.
func (r Run) find(ctx context.Context, own string) (found []string, left []Left, err error) {
	all, err := r.Client.List(ctx, course.KindCourse, r.Experience)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range all {
		switch {
		case c.ID == own:
			found = append(found, own)
		case course.IsScratchTitle(c.Title()):
			why, err := r.judge(ctx, c)
			if course.IsGone(err) {
				continue
			}
			if err != nil {
				return nil, nil, err
			}
			if why == "" {
				found = append(found, c.ID)
			} else {
				left = append(left, Left{c.ID, c.Title(), why})
			}
		}
	}
	if own == "" || slices.Contains(found, own) {
		return found, left, nil
	}
	// A list need not show what is hidden.
	switch _, err := r.Client.Read(ctx, course.KindCourse, own); {
	case err == nil:
		found = append(found, own)
	case !course.IsGone(err):
		return nil, nil, err
	}
	return found, left, nil
}

// judge returns why a course with the title of a scratch course may not be deleted, "" if it may.
func (r Run) judge(ctx context.Context, c *course.Resource) (why string, err error) {
	switch {
	case r.IsBound(c.ID):
		return "the state knows it", nil
	case !c.IsHidden():
		return "students see it", nil
	}
	whole, err := r.Client.ReadCourse(ctx, c.ID, whop.Want{Detail: func(string) bool { return true }})
	if err != nil {
		return "", err
	}
	return foreign(whole), nil
}

// foreign returns what is in a course that this package does not make, "" if there is nothing.
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

// isOurs reports whether fields hold nothing but what this package writes, and what every object has.
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

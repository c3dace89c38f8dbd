package probe

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/whop"
)

// list lists what a parent holds, by ids.
func (s *scratch) list(ctx context.Context, kind course.Kind, parent string) (ids []string) {
	if s.err != nil {
		return nil
	}
	ids, s.err = twice(func() (ids []string, err error) {
		all, err := s.client.List(ctx, kind, parent)
		for _, r := range all {
			ids = append(ids, r.ID)
		}
		return ids, err
	})
	return ids
}

// askHiddenCourse looks for the course itself in the list of all.
func askHiddenCourse(ctx context.Context, s *scratch) (found, detail string) {
	isListed := slices.Contains(s.list(ctx, course.KindCourse, s.experience), s.id)
	if !isListed {
		s.outline(ctx) // another may have deleted it
	}
	return yesNo(isListed), ""
}

// askHiddenLesson hides a lesson and looks for it.
func askHiddenLesson(ctx context.Context, s *scratch) (found, detail string) {
	id := s.part(ctx, "secret").ID
	if got := s.update(ctx, course.KindLesson, id, course.Fields{course.Visibility: course.Text(course.Hidden)}); !got.IsHidden() {
		s.fail("the lesson was not hidden")
	}
	isInTree := slices.Contains(s.outline(ctx).ids(), id)
	isInList := slices.Contains(s.list(ctx, course.KindLesson, s.part(ctx, "third").ID), id)
	return yesNo(isInTree && isInList), ""
}

// askIdempotency creates a chapter twice under one key.
func askIdempotency(ctx context.Context, s *scratch) (found, detail string) {
	fields, key := course.Fields{course.Title: course.Text(titleOf("twin"))}, s.newKey()
	once := s.create(ctx, course.KindChapter, key, s.id, fields)
	again := s.create(ctx, course.KindChapter, key, s.id, fields)
	return yesNo(once.ID == again.ID), ""
}

// askPlace looks where chapters and lessons are that were made one after the other.
func askPlace(ctx context.Context, s *scratch) (found, detail string) {
	made := s.make(ctx, "first", "alpha", "beta", "gamma", "second")
	switch shown := s.outline(ctx).order(made); {
	case slices.Equal(shown, made):
		return "last", ""
	case slices.Equal(shown, []string{made[4], made[0], made[3], made[2], made[1]}):
		return "first", ""
	}
	s.fail("they are neither first nor last")
	return "", ""
}

// askPages reads a list of several lessons one by one.
func askPages(ctx context.Context, s *scratch) (found, detail string) {
	s.make(ctx, "alpha", "beta", "gamma")
	query := url.Values{"chapter_id": {s.part(ctx, "first").ID}, "first": {"1"}}
	one := readPage(ctx, s, query)
	if len(one.Data) > 1 {
		return "all come at once", ""
	}
	query.Set("after", one.Info.End)
	if slices.Equal(one.ids(), readPage(ctx, s, query).ids()) {
		return "no, one page repeats", ""
	}
	return "yes", ""
}

type page struct {
	Data []entry `json:"data"`
	Info struct {
		End string `json:"end_cursor"`
	} `json:"page_info"`
}

func (p page) ids() []string { return outline{Chapters: p.Data}.ids() }

func readPage(ctx context.Context, s *scratch, query url.Values) (p page) {
	if s.err != nil {
		return p
	}
	data, err := whop.Raw(ctx, s.client, whop.RawRequest{Method: http.MethodGet, Kind: course.KindLesson, Query: query})
	if err == nil && (json.Unmarshal(data, &p) != nil || len(p.Data) == 0 || !s.own[p.Data[0].ID]) {
		err = errors.New("the answer is not a page with a lesson")
	}
	s.err = err
	return p
}

// askMove moves a lesson to the end of another chapter, as apply does it: with the whole tree.
func askMove(ctx context.Context, s *scratch) (found, detail string) {
	s.make(ctx, "beta", "quiz")
	lesson, chapter := s.part(ctx, "gamma").ID, s.part(ctx, "second").ID
	before := s.outline(ctx)
	wanted := before.move(lesson, chapter)
	s.write(s.id, func() error {
		_, err := s.client.Arrange(ctx, s.id, wanted.tree())
		return err
	})
	switch shown := s.outline(ctx).order(before.ids()); {
	case slices.Equal(shown, wanted.ids()):
		return "where it was sent", ""
	case len(shown) < len(wanted.ids()):
		return "otherwise", "something is missing"
	}
	return "otherwise", "in another place"
}

// askNumbers deletes the first lesson of a chapter and looks at the number of the second.
func askNumbers(ctx context.Context, s *scratch) (found, detail string) {
	made := s.make(ctx, "alpha", "beta")
	before := s.outline(ctx)
	pair := before.order(made)
	if len(pair) < 2 {
		s.fail("Whop does not show the lessons")
		return "", ""
	}
	s.raw(ctx, whop.RawRequest{Method: http.MethodDelete, Kind: course.KindLesson, ID: pair[0]})
	if s.err == nil {
		s.deleted = pair[0]
	}
	switch was, is := before.find(pair[1]).Order, s.outline(ctx).find(pair[1]).Order; is {
	case was:
		return "they keep their numbers", ""
	case was - 1:
		return "they are numbered again", ""
	}
	s.fail("its number is neither the same nor the one before")
	return "", ""
}

// askGone deletes again what is deleted.
func askGone(ctx context.Context, s *scratch) (found, detail string) {
	if s.deleted == "" {
		s.fail("no lesson was deleted")
	}
	return s.twice(ctx, whop.RawRequest{Method: http.MethodDelete, Kind: course.KindLesson, ID: s.deleted}), ""
}

// askSeed looks at what is in the course beside what was made, late: it may not come at once.
func askSeed(ctx context.Context, s *scratch) (found, detail string) {
	live, err := s.client.ReadCourse(ctx, s.id, whop.Want{})
	if err != nil {
		s.err = err
		return "", ""
	}
	isOwn := func(id string) bool { return s.own[id] }
	for _, chapter := range live.Chapters { // a lesson of ours may have got into it
		chapter.Lessons = slices.DeleteFunc(chapter.Lessons, func(l *course.Lesson) bool { return isOwn(l.ID) })
	}
	seeds := live.Seeds(isOwn)
	isForeign := func(c *course.Chapter) bool {
		return !isOwn(c.ID) && !slices.Contains(seeds, c) && !partTitle.MatchString(c.Title()) // else a create that came late
	}
	when := cmp.Or(s.seedSeen, "later than the first read")
	switch {
	case len(seeds) > 1 || slices.ContainsFunc(live.Chapters, isForeign):
		return "something else", when
	case len(seeds) == 0:
		return "nothing", ""
	case len(seeds[0].Lessons) == 0:
		return "an empty chapter", when
	}
	lesson := seeds[0].Lessons[0].Fields
	return "a chapter with an empty lesson", fmt.Sprintf("%s; %s, %s", when, lesson.Text(course.LessonType), lesson.Text(course.Visibility))
}

// askOmitted sends a tree with one unchanged chapter and its last lesson, and nothing else.
func askOmitted(ctx context.Context, s *scratch) (found, detail string) {
	s.make(ctx, "first", "beta", "quiz", "multi")
	before := s.outline(ctx)
	chapter := before.find(s.part(ctx, "second").ID)
	if len(chapter.Lessons) < 2 {
		s.fail("Whop does not show the lessons")
		return "", ""
	}
	last := chapter.Lessons[len(chapter.Lessons)-1]
	s.raw(ctx, whop.RawRequest{Method: http.MethodPatch, Kind: course.KindCourse, ID: s.id, Body: map[string]any{"chapters": []any{map[string]any{
		"id": chapter.ID, "title": chapter.Title, "order": chapter.Order,
		"lessons": []any{map[string]any{"id": last.ID, "title": last.Title, "order": last.Order, "chapter_id": chapter.ID}},
	}}}})
	after := s.outline(ctx)
	switch was, is := before.ids(), after.order(before.ids()); {
	case after.find(last.ID).ID == "":
		s.fail("what it names is not there either")
	case slices.Equal(was, is):
		return "they stay", ""
	case len(was) == len(is):
		return "they go elsewhere", ""
	}
	return "they are removed", ""
}

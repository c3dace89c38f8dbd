package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/state"
)

// seedRemover removes the chapter that Whop has added to a new course. It runs when everything that the files want
// is there, right before the course becomes visible: by then Whop has had its time to show the seed.
type seedRemover struct {
	api     API
	journal *journal
	resend  resender
	claims  *claims
}

// clear removes the seed, if there is exactly one, and remembers that the course is not new any more.
func (r seedRemover) clear(ctx context.Context, s *Step) Result {
	seed, err := r.find(ctx, s)
	var doubt *SeedError
	switch {
	case errors.As(err, &doubt):
		return failed(errors.Join(err, r.cleared(ctx, 0, s)))
	case err != nil:
		return unsent(ctx, err)
	case seed == nil:
		return Result{Status: Unneeded}.unless(r.cleared(ctx, 0, s))
	}
	op, err := r.deleteOnce(ctx, s, seed.ID)
	if course.OutcomeOf(err) == course.OutcomeRefused {
		err = hint.Add(err, "To finish the course, delete %s on Whop, or name it under unmanaged: in whopsync.yaml to leave it there. Then run apply again", named(&seed.Resource))
	}
	if err != nil {
		return unwritten(ctx, err)
	}
	live, err := r.api.ReadTree(ctx, r.journal.idOf(s.Address))
	if err == nil && idsIn(live)[seed.ID] {
		err = errors.New("it is still there")
	}
	if err != nil {
		return failed(fmt.Errorf("look whether %s is gone: %w", named(&seed.Resource), err))
	}
	return Result{Status: Done}.unless(r.cleared(ctx, op, s))
}

// cleared remembers that the course is not new any more: nothing in it is taken for a seed from now on.
func (r seedRemover) cleared(ctx context.Context, op int64, s *Step) error {
	binding := r.journal.binding(s.Address)
	binding.New = false
	return r.journal.bound(ctx, op, s.Address, binding)
}

// find returns the seed of a course that no one has seen yet, nil if it has none. The looks into its lesson can take
// long, so the course is looked at once more: what a person has made of the seed meanwhile stays.
func (r seedRemover) find(ctx context.Context, s *Step) (*course.Chapter, error) {
	seeds, err := r.candidates(ctx, s)
	switch {
	case err != nil || len(seeds) == 0:
		return nil, err
	case len(seeds) > 1:
		return nil, &SeedError{s.Address, resourcesOf(seeds)}
	}
	seed := seeds[0]
	if isEmpty, err := r.isEmpty(ctx, seed); err != nil || !isEmpty {
		return nil, err
	}
	seeds, err = r.candidates(ctx, s)
	if err != nil || len(seeds) != 1 || seeds[0].ID != seed.ID || len(seeds[0].Lessons) != len(seed.Lessons) {
		return nil, err
	}
	return seed, nil
}

// candidates returns the chapters that can be the seed, of a course that students do not see.
func (r seedRemover) candidates(ctx context.Context, s *Step) ([]*course.Chapter, error) {
	live, err := r.api.ReadTree(ctx, r.journal.idOf(s.Address))
	if err != nil || !live.IsHidden() {
		return nil, err
	}
	return live.Seeds(r.isOther), nil
}

func (r seedRemover) isOther(id string) bool {
	return r.claims.isOurs(id) || slices.Contains(r.claims.named, id)
}

// isEmpty looks into the lesson of a seed. Progress of students speaks against emptiness. Unreadable
// progress does not: students do not see the course.
func (r seedRemover) isEmpty(ctx context.Context, seed *course.Chapter) (bool, error) {
	if len(seed.Lessons) == 0 {
		lessons, err := r.api.List(ctx, course.KindLesson, seed.ID)
		return len(lessons) == 0, err
	}
	for _, lesson := range seed.Lessons {
		if impact, err := r.api.Impact(ctx, lesson.ID); err == nil && impact.Students > 0 {
			return false, nil
		}
		read, err := r.api.Read(ctx, course.KindLesson, lesson.ID)
		if err != nil {
			return false, err
		}
		whole := course.Course{Chapters: []*course.Chapter{{Resource: seed.Resource, Lessons: []*course.Lesson{{Resource: *read}}}}}
		if len(whole.Seeds(r.isOther)) == 0 {
			return false, nil
		}
	}
	return true, ctx.Err()
}

// deleteOnce deletes the chapter, and its lesson with it. Before the delete is sent again, the chapter
// has to be the seed still.
func (r seedRemover) deleteOnce(ctx context.Context, s *Step, id string) (op int64, err error) {
	intent := state.Entry{Action: state.ActionDelete, Address: s.Address, ID: id}
	return r.resend.write(ctx, intent, func() error {
		if err := r.api.Delete(ctx, course.KindChapter, id); !course.IsGone(err) {
			return err
		}
		return nil
	}, func() (isGone bool, err error) {
		seed, err := r.find(ctx, s)
		if err == nil && seed != nil && seed.ID != id {
			err = &ConflictError{s.Address, "another chapter looks like the one that Whop has put into it"}
		}
		return seed == nil, err
	})
}

// withoutSeeds returns the listed chapters of a new course that the creates may have made. The seed can
// have the same title, and is recognised by its lesson. Among chapters without that lesson any will do:
// another is removed as the seed, or kept because of its content.
func withoutSeeds(ctx context.Context, api Finder, listed []*course.Resource, isKnown func(id string) bool, creates []state.Entry) ([]*course.Resource, error) {
	var chapters []*course.Resource
	empty := 0
	for _, chapter := range slices.Backward(listed) { // Whop's is the first, as far as is known
		if course.IsSeedTitle(course.KindChapter, chapter.Title()) && !isKnown(chapter.ID) && shows(chapter, creates[0].Sent, course.Title) {
			lessons, err := api.List(ctx, course.KindLesson, chapter.ID)
			if err != nil {
				return nil, err
			}
			isSeed := slices.ContainsFunc(lessons, func(l *course.Resource) bool { return course.IsSeedLesson(chapter.Title(), l.Title()) })
			if isSeed || empty == len(creates) {
				continue
			}
			empty++
		}
		chapters = append(chapters, chapter)
	}
	slices.Reverse(chapters)
	return chapters, nil
}

// withoutSeedLesson returns the lessons of a chapter without Whop's own lesson, if the chapter is the seed. Other
// lessons came later.
func withoutSeedLesson(chapter *course.Resource, lessons []*course.Resource) []*course.Resource {
	i := slices.IndexFunc(lessons, func(lesson *course.Resource) bool { return course.IsSeedLesson(chapter.Title(), lesson.Title()) })
	if i < 0 {
		return lessons
	}
	return slices.Concat(lessons[:i], lessons[i+1:])
}

func resourcesOf(chapters []*course.Chapter) []*course.Resource {
	resources := make([]*course.Resource, len(chapters))
	for i, chapter := range chapters {
		resources[i] = &chapter.Resource
	}
	return resources
}

// SeedError says that several chapters of a new course could be Whop's own.
type SeedError struct {
	Course   course.Address
	Chapters []*course.Resource
}

func (e *SeedError) Error() string {
	return fmt.Sprintf("in the new course %s, each of %s could be the empty chapter that Whop adds to a new course, so none of them was touched: "+
		"delete on Whop what should not be there, then run apply again to finish the course", e.Course, named(e.Chapters...))
}

package plan

import (
	"slices"

	"whopsync/internal/course"
)

// Seed says of a new course that Whop puts an empty chapter into it, which apply removes before
// students see the course.
type Seed struct {
	Course course.Address `json:"course"`
	// Chapters are those that could be it, of a course that exists already. One is removed; of
	// several none is touched.
	Chapters []SeedChapter `json:"chapters,omitempty"`
}

// SeedChapter is a chapter on Whop.
type SeedChapter struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// isNew reports whether a course on Whop may hold a seed: we have created it, its first apply is not
// complete, and nobody has seen it yet.
func (in *Input) isNew(live *course.Course) bool {
	for address, binding := range in.bound() {
		if address.Kind() == course.KindCourse && binding.ID == live.ID {
			return binding.New && live.IsHidden()
		}
	}
	return false
}

// seeds returns what could be the seeds of the new courses, by the id of the course. Each new course is in it.
func (in *Input) seeds() map[string][]*course.Chapter {
	seeds := map[string][]*course.Chapter{}
	for _, live := range in.Live {
		if in.isNew(live) {
			known := in.State.ByID()
			seeds[live.ID] = live.Seeds(func(id string) bool {
				_, isOurs := known[id]
				return isOurs || in.Options.isTheirs(id)
			})
		}
	}
	return seeds
}

// withoutSeeds returns the live side without the seeds: they are nothing that files are compared with.
// Where several chapters could be one, all of them stay.
func withoutSeeds(live []*course.Course, seeds map[string][]*course.Chapter) []*course.Course {
	rest := slices.Clone(live)
	for i, c := range rest {
		if len(seeds[c.ID]) == 1 {
			rest[i] = c.Without(seeds[c.ID][0])
		}
	}
	return rest
}

// seedOf says of a new course which chapters could be its seed.
func seedOf(at course.Address, chapters []*course.Chapter) Seed {
	seed := Seed{Course: at}
	for _, chapter := range chapters {
		seed.Chapters = append(seed.Chapters, SeedChapter{ID: chapter.ID, Title: chapter.Title()})
	}
	return seed
}

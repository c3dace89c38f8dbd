package emulator

import (
	"slices"
	"time"
)

type courseItem struct {
	ID             string      `json:"id"`
	Title          *string     `json:"title"`
	Tagline        *string     `json:"tagline"`
	Description    *string     `json:"description"`
	CoverImage     *string     `json:"cover_image"` // the older picture; nothing public sets it
	Thumbnail      *courseFile `json:"thumbnail"`
	Language       string      `json:"language"`
	Visibility     string      `json:"visibility"`
	Order          string      `json:"order"`
	LessonsInOrder bool        `json:"require_completing_lessons_in_order"`
	Certificate    *bool       `json:"certificate_after_completion_enabled"`
	CreatedAt      string      `json:"created_at"`
	UpdatedAt      string      `json:"updated_at"`
	courseCounts
}

// courseCounts are what newer versions add. (Documented, read-only.)
type courseCounts struct {
	Chapters     int        `json:"chapters_count"`
	Lessons      int        `json:"total_lessons_count"`
	Completed    int        `json:"completed_lessons_count"`
	Seconds      int        `json:"total_duration_seconds"`
	LatestLesson *string    `json:"latest_lesson_created_at"`
	Started      *string    `json:"started_at"`
	UnlockDays   []int      `json:"lesson_unlock_days"`
	Resume       *reference `json:"resume_lesson"`
}

type reference struct {
	ID string `json:"id"`
}

type courseView struct {
	courseItem
	Chapters []treeChapter `json:"chapters"`
}

func (c *call) showCourse(k *course) courseView {
	return courseView{courseItem: c.showCourseItem(k), Chapters: c.showTree(k)}
}

func (c *call) showCourseItem(k *course) courseItem {
	return courseItem{
		ID: k.ID, Title: k.Title, Tagline: k.Tagline, Description: k.Description,
		Thumbnail: c.showCourseFile(k.Thumbnail),
		Language:  k.Language, Visibility: k.Visibility, Order: k.Order,
		LessonsInOrder: k.LessonsInOrder, Certificate: k.Certificate,
		CreatedAt: spellTime(k.CreatedAt), UpdatedAt: spellTime(k.UpdatedAt),
		courseCounts: c.countCourse(k),
	}
}

func (c *call) countCourse(k *course) courseCounts {
	counts := courseCounts{Chapters: len(k.chapters), UnlockDays: []int{}}
	var latest, started time.Time
	for l := range k.lessons() {
		if !c.shows(l) {
			continue
		}
		counts.Lessons++
		counts.Seconds += c.w.videos[l.Video].Seconds
		latest = later(latest, l.CreatedAt)
		if l.UnlockDays != nil {
			counts.UnlockDays = append(counts.UnlockDays, *l.UnlockDays)
		}
		done, begun := l.done[c.key.User]
		if begun && (started.IsZero() || done.CreatedAt.Before(started)) {
			started = done.CreatedAt
		}
		switch {
		case done.Completed:
			counts.Completed++
		case counts.Resume == nil:
			counts.Resume = &reference{l.ID}
		}
	}
	if started.IsZero() {
		counts.Resume = nil
	}
	slices.Sort(counts.UnlockDays)
	counts.UnlockDays = slices.Compact(counts.UnlockDays)
	counts.LatestLesson, counts.Started = timeOrNull(latest), timeOrNull(started)
	return counts
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// spellTime writes a time as Whop does.
func spellTime(t time.Time) string { return t.Format("2006-01-02T15:04:05.000Z") }

func timeOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(spellTime(t))
}

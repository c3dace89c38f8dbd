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

func showCourse(c *call, k *course) courseView {
	return courseView{courseItem: showCourseItem(c, k), Chapters: showTree(c, k)}
}

func showCourseItem(c *call, k *course) courseItem {
	return courseItem{
		ID: k.ID, Title: k.Title, Tagline: k.Tagline, Description: k.Description,
		Thumbnail: showCourseFile(c, k.Thumbnail),
		Language:  k.Language, Visibility: k.Visibility, Order: k.Order,
		LessonsInOrder: k.LessonsInOrder, Certificate: k.Certificate,
		CreatedAt: spellTime(k.CreatedAt), UpdatedAt: spellTime(k.UpdatedAt),
		courseCounts: countCourse(c, k),
	}
}

func countCourse(c *call, k *course) courseCounts {
	counts := courseCounts{Chapters: len(k.chapters), UnlockDays: []int{}}
	var latest, started time.Time
	for l := range k.lessons() {
		if !c.shows(l) {
			continue
		}
		counts.Lessons++
		counts.Seconds += c.world.videos[l.Video].Seconds
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

// treeChapter and treeLesson are a course's inside as a course shows it: without bodies,
// without visibility, in order.
type treeChapter struct {
	ID      string       `json:"id"`
	Title   string       `json:"title"`
	Order   int          `json:"order"`
	Lessons []treeLesson `json:"lessons"`
}

type treeLesson struct {
	ID        string     `json:"id"`
	Title     string     `json:"title"`
	Order     int        `json:"order"`
	Type      string     `json:"lesson_type"`
	Thumbnail *thumbnail `json:"thumbnail"`
	Video     *treeVideo `json:"video_asset"`
}

func showTree(c *call, k *course) []treeChapter {
	tree := make([]treeChapter, 0, len(k.chapters))
	for _, chapter := range k.chapters {
		branch := treeChapter{ID: chapter.ID, Title: chapter.Title, Order: chapter.Order, Lessons: make([]treeLesson, 0, len(chapter.lessons))}
		for _, l := range chapter.lessons {
			if c.shows(l) {
				branch.Lessons = append(branch.Lessons, showTreeLesson(c, l))
			}
		}
		tree = append(tree, branch)
	}
	return tree
}

func showTreeLesson(c *call, l *lesson) treeLesson {
	return treeLesson{
		ID: l.ID, Title: l.Title, Order: l.Order, Type: l.Type,
		Thumbnail: showThumbnail(c, l.Thumbnail), Video: showTreeVideo(c, l.Video),
	}
}

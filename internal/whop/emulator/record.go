package emulator

import (
	"slices"
	"time"
)

// The records are what the emulator keeps: flat, each naming its parent by id. Born is
// the ordinal of its creation in this world and settles every order that nothing else
// settles. A record is never changed in place: a pointer or a slice in it is replaced
// as a whole, so a copy of the struct is a snapshot.

// Account is who owns everything, biz_.
type Account struct {
	ID        string
	Born      int
	Title     string
	Route     string
	CreatedAt time.Time
}

// Product is what students buy, prod_.
type Product struct {
	ID        string
	Born      int
	Account   string
	Title     string
	Route     string
	CreatedAt time.Time
}

// Experience is an app installed on an account, exp_.
type Experience struct {
	ID        string
	Born      int
	Account   string
	Products  []string
	Name      string
	App       App
	Public    bool
	Order     string // a decimal number; "" is none
	Image     string // file_
	CreatedAt time.Time
}

// App is the app of an experience. Whop's own that holds courses has the id CoursesApp.
type App struct{ ID, Name string }

// Course is a course, cors_.
type Course struct {
	ID             string
	Born           int
	Experience     string
	Title          *string
	Tagline        *string
	Description    *string
	Language       string
	Visibility     string
	Order          string // a decimal number
	LessonsInOrder bool
	Certificate    *bool
	Thumbnail      string
	CreatedAt      time.Time
	UpdatedAt      time.Time

	Seed      string `json:",omitempty"` // the chapter that Whop put into it
	SeedAfter int    `json:",omitempty"` // reads that do not show it yet

	Chapters []Chapter `json:"-"` // in their order; filled in a Snapshot only
}

// Chapter is a chapter, chap_.
type Chapter struct {
	ID     string
	Born   int
	Course string
	Title  string
	Order  int

	Lessons []Lesson `json:"-"` // in their order; filled in a Snapshot only
}

// Lesson is a lesson, lesn_.
type Lesson struct {
	ID          string
	Born        int
	Chapter     string
	Title       string
	Order       int
	Type        string
	Visibility  string
	Content     *string
	UnlockDays  *int
	EmbedType   *string
	EmbedID     *string
	Thumbnail   string
	MainPDF     string
	Attachments []string
	Video       string // mux_
	Questions   []Question
	Requirement *Requirement
	MaxAttempts *int
	CreatedAt   time.Time
}

// Question is a question of a quiz, crsaq_.
type Question struct {
	ID        string
	Text      string
	Type      string
	Answer    string
	Image     string
	Options   []Option
	CreatedAt time.Time
}

// Option is one of the answers to choose from, crsaqo_.
type Option struct {
	ID      string
	Text    string
	Correct bool
}

// Requirement is what completes a quiz: exactly one of the two.
type Requirement struct {
	GradePercent     *float64 `json:"minimum_grade_percent"`
	QuestionsCorrect *int     `json:"minimum_questions_correct"`
}

// File is an upload, file_. Its bytes are kept apart.
type File struct {
	ID          string
	Born        int
	Account     string
	Filename    string
	ContentType string
	Visibility  string
	Status      string // pending, processing, ready or failed
	Size        int
	Reads       int // while it was processing
	CreatedAt   time.Time
}

// Video is an asset uploaded in the dashboard, mux_.
type Video struct {
	ID        string
	Born      int
	Account   string
	Seconds   int
	CreatedAt time.Time
}

// Student is a person who takes a course.
type Student struct {
	ID     string // of this person in this course
	Born   int
	Course string
	User   string // user_
	Name   string
}

// Interaction says that a student began a lesson, and perhaps completed it; crsli_. It is
// deleted with the lesson.
type Interaction struct {
	ID        string
	Born      int
	Lesson    string
	User      string
	Completed bool
	CreatedAt time.Time
}

// clone copies l so deeply that any part of the copy may be changed.
func (l Lesson) clone() Lesson {
	l.Content, l.UnlockDays = clonePointer(l.Content), clonePointer(l.UnlockDays)
	l.EmbedType, l.EmbedID = clonePointer(l.EmbedType), clonePointer(l.EmbedID)
	l.MaxAttempts = clonePointer(l.MaxAttempts)
	l.Attachments = slices.Clone(l.Attachments)
	l.Questions = slices.Clone(l.Questions)
	for i, q := range l.Questions {
		l.Questions[i].Options = slices.Clone(q.Options)
	}
	if r := l.Requirement; r != nil {
		l.Requirement = &Requirement{clonePointer(r.GradePercent), clonePointer(r.QuestionsCorrect)}
	}
	return l
}

func (c Course) clone() Course {
	c.Title, c.Tagline, c.Description = clonePointer(c.Title), clonePointer(c.Tagline), clonePointer(c.Description)
	c.Certificate = clonePointer(c.Certificate)
	return c
}

func clonePointer[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

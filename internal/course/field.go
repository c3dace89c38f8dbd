package course

import "slices"

// Field is the name of something a resource holds. The names are Whop's own, so its
// documentation carries over; they are also the names authors write in YAML.
type Field string

const (
	Title       Field = "title"
	Visibility  Field = "visibility"
	Thumbnail   Field = "thumbnail"
	Tagline     Field = "tagline"
	Description Field = "description"
	Language    Field = "language"
	CourseOrder Field = "order"
	InOrder     Field = "require_completing_lessons_in_order"
	Certificate Field = "certificate_after_completion_enabled"

	LessonType  Field = "lesson_type"
	Content     Field = "content"
	UnlockDays  Field = "days_from_course_start_until_unlock"
	EmbedType   Field = "embed_type"
	EmbedID     Field = "embed_id"
	MuxAsset    Field = "mux_asset_id"
	MainPDF     Field = "main_pdf"
	Attachments Field = "attachments"
	Questions   Field = "assessment_questions"
	Completion  Field = "assessment_completion_requirement"
	MaxAttempts Field = "max_attempts"
)

// Read says where Whop shows a field again.
type Read int

const (
	ReadNever  Read = iota // write-only: compared with what was sent, never verifiable
	ReadDetail             // only when one lesson is retrieved by its id
	ReadList               // in lists as well
)

// Type is the Go type of a field's Value (Null apart).
type Type int

const (
	TypeText        Type = iota // Text, and Body for desired content
	TypeBool                    // Bool
	TypeInt                     // Int
	TypeDecimal                 // Decimal
	TypeFile                    // File
	TypeFiles                   // Files
	TypeQuestions               // QuestionList
	TypeRequirement             // Requirement
)

// Spec is what is known about one field of one kind of resource. Source: Whop's API
// contract and SDK (course, course chapter and course lesson operations).
type Spec struct {
	Field    Field
	Type     Type
	Create   bool // accepted when the resource is created
	Update   bool // accepted by PATCH
	Nullable bool // PATCH takes null
	Read     Read
	Material bool // what a lesson teaches with: students find one empty that has none of these
}

var specs = map[Kind][]Spec{
	KindCourse: {
		{Field: Title, Create: true, Update: true, Read: ReadList},
		{Field: Tagline, Create: true, Update: true, Nullable: true, Read: ReadList},
		{Field: Description, Update: true, Nullable: true, Read: ReadList},
		{Field: Language, Update: true, Nullable: true, Read: ReadList},
		{Field: CourseOrder, Type: TypeDecimal, Create: true, Update: true, Nullable: true, Read: ReadList},
		{Field: InOrder, Type: TypeBool, Create: true, Update: true, Nullable: true, Read: ReadList},
		{Field: Certificate, Type: TypeBool, Create: true, Update: true, Nullable: true, Read: ReadList},
		{Field: Thumbnail, Type: TypeFile, Create: true, Update: true, Nullable: true, Read: ReadList},
		{Field: Visibility, Create: true, Update: true, Nullable: true, Read: ReadList},
	},
	KindChapter: {
		{Field: Title, Create: true, Update: true, Read: ReadList},
	},
	KindLesson: {
		{Field: Title, Create: true, Update: true, Nullable: true, Read: ReadList},
		{Field: LessonType, Create: true, Update: true, Nullable: true, Read: ReadList},
		{Field: Content, Create: true, Update: true, Nullable: true, Read: ReadList, Material: true},
		{Field: UnlockDays, Type: TypeInt, Create: true, Update: true, Nullable: true, Read: ReadList},
		{Field: EmbedType, Create: true, Update: true, Nullable: true, Read: ReadList},
		{Field: EmbedID, Create: true, Update: true, Nullable: true, Read: ReadList, Material: true},
		{Field: MuxAsset, Update: true, Nullable: true, Read: ReadDetail, Material: true},
		{Field: Thumbnail, Type: TypeFile, Create: true, Update: true, Nullable: true, Read: ReadList},
		{Field: MainPDF, Type: TypeFile, Update: true, Nullable: true, Read: ReadDetail, Material: true},
		{Field: Attachments, Type: TypeFiles, Update: true, Nullable: true, Read: ReadDetail, Material: true},
		{Field: Questions, Type: TypeQuestions, Update: true, Nullable: true, Read: ReadDetail, Material: true},
		{Field: Completion, Type: TypeRequirement, Update: true, Nullable: true, Read: ReadNever},
		{Field: MaxAttempts, Type: TypeInt, Update: true, Nullable: true, Read: ReadNever},
		{Field: Visibility, Update: true, Nullable: true, Read: ReadList},
	},
}

// Cleared returns what is written when an author takes a field out of the file again; nil
// when nothing is, and the value stays on Whop, not managed any more. Some fields are
// never empty there (documented): null would ask for something that does not exist.
func (s Spec) Cleared() Value {
	switch {
	case s.Field == InOrder:
		return Bool(false) // as it is in a new course (assumed)
	case s.Field == Language, s.Field == CourseOrder, !s.Nullable:
		return nil
	}
	return Null{}
}

// Specs returns the fields of a kind in the order in which they are shown and sent.
// The result is the caller's own.
func Specs(kind Kind) []Spec { return slices.Clone(specs[kind]) }

// SpecOf returns what is known about one field; ok is false when the kind has none.
func SpecOf(kind Kind, field Field) (spec Spec, ok bool) {
	i := slices.IndexFunc(specs[kind], func(s Spec) bool { return s.Field == field })
	if i < 0 {
		return Spec{}, false
	}
	return specs[kind][i], true
}

// Limits that Whop documents or that were seen in practice, in Unicode characters.
const (
	MaxLessonTitle  = 120
	MaxChapterTitle = 150
	MaxContent      = 65_000
)

// Words of Whop's enumerations.
const (
	Visible = "visible"
	Hidden  = "hidden"

	EmbedYouTube = "youtube"
	EmbedLoom    = "loom"
)

// LessonTypes returns Whop's lesson types, the commonest first.
func LessonTypes() []string {
	return []string{"text", "video", "pdf", "multi", "quiz", "knowledge_check"}
}

// IsAssessment reports whether lessons of a type have questions.
func IsAssessment(lessonType string) bool {
	return lessonType == "quiz" || lessonType == "knowledge_check"
}

// QuestionTypes returns Whop's question types.
func QuestionTypes() []string {
	return []string{"short_answer", "true_false", "multiple_choice", "multiple_select"}
}

// Languages returns the languages that a course can have.
func Languages() []string {
	return []string{"en", "es", "it", "pt", "de", "fr", "pl", "ru", "nl", "ca", "tr",
		"sv", "uk", "no", "fi", "sk", "el", "cs", "hr", "da", "ro", "bg"}
}

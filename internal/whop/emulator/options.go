package emulator

import "time"

// Options say which emulator to make. The zero value is one in memory that holds the
// local world, answers LocalKey and has no quirks.
type Options struct {
	Dir      string           // where the world is kept; "" keeps it in memory
	Snapshot bool             // read what is in Dir now, whoever has it, and keep changes in memory
	Seed     uint64           // what ids are made from; a world in Dir keeps the seed it was made with
	Clock    func() time.Time // nil is time.Now
	Keys     []Key            // nil is the one full key LocalKey
	Latency  time.Duration    // how long every request travels before it has an effect

	// PageSize is the most that a list returns, whatever the caller asks for; 0 is 100.
	PageSize int
	// Origin begins the addresses of uploads and files, as in "http://localhost:8787".
	// Empty takes the origin that each request was sent to.
	Origin string

	Quirks Quirks
}

// Quirks are ways in which the real Whop may differ from what the emulator assumes, or
// is suspected to misbehave. The zero value is the assumption.
type Quirks struct {
	// What a write does to the text that was sent.

	TidyMarkdown bool     // saved content loses trailing spaces, and "* item" becomes "- item"
	EmptyIsNull  bool     // an empty text is saved as null
	CutTitles    bool     // a long title is cut to 120 characters and answered with 200, not refused
	LongTitles   bool     // a long title is taken as it is
	ContentLimit int      // the longest text, in characters; 0 is 65,000
	ContentBytes bool     // that limit counts the bytes of the text
	ContentUTF16 bool     // that limit counts as JavaScript does, where rarer characters are two
	IgnoreNull   bool     // a null in a PATCH changes nothing
	EmptyLeftOut bool     // a PATCH empties what it leaves out and what can be empty
	IgnoreFields []string // these fields are answered with 200 and not taken
	LaxFields    bool     // a field that the endpoint does not know is ignored, not refused
	NewHidden    bool     // courses and lessons are hidden until they are made visible

	SingleAnswer  bool // the answer to a question with options is the text of one that is correct, or the question is refused
	JoinedAnswers bool // so it is, or the texts of all that are correct, with ", " between them
	OldestFirst   bool // questions are shown in the order of their creation

	Seed Seed // what is in a new course

	// What a write does to the neighbours.

	NewFirst            bool // a new chapter or lesson comes before the others
	OmittedToEnd        bool // what a chapters tree leaves out is ordered after the rest
	OmittedRemoved      bool // what a chapters tree leaves out is deleted
	ArrangeDropsLesson  bool // a chapters tree loses the last lesson that it names
	ArrangeMovesLesson  bool // a chapters tree puts the last lesson that it names into its first chapter
	RenumberAfterDelete bool // a delete leaves no gap in the numbers of the others
	GoneStatus          int  // what the delete of something that is gone is answered with; 0 is 404

	// What a read shows.

	OpaqueIDs           bool // attachments and question images, too, read back under an id of their own
	SameIDs             bool // every file reads back under the id that was sent
	NewestFileFirst     bool // attachments are listed in the reverse of the order that was sent
	StableURLs          bool // signed addresses and tokens stay the same from read to read
	HideFromWeakKeys    bool // a hidden lesson is 404 even by its id for a key that is no admin
	NoAdmin             bool // no key is an admin: hidden lessons are in no tree or list
	NoAnswers           bool // no key is shown the answers of quizzes
	HiddenUnlisted      bool // a hidden course is in no list
	WholeLists          bool // a list ignores first and last
	StuckPages          bool // a list ignores after
	UnknownListsEmpty   bool // the children of something that is not there are an empty list, not 404
	DashboardJSONOnEdit bool // content that a person saves becomes a JSON document

	// What a call may say and how often.

	AccountIDOnly bool // company_id is an unknown parameter
	CompanyIDOnly bool // account_id is an unknown parameter, where company_id was ever known
	NoIdempotency bool // Idempotency-Key has no effect
	RateLimit     int  // requests a minute per operation and key; 0 is no limit, Whop says 600

	// How files fare.

	NeverReady  bool // an uploaded file stays in processing
	FailUploads bool // an uploaded file ends as failed
}

// Seed says what Whop puts into a course that POST /courses makes: a chapter "Chapter 1" with an empty
// lesson "Lesson 1". (Seen in practice, by two publishers. Its place, the lesson's type and visibility,
// and whether the create's answer shows it, are assumed.) The zero value is that.
type Seed struct {
	None   bool   // nothing is put into it
	After  int    // it comes after so many reads of the course, which do not show it, nor does the create's answer
	Last   bool   // it stays after all other chapters
	Number int    // in both titles; 0 is 1
	Title  string // of the chapter, in the place of "Chapter 1"
	Empty  bool   // the chapter holds no lesson
	Type   string // of the lesson; "" is text
	Hidden bool   // the lesson is
}

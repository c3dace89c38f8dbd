package emulator

// Quirks are ways in which the real Whop may differ from what the emulator assumes, or
// is suspected to misbehave. The zero value is the assumption.
type Quirks struct {
	// What a write does to the text that was sent.

	TidyMarkdown bool     // saved content loses trailing spaces, and "* item" becomes "- item"
	EmptyIsNull  bool     // an empty text is saved as null
	CutTitles    bool     // a long title is cut to 120 characters and answered with 200, not refused
	IgnoreNull   bool     // a null in a PATCH changes nothing
	IgnoreFields []string // these fields are answered with 200 and not taken
	LaxFields    bool     // a field that the endpoint does not know is ignored, not refused
	NewHidden    bool     // courses and lessons are hidden until they are made visible

	// What a write does to the neighbours.

	OmittedToEnd        bool // what a chapters tree leaves out is ordered behind the rest
	ArrangeDropsLesson  bool // a chapters tree loses the last lesson that it names
	RenumberAfterDelete bool // a delete leaves no gap in the numbers of the others

	// What a read shows.

	OpaqueIDs           bool // attachments and question images, too, read back under an id of their own
	NewestFileFirst     bool // attachments are listed in the reverse of the order that was sent
	StableURLs          bool // signed addresses and tokens stay the same from read to read
	HideFromWeakKeys    bool // a hidden lesson is 404 even by its id for a key that is no admin
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

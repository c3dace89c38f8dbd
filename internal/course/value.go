package course

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Value is what a field holds. The types below are all there are.
//
//	Null         known to be empty
//	Text         titles, enumerations, live content
//	Body         desired content: Markdown with the places that whopsync fills in
//	Bool, Int    as they say
//	Decimal      a decimal number in its shortest form ("1.5", "2")
//	File, Files  uploaded files: by content when desired, by id when live
//	QuestionList the questions of a quiz or knowledge check
//	Requirement  what completes an assessment
type Value interface{ isValue() }

type (
	Null         struct{}
	Text         string
	Bool         bool
	Int          int64
	Decimal      string
	Files        []File
	QuestionList []Question
)

// File is a file that a resource shows.
//
//	          desired                                  live
//	Path      repository path, slash-separated         ""
//	SHA256    hex digest of its bytes                  ""
//	ID        "" until uploaded                        the id that Whop shows, if it shows one
//	Name      base name                                file name, if shown
//
// URL is kept only where it is needed and permanent (public files). A live file of
// which Whop shows no id (a lesson's thumbnail) has nothing but its presence.
type File struct {
	Path        string `json:"path,omitempty"`
	SHA256      string `json:"sha256,omitempty"`
	ID          string `json:"id,omitempty"`
	Name        string `json:"name,omitempty"`
	ContentType string `json:"content_type,omitempty"`
	Size        int64  `json:"size,omitempty"`
	URL         string `json:"-"`
	// Named says of a desired file that students see its name: it is attached, linked to, or the
	// document of a lesson. Its name is then a part of what it is.
	Named bool `json:"named,omitempty"`
}

// UploadKey names the upload of a file in the state. Where nobody sees what a file is called, equal
// bytes are one upload; where students see it, each name has its own, and so has each visibility.
func (f File) UploadKey(public bool) string {
	switch {
	case !f.Named:
		return f.SHA256
	case public:
		return f.SHA256 + "/public/" + f.Name
	}
	return f.SHA256 + "/private/" + f.Name
}

// IDs returns the ids of the files, never nil.
func (f Files) IDs() []string {
	ids := make([]string, len(f))
	for i, file := range f {
		ids[i] = file.ID
	}
	return ids
}

// Question is one question of an assessment. A nil Answer or Correct is unknown: Whop
// shows answers only to callers with courses:update.
type Question struct {
	Key     string   `json:"key,omitempty"` // desired only
	ID      string   `json:"id,omitempty"`  // live, or carried to an update
	Type    string   `json:"type"`
	Text    string   `json:"question"`
	Answer  *string  `json:"answer,omitempty"`
	Image   *File    `json:"image,omitempty"`
	Options []Option `json:"options,omitempty"`
}

// Option is one choice of a question.
type Option struct {
	ID      string `json:"id,omitempty"`
	Text    string `json:"text"`
	Correct *bool  `json:"correct,omitempty"`
}

// Requirement is what a student must reach. Exactly one of the two is set.
type Requirement struct {
	MinimumGradePercent     *float64 `json:"minimum_grade_percent,omitempty"`
	MinimumQuestionsCorrect *int64   `json:"minimum_questions_correct,omitempty"`
}

// Body is desired lesson text: the author's Markdown, byte for byte, and the
// destinations in it that have no final form before apply.
type Body struct {
	Text string `json:"text"`
	Refs []Ref  `json:"refs,omitempty"` // ascending, not overlapping

	Shared []Shared `json:"-"` // ascending, not overlapping; no part of what the text is
}

// Shared is a part of a Body that stands in another file than the lesson's.
type Shared struct {
	Span
	From string // the file
}

// Ref is a link or image destination in a Body. Exactly one of File, Lesson and URL is set.
type Ref struct {
	Span // the destination

	File   *File   `json:"file,omitempty"`   // a local file, replaced by its public address
	Lesson Address `json:"lesson,omitzero"`  // another lesson, replaced by its address on Whop
	URL    string  `json:"url,omitempty"`    // what it is replaced by: a file of the repository, elsewhere on the web
	ID     string  `json:"id,omitempty"`     // Lesson's address on Whop; its live id where there is no template of addresses
	Anchor string  `json:"anchor,omitempty"` // "#wheel" of a lesson link, "#t=10" of a video, kept behind the address

	// Unlink are the spans to delete, ascending, so that of a link whose target has no
	// address only the text is left. A reference definition has those of all its uses.
	Unlink []Span `json:"unlink,omitempty"`
}

// IsLesson reports a link to a lesson.
func (r Ref) IsLesson() bool { return r.File == nil && r.URL == "" }

// Span is a range of bytes: Start is in it, End is not.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

func (Null) isValue()         {}
func (Text) isValue()         {}
func (Body) isValue()         {}
func (Bool) isValue()         {}
func (Int) isValue()          {}
func (Decimal) isValue()      {}
func (File) isValue()         {}
func (Files) isValue()        {}
func (QuestionList) isValue() {}
func (Requirement) isValue()  {}

// decimalPattern parts a decimal number into its sign and the digits that count.
var decimalPattern = regexp.MustCompile(`^(-?)0*([0-9]*)(?:\.([0-9]*?)0*)?$`)

// ParseDecimal returns s in its shortest form, so that "1", "1.0" and "01.00" are one value.
func ParseDecimal(s string) (Decimal, bool) {
	parts := decimalPattern.FindStringSubmatch(strings.TrimSpace(s))
	if parts == nil || !strings.ContainsAny(s, "0123456789") {
		return "", false
	}
	sign, digits := parts[1], cmp.Or(parts[2], "0")
	if fraction := parts[3]; fraction != "" {
		digits += "." + fraction
	}
	if digits == "0" {
		sign = ""
	}
	return Decimal(sign + digits), true
}

// Fill returns the text with every destination replaced by what fill returns for it.
// When fill returns ok=false for a ref, the whole link gives way to its bare text.
func (b Body) Fill(fill func(Ref) (destination string, ok bool)) string {
	if len(b.Refs) == 0 {
		return b.Text
	}
	type edit struct {
		Span
		text string
	}
	var edits []edit
	for _, ref := range b.Refs {
		if destination, ok := fill(ref); ok {
			edits = append(edits, edit{ref.Span, destination})
			continue
		}
		for _, span := range ref.Unlink {
			edits = append(edits, edit{Span: span})
		}
	}
	// An image inside a link's text is edited between the two halves of the link.
	slices.SortStableFunc(edits, func(a, b edit) int { return a.Start - b.Start })
	var out strings.Builder
	done := 0
	for _, e := range edits {
		if e.Start < done {
			continue // inside a span that is already gone
		}
		out.WriteString(b.Text[done:e.Start])
		out.WriteString(e.text)
		done = e.End
	}
	out.WriteString(b.Text[done:])
	return out.String()
}

// FilesIn returns the files that a value shows.
func FilesIn(value Value) (files []File) {
	switch v := value.(type) {
	case File:
		files = append(files, v)
	case Files:
		files = append(files, v...)
	case QuestionList:
		for _, question := range v {
			if question.Image != nil {
				files = append(files, *question.Image)
			}
		}
	case Body:
		for _, ref := range v.Refs {
			if ref.File != nil {
				files = append(files, *ref.File)
			}
		}
	}
	return files
}

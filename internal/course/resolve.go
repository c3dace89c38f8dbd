package course

import (
	"fmt"
	"slices"
	"strings"
)

// Resolver turns the destinations of a Body into addresses that a student's browser can
// follow.
type Resolver struct {
	// FileURL returns the public address of the uploaded file, "" when there is none yet.
	FileURL func(File) string
	// ID returns the live id of an address, "" when there is none yet.
	ID func(Address) string
	// LessonURL is the template of a lesson's address on Whop, with {course}, {chapter}
	// and {lesson} for the live ids. Without it, links between lessons become plain text.
	LessonURL string
}

// Resolve returns the text to send. complete is false when something that the text
// points to does not exist yet: its link is plain text for now, and the body has to be
// written again.
func (r Resolver) Resolve(body Body) (text string, complete bool) {
	complete = true
	text = body.Fill(func(ref Ref) (string, bool) {
		address, ok := r.Address(ref)
		if !ok && (!ref.IsLesson() || r.LessonURL != "") {
			complete = false
		}
		return address, ok
	})
	return text, complete
}

// Address returns what a destination becomes on Whop, escaped for its place in a text.
func (r Resolver) Address(ref Ref) (address string, ok bool) {
	if ref.URL != "" {
		return safeDestination(ref.URL + ref.Anchor), true
	}
	if ref.File != nil {
		address = r.FileURL(*ref.File)
		return safeDestination(address + ref.Anchor), address != ""
	}
	lesson, chapter, course := r.ID(ref.Lesson), r.ID(ref.Lesson.Parent()), r.ID(ref.Lesson.Parent().Parent())
	if r.LessonURL == "" || lesson == "" || chapter == "" || course == "" {
		return "", false
	}
	address = strings.NewReplacer("{lesson}", lesson, "{chapter}", chapter, "{course}", course).Replace(r.LessonURL) + ref.Anchor
	return safeDestination(address), true
}

// safeDestination escapes what would end a destination early, in Markdown or in HTML.
func safeDestination(address string) string {
	var out strings.Builder
	for i := range len(address) {
		if c := address[i]; c <= ' ' || strings.IndexByte(`<>()"'\`, c) >= 0 {
			fmt.Fprintf(&out, "%%%02X", c)
		} else {
			out.WriteByte(c)
		}
	}
	return out.String()
}

// Link returns the body with what its lesson links lead to, as far as it is known. Its
// digest then stays when a linked lesson is only renamed, and changes with its address.
func (r Resolver) Link(body Body) Body {
	if len(body.Refs) == 0 {
		return body
	}
	refs := slices.Clone(body.Refs)
	for i := range refs {
		if !refs[i].IsLesson() {
			continue
		}
		refs[i].ID = r.ID(refs[i].Lesson)
		if r.LessonURL != "" {
			refs[i].ID, _ = r.Address(refs[i])
		}
	}
	body.Refs = refs
	return body
}

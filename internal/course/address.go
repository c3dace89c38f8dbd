package course

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind says what an address names. It follows from the address's depth alone.
type Kind string

const (
	KindCourse  Kind = "course"
	KindChapter Kind = "chapter"
	KindLesson  Kind = "lesson"
)

// Address names a course ("pottery"), a chapter ("pottery/clay") or a lesson
// ("pottery/clay/wedging") by the names of the files that declare it. It is the
// identity of a resource on the side of the files: titles change, addresses stay.
//
// Addresses are comparable, so they serve as map keys. The zero Address names nothing.
type Address struct {
	Course, Chapter, Lesson string
}

// ParseAddress reads an address as String prints it.
func ParseAddress(s string) (Address, error) {
	parts := strings.Split(s, "/")
	if len(parts) > 3 {
		return Address{}, fmt.Errorf("address %q has %d parts: want course, course/chapter or course/chapter/lesson", s, len(parts))
	}
	for _, part := range parts {
		if err := CheckName(part); err != nil {
			return Address{}, fmt.Errorf("address %q: %w", s, err)
		}
	}
	parts = append(parts, "", "")
	return Address{Course: parts[0], Chapter: parts[1], Lesson: parts[2]}, nil
}

// CheckName reports why name cannot be one part of an address, or nil.
// Any script and spaces inside are welcome: authors name their files in their language.
func CheckName(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("a part is empty")
	case !utf8.ValidString(name):
		return fmt.Errorf("part %q is not valid UTF-8", name)
	case name == "." || name == "..":
		return fmt.Errorf("part %q is not a name", name)
	case strings.TrimSpace(name) != name:
		return fmt.Errorf("part %q begins or ends with a space", name)
	case strings.ContainsAny(name, `/\`):
		return fmt.Errorf("part %q holds a slash", name)
	}
	for _, r := range name {
		if unicode.IsControl(r) || isInvisible(r) {
			return fmt.Errorf("part %q holds the invisible character %U", name, r)
		}
	}
	return nil
}

// isInvisible reports format characters (bidi overrides among them) that make two
// names look alike. The joiners stay: some scripts and emoji cannot be written without.
func isInvisible(r rune) bool {
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
	return unicode.Is(unicode.Cf, r) && r != zeroWidthNonJoiner && r != zeroWidthJoiner
}

func (a Address) String() string {
	switch a.Kind() {
	case KindLesson:
		return a.Course + "/" + a.Chapter + "/" + a.Lesson
	case KindChapter:
		return a.Course + "/" + a.Chapter
	}
	return a.Course
}

// Kind returns what a names.
func (a Address) Kind() Kind {
	switch {
	case a.Lesson != "":
		return KindLesson
	case a.Chapter != "":
		return KindChapter
	}
	return KindCourse
}

// Name returns the last part of a.
func (a Address) Name() string {
	return cmp.Or(a.Lesson, a.Chapter, a.Course)
}

// Parent returns the address that contains a; the parent of a course is the zero Address.
func (a Address) Parent() Address {
	switch a.Kind() {
	case KindLesson:
		return Address{Course: a.Course, Chapter: a.Chapter}
	case KindChapter:
		return Address{Course: a.Course}
	}
	return Address{}
}

// Child returns the address of the chapter or lesson called name inside a.
func (a Address) Child(name string) Address {
	if a.Kind() == KindCourse {
		return Address{Course: a.Course, Chapter: name}
	}
	return Address{Course: a.Course, Chapter: a.Chapter, Lesson: name}
}

// Contains reports whether b is a, or lies inside it.
func (a Address) Contains(b Address) bool {
	for ; b != (Address{}); b = b.Parent() {
		if a == b {
			return true
		}
	}
	return false
}

// IsZero reports whether a names nothing.
func (a Address) IsZero() bool { return a == Address{} }

// Compare orders addresses by their parts, a parent before its children.
func (a Address) Compare(b Address) int {
	return cmp.Or(
		cmp.Compare(a.Course, b.Course),
		cmp.Compare(a.Chapter, b.Chapter),
		cmp.Compare(a.Lesson, b.Lesson),
	)
}

// MarshalText makes addresses usable as JSON strings and map keys.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (a *Address) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*a = Address{}
		return nil
	}
	parsed, err := ParseAddress(string(text))
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

// Rebase returns the new address of a after its parent from is renamed to to.
func (a Address) Rebase(from, to Address) Address {
	switch from.Kind() {
	case KindCourse:
		a.Course = to.Course
	case KindChapter:
		a.Course, a.Chapter = to.Course, to.Chapter
	default:
		return to
	}
	return a
}

package course

import "regexp"

// doctor --probe tests Whop in a hidden course, the scratch course, and deletes it. After a killed run the course
// remains, and only its title and content tell what it is.

var scratchTitle = regexp.MustCompile(`^whopsync probe [0-9a-f]{8}$`)

// ScratchTitle is the title of a scratch course, of eight hexadecimal digits.
func ScratchTitle(word string) string { return "whopsync probe " + word }

// IsScratchTitle reports whether a scratch course can have the title. Whether a course is one is for package
// probe to judge.
func IsScratchTitle(title string) bool { return scratchTitle.MatchString(title) }

// MayBeScratch reports a course that only admins see, with the title of a scratch course. It is not a course
// to keep.
func (r *Resource) MayBeScratch() bool { return r.IsHidden() && IsScratchTitle(r.Title()) }

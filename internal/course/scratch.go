package course

import "regexp"

// doctor --probe asks Whop questions in a hidden course of its own, the scratch course, and deletes it. A run that
// is killed leaves it behind, and nothing but its title and its content says what it is.

var scratchTitle = regexp.MustCompile(`^whopsync probe [0-9a-f]{8}$`)

// ScratchTitle is the title of a scratch course, of eight hexadecimal digits.
func ScratchTitle(word string) string { return "whopsync probe " + word }

// IsScratchTitle reports whether a scratch course can have the title. Whether a course is one is for package
// probe to judge.
func IsScratchTitle(title string) bool { return scratchTitle.MatchString(title) }

// MayBeScratch reports a course that only admins see and that has the title of a scratch course. It is not a
// course that anyone keeps.
func (r *Resource) MayBeScratch() bool { return r.IsHidden() && IsScratchTitle(r.Title()) }

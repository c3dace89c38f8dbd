package identity

// The thresholds by which evidence is weighed, each held by TestThresholds at its boundary. A
// text counts by the share of its shingles that are common, from 0 to 1.
const (
	// alike makes two lessons one by the text alone: half of it is common.
	alike = 0.5
	// kept is how much of the text a lesson needs to stay what it is under its name and title,
	// whatever else resembles it: an author who splits a lesson leaves about a third.
	kept = 0.3
	// doubt is how much two lessons have in common before anything is made of it: less is what
	// any two lessons of one author share.
	doubt = 0.25
	// margin is how much better the best candidate has to be than the next: less than this
	// lies within what a few edited sentences change.
	margin = 0.15
	// sameMedia is what the same video, document or questions count for at least: the text
	// around them is often no more than a sentence.
	sameMedia = 0.75
	// titleWeight is what the same title adds where candidates compete: more than half of the
	// text, since authors keep the title of the lesson that goes on.
	titleWeight = 0.4
	// placeWeight is what the same file name in the same chapter adds: less than the title,
	// since numbers and names are given away.
	placeWeight = 0.35
	// nameWeight is what the same file name in another chapter adds.
	nameWeight = 0.2
	// half of a chapter's lessons make it that chapter before anything else is known.
	half = 0.5
	// nearest is how many candidates are compared with one lesson.
	nearest = 12
	// mostCandidates are named in one question: more lines than these no one weighs.
	mostCandidates = 5
	// many lessons that are open at once are compared by samples of sampled shingles, which
	// is sure within a few hundredths.
	many    = 200
	sampled = 160
)

// The weights of what a lesson has beside its text, in shingles (pairs of words).
const (
	videoWeight      = 40
	documentWeight   = 40
	attachmentWeight = 10
)

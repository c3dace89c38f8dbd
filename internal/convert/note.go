package convert

import (
	"cmp"
	"slices"
	"strings"
)

// Kind groups what a person has to know.
type Kind string

// What was not taken along, or not as it was.
const (
	UnreadFile   Kind = "file"
	UnlistedPage Kind = "page"
	OtherOrder   Kind = "order"
	UnsureDate   Kind = "date"
	EndDate      Kind = "end"
	DroppedKey   Kind = "key"
	DeadLink     Kind = "link"
	DeadAnchor   Kind = "anchor"
	DeadImage    Kind = "image"
	Unresolved   Kind = "include"
	LeftRaw      Kind = "raw"
	Pasted       Kind = "pasted"
	TakenOut     Kind = "taken-out"
	CutTitle     Kind = "title"
	QuizPart     Kind = "quiz"
)

// KindWords say of a kind what happened, and what to do.
type KindWords struct {
	Kind         Kind
	IsGrouped    bool // what is said of several places in the same words is told once
	Happened, Do string
}

// Kinds are all kinds, in the order of reports.
func Kinds() []KindWords {
	return []KindWords{
		{UnreadFile, false, "files that were not read", "Put the file itself there, as UTF-8, and convert again."},
		{UnlistedPage, false, "pages and files that are in no list and were left out", "If students need one, add it where the tool keeps the order, and convert again; or make a lesson of it."},
		{UnsureDate, false, "dates that could not be kept: the lesson is hidden", "Write the line in the place of `visibility: hidden`, with your time and place, or keep it hidden."},
		{EndDate, false, "dates from which the other tool no longer shows a page: whopsync has none", "Write `visibility: hidden` into the lesson when the time has come."},
		{OtherOrder, false, "places that are not as they were", "Look at the order with whopsync tree; whopsync mv changes it."},
		{Unresolved, true, "includes and variables that could not be resolved: they stand in the text as they were", "Write what they stand for."},
		{LeftRaw, true, "constructs of the other tool that stand in the text as they were", "Write them in Markdown, or take them out."},
		{Pasted, true, "files that several pages include: each lesson has the text", "Nothing; or, to keep it in one place, put it into `_shared/`, and a line such as `{{#include ../_shared/notice.md}}` into each lesson."},
		{DeadLink, false, "links that lead to no page and no file of the source: their text is left", "Link to a lesson or to an https:// address."},
		{DeadAnchor, false, "links to headings that are not there: they lead to the page", "Correct the heading's name after the #."},
		{DeadImage, false, "images and files that are missing or cannot be shown: their description is left", "Put the file beside the lesson, and show it: ![description](file.png)."},
		{QuizPart, false, "parts of quizzes that Whop has no place for", "Write them into the question, or into the text of the lesson."},
		{CutTitle, false, "titles that were too long", "Write a shorter one."},
		{DroppedKey, true, "front matter that no lesson has a place for: it was left out", "Nothing, where only the other tool needed it."},
		{TakenOut, true, "what only the other tool needed, and was taken out", "Nothing, if the lesson reads well without it."},
	}
}

// Note is one thing that a person has to know.
type Note struct {
	Kind Kind
	At   Place
	What string
}

// Notes collects notes.
type Notes struct{ all []Note }

func (n *Notes) add(kind Kind, at Place, what string) {
	n.all = append(n.all, Note{kind, at, oneLine(what)})
}

// addOnce adds a note unless one of the same place says more of it.
func (n *Notes) addOnce(kind Kind, at Place, what string) {
	const few = 20 // the notes of a place stand together
	what = oneLine(what)
	for _, other := range slices.Backward(n.all[max(0, len(n.all)-few):]) {
		if other.Kind == kind && other.At == at && strings.HasPrefix(other.What, what) {
			return
		}
	}
	n.add(kind, at, what)
}

// sorted returns the notes by kind and place, each once. What is included in one place is told of nowhere.
func (n *Notes) sorted() []Note {
	rank := map[Kind]int{}
	for i, k := range Kinds() {
		rank[k.Kind] = i
	}
	all := slices.Clone(n.all)
	slices.SortStableFunc(all, func(a, b Note) int {
		return cmp.Or(rank[a.Kind]-rank[b.Kind], strings.Compare(a.At.Path, b.At.Path), a.At.Line-b.At.Line, strings.Compare(a.What, b.What))
	})
	all = slices.Compact(all)
	places := map[string]int{}
	for _, n := range all {
		if n.Kind == Pasted {
			places[n.What]++
		}
	}
	return slices.DeleteFunc(all, func(n Note) bool { return n.Kind == Pasted && places[n.What] == 1 })
}

func quoted(title string) string { return `"` + title + `"` }

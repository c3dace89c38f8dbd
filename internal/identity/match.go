// Package identity says who is who: which object on Whop each file stands for.
//
// Whop lets nobody attach a name of their own to a course, chapter or lesson, and a student's
// progress hangs on the object. So all evidence is weighed here, once, before anything is
// compared, and a wrong guess is worse than a question: it gives progress to another lesson.
//
// The evidence, the surest first:
//
//	answer      a line under identity: or moved: in whopsync.yaml
//	key         key: in the file, once the state knows it
//	unchanged   in its place (name, chapter), the file says what was sent last
//	whole       under another name, title and content are the same
//	weight      text, title, place and name together, if nothing comes near it
//	place       the name in its chapter, unless title and text are both another's
//
// What none of these decides is a Question, with the lines that answer it.
package identity

import (
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Match finds out which of the known objects each declared address is. known are the bindings
// of the state; live is what was read of their courses. A known object that is not in live was
// deleted on Whop, or is not shown. contents has digests of what is declared, and gets those that are missing.
func Match(declared []*course.Course, known map[course.Address]*state.Binding, live []*course.Course, hints Hints, contents course.Contents) *Matching {
	known = recalled(declared, known, contents)
	out, asked := match(declared, known, live, hints, contents)
	for i, work := 0, 0; i < len(out.Questions) && work <= effort; i++ {
		q := &out.Questions[i]
		work += (1 + len(q.Candidates)*(1+len(q.Others))) * (len(asked.likes) + len(asked.m.declared)/10)
		q.answer(hints.Followed, func(answers ...Answer) bool {
			if q.To.Kind() == course.KindLesson {
				return leadsOn(out, q, asked.answered(answers))
			}
			with := hints
			with.Answers = slices.Concat(answers, hints.Answers)
			answered, _ := match(declared, known, live, with, contents)
			return leadsOn(out, q, answered)
		})
	}
	return out
}

// recalled returns what is known for files that have not got a pull: where a field says what was known before it, that
// is what it is compared with. A lesson that was made on Whop is known by its key alone, until an apply has seen its file.
func recalled(declared []*course.Course, known map[course.Address]*state.Binding, contents course.Contents) map[course.Address]*state.Binding {
	recalled := known
	var at map[course.Address]*course.Resource
	var says map[course.Digest]bool // by any file, for those that have another name
	var keys map[string]bool
	for address, binding := range known {
		if !binding.Pulled && !binding.IsPulled() {
			continue
		}
		if says == nil { // seldom: most states know of no pull
			recalled, at = maps.Clone(known), course.ByAddress(declared)
			says, keys = saidIn(declared, contents)
		}
		if binding.Pulled && !keys[binding.Key] {
			delete(recalled, address)
			continue
		}
		before := binding.Clone()
		for field, synced := range before.Fields {
			if file := at[address]; file != nil && file.Fields[field] != nil {
				before.Fields[field] = synced.For(contents.Digest(file, field))
				continue
			}
			pulls := slices.Concat(synced.Former, synced.Offered)
			said := slices.IndexFunc(pulls, func(k state.Known) bool { return says[k.Files] })
			if said >= 0 && !says[synced.Sent] {
				before.Fields[field] = synced.For(pulls[said].Files)
			}
		}
		recalled[address] = before
	}
	return recalled
}

// saidIn returns the digests of all that is declared, and its keys.
func saidIn(declared []*course.Course, contents course.Contents) (says map[course.Digest]bool, keys map[string]bool) {
	says, keys = map[course.Digest]bool{}, map[string]bool{}
	for file := range course.All(declared) {
		keys[file.Key] = true
		for field := range file.Fields {
			says[contents.Digest(file, field)] = true
		}
	}
	return says, keys
}

// answer notes which answers lead on: each file is one of the objects that it could be, or all of
// them are new.
func (q *Question) answer(followed map[course.Address][]string, leadsOn func(...Answer) bool) {
	as := func(to, is course.Address) Answer { return Answer{To: to, Is: is}.after(followed[to]) }
	var none []Answer
	for _, to := range append([]course.Address{q.To}, q.Others...) {
		for _, from := range q.Candidates {
			if answer := as(to, from); leadsOn(answer) {
				q.Answers = append(q.Answers, answer)
			}
		}
		none = append(none, as(to, course.Address{}))
	}
	if leadsOn(none...) {
		q.None = none
	}
}

// effort bounds how much is compared to try the answers to questions. Where very many are open,
// those after the first are tried when these are answered.
const effort = 100_000

func match(declared []*course.Course, known map[course.Address]*state.Binding, live []*course.Course, hints Hints, contents course.Contents) (*Matching, undecided) {
	m := newMatcher(declared, known, live, hints, contents)
	out := newMatching(m)
	followAnswers(m, out, isCourse)
	matchKeys(m, isCourse)
	matchCourses(m, out)
	followAnswers(m, out, isInside)
	matchKeys(m, isInside)
	matchChapters(m, half)
	matchUnchanged(m)
	matchWhole(m)
	likes := compareOpen(m)
	matchAlike(m, likes, isAny)
	left := undecided{m.clone(), likes, slices.Clone(out.Questions)}
	ask(m, out, likes)
	matchChapters(m, 0)
	matchDeleted(m)
	noteLeft(m, out, likes)
	return out, left
}

func ask(m *matcher, out *Matching, likes []*likeness) {
	if len(likes) > 0 {
		askAboutChapters(m, out)
		askAboutLessons(m, out, likes)
	}
}

// undecided is a matching as it was before anything in a course was asked: what an answer about a
// lesson leads to is found out from there.
type undecided struct {
	m     *matcher
	likes []*likeness
	asked []Question // about courses
}

// answered goes on as if answers about lessons had been given.
func (u undecided) answered(answers []Answer) *Matching {
	m := u.m.clone()
	m.hints.Answers = answers
	out := newMatching(m)
	out.Questions = slices.Clone(u.asked)
	followAnswers(m, out, isInside)
	matchWhole(m)
	matchAlike(m, u.likes, isAny)
	ask(m, out, u.likes)
	return out
}

// leadsOn reports whether a question is settled and no other has come up. What is in a course or
// chapter is asked about when it is known which one that is.
func leadsOn(before *Matching, settled *Question, after *Matching) bool {
	if after.asksAbout(settled.To) || slices.ContainsFunc(settled.Others, after.asksAbout) || len(after.Refused) > len(before.Refused) {
		return false
	}
	for _, q := range after.Questions {
		if !before.asksAbout(q.To) && (settled.To.Kind() == course.KindLesson || q.To.Kind() != course.KindLesson) {
			return false
		}
	}
	return true
}

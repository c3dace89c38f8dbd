package plan

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/state"
)

// hintsOf returns what whopsync.yaml says about who is who.
func hintsOf(in *Input, known map[course.Address]*state.Binding) identity.Hints {
	var hints identity.Hints
	if in.State != nil {
		hints.Followed = in.State.Answers
	}
	options := in.Options
	for i, answer := range options.Identity {
		if Counts(options.Identity, i) {
			hints.Answers = append(hints.Answers, answer.hint())
		}
	}
	if len(options.Moved) > 0 {
		hints.Answers = append(hints.Answers, movedAnswers(options.Moved, known, course.ByAddress(in.Desired))...)
	}
	for _, removal := range options.Removed {
		hints.Removed = append(hints.Removed, removal.Address)
	}
	return hints
}

// Counts reports whether a line is the one that is followed of those about one file: that with the highest again is,
// and of several the last.
func Counts(lines []Answer, i int) bool {
	for at, other := range lines {
		isAboutTheSame := other.To == lines[i].To && (!other.To.IsZero() || other.File == lines[i].File) // a lesson's folder is its file
		if isAboutTheSame && (other.Again > lines[i].Again || other.Again == lines[i].Again && at > i) {
			return false
		}
	}
	return true
}

// ClaimedTwice returns the lines under identity: that give one object of the state to two files, as pairs of their
// places in the list. A line that the state has followed claims nothing any more.
func ClaimedTwice(lines []Answer, s *state.State) (pairs [][2]int) {
	claims := map[course.Address]int{}
	for i, line := range lines {
		if line.To.IsZero() || s.Bindings[line.Is] == nil || !Counts(lines, i) || slices.Contains(s.Answers[line.To], line.hint().Text()) {
			continue
		}
		if first, ok := claims[line.Is]; ok {
			pairs = append(pairs, [2]int{first, i})
			continue
		}
		claims[line.Is] = i
	}
	return pairs
}

// hint returns the line as those who match read it.
func (a Answer) hint() identity.Answer {
	return identity.Answer{To: a.To, Is: a.Is, Again: a.Again}
}

// movedAnswers says which known objects moved: leads to which declared addresses: first those that
// a line names, then those that are in something that it names. A chapter or course that is known
// under both names is itself, and what was in the one is in the other.
func movedAnswers(
	moved []Moved, known map[course.Address]*state.Binding, declared map[course.Address]*course.Resource,
) []identity.Answer {
	var named, inside []identity.Answer
	for _, from := range slices.SortedFunc(maps.Keys(known), outsideFirst) {
		line, ok := movedLine(moved, from)
		if !ok {
			continue
		}
		to := follow(moved, from, declared)
		switch answer := (identity.Answer{To: to, Is: from}); {
		case to == from, declared[to] == nil, to.Kind() != course.KindLesson && known[to] != nil:
		case line.From == from:
			named = append(named, answer)
		default:
			inside = append(inside, answer)
		}
	}
	return slices.Concat(named, inside)
}

// follow returns where moved: leads from an address: along several lines when one begins
// where another ended.
func follow(moved []Moved, address course.Address, declared map[course.Address]*course.Resource) course.Address {
	for range moved {
		line, ok := movedLine(moved, address)
		if !ok {
			return address
		}
		if address = address.Rebase(line.From, line.To); declared[address] != nil {
			return address
		}
	}
	return address
}

// movedLine returns the line of moved: that is about an address. What is said of a lesson
// goes before what is said of its chapter.
func movedLine(moved []Moved, address course.Address) (line Moved, ok bool) {
	for _, m := range moved {
		if m.From.Kind() == m.To.Kind() && m.From.Contains(address) && (!ok || line.From.Contains(m.From)) {
			line, ok = m, true
		}
	}
	return line, ok
}

// guardMoves refuses lines that would take something out of its course, and those of which only one can be right.
func guardMoves(in *Input, s *sides, p *Work) {
	for _, answer := range s.who.Refused {
		reason := OtherCourse
		if answer.To.Course == answer.Is.Course {
			reason = SameContent
		}
		p.refuse(Refusal{Guard: GuardMoved, Reason: reason, Address: answer.To, Other: answer.Is})
	}
	if in.State == nil {
		return
	}
	for _, pair := range ClaimedTwice(in.Options.Identity, in.State) {
		first, second := in.Options.Identity[pair[0]], in.Options.Identity[pair[1]]
		p.refuse(Refusal{Guard: GuardMoved, Reason: TwoFiles, Address: second.To, Other: second.Is, Answers: []Answer{first, second}})
	}
}

// guardAsks stops a run in which a student's progress would hang on a guess.
func guardAsks(in *Input, s *sides, p *Work) {
	for i := range s.who.Questions {
		q := &s.who.Questions[i]
		if in.Options.scope().covers(q.To) || slices.ContainsFunc(q.Candidates, in.Options.scope().covers) {
			p.refuse(refusalOf(s, in.Options.Identity, q))
		}
	}
}

// refusalOf offers the answers that settle a question. Each counts before the lines that there are
// about its file, wherever it is pasted.
func refusalOf(s *sides, lines []Answer, q *identity.Question) Refusal {
	r := Refusal{Guard: GuardAmbiguous, Reason: Reason(q.Reason), Address: q.To, Candidates: q.Candidates}
	for _, answer := range slices.Concat(q.Answers, q.None) {
		for _, line := range lines {
			if line.To == answer.To {
				answer.Again = max(answer.Again, line.Again+1)
			}
		}
		r.Answers = append(r.Answers, Answer{File: s.pathOf(answer.To), To: answer.To, Is: answer.Is, Again: answer.Again})
	}
	return r
}

// pathOf returns what declares an address, from whopsync.yaml: a file for a lesson, else a folder.
func (s *sides) pathOf(address course.Address) string {
	declaring := s.desired[address].Source.Path
	if address.Kind() != course.KindLesson && path.Ext(declaring) != "" {
		return path.Dir(declaring)
	}
	return declaring
}

// leftovers returns the addresses of today of the objects that no file stands for, by those
// in the state. They lie where they lay, in a course or chapter that may be called otherwise
// today: under its old name they would belong to whatever is called so next.
func (s *sides) leftovers() map[course.Address]course.Address {
	now := make(map[course.Address]course.Address, len(s.who.Bound))
	used := make(map[course.Address]bool, len(s.who.Bound))
	for to, from := range s.who.Bound {
		now[from] = to
	}
	left := map[course.Address]course.Address{}
	for _, from := range slices.SortedFunc(maps.Keys(s.known), outsideFirst) {
		if s.taken[from] {
			continue
		}
		to := from
		if parent, ok := now[from.Parent()]; ok && from.Kind() != course.KindCourse {
			to = parent.Child(from.Name())
		} else if in, ok := now[course.Address{Course: from.Course}]; ok {
			to = from.Rebase(course.Address{Course: from.Course}, in)
		}
		to = unused(to, func(a course.Address) bool { return s.desired[a] != nil || used[a] })
		now[from], left[from], used[to] = to, to, true
	}
	return left
}

// unused returns the address, with a number behind its name if it means something else.
func unused(address course.Address, isUsed func(course.Address) bool) course.Address {
	free := address
	for n := 2; isUsed(free); n++ {
		free = childOf(address.Parent(), fmt.Sprintf("%s-%d", address.Name(), n))
	}
	return free
}

func outsideFirst(a, b course.Address) int {
	return cmp.Or(cmp.Compare(depth(a), depth(b)), a.Compare(b))
}

func depth(a course.Address) int {
	switch a.Kind() {
	case course.KindLesson:
		return 3
	case course.KindChapter:
		return 2
	}
	return 1
}

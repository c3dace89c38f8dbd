package spec

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
)

// scribe writes front matter in all the ways that people do.
type scribe struct {
	*rand.Rand
	out strings.Builder
}

func (s *scribe) one(ways ...string) string { return ways[s.IntN(len(ways))] }

// lesson writes a lesson's keys in any order.
func (s *scribe) lesson() string {
	keys := [][]string{
		{"title: a", "title:   'it''s'", "title: \"a # b\"  # said", "title: a\n  b", "title: >-\n    a\n    b", "title:\n  a", "'title' : a", "title: \"a\n  b\"", "title: \"a\n\n# b\""},
		{"key: k", "key: 'k'\t# c", "key:\n    k"},
		{"visibility: hidden", "visibility:  'visible'"},
		{"thumbnail:", "thumbnail: # none", "thumbnail: null", "thumbnail: ~"},
		{"days_from_course_start_until_unlock: 1", "days_from_course_start_until_unlock: 0x1", "days_from_course_start_until_unlock: 010"},
		{"attachments: []", "attachments: [ a.txt,\n  b.txt ]", "attachments:\n- a.txt\n- b.txt", "attachments:\n   # first\n   - 'a.txt'\n\n   -   b.txt # second\n   # last", "attachments:\n- >-\n a.txt\n-\n  b.txt"},
		{"completion_requirement:\n    minimum_grade_percent: 50.5", "completion_requirement: {minimum_grade_percent: 50.5}", "completion_requirement:\n\n  # c\n  minimum_questions_correct: 1\n   # d"},
		{"max_attempts: 3", "max_attempts:"},
		{s.questions()},
		{"protect: true", "protect: false # x"},
	}
	s.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	for _, ways := range keys[:1+s.IntN(len(keys))] {
		s.out.WriteString(s.one("", "", "", "\n", "\n\n", "# c\n", "\n# c\n\n# d\n", "  # e\n", "# yaml-language-server: $schema=x\n"))
		s.out.WriteString(s.one(ways...) + "\n")
	}
	s.out.WriteString(s.one("", "\n", "# end\n", "\n  # end\n\n"))
	return s.out.String()
}

func (s *scribe) questions() string {
	var out strings.Builder
	out.WriteString("questions:" + s.one("", " # all", "\n") + "\n")
	indent := s.one("", "  ", "    ")
	for i := range 1 + s.IntN(3) {
		parts := []string{
			s.one(fmt.Sprintf("question: Q%d", i), fmt.Sprintf("question: |\n      Q%d\n\n        more\n     # no comment", i), fmt.Sprintf("question: |2\n        Q%d", i), fmt.Sprintf("question: \"Q%d\n\n    x\"", i)),
			s.one("answer: yes", "answer: 'a'", "answer: 1.10", "answer: >\n      a\n\n\n"),
			fmt.Sprintf(s.one("key: k%d", "key: \"k%d\"", "key:   'k%d'"), i),
		}
		if s.IntN(2) == 0 {
			parts[1] = s.one("options: [A, {text: B, correct: true}]", "options:\n  - A # a\n  # b\n  - correct: true\n    text: B", "options:\n    -   A\n    -   correct: true\n\n        # c\n        text: B", "options:\n  - A\n  -\n   text: B\n   correct: true")
		}
		s.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		dash := s.one("- ", "-   ", "-\n  ", "- # c\n  ")
		inner := "  "
		if dash == "-   " {
			inner = "    "
		}
		item := strings.Join(parts, s.one("\n", "\n", "\n\n", "\n# c\n"))
		text := dash + strings.ReplaceAll(item, "\n", "\n"+inner)
		out.WriteString(s.one("", "", "# q\n", "\n") + indent + strings.ReplaceAll(text, "\n", "\n"+indent) + "\n")
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func TestFormattingChangesNothingThatIsLoadedAndIsDoneAtOnce(t *testing.T) {
	runs := testscale.Rounds(3000, 10)
	changed, loaded := 0, 0
	e := newEditor(t)
	for seed := range uint64(runs) {
		s := &scribe{Rand: rand.New(rand.NewPCG(seed, 1))}
		before := "---\n" + s.lesson() + "---\n\n# Text\n"
		data, problems := Format(lessonPath, []byte(before))
		if problems.HasErrors() {
			continue
		}
		after := string(data)
		if after != before {
			changed++
		}
		again, _ := Format(lessonPath, data)
		if diff := cmp.Diff(after, string(again)); diff != "" {
			t.Fatalf("seed %d: formatted twice (-once +twice):\n%s", seed, diff)
		}
		if words(before) != words(after) {
			t.Fatalf("seed %d: words were lost (-before +after):\n%s", seed, cmp.Diff(before, after))
		}
		if !loadsAlike(t, before, after) {
			continue
		}
		if err := e.complaint(lessonPath, data); err != nil {
			t.Fatalf("seed %d: loads, and the schema refuses it: %v\n%s", seed, err, after)
		}
		loaded++
	}
	if changed < runs/2 || loaded < runs/4 {
		t.Errorf("of %d texts only %d were changed and %d loaded", runs, changed, loaded)
	}
}

// loadsAlike fails unless two lessons load the same, and reports whether they load.
func loadsAlike(t *testing.T, before, after string) bool {
	t.Helper()
	tree := files{inChapter + "a.txt": "a", inChapter + "b.txt": "b"}
	was, said := Load(pottery(before).with(tree).repo(), "")
	is, says := Load(pottery(after).with(tree).repo(), "")
	if said.HasErrors() != says.HasErrors() {
		t.Fatalf("problems before:\n%v\nafter:\n%v", said, says)
	}
	if said.HasErrors() {
		return false
	}
	if diff := cmp.Diff(was, is); diff != "" {
		t.Fatalf("loaded (-before +after):\n%s", diff)
	}
	return true
}

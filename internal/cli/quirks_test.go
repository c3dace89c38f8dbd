package cli_test

import (
	"slices"
	"strings"
	"testing"

	"whopsync/internal/course"
	"whopsync/internal/whop/emulator"
)

// No one has promised what Whop does to what it is given. Where it does it in another way
// than expected, everything goes up, and nothing is left to do afterwards.
func TestWhopMayDifferFromWhatIsAssumed(t *testing.T) {
	t.Parallel()
	all := map[string]emulator.Quirks{
		"OpaqueIDs":           {OpaqueIDs: true},
		"NewestFileFirst":     {NewestFileFirst: true},
		"StableURLs":          {StableURLs: true},
		"TidyMarkdown":        {TidyMarkdown: true},
		"EmptyIsNull":         {EmptyIsNull: true},
		"NewHidden":           {NewHidden: true},
		"RenumberAfterDelete": {RenumberAfterDelete: true},
		"OmittedToEnd":        {OmittedToEnd: true},
		"LaxFields":           {LaxFields: true},
		"NoIdempotency":       {NoIdempotency: true},
		"AccountIDOnly":       {AccountIDOnly: true},
		"NewFirst":            {NewFirst: true},
		"OmittedRemoved":      {OmittedRemoved: true},
		"NoAnswers":           {NoAnswers: true},
		"LongTitles":          {LongTitles: true},
		"ContentBytes":        {ContentBytes: true},
		"JoinedAnswers":       {JoinedAnswers: true},
		"OldestFirst":         {OldestFirst: true},
		"HiddenUnlisted":      {HiddenUnlisted: true},
		"SameIDs":             {SameIDs: true},
		"GoneStatus 200":      {GoneStatus: 200},
		"GoneStatus 422":      {GoneStatus: 422},
		"WholeLists":          {WholeLists: true},
		"StuckPages":          {StuckPages: true},
		"SeedTitle":           {Seed: emulator.Seed{Title: "Welcome"}},
		"several":             {OpaqueIDs: true, NewestFileFirst: true, TidyMarkdown: true, EmptyIsNull: true, NewHidden: true, RenumberAfterDelete: true, OmittedToEnd: true, LaxFields: true, NoIdempotency: true},
	}
	if testing.Short() { // "several" has these as well
		for _, name := range []string{"OpaqueIDs", "NewestFileFirst", "TidyMarkdown", "EmptyIsNull", "NewHidden", "RenumberAfterDelete", "OmittedToEnd", "LaxFields", "NoIdempotency"} {
			delete(all, name)
		}
	}
	for name, quirks := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openStudio(t, quirks)
			s.edit(studio+"01-work/01-text.md", "Read *this*.", "* Read  \n* *this*  \n\n\n")
			s.edit(studio+"course.yaml", "tagline: From clay to cup", "tagline: ''")
			s.exits(0, "apply", "--yes")
			s.settled()
			if got := s.lesson("On YouTube").Visibility; got != "visible" {
				t.Errorf("the lesson is %s", got)
			}

			s.edit(studio+"01-work/01-text.md", "../files/list.txt, ", "../files/other.pdf, ")
			s.edit(studio+"02-check/01-quiz.md", "Which clay is white?", "Which clay fires white?")
			s.edit(studio+"02-check/01-quiz.md", "Bricks", "Tiles")
			s.edit(studio+"02-check/03-pictures.md", "The wheel", "A wheel")
			s.rename(studio+"01-work/02-youtube.md", studio+"02-check/00-youtube.md")
			s.rename(studio+"01-work/03-loom.md", studio+"01-work/09-loom.md")
			s.exits(0, "apply", "--yes")
			s.settled()

			s.edit("whopsync.yaml", "version: 1\n", "version: 1\non_remove: delete\n")
			s.remove(studio + "01-work/05-pdf.md")
			s.exits(0, "apply", "--yes", "--allow-delete")
			s.settled()
		})
	}
}

// An edit in the dashboard turns a text into the JSON of its editor. That is drift, and
// said in words.
func TestTextOfTheDashboardEditorIsDriftAndNeverPrinted(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{DashboardJSONOnEdit: true})
	s.exits(0, "apply", "--yes")
	s.dashboard("Text", func(l *emulator.Lesson) { l.Content = new("Edited by hand.") })
	for _, args := range [][]string{{"plan"}, {"apply", "--yes"}, {"plan", "--format", "json"}} {
		s.whop.ClearLog()
		said := s.exits(0, args...)
		if s.whop.Writes() > 0 {
			t.Errorf("%v wrote over an edit of the dashboard", args)
		}
		for _, want := range []string{"studio/work/text", "drift"} {
			if !strings.Contains(strings.ToLower(said), want) {
				t.Errorf("%v does not say %q:\n%s", args, want, said)
			}
		}
		if strings.Contains(said, `"type":"doc"`) {
			t.Errorf("%v prints the editor's JSON:\n%s", args, said)
		}
	}
	s.edit(studio+"01-work/01-text.md", "Read", "Look at")
	said := s.exits(3, "apply", "--yes")
	if !strings.Contains(said, "conflict") || strings.Contains(said, `"type":"doc"`) {
		t.Errorf("an edit on both sides:\n%s", said)
	}
	s.exits(0, "apply", "--yes", "--on-drift=overwrite")
	s.settled()
}

// What Whop answers with 200 and does not do is said, and not forgotten.
func TestWhatWhopDoesNotTakeIsSaidAndShownAgain(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		quirks         emulator.Quirks
		file, old, new string
		field          string
	}{
		"a null":                  {emulator.Quirks{IgnoreNull: true}, "course.yaml", "tagline: From clay to cup\n", "", "tagline"},
		"a null for a file":       {emulator.Quirks{IgnoreNull: true}, "01-work/05-pdf.md", "main_pdf: ../files/sheet.pdf\n", "type: pdf\n", "main_pdf"},
		"a text":                  {emulator.Quirks{IgnoreFields: []string{"content"}}, "01-work/01-text.md", "Read", "Look at", "content"},
		"a number":                {emulator.Quirks{IgnoreFields: []string{"days_from_course_start_until_unlock"}}, "01-work/01-text.md", "unlock: 3", "unlock: 4", "days_from_course_start_until_unlock"},
		"a word":                  {emulator.Quirks{IgnoreFields: []string{"visibility"}}, "01-work/01-text.md", "visibility: hidden", "visibility: visible", "visibility"},
		"a language":              {emulator.Quirks{IgnoreFields: []string{"language"}}, "course.yaml", "language: de", "language: fr", "language"},
		"a thumbnail of a course": {emulator.Quirks{IgnoreFields: []string{"thumbnail"}}, "course.yaml", "cover.png", "face.png", "thumbnail"},
		"a PDF":                   {emulator.Quirks{IgnoreFields: []string{"main_pdf"}}, "01-work/05-pdf.md", "sheet.pdf", "other.pdf", "main_pdf"},
		"attachments":             {emulator.Quirks{IgnoreFields: []string{"attachments"}}, "01-work/01-text.md", "list.txt, ", "tools.txt, ", "attachments"},
		"questions":               {emulator.Quirks{IgnoreFields: []string{"assessment_questions"}}, "02-check/01-quiz.md", "Ceramic", "Pottery", "assessment_questions"},
		"a truth":                 {emulator.Quirks{IgnoreFields: []string{"certificate_after_completion_enabled"}}, "course.yaml", "enabled: true", "enabled: false", "certificate_after_completion_enabled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openStudio(t, emulator.Quirks{})
			s.exits(0, "apply", "--yes")
			s.whop.SetQuirks(test.quirks)
			s.edit(studio+test.file, test.old, test.new)
			for range 2 {
				s.exits(2, "plan", "--detailed-exitcode")
				s.whop.ClearLog()
				said := s.exits(4, "apply", "--yes")
				if !strings.Contains(said, "Warning: studio") || !strings.Contains(said, test.field) {
					t.Errorf("no warning names %s:\n%s", test.field, said)
				}
			}
			if said := s.exits(2, "plan", "--detailed-exitcode"); !strings.Contains(said, test.field) {
				t.Errorf("the next plan does not show %s:\n%s", test.field, said)
			}
			s.whop.SetQuirks(emulator.Quirks{})
			s.exits(0, "apply", "--yes")
			s.settled()
		})
	}
}

// What Whop empties although no one has asked for that is named, in what is new and in what is edited.
func TestWhatAnUpdateEmptiesBesideItselfIsNamed(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{EmptyLeftOut: true})
	if said := s.exits(4, "apply", "--yes"); !strings.Contains(said, "Warning: studio/work/multi: content is empty now, although the update did not name it") {
		t.Errorf("the first apply does not name it:\n%s", said)
	}
	if s.whop.Snapshot().Courses[0].Visibility != "hidden" {
		t.Error("students see the course")
	}
	s.whop.SetQuirks(emulator.Quirks{})
	s.exits(0, "apply", "--yes", "--on-drift=overwrite")
	s.settled()
	s.whop.SetQuirks(emulator.Quirks{EmptyLeftOut: true})
	s.edit(studio+"01-work/01-text.md", "unlock: 3", "unlock: 4")
	if said := s.exits(4, "apply", "--yes"); !strings.Contains(said, "Warning: studio/work/text: content is empty now, although the update did not name it") {
		t.Errorf("the second apply does not name it:\n%s", said)
	}
}

// The ids of questions are learned by their places, so an order that Whop does not take is no success.
func TestQuestionsThatComeBackInAnotherOrderAreNotTaken(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{OldestFirst: true})
	s.exits(0, "apply", "--yes")
	s.settled()
	s.edit(studio+"02-check/01-quiz.md", "  - question: Clay shrinks.\n    answer: true\n", "")
	s.edit(studio+"02-check/01-quiz.md", "questions:\n", "questions:\n  - question: Clay shrinks.\n    answer: true\n")
	if said := s.exits(4, "apply", "--yes"); !strings.Contains(said, "assessment_questions was not taken: Whop answered with the old value") {
		t.Errorf("apply does not say it:\n%s", said)
	}
	s.edit(studio+"02-check/01-quiz.md", "Which clay is white?", "Which clay fires white?")
	if said := s.exits(4, "apply", "--yes"); !strings.Contains(said, "assessment_questions was not taken: Whop answered with the questions in another order") {
		t.Errorf("apply does not say it:\n%s", said)
	}
	s.whop.SetQuirks(emulator.Quirks{})
	s.exits(0, "apply", "--yes", "--on-drift=overwrite")
	s.settled()
}

// Where Whop is such that something cannot be applied, apply says so and what.
func TestWhatCannotBeAppliedIsSaid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		quirks emulator.Quirks
		said   string
	}{
		"SingleAnswer": {emulator.Quirks{SingleAnswer: true}, "Error: studio/check/quiz: "},
		"NoAdmin":      {emulator.Quirks{NoAdmin: true}, "Error: studio: read the order: the answer of Whop is only a part of it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openStudio(t, test.quirks)
			if said := s.exits(4, "apply", "--yes"); !strings.Contains(said, test.said) {
				t.Errorf("apply does not say it:\n%s", said)
			}
			s.whop.SetQuirks(emulator.Quirks{})
			s.exits(0, "apply", "--yes")
			s.settled()
		})
	}
}

// The same at the first apply, where there is no old value to compare with.
func TestWhatWhopDoesNotTakeFromTheStartIsSaid(t *testing.T) {
	t.Parallel()
	for _, field := range readableFields() {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			s := openStudio(t, emulator.Quirks{IgnoreFields: []string{field}})
			if said := s.exits(4, "apply", "--yes"); !strings.Contains(said, "Warning: studio") || !strings.Contains(said, field) {
				t.Errorf("no warning names %s:\n%s", field, said)
			}
			if said := s.exits(2, "plan", "--detailed-exitcode"); !strings.Contains(said, field) {
				t.Errorf("the next plan does not show %s:\n%s", field, said)
			}
			s.whop.SetQuirks(emulator.Quirks{})
			s.exits(0, "apply", "--yes")
			s.settled()
		})
	}
}

// readableFields are the fields of the table that Whop shows again. The studio has them all.
func readableFields() []string {
	var names []string
	for _, kind := range []course.Kind{course.KindCourse, course.KindChapter, course.KindLesson} {
		for _, s := range course.Specs(kind) {
			if s.Read != course.ReadNever {
				names = append(names, string(s.Field))
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

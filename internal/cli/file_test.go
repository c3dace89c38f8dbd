package cli_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

// A file edited under its name is a change of whatever holds it, once each, and the
// plan says that it was edited. Putting the old bytes back uploads nothing.
func TestEditedFileIsAChangeOfWhatHoldsIt(t *testing.T) {
	t.Parallel()
	for name, quirks := range map[string]emulator.Quirks{"": {}, " under opaque ids": {OpaqueIDs: true}} {
		s := openStudio(t, quirks)
		s.edit(studio+"02-check/02-check.md", "max_attempts: 1", "attachments: [../files/tools.txt]\nmax_attempts: 1")
		s.exits(0, "apply", "--yes")
		s.settled()
		for _, test := range []struct {
			file, bytes string
			sent        []string
			says        string
		}{
			{"images/cover.png", picture(50), []string{"PATCH courses thumbnail"}, "thumbnail = cover.png -> courses/studio/images/cover.png (edited)"},
			{"images/face.png", picture(51), []string{"PATCH course_lessons thumbnail"}, "thumbnail = (a file) -> courses/studio/images/face.png"},
			{"images/wheel.png", picture(52), []string{"PATCH course_lessons content"}, "image courses/studio/images/wheel.png changed"},
			{"images/glaze.png", picture(53), []string{"PATCH course_lessons assessment_questions"}, "image = glaze.png -> courses/studio/images/glaze.png"},
			{"files/list.txt", "another list", []string{"PATCH course_lessons attachments"}, "~ courses/studio/files/list.txt (edited)"},
			{"files/tools.txt", "other tools", []string{"PATCH course_lessons attachments", "PATCH course_lessons attachments"}, "~ courses/studio/files/tools.txt (edited)"},
			{"files/sheet.pdf", "%PDF-1.4 new", []string{"PATCH course_lessons attachments", "PATCH course_lessons main_pdf", "PATCH course_lessons main_pdf"}, "main_pdf = sheet.pdf -> courses/studio/files/sheet.pdf (edited)"},
		} {
			t.Run(test.file+name, func(t *testing.T) {
				s := s.as(t, s.dir)
				before := s.read(studio + test.file)
				s.write(studio+test.file, test.bytes)
				if said := s.exits(2, "plan", "--detailed-exitcode"); !strings.Contains(said, test.says) {
					t.Errorf("the plan does not say %q:\n%s", test.says, said)
				}
				s.sends(append(test.sent, "upload"))
				s.write(studio+test.file, before)
				s.sends(test.sent)
			})
		}
	}
}

// Where Whop shows attachments under ids that it does not take, those of others cannot be
// named in the list that replaces all. Then ours are not written over them.
func TestAttachmentsOfOthersAreNotLostUnderOpaqueIDs(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{OpaqueIDs: true})
	s.exits(0, "apply", "--yes")
	tools := s.lesson("Several").Attachments[0]
	s.dashboard("Text", func(l *emulator.Lesson) { l.Attachments = append(l.Attachments, tools) })
	s.settled()
	s.edit(studio+"01-work/01-text.md", "list.txt, ", "other.pdf, ")
	s.edit(studio+"01-work/06-multi.md", "Read and", "Read, then")
	said := s.exits(4, "apply", "--yes")
	if !strings.Contains(said, "studio/work/text") || !strings.Contains(said, "or they would be lost: tools.txt") {
		t.Errorf("the report does not say what is in the way:\n%s", said)
	}
	if got := len(s.lesson("Text").Attachments); got != 3 {
		t.Errorf("%d attachments are left of 3", got)
	}
	if *s.lesson("Several").Content != "Read, then watch.\n" {
		t.Error("the other lesson was not updated")
	}
}

// No one promises in which order Whop lists attachments. What others have attached stays
// theirs, wherever it stands.
func TestAttachmentsOfOthersStayTheirsInAnyOrder(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{NewestFileFirst: true})
	s.exits(0, "apply", "--yes")
	tools := s.lesson("Several").Attachments[0]
	s.dashboard("Text", func(l *emulator.Lesson) { l.Attachments = append(l.Attachments, tools) })
	for _, files := range []string{"../files/list.txt, ../files/sheet.pdf, ../files/other.pdf", "../files/other.pdf"} {
		s.replaceList(studio+"01-work/01-text.md", files)
		s.exits(0, "apply", "--yes")
		s.settled()
		if got := s.lesson("Text").Attachments; !slices.Contains(got, tools) {
			t.Fatalf("after %s, the attachment of others is gone: %v", files, got)
		}
	}
}

// replaceList gives a lesson other attachments.
func (s *shop) replaceList(path, files string) {
	s.Helper()
	list := regexp.MustCompile(`(?m)^attachments: .*$`)
	s.write(path, list.ReplaceAllString(s.read(path), "attachments: ["+files+"]"))
}

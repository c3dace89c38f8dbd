package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

// An edited image is a change of exactly the lessons that show it, though their text stays
// the same, and goes up once for all of them.
func TestEditedImageChangesTheLessonsThatShowIt(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	for i, lesson := range []string{"a", "b", "c"} {
		s.write(studio+"03-more/"+lesson+".md", fmt.Sprintf("# %s\n\n%d ![x](../images/spare.png \"A title\") [![y](<../images/spare.png>)](%s)\n", lesson, i, "a.md"))
	}
	s.exits(0, "apply", "--yes")
	s.settled()

	s.write(studio+"images/spare.png", picture(99))
	said := s.exits(2, "plan", "--full", "--detailed-exitcode")
	if got := strings.Count(said, "image courses/studio/images/spare.png changed"); got != 3 {
		t.Errorf("the plan names the image %d times, not for each of 3 lessons:\n%s", got, said)
	}
	if strings.Contains(said, "/cdn/") {
		t.Errorf("the plan shows an address that nobody wrote:\n%s", said)
	}
	s.sends([]string{"PATCH course_lessons content", "PATCH course_lessons content", "PATCH course_lessons content", "upload"})
	address := s.public("spare.png", picture(99))
	want := "0 ![x](" + address + " \"A title\") [![y](<" + address + ">)](https://whop.example/l/" + s.lesson("a").ID + ")\n"
	if got := *s.lesson("a").Content; got != want {
		t.Errorf("students get\n%s\nwant\n%s", got, want)
	}

	s.write(studio+"images/spare.png", picture(4)) // as it was
	said = s.exits(2, "plan", "--full", "--detailed-exitcode")
	if got := strings.Count(said, "image courses/studio/images/spare.png changed"); got != 3 {
		t.Errorf("the plan names the image %d times, not for each of 3 lessons:\n%s", got, said)
	}
	s.sends([]string{"PATCH course_lessons content", "PATCH course_lessons content", "PATCH course_lessons content"})
}

// public returns the permanent address of an uploaded file.
func (s *shop) public(name, bytes string) string {
	s.Helper()
	for _, file := range s.whop.Snapshot().Files {
		if sent, err := s.whop.Bytes(file.ID); err == nil && file.Filename == name && string(sent) == bytes && file.Visibility == "public" {
			for _, entry := range s.whop.Log() {
				return "http://" + entry.Host + "/cdn/" + file.ID + "/" + name
			}
		}
	}
	s.Fatalf("no public file %s", name)
	return ""
}

// Links lead to lessons made in the same apply, in any chapter and order. They hold
// ids, so renaming a lesson breaks none and writes none.
func TestLinksBetweenLessonsHoldThroughRenames(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	s.edit(studio+"01-work/01-text.md", "Read *this*.", "See [the quiz](../02-check/01-quiz.md), [next](02-youtube.md#now \"T\") and [ref].\n\n[ref]: <../02-check/03-pictures.md>")
	s.edit(studio+"01-work/02-youtube.md", "Watch.", "## Now\n\n[Back](./01-text.md)")
	s.exits(0, "apply", "--yes")
	link := func(title string) string { return "https://whop.example/l/" + s.lesson(title).ID }
	want := "See [the quiz](" + link("Quiz") + "), [next](" + link("On YouTube") + "#now \"T\") and [ref].\n\n[ref]: <" + link("Pictures") + ">\n"
	if got := *s.lesson("Text").Content; got != want {
		t.Errorf("students get\n%s\nwant\n%s", got, want)
	}
	if got, want := *s.lesson("On YouTube").Content, "## Now\n\n[Back]("+link("Text")+")\n"; got != want {
		t.Errorf("students get\n%s\nwant\n%s", got, want)
	}
	s.settled()

	s.rename(studio+"02-check/01-quiz.md", studio+"02-check/01-test-yourself.md")
	s.edit(studio+"01-work/01-text.md", "01-quiz.md", "01-test-yourself.md")
	said := s.exits(2, "plan", "--detailed-exitcode")
	if !strings.Contains(said, "studio/check/quiz has moved to studio/check/test-yourself") {
		t.Errorf("the rename is not seen:\n%s", said)
	}
	s.whop.ClearLog()
	s.exits(0, "apply", "--yes")
	if got := s.writes(); len(got) > 0 {
		t.Errorf("a rename wrote %q", got)
	}
	s.settled()

	s.edit("whopsync.yaml", "https://whop.example/l/{lesson}", "https://whop.example/{course}/{chapter}/{lesson}")
	s.sends([]string{"PATCH course_lessons content", "PATCH course_lessons content"})
}

// Where the addresses of lessons are not known, a link is its text, and that is said once.
func TestLinksWithoutAnAddressBecomeText(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	s.edit("whopsync.yaml", "    lesson_url: https://whop.example/l/{lesson}\n", "")
	s.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
		if r.Path == "/accounts/me" || strings.HasPrefix(r.Path, "/experiences") {
			return emulator.Refuse(403)
		}
		return emulator.Fault{}
	})
	s.edit(studio+"01-work/01-text.md", "Read *this*.", "See [the *quiz*](../02-check/01-quiz.md) and [![it](../images/face.png)](02-youtube.md).")
	s.edit(studio+"01-work/02-youtube.md", "Watch.", "[Back](./01-text.md)")
	said := s.exits(0, "apply", "--yes")
	if got := strings.Count(said, "lesson_url"); got != 1 {
		t.Errorf("lesson_url is named %d times, not once:\n%s", got, said)
	}
	if got, want := *s.lesson("Text").Content, "See the *quiz* and ![it]("+s.public("face.png", picture(1))+").\n"; got != want {
		t.Errorf("students get\n%s\nwant\n%s", got, want)
	}
	s.settled()
	s.edit("whopsync.yaml", "experience:", "lesson_url: https://whop.example/l/{lesson}\n    experience:")
	s.sends([]string{"PATCH course_lessons content", "PATCH course_lessons content"})
}

// What others attach on Whop stays when ours change, and goes when the file lists it.
func TestAttachmentsOfOthersStay(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	s.exits(0, "apply", "--yes")
	tools := s.lesson("Several").Attachments[0]
	for _, title := range []string{"Text", "Pictures"} {
		s.dashboard(title, func(l *emulator.Lesson) { l.Attachments = append(l.Attachments, tools) })
	}
	s.settled()

	attachments := func(title string) string {
		var names []string
		for _, id := range s.lesson(title).Attachments {
			for _, file := range s.whop.Snapshot().Files {
				if file.ID == id {
					names = append(names, file.Filename)
				}
			}
		}
		return strings.Join(names, " ")
	}
	text, pictures := studio+"01-work/01-text.md", studio+"02-check/03-pictures.md"
	for _, test := range []struct{ file, old, new, title, want string }{
		{text, "list.txt, ../files/sheet.pdf", "other.pdf, ../files/list.txt", "Text", "other.pdf list.txt tools.txt"},
		{text, "attachments: [../files/other.pdf, ../files/list.txt]\n", "", "Text", "tools.txt"},
		{text, "visibility: hidden", "visibility: hidden\nattachments: [../files/tools.txt]", "Text", "tools.txt"},
		{text, "attachments: [../files/tools.txt]\n", "", "Text", ""},
		{pictures, "# Pictures", "---\nattachments: [../files/list.txt]\n---\n# Pictures", "Pictures", "list.txt tools.txt"},
		{pictures, "list.txt]", "list.txt, ../files/tools.txt]", "Pictures", "list.txt tools.txt"},
		{pictures, "list.txt, ../files/tools.txt]", "list.txt]", "Pictures", "list.txt"},
	} {
		s.edit(test.file, test.old, test.new)
		said := s.exits(0, "apply", "--yes")
		if got := attachments(test.title); got != test.want {
			t.Errorf("%q for %q: Whop has %q, want %q\n%s", test.new, test.old, got, test.want, said)
		}
		s.settled()
	}
}

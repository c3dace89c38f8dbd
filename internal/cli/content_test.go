package cli_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

// The course of these tests holds every kind of content, and every field that its files can
// hold. A test edits one thing in it and looks at what is sent.

const studio = "courses/studio/"

// openStudio makes the course. It is not applied yet.
func openStudio(t testing.TB, quirks emulator.Quirks) *shop {
	t.Helper()
	s := openShop(t, emulator.Options{Quirks: quirks})
	s.write("whopsync.yaml", "version: 1\ndefault_environment: test\nlimits: {max_hide_percent: 100}\nenvironments:\n  test:\n    experience: "+emulator.LocalExperience+"\n    lesson_url: https://whop.example/l/{lesson}\n")
	for name, text := range studioFiles {
		s.write(studio+name, text)
	}
	for shade, name := range []string{"cover", "face", "wheel", "glaze", "spare"} {
		s.write(studio+"images/"+name+".png", picture(shade))
	}
	s.write(studio+"files/sheet.pdf", "%PDF-1.4 sheet")
	s.write(studio+"files/other.pdf", "%PDF-1.4 other")
	s.write(studio+"files/list.txt", "a list")
	s.write(studio+"files/tools.txt", "tools")
	for _, placeholder := range []string{"VIDEO-ONE", "VIDEO-TWO"} {
		id, err := s.whop.Dashboard.AddVideo(emulator.LocalAccount, 60)
		if err != nil {
			t.Fatal(err)
		}
		for name := range studioFiles {
			s.replace(studio+name, placeholder, id)
		}
	}
	return s
}

var studioFiles = map[string]string{
	"course.yaml": `title: Studio
tagline: From clay to cup
description: Six weeks at the wheel.
language: de
order: 1.5
require_completing_lessons_in_order: true
certificate_after_completion_enabled: true
thumbnail: images/cover.png
visibility: visible
`,
	"01-work/chapter.yaml": "title: Work\n",
	"01-work/01-text.md": `---
title: Text
days_from_course_start_until_unlock: 3
thumbnail: ../images/face.png
attachments: [../files/list.txt, ../files/sheet.pdf]
visibility: hidden
---
Read *this*.
`,
	"01-work/02-youtube.md": "---\ntitle: On YouTube\nvideo_url: https://youtu.be/aaaaaaaaaaa\n---\nWatch.\n",
	"01-work/03-loom.md":    "---\ntitle: On Loom\nvideo_url: https://www.loom.com/share/0123456789abcdef0123456789abcdef\n---\nWatch.\n",
	"01-work/04-hosted.md":  "---\ntitle: Hosted\nmux_asset_id: VIDEO-ONE\n---\nWatch. # VIDEO-TWO\n",
	"01-work/05-pdf.md":     "---\ntitle: Document\nmain_pdf: ../files/sheet.pdf\n---\n",
	"01-work/06-multi.md":   "---\ntitle: Several\ntype: multi\nmain_pdf: ../files/sheet.pdf\nvideo_url: https://youtu.be/bbbbbbbbbbb\nattachments: [../files/tools.txt]\n---\nRead and watch.\n",
	"02-check/01-quiz.md": `---
title: Quiz
max_attempts: 3
completion_requirement: {minimum_grade_percent: 80}
questions:
  - question: Which clay is white?
    image: ../images/glaze.png
    options: [{text: Porcelain, correct: true}, Terracotta, Stoneware]
  - question: Which are fired twice?
    type: multiple_select
    options: [{text: Cups, correct: true}, {text: Plates, correct: true}, Bricks]
  - question: Clay shrinks.
    answer: true
  - question: What is fired clay called?
    answer: Ceramic
---
Four questions.
`,
	"02-check/02-check.md": `---
title: Check
type: knowledge_check
max_attempts: 1
completion_requirement: {minimum_questions_correct: 1}
questions:
  - question: Wedging removes air.
    answer: true
---
`,
	"02-check/03-pictures.md": "# Pictures\n\n![The wheel](../images/wheel.png)\n",
}

// picture is a small PNG; another shade is another file.
func picture(shade int) string {
	canvas := image.NewGray(image.Rect(0, 0, 2, 2))
	canvas.SetGray(0, 0, color.Gray{Y: uint8(shade)})
	var out bytes.Buffer
	if err := png.Encode(&out, canvas); err != nil {
		panic(err) // memory takes everything
	}
	return out.String()
}

func (s *shop) read(path string) string {
	s.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, path))
	if err != nil {
		s.Fatal(err)
	}
	return string(data)
}

// replace replaces old in a file wherever it stands.
func (s *shop) replace(path, old, new string) {
	s.Helper()
	s.write(path, strings.ReplaceAll(s.read(path), old, new))
}

// edit replaces old in a file, which has to hold it.
func (s *shop) edit(path, old, new string) {
	s.Helper()
	if !strings.Contains(s.read(path), old) {
		s.Fatalf("%s does not hold %q:\n%s", path, old, s.read(path))
	}
	s.replace(path, old, new)
}

// exits runs a command that has to end with this code, and returns everything it printed.
func (s *shop) exits(code int, args ...string) string {
	s.Helper()
	got, said := s.command(args...)
	if got != code {
		s.Fatalf("whopsync %s exited with %d, not %d:\n%s\nrequests:\n%s", strings.Join(args, " "), got, code, said, requests(s.whop))
	}
	return said
}

// settled demands that nothing is left to do: the next plan is empty and the next apply
// sends no write.
func (s *shop) settled() {
	s.Helper()
	s.whop.ClearLog()
	s.exits(0, "plan", "--detailed-exitcode")
	s.exits(0, "apply", "--yes")
	if n := s.whop.Writes(); n != 0 {
		s.Errorf("an apply without changes wrote %d times:\n%s", n, requests(s.whop))
	}
}

// writes returns what was written since the log was cleared: for each request its method,
// its collection and the members of its body. Uploads are told as "upload".
func (s *shop) writes() []string {
	var out []string
	for _, entry := range s.whop.Log() {
		switch {
		case entry.Method == "GET", entry.Method == "PUT":
		case entry.Path == "/files":
			out = append(out, "upload")
		default:
			var body map[string]json.RawMessage
			_ = json.Unmarshal([]byte(entry.Body), &body) // of a DELETE there is none
			members := slices.Sorted(maps.Keys(body))
			for i, name := range members {
				if string(body[name]) == "null" {
					members[i] += "=null"
				}
			}
			collection := strings.Split(entry.Path, "/")[1]
			out = append(out, strings.TrimSpace(entry.Method+" "+collection+" "+strings.Join(members, " ")))
		}
	}
	slices.Sort(out)
	return out
}

// lesson returns the lesson of Whop that has a title.
func (s *shop) lesson(title string) emulator.Lesson {
	s.Helper()
	for _, c := range s.whop.Snapshot().Courses {
		for _, chapter := range c.Chapters {
			for _, lesson := range chapter.Lessons {
				if lesson.Title == title {
					return lesson
				}
			}
		}
	}
	s.Fatalf("no lesson is called %q", title)
	return emulator.Lesson{}
}

// dashboard changes a lesson as a person on whop.com does.
func (s *shop) dashboard(title string, edit func(*emulator.Lesson)) {
	s.Helper()
	if err := s.whop.Dashboard.EditLesson(s.lesson(title).ID, edit); err != nil {
		s.Fatal(err)
	}
}

func (s *shop) remove(path string) {
	s.Helper()
	if err := os.Remove(filepath.Join(s.dir, path)); err != nil {
		s.Fatal(err)
	}
}

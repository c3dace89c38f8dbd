package importer_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/importer"
)

func picture(t *testing.T, width int) []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, 1))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A server decides what a file is called and what comes when it is asked for: neither is
// trusted.
func TestDownloadsGetHarmlessNamesAndAreHeldToWhatTheyAre(t *testing.T) {
	web := map[string][]byte{
		"https://x.example/lump.jpg?Signature=s3cret": picture(t, 1), // a PNG, whatever its name says
		"https://y.example/lump.jpg":                  picture(t, 2),
		"https://x.example/page.png":                  []byte("<!doctype html><html>Log in</html>"),
		"https://x.example/sheet":                     []byte("%PDF-1.7\nx"),
		"https://x.example/con":                       []byte("text"),
	}
	fetch := func(_ context.Context, address string, _ int64) ([]byte, error) {
		if data, ok := web[address]; ok {
			return data, nil
		}
		return nil, errors.New("nobody answers")
	}
	lesson := func(title string, fields course.Fields) *course.Lesson {
		fields[course.Title] = course.Text(title)
		return &course.Lesson{Resource: course.Resource{ID: "lesn_" + title, Fields: fields}}
	}
	live := &course.Course{
		Resource: course.Resource{ID: "cors_1", Fields: course.Fields{course.Title: course.Text("C"), course.Thumbnail: course.File{ID: "f", URL: "https://x.example/page.png"}}},
		Chapters: []*course.Chapter{{Resource: course.Resource{ID: "chap_1", Fields: course.Fields{course.Title: course.Text("One")}}, Lessons: []*course.Lesson{
			lesson("images", course.Fields{course.Content: course.Text("![a](https://x.example/lump.jpg?Signature=s3cret) ![b](https://y.example/lump.jpg) ![c](https://x.example/page.png) ![a](https://x.example/lump.jpg?Signature=s3cret)")}),
			lesson("files", course.Fields{
				course.MainPDF: course.File{ID: "p", Name: "../../../etc/cron.d/\u202esheet.pdf", URL: "https://x.example/sheet"},
				course.Attachments: course.Files{
					{ID: "1", Name: "CON.txt", URL: "https://x.example/con"}, {ID: "2", Name: ".hidden", URL: "https://x.example/con"},
					{ID: "3", Name: "con.txt", URL: "https://x.example/con"}, {ID: "4", Name: "course.yaml", URL: "https://x.example/con"}, {ID: "5", URL: "https://x.example/con"},
				}}),
			lesson("gone", course.Fields{course.Attachments: course.Files{{ID: "6", Name: "a.txt", URL: "https://x.example/con"}, {ID: "7", Name: "b.txt", URL: "https://x.example/gone?sig=s3cret"}}}),
			lesson("fake", course.Fields{course.MainPDF: course.File{ID: "8", Name: "fake.pdf", URL: "https://x.example/con"}}),
		}}},
	}
	all, err := importer.New("courses", "", nil, nil, nil, fetch).Import(t.Context(), live)
	if err != nil {
		t.Fatal(err)
	}
	got := all[0]
	want := []string{
		"courses/c/01-one/01-images.md", "courses/c/01-one/02-files.md", "courses/c/01-one/03-gone.md", "courses/c/01-one/04-fake.md",
		"courses/c/01-one/_files/course.yaml", "courses/c/01-one/chapter.yaml", "courses/c/01-one/files/etc-cron.d-sheet.pdf",
		"courses/c/01-one/files/file-CON.txt", "courses/c/01-one/files/file-con-2.txt", "courses/c/01-one/files/file.hidden", "courses/c/01-one/files/file-con",
		"courses/c/01-one/images/lump-2.png", "courses/c/01-one/images/lump.png", "courses/c/course.yaml",
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(got.Files))); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	for path, data := range got.Files {
		if strings.Contains(string(data), "s3cret") {
			t.Errorf("%s holds a signature:\n%s", path, data)
		}
	}
	notes := []string{
		"c: its thumbnail is a web page",
		"c/one/images: an image in its text, on x.example, is a web page; its address stays in the text",
		"c/one/gone: its 2 attachments stay on Whop: one could not be downloaded: nobody answers",
		"c/one/fake: its main_pdf is named .pdf, but its content is something else",
	}
	if diff := cmp.Diff(notes, messages(got)); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestAttachmentsThatStayAreCounted(t *testing.T) {
	for n, want := range map[int]string{
		1: "c/one/l: its attachment stays on Whop: files were not asked for",
		5: "c/one/l: its 5 attachments stay on Whop: files were not asked for",
	} {
		files := make(course.Files, n)
		for i := range files {
			files[i] = course.File{ID: "f", URL: "https://x.example/a"}
		}
		live := &course.Course{
			Resource: course.Resource{ID: "cors_1", Fields: course.Fields{course.Title: course.Text("C")}},
			Chapters: []*course.Chapter{{
				Resource: course.Resource{ID: "chap_1", Fields: course.Fields{course.Title: course.Text("One")}},
				Lessons:  []*course.Lesson{{Resource: course.Resource{ID: "lesn_1", Fields: course.Fields{course.Title: course.Text("L"), course.Attachments: files}}}},
			}},
		}
		all, err := importer.New("courses", "", nil, nil, nil, nil).Import(t.Context(), live)
		if err != nil {
			t.Fatal(err)
		}
		got := all[0]
		if diff := cmp.Diff([]string{want}, messages(got)); diff != "" {
			t.Errorf("notes (-want +got):\n%s", diff)
		}
	}
}

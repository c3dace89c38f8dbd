package spec

import (
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

func TestEveryAttributeThatHoldsAnAddressIsRead(t *testing.T) {
	text := `<video src="clip.mp4#t=10" poster='clip.png'><source src=clip.webm type="video/webm"><track src="clip.vtt"></video>
<picture><source srcset="a.webp 1x, b.png (x, y) 2x ,c.png"><img src="a.webp" srcset=b.png alt=""></picture>
<audio src="sound.mp3"></audio> <embed src="doc.pdf"> <object data="doc.pdf" type="x"></object> <iframe src="doc.pdf"></iframe>
<map><area href="doc.pdf"></map> <input type="image" src="a.webp"> <table background="b.png"></table>
<svg><use href="#x"/><image xlink:href="c.png"/></svg> <video src="https://x.example/v.mp4" data="no.mp4"></video>
`
	repo := pottery(text).with(files{})
	for name, content := range map[string]string{
		"clip.mp4": "mp4", "clip.webm": "webm", "clip.vtt": "WEBVTT", "sound.mp3": "mp3", "doc.pdf": "%PDF-1.7",
		"clip.png": pngPicture(t), "b.png": pngPicture(t), "c.png": pngPicture(t), "a.webp": "RIFF\x04\x00\x00\x00WEBP",
	} {
		repo[inChapter+name] = content
	}
	body := lessonOf(t, load(t, repo)).Fields[course.Content].(course.Body)
	sent := body.Fill(func(ref course.Ref) (string, bool) { return "[" + ref.File.Name + ref.Anchor + "]", true })
	want := `<video src="[clip.mp4#t=10]" poster='[clip.png]'><source src=[clip.webm] type="video/webm"><track src="[clip.vtt]"></video>
<picture><source srcset="[a.webp] 1x, [b.png] (x, y) 2x ,[c.png]"><img src="[a.webp]" srcset=[b.png] alt=""></picture>
<audio src="[sound.mp3]"></audio> <embed src="[doc.pdf]"> <object data="[doc.pdf]" type="x"></object> <iframe src="[doc.pdf]"></iframe>
<map><area href="[doc.pdf]"></map> <input type="image" src="[a.webp]"> <table background="[b.png]"></table>
<svg><use href="#x"/><image xlink:href="[c.png]"/></svg> <video src="https://x.example/v.mp4" data="no.mp4"></video>
`
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

func TestWhatHTMLCannotLoadIsNamed(t *testing.T) {
	for text, want := range map[string]string{
		`<iframe src="page.html"></iframe>`:              "E LESSON:1:14: page.html is a web page, and whopsync uploads none to be shown in a lesson (put it on a web server and use its https address, or link to it: [text](page.html))\n",
		`<iframe src="02-lesson.md"></iframe>`:           "E LESSON:1:14: 02-lesson.md is a lesson, and <iframe> shows none (link to it: [text](02-lesson.md))\n",
		`<script src="page.html"></script>`:              "E LESSON:1:14: page.html is what <script> loads, and no such file is uploaded (take the <script> out)\n",
		`<video src="cl.mp4"></video>`:                   "E LESSON:1:13: cl.mp4 does not exist (did you mean \"clip.mp4\"?)\n",
		`<img srcset="clip.mp4 2x" alt="">`:              "E LESSON:1:14: clip.mp4 is MP4, a video; an image wants PNG, JPEG, GIF, WebP, AVIF, SVG (Whop shows videos of YouTube and Loom: upload it there, and write `video_url:`)\n",
		`<video poster="../../../../x.png"></video>`:     "E LESSON:1:16: ../../../../x.png lies outside of the repository (copy the file into the repository)\n",
		"`<video src=\"cl.mp4\">` <!-- <embed src=x -->": "",
	} {
		got := complaints(pottery(text + "\n").with(files{inChapter + "page.html": "<p>", inChapter + "clip.mp4": "x"}))
		var errors []string
		for line := range strings.Lines(got) {
			if strings.HasPrefix(line, "E ") {
				errors = append(errors, line)
			}
		}
		if diff := cmp.Diff(want, strings.Join(errors, "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestFormatsThatAreNotShownAreNamedWithAWayOut(t *testing.T) {
	const heic = "HEIC, the format of an iPhone's photos, which browsers do not show"
	for _, test := range []struct{ name, content, want string }{
		{"a.heic", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "a.heic is " + heic + "; an image wants PNG, JPEG, GIF, WebP, AVIF, SVG (export it as JPEG: "},
		{"a.HEIC", "whatever", "a.HEIC is " + heic},
		{"a.jpg", "\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "a.jpg is named .jpg, but its content is " + heic + " (export it as JPEG: "},
		{"a.png", "8BPS\x00\x01", "a.png is named .png, but its content is PSD, a document of Photoshop's (export it as PNG or JPEG)"},
		{"a.psd", "8BPS\x00\x01", "a.psd is PSD, a document of Photoshop's; an image wants"},
		{"a.tiff", "II*\x00\x08\x00\x00\x00", "a.tiff is TIFF, which browsers do not show; "},
		{"a.nef", "MM\x00*\x00\x00\x00\x08", "a.nef is RAW, a camera's own format"},
		{"a.cr2", "II*\x00\x10\x00\x00\x00CR", "a.cr2 is RAW, a camera's own format"},
		{"a.mov", "\x00\x00\x00\x14ftypqt  ", "a.mov is MOV, a video; an image wants PNG, JPEG, GIF, WebP, AVIF, SVG (Whop shows videos of YouTube and Loom: "},
		{"a.gif", "\x00\x00\x00\x14ftypisom", "a.gif is named .gif, but its content is MP4, a video (Whop shows"},
		{"a.jxl", "\xff\x0a", "a.jxl is JPEG XL, which few browsers show; "},
		{"a.pdf", "%PDF-1.7", "a.pdf is PDF; an image wants PNG, JPEG, GIF, WebP, AVIF, SVG (export the page as PNG, or link to the PDF: "},
		{"a.png", "<!doctype html>", "a.png is named .png, but its content is a web page (download the image itself"},
	} {
		got := complaints(pottery("![a](" + test.name + ")\n").with(files{inChapter + test.name: test.content}))
		if !strings.HasPrefix(got, "E LESSON:1:6: "+test.want) {
			t.Errorf("%s: %s", test.name, got)
		}
	}
	if got := complaints(pottery("[a](a.heic)\n").with(files{inChapter + "a.heic": "\x00\x00\x00\x18ftypheic"})); got != "" {
		t.Errorf("a download: %s", got)
	}
}

func TestFilesInPlainTextsAreNamed(t *testing.T) {
	got := complaints(pottery(`---
title: Quiz
questions:
  - question: 'What is ![this](q.png)?'
    options: [{text: '<img src="q.png">', correct: true}, '[B](b.png)', '![x](https://x.example/a.png)', '` + "`[c](q.png)`" + `']
  - question: 'Write [a link](02-lesson.md)'
    answer: '![a](q.png)'
  - question: '![[q.png|200]] and ![[missing.png]], [[ -f x ]]'
---
`).with(files{
		inChapter + "q.png":           pngPicture(t),
		"courses/pottery/course.yaml": "title: Pottery\ndescription: 'See ![clay](01-clay/q.png)'\n",
	}))
	const nowhere = " would be sent as it stands, and lead nowhere: Whop describes no Markdown there "
	const course = "E courses/pottery/course.yaml:2:14: 01-clay/q.png in the description" + nowhere + "(say in words what it shows, or take it out)\n"
	want := "E LESSON:4:15: q.png in a question" + nowhere + "(write `image: q.png` below the question in its place)\n" +
		"E LESSON:5:22: q.png in an option" + nowhere + "(say in words what it shows, or put one picture of all options below the question: `image: …`)\n" +
		"W LESSON:5:59: b.png in an option" + nowhere + "(take the link out, and put it into a lesson's text; where students are to read it as it stands, leave it)\n" +
		"E LESSON:6:15: 02-lesson.md in a question" + nowhere + "(take the link out, and put it into a lesson's text)\n" +
		"E LESSON:7:13: q.png in an answer" + nowhere + "(say in words what it shows, or take it out)\n" +
		"W LESSON:8:5: the question has no answer, so no student's can be right (write `answer:`)\n" +
		"E LESSON:8:15: q.png in a question" + nowhere + "(write `image: q.png` below the question in its place)\n" +
		"W LESSON:8:15: missing.png in a question" + nowhere + "(write `image: missing.png` below the question in its place; where students are to read it as it stands, leave it)\n"
	if diff := cmp.Diff(want+course, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestALinkInTheTitleIsNamed(t *testing.T) {
	const said = "this heading is the title, and a title has no links: students see only its words (put the link into the text below)\n"
	for lesson, want := range map[string]string{
		"# Foo [a](zz.png)\n\nx\n":                         "W LESSON:1:1: " + said,
		"---\ntitle: Foo a\n---\n# Foo [a](zz.png)\n\nx\n": "W LESSON:4:1: " + said,
		"# Foo <a href=\"https://x.example\">a</a>\n\nx\n": "W LESSON:1:1: " + said,
		"# Foo https://x.example\n\nx\n":                   "",
	} {
		if diff := cmp.Diff(want, complaints(pottery(lesson))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", lesson, diff)
		}
	}
}

func TestADefinitionThatNothingUsesUploadsNothing(t *testing.T) {
	repo := pottery("[x][used] ![y][shown]\n\n[used]: notes.txt\n[shown]: a.png\n[r]: other.txt\n[r2]: missing.txt\n[R]: notes.txt\n").with(files{
		inChapter + "notes.txt": "x", inChapter + "other.txt": "x", inChapter + "a.png": pngPicture(t),
	})
	const said = " is not uploaded, for no link uses this definition (write a link that does, as in [text][label], or take the definition out)\n"
	want := "W LESSON:5:6: other.txt" + said + "W LESSON:6:7: missing.txt" + said + "W LESSON:7:6: notes.txt" + said
	if diff := cmp.Diff(want, complaints(repo)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var uploaded []string
	for _, file := range load(t, repo).Files {
		uploaded = append(uploaded, path.Base(file.Path))
	}
	if diff := cmp.Diff([]string{"a.png", "notes.txt"}, uploaded); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

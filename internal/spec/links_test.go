package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

// bodyOf returns the lesson's body with each ref replaced by what it points to.
func bodyOf(t *testing.T, p *Project) string {
	t.Helper()
	body, ok := lessonOf(t, p).Fields[course.Content].(course.Body)
	if !ok {
		t.Fatal("no body")
	}
	return body.Fill(func(ref course.Ref) (string, bool) {
		if ref.File != nil {
			return "FILE(" + ref.File.Path + ")", true
		}
		return "LESSON(" + ref.Lesson.String() + ")" + ref.Anchor, true
	})
}

func TestLinksLeadToLessonsAndFiles(t *testing.T) {
	repo := func(text string) files {
		return pottery(text + "\n").with(files{
			"courses/pottery/01-clay/01-kinds.md":          "# Kinds\n\nText.\n\n## White & grey\n\n## Twice\n\n## Twice\n\n<a id=\"mark\"></a>\n\n### Own {#custom}\n",
			"courses/pottery/02-wheel/01-center.md":        "---\nkey: pinned\n---\nText.\n",
			"courses/pottery/02-wheel/two words.md":        "Text.\n",
			"courses/pottery/01-clay/images/two words.png": pngPicture(t),
			"courses/pottery/01-clay/50%.png":              pngPicture(t),
			"courses/pottery/sheet.pdf":                    "%PDF-1.7\n",
			"courses/bread/course.yaml":                    "title: Bread\n",
			"courses/bread/flour.md":                       "Text.\n",
		})
	}
	for _, test := range []struct{ text, want string }{
		{"[a](01-kinds.md)", "[a](LESSON(pottery/clay/kinds))"},
		{"[a](./01-kinds.md#white--grey)", "[a](LESSON(pottery/clay/kinds)#white--grey)"},
		{"[a](01-kinds.md#twice-1) [b](01-kinds.md#mark) [c](01-kinds.md#custom)", "[a](LESSON(pottery/clay/kinds)#twice-1) [b](LESSON(pottery/clay/kinds)#mark) [c](LESSON(pottery/clay/kinds)#custom)"},
		{"[a](01-kinds.md#kinds)", "[a](LESSON(pottery/clay/kinds))"},
		{"[a](../02-wheel/01-center.md)", "[a](LESSON(pottery/wheel/center))"},
		{"[a](../../bread/flour.md)", "[a](LESSON(bread/bread/flour))"},
		{"[a](<../02-wheel/two words.md>) [b](../02-wheel/two%20words.md)", "[a](<LESSON(pottery/wheel/two words)>) [b](LESSON(pottery/wheel/two words))"},
		{"![a](images/two%20words.png \"title\")", "![a](FILE(courses/pottery/01-clay/images/two words.png) \"title\")"},
		{"![a](50%.png) ![a](50%25.png)", "![a](FILE(courses/pottery/01-clay/50%.png)) ![a](FILE(courses/pottery/01-clay/50%.png))"},
		{"[a][s]\n\n[s]: ../sheet.pdf", "[a][s]\n\n[s]: FILE(courses/pottery/sheet.pdf)"},
		{"[![a](50%.png)](01-kinds.md)", "[![a](FILE(courses/pottery/01-clay/50%.png))](LESSON(pottery/clay/kinds))"},
		{"x <img src=\"50%.png\" alt=\"a\"> <a href='01-kinds.md'>b</a>", "x <img src=\"FILE(courses/pottery/01-clay/50%.png)\" alt=\"a\"> <a href='LESSON(pottery/clay/kinds)'>b</a>"},
		{"# Title\n\n[a](02-lesson.md#title) [b](#title) [c](#top)", "[a](LESSON(pottery/clay/lesson)) [b](#title) [c](#top)"},
		{"`[a](nothing.md)`\n\n```\n![a](nothing.png)\n```", "`[a](nothing.md)`\n\n```\n![a](nothing.png)\n```"},
		{"[a](https://x.example/a.md) <https://x.example> www.x.example [m](mailto:a@x.example) ![i](//x.example/a.png)", "[a](https://x.example/a.md) <https://x.example> www.x.example [m](mailto:a@x.example) ![i](//x.example/a.png)"},
	} {
		if diff := cmp.Diff(test.want+"\n", bodyOf(t, load(t, repo(test.text)))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestALinkThatLeadsNowhereIsAnErrorWithItsPlace(t *testing.T) {
	repo := func(text string) files {
		return pottery(text + "\n").with(files{
			"courses/pottery/01-clay/01-kinds.md":    "# Kinds\n\n## White clay\n\n",
			"courses/pottery/02-wheel/04-center.md":  "Text.\n",
			"courses/pottery/01-clay/images/wet.png": pngPicture(t),
			"courses/pottery/01-clay/README.md":      "Text.\n",
			".whopsync/production.state.json":        "{}",
			"courses/pottery/01-clay/03-oven.txt":    "Text.\n",
			".git/config":                            "x",
		})
	}
	for _, test := range []struct{ text, want string }{
		{"[a](01-kind.md)", `1:5: 01-kind.md does not exist (did you mean "01-kinds.md"?)`},
		{"[a](01-kind.html#white-clay)", `1:5: 01-kind.html#white-clay does not exist (did you mean "01-kinds.md#white-clay"?)`},
		{"[a](01-kind#white-clay)", `1:5: 01-kind#white-clay does not exist (did you mean "01-kinds.md#white-clay"?)`},
		{"[a](center.md)", `1:5: center.md does not exist (did you mean "../02-wheel/04-center.md"?)`},
		{"[a](03-oven.md)", `1:5: 03-oven.md does not exist (03-oven.txt is there, and is no lesson: rename it to 03-oven.md)`},
		{"[a](01-Kinds.md)", `1:5: 01-Kinds.md does not exist (did you mean "01-kinds.md"?)`},
		{"[a](../course.yaml)", `1:5: ../course.yaml is a file of whopsync itself, and not for students (link to a lesson or to another file)`},
		{"![a](Images/Wet.PNG)", `1:6: Images/Wet.PNG does not exist (did you mean "images/wet.png"?)`},
		{"![a](01-kind.png)", `1:6: 01-kind.png does not exist (put the file there, or remove the link)`},
		{"ä ![a](images/wett.png)", `1:8: images/wett.png does not exist (did you mean "images/wet.png"?)`},
		{"[a](nothing/at/all.md)", `1:5: nothing/at/all.md does not exist (put the file there, or remove the link)`},
		{"[a](01-kinds.md#black)", `1:5: courses/pottery/01-clay/01-kinds.md has no heading "#black"`},
		{"[a](01-kinds.md#whiteclay)", `1:5: courses/pottery/01-clay/01-kinds.md has no heading "#whiteclay" (did you mean "white-clay"?)`},
		{"[a](#here)", `1:5: courses/pottery/01-clay/02-lesson.md has no heading "#here"`},
		{"[a](../02-wheel/)", "1:5: ../02-wheel/ is a folder (link to a lesson in it" + orElsewhere + ")"},
		{"[a](README.md)", "1:5: README.md is no lesson (link to a lesson, or make it one" + orElsewhere + ")"},
		{"![a](01-kinds.md)", "1:6: 01-kinds.md is something else; an image wants PNG, JPEG, GIF, WebP, AVIF, SVG"},
		{"# T\n\n---\n\n[a](x.pdf)", "5:5: x.pdf does not exist (put the file there, or remove the link)"},
		{"[a](../../../../etc/passwd)", "1:5: ../../../../etc/passwd lies outside of the repository (copy the file into the repository)"},
		{"[a](%2e%2e/%2e%2e/%2e%2e/%2e%2e/x)", "1:5: %2e%2e/%2e%2e/%2e%2e/%2e%2e/x lies outside of the repository (copy the file into the repository)"},
		{"[a](/etc/passwd)", "1:5: /etc/passwd is an absolute path (use a path relative to this file)"},
		{"[a](C:/x.md)", "1:5: C:/x.md is an absolute path (use a path relative to this file)"},
		{`[a](\\\\server\share)`, `1:5: \\server\share is an absolute path (use a path relative to this file)`},
		{`[a](images\wet.png)`, `1:5: images\wet.png has a backslash in it (write / between folders)`},
		{"[a](file:///etc/passwd)", "1:5: file:///etc/passwd is a path on one computer only (use a path relative to this file)"},
		{"[a](../../../.git/config)", "1:5: ../../../.git/config lies in git's own folder"},
		{"[a](../../../.GIT/config)", "1:5: ../../../.GIT/config lies in git's own folder"},
		{"[a](../../../.whopsync/production.state.json)", "1:5: ../../../.whopsync/production.state.json is a hidden file or lies in a hidden folder (such files are never uploaded: move it)"},
		{"[a](javascript:alert(1))", "1:5: javascript:alert(1) is a program, not an address (remove the link)"},
	} {
		if diff := cmp.Diff(test.want, errorsOf(repo(test.text))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestWarningsTellWhatStudentsMaySee(t *testing.T) {
	const (
		follows  = "or take the line with the type out: it then follows from the other lines)"
		titles   = " (take one of them out, or write the title in the heading only, which is then not sent)"
		template = " (write your own, or `visibility: hidden` until it is ready)"
		revoke   = " (take it out, and revoke it, since git's history may hold it; a key that is made up has `example` or `xxxxxx` in it)"
	)
	const unknown = ": whether Whop shows it is not known"
	for _, test := range []struct{ text, want string }{
		{"![](https://x.example/a.png)", "1:1: the image has no alternative text (describe it for those who cannot see it: ![a lump of clay](…))"},
		{"![a](http://x.example/a.png)", "1:6: the image is loaded without encryption, which browsers block (use its https address, or put the file beside the lesson)"},
		{"# T\n\n<b>x</b>", "3:1: raw HTML" + unknown + " (use plain Markdown where it matters)"},
		{"| a |\n|---|\n| b |", "1:3: a table" + unknown + " (use a list where it matters)"},
		{"~~x~~", "1:1: strikethrough" + unknown},
		{"see [[kinds]]", "1:5: a [[wiki link]] is shown to students as it stands here (write [text](file.md))"},
		{"---\ntitle: x\n---\n \n", "the lesson has no content (write something, or put _ before the file's name)"},
		{"---\nmax_attempts: 3\n---\nText.", "2:1: max_attempts says nothing in a text lesson"},
		{"---\ntype: text\nmux_asset_id: mux_1\n---\nText.", "2:1: a text lesson may not show its video (write `type: video`, " + follows},
		{"---\ntype: text\nmux_asset_id: mux_1\nmain_pdf: a.pdf\n---\nText.", "2:1: a text lesson may not show its video and its main_pdf (write `type: multi`, " + follows},
		{"---\ntype: video\nmux_asset_id: mux_1\nmain_pdf: a.pdf\n---\nText.", "2:1: a video lesson may not show its main_pdf (write `type: multi`, " + follows},
		{"---\ntype: text\nmain_pdf: a.pdf\n---\nText.", "3:1: a text lesson may not show its main_pdf (write `type: pdf`, " + follows},
		{"---\nquestions: [{question: A, answer: Yes}]\n---\nText.", "2:35: students have to write the word \"Yes\" as their answer (did you mean `answer: true`? If they are to write it, add `type: short_answer`)"},
		{"---\nquestions: [{question: A, answer: no}]\n---\nText.", "2:35: students have to write the word \"no\" as their answer (did you mean `answer: false`? If they are to write it, add `type: short_answer`)"},
		{"---\ntitle: Beta\n---\n\n# Beta, the second\n\nText.", "5:1: students see two titles: \"Beta\", and below it this heading" + titles},
		{"# Beta\n\n# Gamma\n\nText.", "3:1: students see two titles: \"Beta\", and below it this heading" + titles},
		{"# Beta\n\nBeta\n====\n\nText.", "3:1: students see two titles: \"Beta\", and below it this heading" + titles},
		{"Text.\n\nWhat the video shows.\n", "3:1: students see \"What the video shows.\", which is a text of `whopsync new` to be replaced" + template},
		{"---\nquestions:\n  - question: Is this the first question?\n    answer: true\n---\nText.", "3:15: students see \"Is this the first question?\", which is a text of `whopsync new` to be replaced" + template},
		{"---\nquestions: [{question: A, options: [{text: a, correct: true}, Not this one]}]\n---\nText.", "2:63: students see \"Not this one\", which is a text of `whopsync new` to be replaced" + template},
		{"sk_live_" + strings.Repeat("a1", 12), "1:1: this looks like a key of Stripe's" + revoke},
		{"Use `ghp_" + strings.Repeat("a1", 18) + "`.", "1:6: this looks like a token of GitHub's" + revoke},
		{"github_pat_" + strings.Repeat("a1", 11) + "_" + strings.Repeat("b", 59), "1:1: this looks like a token of GitHub's" + revoke},
		{"---\ntitle: AKIA" + strings.Repeat("Q7", 8) + "\n---\nText.", "2:8: this looks like the id of a key of AWS's" + revoke},
	} {
		_, problems := Load(pottery(test.text+"\n").with(files{inChapter + "a.pdf": "%PDF-"}).repo(), "")
		var got []string
		for _, p := range problems {
			got = append(got, strings.TrimPrefix(strings.TrimPrefix(p.String(), lessonPath+":"), " "))
			if p.Severity != SeverityWarning {
				t.Errorf("%s is an error", p)
			}
		}
		if len(got) == 0 || got[0] != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

func TestWhatOnlyLooksLikeAWarningIsNone(t *testing.T) {
	for _, text := range []string{
		"---\ntitle: Beta\n---\n\n# Beta\n\nText.",
		"# Beta\n\nText.\n\n# Gamma\n",
		"---\ntype: text\nmain_pdf: null\n---\nText.",
		"---\nvisibility: hidden\n---\nWhat the video shows.",
		"What the video shows. And more.",
		"---\nquestions: [{question: A, type: short_answer, answer: yes}]\n---\nText.",
		"---\nquestions: [{question: A, type: true_false, answer: true}]\n---\nText.",
		"---\nquestions: [{question: Which axis, answer: y}]\n---\nText.",
		"AKIAIOSFODNN7EXAMPLE, sk_test_" + strings.Repeat("a1", 12) + ", sk_live_short, ghp_" + strings.Repeat("a", 35) + ", xAKIA" + strings.Repeat("Q7", 8),
	} {
		if got := complaints(pottery(text + "\n")); got != "" {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestAnEditedImageChangesTheBodyAndARenamedOneDoesNot(t *testing.T) {
	digest := func(name, content string) course.Digest {
		p := load(t, pottery("![a]("+name+")\n").with(files{inChapter + name: content}))
		return course.DigestOf(lessonOf(t, p).Fields[course.Content])
	}
	one := digest("a.png", pngPicture(t))
	if two := digest("a.png", pngPicture(t)+"edited"); one == two {
		t.Error("an edited image is not seen")
	}
	if two := digest("b.png", pngPicture(t)); one != two {
		t.Error("a renamed image changes the body")
	}
}

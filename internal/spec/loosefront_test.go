package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

// unnoticed is what students do not see, or what no one takes for the beginning of a text.
var unnoticed = []string{
	"", "\n", "\n \n", "\u200b\n", "\ufeff\ufeff", "\u00a0\n", "# Kilns\n", "# Kilns\n\n", "Kilns\n=====\n\n",
	"<!-- note -->\n", "%% note %%\n\n", "{/* note */}\n", "[//]: # (note)\n", "<!-- a -->\n\n%% b %%\n# Kilns\n\n",
}

// A draft stays one, whatever stands above its settings and whatever they stand between: they are
// read, or refused.
func TestADraftIsNeverPublishedByItsForm(t *testing.T) {
	settings := []string{
		"title: Kilns\nvisibility: hidden\n", "visibility: hidden\n", "# for Bob\n\nvisibility: hidden\n", "title: Kilns\n\n# for Bob\nvisibility: hidden\n",
		"layout: post\ndraft: true\n", "Title: Kilns\nDraft: true\n", "title: Kilns\nauthor: Bob\n", "tags:\n  - a\n\ntitle: Kilns\n", "key: kilns\n",
		"{title: Kilns, visibility: hidden}\n", "{\"title\": \"x\", \"draft\": true,}\n", "{\n  title: 'x'\n}\n", "title = \"Kilns\"\ndraft = true\n",
		"type: text\nvisibility:hidden\n", "**Visibility:** hidden\n", "- visibility: hidden\n", "status: draft\n", "video_url: https://youtu.be/dQw4w9WgXcQ\n",
	}
	fences := [][2]string{
		{"---\n", "---\n"}, {"---\n", "\n"}, {"\n", "\n"}, {"\n", "---\n"}, {"—\n", "—\n"}, {"–––\n", "–––\n"}, {"--\n", "--\n"}, {"***\n", "***\n"}, {"\\---\n", "\\---\n"},
		{"---yaml\n", "---\n"}, {"-----\n", "-----\n"}, {"+++\n", "+++\n"}, {"+++ \n", "+++ \n"}, {"++++\n", "++++\n"}, {" ---\n", " ---\n"}, {"\u200b---\n", "---\n"}, {";;;\n", ";;;\n"},
	}
	n := 0
	for i, above := range unnoticed {
		for _, s := range settings {
			for _, fence := range fences {
				if n++; testing.Short() && n%5 > 0 { // of the numbers of fences and settings, 5 divides none
					continue
				}
				text := above + fence[0] + s + fence[1] + "Text.\n"
				texts := []string{text}
				if i < 2 {
					texts = append(texts, "---\nx-a: 1\n---\n"+text, "> "+strings.ReplaceAll(text, "\n", "\n> "))
				}
				words := strings.Fields(s)
				for _, text := range texts {
					loaded, problems := Load(pottery(text).repo(), "")
					if !problems.HasErrors() && strings.Contains(lessonOf(t, loaded).Fields.Text(course.Content), words[len(words)-2]) {
						t.Errorf("published: %q", text)
					}
				}
			}
		}
	}
}

// Front matter of other tools alone is no draft, and still nothing for students.
func TestKeysOfOtherToolsAreNotPublished(t *testing.T) {
	for _, above := range unnoticed {
		for _, text := range []string{"---\nlayout: post\n---\n", "---\n\n# a\nlayout: post\n---\n", "---\nsidebar_position: 3\n", "sidebar_position: 3\n"} {
			_, problems := Load(pottery(above+text+"Text.\n").repo(), "")
			if _, isRead := strings.CutPrefix(above+text, "---\nlayout"); !problems.HasErrors() && !isRead && above+text != "---\n\n# a\nlayout: post\n---\n" {
				t.Errorf("published: %q", above+text)
			}
		}
	}
}

func TestProseIsNoFrontMatter(t *testing.T) {
	for _, text := range []string{
		"Note: remember this.\n\nWedge the clay.\n", "Tip: keep it wet.\nWarning: not too wet.\n", "Title: something\n\nText.\n",
		"title: a word on top of a page\n\nText.\n", "# Kilns\n\nDescription: what a kiln is.\n\nSummary: it is hot.\n",
		"Title: The Potter's Book\nAuthor: Bernard Leach\nPublished: 1940\n", "Key: C major\n", "Key: G\n", "Type: a kind of clay\n",
		"Visibility: poor, in the fog.\n", "Status: the kiln is hot.\n", "Hidden: what the glaze hides\n", "Draft: of air, in the kiln\n",
		"# Kilns\n\n---\n\nNote: remember this.\n\n---\n\nText.\n", "# Kilns\n---\nRemember: water first.\n", "# Kilns\n\n***\n\nTip: keep it wet.\n\n***\n",
		"Text.\n\n---\n\nnext: [Kinds](01-kinds.md)\nprev: glazes\n", "Text.\n\n---\n\nMore: text.\n\n---\n", "Intro.\n\n---\n\n**Video:** [w](https://youtu.be/aaaaaaaaaaa)\n\n---\n\nGo on.\n", "Intro.\n\n---\n\nStatus: we fire on Monday.\n\n---\n", "Intro.\n\n---\n\n**Key:** easy\n\n---\n", "Intro.\n\n---\nType: stoneware\n---\n", "{\"clay\": \"earth\"}\n\nis what the server sends.\n", "Questions: what to ask\n---\n\nText.\n", "Type: what it is\n----\n\nText.\n",
		"Text.\n\nvisibility: hidden\n", "Text.\n\ntitle: a\nauthor: b\n", "{: .note}\nText.\n", "{note}\nText.\n", "{a: 1}\n", "> Note: a quote.\n> Tip: another.\n",
		"```yaml\n---\ntitle: Kilns\nvisibility: hidden\n---\n```\n", "    ---\n    visibility: hidden\n    ---\n", "~~~\nvisibility: hidden\n~~~\n", "- a\n\n  ```\n  ---\n  visibility: hidden\n  ---\n  ```\n",
		"<!--\n---\ntitle: Kilns\nvisibility: hidden\n---\n-->\nText.\n", "`visibility: hidden` keeps a lesson from students.\n", "visibility: hidden;\n", "visibility: hidden keeps a lesson from students.\n",
		"Clay: earth\nWater: wet\nFire: hot\n", "10:30: we meet.\n", "https://example.com\n", "a = b\n\nc = d\n", "Days: 3\n\nFiles: 2\n", "---\ntitle: x\n---\nTip: a\n\n---\n\nTip: b\n",
	} {
		if got := errorsOf(pottery(text)); got != "" {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestWhatToDoAboutLooseFrontMatter(t *testing.T) {
	const loose, block = "this looks like front matter, but is not read as front matter", "title: Kilns\nvisibility: hidden\n"
	for text, want := range map[string]string{
		"\n---\n" + block + "---\n":                                  "2:1: " + loose + " (remove the empty line above it)",
		"\n\n---\n" + block + "---\n":                                "3:1: " + loose + " (remove the 2 empty lines above it)",
		"<!-- a -->\n---\n" + block + "---\n":                        "2:1: " + loose + " (move line 1 below the front matter)",
		"<!-- a\nb -->\n\n# Kilns\n---\n" + block + "---\n":          "5:1: " + loose + " (move lines 1 to 4 below the front matter)",
		" ---\n" + block + "---\n":                                   "1:2: " + loose + " (write --- alone on the first line of the file)",
		"\u200b---\n" + block + "---\n":                              "1:1: " + loose + " (remove the invisible character U+200B before ---)",
		"---\ntitle: A\n---\n---\n" + block + "---\n":                "4:1: this looks like a second front matter, and only the first is read (move its lines into the first one; if it is an example, put it between lines of ```)",
		"Text.\n\n---\n" + block + "---\n":                           "3:1: " + loose + " (move it to the top of the file; if it is an example, put it between lines of ```)",
		block + "\nText.\n":                                          "1:1: " + loose + " (put it between lines of three dashes (---) at the top of the file; if it is an example, put it between lines of ```)",
		"—\n" + block + "—\n":                                        "1:1: " + loose + " (put it between lines of three dashes (---) at the top of the file; if it is an example, put it between lines of ```)",
		"-- -\nTitle: x\ntags:\n  - a\n---\ntext\n":                  "1:1: " + loose + " (put it between lines of three dashes (---) at the top of the file; if it is an example, put it between lines of ```)",
		"import Tabs from 'tabs'\n\n---\ntitle: x\nlayout: y\n---\n": "3:1: " + loose + " (move it to the top of the file; if it is an example, put it between lines of ```)",
		"# A\n\n+++ \ntitle = 'x'\n+++\n":                            "3:1: TOML front matter is not read (write it as YAML between lines of ---)",
		"{title: 'x'}\n":                                             "1:1: JSON front matter is not read (write it as YAML between lines of ---)",
	} {
		if diff := cmp.Diff(want, errorsOf(pottery(text))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

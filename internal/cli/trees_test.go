package cli_test

import (
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

// Folders written for other tools, with nothing added but course.yaml. What they hold that
// a course cannot is named with its place and what to change; once that is done, they go
// up and stay.
func TestCoursesOfOtherToolsGoUp(t *testing.T) {
	t.Parallel()
	for name, test := range otherTrees() {
		t.Run(name, func(t *testing.T) {
			s := openShop(t, emulator.Options{})
			s.remove("whopsync.yaml")
			for path, text := range test.tree {
				s.write(path, text)
			}
			s.write("course.yaml", "title: Pottery\n")
			code := 0
			if len(test.hints) > 0 {
				code = 1
			}
			for _, command := range []string{"validate", "plan"} {
				said := s.exits(code, command)
				for _, hint := range test.hints {
					isWarning := strings.Contains(hint, "for another tool") // where there are errors, a plan shows them alone
					if !strings.Contains(said, hint) && !(isWarning && command == "plan") {
						t.Errorf("%s does not say %q:\n%s", command, hint, said)
					}
				}
			}
			test.fix(s)
			s.exits(0, "validate")
			s.exits(0, "apply", "--yes") // to the Whop inside: there is no whopsync.yaml that names another
			s.exits(0, "plan", "--detailed-exitcode")

			s.write("whopsync.yaml", "version: 1\ndefault_environment: test\nenvironments:\n  test:\n    experience: "+emulator.LocalExperience+"\n")
			s.exits(0, "apply", "--yes")
			s.settled()
			var titles []string
			for _, chapter := range s.whop.Snapshot().Courses[0].Chapters {
				for _, lesson := range chapter.Lessons {
					titles = append(titles, lesson.Title)
				}
			}
			if got := strings.Join(titles, ", "); got != test.want {
				t.Errorf("Whop has %s; want %s", got, test.want)
			}
		})
	}
}

// otherTree is a folder as another tool has it.
type otherTree struct {
	tree  map[string]string
	hints []string // what validate says before anything is changed; none: it is fine
	fix   func(*shop)
	want  string // the lessons on Whop
}

// otherTrees are folders by the tool that they were written for.
func otherTrees() map[string]otherTree {
	return map[string]otherTree{
		"mdBook": {
			map[string]string{
				"SUMMARY.md":       "# Summary\n\n- [Clay](clay/index.md)\n  - [Wedging](clay/wedging.md)\n",
				"clay/index.md":    "# Clay\n\nSee [wedging](./wedging.md#by-hand).\n\n![Clay](../images/clay.png)\n",
				"clay/wedging.md":  "# Wedging\n\n## By hand\n\n<div class=\"warning\">Wet.</div>\n\n```rust\n![no](image.png)\n```\n",
				"images/clay.png":  picture(1),
				"images/spare.png": picture(2),
			},
			nil, func(*shop) {}, "Clay, Wedging",
		},
		"Docusaurus": {
			map[string]string{
				"basics/_category_.json": "{}",
				"basics/intro.md":        "---\nsidebar_position: 1\ntitle: Intro\n---\n\n:::tip\n\nWet hands.\n\n:::\n\n[Next](./wheel.md)\n",
				"basics/wheel.md":        "---\ntitle: Wheel\n---\n\n![Wheel](/img/wheel.png)\n",
				"basics/video.mdx":       "<Video/>\n",
				"img/wheel.png":          picture(1),
			},
			[]string{`basics/intro.md:2:1: "sidebar_position" says an order for another tool`, "basics/wheel.md:5:10: error: /img/wheel.png is an absolute path", "write into whopsync.yaml: `static: [.]`", "basics/video.mdx: error: MDX is not read"},
			func(s *shop) {
				s.edit("basics/wheel.md", "/img/", "../img/")
				s.rename("basics/video.mdx", "basics/_video.mdx")
			},
			"Intro, Wheel",
		},
		"Jekyll": {
			map[string]string{
				"_config.yml":                   "title: Pottery\n",
				"_posts/2024-01-02-new-kiln.md": "---\nlayout: post\n---\nA new kiln.\n",
				"_includes/note.html":           "<p>x</p>\n",
				"index.md":                      "---\nlayout: default\n---\n# Home\n",
				"guide/2024-01-05-kinds.md":     "---\nlayout: page\ntitle: Kinds\npermalink: /kinds/\n---\n\n![Clay](../assets/img/clay.png){: .wide }\n\n[Wheel](/wheel/)\n",
				"guide/wedging.markdown":        "---\ntitle: Wedging\n---\n\nWedge.\n",
				"assets/img/clay.png":           picture(1),
				"assets/css/style.scss":         "---\n---\n",
				"_site/guide/kinds/index.html":  "<html></html>",
				"Gemfile":                       "gem 'jekyll'\n",
				"guide/_drafts/not-yet.md":      "Not yet.\n",
			},
			[]string{"guide/2024-01-05-kinds.md:9:9: error: /wheel/ is an absolute path", "index.md: error: lies beside the chapter folders"},
			func(s *shop) {
				s.edit("guide/2024-01-05-kinds.md", "/wheel/", "wedging.markdown")
				s.remove("index.md")
			},
			"Kinds, Wedging",
		},
		"Obsidian": {
			map[string]string{
				".obsidian/app.json":        "{}",
				"1 Clay/Kinds of clay.md":   "See [[Wedging]] and ![[clay.png]].\n",
				"1 Clay/Wedging by hand.md": "[Kinds](Kinds%20of%20clay.md) ![](<../attachments/a clay.png>)\n",
				"attachments/a clay.png":    picture(1),
			},
			nil, func(*shop) {}, "Kinds of clay, Wedging by hand",
		},
	}
}

package cli_test

import (
	"strings"

	"whopsync/internal/whop/emulator"
)

// The kiln is a course for runs that are disturbed. It is made, and then a bit of
// everything happens to it.

const kilnAtFirst = `Kiln
  Firing
    Loading: visible
    Slow cooling: visible
    Cleaning: visible
    Selling: visible
`

const kilnInTheEnd = `Kiln
  Firing
    Slow cooling: visible
    Cleaning: hidden
    Loading, and again: visible
    Glazing: visible
  Safety
    Gloves: visible
`

func (s *shop) writeKiln() {
	s.configureKiln("")
	s.write("courses/kiln/course.yaml", "title: Kiln\n")
	for path, text := range map[string]string{
		"01-firing/01-loading.md":  "# Loading\n\nLeave room between the pots.\n",
		"01-firing/02-cooling.md":  "# Slow cooling\n\nA day at least, and never open the door.\n",
		"01-firing/03-cleaning.md": "# Cleaning\n\nScrape the shelves.\n",
		"01-firing/04-selling.md":  "# Selling\n\nAt the market, on Saturdays.\n",
	} {
		s.write("courses/kiln/"+path, text)
	}
}

func (s *shop) editKiln() {
	s.write("courses/kiln/01-firing/01-loading.md", "# Loading, and again\n\nLeave room between the pots.\n\nThen count them.\n")
	s.rename("courses/kiln/01-firing/02-cooling.md", "courses/kiln/01-firing/00-cooling.md")
	s.rename("courses/kiln/01-firing/03-cleaning.md", "cleaning.txt")
	s.rename("courses/kiln/01-firing/04-selling.md", "selling.txt")
	s.write("courses/kiln/01-firing/02-glazing.md", "---\nvisibility: visible\n---\n# Glazing\n\nThin, twice.\n")
	s.write("courses/kiln/02-safety/01-gloves.md", "# Gloves\n\nAlways.\n")
	s.configureKiln("removed:\n  - {address: kiln/firing/selling, action: delete}\n")
}

func (s *shop) configureKiln(more string) {
	s.write("whopsync.yaml", "version: 1\ndefault_environment: test\non_remove: hide\nlimits: {max_delete_percent: 60}\n"+more+
		"environments:\n  test:\n    experience: "+emulator.LocalExperience+"\n    state: "+s.kept.state+"\n")
}

// applyKiln is the command that makes the kiln what its files say.
var applyKiln = []string{"apply", "--yes", "--allow-delete"}

// outline prints what Whop holds.
func outline(whop *emulator.Emulator) string {
	var out strings.Builder
	for _, c := range whop.Snapshot().Courses {
		out.WriteString(*c.Title + "\n")
		for _, chapter := range c.Chapters {
			out.WriteString("  " + chapter.Title + "\n")
			for _, lesson := range chapter.Lessons {
				out.WriteString("    " + lesson.Title + ": " + lesson.Visibility + "\n")
			}
		}
	}
	return out.String()
}

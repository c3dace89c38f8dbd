package cli

import (
	"context"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/render"
)

// seedMark begins the note of a chapter that stays in.
const seedMark = "looks like the empty chapter that Whop adds to a course which is created through its API"

// skipEmpty leaves the chapter out that Whop has added to the course, as far as looks can tell, if it is not
// all there is and the flag or a person says so. Else a note names it.
func (i *importing) skipEmpty(ctx context.Context, live *course.Course) (*course.Course, []importer.Note, error) {
	seeds := live.Seeds(func(string) bool { return false })
	if len(seeds) != 1 || len(live.Chapters) == 1 {
		return live, nil, nil
	}
	seed := seeds[0]
	skips := i.cmd.SkipEmpty
	if !skips && isTerminal(i.env.In) {
		var err error
		skips, err = isYes(ctx, i.env, fmt.Sprintf("%s of course %s %s.\nLeave it out of the files? It stays on Whop.", render.Sanitize(fmt.Sprintf("%q", seed.Title())), render.Sanitize(fmt.Sprintf("%q", live.Title())), seedMark))
		if err != nil {
			return nil, nil, err
		}
	}
	if !skips {
		return live, []importer.Note{{Title: seed.Title(), Message: seedMark}}, nil
	}
	return live.Without(seed), []importer.Note{{Title: seed.Title(), Message: "is left out: it is the empty chapter that Whop adds, and stays on Whop as it is"}}, nil
}

// skipLater adds to the note of a chapter that stays in how to import the course without it.
func (i *importing) skipLater(notes []importer.Note, address course.Address, id string) []importer.Note {
	for at := range notes {
		if notes[at].Message == seedMark {
			notes[at].Message += "; to have the course without it, move its folder out of the repository, and: " + i.anew("import --skip-empty-chapter", address, id)
		}
	}
	return notes
}

// anew are the commands that import a course once more.
func (i *importing) anew(command string, address course.Address, id string) string {
	return i.repo.shell.Command("state rm --yes", address.String()) + " && " + i.repo.shell.Command(command, id)
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

type mvCmd struct {
	beside
	From string `arg:"" name:"from" complete:"address" help:"The lesson, chapter or course: its address, or the path of its file or folder. Or the path of another file or folder."`
	To   string `arg:"" optional:"" name:"to" complete:"address" help:"Its new address or path, or the chapter or course that takes it in. Without it, only the place changes: --after or --before."`
}

// Help returns more text for --help.
func (mvCmd) Help() string {
	return `Files and folders are renamed, and as few neighbours as possible get another number. Links, images and paths in all files are corrected. The next plan knows the lessons by their keys; where it would have to ask, a line is written under moved:. An image, or a text that lessons share, is moved and renamed in the same way. For example:

whopsync mv pottery/clay/wedging pottery/wheel --before pottery/wheel/centering`
}

// Run moves a lesson, chapter or course in the files.
func (cmd *mvCmd) Run(ctx context.Context, e *environment) (err error) {
	if cmd.To == "" && cmd.After+cmd.Before == "" {
		return misuse("where to? Give an address or a path, or --after or --before")
	}
	r, problems, err := openRepository(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	if err := unfinished(e, r, problems); err != nil {
		return err
	}
	from, err := resourceNamed(e, r, cmd.From)
	if err != nil {
		if file := otherFile(e, r, cmd.From); file != "" {
			return cmd.moveOther(ctx, e, r, file, problems)
		}
		return err
	}
	place := spec.Place(from)
	if place == "." {
		return errors.New("the course lies beside whopsync.yaml, so it has no folder that could be moved")
	}
	spot, err := cmd.spot(e, r, from.Address.Kind(), cmd.To, spec.WithoutNumber(path.Base(place)))
	if err != nil {
		return err
	}
	a, err := relocation(ctx, e, r, from, spot, problems)
	if err != nil {
		return err
	}
	return moveFiles(ctx, e, r, a)
}

// moveFiles writes, and says what to do next.
func moveFiles(ctx context.Context, e *environment, r *repository, a spec.Arrangement) error {
	undo := undoing(ctx, e, r, []spec.Arrangement{a})
	if err := carryOut(e, r.files, a); err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "\nTo see what that changes on Whop:\n\n  %s\n", r.shell.Command("plan"))
	if undo != "" {
		fmt.Fprintf(e.Out, "\nTo undo it before it is committed (git checkout would leave the new files as well):\n\n  %s\n", undo)
	}
	return nil
}

// unfinished passes the errors that an interrupted move leaves: links to places that do not exist yet.
// The same move corrects them, or is refused itself.
func unfinished(e *environment, r *repository, problems spec.Problems) error {
	return checkFiles(e, r, slices.DeleteFunc(problems.Errors(), func(p spec.Problem) bool {
		return p.Rule == "missing-file" || p.Rule == "missing-heading"
	}), "")
}

// relocation returns what moves a resource, so the next plan knows everything again: with a line under
// moved: only where it would not without. A line under identity: goes with its file, but not where it may have been
// followed already: it would count once more, when something else has the old name.
func relocation(ctx context.Context, e *environment, r *repository, from *course.Resource, spot spec.Spot, problems spec.Problems) (a spec.Arrangement, err error) {
	beside, unread := localStates(ctx, r.files, r.project.Config, e.environ)
	states := asApplied(r, beside, unread)
	place := spec.Place(from)
	var lost *course.Resource
	areOpen := !mayBeFollowed(r.project.Config, from.Address, beside, unread)
	for _, way := range []struct{ answers, moved, follows bool }{{true, false, false}, {false, false, false}, {true, true, true}, {false, true, true}, {true, true, false}, {false, true, false}} {
		if way.answers && !areOpen {
			continue
		}
		if a, err = spec.Relocate(r.files, place, spot, way.answers); err != nil {
			return a, err
		}
		after, err := arranged(e, r.files, a)
		if err == nil && way.moved {
			if a, err = spec.WithMoved(r.files, a, from.Address, addressAt(after, from.Address.Kind(), a.To(place)), way.follows); err != nil {
				return a, err
			}
			after, err = arranged(e, r.files, a)
		}
		if err != nil {
			return a, err
		}
		if err := spec.CheckMoved(r.project, after, a, problems); err != nil {
			return a, err
		}
		if lost = firstLost(r.project, after, a, states); lost == nil {
			return a, nil
		}
	}
	return a, hint.Add(fmt.Errorf("nothing was written: the next plan would take %s for a new one, and would leave its students' progress behind", lost.Address),
		"On Whop, nothing can move to another course. If the file has changed since the last apply, apply that first: %s", r.shell.Command("apply"))
}

// mayBeFollowed reports whether a state has followed a line under identity: about something that is moved, or whether
// that is not known, since a state is kept elsewhere.
func mayBeFollowed(config spec.Config, moved course.Address, states []*state.State, unread []string) bool {
	return slices.ContainsFunc(config.Identity, func(line spec.Answer) bool {
		isFollowed := func(s *state.State) bool { return followedAnswer(s, line) }
		return !line.To.IsZero() && moved.Contains(line.To) && (len(unread) > 0 || slices.ContainsFunc(states, isFollowed))
	})
}

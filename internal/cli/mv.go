package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/spec"
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
		a, isFile, fileErr := otherFile(e, r, cmd.beside, cmd.From, cmd.To, problems)
		if !isFile || fileErr != nil {
			return cmp.Or(fileErr, err)
		}
		return moveFiles(ctx, e, r, a)
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

// otherFile returns what moves a file or folder that is no lesson, chapter or course, such as an image or a text
// that lessons share, and whether there is one.
func otherFile(e *environment, r *repository, b beside, from, to string, problems spec.Problems) (a spec.Arrangement, isFile bool, err error) {
	chosen, err := choose(e, r.files, []string{from, to})
	if err != nil {
		return a, false, nil
	}
	place, goal := chosen.paths[0], chosen.paths[1]
	isHere := func(place string) bool {
		return filepath.IsLocal(place) && place != "." && !strings.HasPrefix(path.Base(place), ".")
	}
	if !isHere(place) || !r.files.Has(place) {
		return a, false, nil
	}
	for resource := range r.project.Resources() {
		if strings.HasPrefix(resource.Source.Path, place+"/") || resource.Source.Path == place {
			return a, true, fmt.Errorf("%s belongs to %s: give the address of a lesson, chapter or course, or the path of its file or folder", from, resource.Address)
		}
	}
	if len(r.files.Names(goal)) > 0 {
		goal = path.Join(goal, path.Base(place))
	}
	dir := path.Dir(goal)
	switch {
	case b.After+b.Before != "":
		return a, true, misuse("%s is no lesson, chapter or course, so it stands next to nothing", from)
	case !filepath.IsLocal(goal):
		return a, true, misuse("%s lies outside of the repository %s", to, r.files.Dir())
	case place == spec.ConfigFile || !isHere(goal) || strings.HasPrefix(goal, place+"/"):
		return a, true, misuse("%s cannot become %s", from, to)
	case dir != "." && !r.files.Has(dir):
		return a, true, hint.Add(fmt.Errorf("there is no folder %s", dir), "To make it: %s", "mkdir -p "+hint.Word(r.shell.Path(dir)))
	}
	if a, err = spec.RelocateFile(r.files, place, goal); err != nil {
		return a, true, err
	}
	after, err := arranged(e, r.files, a)
	if err != nil {
		return a, true, err
	}
	for resource := range after.Resources() {
		if addressAt(r.project, resource.Address.Kind(), a.From(spec.Place(resource))).IsZero() {
			return a, true, fmt.Errorf("nothing was written: %s would become a %s; a name that begins with _ is none", goal, resource.Address.Kind())
		}
	}
	return a, true, spec.CheckMoved(r.project, after, a, problems)
}

// relocation returns what moves a resource, so the next plan knows everything again: with a line under
// moved: only where it would not without. A line under identity: goes with its file, but not where it was
// followed already: it would count once more.
func relocation(ctx context.Context, e *environment, r *repository, from *course.Resource, spot spec.Spot, problems spec.Problems) (a spec.Arrangement, err error) {
	states := asApplied(ctx, e, r)
	place := spec.Place(from)
	var lost *course.Resource
	for _, way := range []struct{ answers, moved, follows bool }{{true, false, false}, {false, false, false}, {true, true, true}, {false, true, true}, {true, true, false}, {false, true, false}} {
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

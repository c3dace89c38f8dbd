package cli

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/spec"
)

// otherFile returns the place of a file or folder that is no lesson, chapter or course, such as an image or a text
// that lessons share, or "".
func otherFile(e *environment, r *repository, word string) string {
	chosen, err := choose(e, r.files, []string{word})
	if err != nil || !isOpenPlace(chosen.paths[0]) || !r.files.Has(chosen.paths[0]) {
		return ""
	}
	return chosen.paths[0]
}

// isOpenPlace reports whether a path leads to a place in the repository that is not hidden.
func isOpenPlace(place string) bool {
	return filepath.IsLocal(place) && !strings.HasPrefix(place, ".") && !strings.Contains(place, "/.")
}

// moveOther gives another file or folder its place.
func (cmd *mvCmd) moveOther(ctx context.Context, e *environment, r *repository, file string, problems spec.Problems) error {
	goal, err := cmd.otherGoal(e, r, file)
	if err != nil {
		return err
	}
	a, err := spec.RelocateFile(r.files, file, goal)
	if err != nil {
		return err
	}
	after, err := arranged(e, r.files, a)
	if err != nil {
		return err
	}
	for resource := range after.Resources() {
		if addressAt(r.project, resource.Address.Kind(), a.From(spec.Place(resource))).IsZero() {
			return fmt.Errorf("nothing was written: %s would become a %s; a name that begins with _ is none", goal, resource.Address.Kind())
		}
	}
	if err := spec.CheckMoved(r.project, after, a, problems); err != nil {
		return err
	}
	return moveFiles(ctx, e, r, a)
}

// otherGoal returns where another file or folder comes to lie: in a folder that is there, or under another name.
func (cmd *mvCmd) otherGoal(e *environment, r *repository, file string) (string, error) {
	for resource := range r.project.Resources() {
		if strings.HasPrefix(resource.Source.Path, file+"/") || resource.Source.Path == file {
			return "", fmt.Errorf("%s belongs to %s: give the address of a lesson, chapter or course, or the path of its file or folder", cmd.From, resource.Address)
		}
	}
	if cmd.After+cmd.Before != "" {
		return "", misuse("%s is no lesson, chapter or course, so it stands next to nothing", cmd.From)
	}
	chosen, err := choose(e, r.files, []string{cmd.To})
	if err != nil {
		return "", err
	}
	goal := chosen.paths[0]
	if !filepath.IsLocal(goal) {
		return "", misuse("%s lies outside of the repository %s", cmd.To, r.files.Dir())
	}
	if info, err := os.Stat(chosen.absolute[0]); err == nil && info.IsDir() {
		goal = path.Join(goal, path.Base(file))
	}
	switch dir := path.Dir(goal); {
	case file == spec.ConfigFile || !isOpenPlace(goal) || strings.HasPrefix(goal, file+"/"):
		return "", misuse("%s cannot become %s", cmd.From, cmd.To)
	case dir != "." && !r.files.Has(dir):
		return "", hint.Add(fmt.Errorf("there is no folder %s", dir), "To make it: %s", "mkdir -p "+hint.Word(r.shell.Path(dir)))
	}
	return goal, nil
}

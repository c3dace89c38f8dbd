package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/spec"
	"whopsync/internal/state"
	"whopsync/internal/state/backend/file"
)

// pullJournal is a pull that was begun: what it writes, and what the state learns of it. It lies on disk until both
// are done, so that the next pull finishes one that was cut off.
type pullJournal struct {
	Lineage  string                            `json:"lineage"` // of the state that it was made from
	Serial   int64                             `json:"serial"`
	Steps    []spec.Arrangement                `json:"steps"` // that are not done for certain
	Bindings map[course.Address]*state.Binding `json:"bindings"`
	Uploads  state.Files                       `json:"uploads"`
}

// journalPath is where it lies: beside the records of runs, which git is told to leave alone.
func journalPath(r *repository) (string, error) {
	dir, err := r.runs()
	return filepath.Join(dir, "pull-"+r.project.Environment.Name+".journal"), err
}

// doSteps does the steps of a journal in the repository in dir, each noted when it is done. do does one of them.
func (j pullJournal) doSteps(dir, at string, do func(*spec.Repo, spec.Arrangement) error) error {
	for len(j.Steps) > 0 {
		if err := inFolder(dir, func(files *spec.Repo) error { return do(files, j.Steps[0]) }); err != nil {
			return err
		}
		j.Steps = j.Steps[1:]
		if err := j.note(at); err != nil {
			return err
		}
	}
	return nil
}

// note writes the journal.
func (j pullJournal) note(at string) error {
	data, err := json.Marshal(j)
	if err == nil {
		err = file.PrivateFolder(filepath.Dir(at))
	}
	if err == nil {
		err = errors.Join(removeIfThere(at+".new"), file.WriteNew(at+".new", data))
	}
	if err == nil {
		err = errors.Join(file.OS{}.Rename(at+".new", at), file.OS{}.SyncDir(filepath.Dir(at)))
	}
	if err != nil {
		return fmt.Errorf("note what is about to be written: %w", errors.Join(err, removeIfThere(at+".new")))
	}
	return nil
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// anyJournal is hasJournal for the repository that the command works in.
func anyJournal(e *environment) (bool, error) {
	files, err := spec.Open(e.folder())
	if err != nil {
		return false, err
	}
	isThere, err := hasJournal(files.Dir())
	return isThere, errors.Join(err, files.Close())
}

// openJournal opens the repository of a journal, in the environment of the command; without one, r is nil. The files
// need not be valid.
func openJournal(e *environment) (r *repository, j pullJournal, at string, err error) {
	if isThere, err := anyJournal(e); err != nil || !isThere {
		return nil, j, "", err
	}
	if r, _, err = openRepository(e); err != nil {
		return nil, j, "", err
	}
	var data []byte
	if at, err = journalPath(r); err == nil {
		data, err = os.ReadFile(at)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, j, "", r.Close()
	case err == nil && r.git.Tracks(filepath.ToSlash(strings.TrimPrefix(at, r.files.Dir()+string(filepath.Separator)))):
		err = errors.New("it is in git, where whopsync puts none: it may be anybody's, and is not followed")
	case err == nil:
		err = json.Unmarshal(data, &j)
	}
	if err != nil {
		err = hint.Add(fmt.Errorf("read the note of a pull or rollback that was cut off: %s: %w", at, err), "Look with git status and git diff at what it has written, then remove the note: rm %s", hint.Word(at))
		return nil, j, "", errors.Join(err, r.Close())
	}
	return r, j, at, nil
}

// isOfFiles reports a journal of which the state learns nothing: that of a rollback.
func (j pullJournal) isOfFiles() bool { return len(j.Bindings) == 0 }

// finish does what is left of a pull that was cut off, or of a rollback.
func (cmd *pullCmd) finish(ctx context.Context, e *environment) (err error) {
	if cmd.Check {
		return nil
	}
	r, j, at, err := openJournal(e)
	if err != nil || r == nil {
		return err
	}
	if j.isOfFiles() {
		return errors.Join(j.finish(ctx, e, r, at), r.Close())
	}
	open, err := startSession(ctx, e, r, cmd.tuning, true)
	if err != nil {
		return err
	}
	defer closing(open, &err)
	s, err := open.lock(ctx, "whopsync pull")
	if err != nil {
		return err
	}
	learns := func() error { return learn(ctx, open, s, j.Bindings, j.Uploads) }
	switch {
	case s != nil && s.Lineage == j.Lineage && s.Serial == j.Serial:
	case s != nil && s.Lineage == j.Lineage && s.Serial == j.Serial+1: // it has learned this
		learns = func() error { return nil }
	default:
		e.warn("a pull was cut off, and the state has changed since: the files are finished, and compared with Whop once more")
		learns = func() error { return learn(ctx, open, s, j.made(s), nil) }
	}
	return j.finish(ctx, e, r, at, learns)
}

// finish does the steps that are left, and then what comes after them. What an author has saved since is merged.
func (j pullJournal) finish(ctx context.Context, e *environment, r *repository, at string, then ...func() error) error {
	what, labels := "pull", [3]string{"files", "before the pull", "Whop"}
	if j.isOfFiles() {
		what, labels = "rollback", [3]string{"files", "before the rollback", "before the run"}
	}
	merge := func(now, base, goal []byte) ([]byte, error) {
		merged, _, err := r.git.Merge(ctx, now, base, goal, labels)
		return merged, err
	}
	var saved []string
	err := j.doSteps(r.files.Dir(), at, func(files *spec.Repo, step spec.Arrangement) error {
		since, err := spec.Finish(files, step, merge)
		saved = append(saved, since...)
		return err
	})
	if err != nil {
		return hint.Add(fmt.Errorf("finish a %s that was cut off: %w", what, err), "Once the cause is removed, to go on: %s\nTo give up what is left of it instead: rm %s", e.again(), hint.Word(at))
	}
	for _, do := range then {
		if err := do(); err != nil {
			return err
		}
	}
	fmt.Fprintln(e.Err, "Finished what was cut off before.")
	for _, file := range saved {
		e.warn("%s was saved after the %s was cut off. What you saved is kept; check the file", file, what)
	}
	return removeIfThere(at)
}

// made returns the bindings of a state, and those of what the pull has made files of that the state does not know.
func (j pullJournal) made(s *state.State) map[course.Address]*state.Binding {
	if s == nil || s.Lineage != j.Lineage {
		return nil
	}
	all, known := maps.Clone(s.Bindings), s.ByID()
	for address, binding := range j.Bindings {
		if _, isKnown := known[binding.ID]; !isKnown && binding.Pulled && all[address] == nil {
			all[address] = binding
		}
	}
	return all
}

// learn saves what the state learns.
func learn(ctx context.Context, open *session, s *state.State, bindings map[course.Address]*state.Binding, uploads state.Files) error {
	if bindings == nil {
		return nil
	}
	entries := state.Rebind(s.Bindings, bindings)
	if len(entries) == 0 {
		return nil
	}
	learned := s.Clone()
	learned.Replay(entries)
	for key, upload := range uploads {
		if _, known := learned.Files[key]; !known {
			learned.Files[key] = upload
		}
	}
	return open.lease.Save(context.WithoutCancel(ctx), learned)
}

// inFolder does something in a repository, whose folders are looked at anew.
func inFolder(dir string, do func(*spec.Repo) error) (err error) {
	files, err := spec.Open(dir)
	if err != nil {
		return err
	}
	defer closing(files, &err)
	return do(files)
}

// finishRollback does what is left of a rollback that was cut off.
func finishRollback(ctx context.Context, e *environment) error {
	r, j, at, err := openJournal(e)
	if err != nil || r == nil {
		return err
	}
	if !j.isOfFiles() {
		return errors.Join(hint.Add(refuse("a pull was cut off, and is not finished; nothing was written"), "To finish it first: %s", e.command("pull")), r.Close())
	}
	return errors.Join(j.finish(ctx, e, r, at), r.Close())
}

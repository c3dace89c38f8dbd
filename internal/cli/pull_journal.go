package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
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
		err = errors.Join(os.Rename(at+".new", at), file.OS{}.SyncDir(filepath.Dir(at)))
	}
	if err != nil {
		return fmt.Errorf("note what is about to be written: %w", err)
	}
	return nil
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// anyJournal reports whether a pull was cut off, in whichever environment. No other file is read for it.
func anyJournal(e *environment) (bool, error) {
	files, err := spec.Open(e.folder())
	if err != nil {
		return false, err
	}
	isThere, err := hasJournal(files.Dir())
	return isThere, errors.Join(err, files.Close())
}

// hasJournal is anyJournal for the repository in a folder.
func hasJournal(dir string) (bool, error) {
	cache, err := cacheDir(dir)
	if err != nil {
		return false, err
	}
	found, err := filepath.Glob(filepath.Join(globEscaper.Replace(cache), "runs", "pull-*.journal"))
	return len(found) > 0, err
}

var globEscaper = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)

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
	case err == nil:
		err = json.Unmarshal(data, &j)
	}
	if err != nil {
		return nil, j, "", errors.Join(fmt.Errorf("read %s: %w", at, err), r.Close())
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
	defer func() {
		if err == nil {
			fmt.Fprintln(e.Err, "Finished what was cut off before.")
		}
	}()
	if j.isOfFiles() {
		return errors.Join(j.finish("rollback", r.files.Dir(), at), r.Close())
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
	if s == nil || s.Lineage != j.Lineage || s.Serial != j.Serial && s.Serial != j.Serial+1 {
		return hint.Add(fmt.Errorf("a pull was cut off, and the state has changed since, so it is not finished"),
			"Undo with git what it has written, and remove its note: rm %s", hint.Word(at))
	}
	learns := func() error {
		if s.Serial != j.Serial {
			return nil
		}
		return learn(ctx, open, s, j.Bindings, j.Uploads)
	}
	return j.finish("pull", r.files.Dir(), at, learns)
}

// finish does the steps that are left, and then what comes after them.
func (j pullJournal) finish(what, dir, at string, then ...func() error) error {
	if err := j.doSteps(dir, at, spec.Finish); err != nil {
		return hint.Add(fmt.Errorf("finish a %s that was cut off: %w", what, err), "Undo with git what it has written, and remove its note: rm %s", hint.Word(at))
	}
	for _, do := range then {
		if err := do(); err != nil {
			return err
		}
	}
	return removeIfThere(at)
}

// learn saves what the state learns.
func learn(ctx context.Context, open *session, s *state.State, bindings map[course.Address]*state.Binding, uploads state.Files) error {
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
func finishRollback(e *environment) error {
	r, j, at, err := openJournal(e)
	if err != nil || r == nil {
		return err
	}
	if !j.isOfFiles() {
		return errors.Join(hint.Add(refuse("a pull was cut off, and is not finished; nothing was written"), "To finish it first: %s", e.command("pull")), r.Close())
	}
	return errors.Join(j.finish("rollback", r.files.Dir(), at), r.Close())
}

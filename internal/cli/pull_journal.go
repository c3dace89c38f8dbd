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
		err = keepFolder(filepath.Dir(at))
	}
	if err == nil {
		err = errors.Join(removeIfThere(at+".new"), writeNew(at+".new", data))
	}
	if err == nil {
		err = errors.Join(os.Rename(at+".new", at), file.OS{}.SyncDir(filepath.Dir(at)))
	}
	if err != nil {
		return fmt.Errorf("note what the pull is about to write: %w", err)
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
	cache, err := cacheDir(files.Dir())
	if err := errors.Join(err, files.Close()); err != nil {
		return false, err
	}
	found, err := filepath.Glob(filepath.Join(globEscaper.Replace(cache), "runs", "pull-*.journal"))
	return len(found) > 0, err
}

var globEscaper = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)

// finish does what is left of a pull that was cut off. The files need not be valid until then.
func (cmd *pullCmd) finish(ctx context.Context, e *environment) (err error) {
	if isThere, err := anyJournal(e); err != nil || !isThere || cmd.Check {
		return err
	}
	r, _, err := openRepository(e)
	if err != nil {
		return err
	}
	at, err := journalPath(r)
	if err != nil {
		return errors.Join(err, r.Close())
	}
	data, err := os.ReadFile(at)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return errors.Join(err, r.Close())
	}
	var j pullJournal
	if err := json.Unmarshal(data, &j); err != nil {
		return errors.Join(fmt.Errorf("read %s: %w", at, err), r.Close())
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
			"Take back with git what it has written, and then its note: rm %s", hint.Word(at))
	}
	if err := j.doSteps(r.files.Dir(), at, spec.Finish); err != nil {
		return hint.Add(fmt.Errorf("finish a pull that was cut off: %w", err), "Take back with git what it has written, and then its note: rm %s", hint.Word(at))
	}
	if s.Serial == j.Serial {
		if err := learn(ctx, open, s, j.Bindings, j.Uploads); err != nil {
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

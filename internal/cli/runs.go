package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
	"whopsync/internal/state/backend/file"
)

func runFile(run string) string { return run + ".json" }

// remember writes down what the plan is about to change, before anything is sent: what
// whopsync rollback goes back to, and the only copy of what is deleted. So it survives a
// power cut, and takes the place of no other.
func remember(r *repository, record *plan.Record) error {
	data, err := planfile.EncodeRecord(record)
	if err != nil {
		return fmt.Errorf("encode the record of this run: %w", err)
	}
	dir, err := r.runs()
	if err == nil {
		err = keepRun(dir, fmt.Sprintf("%s-%d", record.Plan.Environment, record.Plan.Serial+1), append(data, '\n'))
	}
	if err != nil {
		return fmt.Errorf("keep a record of this run: %w", err)
	}
	return nil
}

func keepRun(dir, run string, data []byte) error {
	err := keepFolder(dir)
	if err != nil {
		return err
	}
	err = writeNew(filepath.Join(dir, runFile(run)), data)
	for n := 2; errors.Is(err, fs.ErrExist); n++ {
		err = writeNew(filepath.Join(dir, runFile(fmt.Sprintf("%s.%d", run, n))), data)
	}
	if err != nil {
		return err
	}
	return file.OS{}.SyncDir(dir)
}

// keepFolder makes the folder of the records.
func keepFolder(dir string) error {
	for _, folder := range []string{filepath.Dir(dir), dir} {
		if err := (file.OS{}).MakeDir(folder); err != nil {
			return err
		}
	}
	// Records hold the text of lessons and are for this machine: git is told so.
	err := writeNew(filepath.Join(dir, ".gitignore"), []byte("*\n"))
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// writeNew makes a file for its owner's eyes, and syncs it.
func writeNew(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Sync(), file.Close())
}

func readRecord(dir, run string) (*plan.Record, error) {
	path := filepath.Join(dir, runFile(run))
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	record, err := planfile.DecodeRecord(data)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return record, nil
}

package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"whopsync/internal/plan"
)

// runPath is where the record of a run lies. A run is named by its environment and the
// serial of the state that it leads to.
func (r *repository) runPath(run string) string {
	return filepath.Join(r.memory(), "runs", run+".json")
}

// remember writes down what the plan is about to change, before anything is sent: what
// whopsync rollback goes back to, and the only copy of what is deleted.
func (a *application) remember(record *plan.Record) error {
	data, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("encode the record of this run: %w", err)
	}
	path := a.runPath(fmt.Sprintf("%s-%d", record.Plan.Environment, record.Plan.Serial+1))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return fmt.Errorf("keep a record of this run: %w", err)
	}
	// They hold the text of lessons and are for this machine: git is told so.
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), ".gitignore"), []byte("*\n"), 0o666); err != nil {
		return fmt.Errorf("keep a record of this run: %w", err)
	}
	if err := os.WriteFile(path, append(data, '\n'), 0o600); err != nil {
		return fmt.Errorf("keep a record of this run: %w", err)
	}
	return nil
}

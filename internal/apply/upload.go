package apply

import (
	"context"
	"fmt"

	"whopsync/internal/state"
)

// upload brings a file to Whop unless these bytes are there already. A file that is only
// private cannot be shown in a body, so it goes up once more.
func (w *walk) upload(ctx context.Context, s *Step) Result {
	w.mu.Lock()
	known, ok := w.files[s.File.SHA256]
	w.mu.Unlock()
	if ok && (known.Public || !s.Public) {
		return Result{Status: Unneeded}
	}
	made, err := w.api.UploadFile(ctx, s.File, s.Public, exactly(s.File, w.run.Open))
	if err != nil {
		return failed(err)
	}
	if s.Public && made.URL == "" {
		return failed(fmt.Errorf("upload %s: Whop gave it no public address", s.File.Path))
	}
	file := state.File{ID: made.ID, Public: s.Public}
	if s.Public {
		file.URL = made.URL
	}
	w.mu.Lock()
	w.files[s.File.SHA256] = file
	w.mu.Unlock()
	if err := w.record(ctx, state.Entry{Event: state.EventFile, SHA256: s.File.SHA256, File: &file}); err != nil {
		return failed(err)
	}
	return Result{Status: Done}
}

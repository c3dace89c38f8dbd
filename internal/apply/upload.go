package apply

import (
	"context"
	"fmt"
	"io"

	"whopsync/internal/state"
)

// uploader brings files to Whop.
type uploader struct {
	api     API
	journal *journal
	open    func(path string) (io.ReadCloser, error)
}

// upload brings a file to Whop unless these bytes are there already. A file that is only
// private cannot be shown in a body, so it goes up once more.
func (u uploader) upload(ctx context.Context, s *Step) Result {
	known, ok := u.journal.file(s.File.SHA256)
	if ok && (known.Public || !s.Public) {
		return Result{Status: Unneeded}
	}
	made, err := u.api.UploadFile(ctx, s.File, s.Public, exactly(s.File, u.open))
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
	if err := u.journal.uploaded(ctx, s.File.SHA256, file); err != nil {
		return failed(err)
	}
	return Result{Status: Done}
}

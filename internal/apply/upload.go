package apply

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"sync/atomic"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// uploader brings files to Whop.
type uploader struct {
	api     API
	journal *journal
	open    func(path string) (io.ReadCloser, error)
}

// upload brings a file to Whop unless it is there already. A file that is only private cannot
// be shown in a body, so it goes up once more.
func (u uploader) upload(ctx context.Context, s *Step) Result {
	known, ok := u.journal.file(s.File, s.Public)
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
	return Result{Status: Done}.unless(u.journal.uploaded(ctx, s.File.UploadKey(s.Public), file))
}

// ChangedError says that a file has changed since the plan. No object with that file is
// written: a reviewer has agreed to the old bytes.
type ChangedError struct{ Path string }

func (e *ChangedError) Error() string {
	return fmt.Sprintf("%s was changed while whopsync ran: plan again", e.Path)
}

// exactly returns a way to open a file that gives the planned bytes or fails before the
// last of them. Once it has failed it does not open again.
func exactly(file course.File, open func(path string) (io.ReadCloser, error)) func() (io.ReadCloser, error) {
	hasChanged := new(atomic.Bool) // a transport may read on while the next try begins
	return func() (io.ReadCloser, error) {
		if hasChanged.Load() {
			return nil, &ChangedError{file.Path}
		}
		content, err := open(file.Path)
		if err != nil {
			return nil, err
		}
		return &planned{content: content, digest: sha256.New(), left: file.Size, file: file, hasChanged: hasChanged}, nil
	}
}

// planned is a file whose bytes are compared on their way.
type planned struct {
	content    io.ReadCloser
	digest     hash.Hash
	left       int64
	file       course.File
	hasChanged *atomic.Bool
}

// Read holds back the last bytes until the file is known to be the right one.
func (p *planned) Read(buffer []byte) (int, error) {
	n, err := p.content.Read(buffer)
	p.digest.Write(buffer[:n])
	p.left -= int64(n)
	if p.left == 0 && err == nil { // the transport looks for more only after it has sent these, and may have its answer by then
		more, _ := io.ReadFull(p.content, make([]byte, 1))
		p.left -= int64(more)
	}
	isEnd := p.left <= 0 || err == io.EOF
	if isEnd && (p.left != 0 || hex.EncodeToString(p.digest.Sum(nil)) != p.file.SHA256) {
		p.hasChanged.Store(true)
		return 0, &ChangedError{p.file.Path}
	}
	return n, err
}

func (p *planned) Close() error { return p.content.Close() }

package apply

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"sync/atomic"

	"whopsync/internal/course"
)

// ChangedError says that a file holds other bytes than those that were planned. Nothing
// that shows it is written: a reviewer has agreed to the old ones.
type ChangedError struct{ Path string }

func (e *ChangedError) Error() string {
	return fmt.Sprintf("%s was changed while whopsync ran; run plan again", e.Path)
}

// exactly returns a way to open a file that gives the planned bytes or fails before the
// last of them. Once it has failed it does not open again.
func exactly(file course.File, open func(path string) (io.ReadCloser, error)) func() (io.ReadCloser, error) {
	changed := &ChangedError{file.Path}
	var hasChanged atomic.Bool // a transport may read on while the next try begins
	return func() (io.ReadCloser, error) {
		if hasChanged.Load() {
			return nil, changed
		}
		content, err := open(file.Path)
		if err != nil {
			return nil, err
		}
		fail := func() error {
			hasChanged.Store(true)
			return changed
		}
		return &planned{content: content, digest: sha256.New(), left: file.Size, want: file.SHA256, fail: fail}, nil
	}
}

// planned is a file whose bytes are compared on their way.
type planned struct {
	content io.ReadCloser
	digest  hash.Hash
	left    int64
	want    string
	fail    func() error
}

// Read holds back what completes the file until it is known to be the right one.
func (p *planned) Read(buffer []byte) (int, error) {
	n, err := p.content.Read(buffer)
	p.digest.Write(buffer[:n])
	p.left -= int64(n)
	isEnd := p.left <= 0 || err == io.EOF
	if isEnd && (p.left != 0 || hex.EncodeToString(p.digest.Sum(nil)) != p.want) {
		return 0, p.fail()
	}
	return n, err
}

func (p *planned) Close() error { return p.content.Close() }

package spec

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
)

// examine reads a file once: digest, kind and flaws.
func (a *asset) examine(repo *Repo) {
	file, _, err := repo.openSized(a.file.Path)
	if err != nil {
		a.flaw, a.file.ContentType = flawOf(err), contentType(a.kind, a.file.Path)
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err == nil && repo.memory.recall(a, info) {
		return
	}
	if err == nil {
		err = a.read(repo, file, info.Size())
	}
	if err != nil {
		a.flaw = flawOf(err)
	}
	a.file.ContentType = contentType(a.kind, a.file.Path)
	if err == nil {
		repo.memory.keep(a, info)
	}
}

func (a *asset) read(repo *Repo, file io.Reader, size int64) error {
	a.file.Size = size
	digest := sha256.New()
	search := privateSearch{forbidden: repo.forbidden, marks: make(map[string]bool)}
	plain, wide := pieceWriter{look: search.look}, pieceWriter{look: search.look, skipsZeros: true}
	content := io.TeeReader(io.LimitReader(file, size), io.MultiWriter(digest, &plain, &wide))
	data := make([]byte, min(size, headSize))
	if _, err := io.ReadFull(content, data); err != nil {
		return err
	}
	a.kind = sniff(data)
	if private := privateName(a.file.Path, a.kind); private != nil {
		return private
	}
	if most := a.kind.most(); size > most {
		return errTooLarge(size, most, a.kind.smaller())
	}
	data, err := a.readRest(content, data)
	if err != nil {
		return err
	}
	plain.close()
	wide.close()
	if private := search.flaw(data); private != nil {
		return private
	}
	a.file.SHA256 = hex.EncodeToString(digest.Sum(nil))
	a.flaw = a.contentFlaw(data)
	if a.kind.isImage() {
		a.odd = oddImage(a.kind, data)
	}
	return nil
}

// readRest reads the bytes after the head. It returns a whole image, because the beginning
// does not show whether an image is complete and harmless.
func (a *asset) readRest(content io.Reader, head []byte) ([]byte, error) {
	left := a.file.Size - int64(len(head))
	if !a.kind.isImage() {
		_, err := io.CopyN(io.Discard, content, left)
		return head, err
	}
	data := slices.Grow(head, int(left))[:a.file.Size]
	_, err := io.ReadFull(content, data[len(head):])
	return data, err
}

package emulator

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
)

const (
	uploadRoom   = "/upload/"
	downloadRoom = "/cdn/"
	uploadToken  = "X-Upload-Token" // stands for the headers that a storage service signs
)

// uploadTo is where the bytes go: another place than the API, that knows nothing of keys.
func (c *call) uploadTo(f File) *uploadTo {
	address := c.address(uploadRoom, f) + "?signature=" + c.w.sign("upload", f.ID)
	return &uploadTo{URL: &address, Headers: map[string]string{
		"Content-Type": f.ContentType,
		uploadToken:    c.w.sign("token", f.ID),
	}}
}

func isUpload(in *request) bool   { return strings.HasPrefix(in.Path, uploadRoom) }
func isDownload(in *request) bool { return strings.HasPrefix(in.Path, downloadRoom) }

// storedFile returns the file that a path below room names.
func (c *call) storedFile(room string) (File, bool) {
	id, _, _ := strings.Cut(strings.TrimPrefix(c.Path, room), "/")
	f, ok := c.w.files[id]
	return f, ok
}

// receiveUpload takes the bytes as a presigned address does: with exactly the headers
// that were signed, and without an API key.
func (c *call) receiveUpload() Answer {
	f, ok := c.storedFile(uploadRoom)
	switch {
	case c.Method != http.MethodPut:
		return plainAnswer(405, "only PUT")
	case c.Header.Get("Authorization") != "":
		return plainAnswer(400, "only one way to authorize a request is allowed")
	case !ok || !same(c.Query.Get("signature"), c.w.sign("upload", f.ID)):
		return plainAnswer(403, "the signature does not match")
	case !same(c.Header.Get(uploadToken), c.w.sign("token", f.ID)), c.Header.Get("Content-Type") != f.ContentType:
		return plainAnswer(403, "a signed header is missing or differs")
	}
	if err := c.saveBytes(f.ID, c.Body); err != nil {
		return plainAnswer(500, err.Error())
	}
	f.Size = len(c.Body)
	if f.Status == "pending" {
		f.Status = "processing"
	}
	c.w.putFile(f)
	return plainAnswer(200, "")
}

// sendFile serves the bytes, so that images load.
func (c *call) sendFile() Answer {
	f, ok := c.storedFile(downloadRoom)
	if !ok || f.Status != "ready" {
		return plainAnswer(404, "no such file")
	}
	if f.Visibility != "public" && !c.hasSignature(f) {
		return plainAnswer(403, "the address has expired")
	}
	content, err := c.loadBytes(f.ID)
	if err != nil {
		return plainAnswer(500, err.Error())
	}
	return Answer{Status: 200, Header: http.Header{"Content-Type": {f.ContentType}}, Body: content}
}

func (c *call) hasSignature(f File) bool {
	expires, nonce := c.Query.Get("expires"), c.Query.Get("nonce")
	until, err := strconv.ParseInt(expires, 10, 64)
	return err == nil && c.now.Unix() < until && same(c.Query.Get("signature"), c.w.sign(f.ID, expires, nonce))
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func plainAnswer(status int, text string) Answer {
	return Answer{Status: status, Header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, Body: []byte(text)}
}

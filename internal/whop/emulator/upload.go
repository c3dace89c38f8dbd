package emulator

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const (
	uploadPath   = "/upload/"
	downloadPath = "/cdn/"
	uploadToken  = "X-Upload-Token" // stands for the headers that a storage service signs
)

// uploadOf is where the bytes go: another place than the API, that knows nothing of keys.
func uploadOf(c *call, f File) (address string, headers map[string]string) {
	return addressOf(c, uploadPath, f) + "?signature=" + c.world.seed.sign("upload", f.ID), map[string]string{
		"Content-Type": f.ContentType,
		uploadToken:    c.world.seed.sign("token", f.ID),
	}
}

func addressOf(c *call, path string, f File) string {
	return c.origin + path + f.ID + "/" + url.PathEscape(f.Filename)
}

// storedFile returns the file that a path below prefix names.
func storedFile(c *call, prefix string) (File, bool) {
	id, _, _ := strings.Cut(strings.TrimPrefix(c.in.Path, prefix), "/")
	f, ok := c.world.files[id]
	return f, ok
}

// receiveUpload takes the bytes as a presigned address does: with exactly the headers
// that were signed, and without an API key.
func receiveUpload(c *call) Answer {
	f, ok := storedFile(c, uploadPath)
	switch {
	case c.in.Method != http.MethodPut:
		return plainAnswer(405, "only PUT")
	case c.in.Header.Get("Authorization") != "":
		return plainAnswer(400, "only one way to authorize a request is allowed")
	case !ok || !same(c.in.Query.Get("signature"), c.world.seed.sign("upload", f.ID)):
		return plainAnswer(403, "the signature does not match")
	case !same(c.in.Header.Get(uploadToken), c.world.seed.sign("token", f.ID)), c.in.Header.Get("Content-Type") != f.ContentType:
		return plainAnswer(403, "a signed header is missing or differs")
	}
	if err := c.store.saveBytes(f.ID, c.in.Body); err != nil {
		return plainAnswer(500, err.Error())
	}
	f.Size = len(c.in.Body)
	if f.Status == "pending" {
		f.Status = "processing"
	}
	c.world.putFile(f)
	return plainAnswer(200, "")
}

// sendFile serves the bytes, so images load.
func sendFile(c *call) Answer {
	f, ok := storedFile(c, downloadPath)
	if !ok || f.Status != "ready" {
		return plainAnswer(404, "no such file")
	}
	if f.Visibility != "public" && !hasSignature(c, f) {
		return plainAnswer(403, "the address has expired")
	}
	content, err := c.store.loadBytes(f.ID)
	if err != nil {
		return plainAnswer(500, err.Error())
	}
	return Answer{Status: 200, Header: http.Header{"Content-Type": {f.ContentType}}, Body: content}
}

func hasSignature(c *call, f File) bool {
	expires, nonce := c.in.Query.Get("expires"), c.in.Query.Get("nonce")
	until, err := strconv.ParseInt(expires, 10, 64)
	return err == nil && c.now.Unix() < until && same(c.in.Query.Get("signature"), c.world.seed.sign(f.ID, expires, nonce))
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func plainAnswer(status int, text string) Answer {
	return Answer{Status: status, Header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, Body: []byte(text)}
}

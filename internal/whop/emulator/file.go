package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
)

const maxFileIDs = 250 // documented

// readsWhileProcessing is how often an upload is seen as processing before it is ready.
const readsWhileProcessing = 1

// contentTypes are what the emulator knows by extension. The system's own table would
// make a test depend on the machine.
var contentTypes = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
	".svg": "image/svg+xml", ".pdf": "application/pdf", ".txt": "text/plain", ".md": "text/markdown", ".csv": "text/csv",
	".zip": "application/zip", ".mp4": "video/mp4", ".mp3": "audio/mpeg",
}

var (
	pictures = []string{"image/png", "image/jpeg", "image/gif"} // documented for thumbnails
	pdfs     = []string{"application/pdf"}                      // assumed for main_pdf
	anything []string
)

type draftFile struct {
	File
	multipart bool
	byteSize  *int
}

var fileColumns = []column[draftFile]{
	{"filename", required, never, value(func(d *draftFile) *string { return &d.Filename })},
	{"visibility", may, never, oneOf(func(d *draftFile) *string { return &d.Visibility }, "public", "private")},
	{"multipart", may, never, value(func(d *draftFile) *bool { return &d.multipart })},
	{"byte_size", may, never, whole(func(d *draftFile) **int { return &d.byteSize }, 0)},
}

func createFile(c *call) (any, error) {
	draft := draftFile{File: File{Account: c.key.Account, Visibility: "private", Status: "pending", CreatedAt: c.now}}
	if err := take(c, &draft, fileColumns, onCreate); err != nil {
		return nil, err
	}
	if draft.multipart {
		return nil, invalid("multipart", "is not emulated: a single PUT carries what a course needs")
	}
	if draft.Filename == "" || strings.ContainsAny(draft.Filename, "/\\") {
		return nil, invalid("filename", "must be a name without folders")
	}
	f := c.putNewFile(draft.File)
	return c.showFile(f, true), nil
}

func (c *call) putNewFile(f File) File {
	f.Born = c.w.bear()
	f.ID = c.w.name("file_", f.Born)
	f.ContentType = contentTypes[strings.ToLower(path.Ext(f.Filename))]
	if f.ContentType == "" {
		f.ContentType = "application/octet-stream"
	}
	c.w.putFile(f)
	return f
}

// readFile also moves the file on: nothing else here takes time.
func readFile(c *call) (any, error) {
	f, err := c.fileByID(c.id)
	if err != nil {
		return nil, err
	}
	return c.showFile(c.process(f), false), nil
}

func (c *call) process(f File) File {
	if f.Status != "processing" || c.quirks.NeverReady {
		return f
	}
	f.Reads++
	if f.Reads > readsWhileProcessing {
		f.Status = "ready"
		if c.quirks.FailUploads {
			f.Status = "failed"
		}
	}
	c.w.putFile(f)
	return f
}

func listFiles(c *call) (any, error) {
	ids := append(slices.Clone(c.Query["file_ids"]), c.Query["file_ids[]"]...)
	if len(ids) > maxFileIDs {
		return nil, invalid("file_ids", "more than %d", maxFileIDs)
	}
	var files []File
	for _, id := range ids {
		if f, err := c.fileByID(id); err == nil {
			files = append(files, c.process(f))
		}
	}
	slices.SortFunc(files, func(a, b File) int { return a.Born - b.Born })
	where := func(f File) place { return place{f.Born} }
	return paginate(c, files, where, func(f File) any { return c.showFile(f, false) })
}

// fileByID shows a file to its own account alone. (Documented: others get 404.)
func (c *call) fileByID(id string) (File, error) {
	if f, ok := c.w.files[id]; ok && f.Account == c.key.Account {
		return f, nil
	}
	return File{}, notFound()
}

type sentFile struct {
	ID *string `json:"id"`
}

// attached takes {"id": file}, or null for none.
func attached[T any](at func(*T) *string, kinds []string) setter[T] {
	return func(c *call, record *T, raw json.RawMessage) error {
		sent, err := decode[*sentFile](raw)
		if err != nil {
			return err
		}
		id, err := c.readyFile(sent, kinds)
		if err == nil {
			*at(record) = id
		}
		return err
	}
}

func takeAttachments(c *call, l *Lesson, raw json.RawMessage) error {
	sent, err := decode[[]*sentFile](raw)
	if err != nil {
		return err
	}
	ids := make([]string, 0, len(sent))
	for _, s := range sent {
		if s == nil {
			return errors.New("must be objects with an id")
		}
		id, err := c.readyFile(s, anything)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	l.Attachments = ids
	return nil
}

// readyFile refuses a file that is not ready, or of a kind that does not belong there.
func (c *call) readyFile(s *sentFile, kinds []string) (string, error) {
	if s == nil {
		return "", nil
	}
	if s.ID == nil {
		return "", errors.New("must be an object with an id")
	}
	f, err := c.fileByID(*s.ID)
	if err != nil || f.Status != "ready" {
		return "", fmt.Errorf("file %s is not there or not ready", *s.ID)
	}
	if kinds != nil && !slices.Contains(kinds, f.ContentType) {
		return "", fmt.Errorf("file %s is %s, must be %s", f.ID, f.ContentType, strings.Join(kinds, " or "))
	}
	return f.ID, nil
}

// fileURL is the permanent address of a public file, and one that expires for a private one.
func (c *call) fileURL(f File) *string {
	if f.Status != "ready" {
		return nil
	}
	if f.Visibility == "public" {
		return new(c.address("/cdn/", f))
	}
	return c.signedURL(f)
}

// signedURL is an address with a short life, another one at every read.
func (c *call) signedURL(f File) *string {
	expires, nonce := strconv.FormatInt(c.now.Unix()+3600, 10), c.token(f.ID)
	if c.quirks.StableURLs {
		expires = strconv.FormatInt(f.CreatedAt.Unix()+10*365*86400, 10)
	}
	query := url.Values{"expires": {expires}, "nonce": {nonce}, "signature": {c.w.sign(f.ID, expires, nonce)}}
	return new(c.address("/cdn/", f) + "?" + query.Encode())
}

func (c *call) address(room string, f File) string {
	origin := c.Emulator.origin
	if origin == "" {
		origin = c.Origin
	}
	return origin + room + f.ID + "/" + url.PathEscape(f.Filename)
}

// token is a secret that differs from read to read.
func (c *call) token(id string) string {
	if c.quirks.StableURLs {
		return c.w.sign(id)
	}
	c.tokens++
	return c.w.sign(id, strconv.FormatUint(c.served, 10), strconv.Itoa(c.tokens))
}

func (w *world) sign(parts ...string) string {
	return digest(append(parts, strconv.FormatUint(w.seed, 10))...)
}

// opaque is the id that a file reads back under where Whop does not promise the file's own.
func (w *world) opaque(id string) string { return "atch_" + w.sign("opaque", id)[:13] }

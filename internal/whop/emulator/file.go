package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
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
	f := putNewFile(c, draft.File)
	return showFile(c, f, true), nil
}

func putNewFile(c *call, f File) File {
	f.Born, f.ID = c.world.nextID("file_")
	f.ContentType = contentTypes[strings.ToLower(path.Ext(f.Filename))]
	if f.ContentType == "" {
		f.ContentType = "application/octet-stream"
	}
	c.world.putFile(f)
	return f
}

// readFile also moves the file on: nothing else here takes time.
func readFile(c *call) (any, error) {
	f, err := c.fileByID(c.id)
	if err != nil {
		return nil, err
	}
	return showFile(c, processFile(c, f), false), nil
}

func processFile(c *call, f File) File {
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
	c.world.putFile(f)
	return f
}

func listFiles(c *call) (any, error) {
	ids := append(slices.Clone(c.in.Query["file_ids"]), c.in.Query["file_ids[]"]...)
	if len(ids) > maxFileIDs {
		return nil, invalid("file_ids", "more than %d", maxFileIDs)
	}
	var files []File
	for _, id := range ids {
		if f, err := c.fileByID(id); err == nil {
			files = append(files, processFile(c, f))
		}
	}
	slices.SortFunc(files, func(a, b File) int { return a.Born - b.Born })
	where := func(f File) place { return place{f.Born} }
	return paginate(c, files, where, func(f File) any { return showFile(c, f, false) })
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
		id, err := readyFile(c, sent, kinds)
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
		id, err := readyFile(c, s, anything)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	l.Attachments = ids
	return nil
}

// readyFile refuses a file that is not ready, or of a kind that does not belong there.
func readyFile(c *call, s *sentFile, kinds []string) (string, error) {
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

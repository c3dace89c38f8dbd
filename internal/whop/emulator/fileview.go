package emulator

import (
	"net/url"
	"strconv"
)

// File answers have two shapes: newer versions name the object type and time, and count the
// size in a number. (Documented.)
type nativeFile struct {
	Object string `json:"object"`
	oldFile
	Size      *int   `json:"size"`
	CreatedAt string `json:"created_at"`
}

type legacyFile struct {
	oldFile
	Size *string `json:"size"`
}

type oldFile struct {
	ID          string  `json:"id"`
	Filename    string  `json:"filename"`
	ContentType string  `json:"content_type"`
	URL         *string `json:"url"`
	Status      string  `json:"upload_status"`
	Visibility  string  `json:"visibility"`

	// on create only
	UploadURL     string            `json:"upload_url,omitempty"`
	UploadHeaders map[string]string `json:"upload_headers,omitempty"`
}

func showFile(c *call, f File, isNew bool) any {
	base := oldFile{
		ID: f.ID, Filename: f.Filename, ContentType: f.ContentType,
		URL: fileURL(c, f), Status: f.Status, Visibility: f.Visibility,
	}
	if isNew {
		base.UploadURL, base.UploadHeaders = uploadOf(c, f)
	}
	wasSent := f.Status == "processing" || f.Status == "ready"
	if c.since(nativeFiles) {
		return nativeFile{Object: "file", oldFile: base, Size: onlyIf(wasSent, f.Size), CreatedAt: spellTime(f.CreatedAt)}
	}
	return legacyFile{oldFile: base, Size: onlyIf(wasSent, strconv.Itoa(f.Size))}
}

// courseFile is the thumbnail of a course. Its id is not the file's. (Assumed: Whop calls
// it opaque, so no client may depend on it.)
type courseFile struct {
	ID          string  `json:"id"`
	Filename    *string `json:"filename"`
	ContentType *string `json:"content_type"`
	Optimized   *string `json:"optimized_url"`
	Source      *string `json:"source_url"`
}

func showCourseFile(c *call, id string) *courseFile {
	f, ok := c.world.files[id]
	if !ok {
		return nil
	}
	shown := c.world.seed.opaque(id)
	if c.quirks.SameIDs {
		shown = id
	}
	return &courseFile{ID: shown, Filename: &f.Filename, ContentType: &f.ContentType, Optimized: signedURL(c, f), Source: signedURL(c, f)}
}

// thumbnail is the picture of a lesson, which reads back without any id.
type thumbnail struct {
	URL *string `json:"url"`
}

func showThumbnail(c *call, id string) *thumbnail {
	f, ok := c.world.files[id]
	if !ok {
		return nil
	}
	return &thumbnail{URL: signedURL(c, f)}
}

// fileInLesson is an attachment, a PDF or the picture of a question.
type fileInLesson struct {
	ID          string  `json:"id"`
	Filename    *string `json:"filename"`
	ContentType *string `json:"content_type"`
	URL         *string `json:"url"`
}

func showFileInLesson(c *call, id string, opaque bool) *fileInLesson {
	f, ok := c.world.files[id]
	if !ok {
		return nil
	}
	view := &fileInLesson{ID: f.ID, Filename: &f.Filename, ContentType: &f.ContentType, URL: fileURL(c, f)}
	if opaque {
		view.ID = c.world.seed.opaque(id)
	}
	return view
}

// fileURL is the permanent address of a public file, and one that expires for a private one.
func fileURL(c *call, f File) *string {
	if f.Status != "ready" {
		return nil
	}
	if f.Visibility == "public" {
		return new(addressOf(c, downloadPath, f))
	}
	return signedURL(c, f)
}

// signedURL is an address with a short life, another one at every read.
func signedURL(c *call, f File) *string {
	expires, nonce := strconv.FormatInt(c.now.Unix()+3600, 10), c.token(f.ID)
	if c.quirks.StableURLs {
		expires = strconv.FormatInt(f.CreatedAt.Unix()+10*365*86400, 10)
	}
	query := url.Values{"expires": {expires}, "nonce": {nonce}, "signature": {c.world.seed.sign(f.ID, expires, nonce)}}
	return new(addressOf(c, downloadPath, f) + "?" + query.Encode())
}

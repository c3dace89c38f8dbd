package emulator

import "strconv"

// File answers have two shapes: newer versions say what object it is and when it was
// made, and count its size in a number. (Documented.)
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
	*uploadTo           // on create only
}

type uploadTo struct {
	URL     *string           `json:"upload_url"`
	Headers map[string]string `json:"upload_headers"`
}

func (c *call) showFile(f File, isNew bool) any {
	base := oldFile{
		ID: f.ID, Filename: f.Filename, ContentType: f.ContentType,
		URL: c.fileURL(f), Status: f.Status, Visibility: f.Visibility,
	}
	if isNew {
		base.uploadTo = c.uploadTo(f)
	}
	wasSent := f.Status == "processing" || f.Status == "ready"
	if c.since(nativeFiles) {
		return nativeFile{Object: "file", oldFile: base, Size: onlyIf(wasSent, f.Size), CreatedAt: spellTime(f.CreatedAt)}
	}
	return legacyFile{oldFile: base, Size: onlyIf(wasSent, strconv.Itoa(f.Size))}
}

// courseFile is the thumbnail of a course. Its id is not the file's. (Assumed: Whop calls
// it opaque, so nobody may depend on it.)
type courseFile struct {
	ID          string  `json:"id"`
	Filename    *string `json:"filename"`
	ContentType *string `json:"content_type"`
	Optimized   *string `json:"optimized_url"`
	Source      *string `json:"source_url"`
}

func (c *call) showCourseFile(id string) *courseFile {
	f, ok := c.w.files[id]
	if !ok {
		return nil
	}
	return &courseFile{ID: c.w.opaque(id), Filename: &f.Filename, ContentType: &f.ContentType, Optimized: c.signedURL(f), Source: c.signedURL(f)}
}

// thumbnail is the picture of a lesson, which reads back without any id.
type thumbnail struct {
	URL *string `json:"url"`
}

func (c *call) showThumbnail(id string) *thumbnail {
	f, ok := c.w.files[id]
	if !ok {
		return nil
	}
	return &thumbnail{URL: c.signedURL(f)}
}

// fileInLesson is an attachment, a PDF or the picture of a question.
type fileInLesson struct {
	ID          string  `json:"id"`
	Filename    *string `json:"filename"`
	ContentType *string `json:"content_type"`
	URL         *string `json:"url"`
}

func (c *call) showFileInLesson(id string, opaque bool) *fileInLesson {
	f, ok := c.w.files[id]
	if !ok {
		return nil
	}
	view := &fileInLesson{ID: f.ID, Filename: &f.Filename, ContentType: &f.ContentType, URL: c.fileURL(f)}
	if opaque {
		view.ID = c.w.opaque(id)
	}
	return view
}

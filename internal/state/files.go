package state

import "whopsync/internal/course"

// File is an uploaded file. URL is kept for public files only, whose address is permanent.
type File struct {
	ID     string `json:"id"`
	URL    string `json:"url,omitempty"`
	Public bool   `json:"public,omitempty"`
}

// Files are uploaded files by course.File's UploadKey. Earlier versions kept all of them by their
// bytes alone, under whatever name the first had.
type Files map[string]File

// Of returns the upload of a file. One of an earlier version serves under a name that its address shows.
func (f Files) Of(file course.File, public bool) (known File, ok bool) {
	if known, ok = f[file.UploadKey(public)]; ok {
		return known, ok
	}
	if !file.Named { // it may be offered under its name as well
		file.Named = true
		if known, ok = f[file.UploadKey(true)]; !ok && !public {
			known, ok = f[file.UploadKey(false)]
		}
		return known, ok
	}
	known = f[file.SHA256]
	return known, known.Public && public && course.NameIn(known.URL) == file.Name
}

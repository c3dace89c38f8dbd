package whop

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"

	"whopsync/internal/course"
)

// readFile reads a file as courses and lessons show it. Its id need not be the id that
// was sent (not documented), and its address may be signed: neither printed nor kept.
func readFile(raw json.RawMessage) (course.File, error) {
	var f struct {
		ID           string `json:"id"`
		Filename     string `json:"filename"`
		ContentType  string `json:"content_type"`
		URL          string `json:"url"`
		SourceURL    string `json:"source_url"`
		OptimizedURL string `json:"optimized_url"`
	}
	if json.Unmarshal(raw, &f) != nil {
		return course.File{}, errors.New("not a file")
	}
	address := cmp.Or(f.URL, f.SourceURL, f.OptimizedURL)
	return course.File{ID: f.ID, Name: f.Filename, ContentType: f.ContentType, URL: address}, nil
}

func readFiles(raw json.RawMessage) (course.Value, error) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil, errors.New("not a list of files")
	}
	files, err := convert(list, func(_ int, raw json.RawMessage) (course.File, error) { return readFile(raw) })
	return course.Files(files), err
}

func writeFile(f course.File) (any, error) {
	if f.ID == "" {
		return nil, fmt.Errorf("file %q is not uploaded", f.Path)
	}
	return map[string]any{"id": f.ID}, nil
}

package convert

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"whopsync/internal/filename"
	"whopsync/internal/spec"
)

// assets are the files that lessons show or offer. Each lies in the chapter that uses it.
type assets struct {
	src    *Source
	files  []File
	placed map[string]string // by chapter, file and use
	used   map[string]bool
	names  map[string]filename.Set // by folder
}

func newAssets(src *Source) *assets {
	return &assets{src: src, placed: map[string]string{}, used: map[string]bool{}, names: map[string]filename.Set{}}
}

func (a *assets) has(file string) bool { return a.used[file] }

// most is how much of a file is looked at: all of an image that can be uploaded.
const most = 20<<20 + 1

// place returns where a file comes to lie for a chapter. The error continues a sentence that begins with the file.
func (a *assets) place(file, dir string, use spec.Use) (string, error) {
	key := fmt.Sprint(dir, "\n", file, "\n", use)
	if at, ok := a.placed[key]; ok {
		return at, nil
	}
	data, err := a.src.head(file, most)
	if err != nil {
		return "", errors.New("cannot be read: " + reasonOf(err))
	}
	name := filename.Stem(stemOf(file), "file")
	if ext := strings.TrimPrefix(path.Ext(file), "."); ext != "" {
		name += "." + filename.Stem(ext, "file")
	}
	if name, err = spec.AssetName(name, data, use); err != nil {
		return "", err
	}
	switch { // Whop takes no file without an extension
	case path.Ext(name) != "":
	case !utf8.Valid(data):
		return "", errors.New("has no extension")
	default:
		name += ".txt"
	}
	folder := dir + "/files"
	if use == spec.BodyImage || use == spec.Thumbnail {
		folder = dir + "/images"
	}
	if a.names[folder] == nil {
		a.names[folder] = filename.Set{}
	}
	ext := path.Ext(name)
	at := folder + "/" + a.names[folder].Take(strings.TrimSuffix(name, ext), ext)
	a.files = append(a.files, File{Path: at, Copy: file})
	a.placed[key], a.used[file] = at, true
	return at, nil
}

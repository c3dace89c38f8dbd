package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/filename"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// Folders for files, beside the lessons that show them. Names that begin with _ are no
// content, so a Markdown file offered as a download does not become a lesson there.
const (
	imageFolder = "images"
	fileFolder  = "files"
	quietFolder = "_files"
)

// assets are the files of a course that come along.
type assets struct {
	fetched  map[string]fetched // by address; nil when files stay on Whop
	dir      string             // the course's folder
	data     map[string][]byte  // by path
	placed   map[string]string  // where bytes lie, by folder and digest
	inFolder map[string]filename.Set
	uploads  state.Files               // known uploads
	have     map[string]string         // where files of the repository lie, by their digests
	names    func(dir string) []string // what lies in a folder already; nil: nothing
	known    map[string]string         // where files lie uploaded from here, by the ids and addresses of the uploads
}

func newAssets(dir string, fetched map[string]fetched) assets {
	return assets{fetched: fetched, dir: dir, data: map[string][]byte{}, placed: map[string]string{}, inFolder: map[string]filename.Set{}, uploads: state.Files{}}
}

// NotAskedFor ends what is said of files that an import did not ask for.
const NotAskedFor = ": files were not asked for"

var errWithoutAssets = errors.New("stays on Whop" + NotAskedFor)

// add takes a file of Whop's into the repository, below the folder dir.
func (a assets) add(dir string, file course.File, use spec.Use) (course.File, error) {
	for _, name := range []string{file.ID, file.URL} {
		if at, ok := a.known[name]; ok {
			return course.File{Path: at}, nil
		}
	}
	got, ok := a.fetched[file.URL]
	switch {
	case file.URL == "":
		return course.File{}, fmt.Errorf("has no address on Whop")
	case !ok:
		return course.File{}, errWithoutAssets
	case got.err != nil:
		return course.File{}, fmt.Errorf("could not be downloaded: %w", got.err)
	}
	name, err := spec.AssetName(nameOf(file, use), got.data, use)
	if err != nil {
		return course.File{}, err
	}
	sum := sha256.Sum256(got.data)
	digest := hex.EncodeToString(sum[:])
	at, isHere := a.have[digest]
	if !isHere || use.ShowsName() && path.Base(at) != name {
		at = a.place(dir, name, digest, use, got.data)
	}
	made := course.File{Path: at, SHA256: digest, Named: use.ShowsName()}
	made.Name = path.Base(made.Path)
	a.remember(made, file)
	return course.File{Path: made.Path}, nil
}

// place returns where the bytes lie: images with the same ones are one file, while of two
// downloads of a lesson each keeps its own.
func (a assets) place(dir, name, digest string, use spec.Use, data []byte) string {
	folder := path.Join(dir, imageFolder)
	switch {
	case use == spec.Thumbnail && dir == a.dir:
		folder = dir
	case use == spec.PDF || use == spec.Attachment:
		folder = path.Join(dir, fileFolder)
		if spec.IsContent(name) {
			folder = path.Join(dir, quietFolder)
		}
		digest += name
	}
	if at, known := a.placed[folder+digest]; known && use != spec.Attachment {
		return at
	}
	if a.inFolder[folder] == nil {
		a.inFolder[folder] = filename.Set{}
		if a.names != nil {
			for _, name := range a.names(folder) {
				a.inFolder[folder][filename.Alike(name)] = true
			}
		}
	}
	ext := path.Ext(name)
	at := path.Join(folder, a.inFolder[folder].Take(strings.TrimSuffix(name, ext), ext))
	a.placed[folder+digest] = at
	a.data[at] = data
	return at
}

// nameOf returns a file's name: Whop's own, else the last part of its address, else its
// kind.
func nameOf(file course.File, use spec.Use) string {
	if use == spec.Thumbnail && file.Name == "" || use == spec.Thumbnail && file.ID != "" {
		return "cover" + path.Ext(partsOf(file.URL).Path)
	}
	name := file.Name
	if name == "" {
		name = path.Base(partsOf(file.URL).Path)
	}
	ext := path.Ext(name)
	if ext != safeExtension.FindString(ext) {
		ext = ""
	}
	otherwise := map[spec.Use]string{spec.PDF: "document", spec.Attachment: "file"}[use]
	if otherwise == "" {
		otherwise = "image"
	}
	return filename.Stem(strings.TrimSuffix(name, ext), otherwise) + ext
}

var safeExtension = regexp.MustCompile(`^\.[A-Za-z0-9]{1,10}$`)

var fileID = regexp.MustCompile(`(?:^|/)(file_[A-Za-z0-9]+)(?:/|$)`)

// remember notes which upload holds the bytes, so they are not uploaded again: where Whop
// shows a file's own id, in its place or in its address.
func (a assets) remember(made, file course.File) {
	u := partsOf(file.URL)
	known := state.File{}
	if m := fileID.FindStringSubmatch(file.ID); m != nil {
		known.ID = m[1]
	} else if m := fileID.FindStringSubmatch(u.Path); m != nil && file.ID == "" {
		known.ID = m[1]
	}
	if u.RawQuery == "" { // no signature, so permanent and public
		known.URL, known.Public = file.URL, true
	}
	key := made.UploadKey(false)
	if known.ID != "" && !a.uploads[key].Public {
		a.uploads[key] = known
	}
}

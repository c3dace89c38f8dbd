// Package rollback brings the files of courses back to what a run found.
//
// A record says, for each object that a run is about, which file it had before and which one it had for the run. The
// files of before are the author's own bytes wherever they can be found: in git, or in the record of an earlier run.
// Else they are what Whop had, converted as a pull does.
//
// Everything is data in and data out; who calls keeps records and writes files. The next plan says what the files
// lead to on Whop, like any other.
package rollback

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// formatVersion is that of records. Those of earlier versions of whopsync hold a plan, and no files.
const formatVersion = "2.0"

// Record is what is kept of a run.
type Record struct {
	FormatVersion string    `json:"format_version"`
	Environment   string    `json:"environment"`
	Lineage       string    `json:"lineage"` // of the state
	Serial        int64     `json:"serial"`  // that the run leads to
	At            time.Time `json:"at"`
	Command       string    `json:"command"`
	Who           string    `json:"who"`
	Did           string    `json:"did"`              // what it set out to do, in words
	Commit        string    `json:"commit,omitempty"` // that the files of before were applied from
	Objects       []Object  `json:"objects"`
}

// Object is a course, chapter or lesson that a run was about.
//
//	Fate       Before                         After
//	created    nil                            the file
//	changed    the file, as far as is known   the file, perhaps at another place
//	hidden     the file                       nil: its object is hidden on Whop, or was left there
//	destroyed  the file, if it had one        nil: its object is gone
type Object struct {
	Address course.Address `json:"address"`
	Kind    course.Kind    `json:"type"`
	Fate    Fate           `json:"fate"`
	ID      string         `json:"id,omitempty"`     // "" of what the run created
	Parent  string         `json:"parent,omitempty"` // the id of what it was in before
	Key     string         `json:"key,omitempty"`
	Title   string         `json:"title"`
	Before  *Version       `json:"before,omitempty"`
	After   *Version       `json:"after,omitempty"`
	Notes   []string       `json:"notes,omitempty"` // what the file of before does not say
}

// Fate is what a run does to an object.
type Fate string

const (
	Created   Fate = "created"
	Changed   Fate = "changed"
	Hidden    Fate = "hidden"
	Destroyed Fate = "destroyed"
)

// Version is a file, or the folder of a chapter that has none.
type Version struct {
	Path string `json:"path"`
	// Folder says that Path is the index of a lesson that is a folder.
	Folder bool `json:"folder,omitempty"`
	// Text are the bytes of the file; nil where it is a folder, or where they are not known.
	Text *string `json:"text,omitempty"`
	From Source  `json:"from,omitempty"`
	// Files are the images, attachments and documents that it shows or offers, and the texts that it includes.
	Files []Asset `json:"files,omitempty"`
}

// Source says where the bytes of a file of before were found.
type Source string

const (
	FromGit    Source = "git"
	FromRecord Source = "record"
	FromWhop   Source = "whop" // converted
)

// Asset is a file that a lesson shows or offers.
type Asset struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// ErrOlder says that a record was written by an earlier version of whopsync, which kept no files.
var ErrOlder = errors.New("an earlier version of whopsync wrote this record, which holds no files")

var errNoRecord = errors.New("this is not the record of a run")

// Encode writes a record, one object after the other: the encoder holds what it encodes at once a second time.
func (r *Record) Encode() ([]byte, error) {
	r.FormatVersion = formatVersion
	head := *r
	head.Objects = []Object{}
	var out bytes.Buffer
	out.Grow(r.size())
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(head)
	out.Truncate(max(0, out.Len()-len("]}\n")))
	for i := range r.Objects {
		if i > 0 {
			out.WriteByte(',')
		}
		err = errors.Join(err, encoder.Encode(&r.Objects[i]))
	}
	out.WriteString("]}\n")
	if err != nil {
		return nil, fmt.Errorf("encode the record of a run: %w", err)
	}
	return out.Bytes(), nil
}

// size is about how many bytes a record has when it is encoded.
func (r *Record) size() (size int) {
	for _, o := range r.Objects {
		size += 1 << 10
		for _, v := range []*Version{o.Before, o.After} {
			if v != nil && v.Text != nil {
				size += len(*v.Text) * 17 / 16 // with what is escaped
			}
		}
	}
	return size
}

// Decode reads a record. It may come from anybody who can write where the state is, so nothing in it leads to other
// files than those of courses.
func Decode(data []byte) (*Record, error) {
	var head struct {
		FormatVersion string `json:"format_version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("%w: %w", errNoRecord, err)
	}
	major := func(version string) string { before, _, _ := strings.Cut(version, "."); return before }
	switch {
	case head.FormatVersion == "":
		return nil, fmt.Errorf("%w: it has no format_version", errNoRecord)
	case major(head.FormatVersion) == "1":
		return nil, ErrOlder
	case major(head.FormatVersion) != major(formatVersion):
		return nil, fmt.Errorf("another version of whopsync wrote it: it has format version %s, and this one reads %s", head.FormatVersion, formatVersion)
	}
	r := &Record{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("%w: %w", errNoRecord, err)
	}
	for i := range r.Objects {
		if err := r.Objects[i].check(); err != nil {
			return nil, fmt.Errorf("%w: %w", errNoRecord, err)
		}
	}
	return r, nil
}

func (o *Object) check() error {
	if o.Address.IsZero() || o.Address.Kind() != o.Kind {
		return fmt.Errorf("%q is no %s", o.Address, o.Kind)
	}
	if isThere := o.After != nil; isThere != (o.Fate == Created || o.Fate == Changed) || o.Fate == Changed && o.Before == nil {
		return fmt.Errorf("%q is no fate of %s", o.Fate, o.Address)
	}
	for _, v := range []*Version{o.Before, o.After} {
		if v == nil {
			continue
		}
		isIndex := o.Kind == course.KindLesson && spec.IsIndex(path.Base(v.Path))
		if !isInside(v.Path) || !declares(o.Kind, v.Path) || v.Folder && !isIndex {
			return fmt.Errorf("%q is no file of a %s", v.Path, o.Kind)
		}
		for _, asset := range v.Files {
			if !isInside(asset.Path) || path.Base(asset.Path) == spec.ConfigFile {
				return fmt.Errorf("%q is no file that a lesson shows", asset.Path)
			}
		}
	}
	return nil
}

// place is the file or folder that moves with what a version declares.
func (v *Version) place() string {
	return spec.PlaceOfSource(course.Source{Path: v.Path, Folder: v.Folder})
}

// declares reports whether something of a kind is declared at a path: a chapter by its folder, where that has no file.
func declares(kind course.Kind, source string) bool {
	switch base := path.Base(source); kind {
	case course.KindCourse:
		return base == "course.yaml"
	case course.KindChapter:
		return path.Base(spec.DeclaringFile(source)) == "chapter.yaml"
	default:
		return isMarkdown(base)
	}
}

func isMarkdown(name string) bool {
	extension := strings.ToLower(path.Ext(name))
	return extension == ".md" || extension == ".markdown"
}

// isInside reports whether a path leads to nowhere but among the files of courses: no part of it is hidden.
func isInside(name string) bool {
	return fs.ValidPath(name) && name != "." && !strings.ContainsAny(name, "\\:\x00") && !strings.HasPrefix(name, ".") && !strings.Contains(name, "/.")
}

// Versions returns what a file said for the run, as often as something of the run was declared by it.
func (r *Record) Versions(file string) (versions [][]byte) {
	for i := range r.Objects {
		if v := r.Objects[i].After; v != nil && v.Path == file && v.Text != nil {
			versions = append(versions, []byte(*v.Text))
		}
	}
	return versions
}

// TakesBack reports whether a run has left the files as they were before an earlier one, as far as that one changed them.
func (r *Record) TakesBack(earlier *Record) bool {
	for i := range earlier.Objects {
		o := &earlier.Objects[i]
		takesBack := func(later Object) bool {
			isSame := later.Address == o.Address || later.ID != "" && later.ID == o.ID
			switch {
			case !isSame:
				return false
			case o.Before == nil:
				return later.After == nil
			}
			return later.After != nil && o.Before.Path == later.After.Path &&
				(o.Before.Text == nil || later.After.Text != nil && *o.Before.Text == *later.After.Text)
		}
		if !slices.ContainsFunc(r.Objects, takesBack) {
			return false
		}
	}
	return len(earlier.Objects) > 0
}

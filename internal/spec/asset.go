package spec

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// Bounds of files that are uploaded. Whop publishes none that a course could reach; a
// single upload of this size is what a student's browser still takes.
const (
	maxImage = 20 << 20
	maxAsset = 512 << 20
)

// asset is what is known of a local file that something shows or offers: its bytes'
// digest, what they are, and what is wrong with them whatever they are used for.
type asset struct {
	file course.File
	kind kind
	flaw *flaw
}

// flaw is a problem without a place: it is reported wherever the file is used.
type flaw struct{ rule, message, hint string }

// lfsFlaw is that of what lies in the place of a file that git keeps elsewhere.
func lfsFlaw() *flaw {
	return &flaw{"lfs-pointer", "is a Git LFS pointer, not the file itself", "run `git lfs pull`; in CI check out with LFS"}
}

// examine reads a file once: digest, kind and flaws.
func examine(repo *Repo, name string) asset {
	a := asset{file: course.File{Path: name, Name: path.Base(name)}}
	file, err := repo.Open(name)
	if err != nil {
		a.flaw = flawOf(err)
		return a
	}
	defer file.Close()
	if err := a.read(file); err != nil {
		a.flaw = flawOf(err)
	}
	a.file.ContentType = contentType(a.kind, name)
	return a
}

func flawOf(err error) *flaw { return &flaw{ruleOf(err), because(err), ""} }

func (a *asset) read(file fs.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	a.file.Size = info.Size()
	if a.file.Size > maxAsset {
		return &tooLargeError{size: a.file.Size, max: maxAsset}
	}
	head := make([]byte, min(a.file.Size, headSize))
	if _, err := io.ReadFull(file, head); err != nil {
		return err
	}
	a.kind = sniff(head)
	digest := sha256.New()
	digest.Write(head)
	if a.kind.isImage() {
		return a.readImage(file, head, digest)
	}
	if n, err := io.Copy(digest, io.LimitReader(file, a.file.Size-int64(len(head)))); err != nil {
		return err
	} else if n+int64(len(head)) < a.file.Size {
		return io.ErrUnexpectedEOF
	}
	a.file.SHA256 = hex.EncodeToString(digest.Sum(nil))
	a.flaw = a.contentFlaw(head)
	return nil
}

// readImage holds an image in memory: whether it is whole and harmless cannot be seen
// from its beginning.
func (a *asset) readImage(file fs.File, head []byte, digest io.Writer) error {
	if a.file.Size > maxImage {
		return &tooLargeError{size: a.file.Size, max: maxImage}
	}
	data := make([]byte, a.file.Size)
	if _, err := io.ReadFull(file, data[copy(data, head):]); err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	a.file.SHA256 = hex.EncodeToString(sum[:])
	if a.flaw = a.contentFlaw(head); a.flaw == nil {
		a.flaw = imageFlaw(a.kind, data)
	}
	return nil
}

// contentFlaw finds files that are not what their name says.
func (a *asset) contentFlaw(head []byte) *flaw {
	expected := kindOfName(a.file.Name)
	switch {
	case len(head) == 0:
		return &flaw{"empty-file", "is empty", "add the file's content"}
	case a.kind == kindLFS:
		return lfsFlaw()
	case expected != kindOther && expected != a.kind:
		return &flaw{"wrong-content", fmt.Sprintf("is named %s, but its content is %s", extensionOf(a.file.Name), a.kind), "replace the file, or name it as what it is"}
	}
	return nil
}

// Use is what a local file is used for.
type Use int

const (
	Thumbnail Use = iota
	BodyImage
	QuestionImage
	PDF
	Attachment
)

// accepts lists the kinds that a use takes; none is all.
func (u Use) accepts() []kind {
	switch u {
	case Thumbnail: // documented
		return []kind{kindPNG, kindJPEG, kindGIF}
	case BodyImage: // what browsers show
		return []kind{kindPNG, kindJPEG, kindGIF, kindWebP, kindAVIF, kindSVG}
	case QuestionImage:
		return []kind{kindPNG, kindJPEG, kindGIF, kindWebP}
	case PDF:
		return []kind{kindPDF}
	}
	return nil
}

// fits reports names that a file for the use can have.
func (u Use) fits(name string) bool {
	accepted := u.accepts()
	return len(accepted) == 0 || slices.Contains(accepted, kindOfName(name))
}

func (u Use) String() string {
	return [...]string{"a thumbnail", "an image", "a question's image", "main_pdf", "an attachment"}[u]
}

// flawFor returns what is wrong with a for a use, or nil.
func (a *asset) flawFor(u Use) *flaw {
	if a.flaw != nil {
		return a.flaw
	}
	accepted := u.accepts()
	if len(accepted) == 0 {
		return nil
	}
	names := make([]string, len(accepted))
	for i, k := range accepted {
		if names[i] = string(k); k != a.kind {
			continue
		}
		if kindOfName(a.file.Name) != k {
			return &flaw{"wrong-content", fmt.Sprintf("is %s, but not named so", k), "give its name the right extension"}
		}
		return nil
	}
	return &flaw{"wrong-kind", fmt.Sprintf("is %s; %s wants %s", a.kind, u, strings.Join(names, ", ")), ""}
}

package spec

import (
	"slices"

	"whopsync/internal/course"
)

// Use is what a local file is used for.
type Use int

const (
	Thumbnail Use = iota
	BodyImage
	QuestionImage
	PDF
	Attachment
	Media
)

// uses are the words for each use, and the kinds of files that it takes; none is all.
var uses = [...]struct {
	name    string
	accepts []fileKind
}{

	Thumbnail:     {"a thumbnail", []fileKind{kindPNG, kindJPEG, kindGIF}},                           // documented
	BodyImage:     {"an image", []fileKind{kindPNG, kindJPEG, kindGIF, kindWebP, kindAVIF, kindSVG}}, // what browsers show
	QuestionImage: {"a question's image", []fileKind{kindPNG, kindJPEG, kindGIF, kindWebP}},
	PDF:           {"main_pdf", []fileKind{kindPDF}},
	Attachment:    {name: "an attachment"},
	Media:         {name: "what HTML loads"},
}

func (u Use) String() string { return uses[u].name }

// UseOf returns the use of the one file that a field holds.
func UseOf(field course.Field) (u Use, ok bool) {
	switch field {
	case course.Thumbnail:
		return Thumbnail, true
	case course.MainPDF:
		return PDF, true
	}
	return 0, false
}

// ShowsName reports whether students see what a file of this use is called.
func (u Use) ShowsName() bool { return u == PDF || u == Attachment }

func (u Use) accepts(k fileKind) bool {
	return uses[u].accepts == nil || slices.Contains(uses[u].accepts, k)
}

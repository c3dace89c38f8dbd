package spec

import (
	"slices"
	"strings"
)

// form is a format in words, and how a file of it becomes an image that browsers show.
type form struct {
	kind   fileKind
	words  string
	export string // the way out
	exts   string // names of files that are of it, where the bytes do not say so
}

const (
	exportHEIC  = "export it as JPEG: on a Mac open it in Preview, File > Export; on an iPhone Settings > Camera > Formats > Most Compatible takes the next photos as JPEG"
	exportImage = "export it as PNG or JPEG"
	useVideo    = "Whop shows videos of YouTube and Loom: upload it there, and write `video_url:`"
)

// forms are formats that people take for images of a lesson, and that browsers do not show as one.
var forms = []form{
	{"HEIC", "HEIC, the format of an iPhone's photos, which browsers do not show", exportHEIC, ".heic .heif .hif"},
	{"RAW", "RAW, a camera's own format, which browsers do not show", exportImage, ".cr2 .cr3 .nef .arw .dng .raf .orf .rw2 .pef .srw"},
	{"TIFF", "TIFF, which browsers do not show", exportImage, ".tif .tiff"},
	{"PSD", "PSD, a document of Photoshop's", exportImage, ".psd .psb"},
	{"BMP", "BMP, which is large and not shown everywhere", exportImage, ".bmp"},
	{"ICO", "ICO, an icon", exportImage, ".ico"},
	{"JPEG XL", "JPEG XL, which few browsers show", exportImage, ".jxl"},
	{"JPEG 2000", "JPEG 2000, which browsers do not show", exportImage, ".jp2"},
	{"PostScript", "PostScript, which browsers do not show", exportImage, ".eps .ps"},
	{"AI", "a document of Illustrator's", exportImage, ".ai"},
	{"XCF", "XCF, a document of GIMP's", exportImage, ".xcf"},
	{"MOV", "MOV, a video", useVideo, ".mov"},
	{"MP4", "MP4, a video", useVideo, ".mp4 .m4v"},
	{"WebM", "WebM, a video", useVideo, ".webm .mkv"},
	{"AVI", "AVI, a video", useVideo, ".avi"},
}

// formOf returns how a format is called. A name says it where the bytes do not.
func formOf(k fileKind, name string) form {
	if ext := extensionOf(name); k == kindOther || k == "TIFF" || k == kindPDF {
		if i := slices.IndexFunc(forms, func(f form) bool { return ext != "" && slices.Contains(strings.Fields(f.exts), ext) }); i >= 0 {
			return forms[i]
		}
	}
	if i := slices.IndexFunc(forms, func(f form) bool { return f.kind == k }); i >= 0 {
		return forms[i]
	}
	f := form{kind: k, words: string(k)}
	switch k {
	case kindWebP, kindAVIF, kindSVG:
		f.export = exportImage
	case kindPDF:
		f.export = "export the page as PNG, or link to the PDF: [text](file.pdf)"
	case kindHTML:
		f.words, f.export = "a web page", "download the image itself, and not the page that shows it"
	}
	return f
}

// wayOut returns what to do with a file that a use does not take.
func (f form) wayOut(u Use) string {
	switch {
	case u == PDF && f.kind == kindPDF:
		return "let its name end in .pdf"
	case u == PDF:
		return "export it as PDF"
	}
	return f.export
}

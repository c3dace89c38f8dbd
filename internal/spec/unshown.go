package spec

import (
	"bytes"
	"slices"
	"strings"
)

// form is a format in words, and how a file of it becomes an image that browsers show.
type form struct {
	kind   kind
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
func formOf(k kind, name string) form {
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

// sniffUnshown tells the formats that browsers do not show, "" for all others.
func sniffUnshown(head []byte) kind {
	for _, magic := range []struct {
		bytes string
		kind  kind
	}{
		{"8BPS", "PSD"}, {"gimp xcf", "XCF"}, {"%!PS", "PostScript"}, {"\xc5\xd0\xd3\xc6", "PostScript"},
		{"II*\x00\x10\x00\x00\x00CR", "RAW"}, {"FUJIFILMCCD-RAW", "RAW"}, {"IIU\x00", "RAW"}, {"IIRO", "RAW"}, {"IIRS", "RAW"},
		{"II*\x00", "TIFF"}, {"MM\x00*", "TIFF"}, {"\x00\x00\x01\x00", "ICO"}, {"\xff\x0a", "JPEG XL"},
		{"\x00\x00\x00\x0cJXL ", "JPEG XL"}, {"\x00\x00\x00\x0cjP  ", "JPEG 2000"}, {"\x1a\x45\xdf\xa3", "WebM"},
	} {
		if bytes.HasPrefix(head, []byte(magic.bytes)) {
			return magic.kind
		}
	}
	switch {
	case len(head) >= 14 && bytes.HasPrefix(head, []byte("BM")) && bytes.Equal(head[6:10], make([]byte, 4)):
		return "BMP"
	case len(head) >= 12 && bytes.HasPrefix(head, []byte("RIFF")) && string(head[8:12]) == "AVI ":
		return "AVI"
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		return brandOf(string(head[8:12]), head)
	}
	return ""
}

// brandOf tells what the brand of an ISO media file stands for.
func brandOf(brand string, head []byte) kind {
	if (brand == "mif1" || brand == "msf1") && bytes.Contains(head[:min(len(head), 64)], []byte("avif")) {
		return kindAVIF
	}
	switch brand {
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1":
		return "HEIC"
	case "crx ":
		return "RAW"
	case "qt  ":
		return "MOV"
	case "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "dash":
		return "MP4"
	}
	return ""
}

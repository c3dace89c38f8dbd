package spec

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"
)

// fileKind is what the bytes of a file are, whatever its name says.
type fileKind string

const (
	kindPNG   fileKind = "PNG"
	kindJPEG  fileKind = "JPEG"
	kindGIF   fileKind = "GIF"
	kindWebP  fileKind = "WebP"
	kindAVIF  fileKind = "AVIF"
	kindSVG   fileKind = "SVG"
	kindPDF   fileKind = "PDF"
	kindZip   fileKind = "ZIP" // and the office formats that are one
	kindHTML  fileKind = "HTML"
	kindLFS   fileKind = "a Git LFS pointer"
	kindOther fileKind = "something else"
)

func (k fileKind) isImage() bool {
	return slices.Contains([]fileKind{kindPNG, kindJPEG, kindGIF, kindWebP, kindAVIF, kindSVG}, k)
}

// Bounds of files that are uploaded. Whop publishes none that a course could reach; a
// single upload of this size is what a student's browser still takes.
const (
	maxImage = 20 << 20
	maxAsset = 512 << 20
)

// smaller says how a file of the kind becomes smaller, "" if that depends on the file.
func (k fileKind) smaller() string {
	if k.isImage() {
		return "make it smaller: 2,000 pixels wide is enough for a lesson"
	}
	return ""
}

func (k fileKind) most() int64 {
	if k.isImage() {
		return maxImage
	}
	return maxAsset
}

func joined(kinds []fileKind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return strings.Join(words, ", ")
}

// headSize is how many bytes tell the kind. PDF readers look that far for its mark.
const headSize = 1024

// sniff tells the kind from the first bytes of a file.
func sniff(head []byte) fileKind {
	starts := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case starts("\x89PNG\r\n\x1a\n"):
		return kindPNG
	case starts("\xff\xd8\xff"):
		return kindJPEG
	case starts("GIF87a"), starts("GIF89a"):
		return kindGIF
	case starts("RIFF") && len(head) >= 12 && string(head[8:12]) == "WEBP":
		return kindWebP
	case len(head) >= 12 && string(head[4:8]) == "ftyp" && (string(head[8:12]) == "avif" || string(head[8:12]) == "avis"):
		return kindAVIF
	case starts("PK\x03\x04"), starts("PK\x05\x06"):
		return kindZip
	case sniffUnshown(head) != "":
		return sniffUnshown(head)
	case starts("version https://git-lfs.github.com/spec/"):
		return kindLFS
	}
	return sniffMarkup(head)
}

// sniffMarkup tells what is known by its first tag, and PDF, whose mark may stand after
// some other bytes.
func sniffMarkup(head []byte) fileKind {
	text := strings.ToLower(string(bytes.TrimPrefix(head, []byte("\uFEFF"))))
	text = strings.TrimSpace(text)
	svg, html := strings.Index(text, "<svg"), strings.Index(text, "<html")
	switch {
	case strings.HasPrefix(text, "<!doctype html"), html >= 0 && strings.HasPrefix(text, "<") && (svg < 0 || html < svg):
		return kindHTML
	case svg >= 0 && strings.HasPrefix(text, "<"):
		return kindSVG
	case bytes.Contains(head, []byte("%PDF-")):
		return kindPDF
	}
	return kindOther
}

// sniffUnshown tells the formats that browsers do not show, "" for all others.
func sniffUnshown(head []byte) fileKind {
	for _, magic := range []struct {
		bytes string
		kind  fileKind
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
func brandOf(brand string, head []byte) fileKind {
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

// fileFormat is what the extension of a name promises: what is in the file, where that can be
// checked, and the media type to upload it with.
type fileFormat struct {
	ext       string
	kind      fileKind
	mediaType string
}

// fileFormats are those that are known. The system is not asked, whose tables differ from machine
// to machine. The first of a kind is how such a file is named.
var fileFormats = []fileFormat{
	{".png", kindPNG, "image/png"},
	{".jpg", kindJPEG, "image/jpeg"},
	{".jpeg", kindJPEG, "image/jpeg"},
	{".gif", kindGIF, "image/gif"},
	{".webp", kindWebP, "image/webp"},
	{".avif", kindAVIF, "image/avif"},
	{".svg", kindSVG, "image/svg+xml"},
	{".pdf", kindPDF, "application/pdf"},
	{".zip", kindZip, "application/zip"},
	{".docx", kindZip, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{".xlsx", kindZip, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{".pptx", kindZip, "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	{".odt", kindZip, "application/vnd.oasis.opendocument.text"},
	{".ods", kindZip, "application/vnd.oasis.opendocument.spreadsheet"},
	{".odp", kindZip, "application/vnd.oasis.opendocument.presentation"},
	{".epub", kindZip, "application/epub+zip"},
	{".txt", kindOther, "text/plain; charset=utf-8"},
	{".text", kindOther, "text/plain; charset=utf-8"},
	{".csv", kindOther, "text/csv; charset=utf-8"},
	{".md", kindOther, "text/markdown; charset=utf-8"},
	{".markdown", kindOther, "text/markdown; charset=utf-8"},
	{".json", kindOther, "application/json"},
	{".mp3", kindOther, "audio/mpeg"},
	{".m4a", kindOther, "audio/mp4"},
	{".wav", kindOther, "audio/wav"},
	{".ogg", kindOther, "audio/ogg"},
	{".mp4", kindOther, "video/mp4"},
	{".m4v", kindOther, "video/mp4"},
	{".webm", kindOther, "video/webm"},
	{".ogv", kindOther, "video/ogg"},
	{".mov", kindOther, "video/quicktime"},
	{".vtt", kindOther, "text/vtt; charset=utf-8"},
}

func formatOf(ext string) fileFormat {
	if i := slices.IndexFunc(fileFormats, func(f fileFormat) bool { return f.ext == ext }); i >= 0 {
		return fileFormats[i]
	}
	return fileFormat{kind: kindOther, mediaType: "application/octet-stream"}
}

// kindOfName returns what a file must be to be named so; kindOther where a name promises
// nothing that can be checked.
func kindOfName(name string) fileKind { return formatOf(extensionOf(name)).kind }

func extensionOf(name string) string { return strings.ToLower(path.Ext(name)) }

// extension returns how a file of a kind is named, "" for what may be named in many ways.
func (k fileKind) extension() string {
	i := slices.IndexFunc(fileFormats, func(f fileFormat) bool { return f.kind == k })
	if i < 0 || k == kindZip || k == kindOther {
		return ""
	}
	return fileFormats[i].ext
}

// contentType returns the media type to upload a file with: that of what it is, where its
// name says it less well.
func contentType(k fileKind, name string) string {
	return formatOf(cmp.Or(k.extension(), extensionOf(name))).mediaType
}

// errLFS is about what lies in the place of a file that git keeps elsewhere.
var errLFS = &flaw{"lfs-pointer", "is a Git LFS pointer, not the file itself", "run `git lfs pull`; in CI check out with LFS"}

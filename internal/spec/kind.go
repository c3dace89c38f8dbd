package spec

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// kind is what the bytes of a file are, whatever its name says.
type kind string

const (
	kindPNG   kind = "PNG"
	kindJPEG  kind = "JPEG"
	kindGIF   kind = "GIF"
	kindWebP  kind = "WebP"
	kindAVIF  kind = "AVIF"
	kindSVG   kind = "SVG"
	kindPDF   kind = "PDF"
	kindZip   kind = "ZIP" // and the office formats that are one
	kindHTML  kind = "HTML"
	kindLFS   kind = "a Git LFS pointer"
	kindOther kind = "something else"
)

func (k kind) isImage() bool {
	return slices.Contains([]kind{kindPNG, kindJPEG, kindGIF, kindWebP, kindAVIF, kindSVG}, k)
}

// headSize is how many bytes tell the kind. PDF readers look that far for its mark.
const headSize = 1024

// sniff tells the kind from the first bytes of a file.
func sniff(head []byte) kind {
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
	case starts("version https://git-lfs.github.com/spec/"):
		return kindLFS
	}
	return sniffMarkup(head)
}

// sniffMarkup tells what is known by its first tag, and PDF, whose mark may stand behind
// some other bytes.
func sniffMarkup(head []byte) kind {
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

// kindOfExtension returns what a file must be to be named so; kindOther where a name
// promises nothing that can be checked.
func kindOfExtension(ext string) kind {
	switch ext {
	case ".png":
		return kindPNG
	case ".jpg", ".jpeg":
		return kindJPEG
	case ".gif":
		return kindGIF
	case ".webp":
		return kindWebP
	case ".avif":
		return kindAVIF
	case ".svg":
		return kindSVG
	case ".pdf":
		return kindPDF
	case ".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub":
		return kindZip
	}
	return kindOther
}

// contentType returns the media type to upload a file with. It does not ask the system,
// whose tables differ from machine to machine.
func contentType(k kind, name string) string {
	switch k {
	case kindPNG:
		return "image/png"
	case kindJPEG:
		return "image/jpeg"
	case kindGIF:
		return "image/gif"
	case kindWebP:
		return "image/webp"
	case kindAVIF:
		return "image/avif"
	case kindSVG:
		return "image/svg+xml"
	case kindPDF:
		return "application/pdf"
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".zip":
		return "application/zip"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ".pptx":
		return "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	case ".epub":
		return "application/epub+zip"
	case ".txt", ".text":
		return "text/plain; charset=utf-8"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".md", ".markdown":
		return "text/markdown; charset=utf-8"
	case ".json":
		return "application/json"
	case ".mp3":
		return "audio/mpeg"
	case ".m4a":
		return "audio/mp4"
	case ".wav":
		return "audio/wav"
	case ".mp4":
		return "video/mp4"
	case ".webm":
		return "video/webm"
	}
	return "application/octet-stream"
}

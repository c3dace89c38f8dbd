package rollback

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"path"
	"strings"
)

// placeholder stands for a file of which a record has only the digest: the smallest one that loading takes.
func placeholder(file string) []byte {
	var out bytes.Buffer
	dot := image.NewGray(image.Rect(0, 0, 1, 1))
	switch strings.ToLower(path.Ext(file)) {
	case ".png":
		_ = png.Encode(&out, dot) // a buffer takes everything
	case ".jpg", ".jpeg":
		_ = jpeg.Encode(&out, dot, nil)
	case ".gif":
		_ = gif.Encode(&out, dot, nil)
	case ".webp":
		out.WriteString("RIFF\x00\x00\x00\x00WEBP")
	case ".avif":
		out.WriteString("\x00\x00\x00\x20ftypavif")
	case ".svg":
		out.WriteString("<svg/>")
	case ".pdf":
		out.WriteString("%PDF-1.7\n")
	default:
		out.WriteString("gone")
	}
	return out.Bytes()
}

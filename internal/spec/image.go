package spec

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"regexp"
	"strings"
)

// Bounds of an image. A small file can unfold to gigabytes in whatever decodes it, so
// only headers are read here, and what is too large never reaches a student's browser.
const (
	maxPixels = 50_000_000
	maxSide   = 16_384
)

// imageFlaw finds images that are broken, cut off, or dangerous to show.
func imageFlaw(k fileKind, data []byte) *flaw {
	width, height, err := dimensions(k, data)
	switch {
	case err != nil:
		return &flaw{"broken-image", fmt.Sprintf("is a broken %s: %v", k, err), "export it again"}
	case width > maxSide || height > maxSide || width*height > maxPixels:
		return &flaw{"too-large", fmt.Sprintf("has %d×%d pixels; at most %d million and %d a side are taken", width, height, maxPixels/1_000_000, maxSide), "make it smaller"}
	case !isWhole(k, data):
		return &flaw{"broken-image", fmt.Sprintf("is a %s that is cut off", k), "export it again"}
	case k == kindSVG:
		return svgFlaw(data)
	}
	return nil
}

// dimensions reads an image's header; zeros where the kind has none that is read.
func dimensions(k fileKind, data []byte) (width, height int, err error) {
	switch k {
	case kindPNG, kindJPEG, kindGIF:
		c, _, err := image.DecodeConfig(bytes.NewReader(data))
		return c.Width, c.Height, err
	}
	return 0, 0, nil
}

// isWhole reports whether an image has its end, as its format marks it. Bytes after the
// end break nothing: cameras put previews and films there. Of PNGs they are warned of.
func isWhole(k fileKind, data []byte) bool {
	switch k {
	case kindPNG:
		return hasPNGEnd(data)
	case kindJPEG:
		return hasJPEGEnd(data)
	case kindGIF:
		return bytes.LastIndexByte(data, ';') > 0
	case kindWebP:
		return len(data) >= 8 && uint64(len(data)) >= 8+uint64(binary.LittleEndian.Uint32(data[4:]))
	}
	return true
}

func hasPNGEnd(data []byte) bool {
	end, _ := pngEnd(data)
	return end > 0
}

// pngEnd walks the chunks of a PNG: length, name, content, checksum. It returns where the last one
// ends, 0 if there is none, and how many bytes are in chunks of text.
func pngEnd(data []byte) (end, text uint64) {
	const signature, around = 8, 12
	for at := uint64(signature); at+around <= uint64(len(data)); {
		name, size := string(data[at+4:at+8]), uint64(binary.BigEndian.Uint32(data[at:]))
		at += around + size
		switch name {
		case "IEND":
			return at, text
		case "tEXt", "zTXt", "iTXt":
			text += size
		}
	}
	return 0, text
}

// maxHidden is how much text a picture holds at most without a word: names of programs and dates
// are shorter.
const maxHidden = 1 << 20

// oddImage finds what is in an image and is not shown: anyone who downloads it can read
// that.
func oddImage(k fileKind, data []byte) *flaw {
	switch end, text := pngEnd(data); {
	case k == kindSVG && loadsElsewhere.Match(data):
		return &flaw{"svg-loads", "loads a file from another server, which then learns who looks at it", "export it with everything in it"}
	case k != kindPNG || end == 0:
	case end < uint64(len(data)):
		return &flaw{"trailing-data", fmt.Sprintf("has %s after the end of the picture, which is not shown and which students can download", byteCount(int64(uint64(len(data))-end))), "export it again"}
	case text > maxHidden:
		return &flaw{"trailing-data", fmt.Sprintf("has %s of text in it, which is not shown and which students can download", byteCount(int64(text))), "export it without metadata"}
	}
	return nil
}

// hasJPEGEnd looks for the end mark after the start of the picture itself: the preview
// in the header has an end of its own.
func hasJPEGEnd(data []byte) bool {
	const startOfScan, endOfImage = 0xda, 0xd9
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		switch mark := data[at+1]; {
		case mark == 0xff:
			at++ // padding
		case mark == startOfScan:
			return bytes.Contains(data[at:], []byte{0xff, endOfImage})
		default:
			at += 2 + int(binary.BigEndian.Uint16(data[at+2:]))
		}
	}
	return false
}

// svgFlaw refuses drawings that run programs or pull in pages.
func svgFlaw(data []byte) *flaw {
	unsafe := func(what string) *flaw {
		return &flaw{"unsafe-svg", "is an SVG with " + what, "export it without scripts"}
	}
	decoder := xml.NewDecoder(bytes.NewReader(data))
	decoder.Strict = false
	decoder.Entity = xml.HTMLEntity
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	for {
		token, err := decoder.RawToken()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return &flaw{"broken-image", fmt.Sprintf("is a broken SVG: %v", err), "export it again"}
		}
		switch token := token.(type) {
		case xml.Directive:
			if bytes.Contains(bytes.ToUpper(token), []byte("ENTITY")) {
				return unsafe("entities")
			}
		case xml.StartElement:
			switch strings.ToLower(token.Name.Local) {
			case "script", "iframe", "object", "embed", "handler":
				return unsafe("<" + token.Name.Local + ">")
			}
			for _, attribute := range token.Attr {
				if runsScript(attribute) {
					return unsafe("a script in " + attribute.Name.Local)
				}
			}
		}
	}
}

// loadsElsewhere is what in a drawing makes browsers ask another server.
var loadsElsewhere = regexp.MustCompile(`(?i)@import|url\(\s*["']?(?:https?:)?//|<(?:\w+:)?(?:use|image|feimage)\s[^>]*href\s*=\s*["']\s*(?:https?:)?//`)

func runsScript(attribute xml.Attr) bool {
	value := strings.Map(func(r rune) rune { // browsers skip these in an address
		if r <= ' ' {
			return -1
		}
		return r
	}, strings.ToLower(attribute.Value))
	return strings.HasPrefix(strings.ToLower(attribute.Name.Local), "on") ||
		strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:text/html")
}

package spec

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

// picture returns a small image as an encoder writes it.
func picture(t *testing.T, encode func(io.Writer, image.Image) error) string {
	t.Helper()
	var out bytes.Buffer
	if err := encode(&out, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func pngPicture(t *testing.T) string { return picture(t, png.Encode) }

func jpegPicture(t *testing.T) string {
	return picture(t, func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) })
}

func gifPicture(t *testing.T) string {
	return picture(t, func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) })
}

// hugePNG is a few bytes that would unfold to gigabytes.
func hugePNG(width, height uint32) string {
	chunk := func(name string, data []byte) string {
		body := append([]byte(name), data...)
		out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		out = append(out, body...)
		return string(binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body)))
	}
	header := binary.BigEndian.AppendUint32(nil, width)
	header = binary.BigEndian.AppendUint32(header, height)
	header = append(header, 8, 6, 0, 0, 0)
	return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IEND", nil)
}

// withText puts a chunk of text before the end of a PNG.
func withText(image, text string) string {
	body := "tEXt" + text
	chunk := string(binary.BigEndian.AppendUint32(nil, uint32(len(text)))) + body
	chunk += string(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(body))))
	end := strings.LastIndex(image, "IEND") - 4
	return image[:end] + chunk + image[end:]
}

func TestWhatAPNGHoldsBesideItsPictureIsWarnedOf(t *testing.T) {
	image := pngPicture(t)
	for name, test := range map[string]struct{ content, want string }{
		"nothing":           {image, ""},
		"some text":         {withText(image, "Software\x00GIMP"), ""},
		"a page behind it":  {image + "<html>secret</html>", "W LESSON:1:6: a.png has 19 bytes after the end of the picture, which is not shown and which students can download (export it again)\n"},
		"a lot of text":     {withText(image, strings.Repeat("x", 2<<20)), "W LESSON:1:6: a.png has 2.0 MiB of text in it, which is not shown and which students can download (export it without metadata)\n"},
		"as much as passes": {withText(image, strings.Repeat("x", 1<<20)), ""},
	} {
		if got := complaints(pottery("![a](a.png)\n").with(files{inChapter + "a.png": test.content})); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func fileOf(path, content, contentType string) course.File {
	sum := sha256.Sum256([]byte(content))
	return course.File{
		Path: path, Name: path[strings.LastIndex(path, "/")+1:], SHA256: hex.EncodeToString(sum[:]),
		Size: int64(len(content)), ContentType: contentType,
	}
}

const inChapter = "courses/pottery/01-clay/"

func TestFilesAreFoundDigestedAndListedOnce(t *testing.T) {
	image, pdf := pngPicture(t), "%PDF-1.7\n"
	p := load(t, pottery("---\nthumbnail: ../images/clay.png\nmain_pdf: a.pdf\nattachments: [a.pdf, sheet.csv]\n---\n![Clay](../images/clay.png)\n").with(files{
		"courses/pottery/course.yaml":     "title: Pottery\nthumbnail: images/clay.png\n",
		"courses/pottery/images/clay.png": image,
		"courses/pottery/images/new.png":  "nobody shows this, so nobody reads it",
		inChapter + "a.pdf":               pdf,
		inChapter + "sheet.csv":           "clay,water\n",
	}))
	clay := fileOf("courses/pottery/images/clay.png", image, "image/png")
	sheet := fileOf(inChapter+"sheet.csv", "clay,water\n", "text/csv; charset=utf-8")
	paper := fileOf(inChapter+"a.pdf", pdf, "application/pdf")
	if diff := cmp.Diff([]course.File{paper, sheet, clay}, p.Files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(course.Value(clay), p.Courses[0].Fields[course.Thumbnail]); diff != "" {
		t.Errorf("course thumbnail (-want +got):\n%s", diff)
	}
	fields := lessonOf(t, p).Fields
	sheet.Named, paper.Named = true, true
	want := course.Fields{
		course.Title: course.Text("Lesson"), course.LessonType: course.Text("pdf"), course.Visibility: course.Text("visible"),
		course.Thumbnail: clay, course.MainPDF: paper, course.Attachments: course.Files{paper, sheet},
		course.Content: course.Body{
			Text: "![Clay](../images/clay.png)\n",
			Refs: []course.Ref{{Span: course.Span{Start: 8, End: 26}, File: &clay}},
		},
	}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestEveryKindOfImageIsKnown(t *testing.T) {
	for name, content := range map[string]string{
		"a.png": pngPicture(t), "a.jpg": jpegPicture(t), "a.JPEG": jpegPicture(t), "a.gif": gifPicture(t),
		"camera.jpg": jpegPicture(t) + strings.Repeat("preview", 20_000),
		"a.webp":     "RIFF\x04\x00\x00\x00WEBP",
		"a.avif":     "\x00\x00\x00\x1cftypavif",
		"a.svg":      `<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x" "y"><svg xmlns="http://www.w3.org/2000/svg"><a href="https://x.example"/></svg>`,
		"plain.svg":  `<svg><circle r="1"/></svg>`,
	} {
		if got := complaints(pottery("![a](" + name + ")\n").with(files{inChapter + name: content})); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestWhatOnlyLooksPrivateIsOffered(t *testing.T) {
	for name, content := range map[string]string{
		"talk.key": "PK\x03\x04Keynote", "pack.json": `{"format_version": 2}`, "key.txt": "a key", "environment.txt": "A=b",
		"public.txt": "-----BEGIN PUBLIC KEY-----",
	} {
		if got := complaints(pottery("[a](" + name + ")\n").with(files{inChapter + name: content})); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestDrawingsThatLoadFromElsewhereAreWarnedOf(t *testing.T) {
	for content, odd := range map[string]bool{
		`<svg><style>@import url(https://x.example/a.css)</style></svg>`: true,
		`<svg><style>a{fill:url('//x.example/a')}</style></svg>`:         true,
		`<svg><use x="1" xlink:href="https://x.example/a.svg#b"/></svg>`: true,
		`<svg><image href="http://x.example/a.png"/></svg>`:              true,
		`<svg xmlns="http://www.w3.org/2000/svg"><use href="#b"/></svg>`: false,
		`<svg><a href="https://x.example"><use href="#b"/></a></svg>`:    false,
		`<svg><image href="data:image/png;base64,AAAA"/></svg>`:          false,
	} {
		got := complaints(pottery("![a](a.svg)\n").with(files{inChapter + "a.svg": content}))
		if strings.Contains(got, "W LESSON:1:6: a.svg loads a file from another server") != odd || strings.Contains(got, "E ") {
			t.Errorf("%s: %q", content, got)
		}
	}
}

func TestFilesAreWhatTheyClaimToBe(t *testing.T) {
	image := pngPicture(t)
	const (
		again   = " (export it again)\n"
		rename  = " (if it is meant for students, rename it)\n"
		outside = " (keep it outside of the courses)\n"
	)
	for _, test := range []struct{ name, content, lesson, want string }{
		{"a.png", "", "![a](a.png)", "1:6: a.png is empty (add the file's content)\n"},
		{"a.png", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "![a](a.png)", "1:6: a.png is a Git LFS pointer, not the file itself (run `git lfs pull`; in CI check out with LFS)\n"},
		{"a.png", jpegPicture(t), "![a](a.png)", "1:6: a.png is named .png, but its content is JPEG (replace the file, or name it as what it is)\n"},
		{"a.dat", image, "![a](a.dat)", "1:6: a.dat is PNG, but not named so (give its name the right extension)\n"},
		{"a.png", image[:len(image)-12], "![a](a.png)", "1:6: a.png is a PNG that is cut off" + again},
		{"a.png", image[:20], "![a](a.png)", "1:6: a.png is a broken PNG: unexpected EOF" + again},
		{"a.jpg", jpegPicture(t)[:300], "![a](a.jpg)", "1:6: a.jpg is a broken JPEG: unexpected EOF" + again},
		{"a.jpg", strings.TrimSuffix(jpegPicture(t), "\xff\xd9"), "![a](a.jpg)", "1:6: a.jpg is a JPEG that is cut off" + again},
		{"a.webp", "RIFF\xff\x00\x00\x00WEBP", "![a](a.webp)", "1:6: a.webp is a WebP that is cut off" + again},
		{"a.png", hugePNG(20_000, 20_000), "![a](a.png)", "1:6: a.png has 20000×20000 pixels; at most 50 million and 16384 a side are taken (make it smaller)\n"},
		{"a.svg", `<svg><script>alert(1)</script></svg>`, "![a](a.svg)", "1:6: a.svg is an SVG with <script> (export it without scripts)\n"},
		{"a.svg", `<svg onload="x()"/>`, "![a](a.svg)", "1:6: a.svg is an SVG with a script in onload (export it without scripts)\n"},
		{"a.svg", `<svg><a xlink:href=" java` + "\n" + `script:x()"/></svg>`, "![a](a.svg)", "1:6: a.svg is an SVG with a script in href (export it without scripts)\n"},
		{"a.svg", `<!DOCTYPE svg [<!ENTITY x "<script/>">]><svg>&x;</svg>`, "![a](a.svg)", "1:6: a.svg is an SVG with entities (export it without scripts)\n"},
		{"a.pem", "x", "[a](a.pem)", "1:5: a.pem has the name of a file with secrets" + rename},
		{"A.KEY", "-----BEGIN", "---\nattachments: [A.KEY]\n---\nText.", "2:15: A.KEY has the name of a file with secrets" + rename},
		{"prod.env", "A=b", "[a](prod.env)", "1:5: prod.env has the name of a file with secrets" + rename},
		{"terraform.tfstate", "{}", "[a](terraform.tfstate)", "1:5: terraform.tfstate has the name of a file with secrets" + rename},
		{"a.txt", "-----BEGIN OPENSSH PRIVATE KEY-----\n", "[a](a.txt)", "1:5: a.txt holds a private key (remove it from the repository, and use it no more)\n"},
		{"a.txt", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n", "[a](a.txt)", "1:5: a.txt holds a private key (remove it from the repository, and use it no more)\n"},
		{"a.txt", "PuTTY-User-Key-File-2: ssh-rsa\n", "[a](a.txt)", "1:5: a.txt holds a private key (remove it from the repository, and use it no more)\n"},
		{"a.ppk", "x", "[a](a.ppk)", "1:5: a.ppk has the name of a file with secrets" + rename},
		{"a.pem", "PK\x03\x04", "[a](a.pem)", "1:5: a.pem has the name of a file with secrets" + rename},
		{"a.json", "\ufeff{\"version\":1,\"lineage\" : \"x\"}", "[a](a.json)", "1:5: a.json is a state, a saved plan or the record of a run" + outside},
		{"a.json", `{"bindings":"` + strings.Repeat("x", 100_000) + `","lineage":"x"}`, "[a](a.json)", "1:5: a.json is a state, a saved plan or the record of a run" + outside},
		{"a.json", `{"format_version":"2.0","fingerprint":"x"}`, "[a](a.json)", "1:5: a.json is a state, a saved plan or the record of a run" + outside},
		{"a.json", "{\n  \"format_version\": 1,\n  \"lineage\": \"x\"", "[a](a.json)", "1:5: a.json is a state, a saved plan or the record of a run" + outside},
		{"b.txt", "x", "---\nattachments: [../../../whopsync.yaml]\n---\nText.", "2:15: ../../../whopsync.yaml is a file of whopsync itself, and not for students\n"},
		{"b.txt", "x", "---\nattachments: [../course.yaml]\n---\nText.", "2:15: ../course.yaml is a file of whopsync itself, and not for students\n"},
		{"a.svg", `<svg/>`, "---\nthumbnail: a.svg\n---\nText.", "2:12: a.svg is SVG; a thumbnail wants PNG, JPEG, GIF (export it as PNG or JPEG)\n"},
		{"a.txt", "x", "![a](a.txt)", "1:6: a.txt is something else; an image wants PNG, JPEG, GIF, WebP, AVIF, SVG\n"},
		{"a.pdf", "<!DOCTYPE html><p>404", "---\nmain_pdf: a.pdf\n---", "2:11: a.pdf is named .pdf, but its content is a web page (replace the file, or name it as what it is)\n"},
		{"a.jpg", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "---\nmain_pdf: a.jpg\n---", "2:11: a.jpg is named .jpg, but its content is HEIC, the format of an iPhone's photos, which browsers do not show (export it as PDF)\n"},
		{"a.jpg", "%PDF-1.7\n", "---\nmain_pdf: a.jpg\n---", "2:11: a.jpg is named .jpg, but its content is PDF (let its name end in .pdf)\n"},
		{"a.docx", "not a zip", "[a](a.docx)", "1:5: a.docx is named .docx, but its content is something else (replace the file, or name it as what it is)\n"},
		{"a.png", image, "---\nthumbnail: b.png\n---\nText.", "2:12: b.png does not exist (did you mean \"a.png\"?)\n"},
		{"a.png", image, "---\nthumbnail: https://x.example/a.png\n---\nText.", "2:12: https://x.example/a.png is an address; a thumbnail is a file of the repository (put the file beside this one)\n"},
		{"a.pdf", "%PDF-", "---\nattachments: [a.pdf, ./a.pdf]\n---\nText.", "2:22: ./a.pdf is attached twice (keep one of the two)\n"},
	} {
		got := complaints(pottery(test.lesson + "\n").with(files{inChapter + test.name: test.content}))
		if diff := cmp.Diff("E LESSON:"+test.want, got); diff != "" {
			t.Errorf("%s in %q (-want +got):\n%s", test.name, test.lesson, diff)
		}
	}
}

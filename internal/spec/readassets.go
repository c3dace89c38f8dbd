package spec

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"whopsync/internal/course"
)

// Supply returns the name under which bytes from elsewhere may lie in a repository to be
// used like that: the given one, with the extension that the content asks for. The error
// says what is wrong with them in words that follow "the file".
func Supply(name string, data []byte, u Use) (string, error) {
	if len(data) > maxAsset {
		return "", &tooLargeError{size: int64(len(data)), max: maxAsset}
	}
	head := data[:min(len(data), headSize)]
	a := asset{kind: sniff(head), file: course.File{Name: name}}
	if ext := a.kind.extension(); ext != "" && kindOfName(name) != a.kind {
		a.file.Name = strings.TrimSuffix(name, path.Ext(name)) + ext
	}
	if a.kind == kindHTML && !strings.HasPrefix(extensionOf(name), ".htm") {
		return "", errors.New("is a web page")
	}
	a.flaw = a.contentFlaw(head)
	if a.flaw == nil && a.kind.isImage() {
		if len(data) > maxImage {
			return "", &tooLargeError{size: int64(len(data)), max: maxImage}
		}
		a.flaw = imageFlaw(a.kind, data)
	}
	if flaw := a.flawFor(u); flaw != nil {
		return "", fmt.Errorf("%s", flaw.message)
	}
	return a.file.Name, nil
}

// IsContent reports whether a file of that name, somewhere below a course's folder, would
// be taken for a lesson or a declaration.
func IsContent(name string) bool {
	lower := strings.ToLower(name)
	return !isIgnored(name) && (isMarkdown(name) || path.Ext(lower) == ".mdx" || isNearlyOurs(lower))
}

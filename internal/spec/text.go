package spec

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"whopsync/internal/yamlfile"
)

// decodeText turns the bytes of a text file into text with \n line ends. A byte order
// mark in front goes; what is not UTF-8 is a problem, and never guessed. What git has left
// in the place of a text is a problem too.
func decodeText(data []byte, r *yamlfile.Report) (text string, ok bool) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if sniff(data[:min(len(data), headSize)]) == kindLFS {
		errLFS.report(r, yamlfile.Span{}, "")
		return "", false
	}
	if isUTF16(data) {
		r.Error(yamlfile.Span{}, "encoding", "is UTF-16, not UTF-8", "save it as UTF-8")
		return "", false
	}
	text = string(data)
	if i := strings.IndexByte(text, 0); i >= 0 {
		r.Error(yamlfile.SpanAt(text, i, 1, 1), "encoding", "holds a NUL byte, so it is no text file", "save it as UTF-8 text")
		return "", false
	}
	if i := invalidUTF8(text); i >= 0 {
		r.Error(yamlfile.SpanAt(text, i, 1, 1), "encoding", fmt.Sprintf("byte %#02x is not valid UTF-8", text[i]), "save it as UTF-8")
		return "", false
	}
	if strings.Contains(text, "\r") {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	}
	if line := conflictMark(text); line > 0 {
		r.Error(yamlfile.Span{Line: line}, "merge-conflict", "unresolved merge conflict", "choose one side and remove the marker lines; where they are an example, put a space before them")
		return "", false
	}
	return text, true
}

// isUTF16 knows UTF-16 by its byte order mark or, without one, by its zeros: every
// second byte of Latin text.
func isUTF16(data []byte) bool {
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return true
	}
	return len(data) >= 4 && (data[0] == 0 && data[2] == 0 && data[1] != 0 || data[1] == 0 && data[3] == 0 && data[0] != 0)
}

// invalidUTF8 returns where the first wrong byte is, or -1.
func invalidUTF8(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}

// conflictMark returns the line on which an unfinished merge begins; 0 when
// there is none. Git writes three marks around the two versions. One of them alone may be
// an author's ornament.
func conflictMark(text string) (line int) {
	marks := []string{"<<<<<<< ", "=======\n", ">>>>>>> "}
	number, next := 0, 0
	for current := range strings.Lines(text) {
		number++
		switch {
		case strings.HasPrefix(current, marks[0]):
			line, next = number, 1
		case next > 0 && strings.HasPrefix(current, marks[next]):
			next++
		}
		if next == len(marks) {
			return line
		}
	}
	return 0
}

package course

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Digest identifies a value: equal digests, equal meaning. It is what the state keeps
// in the place of bodies.
//
// Two digests compare only values of one side. What the files say and what Whop shows
// differ in form (a local image and its address, a file's bytes and its id), so desired
// is compared with what was sent before, and live with what was got before.
type Digest string

// DigestOf returns the digest of v. Text is digested without the differences that no
// reader can see and that servers like to tidy: line ends, trailing newlines, and
// whether "empty" is said as null, as "" or as a list of nothing.
func DigestOf(v Value) Digest {
	sum, f := sha256.New(), canonical(v)
	io.WriteString(sum, f.tag) // a hash takes everything
	io.WriteString(sum, f.text)
	return Digest(hex.EncodeToString(sum.Sum(nil)[:16]))
}

// Same reports whether two values of the same side mean the same.
func Same(a, b Value) bool { return canonical(a) == canonical(b) }

// form is a value in the one form in which it is compared. The tag tells the types apart;
// long texts are not copied for it.
type form struct{ tag, text string }

// empty is what null, the empty text and the empty list have in common.
var empty = form{tag: "null"}

// canonical returns the one form of a value.
func canonical(v Value) form {
	switch v := v.(type) {
	case nil:
		return form{tag: "absent"}
	case Null:
		return empty
	case Text:
		return canonicalText(string(v))
	case Body:
		return canonicalText(v.Fill(symbolicTarget))
	case Bool:
		return form{"bool:", strconv.FormatBool(bool(v))}
	case Int:
		return form{"int:", strconv.FormatInt(int64(v), 10)}
	case Decimal:
		return form{"decimal:", string(v)}
	case File:
		return form{"file:", v.identity()}
	case Files:
		return canonicalFiles(v)
	case QuestionList:
		if len(v) == 0 {
			return empty
		}
		return form{"questions:", canonicalQuestions(v)}
	case Requirement:
		return form{"requirement:", encode(v)}
	}
	panic(fmt.Sprintf("course: no canonical form for %T", v))
}

func canonicalFiles(files Files) form {
	if len(files) == 0 {
		return empty
	}
	var out strings.Builder
	for _, f := range files {
		out.WriteString(f.identity() + ";")
	}
	return form{"files:", out.String()}
}

func canonicalText(s string) form {
	if s = NormalText(s); s == "" {
		return empty
	}
	return form{"text:", s}
}

// NormalText returns s with \n line ends and without trailing newlines: the form in
// which two texts are compared.
func NormalText(s string) string {
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(s, "\r\n", "\n")
		s = strings.ReplaceAll(s, "\r", "\n")
	}
	return strings.TrimRight(s, "\n")
}

// symbolicTarget names what a ref points to by content and identity, so that a body's
// digest changes when an image is edited, and stays when a linked lesson is only renamed.
func symbolicTarget(ref Ref) (string, bool) {
	if ref.File != nil {
		return "whopsync:file/" + ref.File.SHA256, true
	}
	return "whopsync:lesson/" + cmp.Or(ref.ID, ref.Lesson.String()) + ref.Anchor, true
}

// identity is what tells one file from another: its bytes, else its id, else only
// that there is one.
func (f File) identity() string {
	switch {
	case f.SHA256 != "":
		return "sha256=" + f.SHA256
	case f.ID != "":
		return "id=" + f.ID
	}
	return "present"
}

// canonicalQuestions leaves out keys and ids: they carry identity, not meaning.
func canonicalQuestions(questions QuestionList) string {
	plain := make([]Question, len(questions))
	for i, q := range questions {
		q.Key, q.ID = "", ""
		if q.Image != nil {
			q.Image = &File{ID: q.Image.identity()}
		}
		options := make([]Option, len(q.Options))
		for j, o := range q.Options {
			o.ID = ""
			options[j] = o
		}
		q.Options = options
		plain[i] = q
	}
	return encode(plain)
}

func encode(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("course: encode %T: %v", v, err)) // plain data always encodes
	}
	return string(data)
}

package course

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Digest identifies a value: equal digests, equal meaning. It is what the state keeps
// in the place of bodies.
//
// Two digests compare only values of one side. What the files say and what Whop shows
// differ in form (a local image and its address, a file's bytes and its id), so desired
// is compared with what was sent before, and live with what was got before.
//
// The names of files that students see follow after a dot: see WithoutNames.
type Digest string

// DigestOf returns the digest of v. Text is digested without the differences that no
// reader can see and that servers like to tidy: line ends, trailing newlines, and
// whether "empty" is said as null, as "" or as a list of nothing.
func DigestOf(v Value) Digest {
	f := canonical(v)
	if f.names == "" {
		return digestOf(f.tag, f.text)
	}
	return digestOf(f.tag, f.text) + "." + digestOf(f.names)
}

func digestOf(texts ...string) Digest {
	sum := sha256.New()
	var piece [512]byte // a hash takes bytes only, and texts are long
	for _, text := range texts {
		for len(text) > 0 {
			n := copy(piece[:], text)
			sum.Write(piece[:n])
			text = text[n:]
		}
	}
	return Digest(hex.EncodeToString(sum.Sum(nil)[:16]))
}

// Contents remembers the digests of the texts of lessons, which are most of what there is to digest. nil remembers
// nothing.
type Contents map[*Resource]Digest

// Digest returns the digest of a field that a resource has.
func (c Contents) Digest(r *Resource, field Field) Digest {
	if c == nil || field != Content {
		return DigestOf(r.Fields[field])
	}
	digest, ok := c[r]
	if !ok {
		digest = DigestOf(r.Fields[field])
		c[r] = digest
	}
	return digest
}

// WithoutNames returns the digest of the same value whatever its files are called. States of earlier
// versions hold such digests.
func (d Digest) WithoutNames() Digest {
	bare, _, _ := strings.Cut(string(d), ".")
	return Digest(bare)
}

// Same reports whether two values of the same side mean the same.
func Same(a, b Value) bool { return canonical(a) == canonical(b) }

// IsEmpty reports whether a value is absent or says nothing: null, the empty text or list.
func IsEmpty(v Value) bool { return v == nil || Same(v, Null{}) }

// form is a value in its canonical form. The tag tells types apart, names are the file names that
// students see; long texts are not copied.
type form struct{ tag, text, names string }

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
		f := canonicalText(v.Fill(symbolicTarget))
		f.names = namesOf(NamedFiles(v))
		return f
	case Bool:
		return form{tag: "bool:", text: strconv.FormatBool(bool(v))}
	case Int:
		return form{tag: "int:", text: strconv.FormatInt(int64(v), 10)}
	case Decimal:
		return form{tag: "decimal:", text: string(v)}
	case File:
		return form{"file:", v.identity(), namesOf(NamedFiles(v))}
	case Files:
		return canonicalFiles(v)
	case QuestionList:
		if len(v) == 0 {
			return empty
		}
		return form{tag: "questions:", text: canonicalQuestions(v)}
	case Requirement:
		return form{tag: "requirement:", text: encode(v)}
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
	return form{"files:", out.String(), namesOf(NamedFiles(files))}
}

// NamedFiles returns the files of a value whose names students see, in its order.
func NamedFiles(v Value) []File {
	var files []File
	switch v := v.(type) {
	case File:
		files = append(files, v)
	case Files:
		files = append(files, v...)
	case Body:
		for _, ref := range v.Refs {
			if ref.File != nil {
				files = append(files, *ref.File)
			}
		}
	}
	return slices.DeleteFunc(files, func(f File) bool { return !f.Named })
}

func namesOf(files []File) string {
	var names strings.Builder
	for _, f := range files {
		names.WriteString(f.Name + "/")
	}
	return names.String()
}

func canonicalText(s string) form {
	if s = NormalText(s); s == "" {
		return empty
	}
	return form{tag: "text:", text: s}
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

// symbolicTarget names what a ref points to by content and identity, so a body's digest
// changes when an image is edited, and stays when a linked lesson is only renamed.
func symbolicTarget(ref Ref) (string, bool) {
	switch {
	case ref.File != nil:
		return "whopsync:file/" + ref.File.SHA256 + ref.Anchor, true
	case ref.URL != "":
		return ref.URL + ref.Anchor, true
	}
	return "whopsync:lesson/" + cmp.Or(ref.ID, ref.Lesson.String()) + ref.Anchor, true
}

// identity tells files apart: by bytes, else by id, else by existence alone.
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

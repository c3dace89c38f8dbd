package spec

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"whopsync/internal/course"
)

// asset is a local file that a lesson shows or offers: the digest and kind of its bytes,
// and the flaws that do not depend on its use.
type asset struct {
	file course.File
	kind fileKind
	flaw *flaw
	odd  *flaw // what is only warned of
}

// contentFlaw finds files whose content does not fit their name. data is a whole image, or
// the head of any other file.
func (a *asset) contentFlaw(data []byte) *flaw {
	expected := kindOfName(a.file.Name)
	switch {
	case len(data) == 0:
		return &flaw{"empty-file", "is empty", "add the file's content"}
	case a.kind == kindLFS:
		return errLFS
	case expected != kindOther && expected != a.kind:
		hint := "replace the file, or name it as what it is"
		f := formOf(a.kind, "")
		if f.export != "" && expected.isImage() {
			hint = f.export
		}
		return &flaw{"wrong-content", fmt.Sprintf("is named %s, but its content is %s", extensionOf(a.file.Name), f.words), hint}
	case a.kind.isImage():
		return imageFlaw(a.kind, data)
	}
	return nil
}

// flawFor returns what is wrong with a for a use, or nil.
func (a *asset) flawFor(u Use) *flaw {
	switch {
	case a.flaw == nil && u == Media && a.isPage():
		return &flaw{"wrong-kind", "is a web page, and whopsync uploads none to be shown in a lesson", "put it on a web server and use its https address, or link to it: [text](" + a.file.Name + ")"}
	case a.flaw != nil && a.flaw.rule == "wrong-content" && u == PDF && kindOfName(a.file.Name) != kindPDF:
		return &flaw{a.flaw.rule, a.flaw.message, formOf(a.kind, "").wayOut(u)}
	case a.flaw != nil || uses[u].accepts == nil:
		return a.flaw
	case !u.accepts(a.kind):
		f := formOf(a.kind, a.file.Name)
		return &flaw{"wrong-kind", fmt.Sprintf("is %s; %s wants %s", f.words, u, joined(uses[u].accepts)), f.wayOut(u)}
	case kindOfName(a.file.Name) != a.kind:
		return &flaw{"wrong-content", fmt.Sprintf("is %s, but not named so", a.kind), "give its name the right extension"}
	}
	return nil
}

func (a *asset) isPage() bool {
	return a.kind == kindHTML || strings.HasPrefix(extensionOf(a.file.Name), ".htm")
}

// AssetName returns the name for downloaded bytes in a repository: the given name, with the
// extension of the content. The error continues a sentence that begins with "the file".
func AssetName(name string, data []byte, u Use) (string, error) {
	a := asset{kind: sniff(data[:min(len(data), headSize)]), file: course.File{Name: name}}
	if size, most := int64(len(data)), a.kind.most(); size > most {
		return "", errTooLarge(size, most, "")
	}
	if ext := a.kind.extension(); ext != "" && kindOfName(name) != a.kind {
		a.file.Name = strings.TrimSuffix(name, path.Ext(name)) + ext
	}
	if a.kind == kindHTML && !strings.HasPrefix(extensionOf(name), ".htm") {
		return "", errors.New("is a web page")
	}
	a.flaw = a.contentFlaw(data)
	if flaw := a.flawFor(u); flaw != nil {
		return "", flaw
	}
	return a.file.Name, nil
}

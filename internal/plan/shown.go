package plan

import (
	"slices"
	"strings"

	"whopsync/internal/course"
)

// describe notes the local files that a value shows.
func (c *comparing) describe(fc *FieldChange) {
	switch after := fc.After.(type) {
	case course.Body:
		c.describeBody(fc, after)
	default:
		for _, file := range course.FilesIn(after) {
			fc.show(file, c.uploaded(file) == "")
		}
	}
	if files, ok := fc.After.(course.Files); ok {
		c.describeRenames(fc, files)
	}
}

// describeBody also notes what the destinations of a body are on Whop, so that a reader
// sees the author's.
func (c *comparing) describeBody(fc *FieldChange, body course.Body) {
	fc.Shared = body.Differing(fc.Before)
	shown := c.shownOn(fc.Before)
	from := 0
	for _, ref := range body.Refs {
		written := body.Text[ref.Start:ref.End]
		address, known := c.resolver.Address(ref)
		if known {
			fc.fill(written, address)
		}
		if ref.File != nil {
			old := shown.next(body.Text[from:ref.Start])
			if old != "" {
				fc.fill(written, old)
			}
			fc.show(*ref.File, !known || old != "" && old != address)
			if was := course.NameIn(old); ref.File.Named && was != ref.File.Name && c.holds(old, ref.File.SHA256) {
				fc.rename(*ref.File, was)
			}
		}
		from = ref.End
	}
}

func (fc *FieldChange) fill(written, onWhop string) {
	if link := (ResolvedLink{Written: written, OnWhop: onWhop}); !slices.Contains(fc.ResolvedLinks, link) {
		fc.ResolvedLinks = append(fc.ResolvedLinks, link)
	}
}

func (fc *FieldChange) show(file course.File, changed bool) {
	if i := slices.IndexFunc(fc.Files, func(f ShownFile) bool { return f.Path == file.Path }); i >= 0 {
		fc.Files[i].Changed = fc.Files[i].Changed || changed
		return
	}
	fc.Files = append(fc.Files, ShownFile{Path: file.Path, SHA256: file.SHA256, Changed: changed})
}

// shown is a text on Whop that is read from uploaded file to uploaded file.
type shown struct {
	text    string
	uploads *uploads
}

func (c *comparing) shownOn(before course.Value) *shown {
	return &shown{course.Fields{course.Content: before}.Text(course.Content), c.uploads()}
}

// enough is how much of the text in front of a destination tells it from others.
const enough = 32

// next returns the address of the upload that stands behind the same words as in the
// files, "" when there is none.
func (s *shown) next(words string) string {
	words = words[strings.LastIndexByte(words, '\n')+1:]
	words = words[max(0, len(words)-enough):]
	at := strings.Index(s.text, words)
	if at < 0 || words == "" {
		return ""
	}
	rest := s.text[at+len(words):]
	for end := range min(len(rest), s.uploads.longest) + 1 {
		if isEnd(rest[end:]) && s.uploads.urls[rest[:end]] {
			s.text = rest[end:]
			return rest[:end]
		}
	}
	return ""
}

// isEnd reports whether an address ends in front of rest.
func isEnd(rest string) bool { return rest == "" || strings.ContainsAny(rest[:1], ")> \t\n\"'") }

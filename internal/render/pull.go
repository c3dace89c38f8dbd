package render

import (
	"fmt"
	"io"

	"whopsync/internal/course"
	"whopsync/internal/pull"
)

// Pull writes what was pulled, or with check what could be. again is the command that pulls.
func Pull(w io.Writer, r *pull.Result, check bool, again string, s Style) error {
	out := newPage(w, s)
	for i := range r.Objects {
		out.block(pulledRows(&r.Objects[i])...)
	}
	out.block(pullTotals(r, check, again)...)
	return out.flush()
}

func pulledRows(o *pull.Object) []row {
	rows := []row{{sign: heading, depth: headDepth, text: addressName(o.Address) + "  " + o.Path}}
	said := func(text string) { rows = append(rows, row{depth: fieldDepth, text: text}) }
	if len(o.Fields) > 0 {
		said("edited on Whop: " + fieldList(o.Fields))
	}
	if len(o.Merged) > 0 {
		said("changed in the files too, and merged: " + fieldList(o.Merged))
	}
	if o.Conflict {
		said("conflict: both changed the same lines, and the file has marks around the two")
	}
	for _, note := range o.Notes {
		said(note)
	}
	return rows
}

// pullTotals are not wrapped: scripts look for the line, and commands are there to be copied.
func pullTotals(r *pull.Result, check bool, again string) []row {
	var texts []string
	switch n := r.Conflicts(); {
	case !r.HasChanges():
		texts = append(texts, "Nothing to pull.")
	case check:
		texts = append(texts, fmt.Sprintf("To pull: %s, %s.", counted(pulledCount(r), "object"), counted(len(r.Texts), "file")), "To bring it into the files: "+again)
	default:
		texts = append(texts, fmt.Sprintf("Pulled: %s, %s. Nothing was written to Whop.", counted(pulledCount(r), "object"), counted(len(r.Texts), "file")))
		if n > 0 {
			texts = append(texts, counted(n, "conflict")+" to resolve: choose between <<<<<<< and >>>>>>> in the files, and take out the marks. Until then whopsync validate names them.")
		} else if len(r.Texts) > 0 {
			texts = append(texts, "Look at the files with git diff, and commit them.")
		}
	}
	rows := make([]row, len(texts))
	for i, text := range texts {
		rows[i].text = text
	}
	return rows
}

func pulledCount(r *pull.Result) (n int) {
	for _, o := range r.Objects {
		n += len(o.Fields[:min(1, len(o.Fields))])
	}
	return n
}

// pullDocument is what was pulled as JSON.
type pullDocument struct {
	Environment string         `json:"environment"`
	Check       bool           `json:"check"`
	Objects     []pulledObject `json:"objects"`
	Files       []string       `json:"files"`
}

type pulledObject struct {
	Address  course.Address `json:"address"`
	Kind     course.Kind    `json:"type"`
	Source   string         `json:"source"`
	Title    string         `json:"title"`
	Fields   []course.Field `json:"fields,omitempty"`
	Merged   []course.Field `json:"merged,omitempty"`
	Conflict bool           `json:"conflict,omitempty"`
	Left     []course.Field `json:"left,omitempty"`
	Notes    []string       `json:"notes,omitempty"`
}

// PullJSON writes it as one line of JSON.
func PullJSON(w io.Writer, r *pull.Result, environment string, check bool) error {
	doc := pullDocument{Environment: environment, Check: check, Objects: []pulledObject{}, Files: []string{}}
	for _, o := range r.Objects {
		doc.Objects = append(doc.Objects, pulledObject{o.Address, o.Address.Kind(), o.Path, o.Title, o.Fields, o.Merged, o.Conflict, o.Left, o.Notes})
	}
	for _, t := range r.Texts {
		doc.Files = append(doc.Files, t.Path)
	}
	return JSON(w, doc)
}

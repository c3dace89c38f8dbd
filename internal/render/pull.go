package render

import (
	"fmt"
	"io"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/pull"
)

// Pull writes the result of a pull, or with check the possible result. again is the command
// that pulls.
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
	said := func(text string) { rows = append(rows, row{depth: fieldDepth, text: OneLine(text)}) } // notes quote what is on Whop
	switch {
	case o.Made:
		said("was made on Whop; its file is new")
	case o.Moved != "":
		said("was moved on Whop; it lies in " + o.Moved + " now")
	case o.Gone:
		said("was deleted on Whop; its file is removed")
	}
	if len(o.Fields) > 0 {
		said("edited on Whop: " + fieldList(o.Fields))
	}
	if len(o.Merged) > 0 {
		said("changed in the files too, and merged: " + fieldList(o.Merged))
	}
	if o.Conflict {
		said("conflict: both changed the same lines; marks in the file show the two")
	}
	for _, note := range o.Notes {
		said(note)
	}
	return rows
}

// pullTotals are not wrapped: scripts look for the line, and commands are there to be copied.
func pullTotals(r *pull.Result, check bool, again string) []row {
	say := func(text string) row { return row{text: text} }
	var rows []row
	switch n := r.Conflicts(); {
	case !r.HasChanges():
		rows = append(rows, say("Nothing to pull."))
	case check:
		rows = append(rows, say(fmt.Sprintf("To pull: %s, %s.", counted(pulledCount(r), "object"), counted(len(r.Files()), "file"))),
			say("To bring it into the files:"), command(again))
	default:
		rows = append(rows, say(fmt.Sprintf("Pulled: %s, %s. Nothing was written to Whop.", counted(pulledCount(r), "object"), counted(len(r.Files()), "file"))))
		if n > 0 {
			rows = append(rows, conflictsToResolve(n))
		} else if len(r.Files()) > 0 {
			rows = append(rows, say("Look at the files with git status and git diff, and commit them."))
		}
	}
	if r.StayingFiles {
		rows = append(rows, say("To download files as well:"), command(again+" --assets"))
	}
	if slices.ContainsFunc(r.Objects, func(o pull.Object) bool { return o.Deleted }) {
		rows = append(rows, say("To remove the files of what was deleted on Whop:"), command(again+" --accept-deletes"))
	}
	return rows
}

// conflictsToResolve says what to do about conflicts that were written into files.
func conflictsToResolve(n int) row {
	return prose(counted(n, "conflict") + " to resolve: choose between <<<<<<< and >>>>>>> in the files, and remove the marks. Until then, validate names them.")
}

func pulledCount(r *pull.Result) (n int) {
	for _, o := range r.Objects {
		if o.IsPulled() {
			n++
		}
	}
	return n
}

// PullDocument is what was pulled as JSON.
type PullDocument struct {
	FormatVersion string         `json:"format_version"`
	Whopsync      string         `json:"whopsync"`
	Environment   string         `json:"environment"`
	Check         bool           `json:"check"`
	Objects       []pulledObject `json:"objects"`
	Files         []string       `json:"files"`
}

type pulledObject struct {
	Address  course.Address `json:"address"`
	Kind     course.Kind    `json:"type"`
	Source   string         `json:"source"`
	Title    string         `json:"title"`
	Fields   []course.Field `json:"fields,omitempty"`
	Merged   []course.Field `json:"merged,omitempty"`
	Conflict bool           `json:"conflict,omitempty"`
	Made     bool           `json:"made,omitempty"`
	Moved    string         `json:"moved_to,omitempty"`
	Gone     bool           `json:"gone,omitempty"`
	Left     []course.Field `json:"left,omitempty"`
	Notes    []string       `json:"notes,omitempty"`
}

// PullJSON writes it as one line of JSON.
func PullJSON(w io.Writer, r *pull.Result, environment string, check bool, version string) error {
	doc := PullDocument{FormatVersion: "1.0", Whopsync: version, Environment: environment, Check: check, Objects: []pulledObject{}, Files: []string{}}
	for _, o := range r.Objects {
		doc.Objects = append(doc.Objects, pulledObject{o.Address, o.Address.Kind(), o.Path, o.Title, o.Fields, o.Merged, o.Conflict, o.Made, o.Moved, o.Gone, o.Left, o.Notes})
	}
	doc.Files = append(doc.Files, r.Files()...)
	return JSON(w, doc)
}

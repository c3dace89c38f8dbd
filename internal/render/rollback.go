package render

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/rollback"
	"whopsync/internal/spec"
)

// RolledBack is a rollback: one that was done, or that is only shown.
type RolledBack struct {
	Run       string // the run that is taken back
	Result    *rollback.Result
	DryRun    bool
	Again     string // the command that does it
	Accepting string // the same, and takes out what the run created
	Undo      string // the git command that undoes it; "" where there is none
}

// Rollback writes what was written, or would be, and what follows from it.
func Rollback(w io.Writer, r RolledBack, s Style) error {
	out := newPage(w, s)
	for _, d := range r.Result.Objects {
		if rows := doneRows(d); len(rows) > 1 {
			out.block(rows...)
		}
	}
	if r.DryRun {
		for _, file := range filesOf(r.Result) {
			out.block(append([]row{{sign: heading, depth: headDepth, text: OneLine(file.Path)}}, diffRows(string(file.Before), string(file.After))...)...)
		}
	}
	out.block(rollbackTotals(r, s)...)
	return out.flush()
}

func doneRows(d *rollback.Done) []row {
	at := cmp.Or(d.Path, d.Made)
	rows := []row{{sign: heading, depth: headDepth, text: addressName(d.Address) + "  " + OneLine(at)}}
	said := func(text string) { rows = append(rows, row{depth: fieldDepth, text: OneLine(text)}) } // a record can be anybody's
	if d.Moved != "" {
		said("goes back to " + d.Moved)
	}
	switch {
	case d.Made != "":
		said("comes back as a file")
	case d.Gone:
		said(d.Began() + "; its file is taken out, and the next apply removes it on Whop as on_remove: says")
	case d.Conflict:
		said("conflict: it was edited since in the same lines, and the file has marks around the two")
	case d.Revised:
		said("is written as it was before that run")
	}
	for _, note := range d.Notes {
		said(note)
	}
	if isFromWhop := d.Before != nil && d.Before.From == rollback.FromWhop; isFromWhop && (d.Revised || d.Made != "") {
		said("it says what Whop had: the file of before was not in git when that run began, and in no record")
	}
	if d.IsWritten() {
		for _, note := range d.Object.Notes {
			said("of before is not known: " + note)
		}
	}
	return rows
}

// rollbackTotals are not wrapped: scripts look for the line, and commands are there to be copied.
func rollbackTotals(r RolledBack, s Style) []row {
	say := func(text string) row { return row{text: text} }
	var rows []row
	written := countDone(r.Result, (*rollback.Done).IsWritten)
	switch conflicts := countDone(r.Result, func(d *rollback.Done) bool { return d.Conflict }); {
	case written == 0 && countDone(r.Result, func(d *rollback.Done) bool { return d.Waits }) > 0:
		rows = append(rows, say("Nothing to roll back, but for what that run created."))
	case written == 0:
		rows = append(rows, say("Nothing to roll back: there is nothing of "+OneLine(r.Run)+" that the files could take back."))
	case r.DryRun:
		rows = append(rows, say(fmt.Sprintf("To roll back: %s. To write the files:", counted(written, "object"))), command(r.Again))
	case conflicts > 0:
		rows = append(rows, say(fmt.Sprintf("Rolled back in the files: %s. Nothing was written to Whop.", counted(written, "object"))),
			conflictsToResolve(conflicts))
	default:
		rows = append(rows, say(fmt.Sprintf("Rolled back in the files: %s. Nothing was written to Whop.", counted(written, "object"))))
	}
	if n := countDone(r.Result, comesBackNew); n > 0 {
		rows = append(rows, prose(fmt.Sprintf("That run destroyed %s on Whop. The next apply makes new ones of the files: students' progress on the old ones is lost.", counted(n, "lesson"))))
	}
	if countDone(r.Result, func(d *rollback.Done) bool {
		return d.Made != "" && d.Fate == rollback.Hidden && d.Kind == course.KindLesson
	}) > 0 {
		rows = append(rows, prose("What that run hid is still on Whop: the next apply shows it again, with its students' progress."))
	}
	if countDone(r.Result, func(d *rollback.Done) bool { return d.Waits }) > 0 {
		rows = append(rows, say("To take out the files of what that run created as well, which the next apply then removes on Whop:"), command(r.Accepting))
	}
	if countDone(r.Result, func(d *rollback.Done) bool { return d.Blocked }) > 0 {
		rows = append(rows, prose("Not all of it could be taken back: what is in the way is named above."))
	}
	if written > 0 && !r.DryRun {
		rows = append(rows, say("Look at the files with git status and git diff, and at what they change on Whop:"), command(s.Shell.Command("plan")))
		if r.Undo != "" {
			rows = append(rows, say("To undo it before it is committed (git checkout would leave the new files as well):"), command(r.Undo))
		}
	}
	return rows
}

func comesBackNew(d *rollback.Done) bool {
	return d.Made != "" && d.Fate == rollback.Destroyed && d.Kind == course.KindLesson
}

func countDone(r *rollback.Result, is func(*rollback.Done) bool) (n int) {
	for _, d := range r.Objects {
		if is(d) {
			n++
		}
	}
	return n
}

// filesOf returns the texts that change, under the paths of today, as they are and as they will be.
func filesOf(r *rollback.Result) (files []spec.Formatting) {
	all := map[string]*spec.Formatting{}
	for i, step := range r.Steps {
		from := func(file string) string {
			for _, before := range slices.Backward(r.Steps[:i]) {
				file = before.From(file)
			}
			return file
		}
		note := func(file string, text spec.Formatting) {
			if all[file] == nil {
				all[file] = &spec.Formatting{Path: file, Before: text.Before}
			}
			all[file].After = text.After
		}
		for _, text := range slices.Concat(step.Texts, step.Gone) {
			note(from(text.Path), text)
		}
		for _, text := range step.Made {
			note(from(step.From(text.Path)), text)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(all)) {
		files = append(files, *all[file])
	}
	return files
}

// RollbackDocument is a rollback as JSON.
type RollbackDocument struct {
	FormatVersion string       `json:"format_version"`
	Whopsync      string       `json:"whopsync"`
	Environment   string       `json:"environment"`
	Run           string       `json:"run"`
	DryRun        bool         `json:"dry_run"`
	Objects       []doneObject `json:"objects"`
	Files         []string     `json:"files"`
}

type doneObject struct {
	Address  course.Address `json:"address"`
	Kind     course.Kind    `json:"type"`
	Title    string         `json:"title"`
	Source   string         `json:"source,omitempty"`
	Fate     rollback.Fate  `json:"fate"`
	Revised  bool           `json:"revised,omitempty"`
	Conflict bool           `json:"conflict,omitempty"`
	Moved    string         `json:"moved_to,omitempty"`
	Made     string         `json:"made,omitempty"`
	Gone     bool           `json:"gone,omitempty"`
	Waits    bool           `json:"waits,omitempty"`
	Blocked  bool           `json:"blocked,omitempty"`
	// NewOnWhop says that the next apply makes a new object of it: students' progress on the old one is lost.
	NewOnWhop bool     `json:"new_on_whop,omitempty"`
	Notes     []string `json:"notes,omitempty"`
}

// RollbackJSON writes it as one line of JSON.
func RollbackJSON(w io.Writer, r RolledBack, environment, version string) error {
	doc := RollbackDocument{
		FormatVersion: "1.0", Whopsync: version, Environment: environment, Run: r.Run, DryRun: r.DryRun, Objects: []doneObject{}, Files: []string{},
	}
	for _, d := range r.Result.Objects {
		notes := d.Notes
		if d.IsWritten() {
			notes = slices.Concat(notes, d.Object.Notes)
		}
		doc.Objects = append(doc.Objects, doneObject{
			d.Address, d.Kind, d.Title, d.Path, d.Fate, d.Revised, d.Conflict, d.Moved, d.Made, d.Gone, d.Waits, d.Blocked,
			d.Made != "" && d.Fate == rollback.Destroyed, notes,
		})
	}
	for _, file := range filesOf(r.Result) {
		doc.Files = append(doc.Files, file.Path)
	}
	return JSON(w, doc)
}

// Runs is a list of runs, the newest first.
type Runs struct {
	FormatVersion string `json:"format_version"`
	Whopsync      string `json:"whopsync"`
	Environment   string `json:"environment"`
	Location      string `json:"-"` // of the state
	Runs          []Run  `json:"runs"`
}

// Run is a run of which a record is kept.
type Run struct {
	Name        string    `json:"name"`
	At          time.Time `json:"at,omitzero"`
	Command     string    `json:"command,omitempty"`
	Who         string    `json:"who,omitempty"`
	Did         string    `json:"did,omitempty"`
	TakenBackBy string    `json:"taken_back_by,omitempty"`
	Local       bool      `json:"local,omitempty"` // its record lies on this machine alone
	Unreadable  string    `json:"unreadable,omitempty"`
}

// RunList writes it as a table. last is the command that takes the newest one back.
func RunList(w io.Writer, list Runs, last string) error {
	var table [][]string
	for _, run := range list.Runs {
		if run.Unreadable != "" {
			table = append(table, []string{run.Name, run.Unreadable})
			continue
		}
		did := run.Did
		if run.TakenBackBy != "" {
			did += " (taken back by " + run.TakenBackBy + ")"
		}
		if run.Local {
			did += " (its record is on this machine alone)"
		}
		table = append(table, []string{run.Name, run.At.UTC().Format("2006-01-02 15:04 UTC"), run.Command, run.Who, did})
	}
	widths := make([]int, 5)
	for _, cells := range table {
		for i, cell := range cells[:len(cells)-1] {
			widths[i] = max(widths[i], len(OneLine(cell)))
		}
	}
	for _, cells := range table {
		line := ""
		for i, cell := range cells {
			if i < len(cells)-1 {
				cell = fmt.Sprintf("%-*s  ", widths[i], OneLine(cell))
			} else {
				cell = OneLine(cell)
			}
			line += cell
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	if len(list.Runs) == 0 {
		_, err := fmt.Fprintf(w, "No run of environment %s is kept with its state, at %s.\n", OneLine(list.Environment), OneLine(list.Location))
		return err
	}
	_, err := fmt.Fprintf(w, "\nTo take back the newest in the files:\n\n  %s\n", last)
	return err
}

// RunsJSON writes it as one line of JSON.
func RunsJSON(w io.Writer, list Runs) error {
	list.FormatVersion, list.Runs = "1.0", append([]Run{}, list.Runs...)
	return JSON(w, list)
}

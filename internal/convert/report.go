package convert

import (
	"fmt"
	"strings"

	"whopsync/internal/course"
)

// Result is a course repository's content, and what is not in it.
type Result struct {
	From    string         // the name of the reader
	Course  *course.Course // as it is declared
	Files   []File         // by path
	Lessons []Origin       // in order
	Notes   []Note         // by kind and place
}

// File is a file to write.
type File struct {
	Path string // in the repository
	Data []byte // unless Copy names a file of the source
	Copy string
}

// Origin says which file of the source a lesson was made of.
type Origin struct{ Source, Path string }

// Group is what is said of one kind.
type Group struct {
	KindWords
	Count int
	Rows  []Row
}

// Row is one thing, and where it is: of what is said of several places, the first.
type Row struct {
	What  string
	First Place
	Count int
}

// Groups returns the notes by kind; what is the same in several places is one row.
func (r *Result) Groups() (groups []Group) {
	for _, kind := range Kinds() {
		g := Group{KindWords: kind}
		rows := map[string]int{} // by what is said
		for _, n := range r.Notes {
			if n.Kind != kind.Kind {
				continue
			}
			g.Count++
			if i, ok := rows[n.What]; ok && kind.IsGrouped {
				g.Rows[i].Count++
				continue
			}
			rows[n.What] = len(g.Rows)
			g.Rows = append(g.Rows, Row{What: n.What, First: n.At, Count: 1})
		}
		if g.Count > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func (p Place) String() string {
	if p.Line == 0 {
		return p.Path
	}
	return fmt.Sprintf("%s:%d", p.Path, p.Line)
}

func (r Row) String() string {
	if r.Count > 1 {
		return fmt.Sprintf("%s (in %d places, first %s)", r.What, r.Count, r.First)
	}
	return fmt.Sprintf("%s  %s", r.First, r.What)
}

// ReportFile is the file that holds the report, at the top of the repository.
const ReportFile = "CONVERT.md"

// Report returns the report as a page for the author. problems are what validate says.
func (r *Result) Report(source string, problems []string) []byte {
	var out strings.Builder
	fmt.Fprintf(&out, "# What became of %s\n\nRead as %s. Everything below is for you, and not for students: take this file out when you are done with it.\n"+
		"Places are files and lines of the source, but for what `whopsync validate` says of the new files.\n",
		source, r.From)
	list := func(title, do string, rows []string) {
		fmt.Fprintf(&out, "\n## %s\n\n", title)
		if do != "" {
			out.WriteString(do + "\n\n")
		}
		for _, row := range rows {
			out.WriteString("    " + row + "\n") // indented, it is shown as it is
		}
	}
	if len(problems) > 0 {
		list("What you have to decide", "`whopsync validate` says it with the lines.", problems)
	}
	for _, g := range r.Groups() {
		var rows []string
		for _, row := range g.Rows {
			rows = append(rows, row.String())
		}
		list(upper(g.Happened), g.Do, rows)
	}
	var rows []string
	for _, l := range r.Lessons {
		rows = append(rows, l.Source+" -> "+l.Path)
	}
	list("Where each page is", "", rows)
	return []byte(out.String())
}

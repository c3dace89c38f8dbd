package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"unicode/utf16"
	"unicode/utf8"

	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
	"whopsync/internal/richtext"
	"whopsync/internal/spec"
)

// JSON writes v as one line of JSON that a terminal and a runner's log take as harmless
// as Sanitize text. Machines read the very same strings: what is dangerous is only spelled
// in the other way that JSON has.
func JSON(w io.Writer, v any) error {
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return fmt.Errorf("encode JSON: %w", err)
	}
	_, err := w.Write(sanitizeJSON(plainJSON(data.Bytes())))
	return err
}

// quoted finds the strings of a JSON text.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// plainJSON says a rich text of Whop's dashboard in words, as all other formats do: the
// document inside of the string is Whop's own and no promise to anyone.
func plainJSON(data []byte) []byte {
	return quoted.ReplaceAllFunc(data, func(literal []byte) []byte {
		var text string
		if json.Unmarshal(literal, &text) != nil {
			return literal
		}
		if _, rich := richtext.Parse(text); !rich {
			return literal
		}
		words, _ := json.Marshal(textInWords(text)) // a string always has a JSON form
		return words
	})
}

// sanitizeJSON respells characters inside strings. Outside of strings JSON has none of them.
func sanitizeJSON(data []byte) []byte {
	data = bytes.ReplaceAll(data, []byte("##["), []byte(`#\u0023[`))
	out := make([]byte, 0, len(data))
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case !isHidden(r):
			out = append(out, data[:size]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		data = data[size:]
	}
	return out
}

// PlanDocument is a plan for programs: the saved plan, its refusals in words, and the version of
// whopsync.
type PlanDocument struct {
	planfile.Document
	Whopsync string          `json:"whopsync"` // its version
	Unknown  []wordedUnknown `json:"unknown"`
	Refusals []wordedRefusal `json:"refusals"`
}

// PlanJSON writes a plan for programs.
func PlanJSON(w io.Writer, p *plan.Plan, version string) error {
	doc, err := planfile.DocumentOf(p)
	if err != nil {
		return err
	}
	return JSON(w, PlanDocument{doc, version, wordedUnknowns(p.Unknown), worded(p.Refusals, anywhere(p))})
}

// DriftDocument is a report about drift for programs.
type DriftDocument struct {
	planfile.DriftDocument
	Whopsync string          `json:"whopsync"`
	Unknown  []wordedUnknown `json:"unknown"`
}

// DriftJSON writes a report about drift for programs.
func DriftJSON(w io.Writer, r *plan.DriftReport, version string) error {
	return JSON(w, DriftDocument{planfile.DriftDocumentOf(r), version, wordedUnknowns(r.Unknown)})
}

// wordedUnknown is an object that could not be compared, with the reason in words.
type wordedUnknown struct {
	plan.Unknown
	Reason string `json:"reason"`
}

func wordedUnknowns(objects []plan.Unknown) []wordedUnknown {
	all := make([]wordedUnknown, len(objects))
	for i, u := range objects {
		all[i] = wordedUnknown{u, unknownWords(u)}
	}
	return all
}

// Diagnostics are problems in the shape of "terraform validate -json", so scripts and
// editors which read that read this.
type Diagnostics struct {
	FormatVersion string       `json:"format_version"`
	Whopsync      string       `json:"whopsync"`
	Valid         bool         `json:"valid"`
	Errors        int          `json:"error_count"`
	Warnings      int          `json:"warning_count"`
	Diagnostics   []diagnostic `json:"diagnostics"`
}

type diagnostic struct {
	Severity spec.Severity `json:"severity"`
	Rule     string        `json:"rule"`
	Summary  string        `json:"summary"`
	Detail   string        `json:"detail,omitempty"`
	Range    fileRange     `json:"range,omitzero"`
}

type fileRange struct {
	Filename string `json:"filename"`
	Start    point  `json:"start,omitzero"`
	End      point  `json:"end,omitzero"`
}

// point counts lines and characters from 1. A column of 0 is left out: it is not known.
type point struct {
	Line   int `json:"line"`
	Column int `json:"column,omitempty"`
}

// ProblemsJSON writes problems for programs.
func ProblemsJSON(w io.Writer, problems spec.Problems, version string) error {
	doc := Diagnostics{
		FormatVersion: "1.0", Whopsync: version, Valid: !problems.HasErrors(), Diagnostics: []diagnostic{},
		Errors: len(problems.Errors()), Warnings: len(problems.Warnings()),
	}
	for _, p := range problems {
		doc.Diagnostics = append(doc.Diagnostics, diagnostic{p.Severity, p.Rule, p.Message, p.Hint, rangeOf(p)})
	}
	return JSON(w, doc)
}

func rangeOf(p spec.Problem) fileRange {
	r := fileRange{Filename: p.Path}
	if p.Line > 0 {
		r.Start = point{p.Line, p.Col}
	}
	if p.Line > 0 && p.EndCol > 0 {
		r.End = point{p.Line, p.EndCol}
	}
	return r
}

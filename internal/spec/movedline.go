package spec

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// WithMoved returns the arrangement with a line under moved: in whopsync.yaml. If it follows, the line that
// leads to from leads on: no one has been there.
func WithMoved(repo *Repo, a Arrangement, from, to course.Address, follows bool) (Arrangement, error) {
	at := -1
	file := Formatting{Path: ConfigFile}
	for i, text := range a.Texts {
		if text.Path == ConfigFile {
			at, file = i, text
		}
	}
	if at < 0 {
		data, err := repo.read(ConfigFile, maxTextFile)
		switch {
		case err == nil:
			file.Before, file.After = data, data
		case errors.Is(err, fs.ErrNotExist):
			file.After = []byte("version: 1\n")
		default:
			return a, fmt.Errorf("read %s: %w", ConfigFile, err)
		}
	}
	report := yamlfile.Report{Path: ConfigFile}
	text, _ := decodeText(file.After, &report)
	o, _ := yamlfile.Read(text, configGrammar, &report)
	edits, err := movedLine(text, o, from, to, follows)
	if err != nil {
		return a, err
	}
	file.After = edited(file.After, edits)
	texts := append([]Formatting{file}, a.Texts...)
	if at >= 0 {
		texts = append(texts[:at+1], texts[at+2:]...)
	}
	a.Texts = texts
	return a, nil
}

// movedLine returns the edits of whopsync.yaml for a new address. An existing line about the same object
// gets today's address.
func movedLine(text string, o yamlfile.Object, from, to course.Address, follows bool) ([]edit, error) {
	moved := o.Values["moved"]
	for _, line := range moved.List {
		if line.Object.Text("from") == from.String() || follows && line.Object.Text("to") == from.String() {
			e, ok := rescalar(text, line.Object.Values["to"], to.String())
			if !ok {
				return nil, fmt.Errorf("%s:%d: write here by hand: to: %s", ConfigFile, line.At.Line, inFlow(to.String()))
			}
			return []edit{e}, nil
		}
	}
	line := fmt.Sprintf("- {from: %s, to: %s}\n", inFlow(from.String()), inFlow(to.String()))
	if len(moved.List) == 0 {
		if _, isThere := o.Get("moved"); isThere {
			return nil, fmt.Errorf("%s: write under moved: by hand: %s", ConfigFile, line)
		}
		lead := ""
		if text != "" && !strings.HasSuffix(text, "\n") {
			lead = "\n"
		}
		return []edit{{len(text), len(text), lead + "moved:\n  " + line}}, nil
	}
	first := lineOf(text, moved.List[0].At.Line)
	dash := strings.Index(first, "-")
	if dash < 0 || strings.TrimSpace(first[:dash]) != "" {
		return nil, fmt.Errorf("%s:%d: write under moved: by hand: %s", ConfigFile, moved.Key.Line, line)
	}
	start := offsetOf(text, yamlfile.Span{Line: moved.List[0].At.Line, Col: 1})
	return []edit{{start, start, first[:dash] + line}}, nil
}

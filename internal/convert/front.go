package convert

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"whopsync/internal/yamlfile"
)

// readPage reads a page with its front matter, nil if the file cannot be read.
func readPage(src *Source, file string, keys keyTable, notes *Notes) (*Page, yamlfile.Foreign) {
	if isGIFT(file) {
		return readGIFT(src, file, notes), yamlfile.Foreign{}
	}
	text, err := src.Text(file)
	if err != nil {
		notes.add(UnreadFile, Place{Path: file}, err.Error())
		return nil, yamlfile.Foreign{}
	}
	front, body, first, err := cutFront(text)
	p := &Page{Path: file, Name: stemOf(file), Text: linesOf(file, body, first)}
	if err != nil {
		p.IsHidden = true
		notes.add(DroppedKey, Place{file, 1}, "the whole front matter, which cannot be read ("+err.Error()+"); the lesson is hidden until you have looked at it")
	}
	var dates []date
	for _, entry := range front.Keys {
		at, means := Place{file, entry.Value.Line}, keys[strings.ToLower(entry.Name)]
		switch {
		case isDate(means, entry.Value):
			dates = append(dates, date{means, entry.Name, cmp.Or(oneLine(entry.Value.Text), "no date"), at})
		case !p.take(means, entry.Value):
			notes.add(DroppedKey, at, entry.Name)
		}
	}
	p.takeDates(dates, src.now, notes)
	return p, front
}

// take notes what a key says. It returns false where a lesson has no place for it.
func (p *Page) take(m meaning, v yamlfile.Foreign) bool {
	text := oneLine(v.Text)
	switch isTrue, err := strconv.ParseBool(strings.ToLower(text)); {
	case m == silent, v.Kind == yamlfile.ForeignNull && m != 0:
	case m == toVideo && v.Kind == yamlfile.ForeignKeys:
		for _, key := range []string{"id", "youtube", "url"} {
			text := oneLine(v.Get(key).Text)
			for _, address := range []string{text, "https://youtu.be/" + text} {
				if isVideo(address) {
					p.Video = address
					return true
				}
			}
		}
		return false
	case m == toAlias:
		p.aliases = append(p.aliases, textsOf(v)...)
	case m == 0, v.Kind != yamlfile.ForeignText:
		return false
	case m == toAddress:
		p.permalink = text
	case m == toTitle:
		p.Title = text
	case m == toHidden:
		p.IsHidden = p.IsHidden || isTrue || err != nil && text != "no"
	case m == toShown:
		p.IsHidden = p.IsHidden || !isTrue && (err == nil || text == "no")
	case m == toVisibility:
		p.IsHidden = p.IsHidden || text != "visible"
	case m == toVideo:
		if isVideo(text) {
			p.Video = text
		}
		return isVideo(text)
	case m == toThumbnail:
		p.Thumbnail = text
	case m == toUnlock:
		days, err := strconv.Atoi(text)
		p.Unlock = days
		return err == nil && days >= 0
	case m == toPlace:
		weight, err := strconv.ParseFloat(text, 64)
		p.weight, p.placed = weight, err == nil
		return err == nil
	}
	return true
}

// textsOf returns a text, or the texts of a list.
func textsOf(v yamlfile.Foreign) (texts []string) {
	if v.Kind == yamlfile.ForeignText {
		return []string{v.Text}
	}
	for _, item := range v.List {
		texts = append(texts, item.Text)
	}
	return texts
}

// cutFront parts a file into its front matter and its text, which begins on line first. What looks like a front
// matter and holds no keys is text.
func cutFront(text string) (front yamlfile.Foreign, body string, first int, err error) {
	opened := strings.TrimLeft(text, "\n") // Hugo lets empty lines stand above
	above := len(text) - len(opened)
	line, rest, _ := strings.Cut(opened, "\n")
	line = strings.TrimRight(line, " \t")
	var closing []string
	switch line {
	case "---":
		closing = []string{"---", "..."}
	case "+++":
		closing = []string{"+++"}
	case "{":
		closing = []string{"}"}
	default:
		return front, text, 1, nil
	}
	at, first := 0, above+2
	for l := range strings.Lines(rest) {
		if slices.Contains(closing, strings.TrimRight(l, " \t\n")) {
			inner, body := rest[:at], rest[at+len(l):]
			switch line {
			case "+++":
				front, err = readTOML(inner, above+1)
			case "{":
				front, err = readJSON("{\n" + inner + "}")
			default:
				front, err = yamlfile.ReadForeign(strings.Repeat("\n", above+1) + inner)
			}
			if line != "+++" && err == nil && front.Kind != yamlfile.ForeignKeys && !isBlank(inner) || line == "{" && err != nil {
				return yamlfile.Foreign{}, text, 1, nil
			}
			return front, body, first + 1, err
		}
		at += len(l)
		first++
	}
	return front, text, 1, nil
}

// readTOML reads TOML that stands after some lines of its file.
func readTOML(text string, above int) (yamlfile.Foreign, error) {
	var values map[string]any
	if _, err := toml.Decode(text, &values); err != nil {
		return yamlfile.Foreign{}, fmt.Errorf("no TOML: %s", oneLine(err.Error()))
	}
	f := foreignOf(values)
	for i, entry := range f.Keys {
		key := regexp.MustCompile(`(?m)^[ \t]*\[*["']?` + regexp.QuoteMeta(entry.Name) + `["']?[ \t]*[=.\]]`)
		if at := key.FindStringIndex(text); at != nil {
			f.Keys[i].Value.Line = above + 1 + strings.Count(text[:at[0]], "\n")
		}
	}
	return f, nil
}

func readJSON(text string) (yamlfile.Foreign, error) {
	var values any
	if err := json.Unmarshal([]byte(text), &values); err != nil {
		return yamlfile.Foreign{}, fmt.Errorf("no JSON: %w", err)
	}
	return foreignOf(values), nil
}

// foreignOf returns decoded values in one form. Keys are sorted, for their order is not known; all stand on line 1.
func foreignOf(value any) yamlfile.Foreign {
	f := yamlfile.Foreign{Line: 1}
	switch v := value.(type) {
	case nil:
	case map[string]any:
		f.Kind = yamlfile.ForeignKeys
		for _, name := range slices.Sorted(maps.Keys(v)) {
			f.Keys = append(f.Keys, yamlfile.ForeignEntry{Name: name, Value: foreignOf(v[name])})
		}
	case []any:
		f.Kind = yamlfile.ForeignList
		for _, item := range v {
			f.List = append(f.List, foreignOf(item))
		}
	case []map[string]any:
		f.Kind = yamlfile.ForeignList
		for _, item := range v {
			f.List = append(f.List, foreignOf(item))
		}
	case time.Time:
		f.Kind, f.Text = yamlfile.ForeignText, textOfTime(v)
	default:
		f.Kind, f.Text = yamlfile.ForeignText, fmt.Sprint(v)
	}
	return f
}

// textOfTime writes a time of TOML with its offset, or without one where it has none: that of the machine means nothing.
func textOfTime(t time.Time) string {
	switch t.Location().String() {
	case "date-local":
		return t.Format(time.DateOnly)
	case "datetime-local":
		return t.Format("2006-01-02T15:04:05")
	case "time-local":
		return t.Format(time.TimeOnly)
	}
	return t.Format(time.RFC3339)
}

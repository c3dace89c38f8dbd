package pull

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"whopsync/internal/spec"
)

var errBorder = errors.New("an edit there runs over the border of a text that the lesson includes: it has to be made in the files")

// include is a text of its own that a lesson includes.
type include struct {
	file string // its path
	line string // of the lesson, that includes it
	text string // without the blank lines around it

	isSilent bool // nothing of it is sent
}

// silentText stands for an included text of which nothing is sent.
const silentText = "<!-- included -->"

// written returns a lesson's text with its includes written out, as they would stand there, and from which of them each of
// its lines comes: by its number from 1 on, 0 for the lesson's own.
func (s *sender) written(file, own string, files map[string][]byte) (text string, from []int, includes []include) {
	var out strings.Builder
	done := 0
	take := func(text string, number int) {
		out.WriteString(text)
		for range strings.Count(text, "\n") {
			from = append(from, number)
		}
	}
	for _, p := range spec.Placeholders(own) {
		at, ok := p.Included(file)
		if !ok {
			continue
		}
		data, err := s.read(files, at)
		if err != nil {
			continue
		}
		text, _ := spec.Body(at, data)
		take(own[done:p.Start], 0)
		one := include{file: at, line: own[p.Start:p.End], text: strings.Trim(spec.Rebased(text, path.Dir(at), path.Dir(file)), "\n")}
		if one.isSilent = strings.TrimSpace(s.sent(at, text)) == ""; one.isSilent {
			one.text = silentText
		}
		includes = append(includes, one)
		take(one.text+"\n", len(includes))
		done = min(p.End+len("\n"), len(own))
		if strings.HasSuffix(text, "\n\n") && !strings.HasPrefix(own[done:], "\n") {
			take("\n", 0) // as its last lines, which are blank, part it from what follows
		}
	}
	take(own[done:], 0)
	return out.String(), append(from, 0), includes
}

// read returns a file as it is to be taken: one of files, else that of the repository.
func (s *sender) read(files map[string][]byte, path string) ([]byte, error) {
	if data, ok := files[path]; ok {
		return data, nil
	}
	return s.repo.Read(path)
}

// folded puts lines that include a text in the place of its units again. It returns the lesson's own text, and the texts
// of what was edited among the included files, by path.
func folded(file string, units []unit, includes []include) (own string, texts map[string]string, err error) {
	var kept []unit
	texts, said := map[string]string{}, map[string]string{}
	for i := 0; i < len(units); i++ {
		number := units[i].from
		if number == 0 {
			kept = append(kept, units[i])
			continue
		}
		last := i
		for at := i; at < len(units); at++ {
			if units[at].from == number {
				last = at
			}
		}
		inside := slices.Clone(units[i : last+1])
		for _, u := range inside {
			if u.from != number {
				return "", nil, errBorder
			}
		}
		i = last
		of := includes[number-1]
		if !of.isSilent && !slices.ContainsFunc(inside, func(u unit) bool { return !u.isSilent }) {
			continue // it was taken out of the lesson
		}
		kept = append(kept, unit{text: of.line, gap: inside[0].gap})
		inside[0].gap = ""
		text := strings.TrimSuffix(joinUnits(inside), "\n")
		if other, ok := said[of.file]; ok && other != text {
			return "", nil, fmt.Errorf("%s is included twice, and the two differ there", of.file)
		}
		if said[of.file] = text; text != of.text {
			texts[of.file] = spec.Rebased(text, path.Dir(file), path.Dir(of.file))
		}
	}
	return joinUnits(kept), texts, nil
}

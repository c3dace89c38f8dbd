package pull

import (
	"regexp"
	"strings"
)

// unit is a part of a text that is kept or replaced as a whole: a block between blank lines, or an item of a list.
type unit struct {
	text     string // without the line end after it
	gap      string // the blank lines above it
	left     bool   // it is what is left of one that went
	isSilent bool   // nothing of it is sent
	from     int    // the number of the include that it comes from; 0: the lesson's own
}

var (
	itemStart = regexp.MustCompile(`^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)`)
	fenceMark = regexp.MustCompile("^[ \t>]*(?:[-*+] |\\d{1,9}[.)] )?[ \t]*(?:(```+)[^`]*|(~~~+).*)$")
	ruleLine  = regexp.MustCompile(`^ {0,3}(?:(?:- *){3,}|(?:\* *){3,})$`)
)

// unitsOf returns the units of a text. fine parts lists into their items, down to those that are nested. No unit has lines
// from several includes; from is nil where there are none.
func unitsOf(text string, fine bool, from []int) (units []unit) {
	var lines []string // of the unit
	number, at := 0, -1
	gap, fence, comment := "", "", false
	end := func() {
		if len(lines) > 0 {
			units = append(units, unit{text: strings.Join(lines, "\n"), gap: gap, from: number})
			lines, gap = nil, ""
		}
	}
	for line := range strings.Lines(text) {
		bare := strings.TrimSuffix(line, "\n")
		isBlank := strings.TrimSpace(bare) == ""
		if at++; from != nil && from[at] != number && !isBlank {
			end()
			number = from[at]
		}
		switch {
		case fence != "":
			lines = append(lines, bare)
			if closes := strings.Trim(bare, " \t\r>"); strings.HasPrefix(closes, fence) && strings.Trim(closes, fence[:1]) == "" {
				fence = ""
			}
			continue
		case comment:
			lines = append(lines, bare)
			comment = !strings.Contains(bare, "-->")
			continue
		case isBlank:
			end()
			gap += line
			continue
		case fine && itemStart.MatchString(bare) && !ruleLine.MatchString(bare):
			end()
		}
		lines = append(lines, bare)
		if m := fenceMark.FindStringSubmatch(bare); m != nil {
			fence = m[1] + m[2]
		}
		if at := strings.LastIndex(bare, "<!--"); at >= 0 {
			comment = !strings.Contains(bare[at:], "-->")
		}
	}
	end()
	return units
}

// joinUnits returns the text of units.
func joinUnits(units []unit) string {
	var out strings.Builder
	for _, u := range units {
		out.WriteString(u.gap + u.text + "\n")
	}
	return out.String()
}

// pairsOf returns which of theirs each of mine is, by a longest common subsequence of their keys; -1 for none.
func pairsOf(mine, theirs []string) []int {
	pair := make([]int, len(mine))
	for i := range pair {
		pair[i] = -1
	}
	head := 0
	for head < min(len(mine), len(theirs)) && mine[head] == theirs[head] {
		pair[head] = head
		head++
	}
	n, m := len(mine), len(theirs)
	for n > head && m > head && mine[n-1] == theirs[m-1] {
		n, m = n-1, m-1
		pair[n] = m
	}
	const most = 4_000_000 // beyond it, what lies between is taken for other text
	if (n-head)*(m-head) > most {
		return pair
	}
	longest := make([][]int, n-head+1)
	for i := range longest {
		longest[i] = make([]int, m-head+1)
	}
	for i := n - head - 1; i >= 0; i-- {
		for j := m - head - 1; j >= 0; j-- {
			longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			if mine[head+i] == theirs[head+j] {
				longest[i][j] = longest[i+1][j+1] + 1
			}
		}
	}
	for i, j := 0, 0; i < n-head && j < m-head; {
		switch {
		case mine[head+i] == theirs[head+j]:
			pair[head+i] = head + j
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pair
}

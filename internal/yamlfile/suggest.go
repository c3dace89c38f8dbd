package yamlfile

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// DidYouMean returns the hint that names the candidate nearest to what was written, or
// "" when none is near or enough was searched for.
func (r *Report) DidYouMean(written string, candidates []string) string {
	if near, ok := r.Nearest(written, candidates); ok {
		return didYouMean(near)
	}
	return ""
}

// Nearest returns the same as the function Nearest, unless enough was searched for.
func (r *Report) Nearest(written string, candidates []string) (string, bool) {
	if !r.Searches(len(candidates)) {
		return "", false
	}
	near, work := nearest(written, candidates)
	if r.Quota != nil {
		r.Quota.searched.Add(int64(work))
	}
	return near, near != ""
}

// DidYouMean returns the hint that names the candidate nearest to what was written, or
// "" when none is near.
func DidYouMean(written string, candidates []string) string {
	if near, ok := Nearest(written, candidates); ok {
		return didYouMean(near)
	}
	return ""
}

// Nearest returns the candidate with the fewest letters to change, if they are few. Of
// two as near, the first is taken. Of very many, not all are looked at.
func Nearest(written string, candidates []string) (string, bool) {
	near, _ := nearest(written, candidates)
	return near, near != ""
}

// nearest also returns how many pairs of letters it has compared.
func nearest(written string, candidates []string) (near string, work int) {
	const longest, most = 200, 1000
	n := utf8.RuneCountInString(written)
	if n == 0 || n > longest {
		return "", 0
	}
	best, distance := "", 1+max(1, n/3)
	if n == 1 {
		distance = 1 // every other letter would be as near
	}
	for _, candidate := range candidates[:min(most, len(candidates))] {
		m := utf8.RuneCountInString(candidate)
		if m > longest || max(m-n, n-m) >= distance {
			continue
		}
		work += n * m
		if d := editDistance(strings.ToLower(written), strings.ToLower(candidate)); d < distance {
			best, distance = candidate, d
		}
	}
	return best, work
}

func didYouMean(near string) string { return "did you mean " + strconv.Quote(near) + "?" }

// editDistance counts the letters to insert, delete, replace or swap with their neighbour.
func editDistance(a, b string) int {
	from, to := []rune(a), []rune(b)
	before, last, row := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(from); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(to); j++ {
			cost := 1
			if from[i-1] == to[j-1] {
				cost = 0
			}
			row[j] = min(row[j-1]+1, last[j]+1, last[j-1]+cost)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(to)]
}

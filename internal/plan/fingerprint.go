package plan

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// Fingerprint identifies what a plan means: which operations, on which objects, seen in
// which state. Two plans with one fingerprint do the same, so what was reviewed under a
// fingerprint may be applied under it. Commit, time and order do not count: a squash
// merge keeps it.
func (p *Plan) Fingerprint() string {
	lines := make([]string, 0, len(p.Changes))
	for i := range p.Changes {
		if c := &p.Changes[i]; !c.IsNothing() {
			lines = append(lines, meaning(c))
		}
	}
	for _, r := range p.Refusals {
		lines = append(lines, fmt.Sprintf("refused %s %q", r.Guard, r.Address))
	}
	slices.Sort(lines)
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %q %q %q\n%s", p.Environment, p.Target.BaseURL, p.Target.Account, p.Target.Experience, strings.Join(lines, "\n"))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum.Sum(nil))[:16])
}

func meaning(c *Change) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s %q %q hide=%t recreate=%t removed=%s", c.Action, c.ID, c.Address, c.Previous, c.Hide, c.Recreate, c.Removed)
	if c.Place != nil {
		fmt.Fprintf(&out, " place=%q:%d>%q:%d", c.Place.From, c.Place.FromRank, c.Place.To, c.Place.ToRank)
	}
	for _, f := range c.Fields {
		fmt.Fprintf(&out, " %s=%s>%s", f.Field, shownDigest(f.Before), shownDigest(f.After))
		for _, file := range f.Shows {
			fmt.Fprintf(&out, " shows=%s", file.SHA256)
		}
	}
	for _, d := range c.Drift {
		fmt.Fprintf(&out, " drift %s=%s gone=%t order=%t", d.Field, shownDigest(d.Live), d.Gone, d.Order)
	}
	if c.Impact != nil {
		fmt.Fprintf(&out, " impact=%t:%d:%d", c.Impact.Known, c.Impact.Students, c.Impact.Completed)
	}
	return out.String()
}

// shownDigest digests a value in the form that a saved plan keeps, where a body is its
// text and the files in it stand beside it.
func shownDigest(v course.Value) course.Digest {
	if body, ok := v.(course.Body); ok {
		return course.DigestOf(course.Text(body.Text))
	}
	if v == nil {
		return ""
	}
	return course.DigestOf(v)
}

package plan

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// Fingerprint identifies what a plan means: which operations, on which objects, seen in
// which state. Two plans with one fingerprint do the same, so what was reviewed under a
// fingerprint may be applied under it. Commit, time and order do not count: a squash
// merge keeps it. Nor does what only some keys may see: a pull request is planned with a key
// that reads, and what it cannot read is held to its own condition when it is applied.
func (p *Plan) Fingerprint() string {
	lines := make([]string, 0, len(p.Changes))
	for i := range p.Changes {
		if c := &p.Changes[i]; !c.IsNothing() {
			lines = append(lines, meaning(c))
		}
	}
	for _, r := range p.Refusals {
		if r.Guard != GuardProgress {
			lines = append(lines, fmt.Sprintf("refused %s %q", r.Guard, r.Address))
		}
	}
	slices.Sort(lines)
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %q %q %q\n%s", p.Environment, p.Target.BaseURL, p.Target.Experience, p.LessonURL, strings.Join(lines, "\n"))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum.Sum(nil))[:16])
}

func meaning(c *Change) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s %q %q hide=%t recreate=%t removed=%s", c.Action, c.ID, c.Address, c.Previous, c.Hide, c.Recreate, c.Removed)
	if c.Place != nil {
		fmt.Fprintf(&out, " place=%q:%d>%q:%d", c.Place.From, c.Place.FromRank, c.Place.To, c.Place.ToRank)
	}
	if c.Spot != nil {
		fmt.Fprintf(&out, " behind=%q", c.Spot.Behind)
	}
	for _, f := range c.Fields {
		fmt.Fprintf(&out, " %s=%s>%s", f.Field, f.expected(), shownDigest(f.After))
		for _, file := range f.Shows {
			fmt.Fprintf(&out, " shows=%s %q", file.SHA256, path.Base(file.Path))
		}
	}
	for _, d := range c.Drift {
		fmt.Fprintf(&out, " drift %s=%s gone=%t order=%t", d.Field, shownDigest(d.Live), d.Gone, d.Order)
	}
	return out.String()
}

// expected is what Whop shows or, where this key is not shown it, what it showed last.
func (fc *FieldChange) expected() course.Digest {
	if fc.Before == nil {
		return fc.Expected
	}
	return shownDigest(fc.Before)
}

// shownDigest digests a value in the form that a saved plan keeps, where a body is its
// text and the files in it stand beside it. The ids that questions carry are found on Whop,
// and only by keys that may see them.
func shownDigest(v course.Value) course.Digest {
	switch v := v.(type) {
	case nil:
		return ""
	case course.Body:
		return course.DigestOf(course.Text(v.Text))
	case course.QuestionList:
		return course.DigestOf(withoutIDs(v))
	}
	return course.DigestOf(v)
}

func withoutIDs(questions course.QuestionList) course.QuestionList {
	bare := slices.Clone(questions)
	for i := range bare {
		bare[i].ID = ""
		bare[i].Options = slices.Clone(bare[i].Options)
		for j := range bare[i].Options {
			bare[i].Options[j].ID = ""
		}
	}
	return bare
}

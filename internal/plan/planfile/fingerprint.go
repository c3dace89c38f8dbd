package planfile

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// Fingerprint identifies what a plan means: which operations, on which objects, seen in
// which state. Two plans with one fingerprint do the same, so what was reviewed under a
// fingerprint may be applied under it. Commit, time and order do not count: a squash
// merge keeps it. Nor does what only some keys may see: a pull request is planned with a key
// that reads, and what it cannot read is held to its own condition when it is applied.
func Fingerprint(p *plan.Plan) string {
	lines := make([]string, 0, len(p.Changes))
	for i := range p.Changes {
		if c := &p.Changes[i]; !c.IsNothing() {
			lines = append(lines, meaning(c))
		}
	}
	for _, seed := range p.Seeds {
		if !p.Creates(seed.Course) {
			lines = append(lines, fmt.Sprintf("new %q", seed.Course))
		}
	}
	for _, r := range p.Refusals {
		if r.Guard != plan.GuardProgress && r.Guard != plan.GuardLoss {
			lines = append(lines, fmt.Sprintf("refused %s %q", r.Guard, r.Address))
		}
	}
	slices.Sort(lines)
	return digest(where(p), strings.Join(lines, "\n"))
}

// where is what every digest of a plan depends on.
func where(p *plan.Plan) string {
	return fmt.Sprintf("%s %q %q %q", p.Environment, p.Target.BaseURL, p.Target.Experience, p.LessonURL)
}

// digest returns 16 characters, of which every one is a small letter or a digit.
func digest(head, text string) string {
	sum := sha256.Sum256([]byte(head + "\n" + text))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:16])
}

// meaning is a change as text, for a digest.
func meaning(change *plan.Change) string { return encoded(essence(change)) }

// essence is a change without what does not count, and with digests for values. The place of
// something new that comes last is just that: which neighbour it finds there is the affair of
// whatever else came last.
func essence(change *plan.Change) plan.Change {
	c := *change
	c.Title, c.Path, c.MovedBecause, c.Impact = "", "", "", nil
	if c.Schedule = nil; change.Schedule.IsNew() { // what was known before, the state knows
		c.Schedule = &plan.Schedule{PublishAt: change.Schedule.PublishAt.UTC()}
	}
	c.Lost = nil // which follows from the values, as far as a key sees them
	if c.Insertion != nil && c.Insertion.Last {
		c.Insertion = nil
	} else if c.Insertion != nil {
		c.Insertion = &plan.Insertion{Behind: c.Insertion.Behind}
	}
	c.Fields = make([]plan.FieldChange, len(change.Fields))
	for i, f := range change.Fields {
		c.Fields[i] = plan.FieldChange{Field: f.Field, Expected: expected(&f), After: course.Text(digestOf(f.After))}
		for _, file := range f.Files {
			c.Fields[i].Files = append(c.Fields[i].Files, plan.ShownFile{Path: path.Base(file.Path), SHA256: file.SHA256})
		}
	}
	c.Drift = make([]plan.Drift, len(change.Drift))
	for i, d := range change.Drift {
		d.Files, d.Live = nil, course.Text(digestOf(d.Live))
		c.Drift[i] = d
	}
	return c
}

func encoded(c plan.Change) string {
	data, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Sprintf("planfile: encode %s: %v", c.Address, err)) // plain data always encodes
	}
	return string(data)
}

// expected is what Whop shows or, where this key is not shown it, what it showed last.
func expected(f *plan.FieldChange) course.Digest {
	if f.Before == nil {
		return f.Expected
	}
	return digestOf(f.Before)
}

// digestOf digests a value in the form that a saved plan keeps, where a body is its
// text and the files in it stand beside it.
func digestOf(v course.Value) course.Digest {
	if body, ok := v.(course.Body); ok {
		v = course.Text(body.Text)
	}
	return course.DigestOf(v)
}

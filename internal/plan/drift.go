package plan

import (
	"cmp"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// DriftReport is what was changed on Whop since the last apply. Unlike the drift in a plan
// it does not depend on the files: an object is in it also when its file has changed
// since, or is gone.
type DriftReport struct {
	Environment string       `json:"environment"`
	Target      state.Target `json:"target"`
	Objects     []Drifted    `json:"resource_drift"`
	// Unmanaged are objects that were made on Whop and are not ours. They are no drift:
	// nothing that we wrote is different for them.
	Unmanaged []Unmanaged `json:"unmanaged"`
	Unknown   []Unknown   `json:"unknown"`
	// Refusals are the reasons for which what was read cannot be believed.
	Refusals []Refusal `json:"-"`
}

// Drifted is an object of ours that was changed on Whop.
type Drifted struct {
	Address course.Address `json:"address"`
	Kind    course.Kind    `json:"type"`
	Name    string         `json:"name"` // in the address
	ID      string         `json:"id"`
	Title   string         `json:"title"`
	Drift   []Drift        `json:"drift"`
	// Conflicts are the drifted fields that have changed in the files as well.
	Conflicts []course.Field `json:"conflicts,omitempty"`
	// FileGone says that the files do not declare the object any more. What they say is
	// nil then in every Drift.
	FileGone bool `json:"file_gone,omitempty"`
}

// FindDrift compares Whop with what was last written there.
func FindDrift(in Input) *DriftReport {
	in.State = readdressed(in.State, in.Desired)
	in.Options = Options{OnDrift: ReportDrift, OnRemove: Keep, Identity: in.Options.Identity, Moved: in.Options.Moved}
	p := Diff(in)
	report := &DriftReport{Environment: p.Environment, Target: p.Target, Unmanaged: p.Unmanaged, Unknown: p.Unknown}
	for _, refusal := range p.Refusals {
		if refusal.Guard == GuardTarget || refusal.Guard == GuardMissing && refusal.Address.IsZero() {
			report.Refusals = append(report.Refusals, refusal)
		}
	}
	gone, live := map[course.Address]bool{}, liveOf(in.Live)
	for i := range p.Changes {
		drifted := driftedOf(in.State, &p.Changes[i], live[p.Changes[i].ID])
		if drifted.Kind == course.KindCourse && isReordered(in.State, p.Bindings[drifted.Address], in.Live, drifted.ID) {
			drifted.Drift = append(drifted.Drift, Drift{Order: true})
		}
		if len(drifted.Drift) == 0 {
			continue
		}
		gone[drifted.Address] = drifted.Drift[0].Gone
		if !gone[drifted.Address] || !gone[drifted.Address.Parent()] {
			report.Objects = append(report.Objects, drifted)
		}
	}
	return report
}

// driftedOf picks out of a change what happened on Whop.
func driftedOf(s *state.State, c *Change, live *course.Resource) Drifted {
	drifted := Drifted{Address: c.Address, Kind: c.Kind, Name: c.Address.Name(), ID: c.ID, Title: c.Title}
	for _, d := range c.Drift {
		if !d.Order { // of which a plan tells only what concerns the files
			drifted.Drift = append(drifted.Drift, d)
		}
	}
	for _, f := range c.Fields {
		if f.Conflict {
			drifted.Drift = append(drifted.Drift, Drift{Field: f.Field, Files: f.After, Live: f.Before, Shared: f.Shared})
			drifted.Conflicts = append(drifted.Conflicts, f.Field)
		}
	}
	if c.Removed.isKept() {
		drifted.FileGone = true
		drifted.Drift = editsOf(live, s.Bindings[cmp.Or(c.Previous, c.Address)], c.Kind)
	}
	return drifted
}

// isReordered compares the order of a live course with the one that was last left there, as far as both have the
// objects. One that the files agree on, as they do after a pull, is no drift.
func isReordered(s *state.State, agreed *state.Binding, live []*course.Course, id string) bool {
	i := slices.IndexFunc(live, func(c *course.Course) bool { return c.ID == id })
	if i < 0 {
		return false
	}
	today := TreeOf(live[i])
	last := lastOutline(s.Pending, s.Bindings[s.ByID()[id]], today)
	was, is := outlined(last), outlined(today.Outline(func(string) bool { return true }))
	inBoth := func(id string) bool { return was[id] && is[id] }
	now := today.Outline(inBoth)
	return !restrict(last, inBoth).Equal(now) && (agreed == nil || !restrict(agreed.Outline, inBoth).Equal(now))
}

// editsOf compares an object with what Whop answered when it was last written.
func editsOf(live *course.Resource, binding *state.Binding, kind course.Kind) []Drift {
	var edits []Drift
	for _, spec := range course.Specs(kind) {
		value := live.Fields[spec.Field]
		if files, ok := value.(course.Files); ok && binding.Attachments != nil {
			value = writtenAttachments(files, binding.Attachments)
		}
		got := binding.Fields[spec.Field].Got
		if value != nil && got != "" && course.DigestOf(value) != got {
			edits = append(edits, Drift{Field: spec.Field, Live: value})
		}
	}
	return edits
}

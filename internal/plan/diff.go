package plan

import (
	"cmp"
	"slices"
	"sync"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/state"
)

// Diff computes the plan. It does not change its input.
func Diff(in Input) *Plan {
	in.State = in.readdressed()
	d := newDiffer(&in)
	for _, desired := range in.Desired {
		d.course(desired)
	}
	d.remains()
	d.unmanaged()
	d.guard()
	slices.SortStableFunc(d.plan.Refusals, func(a, b Refusal) int {
		return cmp.Or(a.Address.Compare(b.Address), cmp.Compare(a.Guard, b.Guard), cmp.Compare(a.Message, b.Message))
	})
	return d.plan
}

// differ is one computation of a plan.
type differ struct {
	in       *Input
	known    map[course.Address]*state.Binding // what the state remembers
	desired  map[course.Address]*course.Resource
	live     map[string]*course.Resource // by id, all that was read
	unlisted map[string]bool             // live lessons that their course's tree does not show
	who      *identity.Matching
	taken    map[course.Address]bool // known addresses that a desired one stands for
	owned    map[string]bool         // their live ids
	resolver course.Resolver
	plan     *Plan

	// Of a way back: the courses that it arranges, by id, and what it leaves out.
	rearranged map[string]bool
	undone     map[course.Address]bool

	// What few plans ask for is found out once, when it is asked for.
	uploads func() *uploads
	isBlind func() bool // to hidden lessons, as far as is known
}

func newDiffer(in *Input) *differ {
	d := &differ{
		in:   in,
		live: map[string]*course.Resource{}, unlisted: map[string]bool{},
		plan: &Plan{
			Environment: in.Environment, Target: in.Target, LessonURL: in.LessonURL, Options: in.Options, Offline: in.Offline,
			Basis: in.basis(),
		},
		rearranged: map[string]bool{}, undone: map[course.Address]bool{},
	}
	if in.State != nil {
		d.plan.Lineage, d.plan.Serial, d.known = in.State.Lineage, in.State.Serial, in.State.Bindings
	}
	d.plan.Bindings = make(map[course.Address]*state.Binding, len(d.known))
	d.taken, d.owned = make(map[course.Address]bool, len(d.known)), make(map[string]bool, len(d.known))
	for _, c := range in.Live {
		d.addLive(c)
	}
	d.uploads, d.isBlind = sync.OnceValue(in.uploads), sync.OnceValue(func() bool { return !in.SeesHidden && in.showsNothingHidden() })
	if in.Back == nil {
		d.who = identity.Match(in.Desired, d.known, in.Live, in.hints())
	} else {
		d.rewind(in.Back)
	}
	d.desired = resourcesOf(in.Desired)
	d.resolver = course.Resolver{FileURL: d.fileURL, ID: d.idOf, LessonURL: in.LessonURL}
	for _, other := range in.Others {
		d.plan.Others = append(d.plan.Others, other.ID)
	}
	for address, from := range d.who.Bound {
		d.owned[d.idOf(address)], d.taken[from] = true, true
	}
	return d
}

func (d *differ) addLive(c *course.Course) {
	for r := range c.Resources() {
		d.live[r.ID] = r
	}
	for _, lesson := range c.Unlisted {
		d.live[lesson.ID], d.unlisted[lesson.ID] = &lesson.Resource, true
	}
}

// resourcesOf returns all that is in courses, by address.
func resourcesOf(courses []*course.Course) map[course.Address]*course.Resource {
	all := map[course.Address]*course.Resource{}
	for _, c := range courses {
		for r := range c.Resources() {
			all[r.Address] = r
		}
	}
	return all
}

func (d *differ) fileURL(sha256 string) string {
	if d.in.State == nil {
		return ""
	}
	return d.in.State.Files[sha256].URL
}

// idOf returns the live id of a desired address, "" when it is to be created.
func (d *differ) idOf(address course.Address) string {
	if binding := d.remembered(address); binding != nil {
		return binding.ID
	}
	return ""
}

// remembered returns the binding that a desired address has under its name of today or
// of before.
func (d *differ) remembered(address course.Address) *state.Binding {
	if from, ok := d.who.Bound[address]; ok {
		return d.known[from]
	}
	return nil
}

// inScope reports whether a narrowed run may touch the address.
func (d *differ) inScope(address course.Address) bool {
	targets := d.in.Options.Targets
	return len(targets) == 0 || slices.ContainsFunc(targets, func(t course.Address) bool { return t.Contains(address) })
}

// needed reports whether something inside the address is targeted: a parent that does
// not exist yet is created for it.
func (d *differ) needed(address course.Address) bool {
	return d.inScope(address) || slices.ContainsFunc(d.in.Options.Targets, address.Contains)
}

// course plans one course of the files.
func (d *differ) course(desired *course.Course) {
	if !d.needed(desired.Address) {
		for r := range desired.Resources() {
			d.leave(r.Address)
		}
		return
	}
	cp := &CoursePlan{Desired: desired, Live: d.liveCourse(desired.Address)}
	first := len(d.plan.Changes)
	for r := range desired.Resources() {
		if d.needed(r.Address) {
			d.resource(r)
		} else {
			d.leave(r.Address)
		}
	}
	d.arrange(cp, d.plan.Changes[first:])
	d.plan.Courses = append(d.plan.Courses, cp)
}

// leave keeps what is remembered of an address outside of a narrowed run, under the name
// that it is remembered by.
func (d *differ) leave(address course.Address) {
	if from, ok := d.who.Bound[address]; ok {
		d.plan.Bindings[from] = d.known[from]
	}
}

func (d *differ) liveCourse(address course.Address) *course.Course {
	id := d.idOf(address)
	i := slices.IndexFunc(d.in.Live, func(c *course.Course) bool { return c.ID == id })
	if id == "" || i < 0 {
		return nil
	}
	return d.in.Live[i]
}

// resource plans one course, chapter or lesson of the files.
func (d *differ) resource(r *course.Resource) {
	change := Change{Address: r.Address, Kind: r.Address.Kind(), Action: NoOp, Title: r.Title(), Source: r.Source}
	binding := d.remembered(r.Address)
	if live := d.live[d.idOf(r.Address)]; live != nil {
		change.Title = cmp.Or(change.Title, live.Title()) // a way back says only what changes
	}
	switch {
	case binding == nil:
		d.create(&change, r)
	case d.live[binding.ID] == nil:
		d.gone(&change, r, binding)
	case !d.inScope(r.Address):
		d.plan.Bindings[r.Address] = binding
	case d.unlisted[binding.ID]:
		d.unknown(r.Address, unlistedReason)
		d.compare(&change, r, binding)
	default:
		d.compare(&change, r, binding)
	}
	d.plan.Changes = append(d.plan.Changes, change)
}

func (d *differ) create(change *Change, r *course.Resource) {
	change.Action, change.Answer = Create, d.answerOf(r.Address)
	if from, ok := d.who.Left[r.Address]; ok {
		change.Left = &Left{Address: from, ID: d.known[from].ID}
		impact := d.in.Impact[change.Left.ID]
		change.Impact = &impact
	}
	change.Recreate = change.Recreate || r.Reborn
	for _, field := range r.Fields.Names(change.Kind) {
		value := withIDs(d.link(r.Fields[field]), course.Null{}, nil) // of its questions, none is there yet
		change.Fields = append(change.Fields, d.fieldChange(change.Kind, field, nil, value))
	}
}

// gone plans for an object that was deleted on Whop. Creating it again makes a new one,
// to which no student's progress belongs: that is the author's decision.
func (d *differ) gone(change *Change, r *course.Resource, binding *state.Binding) {
	if d.in.Options.AllowRecreate {
		change.Recreate = true
		d.create(change, r)
		return
	}
	if d.mayBeHidden(r.Address, binding) {
		d.unknown(r.Address, "it was hidden when it was last seen, and this key sees no hidden lesson (that takes courses:update); if it was deleted on Whop, --allow-recreate creates it again")
		d.compare(change, r, binding)
		return
	}
	change.Drift = []Drift{{Gone: true}}
	change.ID = binding.ID
	d.plan.Bindings[r.Address] = binding
}

const unlistedReason = "it exists, and this key does not see it in its course (keys without courses:update do not see hidden lessons)"

func (d *differ) unknown(address course.Address, reason string) {
	d.plan.Unknown = append(d.plan.Unknown, Unknown{Address: address, Reason: reason})
}

// mayBeHidden reports whether a lesson that nothing shows may still be there: it was
// hidden, and no other lesson proves that the key sees hidden ones.
func (d *differ) mayBeHidden(address course.Address, binding *state.Binding) bool {
	return wasHidden(address, binding) && d.isBlind()
}

// wasHidden reports whether a lesson was hidden when it was last seen.
func wasHidden(address course.Address, binding *state.Binding) bool {
	synced := syncedOf(binding, course.Visibility)
	return address.Kind() == course.KindLesson && synced != nil && synced.Got == course.DigestOf(course.Text(course.Hidden))
}

// MissesHidden reports whether a lesson that was hidden is not shown, and no other lesson proves
// that the key sees hidden ones.
func (in *Input) MissesHidden() bool {
	if in.State == nil || !in.showsNothingHidden() {
		return false
	}
	shown := map[string]bool{}
	for _, c := range in.Live {
		for r := range c.Resources() {
			shown[r.ID] = true
		}
		for _, lesson := range c.Unlisted {
			shown[lesson.ID] = true
		}
	}
	for address, binding := range in.State.Bindings {
		if wasHidden(address, binding) && !shown[binding.ID] {
			return true
		}
	}
	return false
}

// showsNothingHidden reports whether no hidden lesson is on the live side.
func (in *Input) showsNothingHidden() bool {
	return !slices.ContainsFunc(in.Live, func(c *course.Course) bool {
		return slices.ContainsFunc(lessonsOf(c), func(l *course.Lesson) bool {
			return course.Same(l.Fields[course.Visibility], course.Text(course.Hidden))
		})
	})
}

// compare plans for an object that exists on both sides. Of one that this key does not see,
// nothing is shown: what its file has changed is known all the same.
func (d *differ) compare(change *Change, r *course.Resource, binding *state.Binding) {
	live := d.live[binding.ID]
	if live == nil {
		live = &course.Resource{}
	}
	from := d.who.Bound[r.Address]
	next := *binding
	next.Retired = false
	if !r.Partial {
		next.Path, next.Protect, next.Key = r.Source.Path, r.Protect, r.Key
	}
	next.Fields = make(map[course.Field]state.Synced, len(binding.Fields))
	change.ID = binding.ID
	if from != r.Address {
		change.Previous, change.MovedBecause = from, d.who.Because[r.Address]
	}
	for _, spec := range course.Specs(change.Kind) {
		d.compareField(change, r, spec, &next, live.Fields[spec.Field], syncedOf(binding, spec.Field))
	}
	if change.Answer = d.answerOf(r.Address); len(change.Fields) > 0 {
		change.Action = Update
	} else {
		next.Answer = change.Answer
	}
	d.plan.Bindings[r.Address] = &next
}

func (d *differ) compareField(change *Change, r *course.Resource, spec course.Spec, next *state.Binding, live course.Value, synced *state.Synced) {
	files := d.link(desiredValue(spec, r, synced))
	synced = d.recall(next, spec.Field, synced, files, live)
	next.Questions = withKeys(next.Questions, files, synced)
	ours, foreign := d.ownAttachments(live, files, next.Attachments)
	s := sides{synced: synced, live: ours, files: files}
	if synced != nil {
		next.Fields[spec.Field] = *synced
	}
	overwrite := d.in.Options.OnDrift == OverwriteDrift
	switch v := s.judge(d.crossEqual); {
	case v == adopt:
		adoptValue(next, spec.Field, files, ours)
	case v == write, v == conflict, v == drifted && overwrite:
		fc := d.fieldChange(change.Kind, spec.Field, live, withIDs(files, live, next.Questions))
		fc.Conflict, fc.Keeps = v == conflict, foreign
		if live == nil && synced != nil {
			fc.Expected = synced.Got
		}
		change.Fields = append(change.Fields, fc)
	case v == drifted:
		change.Drift = append(change.Drift, Drift{Field: spec.Field, Files: files, Live: live})
	}
}

// recall is withPending for fields that are known by ids. Of attachments, those that were
// written by a run that was cut off are not known yet: those that the files name are.
func (d *differ) recall(next *state.Binding, field course.Field, synced *state.Synced, files, live course.Value) *state.Synced {
	for _, ids := range [][]string{next.Attachments, nil} {
		ours, _ := d.ownAttachments(live, files, ids)
		if pending := d.withPending(next.ID, field, synced, files, ours); pending != synced {
			rememberIDs(next, files, ours)
			return pending
		}
	}
	return synced
}

// adoptValue remembers that the files and Whop say the same already.
func adoptValue(next *state.Binding, field course.Field, files, live course.Value) {
	next.Fields[field] = state.Synced{Sent: course.DigestOf(files), Got: course.DigestOf(live)}
	rememberIDs(next, files, live)
}

// rememberIDs notes by which ids Whop knows what the files list.
func rememberIDs(next *state.Binding, files, live course.Value) {
	switch live := live.(type) {
	case course.Files:
		next.Attachments = live.IDs()
	case course.QuestionList:
		next.Questions = state.QuestionsOf(files, live)
	}
}

func (d *differ) fieldChange(kind course.Kind, field course.Field, before, after course.Value) FieldChange {
	spec, _ := course.SpecOf(kind, field)
	fc := FieldChange{Field: field, Before: before, After: after, Unverifiable: spec.Read == course.ReadNever}
	d.describe(&fc)
	return fc
}

// link gives the lesson links of a body what they lead to, as far as it exists.
func (d *differ) link(value course.Value) course.Value {
	if body, ok := value.(course.Body); ok {
		return d.resolver.Link(body)
	}
	return value
}

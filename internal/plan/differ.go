package plan

import (
	"cmp"
	"slices"
	"sync"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/state"
)

// differ is one computation of a plan.
type differ struct {
	in       *Input
	contents course.Contents
	sides    *sides
	fields   *comparing
	plan     *Work

	seeds map[string][]*course.Chapter // chapters that could be the seed, by the id of their new course

	isBlind func() bool // to hidden lessons, as far as is known; found out once, when it is asked for
}

func newDiffer(in *Input) *differ {
	in.Target.Route = in.remembered().Renew(in.Target).Route
	in.LessonURL = in.LinkTemplate()
	seeds := in.seeds()
	in.Live = withoutSeeds(in.Live, seeds)
	contents := course.Contents{}
	d := &differ{in: in, contents: contents, plan: workOf(in, contents), seeds: seeds, isBlind: sync.OnceValue(func() bool { return !in.SeesHidden && showsNothingHidden(in.Live) })}
	known := in.bound()
	d.sides = newSides(in.Desired, known, in.Live, identity.Match(in.Desired, known, in.Live, hintsOf(in, known), contents))
	in.Options.Exclude = in.Options.scope().followed(d.sides.who.Bound)
	d.fields = newComparing(in, d.sides)
	d.plan.Files = d.fields.files
	d.plan.Bindings = make(map[course.Address]*state.Binding, len(known))
	return d
}

// workOf returns a plan that says no more than what it is made from.
func workOf(in *Input, contents course.Contents) *Work {
	p := &Work{Dates: datesOf(in.Desired), Plan: Plan{
		Environment: in.Environment, Target: in.Target, LessonURL: in.LessonURL, Options: in.Options, Offline: in.Offline,
		Basis: basisOf(in.LessonURL, in.Desired, in.Live, contents),
	}}
	if in.LessonURL == "" && !in.Offline {
		p.PlainLinks = countLinks(in.Desired)
	}
	if in.State != nil {
		p.Lineage, p.Serial = in.State.Lineage, in.State.Serial
	}
	for _, other := range in.Others {
		p.Others = append(p.Others, other.ID)
	}
	return p
}

// countLinks counts the links between lessons.
func countLinks(courses []*course.Course) (n int) {
	for r := range course.All(courses) {
		body, _ := r.Fields[course.Content].(course.Body)
		for _, ref := range body.Refs {
			n += count(ref.IsLesson())
		}
	}
	return n
}

// course plans one course of the files.
func (d *differ) course(desired *course.Course) {
	at := desired.Address
	if !d.in.Options.scope().needs(at) {
		for r := range desired.Resources() {
			d.leave(r.Address)
		}
		return
	}
	cp := &CoursePlan{Desired: desired, Live: d.sides.liveCourse(at, d.in.Live)}
	first := len(d.plan.Changes)
	for r := range desired.Resources() {
		if d.in.Options.scope().needs(r.Address) {
			d.resource(r)
		} else {
			d.leave(r.Address)
		}
	}
	changes := d.plan.Changes[first:]
	arranging{d.in, d.sides, d.plan}.arrange(cp, changes)
	seeds, isNew := d.seeds[d.sides.idOf(at)]
	// A run that is narrowed to a part of a new course leaves the seed to the run that shows the course.
	if cp.New = creates(changes, at) || isNew && d.in.Options.scope().covers(at); cp.New {
		d.plan.Seeds = append(d.plan.Seeds, seedOf(at, seeds))
	}
	d.plan.Courses = append(d.plan.Courses, cp)
}

// leave keeps what is remembered of an address outside of a narrowed run, under the name
// that it is remembered by.
func (d *differ) leave(address course.Address) {
	if from, ok := d.sides.who.Bound[address]; ok {
		d.plan.Bindings[from] = d.sides.known[from]
	}
}

// resource plans one course, chapter or lesson of the files.
func (d *differ) resource(r *course.Resource) {
	change := Change{Address: r.Address, Kind: r.Address.Kind(), Action: NoOp, Title: r.Title(), Path: r.Source.Path}
	binding := d.sides.remembered(r.Address)
	if live := d.sides.live[d.sides.idOf(r.Address)]; live != nil {
		change.Title = cmp.Or(change.Title, live.Title()) // a way back says only what changes
	}
	switch {
	case binding == nil:
		d.create(&change, r)
	case d.sides.live[binding.ID] == nil:
		d.gone(&change, r, binding)
	case !d.in.Options.scope().covers(r.Address):
		d.plan.Bindings[r.Address] = binding
	case d.sides.unlisted[binding.ID]:
		d.plan.unknown(r.Address, NotListed)
		d.compare(&change, r, binding)
	default:
		d.compare(&change, r, binding)
		d.begun(r, binding)
	}
	d.plan.Changes = append(d.plan.Changes, change)
}

// begun notes what is to become of an object that was created after the last complete apply. Where it comes
// is found out with the order of its course.
func (d *differ) begun(r *course.Resource, binding *state.Binding) {
	if binding.CreatedAtSerial > d.in.State.Applied.Serial {
		change := Change{Address: r.Address, Kind: r.Address.Kind()}
		d.create(&change, r)
		d.plan.Begun = append(d.plan.Begun, change)
	}
}

func (d *differ) create(change *Change, r *course.Resource) {
	change.Action, change.Answer = Create, d.sides.answerOf(r.Address)
	if from, ok := d.sides.who.Left[r.Address]; ok {
		change.Left = &Left{Address: from, ID: d.sides.known[from].ID}
		impact := d.in.Impact[change.Left.ID]
		change.Impact = &impact
	}
	for _, field := range r.Fields.Names(change.Kind) {
		value := withIDs(d.fields.link(r.Fields[field]), course.Null{}, nil) // of its questions, none is there yet
		change.Fields = append(change.Fields, d.fields.fieldChange(change.Kind, field, nil, value))
	}
	change.Schedule = scheduleOf(r, nil, change.Fields)
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
		d.plan.unknown(r.Address, MaybeHidden)
		d.compare(change, r, binding)
		return
	}
	change.Drift = []Drift{{Gone: true}}
	change.ID = binding.ID
	d.plan.Bindings[r.Address] = binding
}

// compare plans for an object that exists on both sides. Of one that this key does not see,
// nothing is shown: what its file has changed is known all the same.
func (d *differ) compare(change *Change, r *course.Resource, binding *state.Binding) {
	live := d.sides.live[binding.ID]
	if live == nil {
		live = &course.Resource{}
	}
	from := d.sides.who.Bound[r.Address]
	next := *binding
	next.Retired, next.Pulled, next.New = false, false, binding.New && live.IsHidden()
	next.Path, next.Protect, next.Key, next.PublishAt = r.Source.Path, r.Protect, r.Key, r.PublishAt.UTC()
	next.Fields = make(map[course.Field]state.Synced, len(binding.Fields))
	change.ID = binding.ID
	if from != r.Address {
		change.Previous, change.MovedBecause = from, d.sides.who.Because[r.Address]
	}
	d.fields.title = r.Title()
	for _, spec := range course.Specs(change.Kind) {
		d.compareField(change, r, spec, &next, live.Fields[spec.Field], syncedOf(binding, spec.Field))
	}
	change.Schedule = scheduleOf(r, binding, change.Fields)
	remember(change, &next, binding)
	if change.Lost = lossesOf(change.Fields); len(change.Lost) > 0 {
		impact := d.in.Impact[change.ID]
		change.Impact = &impact
	}
	if change.Answer = d.sides.answerOf(r.Address); len(change.Fields) > 0 {
		change.Action = Update
	} else {
		next.Answer = change.Answer
	}
	d.plan.Bindings[r.Address] = &next
}

func (d *differ) compareField(change *Change, r *course.Resource, spec course.Spec, next *state.Binding, live course.Value, synced *state.Synced) {
	desired := desiredValue(spec, r, synced)
	files := d.fields.link(desired)
	synced = d.fields.recall(next, spec.Field, synced, files, live)
	synced = d.fields.withNames(next, synced, files, live)
	next.Questions = withKeys(next.Questions, files, synced)
	ours, foreign := d.fields.ownAttachments(live, files, next.Attachments)
	overPull, isFull := false, false
	if synced != nil && files != nil && synced.IsPulled() {
		digest := course.DigestOf(files)
		overPull, isFull = synced.IsOverPull(digest), synced.IsFull()
		next.Fields[spec.Field] = synced.Seen(digest, course.DigestOf(ours))
		synced = new(synced.For(digest))
	} else if synced != nil {
		next.Fields[spec.Field] = *synced
	}
	s := threeWay{synced: synced, live: ours, files: files, relinked: d.fields.isRelinked(desired, synced)}
	if body, ok := r.Fields[spec.Field].(course.Body); ok && len(body.Refs) == 0 { // which links change nothing in
		s.digest = d.contents.Digest(r, spec.Field)
	}
	overwrite := d.in.Options.OnDrift == OverwriteDrift
	isAgreed := d.in.Agreed != nil && files != nil && d.in.Agreed(change.ID, spec.Field)
	v := s.judge(d.fields.crossEqual)
	if v == write && overPull && isFull {
		v = conflict
	}
	switch {
	case v == adopt, isAgreed:
		adoptValue(next, spec.Field, files, ours)
	case v == write, v == conflict, v == drifted && overwrite:
		after := withIDs(files, live, next.Questions)
		fc := d.fields.fieldChange(change.Kind, spec.Field, live, after)
		fc.Conflict, fc.ForeignFiles, fc.Relinked, fc.OverPull = v == conflict, foreign, v == write && s.relinked, v == write && overPull
		if live == nil && synced != nil {
			fc.Expected = synced.Got
		}
		change.Fields = append(change.Fields, fc)
	case v == drifted:
		body, _ := files.(course.Body)
		change.Drift = append(change.Drift, Drift{Field: spec.Field, Files: files, Live: live, Shared: body.Differing(live)})
	}
}

// adoptValue remembers that the files and Whop say the same already.
func adoptValue(next *state.Binding, field course.Field, files, live course.Value) {
	next.Fields[field] = state.Synced{Sent: course.DigestOf(files), Got: course.DigestOf(live)}
	next.RememberIDs(files, live)
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
	if in.State == nil || !showsNothingHidden(in.Live) {
		return false
	}
	shown := liveOf(in.Live)
	for address, binding := range in.State.Bindings {
		if wasHidden(address, binding) && shown[binding.ID] == nil {
			return true
		}
	}
	return false
}

// showsNothingHidden reports whether no hidden lesson is on the live side.
func showsNothingHidden(live []*course.Course) bool {
	return !slices.ContainsFunc(live, func(c *course.Course) bool {
		return slices.ContainsFunc(lessonsOf(c), func(l *course.Lesson) bool { return l.IsHidden() })
	})
}

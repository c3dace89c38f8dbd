package apply

import (
	"context"
	"fmt"
	"slices"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/safegroup"
	"whopsync/internal/state"
)

// Prepared is a plan, and the state that it was made from.
type Prepared struct {
	Work  *plan.Work
	Sides plan.Input    // that it was made of
	found []state.Entry // what Settle has found, folded into the state of Sides already
}

// isNothing reports whether there is nothing to write, to Whop or to the state, where a commit counts as applied
// afterwards.
func (p *Prepared) isNothing(now time.Time, applied string) bool {
	s := p.Sides.State
	if s == nil || p.Work.HasChanges() {
		return !p.Work.HasChanges()
	}
	settlesMore := len(judged(s.Pending, p.Work)) > 0 || len(stillOpen(s, p.isWhole(), now)) < len(s.Pending)
	isNewTarget := s.Target.Renew(p.Work.Target) != s.Target
	isNewCommit := p.isWhole() && s.Applied.Commit != applied
	return len(p.found) == 0 && !settlesMore && !isNewTarget && !isNewCommit && len(state.Rebind(s.Bindings, p.Work.Bindings)) == 0
}

// isWhole reports whether the plan is about all of the files: a narrowed one says nothing of
// what lies outside of it.
func (p *Prepared) isWhole() bool { return !p.Work.Options.IsNarrowed() }

// Prepare finds out what has to be done: it settles what an earlier run has left open,
// reads Whop and compares. It sends nothing but reads and changes nothing that it is
// given; the live side and the impact of in are filled in here. The target comes with what the
// settings say, and is completed.
func Prepare(ctx context.Context, api Reader, in plan.Input) (*Prepared, error) {
	in, found, err := Survey(ctx, api, in)
	if err != nil {
		return nil, err
	}
	p := &Prepared{Work: plan.Diff(in), Sides: in, found: found}
	if in.Offline {
		return p, nil
	}
	if p.Work.CreatesCourse() && len(in.Others) > 0 {
		if in.Others, err = readWhole(ctx, api, in); err != nil {
			return nil, err
		}
		p.Work = plan.Diff(in)
	}
	if len(p.Work.Unseen) > 0 {
		readUnseen(ctx, api, in.Live, p.Work.Unseen)
		p.Work = plan.Diff(in)
	}
	lessons := p.Work.Leaving()
	if len(lessons) == 0 {
		return p, nil
	}
	in.Impact = countImpact(ctx, api, lessons)
	p.Work = plan.Diff(in)
	return p, ctx.Err()
}

// Survey fills in what a plan compares with: the state with what an earlier run has left
// open settled, in a copy, the target and the live side. The entries are what it settled.
// Where the settings say already that the state belongs to another target, nobody is asked:
// the first request would carry the key there. The plan is an offline one, then, and refuses.
func Survey(ctx context.Context, api Reader, in plan.Input) (plan.Input, []state.Entry, error) {
	var found []state.Entry
	if s := in.State; s != nil {
		if !s.IsEmpty() && !s.Target.CanBe(in.Target) {
			in.Offline, in.Live = true, plan.Remembered(s)
			return in, nil, nil
		}
		var err error
		if found, err = Settle(ctx, api, s, in.Options.Unmanaged); err != nil {
			return in, nil, err
		}
		in.State = s.Clone()
		in.State.Replay(found)
	}
	err := readLive(ctx, api, &in)
	if err == nil && in.MissesHidden() {
		in.SeesHidden = seesHidden(ctx, api, in.Target.Account)
	}
	return in, found, err
}

// seesHidden reports whether the key sees hidden lessons for certain: those with courses:update do
// (documented of callers who may administer courses).
func seesHidden(ctx context.Context, api Reader, account string) bool {
	const update = "courses:update"
	if account == "" {
		return false
	}
	may, err := api.Permissions(ctx, account, []string{update})
	return err == nil && may[update]
}

// readWhole reads the courses that are not ours: one that is to be created can be there
// already, under another title. It happens for a course that is created, and then alone.
// Nothing may be concluded from one that the list shows and that cannot be read.
func readWhole(ctx context.Context, api Reader, in plan.Input) ([]*course.Course, error) {
	return readEach(ctx, in.Others, func(ctx context.Context, other *course.Course) (*course.Course, error) {
		if slices.Contains(in.Options.Unmanaged, other.ID) {
			return other, nil
		}
		read, err := api.ReadCourse(ctx, other.ID, nil, nil)
		if err != nil {
			return nil, fmt.Errorf("see whether course %s is one of the files': %w", other.ID, err)
		}
		return read, nil
	})
}

// readUnseen completes lessons by what lists do not show. One that cannot be read stays as it is:
// then the plan refuses what could be it.
func readUnseen(ctx context.Context, api Reader, live []*course.Course, ids []string) {
	for r := range course.All(live) {
		if !slices.Contains(ids, r.ID) {
			continue
		}
		if read, err := api.Read(ctx, course.KindLesson, r.ID); err == nil {
			r.Fields = read.Fields
		}
	}
}

// readEach reads a course for each of the items, all at once. The first error ends the rest.
func readEach[T any](ctx context.Context, items []T, read func(context.Context, T) (*course.Course, error)) ([]*course.Course, error) {
	courses := make([]*course.Course, len(items))
	group, ctx := safegroup.WithContext(ctx)
	for i, item := range items {
		group.Go(func() (err error) {
			courses[i], err = read(ctx, item)
			return err
		})
	}
	return courses, group.Wait()
}

// countImpact leaves out what cannot be counted: it stays unknown.
func countImpact(ctx context.Context, api Reader, lessons []string) map[string]plan.Impact {
	impact := map[string]plan.Impact{}
	for _, id := range lessons {
		if counted, err := api.Impact(ctx, id); err == nil {
			impact[id] = counted
		}
	}
	return impact
}

// readLive reads the courses that the state knows, all at once. When the files declare one
// that it does not know, or one of them is gone, it reads the names of all others as well.
func readLive(ctx context.Context, api Reader, in *plan.Input) error {
	bound := boundCourses(in.State)
	known, detail := wanted(in)
	var live []*course.Course
	group, groupCtx := safegroup.WithContext(ctx)
	group.Go(func() (err error) {
		in.Target, err = api.Target(groupCtx)
		return err
	})
	group.Go(func() (err error) {
		live, err = readEach(groupCtx, bound, func(ctx context.Context, address course.Address) (*course.Course, error) {
			read, err := api.ReadCourse(ctx, in.State.Bindings[address].ID, known[address], detail)
			if course.IsGone(err) {
				return nil, nil
			}
			return read, err
		})
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	in.Live = slices.DeleteFunc(live, func(c *course.Course) bool { return c == nil })
	if s := in.State; s != nil && !s.IsEmpty() && !s.Target.Fits(in.Target) {
		return nil // which the plan refuses, and this key may see nothing there
	}
	isUnbound := func(c *course.Course) bool { return in.State == nil || in.State.Bindings[c.Address] == nil }
	if slices.ContainsFunc(in.Desired, isUnbound) || len(in.Live) < len(bound) {
		return readOthers(ctx, api, in, bound)
	}
	return nil
}

func boundCourses(s *state.State) []course.Address {
	if s == nil {
		return nil
	}
	return slices.DeleteFunc(s.Addresses(), func(a course.Address) bool { return a.Kind() != course.KindCourse })
}

// readOthers lists the courses that are not ours. A course that was not found and that the
// list shows is not gone: nothing may be concluded from such an answer.
func readOthers(ctx context.Context, api Reader, in *plan.Input, bound []course.Address) error {
	all, err := api.List(ctx, course.KindCourse, in.Target.Experience)
	if err != nil {
		return err
	}
	for _, other := range all {
		isOther := func(a course.Address) bool { return in.State.Bindings[a].ID == other.ID }
		isLive := func(c *course.Course) bool { return c.ID == other.ID }
		switch i := slices.IndexFunc(bound, isOther); {
		case i < 0 && other.MayBeScratch(): // it may vanish at any moment, and is nobody's
		case i < 0:
			in.Others = append(in.Others, &course.Course{Resource: *other})
		case !slices.ContainsFunc(in.Live, isLive):
			return fmt.Errorf("read course %s: Whop lists %s and does not show it; try again", bound[i], other.ID)
		}
	}
	return nil
}

// wanted says what a plan has to see beyond what lists show: the lessons that are known of each
// course, and in detail those of which such fields are managed.
func wanted(in *plan.Input) (known map[course.Address][]string, detail func(id string) bool) {
	if in.State == nil {
		return nil, nil
	}
	known = map[course.Address][]string{}
	declared, detailed := course.ByAddress(in.Desired), map[string]bool{}
	for address, binding := range in.State.Bindings {
		if address.Kind() != course.KindLesson {
			continue
		}
		of := course.Address{Course: address.Course}
		known[of] = append(known[of], binding.ID)
		file := declared[address]
		detailed[binding.ID] = hasDetail(binding.Fields) || file != nil && hasDetail(file.Fields)
	}
	return known, func(id string) bool { return detailed[id] }
}

func hasDetail[V any](fields map[course.Field]V) bool {
	for field := range fields {
		if spec, ok := course.SpecOf(course.KindLesson, field); ok && spec.Read == course.ReadDetail {
			return true
		}
	}
	return false
}

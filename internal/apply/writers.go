package apply

import (
	"context"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// newWriter returns what carries out steps, each kind by its own writer. They share what a run
// learns: the journal, and the ids that are accounted for.
func newWriter(r *Run, api API, p *plan.Work, journal *journal, earlier []state.Entry) func(context.Context, *Step) Result {
	courses := make([]*course.Course, len(p.Courses))
	for i, cp := range p.Courses {
		courses[i] = cp.Desired
	}
	claims, desired := newClaims(p, earlier), course.ByAddress(courses)
	resend := resender{journal: journal, wait: r.Wait}
	encode := encoder{lessonURL: p.LessonURL, journal: journal}
	uploads := uploader{api: api, journal: journal, open: r.Open}
	once := onceCreator{api: api, journal: journal, resend: resend, claims: claims}
	creates := creator{plan: p, desired: desired, journal: journal, claims: claims, once: once, encode: encode, now: r.Now, newKey: r.NewKey}
	updates := updater{api: api, journal: journal, resend: resend, encode: encode}
	orders := arranger{api: api, journal: journal, resend: resend, claims: claims, desired: desired}
	removes := remover{api: api, journal: journal, resend: resend}
	seeds := seedRemover{api: api, journal: journal, resend: resend, claims: claims}
	return func(ctx context.Context, s *Step) Result {
		switch s.Kind {
		case Upload:
			return uploads.upload(ctx, s)
		case CreateCourse, CreateChapter, CreateLesson:
			return creates.create(ctx, s)
		case HideNew, SetRemaining, UpdateFields, Publish, Unpublish, HideObject:
			return updates.update(ctx, s)
		case ResolveLinks:
			return updates.resolveLinks(ctx, s)
		case Arrange:
			return orders.arrange(ctx, s)
		case ClearSeed:
			return seeds.clear(ctx, s)
		}
		return removes.remove(ctx, s)
	}
}

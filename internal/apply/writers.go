package apply

import (
	"context"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// writers are those who carry out the steps, each its own kinds.
type writers struct {
	uploads uploader
	creates creator
	updates updater
	orders  arranger
	removes remover
}

// newWriters makes writers that share what a run learns: the journal, and the ids that are
// accounted for.
func newWriters(r *Run, api API, p *plan.Work, journal *journal, earlier *backlog) writers {
	claims := newClaims(p, earlier)
	courses := make([]*course.Course, len(p.Courses))
	for i, cp := range p.Courses {
		courses[i] = cp.Desired
	}
	desired := byAddress(courses)
	resend := resender{journal: journal, wait: r.Wait}
	encode := encoder{lessonURL: r.LessonURL, journal: journal}
	return writers{
		uploads: uploader{api: api, journal: journal, open: r.Open},
		creates: creator{
			plan: p, desired: desired, titles: titlesOf(p.Unmanaged), journal: journal, backlog: earlier, encode: encode, now: r.Now, newKey: r.NewKey,
			once: onceCreator{api: api, journal: journal, resend: resend, backlog: earlier, claims: claims},
		},
		updates: updater{api: api, journal: journal, resend: resend, encode: encode},
		orders:  arranger{api: api, journal: journal, resend: resend, claims: claims, desired: desired},
		removes: remover{api: api, journal: journal, resend: resend},
	}
}

// do carries out one step.
func (w writers) do(ctx context.Context, s *Step) Result {
	switch s.Kind {
	case Upload:
		return w.uploads.upload(ctx, s)
	case CreateCourse, CreateChapter, CreateLesson:
		return w.creates.create(ctx, s)
	case SetRemaining, UpdateFields, Publish, HideObject:
		return w.updates.update(ctx, s)
	case ResolveLinks:
		return w.updates.resolveLinks(ctx, s)
	case Arrange:
		return w.orders.arrange(ctx, s)
	}
	return w.removes.remove(ctx, s)
}

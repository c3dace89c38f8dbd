package apply

import (
	"cmp"
	"context"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// writers carry out steps, each kind by its own. They share what a run learns: the journal, and the
// ids that are accounted for.
type writers struct {
	uploads uploader
	creates creator
	updates updater
	orders  arranger
	removes remover
	seeds   seedRemover
}

func newWriters(r *Run, api API, p *plan.Work, journal *journal, claims *claims) *writers {
	courses := make([]*course.Course, len(p.Courses))
	for i, cp := range p.Courses {
		courses[i] = cp.Desired
	}
	desired := course.ByAddress(courses)
	resend := resender{journal: journal, wait: r.Wait}
	encode := encoder{lessonURL: p.LessonURL, journal: journal}
	once := onceCreator{api: api, journal: journal, resend: resend, claims: claims}
	return &writers{
		uploads: uploader{api: api, journal: journal, open: r.Open},
		creates: creator{plan: p, desired: desired, journal: journal, claims: claims, once: once, encode: encode, now: r.Now, newKey: r.NewKey},
		updates: updater{api: api, journal: journal, resend: resend, encode: encode},
		orders:  arranger{api: api, journal: journal, resend: resend, claims: claims, desired: desired},
		removes: remover{api: api, journal: journal, resend: resend},
		seeds:   seedRemover{api: api, journal: journal, resend: resend, claims: claims},
	}
}

// do carries out a step.
func (w *writers) do(ctx context.Context, s *Step) Result {
	switch s.Kind {
	case Upload:
		return w.uploads.upload(ctx, s)
	case CreateCourse, CreateChapter, CreateLesson:
		return w.creates.create(ctx, s)
	case HideNew, SetRemaining, UpdateFields, Publish, Unpublish, HideObject:
		return w.updates.update(ctx, s)
	case ResolveLinks:
		return w.updates.resolveLinks(ctx, s)
	case Arrange:
		return w.orders.arrange(ctx, s)
	case ClearSeed:
		return w.seeds.clear(ctx, s)
	}
	return w.removes.remove(ctx, s)
}

// announce makes the intents of a batch durable. Those of later steps go along.
func (w *writers) announce(ctx context.Context, batch, later []*Step) error {
	journal, intents := w.creates.journal, w.intents(batch)
	isNew := func(e state.Entry) bool { return !journal.isAnnounced(e) }
	if !slices.ContainsFunc(intents, isNew) {
		return nil
	}
	return journal.announce(ctx, append(intents, w.intents(later)...))
}

func (w *writers) intents(steps []*Step) (intents []state.Entry) {
	for _, s := range steps {
		if intent, isKnown := w.intent(s); isKnown {
			intents = append(intents, intent)
		}
	}
	return intents
}

// intent returns what a step will announce, as far as that is known. An upload announces nothing. What
// an arrangement asks for, and what ClearSeed removes, is read first.
func (w *writers) intent(s *Step) (intent state.Entry, isKnown bool) {
	switch s.Kind {
	case Upload, Arrange, ClearSeed:
		return intent, false
	case CreateCourse, CreateChapter, CreateLesson:
		r, err := w.creates.request(s)
		if err != nil {
			return intent, false
		}
		intent = w.creates.intent(s, r.values)
		return intent, intent.Parent != ""
	case DeleteLesson, DeleteChapter:
		return w.removes.intent(s), true
	}
	id := cmp.Or(s.ID, w.creates.journal.idOf(s.Address))
	isFoundBy := func(f plan.FieldChange) bool { return slices.Contains(evidence, f.Field) }
	if id == "" && slices.ContainsFunc(s.Fields, isFoundBy) {
		return intent, false // the answer to the create has to be noted before
	}
	return request{encode: w.updates.encode, address: s.Address, fields: s.Fields}.intent(id), true
}

package pull

import (
	"context"
	"maps"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// Shown is a file that says what Whop shows, and what it cannot say.
type Shown struct {
	Text  []byte
	Notes []string
}

// Updated returns, by path, the files of what a plan updates with what Whop shows in those fields: what a pull would
// write if they had been edited there.
func Updated(ctx context.Context, in Input, changes []*plan.Change) (map[string]Shown, error) {
	p, declared := newPulling(&in), course.ByAddress(in.Project.Courses)
	for _, c := range changes {
		j := jobOf(&in, declared[c.Address], c)
		if j == nil {
			continue
		}
		for _, f := range c.Fields {
			if f.Before == nil || f.Unverifiable {
				j.notes = append(j.notes, "its "+string(f.Field)+" of before is not known, for Whop does not show it")
				continue
			}
			j.fields = append(j.fields, f.Field)
		}
		if err := take(ctx, p.in, p.reader, p.sender, j); err != nil {
			return nil, err
		}
		p.jobs = append(p.jobs, j)
	}
	if err := p.accept(); err != nil {
		return nil, err
	}
	files := map[string]Shown{}
	for _, j := range p.jobs {
		for _, at := range slices.Sorted(maps.Keys(j.after)) {
			if at != j.file {
				j.note("what " + at + " said before is not known, and the lesson includes it")
			}
		}
		files[j.file] = Shown{j.after[j.file], j.notes}
	}
	return files, nil
}

// Made returns what Whop shows as a new file at a path, as the file of something that was made there.
func Made(in Input, kind course.Kind, live *course.Resource, key, at string) (Shown, error) {
	p := newPulling(&in)
	number, _ := liveOf(in.Sides.Live, live.ID)
	fields, notes := p.reader.Fields(number, kind, live, at, fieldsOf(kind))
	text := written(kind, path.Dir(at), path.Ext(at), key, fields)
	for range 8 + len(fields) {
		l, err := p.loadWith(map[string][]byte{at: text})
		if err != nil || len(l.problems) == 0 {
			return Shown{text, notes}, err
		}
		mended, why := p.reader.Mend(number, fields, live, at, text, l.problems)
		if notes = append(notes, why...); !mended {
			break
		}
		text = written(kind, path.Dir(at), path.Ext(at), key, fields)
	}
	return Shown{text, notes}, nil
}

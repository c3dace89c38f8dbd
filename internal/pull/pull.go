// Package pull brings what was edited on Whop into the files.
//
// What was edited is not found out here: plan.Diff knows the three sides of every field. Here each drifted or
// conflicting field becomes an edit of the lines that say it. What the files then say is not guessed: they are
// loaded as they will be, and what they cannot say is left on Whop and named. The same loaded files go through
// plan.Diff once more, which says what the state learns: that both sides agree on what was pulled.
//
// Everything is data in and data out; who calls writes the files.
package pull

import (
	"context"
)

// Find works out what a pull does.
func Find(ctx context.Context, in Input) (*Result, error) {
	p := newPulling(&in)
	p.jobs = jobsOf(&in)
	for _, j := range p.jobs {
		if err := take(ctx, p.in, p.reader, p.sender, j); err != nil {
			return nil, err
		}
	}
	if err := p.checkUnchanged(); err != nil {
		return nil, err
	}
	if err := p.accept(); err != nil {
		return nil, err
	}
	for _, j := range p.jobs {
		if err := p.merge(j); err != nil {
			return nil, err
		}
	}
	s, err := structure(ctx, p)
	if err != nil {
		return nil, err
	}
	return resultOf(p, s)
}

package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// onceCreator creates an object, and never two.
type onceCreator struct {
	api     API
	journal *journal
	resend  resender
	claims  *claims
}

// create sends the create until its end is known. Before it is sent again, under the same
// key, the parent is searched: by then an earlier try, of this run or of one before, has had
// its time to arrive. Only a create of which every try is known to have failed is taken back.
func (c onceCreator) create(ctx context.Context, intent *state.Entry, fields course.Fields) (*course.Resource, error) {
	if c.claims.isEarlier(*intent) {
		if found, err := c.probe(ctx, *intent); found != nil || err != nil {
			return certain(*intent, found, err)
		}
		intent.Again = true
	}
	for try := 1; ; try++ {
		made, err := c.api.Create(ctx, intent.Address.Kind(), intent.Key, intent.Parent, fields)
		switch {
		case err == nil:
			return c.accept(ctx, *intent, made)
		case neverHappened(err) && !intent.Again:
			return nil, errors.Join(err, c.journal.drop(ctx, *intent))
		case neverHappened(err), course.IsFinal(err):
			return certain(*intent, nil, err)
		}
		found, probeErr := c.probeLater(ctx, *intent)
		switch {
		case probeErr != nil:
			return certain(*intent, nil, errors.Join(err, probeErr))
		case found != nil:
			return found, nil
		case course.OutcomeOf(err) == course.OutcomeUnread, try == maxTries:
			return certain(*intent, nil, err)
		}
		intent.Again = true
	}
}

// certain returns what was found, unless an error leaves open whether that is all.
func certain(intent state.Entry, found *course.Resource, err error) (*course.Resource, error) {
	if err != nil {
		return nil, &lostError{fmt.Errorf("it is not clear whether %s was created: %w", intent.Address, err)}
	}
	return found, nil
}

// probeLater searches the parent when the create has had its time to arrive. The journal has it
// by then that it may be sent again.
func (c onceCreator) probeLater(ctx context.Context, intent state.Entry) (*course.Resource, error) {
	intent.Again = true
	if err := c.resend.mayRepeat(ctx, intent); err != nil {
		return nil, err
	}
	return c.probe(ctx, intent)
}

// probe searches the parent for the object that a create may have made.
func (c onceCreator) probe(ctx context.Context, intent state.Entry) (*course.Resource, error) {
	isKnown := func(id string) bool { return c.claims.isKnown(id, intent) }
	siblings, err := c.api.List(ctx, intent.Address.Kind(), intent.Parent)
	if err == nil && c.journal.isInNewCourse(intent.Address) {
		siblings, err = withoutSeeds(ctx, c.api, siblings, isKnown, []state.Entry{intent})
	}
	if err != nil {
		return nil, fmt.Errorf("look for it: %w", err)
	}
	found, err := madeBy(siblings, isKnown, []state.Entry{intent})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], c.claims.claim(found[0].ID, intent)
}

// accept takes the answer to a create. If an earlier try may have made an object as well, the
// parent is searched once more: a server that does not know keys makes one for each try.
func (c onceCreator) accept(ctx context.Context, intent state.Entry, made *course.Resource) (*course.Resource, error) {
	if err := c.claims.claim(made.ID, intent); err != nil || !intent.Again {
		return certain(intent, made, err)
	}
	siblings, err := c.api.List(ctx, intent.Address.Kind(), intent.Parent)
	if err != nil {
		return certain(intent, nil, fmt.Errorf("look whether it was created twice: %w", err))
	}
	isListed := slices.ContainsFunc(siblings, func(r *course.Resource) bool { return r.ID == made.ID })
	twins := slices.DeleteFunc(siblings, func(r *course.Resource) bool {
		isSeed := c.journal.isInNewCourse(intent.Address) && course.IsSeedTitle(intent.Address.Kind(), r.Title())
		return isSeed || c.claims.isKnown(r.ID, intent) || !shows(r, intent.Sent, evidence...)
	})
	switch {
	case len(twins) > 0:
		return nil, &TwinError{Address: intent.Address, Objects: append(twins, made)}
	case !isListed && c.claims.isEarlier(intent) && c.isGoneNow(ctx, intent, made):
		return certain(intent, nil, &pastError{made.ID, "is gone"})
	}
	return made, nil
}

func (c onceCreator) isGoneNow(ctx context.Context, intent state.Entry, made *course.Resource) bool {
	_, err := c.api.Read(ctx, intent.Address.Kind(), made.ID)
	return course.IsGone(err)
}

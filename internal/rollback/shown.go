package rollback

import (
	"context"

	"whopsync/internal/plan"
	"whopsync/internal/pull"
	"whopsync/internal/spec"
)

// shown gives what is left without a file of before the one that says what Whop shows.
func (n *noting) shown(ctx context.Context) error {
	var updated []*plan.Change
	for _, o := range n.objects {
		c := n.changes[o.ID]
		switch {
		case o.Before == nil || o.Before.Text != nil || n.maybe[o] || !hasFile(o.Before.Path):
		case o.Fate == Changed:
			if len(c.Fields) > 0 {
				updated = append(updated, c)
			}
		default:
			if err := n.asMade(o); err != nil {
				return err
			}
		}
	}
	if len(updated) == 0 {
		return nil
	}
	files, err := pull.Updated(ctx, n.run.Pull, updated)
	if err != nil {
		return err
	}
	for _, o := range n.objects {
		if o.Fate != Changed || o.Before.Text != nil || n.maybe[o] {
			continue
		}
		if is, ok := files[spec.DeclaringFile(o.After.Path)]; ok {
			o.Before.Text, o.Before.From, o.Notes = textOf(is.Text), FromWhop, append(o.Notes, is.Notes...)
		}
	}
	return nil
}

// asMade gives something without a file the one that it would get if it had been made on Whop.
func (n *noting) asMade(o *Object) error {
	for _, c := range n.run.Pull.Sides.Live {
		for r := range c.Resources() {
			if r.ID != o.ID {
				continue
			}
			is, err := pull.Made(n.run.Pull, o.Kind, r, o.Key, spec.DeclaringFile(o.Before.Path))
			if err != nil {
				return err
			}
			o.Before.Text, o.Before.From, o.Notes = textOf(is.Text), FromWhop, append(o.Notes, is.Notes...)
		}
	}
	return nil
}

package rollback

import (
	"bytes"

	"whopsync/internal/pull"
	"whopsync/internal/spec"
)

// revise gives the files of what the run has changed the lines of before, and leaves what was edited since.
func revise(r *restoring) error {
	var a spec.Arrangement
	for _, d := range r.done {
		if d.Fate != Changed || d.Before == nil || d.After == nil {
			continue
		}
		if d.at == "" {
			d.block("its file is gone by now, and stays gone")
			continue
		}
		if err := reviseFile(r, d, &a); err != nil {
			return err
		}
	}
	return r.take(a)
}

// merged takes out of a file what the run has changed. Links may have been mended in it since it was read: where that
// is in the way, they are taken as they were.
func merged(merge pull.Merge, d *Done, own []byte) (data []byte, conflict bool, err error) {
	after, before := []byte(*d.After.Text), []byte(*d.Before.Text)
	if bytes.Equal(d.own, after) {
		return before, false, nil
	}
	data, conflict, err = merge(own, after, before)
	if err != nil || !conflict || bytes.Equal(own, d.own) {
		return data, conflict, err
	}
	if plain, conflict, err := merge(d.own, after, before); err != nil || !conflict {
		return plain, conflict, err
	}
	return data, conflict, nil
}

func reviseFile(r *restoring, d *Done, a *spec.Arrangement) error {
	file := d.file(r.repo)
	own, err := r.repo.Read(file)
	hadFile, hasNow := hasFile(d.Before.Path), err == nil
	before, after := d.Before.Text, d.After.Text
	switch {
	case !hadFile && !hasNow:
	case !hadFile: // it came with that run
		if after != nil && string(own) == *after {
			a.Gone = append(a.Gone, spec.Formatting{Path: file, Before: own})
			d.Revised = true
		} else if after != nil {
			d.block("its file came with that run, and was edited since: it stays")
		}
	case before == nil:
	case !hasNow && after == nil: // it went with that run
		*a = making(r.repo, *a, file, []byte(*before))
		d.Revised = true
	case !hasNow || after == nil || *before == *after || string(own) == *before:
	default:
		data, conflict, err := merged(r.in.Merge, d, own)
		if err != nil {
			return err
		}
		if !bytes.Equal(data, own) {
			a.Texts = append(a.Texts, spec.Formatting{Path: file, Before: own, After: data})
			d.Revised, d.Conflict = true, conflict
		}
	}
	return nil
}

package rollback

import (
	"io"
	"path"

	"whopsync/internal/spec"
)

// maxAsset is how long a file may be that is read to be compared.
const maxAsset = 512 << 20

// bringAssets brings images, attachments, documents and included texts back that files of before lead to again: out of git, which
// is the only place that has their bytes.
func bringAssets(r *restoring) error {
	var a spec.Arrangement
	read := func(file string) ([]byte, bool) { return bytesAt(r.repo, file) }
	done := map[string]bool{}
	for _, d := range r.done {
		if d.Before == nil || d.at == "" || d.Fate == Created {
			continue
		}
		file := d.file(r.repo)
		text, err := r.repo.Read(file)
		if err != nil {
			continue
		}
		shown := map[string]bool{}
		for _, at := range leadsTo(r.in.Project.Config.Static, file, text, read) {
			shown[at] = true
		}
		for _, asset := range d.Before.Files {
			at := asset.Path
			if !shown[at] {
				at = path.Join(path.Dir(file), spec.Relative(path.Dir(d.Before.Path), asset.Path))
			}
			if shown[at] && !done[at] {
				done[at] = true
				bringAsset(r, d, asset, at, &a)
			}
		}
	}
	return r.take(a)
}

func bringAsset(r *restoring, d *Done, asset Asset, at string, a *spec.Arrangement) {
	now, isThere := bytesAt(r.repo, at)
	switch {
	case isThere && digestOf(now) == asset.SHA256:
		return
	case isThere && !d.hadForRun(asset.Path, digestOf(now)):
		d.block("%s was changed since that run: it stays as it is", at)
		return
	}
	was, ok := r.in.Bytes(asset)
	switch {
	case !ok && isThere:
		d.block("the bytes of %s as it was are not in git here, and lost: it stays as it is", at)
	case !ok:
		d.lost = true
		d.block("the bytes of %s are not in git here, and lost: put the file back yourself", at)
	case isThere:
		a.Texts = append(a.Texts, spec.Formatting{Path: at, Before: now, After: was})
		d.Revised = true
	default:
		*a = making(r.repo, *a, at, was)
		d.Revised = true
	}
}

// hadForRun reports whether a file was like this when the run began.
func (o *Object) hadForRun(file, digest string) bool {
	if o.After == nil {
		return false
	}
	for _, asset := range o.After.Files {
		if path.Base(asset.Path) == path.Base(file) && asset.SHA256 == digest {
			return true
		}
	}
	return false
}

// bytesAt returns the bytes of a file, if there is one.
func bytesAt(repo *spec.Repo, file string) ([]byte, bool) {
	opened, err := repo.Open(file)
	if err != nil {
		return nil, false
	}
	defer opened.Close()
	data, err := io.ReadAll(io.LimitReader(opened, maxAsset))
	return data, err == nil
}

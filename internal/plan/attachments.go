package plan

import (
	"slices"

	"whopsync/internal/course"
)

// ownAttachments separates our attachments from those that people added on Whop, which stay
// and are not drift. Ours are the attachments in the state; for a list that was never
// written, the files' own names decide.
func (c *comparing) ownAttachments(live, files course.Value, ids []string) (ours course.Value, foreign course.Files) {
	shown, isList := live.(course.Files)
	if !isList || ids == nil && files == nil {
		return live, nil
	}
	listed, _ := files.(course.Files)
	written := writtenAttachments(shown, ids)
	own := slices.Clone(written)
	for _, file := range shown {
		switch isNamed := c.isNamed(file, listed, written); {
		case slices.Contains(ids, file.ID):
		case !isNamed:
			foreign = append(foreign, file)
		case ids == nil:
			own = append(own, file)
		}
	}
	return own, foreign
}

// writtenAttachments returns the attachments that we wrote, in the order on Whop.
func writtenAttachments(shown course.Files, ids []string) course.Files {
	written := course.Files{}
	for _, file := range shown {
		if slices.Contains(ids, file.ID) {
			written = append(written, file)
		}
	}
	return written
}

// isNamed reports whether the files list what someone attached on Whop: the same upload,
// or a name that none of ours has yet.
func (c *comparing) isNamed(file course.File, listed, written course.Files) bool {
	hasName := func(other course.File) bool { return other.Name == file.Name }
	return slices.ContainsFunc(listed, func(ours course.File) bool { return c.uploaded(ours) == file.ID }) ||
		slices.ContainsFunc(listed, hasName) && !slices.ContainsFunc(written, hasName)
}

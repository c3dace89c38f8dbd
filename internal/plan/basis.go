package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"

	"whopsync/internal/course"
)

// basisOf identifies the files and the live content that a plan is made from, also the parts
// that it does nothing about. A saved plan is done only on the basis that was reviewed:
// an edit that happens to change no operation may still change what a reviewer would say.
func basisOf(lessonURL string, desired, live []*course.Course, contents course.Contents) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "lesson_url %q\n", lessonURL)
	for r := range course.All(desired) {
		fmt.Fprintf(sum, "file %q %q key=%q protect=%t", r.Address, r.Source.Path, r.Key, r.Protect)
		if !r.PublishAt.IsZero() {
			fmt.Fprintf(sum, " publish_at=%d", r.PublishAt.Unix())
		}
		digestFields(sum, r, contents)
	}
	for _, c := range live {
		for r := range c.Resources() {
			fmt.Fprintf(sum, "live %q", r.ID)
			digestFields(sum, r, contents)
		}
		for _, lesson := range c.Unlisted {
			fmt.Fprintf(sum, "unlisted %q", lesson.ID)
			digestFields(sum, &lesson.Resource, contents)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

func digestFields(w io.Writer, r *course.Resource, contents course.Contents) {
	for _, field := range slices.Sorted(maps.Keys(r.Fields)) {
		fmt.Fprintf(w, " %s=%s", field, contents.Digest(r, field))
	}
	fmt.Fprintln(w)
}

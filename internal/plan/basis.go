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
func basisOf(lessonURL string, desired, live []*course.Course) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "lesson_url %q\n", lessonURL)
	for r := range course.All(desired) {
		fmt.Fprintf(sum, "file %q %q key=%q protect=%t", r.Address, r.Source.Path, r.Key, r.Protect)
		digestFields(sum, r)
	}
	for _, c := range live {
		for r := range c.Resources() {
			fmt.Fprintf(sum, "live %q", r.ID)
			digestFields(sum, r)
		}
		for _, lesson := range c.Unlisted {
			fmt.Fprintf(sum, "unlisted %q", lesson.ID)
			digestFields(sum, &lesson.Resource)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

func digestFields(w io.Writer, r *course.Resource) {
	for _, field := range slices.Sorted(maps.Keys(r.Fields)) {
		fmt.Fprintf(w, " %s=%s", field, course.DigestOf(r.Fields[field]))
	}
	fmt.Fprintln(w)
}

package state

import (
	"fmt"
	"testing"

	"whopsync/internal/course"
)

// BenchmarkJournalOfAThousandCreates is what the first apply of a course with 1,000
// lessons writes beside its requests: an intent and an outcome each, by 8 workers.
func BenchmarkJournalOfAThousandCreates(b *testing.B) {
	const workers, creates = 8, 1000
	for b.Loop() {
		store := openFiles(b)
		lease := mustLock(b, store, "1")
		w := NewWriter(lease, New("lineage-1"))
		inParallel(workers, func(worker int) {
			for n := worker; n < creates; n += workers {
				if err := w.Record(b.Context(), intent(int64(n+1), lesson(n))); err != nil {
					b.Error(err)
				}
				if err := w.Record(b.Context(), created(n)); err != nil {
					b.Error(err)
				}
			}
		})
		if err := w.Save(b.Context(), nil); err != nil {
			b.Error(err)
		}
		mustRelease(b, lease)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*creates), "µs/create")
}

// created is the outcome of a lesson's create, with the fields that a text lesson has.
func created(n int) Entry {
	e := done(int64(n+1), lesson(n), fmt.Sprint("lesn_", n))
	e.Binding.Path = "courses/pottery/01-clay/" + lesson(n) + ".md"
	e.Binding.Fields = map[course.Field]Synced{}
	for _, field := range []course.Field{course.Title, course.Content, course.Visibility} {
		digest := course.DigestOf(course.Text(fmt.Sprint(field, n)))
		e.Binding.Fields[field] = Synced{Sent: digest, Got: digest}
	}
	return e
}

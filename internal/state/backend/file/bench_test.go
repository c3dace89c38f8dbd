package file

import (
	"fmt"
	"testing"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/state"
	"whopsync/internal/state/storetest"
)

// BenchmarkJournalOfAThousandCreates is what the first apply of a course with 1,000
// lessons writes beside its requests: an intent and an outcome each, by 8 workers.
func BenchmarkJournalOfAThousandCreates(b *testing.B) {
	const workers, creates = 8, 1000
	for b.Loop() {
		store := openFiles(b)
		lease := storetest.MustLock(b, store, "1")
		w := state.NewWriter(lease, state.New("lineage-1"), time.Now)
		storetest.InParallel(workers, func(worker int) {
			for n := worker; n < creates; n += workers {
				if err := w.Record(b.Context(), storetest.Intent(int64(n+1), storetest.Lesson(n))); err != nil {
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
		storetest.MustRelease(b, lease)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*creates), "µs/create")
}

// created is the outcome of a lesson's create, with the fields that a text lesson has.
func created(n int) state.Entry {
	e := storetest.Done(int64(n+1), storetest.Lesson(n), fmt.Sprint("lesn_", n))
	e.Binding.Path = "courses/pottery/01-clay/" + storetest.Lesson(n) + ".md"
	e.Binding.Fields = map[course.Field]state.Synced{}
	for _, field := range []course.Field{course.Title, course.Content, course.Visibility} {
		digest := course.DigestOf(course.Text(fmt.Sprint(field, n)))
		e.Binding.Fields[field] = state.Synced{Sent: digest, Got: digest}
	}
	return e
}

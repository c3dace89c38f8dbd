package importer

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/safegroup"
)

// Bounds of what is downloaded: for one file, what a course offers and a repository takes;
// for one course, what fits in memory. Sixteen downloads at a time keep a line busy.
const (
	mostOfFile   = 64 << 20
	mostOfCourse = 512 << 20
	downloads    = 16
)

var errTooMuch = errors.New("the course's files have more than 512 MiB together")

// Fetch downloads a file, of at most so many bytes.
type Fetch func(ctx context.Context, address string, most int64) ([]byte, error)

// fetched is what came of a download.
type fetched struct {
	data []byte
	err  error
}

// all downloads every file that the course shows, each once. A file that cannot be had
// ends nothing: it stays on Whop, and a note says so.
func (f Fetch) all(ctx context.Context, live *course.Course) (map[string]fetched, error) {
	if f == nil {
		return nil, nil
	}
	addresses := addressesIn(live)
	results := make([]fetched, len(addresses))
	var total atomic.Int64
	group, ctx := safegroup.WithContext(ctx)
	group.SetLimit(downloads)
	for at, address := range addresses {
		group.Go(func() error {
			if total.Load() > mostOfCourse {
				results[at].err = errTooMuch
				return nil
			}
			data, err := f(ctx, address, mostOfFile)
			total.Add(int64(len(data)))
			results[at] = fetched{data, err}
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	byAddress := make(map[string]fetched, len(addresses))
	for at, address := range addresses {
		byAddress[address] = results[at]
	}
	return byAddress, nil
}

// addressesIn returns the addresses of all files that a course shows, sorted.
func addressesIn(live *course.Course) []string {
	var all []string
	for r := range live.Resources() {
		for _, value := range r.Fields {
			for _, file := range course.FilesIn(value) {
				all = append(all, file.URL)
			}
		}
		text, _, _ := readContent(r.Fields.Text(course.Content))
		for _, d := range markdown.Parse(text).Destinations() {
			if d.Image && isWeb(d.Value) {
				all = append(all, d.Value)
			}
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(address string) bool { return address == "" })
}

package cli_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"whopsync/internal/cli"
	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// An author writes for an hour with the pages open, and saves every ten seconds: no more is held at the end than at the beginning. The
// test is alone in the process, so that what it counts is its own.
func TestAnHourOfEditsLeavesNothingBehind(t *testing.T) {
	testscale.Unwatched(t)
	s := openShop(t, emulator.Options{})
	s.writeCourse(4, 25)
	r := openReader(t, s)
	for n := range 10 { // buffers and caches get their size
		r.edit(n)
	}
	before := takeInventory()
	for n := range testscale.Rounds(360, 1) {
		r.edit(n)
	}
	// A plan may still be in the making, which holds more for a moment. What was left behind stays.
	after := takeInventory()
	for begin := time.Now(); after.exceeds(before) && time.Since(begin) < patience; time.Sleep(10 * time.Millisecond) {
		after = takeInventory()
	}
	t.Logf("before %+v, after %+v", before, after)
	if after.exceeds(before) {
		t.Error("more is held after the edits than before")
	}
}

// exceeds reports that more is held than before, by more than the small things that come and go. One copy of the course is some 200 kB, and
// one of its sites more; a connection that ends has goroutines and a file.
func (i inventory) exceeds(before inventory) bool {
	return i.heap > before.heap+2<<20 || i.goroutines > before.goroutines+2 || i.files > before.files+2
}

// inventory is what a process holds.
type inventory struct {
	heap       int // bytes that are reachable
	goroutines int
	files      int // that are open, with connections and watchers; 0 where that cannot be seen
}

func takeInventory() inventory {
	runtime.GC()
	runtime.GC() // the second one frees what the first one has finalized
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	open, _ := os.ReadDir("/proc/self/fd") // Linux alone has it
	return inventory{int(memory.HeapAlloc), runtime.NumGoroutine(), len(open)}
}

// reader has a page of the preview open.
type reader struct {
	shop    *shop
	address string
	news    *bufio.Scanner
}

// openReader starts preview in this process, until the test ends, and opens its pages.
func openReader(t *testing.T, s *shop) *reader {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience+time.Duration(testscale.Rounds(360, 1))*time.Second)
	out, in := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		args := []string{"-C", s.dir, "preview", "--no-open", "--listen", "127.0.0.1:0"}
		ended <- cli.Main(ctx, args, cli.Process{Environ: s.environ(), Streams: cli.Streams{In: strings.NewReader(""), Out: in, Err: in}, Wait: atOnce})
	}()
	t.Cleanup(func() { cancel(); <-ended })
	said := bufio.NewReader(out)
	line, err := said.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	r := &reader{shop: s, address: regexp.MustCompile(`http://[^/\s]+`).FindString(line)}
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, r.address+"/preview/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	r.news = bufio.NewScanner(answer.Body)
	return r
}

// edit saves a lesson, and waits until its page has the edit.
func (r *reader) edit(n int) {
	r.shop.Helper()
	edit := fmt.Sprintf("This is edit number %d of the hour.", n)
	r.shop.write(lessonPath(n%4, 7), lessonText(n%4, 7)+"\n"+edit+"\n")
	for r.news.Scan() {
		if !strings.HasPrefix(r.news.Text(), "data:") {
			continue
		}
		if strings.Contains(r.page(fmt.Sprintf("/large/part-%02d/lesson-07.html", n%4)), edit) {
			return
		}
	}
	r.shop.Fatalf("the page never had the edit: %v", r.news.Err())
}

func (r *reader) page(at string) string {
	r.shop.Helper()
	answer, err := http.Get(r.address + at)
	if err != nil {
		r.shop.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		r.shop.Fatalf("%s: %s, %v", at, answer.Status, err)
	}
	return string(page)
}

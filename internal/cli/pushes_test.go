package cli_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// TestPushesOfAnApply counts what an apply asks of the remote that keeps its state. GitHub recommends at
// most six pushes a minute.
func TestPushesOfAnApply(t *testing.T) {
	testscale.Unwatched(t)
	s := openShop(t, emulator.Options{})
	s.keepAt(keptInGit(t))
	var remote gitRequests
	s.kept.line.server = remote.count(s.kept.line.server)
	s.write("whopsync.yaml", s.read("whopsync.yaml")+"    state: "+s.kept.state+"\n")

	apply := func(what string, pushes, fetches int) {
		t.Helper()
		remote.reset()
		s.whop.ClearLog()
		s.run("apply", "--yes")
		t.Logf("%s: %d pushes, %d fetches, %d requests to Whop", what, remote.pushes, remote.fetches, len(s.whop.Log()))
		if remote.pushes > pushes || remote.fetches > fetches {
			t.Errorf("%s: at most %d pushes and %d fetches are allowed", what, pushes, fetches)
		}
	}
	s.writeCourse(1, 42)
	apply("44 creates", 8, 8)
	apply("nothing to do", 2, 1)
	s.write(lessonPath(0, 0), lessonText(0, 0)+"\nOne more line.\n")
	apply("one edit", 3, 2)
	s.write(lessonPath(0, 42), lessonText(0, 42))
	apply("one create", 4, 3)
	if !testing.Short() {
		s.writeCourse(20, 50)
		apply("1,000 creates", 40, 100)
	}
	s.run("plan", "--detailed-exitcode")
}

// gitRequests counts the connections of git to a remote.
type gitRequests struct {
	mu              sync.Mutex
	pushes, fetches int
}

func (g *gitRequests) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		switch {
		case strings.HasSuffix(r.URL.RawQuery, "service=git-receive-pack"):
			g.pushes++
		case strings.HasSuffix(r.URL.RawQuery, "service=git-upload-pack"):
			g.fetches++
		}
		g.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

func (g *gitRequests) reset() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pushes, g.fetches = 0, 0
}

package cli_test

import (
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"whopsync/internal/state/statetest"
)

// keeper is a kind of place to keep a state in.
type keeper struct {
	name   string
	open   func(t testing.TB) *kept
	kills  int // how many runs are killed there with -full
	pauses int // how many are put to sleep
}

// kept is where the state of a test's course is.
type kept struct {
	state   string           // what the environment says
	line    *line            // nil: there is no server
	join    func(dir string) // makes a folder one of those that share the state; nil: it is one
	environ []string         // what the commands need to find in their environment
}

var keepers = []keeper{
	{"file", keptInFile, 120, 3},
	{"git", keptInGit, 6, 1}, // where everything takes a second
	{"https", keptByTerraform, 20, 3},
	{"s3", keptInS3, 20, 3},
	{"versitygw", keptInGateway, 10, 1},
}

// takesPart skips a test with -short where there is too little time for it.
func (k keeper) takesPart(t *testing.T) {
	t.Helper()
	if testing.Short() && k.kills < 10 {
		t.Skip("runs without -short: every run takes a second here")
	}
}

// spread returns so many of all, evenly; 0 is all.
func spread[T any](all []T, wanted int) (some []T) {
	if wanted == 0 || wanted > len(all) {
		wanted = len(all)
	}
	for n := range wanted {
		some = append(some, all[(2*n+1)*len(all)/(2*wanted)])
	}
	return some
}

func keptInFile(testing.TB) *kept { return &kept{state: "file"} }

func keptInGit(t testing.TB) *kept {
	folder := t.TempDir()
	git(t, folder, "init", "-q", "--bare", "origin.git")
	git(t, folder, "--git-dir=origin.git", "config", "core.fsync", "none")      // no power will fail here,
	git(t, folder, "--git-dir=origin.git", "config", "receive.autogc", "false") // and nothing grows old
	line, address := openLine(t, newGit(t, folder))
	return &kept{state: "git", line: line, environ: []string{"TMPDIR=" + ownTemp(t)}, join: func(dir string) {
		git(t, dir, "init", "-q")
		git(t, dir, "remote", "add", "origin", address+"/origin.git")
	}}
}

// newGit serves the bare repositories in a folder with git's own program for that, to
// everyone who asks, as a forge does.
func newGit(t testing.TB, folder string) http.Handler {
	t.Helper()
	out, err := exec.Command("git", "--exec-path").Output()
	if err != nil {
		t.Fatal(err)
	}
	return &cgi.Handler{
		Path: filepath.Join(strings.TrimSpace(string(out)), "git-http-backend"),
		Env:  []string{"GIT_PROJECT_ROOT=" + folder, "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER=ada"},
	}
}

func keptByTerraform(t testing.TB) *kept {
	server := &statetest.Terraform{Username: "ada", Password: "hunter2"}
	line, address := openLine(t, server)
	environ := []string{"WHOPSYNC_HTTP_USERNAME=" + server.Username, "WHOPSYNC_HTTP_PASSWORD=" + server.Password}
	return &kept{state: address + server.Path(), line: line, environ: environ}
}

func keptInS3(t testing.TB) *kept {
	server, err := statetest.NewS3("academy")
	if err != nil {
		t.Fatal(err)
	}
	return keptInBucket(t, server)
}

func keptInGateway(t testing.TB) *kept {
	gateway, err := url.Parse(statetest.Gateway(t, "academy", accessKey, secretKey))
	if err != nil {
		t.Fatal(err)
	}
	return keptInBucket(t, httputil.NewSingleHostReverseProxy(gateway))
}

const accessKey, secretKey = "clay", "clay-secret"

func keptInBucket(t testing.TB, server http.Handler) *kept {
	t.Setenv("AWS_ACCESS_KEY_ID", accessKey) // Amazon's library reads no other environment
	t.Setenv("AWS_SECRET_ACCESS_KEY", secretKey)
	line, address := openLine(t, server)
	return &kept{state: "s3://academy/production?endpoint=" + address, line: line}
}

// line is the way to a server that keeps a state. Its writes are counted, and one of them
// can be cut.
type line struct {
	server http.Handler
	mu     sync.Mutex
	writes int
	cut    cut
}

// cut is what happens at one write: do, before the write has its effect or after, and its
// answer is lost.
type cut struct {
	nth   int // 0: none
	after bool
	do    func()
}

func openLine(t testing.TB, server http.Handler) (l *line, address string) {
	l = &line{server: server}
	listening := httptest.NewServer(l)
	t.Cleanup(listening.Close)
	return l, listening.URL
}

// count counts the writes from here on, and cuts one of them.
func (l *line) count(cut cut) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writes, l.cut = 0, cut
}

// counted returns how many writes there were since count.
func (l *line) counted() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.writes
}

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	cut, isCut := l.pass(r)
	if !isCut {
		l.server.ServeHTTP(w, r)
		return
	}
	if cut.after {
		l.server.ServeHTTP(httptest.NewRecorder(), r)
	}
	cut.do()
	panic(http.ErrAbortHandler)
}

func (l *line) pass(r *http.Request) (cut, bool) {
	if r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/git-upload-pack") {
		return cut{}, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writes++
	return l.cut, l.writes == l.cut.nth
}

// keepAt keeps the state of s there from now on.
func (s *shop) keepAt(k *kept) {
	s.kept = k
	if k.join != nil {
		k.join(s.dir)
	}
}

// ownTemp returns a folder of the test's own for temporary files: those of a run that was killed
// stay, and its git may still be writing some.
func ownTemp(t testing.TB) string {
	dir, err := os.MkdirTemp("", "whopsync-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func git(t testing.TB, dir string, args ...string) {
	t.Helper()
	command := exec.Command("git", args...)
	command.Dir = dir
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// clone returns another folder with the files of s, which shares its state.
func (s *shop) clone() *shop {
	s.Helper()
	other := s.as(s.TB, s.TempDir())
	other.write("whopsync.yaml", s.read("whopsync.yaml"))
	if err := os.CopyFS(filepath.Join(other.dir, "courses"), os.DirFS(filepath.Join(s.dir, "courses"))); err != nil {
		s.Fatal(err)
	}
	other.keepAt(s.kept)
	return other
}

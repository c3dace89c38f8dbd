package preview

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// serverOf serves a repository on loopback.
func serverOf(t *testing.T, files fstest.MapFS) (*Server, *httptest.Server) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewServer(listener.Addr(), "BUILD")
	if err != nil {
		t.Fatal(err)
	}
	s.Show(contentOf(files), Options{Drafts: true})
	web := httptest.NewUnstartedServer(s)
	web.Listener.Close()
	web.Listener = listener
	web.Start()
	t.Cleanup(func() { s.Close(); web.Close() })
	return s, web
}

var shown = pottery(map[string]string{
	"01-wedging.md": "---\nattachments: [sheet.txt, page.html]\n---\n![a](a.svg) [b](sheet.txt)\n", "a.svg": `<svg xmlns="http://www.w3.org/2000/svg"/>`, "sheet.txt": "A sheet.\n", "page.html": "<p>x</p>", "other.txt": "Not shown.\n",
})

func TestTheServerAnswersItsOwnPagesAlone(t *testing.T) {
	_, web := serverOf(t, shown)
	port := web.URL[strings.LastIndex(web.URL, ":"):]
	for _, test := range []struct {
		method, path, host string
		header             [2]string
		want               int
	}{
		{"GET", "/", "", [2]string{}, 200},
		{"HEAD", "/", "", [2]string{}, 200},
		{"GET", "/index.html", "localhost" + port, [2]string{}, 200},
		{"GET", "/pottery/", "LOCALHOST" + port, [2]string{}, 200},
		{"GET", "/pottery/clay/wedging.html?x=1", "[::1]" + port, [2]string{}, 200},
		{"GET", "/", "example.com", [2]string{}, 421},
		{"GET", "/", "127.0.0.1", [2]string{}, 421},
		{"GET", "/", "127.0.0.1:1", [2]string{}, 421},
		{"GET", "/", "127.0.0.1.example.com" + port, [2]string{}, 421},
		{"GET", "/preview/events", "example.com", [2]string{}, 421},
		{"POST", "/", "", [2]string{}, 405},
		{"PUT", "/index.html", "", [2]string{}, 405},
		{"DELETE", "/index.html", "", [2]string{}, 405},
		{"OPTIONS", "/", "", [2]string{}, 405},
		{"GET", "/preview/files/courses/pottery/01-clay/sheet.txt", "", [2]string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"GET", "/preview/files/courses/pottery/01-clay/sheet.txt", "", [2]string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"GET", "/pottery", "", [2]string{}, 404},
		{"GET", "/preview/", "", [2]string{}, 404},
		{"GET", "/pottery/clay/gone.html", "", [2]string{}, 404},
		{"GET", "/pottery/clay/gone.html?key=", "", [2]string{}, 200},
		{"GET", "/pottery/clay/gone.pdf?key=", "", [2]string{}, 404},
		{"GET", "/preview/files/courses/pottery/01-clay/other.txt", "", [2]string{}, 404},
		{"GET", "/courses/pottery/01-clay/01-wedging.md", "", [2]string{}, 404},
		{"GET", "/whopsync.yaml", "", [2]string{}, 404},
		{"GET", "/../whopsync.yaml", "", [2]string{}, 404},
		{"GET", "/preview/files/..%2f..%2f..%2fwhopsync.yaml", "", [2]string{}, 404},
		{"GET", "/preview/files/%2e%2e/%2e%2e/etc/passwd", "", [2]string{}, 404},
		{"GET", "//etc/passwd", "", [2]string{}, 421},
		{"GET", "/preview/files/courses\\pottery", "", [2]string{}, 404},
		{"GET", "/.git/config", "", [2]string{}, 404},
	} {
		request, err := http.NewRequest(test.method, web.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.URL.Opaque = test.path // as it stands
		if test.host != "" {
			request.Host = test.host
		}
		if test.header[0] != "" {
			request.Header.Set(test.header[0], test.header[1])
		}
		answer, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != test.want {
			t.Errorf("%s %s of %s %s: %d, want %d", test.method, test.path, test.host, test.header, answer.StatusCode, test.want)
		}
		for header, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got := answer.Header.Get(header); got != want {
				t.Errorf("%s %s: %s is %q", test.method, test.path, header, got)
			}
		}
		if policy := answer.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script-src 'unsafe") {
			t.Errorf("%s %s: the policy is %q", test.method, test.path, policy)
		}
	}
}

func TestFilesOfAnAuthorRunNothing(t *testing.T) {
	_, web := serverOf(t, shown)
	got := map[string]string{}
	for _, name := range []string{"a.svg", "sheet.txt", "page.html.txt"} {
		answer, err := http.Get(web.URL + "/preview/files/courses/pottery/01-clay/" + name)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		got[name] = strings.Join([]string{answer.Header.Get("Content-Type"), answer.Header.Get("Content-Disposition"), answer.Header.Get("Content-Security-Policy")}, " | ")
	}
	const sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
	want := map[string]string{
		"a.svg":         "image/svg+xml |  | " + sandbox,
		"sheet.txt":     "application/octet-stream | attachment; filename=sheet.txt | " + sandbox,
		"page.html.txt": "application/octet-stream | attachment; filename=page.html | " + sandbox,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Browsers leave out the port 80 when they name a host.
func TestAServerAtPort80IsNamedWithoutIt(t *testing.T) {
	server, err := NewServer(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, "x")
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]int{"127.0.0.1": http.StatusNotFound, "localhost": http.StatusNotFound, "[::1]": http.StatusNotFound, "evil.example": http.StatusMisdirectedRequest} {
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, httptest.NewRequest("GET", "http://"+host+"/", nil))
		if answer.Code != want {
			t.Errorf("%s: %d", host, answer.Code)
		}
	}
}

func TestAServerIsForThisMachineAlone(t *testing.T) {
	for address, want := range map[string]bool{"127.0.0.1": true, "127.9.9.9": true, "::1": true, "0.0.0.0": false, "::": false, "192.0.2.1": false} {
		if _, err := NewServer(&net.TCPAddr{IP: net.ParseIP(address), Port: 80}, "x"); (err == nil) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// A page that listens hears of the version that there is, and of each one after it. However many there are, and however many
// pages have come and gone, nothing of them is kept.
func TestPagesHearOfEachVersionAndNothingIsLeft(t *testing.T) {
	s, web := serverOf(t, shown)
	before := runtime.NumGoroutine()
	for round := range 50 {
		ctx, stop := context.WithCancel(t.Context())
		request, err := http.NewRequestWithContext(ctx, "GET", web.URL+"/preview/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		transport := &http.Transport{}
		answer, err := transport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(answer.Body)
		hear := func(version int) {
			want := fmt.Sprintf(`data: {"build":"BUILD","version":%d}`, version)
			for lines.Scan() {
				if strings.HasPrefix(lines.Text(), "data:") {
					if lines.Text() != want {
						t.Fatalf("round %d: heard %s, want %s", round, lines.Text(), want)
					}
					return
				}
			}
			t.Fatalf("round %d: the news ended", round)
		}
		hear(1 + 2*round)
		for i := range 2 {
			s.Show(contentOf(shown), Options{Drafts: true})
			hear(2 + 2*round + i)
		}
		stop()
		answer.Body.Close()
		transport.CloseIdleConnections()
	}
	s.Close()
	web.Close()
	for range 1000 { // the server's own goroutines end after their connections
		if runtime.NumGoroutine() <= before {
			break
		}
		runtime.Gosched()
	}
	if now := runtime.NumGoroutine(); now > before+5 {
		t.Errorf("%d goroutines, and %d before", now, before)
	}
	if len(s.news) != 0 {
		t.Errorf("%d pages are remembered", len(s.news))
	}
}

func TestASavedFileIsNoticed(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("whopsync.yaml", "version: 1\n")
	write(".git/HEAD", "x")
	heard := make(chan bool, 100)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- Watch(ctx, dir, func(stateOnly bool) { heard <- stateOnly }) }()
	// Whether it watches already cannot be asked: it is told again until it hears.
	hears := func(change func(i int)) bool {
		t.Helper()
		for i := 0; ; i++ {
			change(i)
			select {
			case stateOnly := <-heard:
				return stateOnly
			case <-t.Context().Done():
				t.Fatal("nothing was heard")
			case <-time.After(200 * time.Millisecond):
			}
		}
	}
	for name, change := range map[string]func(int){
		"a file":                 func(i int) { write("whopsync.yaml", fmt.Sprint("version: 1\n# ", i)) },
		"a file in a new folder": func(i int) { write("courses/pottery/01-clay/01-a.md", fmt.Sprint(i)) },
		"put in its place": func(i int) {
			write("courses/pottery/01-clay/part", fmt.Sprint(i))
			if err := os.Rename(filepath.Join(dir, "courses/pottery/01-clay/part"), filepath.Join(dir, "courses/pottery/01-clay/01-a.md")); err != nil {
				t.Fatal(err)
			}
		},
	} {
		if hears(change) {
			t.Errorf("%s is taken for a state", name)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestABuiltFolderHasWhatTheSiteHas(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	site := New(contentOf(shown), Options{})
	for range 2 {
		if err := Build(site, dir); err != nil {
			t.Fatal(err)
		}
	}
	var found []string
	err := filepath.WalkDir(dir, func(at string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			in, _ := filepath.Rel(dir, at)
			found = append(found, filepath.ToSlash(in))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := append(site.Paths(), markerFile)
	slices.Sort(want)
	slices.Sort(found)
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
	smaller := maps.Clone(shown)
	delete(smaller, "courses/pottery/01-clay/sheet.txt")
	delete(smaller, "courses/pottery/01-clay/a.svg")
	if err := Build(New(contentOf(smaller), Options{}), dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "preview/files/courses/pottery/01-clay/sheet.txt")); !os.IsNotExist(err) {
		t.Errorf("a stale file: %v", err)
	}
}

// Files may have the names that folders have, and those of files that are being written.
func TestFilesAndFoldersOfOneNameAreBuilt(t *testing.T) {
	const lesson = "---\nattachments: [noext, noext.txt/k.txt, d/a.txt, d/a.txt.part/b.txt]\n---\nFiles.\n"
	site := New(contentOf(pottery(map[string]string{
		"01-wedging.md": lesson, "noext": "1", "noext.txt/k.txt": "2", "d/a.txt": "3", "d/a.txt.part/b.txt": "4",
	})), Options{})
	if len(site.files) != 4 {
		t.Fatalf("the site has %v", site.files)
	}
	dir := filepath.Join(t.TempDir(), "out")
	for range 2 {
		if err := Build(site, dir); err != nil {
			t.Fatal(err)
		}
	}
	checkLinks(t, "files", site)
}

// A marker that is a link or a pipe is none: it is not followed, and not waited for.
func TestAMarkerIsAFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("/dev/zero", filepath.Join(dir, markerFile)); err != nil {
		t.Skip(err)
	}
	if err := Build(New(contentOf(shown), Options{}), dir); err == nil {
		t.Error("the folder was built into")
	}
}

// A list of what was built is a file like any other: it must lead to nothing outside.
func TestAMarkerLeadsToNothingElse(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	if err := os.MkdirAll(out, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"mine.txt": "x", "out/" + markerFile: "../mine.txt\n" + filepath.ToSlash(dir) + "/mine.txt\n\nindex.html/../../mine.txt\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := Build(New(contentOf(shown), Options{}), out); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(filepath.Join(dir, "mine.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if data, err := io.ReadAll(file); err != nil || string(data) != "x" {
		t.Errorf("%q, %v", data, err)
	}
}

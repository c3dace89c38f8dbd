package cli_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// listener is a server to which someone would like to lead whopsync. It notes what comes, and
// answers with a text that no one outside should read.
type listener struct {
	mu   sync.Mutex
	came []http.Header
}

// listen starts the listener and sets LISTENER to its address, without the scheme. In the files,
// it takes the place of localhost/LISTENER.
func listen(ts *testscript.TestScript, neg bool, args []string) {
	l := &listener{}
	server := httptest.NewServer(l)
	ts.Defer(server.Close)
	stageOf(ts).heard = l
	address := server.Listener.Addr().String()
	ts.Setenv("LISTENER", address)
	for _, name := range args {
		text, err := os.ReadFile(ts.MkAbs(name))
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(name), bytes.ReplaceAll(text, []byte("localhost/LISTENER"), []byte(address)), 0o666))
	}
}

func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.came = append(l.came, r.Header)
	http.Error(w, "internal-network-text", http.StatusForbidden)
}

// heard checks how many requests came, all or those with a header, and forgets them. With !,
// any number but this one is right.
func heard(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	l := stageOf(ts).heard
	l.mu.Lock()
	defer l.mu.Unlock()
	got := 0
	for _, header := range l.came {
		if len(args) == 1 || header.Get(args[1]) != "" {
			got++
		}
	}
	if (got == want) == neg {
		ts.Fatalf("the listener heard %d requests %v", got, args[1:])
	}
	l.came = nil
}

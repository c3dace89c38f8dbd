package cli_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// stubborn is a server for states that has one answer for each method: "GET=204".
type stubborn struct {
	mu      sync.Mutex
	answers map[string]string
}

// keep makes a server answer like that from now on. The first time, it writes its address
// into the variable KEEPER, and into whopsync.yaml in the place of http://localhost/KEEPER.
func keep(ts *testscript.TestScript, neg bool, args []string) {
	stage := stageOf(ts)
	if stage.keeper == nil {
		stage.keeper = &stubborn{}
		server := httptest.NewServer(stage.keeper)
		ts.Defer(server.Close)
		ts.Setenv("KEEPER", server.URL+"/academy")
		config := ts.MkAbs("whopsync.yaml")
		text, err := os.ReadFile(config)
		ts.Check(err)
		ts.Check(os.WriteFile(config, bytes.ReplaceAll(text, []byte("http://localhost/KEEPER"), []byte(server.URL+"/academy")), 0o666))
	}
	answers := map[string]string{}
	for _, arg := range args {
		method, answer, _ := strings.Cut(arg, "=")
		answers[method] = answer
	}
	stage.keeper.mu.Lock()
	defer stage.keeper.mu.Unlock()
	stage.keeper.answers = answers
}

func (k *stubborn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	status, err := strconv.Atoi(k.answers[r.Method])
	if err != nil {
		status = http.StatusNotFound
	}
	w.WriteHeader(status)
}

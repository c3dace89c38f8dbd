package state

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHTTPStoreConforms(t *testing.T) {
	testStore(t, 10, func(t *testing.T) place { return newTerraform(t).place(t) })
}

func TestHTTPStoreConformsOverABadLine(t *testing.T) {
	testStore(t, 1, func(t *testing.T) place {
		server := newTerraform(t)
		server.losesAnswer = func(n int) bool { return n%13 == 3 }
		return server.place(t)
	})
}

func TestAStateOnAServerSurvivesKills(t *testing.T) {
	server := newTerraform(t)
	testKills(t, server.address(), t.TempDir)
}

func TestGitLabKeepsAState(t *testing.T) {
	server := newTerraform(t)
	server.isGitLab = true
	open := server.place(t)
	lease := mustLock(t, open(), "1")
	var locked *LockedError
	if _, err := open().Lock(t.Context(), holderNamed("2")); !errors.As(err, &locked) {
		t.Fatalf("the second lock: got %v, want a LockedError", err)
	}
	// GitLab tells the id and the account, and nothing of what the holder said.
	want := Holder{ID: "1", Who: "ada", Since: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	if diff := cmp.Diff(want, locked.Holder); diff != "" {
		t.Errorf("holder (-want +got):\n%s", diff)
	}
	s := New("lineage-1")
	for n := range 3 {
		mustNote(t, lease, s, note(n))
	}
	mustSave(t, lease, s)
	mustEqual(t, s, mustLoad(t, open()))
	if server.serial != 4 {
		t.Errorf("GitLab shows version %d, want one for each of 4 writes", server.serial)
	}
	mustRelease(t, lease)

	server = newTerraform(t)
	server.isGitLab = true
	lostLeaseCannotWrite(t, server.place(t))
}

func TestAServerWhoseLockIsNoneIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		lie  func(*terraform)
		want string
	}{
		"gives it to everybody": {func(s *terraform) { s.locksAll = true }, "two at once"},
		"does not say to whom":  {func(s *terraform) { s.isSilent = true }, "does not say who holds"},
		"has none":              {func(s *terraform) { s.hasNoLock = true }, "offers no lock"},
	} {
		t.Run(name, func(t *testing.T) {
			server := newTerraform(t)
			c.lie(server)
			if _, err := server.place(t)().Holder(t.Context()); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("looking: got %v, want %q", err, c.want)
			}
			if _, err := server.place(t)().Lock(t.Context(), holderNamed("1")); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("locking: got %v, want %q", err, c.want)
			}
		})
	}
}

// A server that takes documents from anybody is still looked at before each write.
func TestALaxServerIsLookedAtBeforeEachWrite(t *testing.T) {
	server := newTerraform(t)
	server.takesAll = true
	lostLeaseCannotWrite(t, server.place(t))
}

// Before each try, that is: the lock can go to another while we wait for the next.
func TestALaxServerIsLookedAtBeforeTheSameWriteAgain(t *testing.T) {
	server := newTerraform(t)
	server.takesAll = true
	tries := 0
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			if tries++; tries == 1 {
				server.mu.Lock()
				defer server.mu.Unlock()
				server.lock, server.body = &lockInfo{ID: "2"}, []byte(`{"ID": "2", "Who": "ada"}`)
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
		}
		server.ServeHTTP(w, r)
	}))
	t.Cleanup(busy.Close)
	server.url = busy.URL
	lease := mustLock(t, server.place(t)(), "1")
	if err := lease.Save(t.Context(), New("lineage-1")); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("got %v, want ErrLeaseLost", err)
	}
	if server.document != nil {
		t.Errorf("written without the lock: %s", server.document)
	}
}

func TestNameAndPasswordStayWithTheServer(t *testing.T) {
	strange := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s reached another server", r.Method, r.URL)
	}))
	t.Cleanup(strange.Close)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", strange.URL)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}))
	t.Cleanup(server.Close)
	store := openHTTP(t, server.URL+"/state?token=s3cret", "ada", "hunter2")
	_, err := store.Load(t.Context())
	if err == nil || !strings.Contains(err.Error(), "points to another address") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %v", err)
	}
	if strings.Contains(store.Location(), "s3cret") {
		t.Errorf("location: %s", store.Location())
	}
}

func TestAServerSaysWhatIsWrongWithoutSecrets(t *testing.T) {
	for status, advice := range map[int]string{401: "WHOPSYNC_HTTP_USERNAME", 403: "not allowed", 422: "the server answers 422"} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, "no way, hunter2")
		}))
		t.Cleanup(server.Close)
		_, err := openHTTP(t, server.URL, "ada", "hunter2").Load(t.Context())
		if err == nil || !strings.Contains(err.Error(), advice) || !strings.Contains(err.Error(), "no way, ***") {
			t.Errorf("%d: got %v, want %q", status, err, advice)
		}
	}
}

func TestAStateOfTerraformsIsNotOverwritten(t *testing.T) {
	server := newTerraform(t)
	server.document = []byte(`{"version": 4, "serial": 7, "lineage": "other", "resources": []}`)
	lease := mustLock(t, server.place(t)(), "1")
	if _, err := lease.Load(t.Context()); !errors.Is(err, ErrDamaged) {
		t.Errorf("load: got %v, want ErrDamaged", err)
	}
	if err := lease.Save(t.Context(), New("lineage-1")); !errors.Is(err, ErrDamaged) {
		t.Errorf("save: got %v, want ErrDamaged", err)
	}
	mustRelease(t, lease)
}

func TestWhatNobodyHasSeenIsUnread(t *testing.T) {
	answers := map[string]struct {
		status int
		body   string
		unread bool
	}{
		"not let in":      {http.StatusUnauthorized, "", true},
		"not allowed":     {http.StatusForbidden, "", true},
		"sent elsewhere":  {http.StatusFound, "", true},
		"damaged":         {http.StatusOK, "{", false},
		"Terraform's":     {http.StatusOK, `{"version":4}`, false},
		"of a newer form": {http.StatusOK, `{"version":4,"whopsync":{"format_version":99}}`, false},
	}
	for name, answer := range answers {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(answer.status)
			io.WriteString(w, answer.body)
		}))
		_, err := openHTTP(t, server.URL, "ada", "secret").Load(t.Context())
		var unread *UnreadError
		if err == nil || errors.As(err, &unread) != answer.unread {
			t.Errorf("%s: %v", name, err)
		}
		server.Close()
	}
}

func TestAddressesThatCannotKeepAState(t *testing.T) {
	for where, want := range map[string]string{
		"http://example.com/state":              "wants https",
		"https://ada:hunter2@example.com/state": "WHOPSYNC_HTTP_USERNAME",
		"https://":                              "no address",
		"ftp://ada:hunter2@example.com":         "there is: file, git",
		"gcs://bucket":                          "there is: file, git",
	} {
		_, err := Open(where, Place{Env: "local", Memory: t.TempDir(), Repo: t.TempDir()})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got %v, want %q", where, err, want)
		}
	}
}

// terraform is a server for Terraform's states that insists on all that the protocol
// says, except for what its switches turn off.
type terraform struct {
	url      string
	mu       sync.Mutex
	document []byte
	serial   int64
	lock     *lockInfo
	body     []byte // of the lock
	requests int

	isGitLab, locksAll, isSilent, hasNoLock, takesAll bool
	losesAnswer                                       func(n int) bool
}

func newTerraform(t *testing.T) *terraform {
	server := &terraform{}
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	server.url = listening.URL
	t.Setenv("TF_HTTP_USERNAME", "ada")
	t.Setenv("WHOPSYNC_HTTP_PASSWORD", "hunter2")
	return server
}

const gitLabPath = "/api/v4/projects/42/terraform/state/academy"

func (s *terraform) address() string {
	if s.isGitLab {
		return s.url + gitLabPath
	}
	return s.url + "/academy?team=clay"
}

func (s *terraform) place(t *testing.T) place {
	dir := t.TempDir()
	return func() Store { return mustOpen(t, s.address(), dir) }
}

func openHTTP(t *testing.T, where, username, password string) Store {
	t.Helper()
	t.Setenv("WHOPSYNC_HTTP_USERNAME", username)
	t.Setenv("WHOPSYNC_HTTP_PASSWORD", password)
	return mustOpen(t, where, t.TempDir())
}

func (s *terraform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	if username, password, _ := r.BasicAuth(); username != "ada" || password != "hunter2" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	answer := httptest.NewRecorder()
	s.serve(answer, r)
	if s.losesAnswer != nil && s.losesAnswer(s.requests) {
		panic(http.ErrAbortHandler)
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()) // whoever went away does not read it
}

func (s *terraform) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	method := r.Method
	if s.isGitLab {
		method = map[string]string{
			"GET " + gitLabPath: "GET", "POST " + gitLabPath: "POST",
			"POST " + gitLabPath + "/lock": "LOCK", "DELETE " + gitLabPath + "/lock": "UNLOCK",
		}[r.Method+" "+r.URL.Path]
	} else if r.URL.Query().Get("team") != "clay" {
		method = ""
	}
	switch method {
	case "GET":
		s.get(w)
	case "POST":
		s.post(w, r, body)
	case "LOCK":
		s.take(w, body)
	case "UNLOCK":
		s.free(w, body)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (s *terraform) get(w http.ResponseWriter) {
	if s.document == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	sum := md5.Sum(s.document)
	w.Header().Set("Content-MD5", base64.StdEncoding.EncodeToString(sum[:]))
	_, _ = w.Write(s.document)
}

func (s *terraform) post(w http.ResponseWriter, r *http.Request, body []byte) {
	var document struct {
		Version *int
		Serial  int64
		Lineage string
	}
	sum := md5.Sum(body)
	switch err := json.Unmarshal(body, &document); {
	case !s.takesAll && (s.lock == nil || r.URL.Query().Get("ID") != s.lock.ID):
		w.WriteHeader(http.StatusConflict)
	case err != nil || document.Version == nil || document.Lineage == "" || r.Header.Get("Content-MD5") != base64.StdEncoding.EncodeToString(sum[:]):
		w.WriteHeader(http.StatusBadRequest)
	case document.Serial <= s.serial:
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprint(w, "Version has already been taken")
	default:
		s.document, s.serial = body, document.Serial
	}
}

func (s *terraform) take(w http.ResponseWriter, body []byte) {
	var info lockInfo
	if err := json.Unmarshal(body, &info); err != nil || info.ID == "" || info.Operation == "" || info.Info == "" || info.Who == "" || info.Version == "" || info.Created == "" || info.Path == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	switch {
	case s.hasNoLock:
		w.WriteHeader(http.StatusMethodNotAllowed)
	case s.lock != nil && !s.locksAll:
		s.refuse(w, info)
	default:
		s.lock, s.body = &info, body
	}
}

func (s *terraform) refuse(w http.ResponseWriter, asked lockInfo) {
	if s.isGitLab {
		w.WriteHeader(http.StatusConflict)
		asked.ID, asked.Who, asked.Created = s.lock.ID, "ada", s.lock.Created
		_ = json.NewEncoder(w).Encode(asked)
		return
	}
	w.WriteHeader(http.StatusLocked)
	if !s.isSilent {
		_, _ = w.Write(s.body)
	}
}

func (s *terraform) free(w http.ResponseWriter, body []byte) {
	var info lockInfo
	if err := json.Unmarshal(body, &info); err != nil || !s.locksAll && (s.lock == nil || info.ID != s.lock.ID) {
		w.WriteHeader(http.StatusConflict)
		return
	}
	s.lock, s.body = nil, nil
}

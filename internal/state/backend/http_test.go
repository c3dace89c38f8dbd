package backend_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/hint"
	"whopsync/internal/state"
	"whopsync/internal/state/backend"
	"whopsync/internal/state/statetest"
	"whopsync/internal/state/storetest"
	"whopsync/internal/testscale"
)

func TestHTTPStoreConforms(t *testing.T) {
	conform(t, testscale.Rounds(10, 1), func(t *testing.T) opener { return newTerraform(t).place(t) })
}

func TestHTTPStoreConformsOverABadLine(t *testing.T) {
	conform(t, 1, func(t *testing.T) opener {
		server := newTerraform(t)
		server.LosesAnswer = func(n int) bool { return n%13 == 3 }
		return server.place(t)
	})
}

// With every note all records travel, so one that is long is refused, and those that are there stay.
func TestAServerIsSentShortRecordsAlone(t *testing.T) {
	open := newTerraform(t).place(t)
	lease := storetest.MustLock(t, open(), "1")
	s := state.New("lineage-1")
	mustKeep(t, lease, 1, "short")
	storetest.MustNote(t, lease, s, storetest.Note(1))
	noise := make([]byte, 1<<20)
	random := rand.NewChaCha8([32]byte{})
	_, _ = random.Read(noise)
	if err := lease.Keep(t.Context(), 2, noise); !errors.Is(err, state.ErrRunTooLong) {
		t.Errorf("a long record: %v", err)
	}
	for n := range 4 { // of which three fit
		mustKeep(t, lease, int64(n+3), string(noise[:160<<10]))
		storetest.MustNote(t, lease, s, storetest.Note(n+2))
		noise = noise[160<<10:]
	}
	storetest.MustSave(t, lease, s)
	runs, err := open().Runs(t.Context(), nil)
	var names []string
	for _, run := range runs {
		names = append(names, run.Name)
	}
	if diff := cmp.Diff([]string{"local-4", "local-5", "local-6"}, names); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestAStateOnAServerSurvivesKills(t *testing.T) {
	server := newTerraform(t)
	testKills(t, server.address(), t.TempDir)
}

func TestGitLabKeepsAState(t *testing.T) {
	server := newTerraform(t)
	server.IsGitLab = true
	open := server.place(t)
	lease := storetest.MustLock(t, open(), "1")
	var locked *state.LockedError
	if _, err := open().Lock(t.Context(), storetest.HolderNamed("2")); !errors.As(err, &locked) {
		t.Fatalf("the second lock: got %v, want a LockedError", err)
	}
	// GitLab tells the id and the account, and nothing of what the holder said.
	want := state.Holder{ID: "1", Who: "ada", Since: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	if diff := cmp.Diff(want, locked.Holder); diff != "" {
		t.Errorf("holder (-want +got):\n%s", diff)
	}
	s := state.New("lineage-1")
	for n := range 3 {
		storetest.MustNote(t, lease, s, storetest.Note(n))
	}
	storetest.MustSave(t, lease, s)
	storetest.MustEqual(t, s, storetest.MustLoad(t, open()))
	if serial := server.Serial(); serial != 4 {
		t.Errorf("GitLab shows version %d, want one for each of 4 writes", serial)
	}
	storetest.MustRelease(t, lease)

	server = newTerraform(t)
	server.IsGitLab = true
	lostLeaseCannotWrite(t, server.place(t))
}

func TestAServerWhoseLockIsNoneIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		lie  func(*terraform)
		want string
	}{
		"gives it to everybody": {func(s *terraform) { s.LocksAll = true }, "two at once"},
		"does not say to whom":  {func(s *terraform) { s.IsSilent = true }, "does not say who holds"},
		"has none":              {func(s *terraform) { s.HasNoLock = true }, "offers no lock"},
	} {
		t.Run(name, func(t *testing.T) {
			server := newTerraform(t)
			c.lie(server)
			if _, err := server.place(t)().Holder(t.Context()); err == nil || !strings.Contains(hint.Text(err), c.want) {
				t.Errorf("looking: got %v, want %q", err, c.want)
			}
			if _, err := server.place(t)().Lock(t.Context(), storetest.HolderNamed("1")); err == nil || !strings.Contains(hint.Text(err), c.want) {
				t.Errorf("locking: got %v, want %q", err, c.want)
			}
		})
	}
}

// A lock that someone frees while we see whether it is one says nothing against the server.
func TestALockThatIsFreedAtOnceIsLostAndNoFaultOfTheServer(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(*terraform)
		isLost    func(error) bool
	}{
		"nobody has it":  {func(s *terraform) { s.Free() }, func(err error) bool { return errors.Is(err, state.ErrLeaseLost) }},
		"another has it": {func(s *terraform) { s.Relock("2", "ada") }, func(err error) bool { return errors.As(err, new(*state.LockedError)) }},
	} {
		t.Run(name, func(t *testing.T) {
			server := newTerraform(t)
			locks := 0
			crowded := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == "LOCK" {
					if locks++; locks == 2 {
						c.meanwhile(server)
					}
				}
				server.ServeHTTP(w, r)
			}))
			t.Cleanup(crowded.Close)
			server.url = crowded.URL
			if _, err := server.place(t)().Lock(t.Context(), storetest.HolderNamed("1")); !c.isLost(err) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A server that takes documents from anyone is still looked at before each write.
func TestALaxServerIsLookedAtBeforeEachWrite(t *testing.T) {
	server := newTerraform(t)
	server.TakesAll = true
	lostLeaseCannotWrite(t, server.place(t))
}

// Before each try, that is: the lock can go to another while we wait for the next.
func TestALaxServerIsLookedAtBeforeTheSameWriteAgain(t *testing.T) {
	server := newTerraform(t)
	server.TakesAll = true
	tries := 0
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			if tries++; tries == 1 {
				server.Relock("2", "ada")
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
		}
		server.ServeHTTP(w, r)
	}))
	t.Cleanup(busy.Close)
	server.url = busy.URL
	lease := storetest.MustLock(t, server.place(t)(), "1")
	if err := lease.Save(t.Context(), state.New("lineage-1")); !errors.Is(err, state.ErrLeaseLost) {
		t.Errorf("got %v, want ErrLeaseLost", err)
	}
	if document := server.Document(); document != nil {
		t.Errorf("written without the lock: %s", document)
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
	if err == nil || !strings.Contains(hint.Text(err), "points to another address") || strings.Contains(hint.Text(err), "s3cret") {
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
		if err == nil || !strings.Contains(hint.Text(err), advice) || !strings.Contains(err.Error(), "no way, ***") {
			t.Errorf("%d: got %v, want %q", status, err, advice)
		}
	}
}

func TestAStateOfTerraformsIsNotOverwritten(t *testing.T) {
	server := newTerraform(t)
	const terraforms = `{"version": 4, "serial": 7, "lineage": "other", "resources": []}`
	server.Put(terraforms)
	store := server.place(t)()
	if _, err := store.Load(t.Context()); !errors.Is(err, state.ErrDamaged) {
		t.Errorf("load: got %v, want ErrDamaged", err)
	}
	if _, err := store.Lock(t.Context(), storetest.HolderNamed("1")); !errors.Is(err, state.ErrDamaged) {
		t.Errorf("lock: got %v, want ErrDamaged", err)
	}
	if holder, err := store.Holder(t.Context()); holder != nil || err != nil {
		t.Errorf("held by %v (%v), want nobody", holder, err)
	}
	if got := string(server.Document()); got != terraforms {
		t.Errorf("it was overwritten with %s", got)
	}
}

func TestWhatWasNotSeenIsUnread(t *testing.T) {
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
		var unread *state.UnreadError
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
		"https://":                              "an address such as",
		"ftp://ada:hunter2@example.com":         "there is: file, git",
		"gcs://bucket":                          "there is: file, git",
	} {
		_, err := backend.Open(where, state.Place{Env: "local", Memory: t.TempDir(), Repo: t.TempDir()})
		if err == nil || !strings.Contains(hint.Text(err), want) || strings.Contains(hint.Text(err), "hunter2") {
			t.Errorf("%s: got %v, want %q", where, err, want)
		}
	}
}

// terraform is a server for Terraform's states that is listening.
type terraform struct {
	*statetest.Terraform
	url string
}

func newTerraform(t *testing.T) *terraform {
	server := &statetest.Terraform{Username: "ada", Password: "hunter2"}
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	t.Setenv("TF_HTTP_USERNAME", server.Username)
	t.Setenv("WHOPSYNC_HTTP_PASSWORD", server.Password)
	return &terraform{server, listening.URL}
}

func (s *terraform) address() string { return s.url + s.Path() }

func (s *terraform) place(t *testing.T) opener {
	dir := t.TempDir()
	return func() state.Store { return mustOpen(t, s.address(), dir) }
}

func openHTTP(t *testing.T, where, username, password string) state.Store {
	t.Helper()
	t.Setenv("WHOPSYNC_HTTP_USERNAME", username)
	t.Setenv("WHOPSYNC_HTTP_PASSWORD", password)
	return mustOpen(t, where, t.TempDir())
}

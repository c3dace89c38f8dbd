package file

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"whopsync/internal/state"
	"whopsync/internal/state/storetest"
)

func TestAJournalOutlivesItsLease(t *testing.T) {
	store := openFiles(t)
	lease := storetest.MustLock(t, store, "1")
	s := state.New("lineage-1")
	s.Target.Experience = "exp_1"
	storetest.MustNote(t, lease, s, storetest.Note(1))
	storetest.MustRelease(t, lease)

	lease = storetest.MustLock(t, store, "2")
	again := storetest.MustLoad(t, lease)
	storetest.MustEqual(t, s, again)
	storetest.MustNote(t, lease, again, storetest.Note(2)) // goes on in the same journal
	storetest.MustEqual(t, again, storetest.MustLoad(t, store))
	storetest.MustSave(t, lease, again)
	storetest.MustEqual(t, again, storetest.MustLoad(t, store))
	storetest.MustRelease(t, lease)
	if left := names(t, store); left != "local.gate local.state.json" {
		t.Errorf("files: %s", left)
	}
}

func TestEverySaveHasTheNextSerial(t *testing.T) {
	store := openFiles(t)
	lease := storetest.MustLock(t, store, "1")
	s := state.New("lineage-1")
	for want := int64(1); want <= 5; want++ {
		storetest.MustNote(t, lease, s, storetest.Note(int(want)))
		storetest.MustSave(t, lease, s)
		if got := storetest.MustLoad(t, store).Serial; got != want || s.Serial != want {
			t.Errorf("serial %d stored and %d in hand, want %d", got, s.Serial, want)
		}
	}
}

// The journal is cut at every byte: what is loaded is the state after the last Note that
// is there whole.
func TestEveryPrefixOfAJournalIsAStateThatWas(t *testing.T) {
	store := openFiles(t)
	lease := storetest.MustLock(t, store, "1")
	s := state.New("lineage-1")
	was := []*state.State{s.Clone()}
	random := rand.New(rand.NewPCG(1, 2))
	for range 4 {
		storetest.MustNote(t, lease, s, storetest.RandomEntries(random, 1+random.IntN(3)))
		was = append(was, s.Clone())
	}
	storetest.MustRelease(t, lease)

	path := store.path("journal.jsonl")
	whole := mustRead(t, path)
	for end := bytes.IndexByte(whole, '\n') + 1; end <= len(whole); end++ {
		mustWrite(t, path, string(whole[:end]))
		storetest.MustEqual(t, was[bytes.Count(whole[:end], []byte("\n"))-1], storetest.MustLoad(t, store))
	}
}

func TestATornLineIsCutOffBeforeTheNext(t *testing.T) {
	store := openFiles(t)
	lease := storetest.MustLock(t, store, "1")
	s := state.New("lineage-1")
	storetest.MustNote(t, lease, s, storetest.Note(1))
	storetest.MustRelease(t, lease)
	mustWrite(t, store.path("journal.jsonl"), string(mustRead(t, store.path("journal.jsonl")))+`[{"event":"do`)

	lease = storetest.MustLock(t, store, "2")
	s = storetest.MustLoad(t, lease)
	storetest.MustNote(t, lease, s, storetest.Note(2))
	storetest.MustEqual(t, s, storetest.MustLoad(t, store))
	if !storetest.HasNote(s, 1) || !storetest.HasNote(s, 2) {
		t.Errorf("notes are missing: %s", storetest.Document(t, s))
	}
}

func TestAJournalThatIsFoldedInAlreadyIsPassedOver(t *testing.T) {
	store := openFiles(t)
	lease := storetest.MustLock(t, store, "1")
	s := state.New("lineage-1")
	storetest.MustNote(t, lease, s, storetest.Note(1))
	old := string(mustRead(t, store.path("journal.jsonl")))
	s.Replay([]state.Entry{{Event: state.EventBind, Address: storetest.At(storetest.Lesson(1))}})
	storetest.MustSave(t, lease, s)
	mustWrite(t, store.path("journal.jsonl"), old) // as if it had not been removed

	storetest.MustEqual(t, s, storetest.MustLoad(t, store))
	storetest.MustNote(t, lease, s, storetest.Note(2)) // starts a journal in its place
	storetest.MustEqual(t, s, storetest.MustLoad(t, store))
	if storetest.HasNote(storetest.MustLoad(t, store), 1) {
		t.Error("the old journal was replayed")
	}
}

func TestDamagedJournalsAreRefusedAndLeftAsTheyAre(t *testing.T) {
	const header = `{"format_version":1,"lineage":"lineage-1","serial":1,"target":{"base_url":"","experience":""}}` + "\n"
	for name, journal := range map[string]string{
		"empty":            "",
		"torn header":      header[:20],
		"no header":        `[{"event":"dropped","op":1}]` + "\n",
		"another lineage":  strings.Replace(header, "lineage-1", "lineage-2", 1),
		"a later serial":   strings.Replace(header, `"serial":1`, `"serial":2`, 1),
		"garbage inside":   header + "garbage\n" + `[{"event":"dropped","op":1}]` + "\n",
		"a line grown on":  header + `[{"event":"dr[{"event":"dropped","op":1}]` + "\n",
		"two lines in one": header + `[{"event":"dropped","op":1}][{"event":"dropped","op":2}]` + "\n",
		"unknown event":    header + `[{"event":"renamed","op":1}]` + "\n",
		"one id bound twice": header + `[{"event":"bind","address":"a","binding":{"id":"cors_1"}},` +
			`{"event":"bind","address":"b","binding":{"id":"cors_1"}}]` + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			store := openFiles(t)
			lease := storetest.MustLock(t, store, "1")
			s := state.New("lineage-1")
			storetest.MustSave(t, lease, s)
			mustWrite(t, store.path("journal.jsonl"), journal)

			if got, err := store.Load(t.Context()); !errors.Is(err, state.ErrDamaged) {
				t.Errorf("load: got %v, %v; want ErrDamaged", got, err)
			}
			if name == "one id bound twice" { // each line of it can be read
				return
			}
			if err := lease.Note(t.Context(), s, storetest.Note(1)); !errors.Is(err, state.ErrDamaged) {
				t.Errorf("note: got %v, want ErrDamaged", err)
			}
			if err := lease.Save(t.Context(), s); err == nil {
				t.Error("save: no error")
			}
			if got := string(mustRead(t, store.path("journal.jsonl"))); got != journal {
				t.Errorf("the journal was changed to %q", got)
			}
		})
	}
}

func TestAJournalOfANewerFormatIsRefused(t *testing.T) {
	store := openFiles(t)
	mustWrite(t, store.path("journal.jsonl"), `{"format_version":2}`+"\n")
	if _, err := store.Load(t.Context()); err == nil || errors.Is(err, state.ErrDamaged) {
		t.Errorf("got %v, want an error that asks for a newer whopsync", err)
	}
}

func TestALostDocumentIsNoFirstRun(t *testing.T) {
	store := openFiles(t)
	lease := storetest.MustLock(t, store, "1")
	s := state.New("lineage-1")
	storetest.MustSave(t, lease, s)
	storetest.MustNote(t, lease, s, storetest.Note(1))
	if err := os.Remove(store.Location()); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Load(t.Context()); !errors.Is(err, state.ErrDamaged) {
		t.Errorf("got %v, %v; want ErrDamaged", got, err)
	}
}

// A save of a state that was made from nothing must not throw away what a killed first
// run has noted.
func TestASaveDoesNotDropTheJournalOfAnotherState(t *testing.T) {
	store := openFiles(t)
	lease := storetest.MustLock(t, store, "1")
	storetest.MustNote(t, lease, state.New("lineage-1"), storetest.Note(1))
	storetest.MustRelease(t, lease)

	lease = storetest.MustLock(t, store, "2")
	if err := lease.Save(t.Context(), state.New("lineage-2")); err == nil {
		t.Error("save: no error")
	}
	if !storetest.HasNote(storetest.MustLoad(t, store), 1) {
		t.Error("the note is lost")
	}
}

// A plan loads without the lock. It must see each state whole and in order while an apply
// writes: never one that lacks what was there before.
func TestLoadingBesideAWriterGoesForwardOnly(t *testing.T) {
	store := openFiles(t)
	var durable atomic.Int64 // notes
	var over atomic.Bool
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for !over.Load() {
				before := int(durable.Load())
				s, err := store.Load(t.Context())
				if err != nil || s == nil && before > 0 || s != nil && len(s.Bindings) < before {
					t.Errorf("after %d notes: loaded %v, %v", before, s, err)
					return
				}
			}
		})
	}
	lease := storetest.MustLock(t, store, "1")
	s := state.New("lineage-1")
	for n := range 60 {
		storetest.MustNote(t, lease, s, storetest.Note(n))
		durable.Add(1)
		if n%3 == 0 {
			storetest.MustSave(t, lease, s)
		}
	}
	over.Store(true)
	readers.Wait()
}

func TestStatesOfTwoEnvironmentsLieBesideEachOther(t *testing.T) {
	dir := t.TempDir()
	for _, env := range []string{"sandbox", "production"} {
		store := New(OS{}, dir, env)
		lease := storetest.MustLock(t, store, env)
		storetest.MustSave(t, lease, state.New(env))
	}
	if got := storetest.MustLoad(t, New(OS{}, dir, "sandbox")).Lineage; got != "sandbox" {
		t.Errorf("sandbox has the state of %s", got)
	}
}

func names(t *testing.T, store *Store) string {
	t.Helper()
	files, err := os.ReadDir(store.dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		names = append(names, file.Name())
	}
	return strings.Join(names, " ")
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mustWrite(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// openFiles returns a store in a new directory.
func openFiles(t testing.TB) *Store {
	return New(OS{}, t.TempDir(), "local")
}

func TestDamagedStatesAreNeverOverwritten(t *testing.T) {
	store := openFiles(t)
	held := storetest.MustLock(t, store, "1")
	s := state.New("lineage-1")
	storetest.MustSave(t, held, s)
	for _, damaged := range []string{"", "{", `{"format_version":2}`, `{"format_version":1,"lineage":"another","serial":1}`} {
		if err := os.WriteFile(store.Location(), []byte(damaged), 0o666); err != nil {
			t.Fatal(err)
		}
		again := &lease{store: store, lock: held.(*lease).lock}
		if err := again.Save(t.Context(), s); err == nil {
			t.Errorf("saving over %q: no error", damaged)
		}
		if data, _ := os.ReadFile(store.Location()); string(data) != damaged {
			t.Errorf("%q was overwritten with %s", damaged, data)
		}
		if _, err := os.Stat(store.path("state.json.errored")); err != nil {
			t.Errorf("no copy of what could not be saved: %v", err)
		}
	}
}

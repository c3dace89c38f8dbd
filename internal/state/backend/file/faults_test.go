package file

import (
	"fmt"
	"testing"

	"whopsync/internal/state"
	"whopsync/internal/state/storetest"
)

// An apply writes like this: it locks, loads, notes, saves, notes some more, saves and
// releases. The first test lets every single operation of the disk go wrong, in every way
// and once or forever, and then looks at what is left, also when the power fails right
// after: it can be loaded, it holds all that was acknowledged, and the next apply can go
// on from it.

// acknowledged is what the reference apply was promised.
type acknowledged struct {
	notes []int
	saves int64
	// errored is the error of a Save that failed.
	errored error
}

// referenceApply goes on as far as it can: after a Note that failed it still saves, as a
// Writer does.
func referenceApply(t *testing.T, store *Store) (promised acknowledged) {
	t.Helper()
	lease, err := store.Lock(t.Context(), storetest.HolderNamed("1"))
	if err != nil {
		return promised
	}
	defer func() { _ = lease.Release(t.Context()) }()
	s, err := lease.Load(t.Context())
	if err != nil {
		return promised
	}
	if s == nil {
		s = state.New("lineage-1")
	}
	for _, round := range [][]int{{1, 2, 3}, {4, 5}} {
		for _, n := range round {
			s.Replay(storetest.Note(n))
			if lease.Note(t.Context(), s, storetest.Note(n)) == nil {
				promised.notes = append(promised.notes, n)
			}
		}
		if err := lease.Save(t.Context(), s); err != nil {
			promised.errored = err
			continue
		}
		promised.saves++
		promised.notes = append(promised.notes, round...)
	}
	return promised
}

func TestWhateverFailsNothingAcknowledgedIsLost(t *testing.T) {
	steps, dir := newMemDisk(), t.TempDir()
	referenceApply(t, New(steps, dir, "local"))
	if steps.ops < 30 {
		t.Fatalf("the reference apply takes only %d operations: are they counted?", steps.ops)
	}
	for n := 1; n <= steps.ops; n++ {
		for kind, name := range map[fault]string{fails: "fails", failsShort: "fails half-way", failsLate: "fails too late"} {
			once := func(op int) fault {
				if op == n {
					return kind
				}
				return works
			}
			forEver := func(op int) fault {
				if op >= n {
					return kind
				}
				return works
			}
			t.Run(fmt.Sprintf("operation %d %s once", n, name), func(t *testing.T) { testFault(t, dir, once) })
			t.Run(fmt.Sprintf("operation %d %s for ever", n, name), func(t *testing.T) { testFault(t, dir, forEver) })
		}
	}
}

// testFault keeps the files on a disk of its own; dir is for the lock alone.
func testFault(t *testing.T, dir string, fault func(int) fault) {
	disk := newMemDisk()
	disk.fault = fault
	promised := referenceApply(t, New(disk, dir, "local"))
	for name, after := range map[string]*memDisk{
		"afterwards":                    disk.healed(),
		"after a power cut":             disk.powerCut(false),
		"after a power cut with chance": disk.powerCut(true),
	} {
		checkKept(t, name, New(after, dir, "local"), promised)
	}
}

func checkKept(t *testing.T, when string, store *Store, promised acknowledged) {
	t.Helper()
	s, err := store.Load(t.Context())
	if err != nil {
		t.Fatalf("%s: load: %v", when, err)
	}
	for _, n := range promised.notes {
		if !storetest.HasNote(s, n) {
			t.Errorf("%s: note %d was acknowledged and is lost", when, n)
		}
	}
	if s != nil && (s.Lineage != "lineage-1" || s.Serial < promised.saves) {
		t.Errorf("%s: serial %d of %s, after %d saves", when, s.Serial, s.Lineage, promised.saves)
	}
	next := referenceApply(t, store)
	if s = storetest.MustLoad(t, store); next.errored != nil || len(next.notes) != 10 || len(s.Bindings) != 5 {
		t.Errorf("%s: the next apply acknowledged %v, said %v and left %d bindings; want everything twice, nothing, 5", when, next.notes, next.errored, len(s.Bindings))
	}
}

func TestNothingIsAppendedAfterATornLine(t *testing.T) {
	disk := newMemDisk()
	store := New(disk, t.TempDir(), "local")
	lease := storetest.MustLock(t, store, "1")
	s := state.New("lineage-1")
	storetest.MustNote(t, lease, s, storetest.Note(1))
	disk.fault = func(int) fault { return failsShort }
	if err := lease.Note(t.Context(), s, storetest.Note(2)); err == nil {
		t.Fatal("the append did not fail")
	}
	disk.fault = nil
	if err := lease.Note(t.Context(), s, storetest.Note(3)); err == nil {
		t.Error("a note was appended behind a torn line")
	}
	if s := storetest.MustLoad(t, store); !storetest.HasNote(s, 1) || len(s.Bindings) != 1 {
		t.Errorf("loaded %s, want note 1 alone", storetest.Document(t, s))
	}
	storetest.MustSave(t, lease, s) // puts an end to the torn journal
	storetest.MustNote(t, lease, s, storetest.Note(4))
	if s := storetest.MustLoad(t, store); !storetest.HasNote(s, 1) || !storetest.HasNote(s, 4) {
		t.Errorf("loaded %s, want notes 1 and 4", storetest.Document(t, s))
	}
}

func TestAFailedSaveLeavesACopyAndSaysWhere(t *testing.T) {
	disk := newMemDisk()
	store := New(disk, t.TempDir(), "local")
	held := storetest.MustLock(t, store, "1")
	s := state.New("lineage-1")
	s.Replay(storetest.Note(1)) // not noted: the copy is all there is
	renames := 0
	failing := &failingRenames{Disk: disk, to: store.Location(), count: &renames}
	held.(*lease).store = New(failing, store.dir, "local")

	err := held.Save(t.Context(), s)
	errored := store.path("state.json.errored")
	if want := fmt.Sprintf("save state: %v; a copy is at %s, and the journal still holds what was noted", errFault, errored); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if renames != 2 {
		t.Errorf("the document was tried %d times, want 2", renames)
	}
	data, readErr := disk.ReadFile(errored)
	if readErr != nil {
		t.Fatal(readErr)
	}
	copied, decodeErr := state.Decode(data)
	if decodeErr != nil || !storetest.HasNote(copied, 1) || copied.Serial != 1 || s.Serial != 0 {
		t.Errorf("the copy is %s (%v)", data, decodeErr)
	}
	if err := held.Note(t.Context(), s, storetest.Note(2)); err == nil {
		t.Error("a note was taken after the save that failed")
	}
}

// failingRenames cannot put anything in the place of one file.
type failingRenames struct {
	Disk
	to    string
	count *int
}

func (d *failingRenames) Rename(from, to string) error {
	if to == d.to {
		*d.count++
		return errFault
	}
	return d.Disk.Rename(from, to)
}

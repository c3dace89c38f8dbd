// Package state remembers which live object each address stands for.
//
// Whop has no slug, no external id and no tag on a course, chapter or lesson: without a
// memory of our own, a renamed file would be a deleted lesson, and with it the progress
// of everyone who learned from it. The state is that memory, and no more than that: ids,
// digests of what was sent and got, uploaded files. It holds no bodies, no keys and no
// names of students, so it can lie in a bucket or a git ref.
//
// While an apply runs, every write is noted in a journal before it is sent and again
// when it is answered. State plus journal is the truth at every instant; Save folds the
// two into one document.
package state

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// State is what is remembered about one environment.
type State struct {
	FormatVersion int    `json:"format_version"`
	Lineage       string `json:"lineage"` // random; two states of one lineage have one history
	Serial        int64  `json:"serial"`  // grows by one with every save
	Target        Target `json:"target"`
	Commit        string `json:"commit,omitempty"` // the git commit of the last complete apply, which all paths are of
	// Applied is the last complete apply.
	Applied Applied `json:"applied,omitzero"`
	// Migrated are the states that were copied to another place, and stayed where they were. This one has
	// grown from the copies, so it may replace them.
	Migrated []Left `json:"migrated,omitempty"`

	Bindings map[course.Address]*Binding `json:"bindings"`
	Files    Files                       `json:"files,omitempty"` // uploaded files
	// Answers are the lines of whopsync.yaml already followed, by their address. They have no effect
	// any more, also for a later object at that address.
	Answers map[course.Address][]string `json:"answers,omitempty"`

	// Pending are writes with an unknown end. The next apply settles them first.
	Pending []Entry `json:"pending,omitempty"`
}

// Applied says when all of the files were on Whop last. Unlike State.Commit, it says nothing about paths,
// and an apply that stops part-way leaves it as it is.
type Applied struct {
	Commit string `json:"commit,omitempty"` // the git commit of the files, "" when there is none
	Serial int64  `json:"serial"`           // of the state that the apply led to
}

// Left is a state that a migration left where it was.
type Left struct {
	Serial int64  `json:"serial"`
	Digest string `json:"digest"` // of which objects it knew, and which writes were open
}

// Target is where the bound objects live. Keys of production and sandbox look alike, and
// with the wrong one everything looks deleted: a state is only used with its own target.
type Target struct {
	BaseURL    string `json:"base_url"`
	Account    string `json:"account,omitempty"`
	Experience string `json:"experience"`
	// Route is the account's name in addresses on whop.com. Links between lessons are made with it,
	// so it is remembered for runs that cannot read it. It tells no two targets apart.
	Route string `json:"route,omitempty"`
	// App is the app of the experience, once a run has seen it. It never changes, and tells no two
	// targets apart.
	App string `json:"app,omitempty"`
}

// Fits reports whether two targets can be one: an account not known on one side, since a
// key need not show it, is no difference.
func (t Target) Fits(o Target) bool {
	return t.BaseURL == o.BaseURL && t.Experience == o.Experience && (t.Account == o.Account || t.Account == "" || o.Account == "")
}

// CanBe reports whether two targets can be one, of which not everything is known yet: what the
// settings say, before anyone is asked.
func (t Target) CanBe(o Target) bool {
	agree := func(a, b string) bool { return a == b || a == "" || b == "" }
	return agree(t.BaseURL, o.BaseURL) && agree(t.Account, o.Account) && agree(t.Experience, o.Experience)
}

// Differences says what of o is not as t has it, in words: "account biz_1 instead of biz_2".
func (t Target) Differences(o Target) string {
	var differences []string
	for _, part := range []struct{ name, was, is string }{
		{"host", t.BaseURL, o.BaseURL}, {"account", t.Account, o.Account}, {"experience", t.Experience, o.Experience},
	} {
		if part.was != part.is && part.was != "" && part.is != "" {
			differences = append(differences, fmt.Sprintf("%s %s instead of %s", part.name, part.is, part.was))
		}
	}
	return strings.Join(differences, ", ")
}

// Renew returns the target as it is found now, with what was known before and a key does not show.
func (t Target) Renew(now Target) Target {
	if t.Fits(now) {
		now.Account, now.Route, now.App = cmp.Or(now.Account, t.Account), cmp.Or(now.Route, t.Route), cmp.Or(now.App, t.App)
	}
	return now
}

// New returns an empty state of a new lineage.
func New(lineage string) *State {
	return &State{FormatVersion: FormatVersion, Lineage: lineage, Bindings: map[course.Address]*Binding{}, Files: Files{}, Answers: map[course.Address][]string{}}
}

// IsEmpty reports whether s remembers nothing at all.
func (s *State) IsEmpty() bool {
	return len(s.Bindings) == 0 && len(s.Files) == 0 && len(s.Pending) == 0
}

// Addresses returns the bound addresses, sorted.
func (s *State) Addresses() []course.Address {
	return slices.SortedFunc(maps.Keys(s.Bindings), course.Address.Compare)
}

// ByID returns the address that each bound id belongs to.
func (s *State) ByID() map[string]course.Address {
	byID := make(map[string]course.Address, len(s.Bindings))
	for address, binding := range s.Bindings {
		byID[binding.ID] = address
	}
	return byID
}

// Clone returns a deep copy.
func (s *State) Clone() *State {
	copied := *s
	copied.Bindings = make(map[course.Address]*Binding, len(s.Bindings))
	for address, binding := range s.Bindings {
		copied.Bindings[address] = binding.Clone()
	}
	copied.Files = maps.Clone(s.Files)
	copied.Answers = make(map[course.Address][]string, len(s.Answers))
	for address, answers := range s.Answers {
		copied.Answers[address] = slices.Clone(answers)
	}
	copied.Pending = slices.Clone(s.Pending) // entries never change
	return &copied
}

// hasGrownFrom reports whether earlier is what a migration of s left somewhere. A lower serial is not enough: an
// apply may have gone on there.
func (s *State) hasGrownFrom(earlier *State) bool {
	return earlier.Lineage == s.Lineage && earlier.Serial < s.Serial && slices.Contains(s.Migrated, earlier.left())
}

// left returns the entry by which a state is known again. Its digest takes in what an apply adds before it
// saves, and no more of the format than that.
func (s *State) left() Left {
	digest := sha256.New()
	for _, address := range s.Addresses() {
		fmt.Fprintf(digest, "%s %s\n", address, s.Bindings[address].ID)
	}
	for _, entry := range s.Pending {
		fmt.Fprintf(digest, "pending %d\n", entry.Op)
	}
	return Left{s.Serial, hex.EncodeToString(digest.Sum(nil))}
}

// Encode returns the document: sorted, indented, ending in a newline. A state that Decode
// would refuse is refused here too: nothing is written that could not be read back.
func (s *State) Encode() ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("encode state: %w", err)
	}
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode state: %w", err)
	}
	return append(data, '\n'), nil
}

// Decode reads a document and checks what the rest of the program relies on.
func Decode(data []byte) (*State, error) {
	if err := checkFormat(data); err != nil {
		return nil, err
	}
	s := New("")
	if err := decodeStrictly(data, s); err != nil {
		return nil, err
	}
	s.Bindings, s.Files, s.Answers = orEmpty(s.Bindings), orEmpty(s.Files), orEmpty(s.Answers)
	if s.Commit != "" && s.Applied == (Applied{}) { // as earlier versions wrote it
		s.Applied = Applied{Commit: s.Commit, Serial: s.Serial}
	}
	for address, binding := range s.Bindings {
		if binding != nil {
			s.remember(address, binding.Answer)
		}
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return s, nil
}

// Gone is among the Answers of an address whose object was destroyed, or whose file was
// gone: a line under removed: was followed.
const Gone = "(gone)"

func (s *State) remember(address course.Address, answer string) {
	if answer != "" && !slices.Contains(s.Answers[address], answer) {
		s.Answers[address] = append(s.Answers[address], answer)
	}
}

// orEmpty returns a map that can be written to: the document may say null.
func orEmpty[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return m
}

func (s *State) check() error {
	if s.FormatVersion != FormatVersion || s.Lineage == "" || s.Serial < 0 {
		return fmt.Errorf("%w: format_version, lineage or serial is missing", ErrDamaged)
	}
	seen := make(map[string]course.Address, len(s.Bindings))
	for _, address := range s.Addresses() {
		binding := s.Bindings[address]
		if err := binding.check(address); err != nil {
			return err
		}
		if other, twice := seen[binding.ID]; twice {
			return fmt.Errorf("%w: %s and %s are both bound to %s", ErrDamaged, other, address, binding.ID)
		}
		seen[binding.ID] = address
	}
	for digest, file := range s.Files {
		if isNoID(file.ID) {
			return fmt.Errorf("%w: %q, for the file %q, is no id of Whop's", ErrDamaged, file.ID, digest)
		}
	}
	return s.checkPending()
}

func (s *State) checkPending() error {
	ops := make(map[int64]bool, len(s.Pending))
	for _, e := range s.Pending {
		if e.Event != EventIntent || ops[e.Op] {
			return fmt.Errorf("%w: pending operation %d is no intent, or is there twice", ErrDamaged, e.Op)
		}
		if err := e.check(); err != nil {
			return err
		}
		ops[e.Op] = true
	}
	return nil
}

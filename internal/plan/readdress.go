package plan

import (
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// A key was the last part of an address once, and other parts of a file's name were its number.
// A state from then knows objects under other addresses than their files have today, and what is
// in them as well. So does one from before a file came that differs from another by its number
// alone. Nothing has happened to these objects: they get their addresses without a word.

// readdressed returns the state with the addresses that its objects have today.
func readdressed(s *state.State, desired []*course.Course) *state.State {
	if s == nil {
		return nil
	}
	f := newFormer(s.Bindings, desired)
	for r := range course.All(desired) {
		f.find(r)
	}
	if len(f.today) == 0 {
		return s
	}
	renamed := *s
	if renamed.Bindings = f.bindings(); len(renamed.Bindings) != len(s.Bindings) {
		return s // two would share an address: nothing is certain then
	}
	return &renamed
}

// former is how a state from before calls what the files declare.
type former struct {
	state    map[course.Address]*state.Binding
	declared map[course.Address]*course.Resource
	byPath   map[string]course.Address         // addresses in the state, by the files that declared them
	known    map[string]bool                   // keys that the state knows: they say themselves what they are
	was      map[course.Address]course.Address // address of the files → where the state would have it
	today    map[course.Address]course.Address // address in the state → its address today, if that is another
}

func newFormer(known map[course.Address]*state.Binding, desired []*course.Course) *former {
	f := &former{
		state: known, declared: course.ByAddress(desired), byPath: map[string]course.Address{}, known: map[string]bool{},
		was: map[course.Address]course.Address{}, today: map[course.Address]course.Address{},
	}
	for _, address := range slices.SortedFunc(maps.Keys(f.state), course.Address.Compare) {
		binding := f.state[address]
		f.known[binding.Key] = true
		if other, ok := f.byPath[binding.Path]; !ok || f.state[other].Retired {
			f.byPath[binding.Path] = address
		}
	}
	return f
}

// find looks for an object that the state has under another name than its file has today: the
// key of the file, or what was made of the file's name by another rule. What is around it was
// found before.
func (f *former) find(r *course.Resource) {
	parent := f.was[r.Address.Parent()]
	own := childOf(parent, r.Address.Name())
	at := own
	for _, key := range f.keysOf(r) {
		if pinned := childOf(parent, key); f.isPinned(pinned, own, r) {
			at = pinned
		}
	}
	if named := f.byPath[r.Source.Path]; at == own && f.isSameFile(named, own, r) {
		at = named
	}
	f.was[r.Address] = at
	if at != r.Address && f.state[at] != nil {
		f.today[at] = r.Address
	}
}

// keysOf returns what could have been the last part of an address: the key of the file, and
// for the one chapter of a course without chapter folders the key of its course.
func (f *former) keysOf(r *course.Resource) []string {
	var keys []string
	if r.Key != "" && !f.known[r.Key] {
		keys = append(keys, r.Key)
	}
	if parent := f.declared[r.Address.Parent()]; r.Address.Kind() == course.KindChapter && r.Address.Name() == r.Address.Course && parent.Key != "" && !f.known[parent.Key] {
		keys = append(keys, parent.Key)
	}
	return keys
}

// isPinned reports whether an object has its address from a key of r: it was declared by the
// same file, or has its title and nothing else can be meant.
func (f *former) isPinned(pinned, own course.Address, r *course.Resource) bool {
	binding := f.state[pinned]
	switch {
	case pinned == own || binding == nil || binding.Key != "" || !f.today[pinned].IsZero():
		return false
	case binding.Path == r.Source.Path && binding.Path != "":
		return true
	}
	title, known := binding.Fields[course.Title]
	return f.state[own] == nil && f.declared[pinned] == nil && known && title.Sent == course.DigestOf(r.Fields[course.Title])
}

// isSameFile reports whether an object was declared by the very file of r, in the same place, so
// that only the rule by which the file's name makes an address can have changed.
func (f *former) isSameFile(named, own course.Address, r *course.Resource) bool {
	binding := f.state[named]
	switch {
	case r.Source.Path == "" || binding == nil || binding.Path != r.Source.Path || named.Parent() != own.Parent():
		return false
	case f.state[own] != nil || !f.today[named].IsZero():
		return false
	}
	return binding.Key == r.Key || binding.Key == "" && !f.known[r.Key]
}

// bindings returns the identity map under the addresses of today. Who had one of them, and
// has no file, takes the one that became free.
func (f *former) bindings() map[course.Address]*state.Binding {
	free := make(map[course.Address]course.Address, len(f.today))
	for was, is := range f.today {
		free[is] = was
	}
	renamed := make(map[course.Address]*state.Binding, len(f.state))
	for _, was := range slices.SortedFunc(maps.Keys(f.state), course.Address.Compare) {
		is, found := f.today[was]
		if was, ok := free[was]; ok && !found {
			is, found = was, true
		}
		if !found {
			is = f.inside(was)
		}
		renamed[is] = f.state[was]
	}
	return renamed
}

// inside returns the address of what has no file, in what may have another one today.
func (f *former) inside(was course.Address) course.Address {
	for around := was.Parent(); !around.IsZero(); around = around.Parent() {
		if is, ok := f.today[around]; ok {
			return was.Rebase(around, is)
		}
	}
	return was
}

func childOf(parent course.Address, name string) course.Address {
	if parent.IsZero() {
		return course.Address{Course: name}
	}
	return parent.Child(name)
}

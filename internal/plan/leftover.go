package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"whopsync/internal/course"
)

// leftovers returns the addresses of today of the objects that no file stands for, by those
// in the state. They lie where they lay, in a course or chapter that may be called otherwise
// by now: under its old name they would belong to whatever is called so next.
func (id *identity) leftovers() map[course.Address]course.Address {
	now := make(map[course.Address]course.Address, len(id.bound))
	used := make(map[course.Address]bool, len(id.bound))
	for to, from := range id.bound {
		now[from] = to
	}
	left := map[course.Address]course.Address{}
	for _, from := range slices.SortedFunc(maps.Keys(id.bindings), outsideFirst) {
		if id.taken[from] {
			continue
		}
		to := from
		if parent, ok := now[from.Parent()]; ok && from.Kind() != course.KindCourse {
			to = parent.Child(from.Name())
		} else if in, ok := now[course.Address{Course: from.Course}]; ok {
			to = from.Rebase(course.Address{Course: from.Course}, in)
		}
		to = unused(to, func(a course.Address) bool { return id.desired[a] != nil || used[a] })
		now[from], left[from], used[to] = to, to, true
	}
	return left
}

// unused returns the address, with a number behind its name if it means something else.
func unused(address course.Address, isUsed func(course.Address) bool) course.Address {
	free := address
	for n := 2; isUsed(free); n++ {
		name := fmt.Sprintf("%s-%d", address.Name(), n)
		if free = address.Parent().Child(name); address.Kind() == course.KindCourse {
			free = course.Address{Course: name}
		}
	}
	return free
}

func outsideFirst(a, b course.Address) int {
	return cmp.Or(cmp.Compare(depth(a), depth(b)), a.Compare(b))
}

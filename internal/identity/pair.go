package identity

import (
	"maps"

	"whopsync/internal/course"
)

// pair is a declared address and a known one.
type pair struct{ to, from course.Address }

// overlaps reports whether only one of two pairs can be right.
func (p pair) overlaps(o pair) bool { return p.to == o.to || p.from == o.from }

// courseOf returns the address of the course that an address is in.
func courseOf(a course.Address) course.Address { return course.Address{Course: a.Course} }

// sign is the same for a file and an object if the title and all that is taught are.
type sign struct {
	content string // "" for what teaches nothing yet
	title   course.Digest
}

// courseSign is the sign of a lesson in a course, by the course's address in the state.
type courseSign struct {
	course string
	sign   sign
}

// courseName is a title or file name in a course.
type courseName struct{ course, name string }

// grouped returns addresses by what key returns for them.
func grouped[K comparable](addresses []course.Address, key func(course.Address) K) map[K][]course.Address {
	groups := map[K][]course.Address{}
	for _, address := range addresses {
		groups[key(address)] = append(groups[key(address)], address)
	}
	return groups
}

// alone returns the addresses with a key that is unique, by that key.
func alone[K comparable](addresses []course.Address, key func(course.Address) K) map[K]course.Address {
	found, shared := make(map[K]course.Address, len(addresses)), map[K]bool{}
	for _, address := range addresses {
		k := key(address)
		if _, isThere := found[k]; isThere {
			shared[k] = true
		}
		found[k] = address
	}
	maps.DeleteFunc(found, func(k K, _ course.Address) bool { return shared[k] })
	return found
}

// countLessons counts the lessons in each of what in returns for them.
func countLessons(addresses []course.Address, in func(course.Address) course.Address) map[course.Address]int {
	counts := map[course.Address]int{}
	for _, address := range addresses {
		if address.Kind() == course.KindLesson {
			counts[in(address)]++
		}
	}
	return counts
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// firstOf bounds how many are compared.
func firstOf[T any](list []T) []T { return list[:min(nearest, len(list))] }

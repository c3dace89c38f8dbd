package spec

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/yamlfile"
)

// Spot is where something comes to lie in a repository.
type Spot struct {
	Dir    string // the folder of a chapter for a lesson, of a course for a chapter, any for a course
	Name   string // of the file or folder; without a number it gets one as its neighbours have them
	Bare   string // with it, what Name begins with is no number, and this is the name where neighbours have none
	Next   string // a neighbour's file or folder; "" is the last place, or for what stays in its folder its own
	Before bool   // Next, and not after it
}

// group is a set of names with an order, and the list of that order, if there is one.
type group struct {
	members []*declaration
	list    yamlfile.Value
	owner   *declaration // of the list
}

func groupOf[S sibling](siblings []S, list yamlfile.Value, owner *declaration) group {
	g := group{list: list, owner: owner}
	for _, s := range siblings {
		g.members = append(g.members, s.self())
	}
	return g
}

// without returns the group for a new member from elsewhere.
func (g group) without(d *declaration) group {
	g.members = slices.DeleteFunc(slices.Clone(g.members), func(m *declaration) bool { return m == d })
	return g
}

// naming finds the name for what comes to a group.
type naming struct {
	group  group        // without what is moved
	moving *declaration // zero for something new
	own    int          // its place in the group today, -1 for what comes from elsewhere
	others []fileName   // of the same kind, everywhere
}

// choose returns the name of the file or folder, the new numbers of members that have to give way, and
// the place among the members.
func (n naming) choose(spot Spot) (name string, numbers map[int]int, at int, err error) {
	rest, extension := stemOfContent(spot.Name), spot.Name[len(stemOfContent(spot.Name)):]
	parsed, bare := parseName(rest), spot.Name
	if parsed.isNumbered() && spot.Bare != "" {
		parsed, bare = fileName{stem: rest, text: rest, name: rest}, spot.Bare
	}
	if isIgnored(spot.Name) {
		return "", nil, 0, fmt.Errorf("%s cannot name content: whopsync leaves out README.md, and names that begin with . or _", spot.Name)
	}
	if at, err = n.place(spot); err != nil {
		return "", nil, 0, err
	}
	names := n.names()
	if i := slices.IndexFunc(names, func(name fileName) bool { return fold(name.text) == fold(parsed.text) }); i >= 0 && !parsed.isNumbered() {
		return "", nil, 0, fmt.Errorf("%s has that name already: give it another one", n.group.members[i].at)
	}
	style, isNumbered := styleOf(names)
	switch {
	case parsed.isNumbered() && spot.Next == "":
		return spot.Name, nil, at, nil
	case parsed.isNumbered():
		return spot.Name, nil, at, n.check(names, parsed, at)
	case n.own >= 0 && at == n.own:
		was := n.moving.file
		return was.stem[:len(was.stem)-len(was.text)] + rest + extension, nil, at, nil
	case n.group.list.List != nil:
		return bare, nil, at, nil
	case !isNumbered && len(names) > 0:
		if spot.Next == "" {
			return bare, nil, at, nil
		}
		return bare, nil, at, n.check(names, parseName(stemOfContent(bare)), at)
	case !isNumbered:
		if style, isNumbered = styleOf(n.others); !isNumbered && len(n.others) > 0 {
			return bare, nil, at, nil
		} else if !isNumbered {
			style = usualStyle
		}
	}
	number, numbers, ok := makeRoom(names, at, style)
	if !ok {
		return "", nil, 0, n.impossible(parsed, at)
	}
	if name = style.name(number, rest); parseName(name).text != rest && spot.Bare != "" {
		rest = stemOfContent(spot.Bare)
		name = style.name(number, rest)
	}
	if parseName(name).text != rest {
		return "", nil, 0, fmt.Errorf("%s cannot follow a number: choose a number yourself, as in %s", spot.Name, style.name(number, "name"))
	}
	after := slices.Clone(names)
	for i, number := range numbers {
		after[i] = parseName(fmt.Sprintf("%0*d%s", len(names[i].number), number, strings.TrimPrefix(names[i].stem, names[i].number)))
	}
	return name + extension, numbers, at, n.check(after, parseName(name), at)
}

func (n naming) names() []fileName {
	names := make([]fileName, len(n.group.members))
	for i, m := range n.group.members {
		names[i] = m.file
	}
	return names
}

// place returns the place among the members: the own place of a member that stays without another,
// else the last; with numbers, the last numbered place.
func (n naming) place(spot Spot) (at int, err error) {
	members := n.group.members
	if spot.Next != "" {
		if spot.Next == n.moving.at {
			return 0, fmt.Errorf("%s cannot stand beside itself", spot.Next)
		}
		at = slices.IndexFunc(members, func(m *declaration) bool { return m.at == spot.Next })
		if at < 0 {
			return 0, fmt.Errorf("%s does not lie in %s", spot.Next, spot.Dir)
		}
		if !spot.Before {
			at++
		}
		return at, nil
	}
	at = len(members)
	if n.own >= 0 {
		at = n.own
	} else if n.group.list.List == nil {
		for ; at > 0 && !members[at-1].file.isNumbered(); at-- {
		}
		if at == 0 {
			at = len(members)
		}
	}
	return at, nil
}

// check makes sure that names alone put a name where it is wanted.
func (n naming) check(names []fileName, name fileName, at int) error {
	if n.group.list.List == nil && (at > 0 && name.compare(names[at-1]) < 0 || at < len(names) && name.compare(names[at]) > 0) {
		return n.impossible(name, at)
	}
	return nil
}

// impossible says how a list puts a name where numbers cannot.
func (n naming) impossible(name fileName, at int) error {
	key, file := "lessons", chapterFile
	var words []string
	for i, m := range n.group.members {
		if i == at {
			words = append(words, inFlow(name.name))
		}
		words = append(words, inFlow(m.file.name))
	}
	if at == len(n.group.members) {
		words = append(words, inFlow(name.name))
	}
	if n.group.owner == nil {
		return errors.New("the names of these folders leave no number for that place: choose a name with a number yourself")
	}
	if n.group.owner.path != "" && path.Base(n.group.owner.path) == courseFile {
		key, file = "chapters", courseFile
	}
	return hint.Add(errors.New("the names of these files leave no number for that place"),
		"Instead of naming a place here, list the order in %s:\n\n  %s: [%s]", yamlfile.Shorten(path.Join(n.group.owner.at, file)), key, strings.Join(words, ", "))
}

package spec

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/yamlfile"
)

// Relocate returns what gives a lesson's file, or the folder of a chapter or course, another place. Numbers
// and lists keep the order of all others, and every link leads where it led. With answers, lines under
// identity: name what they named.
func Relocate(repo *Repo, from string, spot Spot, answers bool) (Arrangement, error) {
	l := discover(repo)
	l.read(l.settings.DefaultEnvironment)
	l.build()
	moving, kind := l.at(from)
	if moving == nil {
		return Arrangement{}, fmt.Errorf("%s is no lesson, chapter or course", from)
	}
	if !answers {
		delete(l.config.object.Values, "identity")
	}
	return l.arrange(moving, kind, spot, nil)
}

// RelocateFile returns what gives another file or folder of the repository another place, such as an image or a text
// that lessons share: every link leads where it led.
func RelocateFile(repo *Repo, from, to string) (Arrangement, error) {
	l := discover(repo)
	l.read(l.settings.DefaultEnvironment)
	l.build()
	w := arranging{loading: l, a: Arrangement{Renames: []Rename{{from, to}}}, edits: map[*declaration][]edit{}, texts: map[*declaration][]byte{}}
	if err := w.checkFree(to, false); err != nil {
		return Arrangement{}, err
	}
	err := w.relink()
	return w.mended(), err
}

// Add returns what puts a new lesson, chapter or course into its place, and the file that declares it.
// declare returns its text. Keys are kept apart by freshKey.
func Add(repo *Repo, kind course.Kind, spot Spot, newKey func() (string, error), declare func(name, key string) []byte) (Arrangement, string, error) {
	l := discover(repo)
	l.read(l.settings.DefaultEnvironment)
	l.build()
	taken := map[string]bool{}
	for _, d := range l.declarations() {
		taken[d.key().Text] = true
	}
	key, err := freshKey(newKey, taken)
	if err != nil {
		return Arrangement{}, "", err
	}
	made := &declaration{}
	a, err := l.arrange(made, kind, spot, func(at string) Formatting {
		file := map[course.Kind]string{course.KindLesson: at, course.KindChapter: path.Join(at, chapterFile), course.KindCourse: path.Join(at, courseFile)}[kind]
		made.path = file
		return Formatting{Path: file, After: declare(parseName(stemOfContent(path.Base(at))).words(), key)}
	})
	return a, made.path, err
}

// at returns what is declared by a file or folder.
func (l *loading) at(place string) (*declaration, course.Kind) {
	for _, d := range l.declarations() {
		if d.at == place && !d.address.IsZero() {
			return d, d.address.Kind()
		}
	}
	return nil, ""
}

func (l *loading) group(dir string, kind course.Kind) (g group, ok bool) {
	for _, c := range l.courses {
		if kind == course.KindCourse && path.Dir(c.at) == dir {
			g.members = append(g.members, &c.declaration)
		}
		if kind == course.KindChapter && c.at == dir {
			return groupOf(c.chapters, c.object.Values["chapters"], &c.declaration), true
		}
		for _, chapter := range c.chapters {
			if kind == course.KindLesson && chapter.at == dir {
				return groupOf(chapter.lessons, chapter.object.Values["lessons"], &chapter.declaration), true
			}
		}
	}
	return g, kind == course.KindCourse
}

// arranging is an arrangement on its way.
type arranging struct {
	loading *loading
	a       Arrangement
	edits   map[*declaration][]edit
	texts   map[*declaration][]byte // the files that have edits, as they are
}

// arrange moves what is declared, or with make puts something new into its place.
func (l *loading) arrange(d *declaration, kind course.Kind, spot Spot, declare func(at string) Formatting) (Arrangement, error) {
	target, ok := l.group(spot.Dir, kind)
	if !ok {
		return Arrangement{}, l.noGroup(spot.Dir, kind)
	}
	if _, err := l.repo.folders.list(spot.Dir); err != nil && (declare == nil || !errors.Is(err, fs.ErrNotExist)) {
		return Arrangement{}, fmt.Errorf("%s %w", spot.Dir, flawOf(err))
	}
	n := naming{group: target.without(d), moving: d, own: slices.Index(target.members, d), others: l.namesOf(kind)}
	name, numbers, at, err := n.choose(spot)
	if err != nil {
		return Arrangement{}, err
	}
	w := arranging{loading: l, edits: map[*declaration][]edit{}, texts: map[*declaration][]byte{}}
	for i, number := range numbers {
		m := n.group.members[i]
		renumbered := fmt.Sprintf("%0*d%s", len(m.file.number), number, strings.TrimPrefix(path.Base(m.at), m.file.number))
		w.a.Renames = append(w.a.Renames, Rename{m.at, path.Join(spot.Dir, renumbered)})
	}
	to := path.Join(spot.Dir, name)
	slices.SortFunc(w.a.Renames, func(a, b Rename) int { return cmp.Compare(a.From, b.From) })
	if declare == nil && to == d.at && len(w.a.Renames) == 0 && n.own == at {
		return Arrangement{}, fmt.Errorf("%s is in that place already", d.at)
	}
	if declare == nil && to != d.at {
		w.a.Renames = append(w.a.Renames, Rename{d.at, to})
	}
	if err := w.checkFree(to, declare != nil); err != nil {
		return Arrangement{}, err
	}
	if declare != nil {
		if kind != course.KindLesson {
			w.a.Folders = append(l.missing(spot.Dir), to)
		}
		w.a.Made = append(w.a.Made, declare(to))
	}
	return w.finish(d, kind, target, at, parseName(stemOfContent(name)).name)
}

// missing returns the folders on the way to one that are not there yet.
func (l *loading) missing(dir string) (folders []string) {
	for ; dir != "."; dir = path.Dir(dir) {
		if _, err := l.repo.folders.lookUp(dir); err == nil {
			break
		}
		folders = slices.Insert(folders, 0, dir)
	}
	return folders
}

// noGroup says what there is not, and how to make it where it is clear what was meant.
func (l *loading) noGroup(dir string, kind course.Kind) error {
	if kind == course.KindChapter {
		return fmt.Errorf("%s is no folder of a course", dir)
	}
	err := fmt.Errorf("%s is no folder of a chapter", dir)
	for _, c := range l.courses {
		if around := path.Dir(dir); around == c.at || around == c.address.String() {
			return hint.Add(err, "To make one: %s", l.repo.shell.Command("new chapter", c.address.Child(WithoutNumber(path.Base(dir))).String()))
		}
	}
	return err
}

// namesOf returns the names of all of a kind, to learn a style from.
func (l *loading) namesOf(kind course.Kind) (names []fileName) {
	for _, d := range l.declarations() {
		if !d.address.IsZero() && d.address.Kind() == kind {
			names = append(names, d.file)
		}
	}
	return names
}

// checkFree refuses to overwrite, also on systems on which two names are one.
func (w *arranging) checkFree(to string, isNew bool) error {
	goals := []string{}
	for _, r := range w.a.Renames {
		goals = append(goals, r.To)
	}
	if isNew {
		goals = append(goals, to)
	}
	for i, goal := range goals {
		entries, err := w.loading.repo.folders.list(path.Dir(goal))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, entry := range entries {
			at := path.Join(path.Dir(goal), entry.Name())
			isGone := slices.ContainsFunc(w.a.Renames[:min(i+1, len(w.a.Renames))], func(r Rename) bool { return r.From == at })
			if fold(entry.Name()) == fold(path.Base(goal)) && !isGone {
				return fmt.Errorf("%s is there already, and nothing is overwritten", at)
			}
		}
	}
	return nil
}

// finish mends links and lists.
func (w *arranging) finish(d *declaration, kind course.Kind, target group, at int, name string) (Arrangement, error) {
	l := w.loading
	if len(w.a.Renames) > 0 {
		if err := w.relink(); err != nil {
			return Arrangement{}, err
		}
	}
	if kind == course.KindCourse {
		if err := w.listed(&l.config, l.config.object.Values["courses"], w.globs()); err != nil {
			return Arrangement{}, err
		}
	} else if err := w.lists(d, kind, target, at, name); err != nil {
		return Arrangement{}, err
	}
	return w.mended(), nil
}

// mended returns the arrangement with the texts that it changes.
func (w *arranging) mended() Arrangement {
	for other, edits := range w.edits {
		if len(edits) > 0 {
			w.a.Texts = append(w.a.Texts, Formatting{other.path, w.texts[other], edited(w.texts[other], edits)})
		}
	}
	slices.SortFunc(w.a.Texts, func(a, b Formatting) int { return strings.Compare(a.Path, b.Path) })
	return w.a
}

// relink mends what leads to files that get another place, and what leads from them. Other texts than
// lessons may be anything: one that cannot be read stays as it is.
func (w *arranging) relink() error {
	l := w.loading
	mend := relinking{l.repo, w.a.To, l.finder(nil), l.finder(w.a.To), l.settings.IgnoreKeys}
	for _, d := range append(l.declarations(), &l.config) {
		if d.path == "" {
			continue
		}
		text, err := w.text(d)
		if err == nil {
			w.edits[d], err = mend.file(d, text)
		}
		if err != nil {
			return err
		}
	}
	for _, d := range l.otherTexts() {
		if text, err := w.text(d); err == nil {
			w.edits[d], _ = mend.file(d, text) // without keys, nothing can be wrong
		}
	}
	return nil
}

// text returns what a file says, and keeps its bytes.
func (w *arranging) text(d *declaration) (string, error) {
	data, err := w.loading.repo.read(d.path, maxTextFile)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", d.path, err)
	}
	w.texts[d] = data
	text, ok := decodeText(data, &d.report)
	if !ok {
		return "", fmt.Errorf("read %s: it is no text", d.path)
	}
	return text, nil
}

// globs returns what whopsync.yaml says of folders of courses. A course that it names gets its new name.
func (w *arranging) globs() (globs []string) {
	for _, v := range w.loading.config.object.Values["courses"].List {
		glob := v.Text
		if to := w.a.To(path.Clean(glob)); to != path.Clean(glob) {
			glob = to
		}
		globs = append(globs, glob)
	}
	return globs
}

// lists takes the moved one out of the list of its old group, and puts it into that of its new one.
func (w *arranging) lists(d *declaration, kind course.Kind, target group, at int, name string) error {
	entry := name
	if was, ok := w.loading.group(path.Dir(d.at), kind); ok && d.at != "" {
		entries, mine := was.entries(d)
		if mine != "" && (mine == d.key().Text || w.a.To(d.at) == d.at) {
			entry = mine
		}
		if was.owner != target.owner {
			if err := w.listed(was.owner, was.list, slices.DeleteFunc(entries, func(e string) bool { return e == mine })); err != nil {
				return err
			}
		}
	}
	entries, mine := target.entries(d)
	entries = slices.DeleteFunc(entries, func(e string) bool { return e == mine })
	if target.list.List != nil {
		entries = slices.Insert(entries, at, entry)
	}
	return w.listed(target.owner, target.list, entries)
}

// entries returns the entries of the group's list, and the one that names a member.
func (g group) entries(d *declaration) (entries []string, mine string) {
	for i, v := range g.list.List {
		entries = append(entries, v.Text)
		if i < len(g.members) && g.members[i] == d {
			mine = v.Text
		}
	}
	return entries, mine
}

func (w *arranging) listed(owner *declaration, list yamlfile.Value, entries []string) error {
	if list.List == nil {
		return nil
	}
	text, err := w.text(owner)
	if err != nil {
		return err
	}
	edits, err := listEdit{owner.path, text, list}.with(entries)
	w.edits[owner] = append(w.edits[owner], edits...)
	return err
}

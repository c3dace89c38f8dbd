package apply_test

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
	"whopsync/internal/whop/emulator"
)

// A witness watches runs and holds them to what is promised. It knows what no run can
// know: which objects on Whop are the dashboard user's own, and which object each
// resource of the files got when it was first seen.
type witness struct {
	*stage
	theirs    map[string]bool             // ids that the dashboard user made
	edited    map[string]emulator.Lesson  // lessons of ours as the dashboard user left them
	ids       map[*course.Resource]string // the object of every declared resource
	owner     map[string]*course.Resource // and the other way round
	deleted   map[string]bool             // ids that were to be deleted
	forgotten map[string]bool             // ids that the state may have lost
	asked     map[string]string           // the ids of questions, by lesson and key
	shown     map[string]bool             // courses that students have seen
	public    map[string]bool             // texts that students have seen
	seeds     map[string]bool             // what Whop has put into new courses
	touched   map[string]bool             // those of which the dashboard user made something
	problems  []string
	obeys     bool // a person deletes what a run calls one too many
}

func newWitness(s *stage) *witness {
	w := &witness{
		stage: s, public: map[string]bool{}, theirs: map[string]bool{}, edited: map[string]emulator.Lesson{},
		ids: map[*course.Resource]string{}, owner: map[string]*course.Resource{}, shown: map[string]bool{}, asked: map[string]string{}, forgotten: map[string]bool{}, deleted: map[string]bool{},
		seeds: map[string]bool{}, touched: map[string]bool{},
	}
	s.written = w.checkSecrets
	return w
}

// watched is a run, after which everything is looked at.
func (w *witness) watched() outcome {
	w.noteSeeds()
	before, serial, sent := w.objects(), w.memory.serial, len(w.whop.Log())
	w.checkSecrets()
	for _, lesson := range w.visible() {
		w.public[opening(text(lesson.Content))] = true
	}
	o := w.run()
	after := w.objects()
	w.checkSecrets()
	w.checkState(serial)
	w.checkAccounted(after)
	w.checkIdentity(o, after)
	w.checkStrangers(before, after)
	w.checkEdits(before, after)
	log := w.whop.Log()[sent:]
	w.checkLosses(before, after, log)
	w.checkOrder(log)
	w.checkArrangements(before, log)
	w.checkQuestions(o)
	w.checkHidden(o)
	w.checkSeeds(o)
	return o
}

func (w *witness) fail(format string, args ...any) {
	w.problems = append(w.problems, fmt.Sprintf(format, args...))
}

// An object is a course, chapter or lesson on Whop.
type object struct {
	kind          course.Kind
	parent, title string
	lesson        emulator.Lesson // of a lesson
}

// objects are what Whop holds, by id.
func (s *stage) objects() map[string]object {
	objects := map[string]object{}
	for _, c := range s.whop.Snapshot().Courses {
		objects[c.ID] = object{kind: course.KindCourse, parent: c.Experience, title: *c.Title}
		for _, chapter := range c.Chapters {
			objects[chapter.ID] = object{kind: course.KindChapter, parent: c.ID, title: chapter.Title}
			for _, lesson := range chapter.Lessons {
				objects[lesson.ID] = object{kind: course.KindLesson, parent: chapter.ID, title: lesson.Title, lesson: lesson}
			}
		}
	}
	return objects
}

// checkState: the state parses, and its serial grows by one at most.
func (w *witness) checkState(before int64) {
	if _, err := w.memory.Load(w.ctx); err != nil {
		w.fail("the state cannot be read: %v", err)
	}
	if after := w.memory.serial; after < before || after > before+1 {
		w.fail("the serial went from %d to %d", before, after)
	}
}

// checkAccounted: every object that we created is bound to an address, or its creation is
// still open in the journal; so no address has two.
func (w *witness) checkAccounted(objects map[string]object) {
	w.noteSeeds()
	remembered := w.state()
	if remembered == nil {
		remembered = state.New("none")
	}
	byID := remembered.ByID()
	open := slices.Clone(remembered.Pending)
	for id, o := range objects {
		if _, bound := byID[id]; bound || w.theirs[id] || w.forgotten[id] || w.seeds[id] || course.IsSeedTitle(o.kind, o.title) && w.isSeedBound() {
			continue
		}
		at := slices.IndexFunc(open, func(e state.Entry) bool {
			return e.Action == state.ActionCreate && (e.Parent == o.parent || o.kind == course.KindLesson) && e.Address.Kind() == o.kind &&
				(e.IsWatched() || remembered.Bindings[e.Address] == nil) && e.Sent[course.Title] == course.Likeness(course.Text(o.title))
		})
		if at < 0 {
			w.fail("nobody remembers the %s %q (%s)", o.kind, o.title, id)
			continue
		}
		if !open[at].Again || open[at].IsWatched() { // what was sent again can have made two: then every run asks
			open = slices.Delete(open, at, at+1)
		}
	}
}

// checkIdentity: a declared resource keeps the object that it had, for as long as that
// exists, and shares it with no other.
func (w *witness) checkIdentity(o outcome, objects map[string]object) {
	if o.report == nil || o.err != nil {
		return // the state may speak of the addresses of before
	}
	bindings := w.state().Bindings
	for _, c := range w.courses {
		for r := range c.Resources() {
			binding := bindings[r.Address]
			if binding == nil || objects[binding.ID].kind == "" {
				continue
			}
			id := binding.ID
			if was := w.ids[r]; was != "" && was != id && !w.forgotten[was] {
				if _, lives := objects[was]; lives {
					w.fail("%s is now %s and was %s, which still exists", r.Address, id, was)
				}
			}
			if owner := w.owner[id]; owner != nil && owner != r && w.at(owner.Address.String()) == owner {
				w.fail("%s has the object of %s, %s", r.Address, owner.Address, id)
			}
			w.ids[r], w.owner[id] = id, r
		}
	}
}

// checkStrangers: what the files never owned stays as it is, where it is.
func (w *witness) checkStrangers(before, after map[string]object) {
	for id, was := range before {
		if w.touched[was.parent] && w.deleted[was.parent] {
			continue // it came into a seed while the request that deletes that was under way
		}
		if is, lives := after[id]; w.theirs[id] && (!lives || fingerprint(is) != fingerprint(was)) {
			w.fail("the dashboard user's %s %q (%s) was %s and is %s", was.kind, was.title, id, fingerprint(was), fingerprint(is))
		}
	}
}

func fingerprint(o object) string {
	content := ""
	if o.lesson.Content != nil {
		content = *o.lesson.Content
	}
	return fmt.Sprintf("%s in %s, %s, %q", o.title, o.parent, o.lesson.Visibility, content)
}

// checkEdits: what the dashboard user wrote into a lesson of ours is not overwritten,
// unless that was asked for.
func (w *witness) checkEdits(before, after map[string]object) {
	for id, left := range w.edited {
		was, is := before[id].lesson, after[id].lesson
		if after[id].kind == "" || w.options.OnDrift == plan.OverwriteDrift {
			delete(w.edited, id)
			continue
		}
		if text(was.Content) == text(left.Content) && text(is.Content) != text(left.Content) && !w.wants(id) {
			w.fail("the dashboard user's text of %q was overwritten", left.Title)
		}
	}
}

// wants reports whether the file of a lesson says what was on Whop before: then nothing
// was lost when it went.
func (w *witness) wants(id string) bool {
	r := w.owner[id]
	return r == nil || r.Fields.Text(course.Content) == text(w.edited[id].Content)
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// checkLosses: nothing goes that was not to go. Without the permission, nothing is even
// asked to.
func (w *witness) checkLosses(before, after map[string]object, log []emulator.Entry) {
	for _, e := range log {
		if e.Method != "DELETE" {
			continue
		}
		id := path.Base(e.Path)
		w.deleted[id] = true // from now on: the request can be late
		if !w.options.AllowDelete && !w.seeds[id] && !w.isSeedBound() {
			w.fail("%s was to be deleted without permission", id)
		}
		if owner := w.owner[id]; w.theirs[id] || owner != nil && w.at(owner.Address.String()) == owner {
			w.fail("%s was to be deleted although it is wanted", id)
		}
	}
	for id, o := range before {
		if _, lives := after[id]; !lives && !w.deleted[id] && !w.theirs[id] && !w.seeds[id] {
			w.fail("the %s %q (%s) got lost", o.kind, o.title, id)
		}
	}
}

// checkOrder: nothing goes before everything that should stay exists and is in its place.
func (w *witness) checkOrder(log []emulator.Entry) {
	deleted := false
	for _, e := range log {
		isMaking := e.Method == "POST" && e.Path != "/files" || isArranging(e)
		if deleted && isMaking {
			w.fail("%s %s came after a delete", e.Method, e.Path)
			return
		}
		deleted = deleted || e.Method == "DELETE"
	}
}

func isArranging(e emulator.Entry) bool {
	return e.Method == "PATCH" && strings.HasPrefix(e.Path, "/courses/") && strings.Contains(e.Body, `"chapters"`)
}

// checkArrangements: an arranging request names everything that the course holds.
func (w *witness) checkArrangements(before map[string]object, log []emulator.Entry) {
	for _, e := range log {
		if !isArranging(e) {
			continue
		}
		after := w.objects()
		for id, o := range before {
			_, lives := after[id]
			if o.kind != course.KindCourse && lives && !strings.Contains(e.Body, `"id":"`+id+`"`) {
				w.fail("the %s %q was left out of an arrangement", o.kind, o.title)
			}
		}
	}
}

// checkQuestions: a question keeps its id for as long as its lesson keeps its own.
func (w *witness) checkQuestions(o outcome) {
	if !o.isComplete() {
		return
	}
	bindings, world := w.state().Bindings, w.whop.Snapshot()
	for _, c := range w.courses {
		for r := range c.Resources() {
			questions, isQuiz := r.Fields[course.Questions].(course.QuestionList)
			if !isQuiz || bindings[r.Address] == nil {
				continue
			}
			id := bindings[r.Address].ID
			lesson, _ := world.Lesson(id)
			if lesson.Type != "quiz" {
				continue // a rollback made it what it was, and its questions are gone
			}
			for i := range min(len(questions), len(lesson.Questions)) {
				name, now := id+questions[i].Key, lesson.Questions[i].ID
				if was := w.asked[name]; was != "" && was != now {
					w.fail("a question of %s was %s and is %s", r.Address, was, now)
				}
				w.asked[name] = now
			}
		}
	}
}

// checkHidden: students do not see a new course before it is whole. From the first attempt
// to show it on it may be seen, for that request can be late.
func (w *witness) checkHidden(o outcome) {
	if o.report != nil {
		w.checkReveals(o)
	}
	for _, c := range w.whop.Snapshot().Courses {
		if !w.shown[c.ID] && !w.theirs[c.ID] && c.Visibility != course.Hidden {
			w.fail("the new course %q can be seen before it is whole: %s", *c.Title, o)
		}
	}
}

// checkSecrets: at no instant do students see the text of a lesson whose file hides it, unless they
// have seen it before.
func (w *witness) checkSecrets() {
	secrets := map[string]course.Address{}
	for _, c := range w.courses {
		for r := range c.Resources() {
			if body, ok := r.Fields[course.Content].(course.Body); ok && opening(body.Text) != "" && (r.IsHidden() || c.IsHidden()) {
				secrets[opening(body.Text)] = r.Address
			}
		}
	}
	for _, lesson := range w.visible() {
		at, isSecret := secrets[opening(text(lesson.Content))]
		if isSecret && !w.public[opening(text(lesson.Content))] && !w.theirs[lesson.ID] {
			w.fail("students see the text of %s (%s)", at, lesson.ID)
		}
	}
}

// visible are the lessons that students see, and something in them.
func (w *witness) visible() (lessons []emulator.Lesson) {
	for _, c := range w.whop.Snapshot().Courses {
		for _, chapter := range c.Chapters {
			for _, lesson := range chapter.Lessons {
				if c.Visibility != course.Hidden && lesson.Visibility != course.Hidden && lesson.Content != nil {
					lessons = append(lessons, lesson)
				}
			}
		}
	}
	return lessons
}

// opening is what no two texts of these tests have in common, and what no server tidies.
func opening(text string) string {
	if end := strings.IndexAny(text, ".[!"); end >= 0 {
		text = text[:end]
	}
	return strings.TrimSpace(text)
}

func (w *witness) checkReveals(o outcome) {
	isOpen := func(r apply.Result) bool {
		return r.Step.Kind != apply.Publish && (r.Status == apply.Failed || r.Status == apply.NotAttempted || len(r.Rejected) > 0)
	}
	for _, r := range o.report.Results {
		id := w.idOf(r.Step.Address.String())
		if r.Step.Kind != apply.Publish || r.Status == apply.NotAttempted || w.shown[id] {
			continue
		}
		w.shown[id] = true
		if slices.ContainsFunc(o.report.Results, isOpen) {
			w.fail("%s was to be shown before it is whole: %s", r.Step.Address, o)
		}
	}
}

// noteSeeds remembers what Whop has put into new courses.
func (w *witness) noteSeeds() {
	for _, c := range w.whop.Snapshot().Courses {
		w.seeds[c.Seed] = true
		for _, chapter := range c.Chapters {
			if chapter.ID != c.Seed {
				continue
			}
			for _, lesson := range chapter.Lessons {
				w.seeds[lesson.ID] = w.seeds[lesson.ID] || lesson.Born == chapter.Born
			}
		}
	}
}

// checkSeeds: when a run has come to its end, or students see the course, nothing is left in it of what Whop
// puts into new courses.
func (w *witness) checkSeeds(o outcome) {
	remembered := w.state()
	if remembered == nil || len(w.forgotten) > 0 {
		return // it is not known which courses are new
	}
	byID := remembered.ByID()
	for _, c := range w.whop.Snapshot().Courses {
		if _, isBound := byID[c.ID]; !isBound {
			continue // it came late, and a person is told of two
		}
		isLeft := slices.ContainsFunc(c.Chapters, func(chapter emulator.Chapter) bool { return chapter.ID == c.Seed && !w.touched[c.Seed] })
		if isLeft && !w.isSeedBound() && (o.isComplete() && len(w.options.Targets) == 0 || c.Visibility != course.Hidden) {
			w.fail("what Whop has put into %q is still there: %s", *c.Title, o)
		}
	}
}

// isSeedBound reports whether an empty seed was taken for the chapter of its title that a lost request was to
// create: nothing tells them apart, and whichever is left over is removed.
func (w *witness) isSeedBound() bool {
	remembered := w.state()
	return remembered != nil && slices.ContainsFunc(w.whop.Snapshot().Courses, func(c emulator.Course) bool {
		_, isBound := remembered.ByID()[c.Seed]
		return isBound
	})
}

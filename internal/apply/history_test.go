package apply_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/whop/emulator"
)

var (
	seedFlag  = flag.Uint64("seed", 0, "replay the random history with this seed")
	seedsFlag = flag.Uint64("seeds", 2000/patience, "how many random histories to live through")
	firstFlag = flag.Uint64("first", 1, "the seed of the first random history")
)

// TestRandomHistories lives through the lives of courses: an author edits, a dashboard
// user edits, and runs meet faults and are killed. One seed is one identical history.
func TestRandomHistories(t *testing.T) {
	if *seedFlag != 0 {
		h := live(t, *seedFlag, nil)
		t.Log("\n" + strings.Join(h.diary, "\n"))
		report(t, *seedFlag, h)
		return
	}
	workers := uint64(runtime.GOMAXPROCS(0))
	for worker := range workers {
		t.Run(fmt.Sprint("worker ", worker), func(t *testing.T) {
			t.Parallel()
			for seed := *firstFlag + worker; seed < *firstFlag+*seedsFlag && !t.Failed(); seed += workers {
				report(t, seed, live(t, seed, nil))
			}
		})
	}
}

func TestOneSeedIsOneIdenticalHistory(t *testing.T) {
	for seed := uint64(1); seed <= 20; seed++ {
		first, again := live(t, seed, nil), live(t, seed, nil)
		if diff := cmp.Diff(first.diary, again.diary); diff != "" {
			t.Errorf("seed %d (-first +again):\n%s", seed, diff)
		}
		if diff := cmp.Diff(first.whop.Log(), again.whop.Log(), cmpopts.IgnoreFields(emulator.Entry{}, "Seq", "Header")); diff != "" {
			t.Errorf("seed %d (-first +again):\n%s", seed, diff)
		}
	}
}

func report(t *testing.T, seed uint64, h *history) {
	if len(h.problems) > 0 {
		t.Errorf("seed %d:\n  %s\nto replay it: go test ./internal/apply -run 'TestRandomHistories$' -seed=%d -v", seed, strings.Join(h.problems, "\n  "), seed)
	}
}

// history is one life of a course.
type history struct {
	*witness
	*rand.Rand
	seed   uint64
	rate   float64 // of requests that meet a fault
	faults []emulator.Fault
	runs   int
	names  int
	denies bool // reads may be answered with 404
	moved  []plan.Moved
	diary  []string
}

// live tells the history of a seed. plant puts something between a run and its client.
func live(t *testing.T, seed uint64, plant func(*history)) (h *history) {
	synctest.Test(t, func(t *testing.T) {
		h = &history{witness: newWitness(newStage(t)), Rand: rand.New(rand.NewPCG(seed, 0)), seed: seed}
		h.begin()
		if plant != nil {
			plant(h)
		}
		for range 1 + h.IntN(4) {
			h.round()
			if len(h.problems) > 0 {
				return
			}
		}
		h.end()
	})
	return h
}

func (h *history) begin() {
	h.rate = []float64{0, 0.02, 0.1, 0.3}[h.IntN(4)]
	h.options.OnRemove = []plan.OnRemove{plan.Hide, plan.Keep, plan.Destroy}[h.IntN(3)]
	h.options.AllowDelete = h.options.OnRemove == plan.Destroy
	h.options.Limits = plan.Limits{Count: 100, Percent: 100}
	if h.IntN(2) == 0 {
		h.lessonURL = "https://whop.com/lessons/{lesson}"
	}
	q := emulator.Quirks{
		TidyMarkdown: h.maybe(0.2), EmptyIsNull: h.maybe(0.3), OmittedToEnd: h.maybe(0.3), RenumberAfterDelete: h.maybe(0.3),
		NewHidden: h.maybe(0.1), DashboardJSONOnEdit: h.maybe(0.3), OpaqueIDs: h.maybe(0.2), NoIdempotency: h.maybe(0.2),
	}
	h.whop.SetQuirks(q)
	for _, fault := range emulator.Faults() {
		isUnfair := q.NoIdempotency && (fault.Effect == emulator.Late || fault.Name == "refuse with 404")
		if !isCostly(fault) && !isUnfair {
			h.faults = append(h.faults, fault)
		}
	}
	h.denies = !q.NoIdempotency
	h.read("pottery\n\tclay\n\t\twedging\n\t\tdrying\n\twheel\n\t\tcentering\n")
	for _, lesson := range h.lessons() {
		lesson.Fields[course.Content] = h.body(h.words())
	}
	h.note("quirks %+v, rate %v, on_remove %s", q, h.rate, h.options.OnRemove)
}

// round is a day in the life: edits on both sides, and a run or two that may go wrong.
func (h *history) round() {
	for range h.IntN(4) {
		h.author()
	}
	if h.runs > 0 {
		for range h.IntN(3) {
			h.dashboard(true)
		}
	}
	for range 1 + h.IntN(2) {
		end := 0
		if h.maybe(0.3) {
			end = 1 + h.IntN(60)
		}
		h.agree(h.attempt(h.rate, end))
		if len(h.problems) > 0 {
			return
		}
	}
	h.whop.SetFault(nil)
	h.whop.Settle() // an effect may be late by minutes, not by days
	h.checkAccounted(h.objects())
}

// end: a day after the faults have stopped, three runs reach "No changes", and a fourth only reads.
func (h *history) end() {
	h.options.OnDrift, h.options.AllowRecreate, h.options.AllowDelete = plan.OverwriteDrift, true, true
	time.Sleep(25 * time.Hour) // after a day, a server forgets keys whose outcome it has lost
	for range 3 {
		h.clear(h.attempt(0, 0))
		if len(h.problems) > 0 {
			return
		}
	}
	writes := h.whop.Writes()
	if o := h.attempt(0, 0); !o.isEmpty() {
		h.fail("three runs without faults did not reach the end:\n%s", o)
	}
	if h.whop.Writes() > writes {
		h.fail("a run without changes wrote")
	}
	h.checkArrived()
}

// attempt is a run that meets faults at a rate and dies at the boundary end.
func (h *history) attempt(rate float64, end int) outcome {
	h.runs++
	h.life.reborn(end)
	h.keys += 1000
	h.whop.SetFault(h.weather(rate))
	h.options.Moved = h.moved
	if h.memory.room = 0; rate > 0 && h.maybe(0.05) {
		h.memory.room = 1 + h.IntN(20)
	}
	o := h.watched()
	h.memory.room, h.memory.full = 0, false
	h.whop.SetFault(nil)
	h.note("run %d (rate %v, killed at %d):\n    %s", h.runs, rate, end, strings.ReplaceAll(o.String(), "\n", "\n    "))
	if o.isComplete() {
		h.moved = nil
	}
	return o
}

// weather chooses the fault of each request by what it is, so that it does not depend on
// the order in which concurrent reads arrive.
func (h *history) weather(rate float64) func(emulator.RequestInfo) emulator.Fault {
	seen := map[string]int{}
	writes := 0
	visit := -1
	if rate > 0 && h.maybe(0.3) {
		visit = h.IntN(10)
	}
	return func(i emulator.RequestInfo) emulator.Fault {
		if i.IsWrite() {
			if writes == visit {
				h.dashboard(false)
			}
			writes++
		}
		name := i.Method + " " + i.Path
		seen[name]++
		hash := fnv.New64a()
		fmt.Fprint(hash, h.seed, h.runs, name, seen[name])
		dice := rand.New(rand.NewPCG(hash.Sum64(), 1))
		chance := rate
		if !i.IsWrite() {
			chance /= 3
		}
		if dice.Float64() >= chance {
			return emulator.Fault{}
		}
		fault := h.faults[dice.IntN(len(h.faults))]
		switch {
		case !i.IsWrite() && h.denies && dice.IntN(3) == 0:
			fault = emulator.Refuse(http.StatusNotFound) // what is there is said to be gone
		case fault.Effect == emulator.Late && bytes.Contains(i.Body, []byte(course.Questions)):
			fault = emulator.Drop(emulator.Now, emulator.Reset) // a new question that arrives twice is made twice: nothing helps
		}
		h.note("  %s meets %s", name, fault.Name)
		return fault
	}
}

func (h *history) maybe(chance float64) bool { return h.Float64() < chance }

func (h *history) note(format string, args ...any) {
	h.diary = append(h.diary, fmt.Sprintf(format, args...))
}

// agree lets the author react to a refusal as a person would.
func (h *history) agree(o outcome) {
	h.clear(o)
	h.options.OnDrift, h.options.AllowRecreate = plan.ReportDrift, false
	if h.maybe(0.3) {
		h.options.OnDrift = plan.OverwriteDrift
	}
	if h.maybe(0.3) {
		h.options.AllowRecreate = true
	}
}

// clear does what a run that could not tell whose object is whose has asked for.
func (h *history) clear(o outcome) {
	var doubt *apply.AmbiguousError
	if !errors.As(o.err, &doubt) {
		return
	}
	h.whop.Settle()
	for _, id := range doubt.IDs {
		h.note("dashboard deletes %s, as told", id)
		_ = h.whop.Delete(id) // it may be gone since
	}
}

func (h *history) newName(kind string) string {
	h.names++
	return fmt.Sprintf("%s-%d", kind, h.names)
}

// lessons are the lessons of the files, with their chapters.
func (h *history) lessons() (lessons []*course.Lesson) {
	for _, chapter := range h.courses[0].Chapters {
		lessons = append(lessons, chapter.Lessons...)
	}
	return lessons
}

func pick[T any](h *history, list []T) T { return list[h.IntN(len(list))] }

// author edits the files.
func (h *history) author() {
	chapter := pick(h, h.courses[0].Chapters)
	lessons := h.lessons()
	if len(lessons) == 0 {
		h.addLesson(chapter)
		return
	}
	lesson := pick(h, lessons)
	switch h.IntN(12) {
	case 0, 1:
		h.addLesson(chapter)
	case 2:
		name := h.newName("chapter")
		h.note("author adds %s", name)
		fresh := &course.Chapter{Resource: resource(h.courses[0].Address.Child(name))}
		h.courses[0].Chapters = slices.Insert(h.courses[0].Chapters, h.IntN(len(h.courses[0].Chapters)+1), fresh)
		h.addLesson(fresh)
	case 3, 4:
		h.note("author edits %s", lesson.Address)
		lesson.Fields[course.Content] = h.body(h.prose())
	case 5:
		h.note("author retitles %s", lesson.Address)
		lesson.Fields[course.Title] = course.Text("Title of " + h.newName("lesson"))
	case 6:
		h.rename(lesson)
	case 7:
		h.move(lesson, chapter)
	case 8:
		h.note("author shuffles %s", chapter.Address)
		h.Shuffle(len(chapter.Lessons), func(i, j int) {
			chapter.Lessons[i], chapter.Lessons[j] = chapter.Lessons[j], chapter.Lessons[i]
		})
	case 9:
		h.note("author shuffles the chapters")
		h.Shuffle(len(h.courses[0].Chapters), func(i, j int) {
			chapters := h.courses[0].Chapters
			chapters[i], chapters[j] = chapters[j], chapters[i]
		})
	case 10:
		h.note("author removes %s", lesson.Address)
		h.academy.remove(lesson.Address.String())
		for _, other := range h.lessons() { // a link that leads nowhere would not load
			if body, ok := other.Fields[course.Content].(course.Body); ok && leadsTo(body, lesson.Address) {
				other.Fields[course.Content] = h.body(h.words())
			}
		}
		h.moved = slices.DeleteFunc(h.moved, func(m plan.Moved) bool { return m.To == lesson.Address })
	case 11:
		h.examine(lesson)
	}
}

func (h *history) addLesson(chapter *course.Chapter) {
	lesson := &course.Lesson{Resource: resource(chapter.Address.Child(h.newName("lesson")))}
	lesson.Fields[course.Content] = h.body(h.prose())
	if h.maybe(0.2) {
		lesson.Fields[course.Visibility] = course.Text(course.Hidden)
	}
	if h.maybe(0.2) {
		lesson.Fields[course.Attachments] = course.Files{h.file("sheet.pdf", "a work sheet")}
	}
	h.note("author adds %s", lesson.Address)
	chapter.Lessons = slices.Insert(chapter.Lessons, h.IntN(len(chapter.Lessons)+1), lesson)
}

// prose is a text that no other lesson has, with things in it that a server may tidy.
func (h *history) prose() string {
	text := h.words() + ".  \n\n* " + h.words() + "\n* " + h.words() + "\n"
	if h.maybe(0.3) {
		text += "\n![picture](file:images/" + pick(h, []string{"a", "b"}) + ".png)\n"
	}
	if lessons := h.lessons(); h.maybe(0.3) && len(lessons) > 0 {
		text += "\nSee [there](lesson:" + pick(h, lessons).Address.String() + ")\n"
	}
	return text
}

// words are twelve that hardly come twice.
func (h *history) words() string {
	var words []string
	for range 12 {
		words = append(words, fmt.Sprintf("%x", h.Uint32()))
	}
	return strings.Join(words, " ")
}

// rename gives a lesson another address, which a moved: entry or nothing but its content
// explains.
func (h *history) rename(lesson *course.Lesson) {
	to := lesson.Address.Parent().Child(h.newName("renamed"))
	h.readdress(lesson, to)
}

func (h *history) move(lesson *course.Lesson, to *course.Chapter) {
	if lesson.Address.Parent() == to.Address {
		return
	}
	h.academy.remove(lesson.Address.String())
	to.Lessons = slices.Insert(to.Lessons, h.IntN(len(to.Lessons)+1), lesson)
	h.readdress(lesson, to.Address.Child(lesson.Address.Name()))
}

func (h *history) readdress(lesson *course.Lesson, to course.Address) {
	from := lesson.Address
	h.note("author renames %s to %s", from, to)
	h.moved = append(h.moved, plan.Moved{From: from, To: to})
	for _, other := range h.lessons() {
		if body, ok := other.Fields[course.Content].(course.Body); ok {
			other.Fields[course.Content] = follow(body, lesson.Address, to)
		}
	}
	lesson.Address = to
	lesson.Source.Path = to.String() + ".md"
}

func leadsTo(body course.Body, to course.Address) bool {
	return slices.ContainsFunc(body.Refs, func(ref course.Ref) bool { return ref.File == nil && ref.Lesson == to })
}

// follow lets the links of a body follow a lesson that is renamed.
func follow(body course.Body, from, to course.Address) course.Body {
	body.Refs = slices.Clone(body.Refs)
	for i := range body.Refs {
		if body.Refs[i].File == nil && body.Refs[i].Lesson == from {
			body.Refs[i].Lesson = to
		}
	}
	return body
}

// examine makes a lesson a quiz, or edits its questions.
func (h *history) examine(lesson *course.Lesson) {
	questions, _ := lesson.Fields[course.Questions].(course.QuestionList)
	questions = slices.Clone(questions)
	h.note("author edits the questions of %s", lesson.Address)
	lesson.Fields[course.LessonType] = course.Text("quiz")
	if len(questions) == 0 || h.maybe(0.4) {
		fresh := quiz("Question " + h.newName("q") + "?")[0]
		fresh.Key = h.newName("key")
		questions = slices.Insert(questions, h.IntN(len(questions)+1), fresh)
	} else {
		questions[h.IntN(len(questions))].Text = "Question " + h.newName("q") + "?"
	}
	lesson.Fields[course.Questions] = questions
}

// dashboard is what a person does on whop.com, between the runs or during one.
func (h *history) dashboard(between bool) {
	world := h.whop.Snapshot()
	if len(world.Courses) == 0 || len(world.Courses[0].Chapters) == 0 {
		return
	}
	k := world.Courses[0]
	chapter := pick(h, k.Chapters)
	made := func(id string, err error) {
		if err != nil {
			h.fail("dashboard: %v", err)
		}
		h.theirs[id] = true
	}
	check := func(err error) {
		if err != nil {
			h.fail("dashboard: %v", err)
		}
	}
	action := h.IntN(8)
	if !between {
		action = h.IntN(2)
	}
	switch {
	case action == 0:
		h.note("dashboard adds a lesson to %q", chapter.Title)
		title := "Theirs " + h.newName("lesson")
		if lessons := h.lessons(); h.maybe(0.2) && len(lessons) > 0 {
			title = pick(h, lessons).Title()
		}
		made(h.whop.AddLesson(chapter.ID, emulator.Lesson{Title: title, Content: new("Theirs. " + h.words())}))
	case action == 1:
		h.note("dashboard adds a chapter")
		made(h.whop.AddChapter(k.ID, "Theirs "+h.newName("chapter")))
	case action == 2:
		ids := []string{}
		for _, other := range k.Chapters {
			ids = append(ids, other.ID)
		}
		h.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		h.note("dashboard shuffles the chapters")
		check(h.whop.Reorder(k.ID, ids...))
	case len(chapter.Lessons) == 0:
	case action <= 4:
		lesson := pick(h, chapter.Lessons)
		h.note("dashboard edits %q", lesson.Title)
		text := "Edited in the dashboard: " + h.newName("no")
		check(h.whop.EditLesson(lesson.ID, func(l *emulator.Lesson) { l.Content = &text }))
		if now, ok := h.whop.Snapshot().Lesson(lesson.ID); ok && !h.theirs[lesson.ID] {
			h.edited[lesson.ID] = now
		}
	case action == 5:
		lesson := pick(h, chapter.Lessons)
		h.note("dashboard hides %q", lesson.Title)
		check(h.whop.HideLesson(lesson.ID))
	case action == 6:
		lesson := pick(h, chapter.Lessons)
		h.note("dashboard deletes %q", lesson.Title)
		check(h.whop.Delete(lesson.ID))
	case action == 7:
		lesson, to := pick(h, chapter.Lessons), pick(h, k.Chapters)
		h.note("dashboard moves %q to %q", lesson.Title, to.Title)
		check(h.whop.MoveLesson(lesson.ID, to.ID))
	}
}

// checkArrived: what the files say is what Whop shows, in their order.
func (h *history) checkArrived() {
	if len(h.problems) > 0 {
		return
	}
	objects := h.objects()
	c := h.courses[0]
	remembered := h.state()
	order := map[string][]string{}
	for _, chapter := range h.whop.Snapshot().Courses[0].Chapters {
		order["chapters"] = append(order["chapters"], chapter.ID)
		for _, lesson := range chapter.Lessons {
			order[chapter.ID] = append(order[chapter.ID], lesson.ID)
		}
	}
	inOrder := func(parent string, ids []string) {
		shown := slices.DeleteFunc(slices.Clone(order[parent]), func(id string) bool { return !slices.Contains(ids, id) })
		if !slices.Equal(ids, shown) {
			h.fail("the order of %s is %v, not %v", parent, shown, ids)
		}
	}
	var chapters []string
	for _, chapter := range c.Chapters {
		id := remembered.Bindings[chapter.Address].ID
		chapters = append(chapters, id)
		var lessons []string
		for _, lesson := range chapter.Lessons {
			binding := remembered.Bindings[lesson.Address]
			if binding == nil {
				h.fail("%s is not bound", lesson.Address)
				return
			}
			lessons = append(lessons, binding.ID)
			h.checkLesson(lesson, objects[binding.ID].lesson)
		}
		inOrder(id, lessons)
	}
	inOrder("chapters", chapters)
	if visibility := h.whop.Snapshot().Courses[0].Visibility; visibility != course.Visible {
		h.fail("the course is %s", visibility)
	}
}

func (h *history) checkLesson(lesson *course.Lesson, got emulator.Lesson) {
	remembered := h.state()
	resolver := course.Resolver{
		LessonURL: h.lessonURL,
		FileURL:   func(sha string) string { return remembered.Files[sha].URL },
		ID: func(a course.Address) string {
			if b := remembered.Bindings[a]; b != nil {
				return b.ID
			}
			return ""
		},
	}
	want, _ := resolver.Resolve(lesson.Fields[course.Content].(course.Body))
	if !course.Resembles(course.Text(want), course.Text(text(got.Content))) {
		h.fail("%s has the text %q, not %q", lesson.Address, text(got.Content), want)
	}
	if got.Title != lesson.Title() || got.Visibility != lesson.Fields.Text(course.Visibility) {
		h.fail("%s is %q (%s)", lesson.Address, got.Title, got.Visibility)
	}
	questions, _ := lesson.Fields[course.Questions].(course.QuestionList)
	if len(questions) != len(got.Questions) {
		h.fail("%s has %d questions, not %d", lesson.Address, len(got.Questions), len(questions))
	}
}

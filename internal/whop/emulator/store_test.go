package emulator_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

// busy does a little of everything in e, and calls the function after with each request.
func busy(t *testing.T, e *emulator.Emulator, after func()) {
	t.Helper()
	c := call(t, e).with("Idempotency-Key", "")
	keys := 0
	send := func(method, path, body string) (made struct{ ID string }) {
		t.Helper()
		keys++
		answer := c.with("Idempotency-Key", fmt.Sprint(keys)).send(method, path, body)
		if strings.HasPrefix(answer.body, "{") {
			answer.into(t, &made)
		}
		after()
		return made
	}
	course := send("POST", "/courses", newCourse).ID
	clay := send("POST", "/course_chapters", `{"course_id":"`+course+`","title":"Clay"}`).ID
	wheel := send("POST", "/course_chapters", `{"course_id":"`+course+`","title":"Wheel"}`).ID
	var lessons []string
	for i := range 3 {
		lessons = append(lessons, send("POST", "/course_lessons", fmt.Sprintf(`{"chapter_id":%q,"lesson_type":"text","title":"%d","content":"é\n"}`, clay, i)).ID)
	}
	send("PATCH", "/course_lessons/"+lessons[0], twoQuestions)
	send("PATCH", "/courses/"+course, arrangement(branch(clay, "Clay", 1, leaf(lessons[1], wheel, 0)), branch(wheel, "Wheel", 0)))
	picture := c.upload("cover.png", "public", "pixels")
	send("PATCH", "/courses/"+course, `{"thumbnail":{"id":"`+picture.ID+`"},"order":"0.5","description":null}`)
	send("DELETE", "/course_lessons/"+lessons[2], "")
	student, err := e.Dashboard.AddStudent(course, "Ada")
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Dashboard.Complete(student, lessons[0]); err != nil {
		t.Fatal(err)
	}
	after()
}

func openAt(t *testing.T, dir string, o emulator.Options) *emulator.Emulator {
	t.Helper()
	o.Dir = dir
	return newEmulator(t, o)
}

func TestAWorldIsTheSameWhenItIsOpenedAgain(t *testing.T) {
	dir := t.TempDir()
	e := openAt(t, dir, emulator.Options{Seed: 7})
	busy(t, e, func() {})
	want := e.Snapshot()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	again := openAt(t, dir, emulator.Options{Seed: 8})
	if diff := cmp.Diff(want, again.Snapshot()); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	content, err := again.Bytes(want.Files[0].ID)
	if err != nil || string(content) != "pixels" {
		t.Errorf("the upload is %q, %v", content, err)
	}
	if got := call(t, again).with("Idempotency-Key", "1").want(200, "POST", "/courses", newCourse); got.header.Get("Idempotent-Replayed") != "true" {
		t.Error("the result of a request was forgotten")
	}
	for range 20 { // as many as were made before, each with a new id
		call(t, again).want(200, "POST", "/courses", newCourse)
	}
	if n := len(again.Snapshot().Courses); n != 21 {
		t.Errorf("%d courses, want 21", n)
	}
}

func TestAKillAtAnyMomentLosesAtMostTheRequestThatRan(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "world.jsonl")
	e := openAt(t, dir, emulator.Options{})
	worlds := map[int64]emulator.World{} // by the length of the log
	note := func() {
		info, err := os.Stat(log)
		if err != nil {
			t.Fatal(err)
		}
		worlds[info.Size()] = e.Snapshot()
	}
	note()
	busy(t, e, note)
	full, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	first := bytes.IndexByte(full, '\n') + 1
	var want emulator.World
	for size := first; size <= len(full); size++ {
		if w, ok := worlds[int64(size)]; ok {
			want = w
		} else if full[size-1] == '\n' {
			continue // between the requests of an upload, of which nothing was noted
		} else if size%17 != 0 {
			continue // every byte would take long and say no more
		}
		got := openKilled(t, full[:size])
		if _, exact := worlds[int64(size)]; exact || !uploading(full[:size], worlds) {
			if diff := cmp.Diff(want, got.Snapshot()); diff != "" {
				t.Fatalf("killed at byte %d (-want +got):\n%s", size, diff)
			}
		}
		call(t, got).want(200, "POST", "/courses", newCourse)
		if err := got.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// uploading reports whether the last whole line is one whose world was not noted.
func uploading(content []byte, worlds map[int64]emulator.World) bool {
	_, noted := worlds[int64(bytes.LastIndexByte(content, '\n')+1)]
	return !noted
}

func openKilled(t *testing.T, log []byte) *emulator.Emulator {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "world.jsonl"), log, 0o644); err != nil {
		t.Fatal(err)
	}
	return openAt(t, dir, emulator.Options{})
}

func TestATornLineIsCutOffBeforeTheNextIsWritten(t *testing.T) {
	dir := t.TempDir()
	e := openAt(t, dir, emulator.Options{})
	busy(t, e, func() {})
	want := e.Snapshot()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	appendTo(t, filepath.Join(dir, "world.jsonl"), `{"Born":99,"Courses":[{"ID":"cors_to`)
	for range 2 {
		e = openAt(t, dir, emulator.Options{})
		if diff := cmp.Diff(want, e.Snapshot()); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		if err := e.Dashboard.EditCourse(want.Courses[0].ID, func(k *emulator.Course) { k.Order = "3.0" }); err != nil {
			t.Fatal(err)
		}
		want = e.Snapshot()
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestADamagedLineIsAnErrorAndNotAnEmptyWorld(t *testing.T) {
	dir := t.TempDir()
	e := openAt(t, dir, emulator.Options{})
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	appendTo(t, filepath.Join(dir, "world.jsonl"), "{\"Born\":99,\"Cou\n{}\n")
	_, err := emulator.New(emulator.Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "world.jsonl: line 3") {
		t.Errorf("got %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "world.jsonl")); err != nil {
		t.Fatal(err)
	}
	openAt(t, dir, emulator.Options{}) // the failure has left no lock
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func TestTwoDoNotOpenOneDirectory(t *testing.T) {
	dir := t.TempDir()
	e := openAt(t, dir, emulator.Options{})
	_, err := emulator.New(emulator.Options{Dir: dir})
	if want := "open emulator: lock " + dir + ": another process is using it"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	openAt(t, dir, emulator.Options{})
}

func TestTheLogDoesNotGrowForever(t *testing.T) {
	dir := t.TempDir()
	e := openAt(t, dir, emulator.Options{})
	course, err := e.Dashboard.AddCourse(emulator.LocalExperience, "Pottery")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 500 {
		if err := e.Dashboard.EditCourse(course, func(k *emulator.Course) { k.Order = fmt.Sprint(i) }); err != nil {
			t.Fatal(err)
		}
	}
	want := e.Snapshot()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(filepath.Join(dir, "world.jsonl"))
	e = openAt(t, dir, emulator.Options{})
	after, _ := os.ReadFile(filepath.Join(dir, "world.jsonl"))
	if len(after)*20 > len(before) {
		t.Errorf("the log went from %d to %d bytes", len(before), len(after))
	}
	if diff := cmp.Diff(want, e.Snapshot()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func BenchmarkOpenAThousandLessons(b *testing.B) {
	dir := b.TempDir()
	e := newEmulator(b, emulator.Options{Dir: dir})
	c := call(b, e)
	_, chapters, _ := c.course(0)
	content := strings.Repeat("Wedge the clay until it is one. ", 60)
	for i := range 1000 {
		c.with("Idempotency-Key", fmt.Sprint(i)).make("/course_lessons", `{"chapter_id":"`+chapters[0]+`","lesson_type":"text","content":"`+content+`"}`)
	}
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		e, err := emulator.New(emulator.Options{Dir: dir, Clock: func() time.Time { return noon }})
		if err != nil {
			b.Fatal(err)
		}
		if err := e.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

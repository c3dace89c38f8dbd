package emulator_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"whopsync/internal/whop/emulator"
)

const newCourse = `{"experience_id":"` + emulator.LocalExperience + `","title":"Pottery"}`

func TestTheSamePostWithTheSameKeyHappensOnce(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e).with("Idempotency-Key", "k1")
	first := c.want(200, "POST", "/courses", newCourse)
	second := c.want(200, "POST", "/courses", newCourse)
	sameJSON(t, first.body, second.body)
	if first.header.Get("Idempotent-Replayed") != "" || second.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("Idempotent-Replayed is %q, then %q", first.header.Get("Idempotent-Replayed"), second.header.Get("Idempotent-Replayed"))
	}
	if n := len(e.Snapshot().Courses); n != 1 {
		t.Errorf("%d courses, want one", n)
	}
}

func TestTheStatusOfACreatedFileIsRepeatedToo(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{})).with("Idempotency-Key", "k1")
	first := c.want(201, "POST", "/files", `{"filename":"x.png"}`)
	sameJSON(t, first.body, c.want(201, "POST", "/files", `{"filename":"x.png"}`).body)
}

func TestARefusalIsRepeatedEvenWhenItsReasonIsGone(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e).with("Idempotency-Key", "k1")
	body := strings.Replace(newCourse, emulator.LocalExperience, "exp_later", 1)
	c.want(404, "POST", "/courses", body)
	if _, err := e.Dashboard.AddExperience(emulator.Experience{ID: "exp_later", Account: emulator.LocalAccount}); err != nil {
		t.Fatal(err)
	}
	if got := c.want(404, "POST", "/courses", body); got.header.Get("Idempotent-Replayed") != "true" {
		t.Error("the refusal was made anew")
	}
	c.with("Idempotency-Key", "k2").want(200, "POST", "/courses", body)
}

func TestAKeyIsForOneRequestOfOneCaller(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	e.AddKey(emulator.FullKey("apik_second"))
	c := call(t, e).with("Idempotency-Key", "k1")
	c.want(200, "POST", "/courses", newCourse)
	c.want(400, "POST", "/courses", newCourse+" ")
	c.want(400, "POST", "/files", `{"filename":"x.png"}`)
	c.with("Api-Version-Date", "2026-09-09").want(400, "POST", "/courses", newCourse)
	c.as("apik_second").want(200, "POST", "/courses", newCourse)
	c.with("Idempotency-Key", strings.Repeat("k", 256)).want(400, "POST", "/courses", newCourse)
	if n := len(e.Snapshot().Courses); n != 2 {
		t.Errorf("%d courses, want one of each caller", n)
	}
}

func TestAResultIsForgottenAfterADay(t *testing.T) {
	now := noon
	e := newEmulator(t, emulator.Options{Clock: func() time.Time { return now }})
	c := call(t, e).with("Idempotency-Key", "k1")
	c.want(200, "POST", "/courses", newCourse)
	now = now.Add(24*time.Hour - time.Second)
	c.want(200, "POST", "/courses", newCourse)
	now = now.Add(time.Second)
	c.want(200, "POST", "/courses", newCourse)
	if n := len(e.Snapshot().Courses); n != 2 {
		t.Errorf("%d courses, want two", n)
	}
}

func TestOnlyPostsAreRemembered(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	course, _, _ := c.course()
	keyed := c.with("Idempotency-Key", "k1")
	keyed.want(200, "PATCH", "/courses/"+course, `{"title":"one"}`)
	if got := keyed.want(200, "PATCH", "/courses/"+course, `{"title":"two"}`).body; !strings.Contains(got, `"two"`) {
		t.Errorf("got %s", got)
	}
	keyed.want(200, "DELETE", "/courses/"+course, "")
	keyed.want(404, "DELETE", "/courses/"+course, "")
}

func TestIdempotencyMayNotBeThere(t *testing.T) {
	e := newEmulator(t, emulator.Options{Quirks: emulator.Quirks{NoIdempotency: true}})
	c := call(t, e).with("Idempotency-Key", "k1")
	c.want(200, "POST", "/courses", newCourse)
	c.want(200, "POST", "/courses", newCourse)
	if n := len(e.Snapshot().Courses); n != 2 {
		t.Errorf("%d courses, want two", n)
	}
}

func TestARepetitionOfWhatStillRunsIsAConflict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newEmulator(t, emulator.Options{Clock: time.Now})
		c := call(t, e).with("Idempotency-Key", "k1")
		e.SetFault(emulator.On(1, emulator.Slow(time.Minute)))
		go c.want(200, "POST", "/courses", newCourse)
		synctest.Wait()
		c.want(409, "POST", "/courses", newCourse)
		time.Sleep(2 * time.Minute)
		if got := c.want(200, "POST", "/courses", newCourse); got.header.Get("Idempotent-Replayed") != "true" {
			t.Error("the result was made anew")
		}
	})
}

func TestAForgottenOutcomeIsAConflictUntilTheKeyExpires(t *testing.T) {
	now := noon
	dir := t.TempDir()
	open := func() (*emulator.Emulator, *caller) {
		e := newEmulator(t, emulator.Options{Dir: dir, Clock: func() time.Time { return now }})
		return e, call(t, e).with("Idempotency-Key", "k1")
	}
	e, c := open()
	e.SetFault(emulator.On(1, emulator.Forgotten()))
	c.want(500, "POST", "/courses", newCourse)
	c.want(409, "POST", "/courses", newCourse)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e, c = open()
	c.want(409, "POST", "/courses", newCourse)
	if n := len(e.Snapshot().Courses); n != 1 {
		t.Errorf("%d courses, want the one whose answer was lost", n)
	}
	now = now.Add(24 * time.Hour)
	c.want(200, "POST", "/courses", newCourse)
}

func TestALateEffectIsAConflictUntilItHappens(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e).with("Idempotency-Key", "k1")
	e.SetFault(emulator.On(1, emulator.DropLate(2)))
	if _, err := c.try("POST", "/courses", newCourse); err == nil {
		t.Fatal("the answer arrived")
	}
	c.want(409, "POST", "/courses", newCourse)
	if got := c.list("/courses?experience_id=" + emulator.LocalExperience).ids(); got != nil {
		t.Errorf("already there: %v", got)
	}
	if got := c.want(200, "POST", "/courses", newCourse); got.header.Get("Idempotent-Replayed") != "true" {
		t.Error("the late effect was not the first one")
	}
	if n := len(e.Snapshot().Courses); n != 1 {
		t.Errorf("%d courses, want one", n)
	}
}

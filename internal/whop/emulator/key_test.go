package emulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

func TestAKeyIsAskedForFirst(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	for _, header := range []string{"Bearer apik_wrong", "apik_local", "Bearer "} {
		sameJSON(t, `{"error":{"type":"unauthorized","message":"The API key is missing or not known","code":null,"param":null}}`,
			c.with("Authorization", header).want(401, "GET", "/courses", "").body)
	}
}

func TestWhatIsNotEmulatedIsToldFromWhatIsNotThere(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	for _, request := range []string{"GET /webhooks", "PUT /courses", "POST /experiences/" + emulator.LocalExperience + "/duplicate"} {
		method, path, _ := strings.Cut(request, " ")
		if got := c.want(404, method, path, "").body; !strings.Contains(got, "The emulator has no "+request) {
			t.Errorf("%s: %s", request, got)
		}
	}
	if got := c.want(404, "GET", "http://localhost/api/v5/courses", "").body; !strings.Contains(got, "no GET /api/v5/courses") || !strings.Contains(got, "below /api/v1") {
		t.Errorf("another version: %s", got)
	}
	if got := c.want(404, "GET", "/courses/cors_missing", "").body; strings.Contains(got, "emulator") {
		t.Errorf("a missing course: %s", got)
	}
}

func TestAMissingPermissionIsNamed(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	e.AddKey(emulator.ReadOnlyKey("apik_reader"))
	e.AddKey(emulator.WeakKey("apik_weak"))
	c := call(t, e)
	course, _, lessons := c.course(1)
	c.as("apik_reader").get("/courses/" + course)
	c.as("apik_reader").get("/course_lesson_interactions?lesson_id=" + lessons[0][0])
	got := c.as("apik_reader").want(403, "PATCH", "/courses/"+course, `{"title":"x"}`).body
	sameJSON(t, `{"error":{"type":"forbidden","message":"The API key lacks the permission courses:update","code":null,"param":null}}`, got)
	c.as("apik_weak").want(403, "GET", "/course_lesson_interactions?lesson_id="+lessons[0][0], "")
	if calls := e.Count("PATCH", "/courses/*"); calls != 1 {
		t.Errorf("the refused call was logged %d times", calls)
	}
}

func TestAWeakKeyDoesNotSeeHiddenLessonsAmongOthers(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	e.AddKey(emulator.WeakKey("apik_weak"))
	e.AddKey(emulator.ReadOnlyKey("apik_reader"))
	c := call(t, e)
	course, chapters, lessons := c.course(2)
	hidden, shown := lessons[0][0], lessons[0][1]
	if err := e.Dashboard.HideLesson(hidden); err != nil {
		t.Fatal(err)
	}
	weak := c.as("apik_weak")
	for _, path := range []string{"/courses/" + course, "/course_chapters/" + chapters[0], "/course_lessons?course_id=" + course, "/course_lessons?chapter_id=" + chapters[0]} {
		if got := weak.get(path).body; strings.Contains(got, hidden) || !strings.Contains(got, shown) {
			t.Errorf("%s shows %s", path, got)
		}
		if got := c.as("apik_reader").get(path).body; !strings.Contains(got, hidden) {
			t.Errorf("%s hides it from an admin: %s", path, got)
		}
	}
	weak.get("/course_lessons/" + hidden)
	e.SetQuirks(emulator.Quirks{HideFromWeakKeys: true})
	weak.want(404, "GET", "/course_lessons/"+hidden, "")
	c.get("/course_lessons/" + hidden)
}

func TestAnotherAccountSeesNothing(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	account, err := e.Dashboard.AddAccount(emulator.Account{Title: "Other"})
	if err != nil {
		t.Fatal(err)
	}
	key := emulator.FullKey("apik_other")
	key.Account = account
	e.AddKey(key)
	c := call(t, e)
	course, chapters, lessons := c.course(1)
	other := c.as("apik_other")
	for _, path := range []string{"/courses/" + course, "/course_chapters/" + chapters[0], "/course_lessons/" + lessons[0][0],
		"/courses?experience_id=" + emulator.LocalExperience, "/experiences/" + emulator.LocalExperience, "/experiences?account_id=" + emulator.LocalAccount} {
		other.want(404, "GET", path, "")
	}
	other.want(404, "DELETE", "/courses/"+course, "")
	other.want(404, "POST", "/courses", `{"experience_id":"`+emulator.LocalExperience+`","title":"x"}`)
	if got := other.list("/courses?account_id=" + account).ids(); got != nil {
		t.Errorf("another account lists %v", got)
	}
}

func TestADoctorLearnsWhoseKeyItHasAndWhatItMay(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	e.AddKey(emulator.ReadOnlyKey("apik_reader"))
	reader := call(t, e).as("apik_reader")
	var me struct{ ID, Title, Route string }
	reader.get("/accounts/me").into(t, &me)
	sameJSON(t, `{"ID":"biz_LocalAcademy01","Title":"Local academy","Route":"local-academy"}`, toJSON(t, me))
	sameJSON(t, reader.get("/accounts/me").body, reader.get("/accounts/"+me.ID).body)
	reader.want(404, "GET", "/accounts/biz_other", "")
	sameJSON(t, `{"data":[{"action":"courses:read","granted":true},{"action":"courses:update","granted":false}]}`,
		reader.get("/permissions?resource_id="+emulator.LocalAccount+"&actions=courses:read,courses:update").body)
	sameJSON(t, `{"data":[{"action":"courses:read","granted":false}]}`, reader.get("/permissions?resource_id=biz_other&actions=courses:read").body)
	sameJSON(t, `{"data":[{"id":"prod_LocalCourses1","title":"All courses","route":"all-courses","visibility":"visible","headline":null,
		"external_identifier":null,"metadata":null,"created_at":"2026-10-01T08:00:00.000Z","updated_at":"2026-10-01T08:00:00.000Z"}],
		"page_info":{"end_cursor":"WzIsMCwwLDBd","start_cursor":"WzIsMCwwLDBd","has_next_page":false,"has_previous_page":false}}`,
		reader.get("/products?account_id="+emulator.LocalAccount).body)
	if diff := cmp.Diff([]string{emulator.LocalExperience, emulator.LocalChat}, reader.list("/experiences?company_id="+emulator.LocalAccount+"&product_id="+emulator.LocalProduct).ids()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var full struct{ Products any }
	reader.get("/experiences/"+emulator.LocalExperience).into(t, &full)
	sameJSON(t, `[{"id":"prod_LocalCourses1","route":"all-courses","title":"All courses"}]`, toJSON(t, full.Products))
	reader.want(403, "GET", "/companies", "")
}

func TestAnUnknownVersionIsToldTheKnownOnes(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	got := c.with("Api-Version-Date", "2031-01-01").want(400, "GET", "/accounts/me", "").body
	if !strings.Contains(got, "2025-01-01, 2026-06-08") || !strings.Contains(got, "2026-09-29") {
		t.Errorf("got %s", got)
	}
	c.with("Api-Version-Date", "2026-08-25-2").get("/accounts/me")
}

func TestTooManyRequestsAreToldTheWaitInTheMessageAlone(t *testing.T) {
	now := noon
	e := newEmulator(t, emulator.Options{Clock: func() time.Time { return now }, Quirks: emulator.Quirks{RateLimit: 3}})
	e.AddKey(emulator.ReadOnlyKey("apik_reader"))
	c := call(t, e)
	list := "/courses?experience_id=" + emulator.LocalExperience
	for range 3 {
		c.get(list)
	}
	now = now.Add(13 * time.Second)
	got := c.want(429, "GET", list, "")
	sameJSON(t, `{"error":{"type":"rate_limit_exceeded","message":"Rate limit exceeded. Try again in 47 seconds.","code":null,"param":null}}`, got.body)
	if header := got.header.Get("Retry-After"); header != "" {
		t.Errorf("Retry-After is %q", header)
	}
	c.get("/accounts/me")                // another operation
	c.as("apik_reader").get(list)        // another key
	c.want(404, "GET", "/courses/x", "") // another operation of the same path's family
	now = now.Add(47 * time.Second)
	c.get(list)
}

func TestEverythingWhopRefusesIsLoggedWithoutTheKey(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	c.want(404, "GET", "/courses/cors_missing?", "")
	c.with("X-Trace", "7").want(400, "POST", "/courses", `{"glaze":1}`)
	log := e.Log()
	if text := fmt.Sprintf("%+v", log); strings.Contains(text, emulator.LocalKey) {
		t.Errorf("the log shows the key: %s", text)
	}
	var got []string
	for _, entry := range log {
		got = append(got, fmt.Sprintf("%d %s %s %s %s %s %d", entry.Seq, entry.Method, entry.Path, entry.Body, entry.Header.Get("Authorization"), entry.Header.Get("X-Trace"), entry.Status))
	}
	want := []string{"1 GET /courses/cors_missing  Bearer ***  404", `2 POST /courses {"glaze":1} Bearer *** 7 400`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := e.Count("", "/courses*"); n != 1 {
		t.Errorf("Count of the collection is %d", n)
	}
	if n := e.Count("GET", "/courses/*"); n != 1 {
		t.Errorf("Count of one course is %d", n)
	}
	if n := e.Writes(); n != 1 {
		t.Errorf("Writes is %d", n)
	}
	e.ClearLog()
	if n := len(e.Log()); n != 0 {
		t.Errorf("%d entries after clearing", n)
	}
}

package whop

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

func TestAccountOfTheKey(t *testing.T) {
	c, _ := perform(t, script{"GET /accounts/me": `{"id":"biz_1","title":"Academy","route":"academy","verified":true}`})
	got, err := c.Me(t.Context())
	if diff := cmp.Diff(Account{ID: "biz_1", Title: "Academy", Route: "academy"}, got); diff != "" || err != nil {
		t.Errorf("%v\naccount (-want +got):\n%s", err, diff)
	}
}

func TestPermissionsThatAreNotMentionedAreNotGranted(t *testing.T) {
	c, _ := perform(t, script{"GET /permissions?actions=courses%3Aread%2Ccourses%3Aupdate&resource_id=biz_1": `{"data":[{"action":"courses:read","granted":true}]}`})
	got, err := c.Permissions(t.Context(), "biz_1", []string{"courses:read", "courses:update"})
	if diff := cmp.Diff(map[string]bool{"courses:read": true, "courses:update": false}, got); diff != "" || err != nil {
		t.Errorf("%v\npermissions (-want +got):\n%s", err, diff)
	}
}

func TestAnAnswerAboutPermissionsThatIsOfAnotherFormIsToldOnce(t *testing.T) {
	c, _ := perform(t, script{"GET /permissions?actions=courses%3Aread%2Ccourses%3Aupdate&resource_id=biz_1": `{"data":[{"action":"courses:read"},{"action":"courses:update"}]}`})
	_, err := c.Permissions(t.Context(), "biz_1", []string{"courses:read", "courses:update"})
	if err == nil || strings.Count(err.Error(), "granted") != 1 {
		t.Errorf("it is said as %v", err)
	}
}

const experienceItem = `{"id":"exp_1","name":"Pottery","order":null,"is_public":true,"app":{"id":"app_1","name":"Courses","icon":null},
	"image":null,"company":{"id":"biz_1","title":"Academy","route":"academy"}`

var pottersExperience = Experience{ID: "exp_1", Name: "Pottery", App: App{ID: "app_1", Name: "Courses"}, Account: "biz_1", Route: "academy"}

func TestExperiencesOfAProduct(t *testing.T) {
	c, _ := perform(t, script{"GET /experiences?account_id=biz_1&product_id=prod_1": page("", experienceItem+"}")})
	got, err := c.Experiences(t.Context(), "biz_1", "prod_1")
	if diff := cmp.Diff([]Experience{pottersExperience}, got); diff != "" || err != nil {
		t.Errorf("%v\nexperiences (-want +got):\n%s", err, diff)
	}
}

func TestExperiencesAreAskedForByTheOtherNameWhenOneIsRefused(t *testing.T) {
	c, stage := perform(t, script{
		"GET /experiences?account_id=biz_1": refuse(400, "company_id is missing"),
		"GET /experiences?company_id=biz_1": page("", experienceItem+"}"),
	})
	got, err := c.Experiences(t.Context(), "biz_1", "")
	if diff := cmp.Diff([]Experience{pottersExperience}, got); diff != "" || err != nil {
		t.Errorf("%v after %v\nexperiences (-want +got):\n%s", err, stage.lines(), diff)
	}
	c, stage = perform(t, script{
		"GET /experiences?account_id=biz_1": refuse(400, "account_id is wrong"),
		"GET /experiences?company_id=biz_1": refuse(400, "company_id is wrong"),
	})
	if _, err := c.Experiences(t.Context(), "biz_1", ""); err == nil || len(stage.requests) != 2 {
		t.Errorf("%v after %v", err, stage.lines())
	}
}

func TestOneExperienceShowsItsProducts(t *testing.T) {
	c, _ := perform(t, script{"GET /experiences/exp_1": experienceItem + `,"products":[{"id":"prod_1","route":"r","title":"t"},{"id":"prod_2"}]}`})
	want := pottersExperience
	want.Products = []string{"prod_1", "prod_2"}
	got, err := c.Experience(t.Context(), "exp_1")
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\nexperience (-want +got):\n%s", err, diff)
	}
}

func TestProgressCountsStudentsAndNamesNone(t *testing.T) {
	interaction := func(id, lesson, user, completed string) string {
		return `{"id":"` + id + `","completed":` + completed + `,"lesson":{"id":"` + lesson + `","title":"x"},"user":` + user + `}`
	}
	const anna, bert = `{"id":"user_1","name":"Anna","username":"anna"}`, `{"id":"user_2","name":null,"username":"b"}`
	c, _ := perform(t, script{
		"GET /course_lesson_interactions?course_id=cors_1": page("c1",
			interaction("crsli_1", "lesn_1", anna, "true"), interaction("crsli_2", "lesn_1", anna, "false"), interaction("crsli_3", "lesn_1", bert, "false")),
		"GET /course_lesson_interactions?after=c1&course_id=cors_1": page("",
			interaction("crsli_4", "lesn_2", "null", "true"), interaction("crsli_5", "lesn_2", "null", "true")),
		"GET /course_lesson_interactions?lesson_id=lesn_3": page(""),
	})
	got, err := c.LessonInteractions(t.Context(), "cors_1")
	want := map[string]Progress{"lesn_1": {Students: 2, Completed: 1}, "lesn_2": {Students: 2, Completed: 2}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\nprogress (-want +got):\n%s", err, diff)
	}
	got, err = c.LessonInteractions(t.Context(), "lesn_3")
	if diff := cmp.Diff(map[string]Progress{}, got); diff != "" || err != nil {
		t.Errorf("%v\nprogress (-want +got):\n%s", err, diff)
	}
}

func TestProgressThatCannotBeReadIsAnErrorAndNotZero(t *testing.T) {
	for name, answer := range map[string]any{
		"forbidden":                  403,
		"no lesson":                  page("", `{"id":"crsli_1","completed":true,"user":null}`),
		"no word about completion":   page("", `{"id":"crsli_1","lesson":{"id":"lesn_1"},"user":null}`),
		"no student and no id":       page("", `{"completed":true,"lesson":{"id":"lesn_1"}}`),
		"pages that do not continue": `{"data":[],"page_info":{"has_next_page":true,"end_cursor":null}}`,
	} {
		c, _ := perform(t, script{"GET /course_lesson_interactions?lesson_id=lesn_1": answer})
		if got, err := c.LessonInteractions(t.Context(), "lesn_1"); err == nil {
			t.Errorf("%s: %v", name, got)
		}
	}
	c, _ := perform(t, nil)
	if _, err := c.LessonInteractions(t.Context(), "user_1"); err == nil {
		t.Error("a student's id was taken")
	}
}

func TestAnExperienceIsCreatedAndAttached(t *testing.T) {
	c, stage := perform(t, script{
		"POST /experiences":              experienceItem + `,"products":[]}`,
		"POST /experiences/exp_1/attach": experienceItem + `,"products":[{"id":"prod_1"}]}`,
		"GET /products?account_id=biz_1": page("", `{"id":"prod_1","title":"Evening"}`, `{"id":"prod_2","title":null}`),
	})
	made, err := c.CreateExperience(t.Context(), "key", "biz_1", CoursesApp, "Pottery")
	if diff := cmp.Diff(pottersExperience, made); diff != "" || err != nil {
		t.Errorf("%v\nexperience (-want +got):\n%s", err, diff)
	}
	attached, err := c.AttachExperience(t.Context(), "key-2", "exp_1", "prod_1")
	if diff := cmp.Diff([]string{"prod_1"}, attached.Products); diff != "" || err != nil {
		t.Errorf("%v\nproducts (-want +got):\n%s", err, diff)
	}
	products, err := c.Products(t.Context(), "biz_1")
	if diff := cmp.Diff([]Product{{"prod_1", "Evening"}, {ID: "prod_2"}}, products); diff != "" || err != nil {
		t.Errorf("%v\nproducts (-want +got):\n%s", err, diff)
	}
	var bodies []string
	for _, r := range stage.requests[:2] {
		bodies = append(bodies, r.body)
	}
	want := []string{`{"account_id":"biz_1","app_id":"app_0vPZThfBpAwLo","name":"Pottery"}`, `{"product_id":"prod_1"}`}
	if diff := cmp.Diff(want, bodies); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
}

func TestTheAppIsKnownByItsIDAndGuessedByItsName(t *testing.T) {
	for app, want := range map[App][2]bool{
		{ID: CoursesApp, Name: "Classroom"}: {true, true},
		{ID: "app_1", Name: "Courses"}:      {false, true},
		{Name: "courses"}:                   {false, true},
		{ID: "app_1", Name: "Chat"}:         {false, false},
		{}:                                  {false, false},
	} {
		if got := [2]bool{app.IsCourses(), app.MayBeCourses()}; got != want {
			t.Errorf("%+v: is and may be %v, want %v", app, got, want)
		}
	}
}

func TestARefusalNamesThePermissionThatIsMissing(t *testing.T) {
	for _, c := range []struct {
		request, want string
		send          func(*Client) error
	}{
		{"GET /courses?experience_id=exp_1", "courses:read", func(c *Client) error { _, err := c.List(t.Context(), course.KindCourse, "exp_1"); return err }},
		{"GET /course_lessons/lesn_1", "courses:read", func(c *Client) error { _, err := c.Read(t.Context(), course.KindLesson, "lesn_1"); return err }},
		{"GET /course_lesson_interactions?lesson_id=lesn_1", "courses:read and course_analytics:read", func(c *Client) error { _, err := c.LessonInteractions(t.Context(), "lesn_1"); return err }},
		{"POST /experiences", "experience:create", func(c *Client) error {
			_, err := c.CreateExperience(t.Context(), "key", "biz_1", CoursesApp, "x")
			return err
		}},
		{"POST /experiences/exp_1/attach", "experience:attach", func(c *Client) error {
			_, err := c.AttachExperience(t.Context(), "key", "exp_1", "prod_1")
			return err
		}},
		{"GET /accounts/me", "", func(c *Client) error { _, err := c.Me(t.Context()); return err }},
	} {
		client, _ := perform(t, script{c.request: 403})
		var e *Error
		if err := c.send(client); !errors.As(err, &e) || (c.want == "") != (e.Hint() == "") || !strings.Contains(e.Hint(), c.want) {
			t.Errorf("%s: %v", c.request, err)
		}
	}
}

package emulator_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

const newExperience = `{"app_id":"` + emulator.CoursesApp + `","account_id":"` + emulator.LocalAccount + `","name":"Evening school"}`

func TestAnExperienceIsCreatedAndComesToAProduct(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	id := c.make("/experiences", newExperience)
	sameJSON(t, strings.ReplaceAll(`{
		"id": "ID", "name": "Evening school", "order": null, "is_public": false, "created_at": "2026-10-01T08:00:00.000Z",
		"app": {"id": "app_0vPZThfBpAwLo", "name": "Courses", "icon": null}, "image": null,
		"company": {"id": "biz_LocalAcademy01", "title": "Local academy", "route": "local-academy"}, "products": []
	}`, "ID", id), c.get("/experiences/"+id).body)
	c.make("/courses", `{"experience_id":"`+id+`","title":"Pottery"}`)

	attach := `{"product_id":"` + emulator.LocalProduct + `"}`
	ofProduct := "/experiences?account_id=" + emulator.LocalAccount + "&app_id=" + emulator.CoursesApp + "&product_id=" + emulator.LocalProduct
	for range 2 { // it is there once, however often it comes
		c.want(200, "POST", "/experiences/"+id+"/attach", attach)
		if diff := cmp.Diff([]string{emulator.LocalExperience, id}, c.list(ofProduct).ids()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	c.want(200, "POST", "/experiences/"+id+"/detach", attach)
	if diff := cmp.Diff([]string{emulator.LocalExperience}, c.list(ofProduct).ids()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	c.want(200, "PATCH", "/experiences/"+id, `{"name":"Day school","order":"2","is_public":true}`)
	var changed struct {
		Name, Order string
		IsPublic    bool `json:"is_public"`
	}
	c.get("/experiences/"+id).into(t, &changed)
	sameJSON(t, `{"Name":"Day school","Order":"2.0","is_public":true}`, toJSON(t, changed))
}

func TestAnExperienceIsRefusedWhatItCannotHave(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	e.AddKey(emulator.ReadOnlyKey("apik_reader"))
	c := call(t, e)
	for body, status := range map[string]int{
		`{"app_id":"` + emulator.CoursesApp + `"}`:                                                                     400,
		`{"account_id":"` + emulator.LocalAccount + `"}`:                                                               400,
		strings.Replace(newExperience, emulator.CoursesApp, "app_missing", 1):                                          404,
		strings.Replace(newExperience, emulator.LocalAccount, "biz_other", 1):                                          404,
		strings.Replace(newExperience, "Evening school", strings.Repeat("x", 256), 1):                                  400,
		strings.Replace(newExperience, `"name"`, `"title"`, 1):                                                         400,
		strings.Replace(newExperience, `"account_id"`, `"company_id"`, 1):                                              200,
		strings.Replace(newExperience, `"name":"Evening school"`, `"is_public":true,"section_id":null,"logo":null`, 1): 200,
	} {
		c.want(status, "POST", "/experiences", body)
	}
	at := "/experiences/" + emulator.LocalExperience
	c.want(400, "POST", at+"/attach", `{}`)
	c.want(404, "POST", at+"/attach", `{"product_id":"prod_missing"}`)
	c.want(404, "POST", "/experiences/exp_missing/attach", `{"product_id":"`+emulator.LocalProduct+`"}`)
	c.want(400, "PATCH", at, `{"app_id":"`+emulator.CoursesApp+`"}`)
	reader := c.as("apik_reader")
	for permission, request := range map[string]string{
		"experience:create": "POST /experiences", "experience:update": "PATCH " + at, "experience:attach": "POST " + at + "/attach", "experience:detach": "POST " + at + "/detach",
	} {
		method, path, _ := strings.Cut(request, " ")
		if got := reader.want(403, method, path, `{}`).body; !strings.Contains(got, permission) {
			t.Errorf("%s: %s", request, got)
		}
	}
	e.SetQuirks(emulator.Quirks{CompanyIDOnly: true})
	c.want(400, "POST", "/experiences", newExperience)
}

func TestAppsAreFoundByTheirNames(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	for query, want := range map[string][]string{
		"":                {emulator.CoursesApp, "app_LocalChatApp01"},
		"?query=courses":  {emulator.CoursesApp},
		"?query=COUR":     {emulator.CoursesApp},
		"?query=nowhere":  nil,
		"?first=1&query=": {emulator.CoursesApp},
	} {
		if diff := cmp.Diff(want, c.list("/apps"+query).ids()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", query, diff)
		}
	}
}

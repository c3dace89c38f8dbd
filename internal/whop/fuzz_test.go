package whop

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"whopsync/internal/course"
)

// Whatever a server answers: no panic, and no course with another id than was asked for.
func FuzzReadCourse(f *testing.F) {
	f.Add(potteryJSON, page("", lessonItem("lesn_a1B2c3D4e5F6g")))
	f.Add(potteryJSON, page("", strings.ReplaceAll(quizJSON, "\n", "")))
	f.Add(`{"id":"cors_a1B2c3D4e5F6g","chapters":[{"id":"chap_1","lessons":null}]}`, `{"data":[],"page_info":{}}`)
	f.Add(`[]`, `null`)
	f.Fuzz(func(t *testing.T, tree, list string) {
		const id = "cors_a1B2c3D4e5F6g"
		c := open(t, Config{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			switch lineOf(req) {
			case "GET /courses/" + id:
				return respond(says(tree), req), nil
			case "GET /course_lessons?course_id=" + id:
				return respond(says(list), req), nil
			}
			return respond(refuse(404, "Resource not found"), req), nil
		})})
		got, err := c.ReadCourse(t.Context(), id, Want{})
		if err != nil {
			return
		}
		if got.ID != id {
			t.Errorf("read %q", got.ID)
		}
		for resource := range got.Resources() {
			if checkID("", resource.ID) != nil {
				t.Errorf("id %q", resource.ID)
			}
			for field, value := range resource.Fields {
				course.DigestOf(value) // panics on a value of no known type
				if field == course.MaxAttempts || field == course.Completion {
					t.Errorf("%q is never shown", field)
				}
			}
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add("no " + testKey + "\n::error::x")
	f.Add("apik_apik_testkey1234567890")
	f.Add("apik_testkey1\x00234567890")
	f.Fuzz(func(t *testing.T, text string) {
		got := secrets{testKey}.clean(text, 100)
		if strings.Contains(got, testKey) || strings.ContainsAny(got, "\r\n\x1b\x00") || utf8.RuneCountInString(got) > 100 {
			t.Errorf("%q became %q", text, got)
		}
	})
}

package whop

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"whopsync/internal/course"
)

// A server that redirects will do so again, and may have done what it was asked for.
func TestARedirectOfAWriteIsFinal(t *testing.T) {
	writes := map[string]func(*Client) error{
		"POST /course_chapters": func(c *Client) error { return createChapter(c, context.Background()) },
		"PATCH /course_chapters/chap_1": func(c *Client) error {
			_, err := c.Update(context.Background(), course.KindChapter, "chap_1", course.Fields{course.Title: course.Text("Clay")})
			return err
		},
		"DELETE /course_lessons/lesn_1": func(c *Client) error { return c.Delete(context.Background(), course.KindLesson, "lesn_1") },
		"POST /files": func(c *Client) error {
			_, err := c.UploadFile(context.Background(), sheet, true, pdf)
			return err
		},
	}
	for line, write := range writes {
		for _, status := range []int{301, 302, 303, 307, 308} {
			_, path, _ := strings.Cut(line, " ")
			c, stage := perform(t, script{line: handler(func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "https://me:pw@new.example/api/v2"+path+"?signature=s3cret", status)
			})})
			err := write(c)
			if course.OutcomeOf(err) != course.OutcomeUnknown || !course.IsFinal(err) || len(stage.requests) != 1 {
				t.Errorf("%s after %d: outcome %q, final %t, sent %d times", line, status, course.OutcomeOf(err), course.IsFinal(err), len(stage.requests))
			}
			if want := "the answer is a redirect to https://new.example/api/v2" + path + ", and redirects are not followed"; !strings.Contains(err.Error(), want) {
				t.Errorf("%v does not say %q", err, want)
			}
			if e, ok := errors.AsType[*Error](err); !ok || !strings.HasSuffix(e.Hint(), ": WHOP_BASE_URL=https://new.example/api/v2") {
				t.Errorf("hint %q", e.Hint())
			}
		}
	}
}

func TestARedirectOfAnUploadIsFinal(t *testing.T) {
	c, stage := perform(t, script{
		"POST /files": pending(storage, "{}"),
		"PUT /put?signature=s3cret": handler(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example/put?signature=s3cret", http.StatusTemporaryRedirect)
		}),
	})
	_, err := c.UploadFile(t.Context(), sheet, true, pdf)
	if err == nil || strings.Contains(err.Error(), "s3cret") || len(stage.requests) != 2 {
		t.Errorf("%v after %v", err, stage.lines())
	}
}

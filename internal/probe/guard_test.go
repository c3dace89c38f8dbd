package probe

import (
	"context"
	"net/http"
	"testing"

	"whopsync/internal/course"
	"whopsync/internal/whop"
)

// refusing fails the test when anything is sent.
type refusing struct{ t *testing.T }

func (r refusing) RoundTrip(request *http.Request) (*http.Response, error) {
	r.t.Errorf("%s %s was sent", request.Method, request.URL.Path)
	return nil, context.Canceled
}

// Whatever a question asks for, what is not of the scratch course is neither changed nor deleted, and nothing is made in it.
func TestWhatIsNotOfTheScratchCourseIsRefused(t *testing.T) {
	client, err := whop.New(whop.Config{BaseURL: "http://localhost/api/v1", Transport: refusing{t}})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for name, write := range map[string]func(s *scratch){
		"update": func(s *scratch) {
			s.update(ctx, course.KindLesson, "lesn_1", course.Fields{course.Title: course.Text("Mine")})
		},
		"raw": func(s *scratch) {
			s.raw(ctx, whop.RawRequest{Method: http.MethodDelete, Kind: course.KindCourse, ID: "cors_1"})
		},
		"no id":  func(s *scratch) { s.raw(ctx, whop.RawRequest{Method: http.MethodPost, Kind: course.KindCourse}) },
		"create": func(s *scratch) { s.create(ctx, course.KindLesson, "key", "chap_1", course.Fields{}) },
		"try": func(s *scratch) {
			s.try(ctx, course.KindCourse, "cors_1", course.Fields{course.Visibility: course.Text(course.Visible)})
		},
	} {
		s := &scratch{client: client, id: "cors_2", own: map[string]bool{"cors_2": true}, open: map[string]bool{}}
		if write(s); s.err == nil {
			t.Errorf("%s is not refused", name)
		}
	}
}

func TestTitlesOfPartsAreKnownAgain(t *testing.T) {
	for name := range partSpecs {
		if !partTitle.MatchString(titleOf(name)) {
			t.Errorf("%q would not be known again", titleOf(name))
		}
	}
	for _, title := range []string{"Clay", "Probe", "Probe First", "Probe first, edited", "My Probe first", "Probe first xxy"} {
		if partTitle.MatchString(title) {
			t.Errorf("%q would be taken for ours", title)
		}
	}
}

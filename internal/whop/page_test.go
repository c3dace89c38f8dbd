package whop

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

func TestListFollowsCursorsToTheEnd(t *testing.T) {
	c, _ := perform(t, script{
		"GET /course_lessons?chapter_id=chap_1":          page("c1", lessonItem("lesn_1")),
		"GET /course_lessons?after=c1&chapter_id=chap_1": page("c2"), // an empty page in the middle
		"GET /course_lessons?after=c2&chapter_id=chap_1": page("", lessonItem("lesn_2")),
	})
	lessons, err := c.List(t.Context(), course.KindLesson, "chap_1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"lesn_1", "lesn_2"}, ids(lessons)); diff != "" {
		t.Errorf("lessons (-want +got):\n%s", diff)
	}
}

func TestListKeepsAnItemThatSlidOntoTheNextPageOnce(t *testing.T) {
	c, _ := perform(t, script{
		"GET /course_lessons?chapter_id=chap_1":          page("c1", lessonItem("lesn_1"), lessonItem("lesn_2")),
		"GET /course_lessons?after=c1&chapter_id=chap_1": page("", lessonItem("lesn_2"), lessonItem("lesn_3")),
	})
	lessons, err := c.List(t.Context(), course.KindLesson, "chap_1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"lesn_1", "lesn_2", "lesn_3"}, ids(lessons)); diff != "" {
		t.Errorf("lessons (-want +got):\n%s", diff)
	}
}

func TestListThatDoesNotAddUpIsAnError(t *testing.T) {
	const first, second = "GET /course_lessons?chapter_id=chap_1", "GET /course_lessons?after=c1&chapter_id=chap_1"
	for name, script := range map[string]script{
		"a cursor that repeats":           {first: page("c1", lessonItem("lesn_1")), second: page("c1", lessonItem("lesn_2"))},
		"more pages without a cursor":     {first: `{"data":[],"page_info":{"has_next_page":true,"end_cursor":null}}`},
		"more pages, empty cursor":        {first: `{"data":[],"page_info":{"has_next_page":true,"end_cursor":""}}`},
		"no page info":                    {first: `{"data":[]}`},
		"page info that does not say":     {first: `{"data":[],"page_info":{"end_cursor":null}}`},
		"no data":                         {first: `{"page_info":{"has_next_page":false}}`},
		"data that is null":               {first: `{"data":null,"page_info":{"has_next_page":false}}`},
		"an item that is null":            {first: page("", "null")},
		"an item of another kind":         {first: page("", `{"id":"chap_9","title":"x"}`)},
		"an item without an id":           {first: page("", `{"title":"x"}`)},
		"an id that would leave its path": {first: page("", `{"id":"lesn_../../accounts","title":"x"}`)},
		"a field of another type":         {first: page("", `{"id":"lesn_1","title":["x"]}`)},
		"an array":                        {first: `[]`},
		"null":                            {first: `null`},
		"nothing":                         {first: ``},
		"HTML":                            {first: `<!doctype html><title>Whop</title>`},
		"cut JSON":                        {first: `{"data":[{"id":"lesn_1"`},
		"JSON too deep":                   {first: strings.Repeat(`{"data":[`, 100_000)},
		"a last page that is refused":     {first: page("c1", lessonItem("lesn_1")), second: 403},
	} {
		t.Run(name, func(t *testing.T) {
			c, stage := perform(t, script)
			lessons, err := c.List(t.Context(), course.KindLesson, "chap_1")
			if err == nil {
				t.Fatalf("got %v", ids(lessons))
			}
			if len(stage.requests) > 2 {
				t.Errorf("kept asking: %v", stage.lines())
			}
		})
	}
}

func TestListsAskForLargePages(t *testing.T) {
	asked := ""
	c := open(t, Config{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
		asked = req.URL.RawQuery
		return respond(refuse(403, "no"), req), nil
	})})
	_, _ = c.List(t.Context(), course.KindChapter, "cors_1")
	if asked != "course_id=cors_1&first=100" {
		t.Errorf("asked for %s", asked)
	}
}

func ids(resources []*course.Resource) []string {
	var ids []string
	for _, r := range resources {
		ids = append(ids, r.ID)
	}
	return ids
}

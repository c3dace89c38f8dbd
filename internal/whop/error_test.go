package whop

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"whopsync/internal/course"
)

// readChapterError returns the error for an answer to a read.
func readChapterError(t *testing.T, status int, header http.Header, body string) *Error {
	t.Helper()
	c, _ := perform(t, script{"GET /course_chapters/chap_1": handler(func(w http.ResponseWriter, _ *http.Request) {
		for name, values := range header {
			w.Header()[name] = values
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	})})
	_, err := c.Read(t.Context(), course.KindChapter, "chap_1")
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("not an *Error: %v", err)
	}
	return e
}

func TestErrorSaysWhatWhopSays(t *testing.T) {
	e := readChapterError(t, 400, http.Header{"X-Request-Id": {"req-1"}, "Cf-Ray": {"ray-1"}},
		`{"error":{"type":"invalid_request_error","message":"Title is too long","code":"parameter_invalid","param":"title"}}`)
	want := &Error{Op: "read chapter chap_1", Status: 400, Type: "invalid_request_error", Code: "parameter_invalid",
		Param: "title", Message: "Title is too long", RequestID: "req-1"}
	if diff := cmp.Diff(want, e, cmpopts.IgnoreUnexported(Error{})); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	const text = "read chapter chap_1: Title is too long (400, invalid_request_error, parameter_invalid, title, request req-1)"
	if e.Error() != text {
		t.Errorf("text %q", e)
	}
}

func TestErrorBodiesInEveryFormAreRead(t *testing.T) {
	for body, want := range map[string]string{
		`{"error":{"type":"forbidden","message":"Missing courses:read","code":null}}`: "read chapter chap_1: Missing courses:read (403, forbidden)",
		`{"error":null}`:                       "read chapter chap_1: forbidden (403)",
		`{"error":"no"}`:                       "read chapter chap_1: no (403)",
		`{"detail":"not you"}`:                 "read chapter chap_1: not you (403)",
		`{"error":{"message":7,"type":["x"]}}`: "read chapter chap_1: forbidden (403)",
		`{"error":[1,2]}`:                      "read chapter chap_1: forbidden (403)",
		`{}`:                                   "read chapter chap_1: forbidden (403)",
		``:                                     "read chapter chap_1: the answer is not one of Whop's API (a proxy?) (403)",
		`<!doctype html><h1>Attention</h1>`:    "read chapter chap_1: the answer is not one of Whop's API (a proxy?) (403)",
		`{"error":{"message":"cut`:             "read chapter chap_1: the answer is not one of Whop's API (a proxy?) (403)",
		strings.Repeat(`{"error":`, 100_000):   "read chapter chap_1: the answer is not one of Whop's API (a proxy?) (403)",
	} {
		if e := readChapterError(t, 403, nil, body); e.Error() != want {
			t.Errorf("%.60s\n got %s\nwant %s", body, e, want)
		}
	}
}

func TestOnlyWhopCanSayNotFound(t *testing.T) {
	if !IsNotFound(fmt.Errorf("wrapped: %w", readChapterError(t, 404, nil, `{"error":{"type":"not_found","message":"Resource not found"}}`))) {
		t.Error("Whop's 404 is not taken for one")
	}
	for _, body := range []string{"<h1>Not Found</h1>", "", "{}", "404 page not found"} {
		if IsNotFound(readChapterError(t, 404, nil, body)) {
			t.Errorf("a 404 with %q is nobody's word", body)
		}
	}
	if IsNotFound(errors.New("not found")) || IsNotFound(nil) {
		t.Error("not an answer at all")
	}
}

func TestErrorsShowNoSecretAndStayOnOneLine(t *testing.T) {
	for said, want := range map[string]string{
		"bad key " + testKey:                              "bad key [secret]",
		"token rt_abcdef123456, sk_live_0123456789":       "token [secret], [secret]",
		"whsec_abcdefgh and at_abcdefghij":                "[secret] and [secret]",
		"another apik_ZZZZZZZZ":                           "another [secret]",
		"created_at and start_date stay":                  "created_at and start_date stay",
		"put https://s3.example/x?X-Amz-Signature=abc ok": "put https://s3.example/x ok",
		"one\n::error::two\r\x1b[31mthree\u202e\x00":      "one ::error::two [31mthree",
	} {
		got := secrets{testKey}.clean(said, maxMessage)
		if got != want {
			t.Errorf("%q\n got %q\nwant %q", said, got, want)
		}
	}
	e := readChapterError(t, 401, http.Header{"X-Request-Id": {testKey}},
		fmt.Sprintf(`{"error":{"type":%q,"code":%q,"param":%q,"message":%q}}`, testKey, testKey, testKey, "no\n"+strings.Repeat("y", 5000)+testKey))
	if text := e.Error(); strings.Contains(text, testKey) || strings.Contains(text, "\n") || utf8.RuneCountInString(text) > 1000 {
		t.Errorf("unsafe text: %s", text)
	}
}

func TestAConnectionErrorShowsNoSecret(t *testing.T) {
	c, _ := perform(t, script{"POST /course_chapters": broken{errors.New("bad header Bearer " + testKey)}})
	err := createChapter(c, t.Context())
	if text := fmt.Sprintf("%v", err); text != "create chapter: bad header Bearer [secret]" {
		t.Error(text)
	}
}

func TestAnUnknownVersionIsNamed(t *testing.T) {
	e := readChapterError(t, 400, nil, `{"error":{"type":"invalid_request_error","message":"Unknown API version. Supported: 2025-01-01, 2026-06-08"}}`)
	const want = "read chapter chap_1: the API does not know version 2026-09-25 (WHOP_API_VERSION): Unknown API version. Supported: 2025-01-01, 2026-06-08"
	if !strings.HasPrefix(e.Error(), want) {
		t.Error(e)
	}
}

func TestAnErrorThatKnowsNoOutcomeIsUnknown(t *testing.T) {
	if got := course.OutcomeOf(errors.New("x")); got != course.OutcomeUnknown {
		t.Errorf("outcome %q", got)
	}
}

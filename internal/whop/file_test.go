package whop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

const storage = "https://storage.example/put?signature=s3cret"

// pending is the answer to a new file, with its place and headers.
func pending(address, headers string) handler {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `{"object":"file","id":"file_1","filename":"sheet.pdf","content_type":"application/pdf","size":null,"url":null,
			"upload_status":"pending","visibility":"public","upload_url":%q,"upload_headers":%s}`, address, headers)
	}
}

func fileItem(status string) string {
	return fmt.Sprintf(`{"id":"file_1","filename":"sheet.pdf","content_type":"application/pdf","size":3,"url":"https://cdn.example/sheet.pdf","upload_status":%q}`, status)
}

func pdf() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("pdf")), nil }

var sheet = course.File{Path: "a/sheet.pdf", Name: "sheet.pdf", Size: 3, SHA256: "abc"}

func TestFileIsUploadedAndUsableAfterwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, stage := perform(t, script{
			"POST /files":               pending(storage, `{"Content-Type":"application/pdf","x-amz-acl":"private","x-amz-nothing":null,"Content-Length":"3"}`),
			"PUT /put?signature=s3cret": handler(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }),
			"GET /files/file_1":         inTurn{fileItem("processing"), fileItem("processing"), fileItem("ready")},
		})
		got, err := c.UploadFile(t.Context(), sheet, true, pdf)
		if err != nil {
			t.Fatal(err)
		}
		want := sheet
		want.ID, want.URL = "file_1", "https://cdn.example/sheet.pdf"
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("file (-want +got):\n%s", diff)
		}
		create, put := stage.requests[0], stage.requests[1]
		if create.body != `{"filename":"sheet.pdf","visibility":"public"}` || create.header.Get("Idempotency-Key") == "" {
			t.Errorf("create: %s %v", create.body, create.header)
		}
		wantHeader := http.Header{"Content-Type": {"application/pdf"}, "X-Amz-Acl": {"private"}, "User-Agent": nil}
		if diff := cmp.Diff(wantHeader, put.header); diff != "" || put.body != "pdf" {
			t.Errorf("put %q, headers (-want +got):\n%s", put.body, diff)
		}
	})
}

func TestFileThatIsReadyAtOnceIsNotSent(t *testing.T) {
	c, stage := perform(t, script{"POST /files": fileItem("ready")})
	got, err := c.UploadFile(t.Context(), sheet, false, pdf)
	if err != nil || got.ID != "file_1" || got.URL != "" || len(stage.requests) != 1 {
		t.Errorf("%+v after %v: %v", got, stage.lines(), err)
	}
}

func TestUploadIsRepeatedFromTheStartOfTheFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, stage := perform(t, script{
			"POST /files":               pending(storage, "null"),
			"PUT /put?signature=s3cret": inTurn{broken{errors.New("reset")}, 503, 429, "ok"},
			"GET /files/file_1":         fileItem("ready"),
		})
		if _, err := c.UploadFile(t.Context(), sheet, true, pdf); err != nil {
			t.Fatal(err)
		}
		for _, request := range stage.requests[1:5] {
			if request.body != "pdf" {
				t.Errorf("sent %q", request.body)
			}
		}
	})
}

func TestUnclearCreateOfAFileBeginsWithANewRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, stage := perform(t, script{"POST /files": inTurn{502, roundTrip(200, cut(fileItem("ready"))), fileItem("ready")}})
		if _, err := c.UploadFile(t.Context(), sheet, true, pdf); err != nil {
			t.Fatal(err)
		}
		keys := map[string]bool{}
		for _, request := range stage.requests {
			keys[request.header.Get("Idempotency-Key")] = true
		}
		if len(keys) != 3 {
			t.Errorf("three records need three keys, got %v", keys)
		}
	})
}

func TestUploadThatIsRefusedIsNotRepeated(t *testing.T) {
	c, stage := perform(t, script{
		"POST /files": pending(storage, "{}"),
		"PUT /put?signature=s3cret": handler(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			io.WriteString(w, "<Error>SignatureDoesNotMatch s3cret</Error>")
		}),
	})
	_, err := c.UploadFile(t.Context(), sheet, true, pdf)
	if course.OutcomeOf(err) != course.OutcomeRefused || len(stage.requests) != 2 {
		t.Errorf("outcome %q after %v", course.OutcomeOf(err), stage.lines())
	}
	if strings.Contains(fmt.Sprint(err), "s3cret") {
		t.Errorf("the error shows the signature: %v", err)
	}
}

func TestUploadNeverFollowsARedirect(t *testing.T) {
	c, stage := perform(t, script{
		"POST /files": pending(storage, "{}"),
		"PUT /put?signature=s3cret": handler(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusTemporaryRedirect)
		}),
	})
	place, err := createFile(t.Context(), c.sender, "k", "sheet.pdf", true)
	if err != nil {
		t.Fatal(err)
	}
	place.size, place.open = 3, pdf
	if err := sendUpload(t.Context(), c.sender, place); err == nil || len(stage.requests) != 2 {
		t.Errorf("%v after %v", err, stage.lines())
	}
}

func TestUploadsGoOnlyWhereTheyMay(t *testing.T) {
	const real, local = "https://api.whop.com/api/v1", "http://127.0.0.1:7777/api/v1"
	for _, test := range []struct {
		base, address string
		ok            bool
	}{
		{real, "https://storage.example/x", true},
		{real, "https://93.184.216.34/x", true},
		{real, "http://storage.example/x", false},
		{real, "https://127.0.0.1/x", false},
		{real, "https://localhost/x", false},
		{real, "https://[::1]/x", false},
		{real, "https://[::ffff:10.0.0.1]/x", false},
		{real, "https://10.1.2.3/x", false},
		{real, "https://192.168.0.1/x", false},
		{real, "https://169.254.169.254/latest/meta-data", false},
		{real, "https://[fd00::1]/x", false},
		{real, "https://0.0.0.0/x", false},
		{real, "https://me:pass@storage.example/x", false},
		{real, "https:///x", false},
		{real, "file:///etc/passwd", false},
		{real, "", false},
		{local, "http://127.0.0.1:7777/uploads/x", true},
		{local, "https://storage.example/x", true},
		{local, "http://storage.example/x", false},
		{local, "http://10.0.0.1/x", false},
		{local, "https://10.0.0.1/x", false},
	} {
		stage := &stage{t: t, script: script{"POST /files": pending(test.address, "{}")}}
		c := open(t, Config{BaseURL: test.base, Transport: stage, MaxRate: -1})
		_, err := createFile(t.Context(), c.sender, "k", "sheet.pdf", true)
		if (err == nil) != test.ok {
			t.Errorf("%s with an upload to %q: %v", test.base, test.address, err)
		}
	}
}

func TestUploadHeadersCannotTakeOverTheRequest(t *testing.T) {
	for name, headers := range map[string]string{
		"another host":         `{"Host":"elsewhere.example"}`,
		"authorization":        `{"authorization":"Bearer x"}`,
		"proxy authorization":  `{"PROXY-AUTHORIZATION":"x"}`,
		"cookie":               `{"Cookie":"x"}`,
		"chunks":               `{"Transfer-Encoding":"chunked"}`,
		"a line break":         `{"X-A":"1\r\nHost: elsewhere.example"}`,
		"a line break in name": `{"X-A\r\nHost":"1"}`,
		"a space in a name":    `{"X A":"1"}`,
		"an empty name":        `{"":"1"}`,
		"a number":             `{"X-A":1}`,
		"a list":               `["X-A"]`,
	} {
		c, stage := perform(t, script{"POST /files": pending(storage, headers)})
		_, err := c.UploadFile(t.Context(), sheet, true, pdf)
		if course.OutcomeOf(err) != course.OutcomeUnread || len(stage.requests) != 1 {
			t.Errorf("%s: %v after %v", name, err, stage.lines())
		}
	}
}

func TestDialingForUploadsStaysOutOfPrivateNetworks(t *testing.T) {
	for address, ok := range map[string]bool{
		"93.184.216.34:443": true, "[2606:2800:220:1::1]:443": true,
		"127.0.0.1:443": false, "10.0.0.8:443": false, "172.16.9.1:443": false, "192.168.1.1:443": false,
		"169.254.169.254:80": false, "[::1]:443": false, "[fe80::1]:443": false, "[fd00::8]:443": false,
		"[::ffff:127.0.0.1]:443": false, "0.0.0.0:443": false, "storage.example:443": false,
		"100.64.0.1:443": false, "100.100.100.200:443": false, "192.0.0.192:443": false, "192.0.2.1:443": false,
		"198.18.0.1:443": false, "198.19.255.255:443": false, "198.51.100.1:443": false, "203.0.113.1:443": false,
		"240.0.0.1:443": false, "255.255.255.255:443": false, "192.88.99.1:443": false, "0.1.2.3:443": false, "224.0.0.1:443": false,
		"[64:ff9b::10.0.0.8]:443": false, "[64:ff9b::169.254.169.254]:443": false, "[64:ff9b::93.184.216.34]:443": true,
		"[64:ff9b:1::1]:443": false, "[2002:a00:8::1]:443": false, "[2001::1]:443": false, "[2001:db8::1]:443": false,
		"[3fff::1]:443": false, "[100::1]:443": false, "[5f00::1]:443": false, "[fec0::1]:443": false, "[::10.0.0.8]:443": false,
		"[::ffff:100.64.0.1]:443": false, "100.63.255.255:443": true, "100.128.0.1:443": true, "[2001:200::1]:443": true,
	} {
		if err := dialPublicOnly("tcp", address, nil); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestWaitingForAFileEnds(t *testing.T) {
	for status, want := range map[string]course.Outcome{"processing": course.OutcomeUnread, "failed": course.OutcomeRefused, "": course.OutcomeUnread} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := perform(t, script{"GET /files/file_1": fileItem(status)})
			start := time.Now()
			_, err := waitFile(t.Context(), c.sender, "file_1")
			if course.OutcomeOf(err) != want || time.Since(start) > localWait {
				t.Errorf("%q: outcome %q after %s: %v", status, course.OutcomeOf(err), time.Since(start), err)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		c, _ := perform(t, script{"GET /files/file_1": fileItem("processing")})
		ctx, interrupt := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, interrupt)
		start := time.Now()
		if _, err := waitFile(ctx, c.sender, "file_1"); !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
	})
}

func TestFileSizeIsReadInBothForms(t *testing.T) {
	for _, size := range []string{`3`, `"3"`, `null`} {
		c, _ := perform(t, script{"POST /files": strings.Replace(fileItem("ready"), `"size":3`, `"size":`+size, 1)})
		if _, err := c.UploadFile(t.Context(), sheet, true, pdf); err != nil {
			t.Errorf("%s: %v", size, err)
		}
	}
}

package whop

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestDownloadGoesWithoutTheKeyAndFollowsRedirectsByItself(t *testing.T) {
	var seen []http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header)
		if r.URL.Path == "/a.png" {
			http.Redirect(w, r, "/b.png?signature=s3cret", http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, "bytes")
	}))
	defer server.Close()
	c := open(t, Config{BaseURL: server.URL + "/api/v1", Key: "apik_1", ReadOnly: true})
	data, err := c.Download(t.Context(), server.URL+"/a.png", 5)
	if err != nil || string(data) != "bytes" || len(seen) != 2 {
		t.Fatalf("got %q, %v after %d requests", data, err, len(seen))
	}
	for _, header := range seen {
		if header.Get("Authorization") != "" || header.Get("Api-Version-Date") != "" {
			t.Errorf("sent %v", header)
		}
	}
	if _, err := c.Download(t.Context(), server.URL+"/b.png", 4); err == nil {
		t.Error("read more than was allowed")
	}
}

func TestDownloadRefusesWhereNothingShouldBeReadFrom(t *testing.T) {
	production := Config{BaseURL: "https://api.example/api/v1", Key: "apik_1"}
	production.Transport = roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 302, Header: http.Header{"Location": {"https://169.254.169.254/latest?signature=s3cret"}}, Body: io.NopCloser(strings.NewReader(""))}, nil
	})
	c := open(t, production)
	for _, address := range []string{
		"http://cdn.example/a.png", "https://localhost/a.png", "https://127.0.0.1/a.png", "https://10.0.0.1/a.png", "https://[::1]/a.png",
		"file:///etc/passwd", "https://user:pass@cdn.example/a.png", "//cdn.example/a.png", "", "https://cdn.example/redirected.png?signature=s3cret", "https://%zz/",
	} {
		_, err := c.Download(t.Context(), address, 10)
		if err == nil {
			t.Errorf("%s was read", address)
		} else if strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "pass") && strings.Contains(address, "pass@") {
			t.Errorf("%s is quoted: %v", address, err)
		}
	}
}

package github_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/github"
)

// hub is a GitHub with one pull request.
type hub struct {
	*httptest.Server
	comments []remark
	broken   int // so many requests fail first
	posts    int
	pulls    string // what the pull requests of any commit are
}

type remark struct {
	ID   int    `json:"id"`
	Body string `json:"body"`
	URL  string `json:"html_url"`

	Association string `json:"author_association,omitempty"`
}

func openHub(t *testing.T) *hub {
	h := &hub{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /repos/ada/pottery/issues/7/comments", h.list)
	mux.HandleFunc("POST /repos/ada/pottery/issues/7/comments", h.post)
	mux.HandleFunc("PATCH /repos/ada/pottery/issues/comments/{id}", h.patch)
	mux.HandleFunc("GET /repos/ada/pottery/commits/{commit}/pulls", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, h.pulls) })
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer ghs_secret" {
			t.Errorf("%s %s without the token", r.Method, r.URL)
		}
		if h.broken > 0 {
			h.broken--
			http.Error(w, "<html>oops</html>", http.StatusBadGateway)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *hub) list(w http.ResponseWriter, r *http.Request) {
	var page, size int
	fmt.Sscan(r.FormValue("page"), &page)
	fmt.Sscan(r.FormValue("per_page"), &size)
	begin := min((page-1)*size, len(h.comments))
	end := min(begin+size, len(h.comments))
	json.NewEncoder(w).Encode(append([]remark{}, h.comments[begin:end]...))
}

func (h *hub) post(w http.ResponseWriter, r *http.Request) {
	h.posts++
	h.add(read(r))
	w.WriteHeader(http.StatusCreated)
	json.NewEncoder(w).Encode(h.comments[len(h.comments)-1])
}

func (h *hub) add(text string) {
	id := len(h.comments) + 1
	h.comments = append(h.comments, remark{ID: id, Body: text, URL: fmt.Sprintf("https://github.example/7#%d", id)})
}

func (h *hub) patch(w http.ResponseWriter, r *http.Request) {
	for i := range h.comments {
		if fmt.Sprint(h.comments[i].ID) == r.PathValue("id") {
			h.comments[i].Body = read(r)
			json.NewEncoder(w).Encode(h.comments[i])
			return
		}
	}
	http.Error(w, `{"message":"Not Found"}`, http.StatusNotFound)
}

func read(r *http.Request) string {
	var said struct{ Body string }
	json.NewDecoder(r.Body).Decode(&said)
	return said.Body
}

func (h *hub) put(t *testing.T, name, text string) string {
	t.Helper()
	client, err := github.New(h.URL, "ada/pottery", "ghs_secret")
	if err != nil {
		t.Fatal(err)
	}
	address, err := client.PutComment(context.Background(), 7, github.Mark(name), text)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func TestOneCommentForEachEnvironmentIsBroughtUpToDate(t *testing.T) {
	h := openHub(t)
	h.add("What a nice lesson!")
	h.put(t, "production", "first")
	h.put(t, "sandbox", "other")
	h.add("> " + github.Mark("production") + "why this?") // a quotation is not ours
	address := h.put(t, "production", "second")
	var bodies []string
	for _, c := range h.comments {
		bodies = append(bodies, c.Body)
	}
	want := []string{
		"What a nice lesson!", github.Mark("production") + "second", github.Mark("sandbox") + "other",
		"> " + github.Mark("production") + "why this?",
	}
	if diff := cmp.Diff(want, bodies); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
	if address != "https://github.example/7#2" {
		t.Errorf("the comment is said to be at %s", address)
	}
}

func TestOurCommentIsFoundBehindManyOthers(t *testing.T) {
	h := openHub(t)
	for i := range 250 {
		h.add(fmt.Sprint("remark ", i))
	}
	h.put(t, "production", "first")
	h.put(t, "production", "second")
	if h.posts != 1 || !strings.HasSuffix(h.comments[250].Body, "second") {
		t.Errorf("%d comments were posted, and the last says %q", h.posts, h.comments[250].Body)
	}
}

func TestABadMomentOfGitHubPostsNothingTwice(t *testing.T) {
	h := openHub(t)
	h.broken = 1
	h.put(t, "production", "text")
	if h.posts != 1 {
		t.Errorf("%d comments were posted", h.posts)
	}
}

func TestTheTokenStaysWithGitHub(t *testing.T) {
	for base, wants := range map[string]string{
		"http://github.example": "in the clear", "": "none", "https://": "none",
	} {
		if _, err := github.New(base, "ada/pottery", "ghs_secret"); err == nil || !strings.Contains(err.Error(), wants) || strings.Contains(err.Error(), "ghs_secret") {
			t.Errorf("New(%q): %v", base, err)
		}
	}
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Error("the token was carried to another place")
	}))
	defer elsewhere.Close()
	redirecting := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer redirecting.Close()
	client, err := github.New(redirecting.URL, "ada/pottery", "ghs_secret")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.PutComment(context.Background(), 7, github.Mark("x"), "text"); err == nil {
		t.Error("a redirect passed for success")
	}
}

func TestTheEventSaysWhichPullRequest(t *testing.T) {
	for event, want := range map[string]int{
		`{"pull_request":{"number":7}}`:              7,
		`{"issue":{"number":8,"pull_request":{}}}`:   8,
		`{"issue":{"number":9}}`:                     0,
		`{"ref":"refs/heads/main"}`:                  0,
		`not json`:                                   0,
		`{"pull_request":{"number":"7; rm -rf /"}}`:  0,
		`{"pull_request":{"number":7},"issue":null}`: 7,
	} {
		got, err := github.PullRequestOf([]byte(event))
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("PullRequestOf(%s) = %d, %v", event, got, err)
		}
	}
}

func TestAnOutputCannotSetAnother(t *testing.T) {
	text := github.Output("summary", "one\nEOF\nother<<EOF\nx\n")
	name, rest, _ := strings.Cut(text, "<<")
	delimiter, value, _ := strings.Cut(rest, "\n")
	if name != "summary" || value != "one\nEOF\nother<<EOF\nx\n"+delimiter+"\n" || strings.Count(text, delimiter) != 2 {
		t.Errorf("output:\n%s", text)
	}
}

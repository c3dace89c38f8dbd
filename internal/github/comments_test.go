package github_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"whopsync/internal/github"
	"whopsync/internal/hint"
)

// hub is a GitHub with one pull request.
type hub struct {
	*httptest.Server
	comments []remark
	viewer   string            // whose the token is; "": GraphQL is closed to it
	may      map[string]string // the permission that someone has
	broken   int               // so many requests fail first
	refusals []refusal         // what the next requests that write are answered with
	posts    int
	pulls    string   // what the pull requests of any commit are, and all there are
	between  []string // the commits of any comparison
	status   string   // of it
	unknown  int      // what a comparison is refused with, if it is
	requests int
}

type remark struct {
	ID   int    `json:"id"`
	Body string `json:"body"`
	URL  string `json:"html_url"`
	User user   `json:"user"`
}

type user struct {
	Login string `json:"login"`
}

type refusal struct {
	status  int
	message string
	header  map[string]string
}

func openHub(t *testing.T) *hub {
	h := &hub{viewer: workflow, may: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /repos/ada/pottery/issues/7/comments", h.list)
	mux.HandleFunc("POST /repos/ada/pottery/issues/7/comments", h.post)
	mux.HandleFunc("PATCH /repos/ada/pottery/issues/comments/{id}", h.patch)
	mux.HandleFunc("GET /repos/ada/pottery/commits/{commit}/pulls", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, h.pulls) })
	mux.HandleFunc("GET /repos/ada/pottery/pulls", h.listPulls)
	mux.HandleFunc("GET /repos/ada/pottery/compare/{commits}", h.compare)
	mux.HandleFunc("POST /graphql", h.view)
	mux.HandleFunc("GET /repos/ada/pottery/collaborators/{login}/permission", h.permission)
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer ghs_secret" {
			t.Errorf("%s %s without the token", r.Method, r.URL)
		}
		h.requests++
		if h.broken > 0 {
			h.broken--
			http.Error(w, "<html>oops</html>", http.StatusBadGateway)
			return
		}
		if len(h.refusals) > 0 && r.Method != http.MethodGet && r.URL.Path != "/graphql" {
			h.refuse(w)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(h.Close)
	return h
}

// workflow is whom the token of a workflow writes for.
const workflow = "github-actions[bot]"

func (h *hub) view(w http.ResponseWriter, r *http.Request) {
	if h.viewer == "" {
		http.Error(w, `{"message":"Resource not accessible by integration"}`, http.StatusForbidden)
		return
	}
	fmt.Fprintf(w, `{"data":{"viewer":{"login":%q}}}`, h.viewer)
}

func (h *hub) permission(w http.ResponseWriter, r *http.Request) {
	permission, known := h.may[r.PathValue("login")]
	if !known {
		http.Error(w, `{"message":"Not Found"}`, http.StatusNotFound)
		return
	}
	fmt.Fprintf(w, `{"permission":%q}`, permission)
}

func (h *hub) refuse(w http.ResponseWriter) {
	next := h.refusals[0]
	h.refusals = h.refusals[1:]
	for name, value := range next.header {
		w.Header().Set(name, value)
	}
	http.Error(w, fmt.Sprintf(`{"message":%q}`, next.message), next.status)
}

func (h *hub) list(w http.ResponseWriter, r *http.Request) {
	json.NewEncoder(w).Encode(paged(r, h.comments))
}

func paged[T any](r *http.Request, all []T) []T {
	var page, size int
	fmt.Sscan(r.FormValue("page"), &page)
	fmt.Sscan(r.FormValue("per_page"), &size)
	begin := min((page-1)*size, len(all))
	return append([]T{}, all[begin:min(begin+size, len(all))]...)
}

func (h *hub) listPulls(w http.ResponseWriter, r *http.Request) {
	var all []json.RawMessage
	json.Unmarshal([]byte(h.pulls), &all)
	json.NewEncoder(w).Encode(paged(r, all))
}

func (h *hub) compare(w http.ResponseWriter, r *http.Request) {
	if h.unknown != 0 {
		http.Error(w, `{"message":"No"}`, h.unknown)
		return
	}
	commits := []map[string]string{}
	for _, id := range paged(r, h.between) {
		commits = append(commits, map[string]string{"sha": id})
	}
	json.NewEncoder(w).Encode(map[string]any{"status": cmp.Or(h.status, "ahead"), "total_commits": len(h.between), "commits": commits,
		"merge_base_commit": map[string]any{"commit": map[string]any{"committer": map[string]string{"date": "2026-11-23T12:00:00Z"}}}})
}

func (h *hub) post(w http.ResponseWriter, r *http.Request) {
	h.posts++
	h.add(cmp.Or(h.viewer, workflow), read(r))
	w.WriteHeader(http.StatusCreated)
	json.NewEncoder(w).Encode(h.comments[len(h.comments)-1])
}

func (h *hub) add(by, text string) {
	id := len(h.comments) + 1
	h.comments = append(h.comments, remark{ID: id, Body: text, URL: fmt.Sprintf("https://github.example/7#%d", id), User: user{by}})
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

func (h *hub) client(t *testing.T) *github.Client {
	t.Helper()
	client, err := github.New(h.URL, "ada/pottery", "ghs_secret")
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func (h *hub) put(t *testing.T, name, text string) string {
	t.Helper()
	address, err := github.CommentsAbout(h.client(t), topic(name)).Put(context.Background(), 7, text)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// topic is about courses at the top of the repository.
func topic(environment string) github.Topic {
	return github.Topic{Environment: environment, Folder: "."}
}

func TestOneCommentForEachEnvironmentIsBroughtUpToDate(t *testing.T) {
	h := openHub(t)
	h.add("ada", "What a nice lesson!")
	h.put(t, "production", "first")
	h.put(t, "sandbox", "other")
	h.add("ada", "> "+topic("production").Mark()+"why this?") // a quotation is not ours
	address := h.put(t, "production", "second")
	var bodies []string
	for _, c := range h.comments {
		bodies = append(bodies, c.Body)
	}
	want := []string{
		"What a nice lesson!", topic("production").Mark() + "second", topic("sandbox").Mark() + "other",
		"> " + topic("production").Mark() + "why this?",
	}
	if diff := gocmp.Diff(want, bodies); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
	if address != "https://github.example/7#2" {
		t.Errorf("the comment is said to be at %s", address)
	}
}

func TestOurCommentIsFoundAfterManyOthers(t *testing.T) {
	h := openHub(t)
	for i := range 250 {
		h.add("ada", fmt.Sprint("remark ", i))
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

// The whole table of who a comment is by, for the two that look for one.
func TestWhoWroteACommentDecidesWhatItIs(t *testing.T) {
	merged := `[{"number":7,"merged_at":"2026-11-23T12:00:00Z","merge_commit_sha":"` + commit + `",` + intoMain + `}]`
	for _, c := range []struct {
		by, viewer    string
		may           map[string]string
		ours, trusted bool
	}{
		{by: workflow, viewer: workflow, ours: true, trusted: true},
		{by: workflow, viewer: "", ours: true, trusted: true}, // taken for a workflow's
		{by: "plans[bot]", viewer: "plans[bot]", ours: true, trusted: true},
		{by: "plans[bot]", viewer: workflow},
		{by: "github-actions", viewer: workflow}, // someone with that name
		{by: "ada", viewer: "ada", ours: true, trusted: true},
		{by: "ada", viewer: workflow, may: map[string]string{"ada": "admin"}, trusted: true},
		{by: "bea", viewer: workflow, may: map[string]string{"bea": "write"}, trusted: true},
		{by: "eve", viewer: workflow, may: map[string]string{"eve": "read"}},
		{by: "eve", viewer: workflow, may: map[string]string{"eve": "none"}},
		{by: "eve", viewer: workflow},
		{by: "", viewer: workflow}, // the author is gone
	} {
		h := openHub(t)
		h.viewer, h.may, h.pulls = c.viewer, c.may, merged
		h.add(c.by, topic("production").Mark()+shown("abcd2345abcd2345")+"plan")
		fingerprint, err := h.reviewed(t, commit)
		if trusted := fingerprint == "abcd2345abcd2345"; trusted != c.trusted || err != nil {
			t.Errorf("by %q, for %q: reviewed is %q, %v", c.by, c.viewer, fingerprint, err)
		}
		h.put(t, "production", "next")
		if ours := len(h.comments) == 1; ours != c.ours {
			t.Errorf("by %q, for %q: afterwards there are %+v", c.by, c.viewer, h.comments)
		}
	}
}

func TestOursCountsBeforeThatOfAColleague(t *testing.T) {
	h := openHub(t)
	h.pulls = `[{"number":7,"merged_at":"2026-11-23T12:00:00Z","merge_commit_sha":"` + commit + `",` + intoMain + `}]`
	h.may["ada"] = "admin"
	h.add("ada", topic("production").Mark()+shown("tried")+"by hand")
	h.put(t, "production", shown("shown")+"plan")
	if got, err := h.reviewed(t, commit); err != nil || got != "shown" {
		t.Errorf("reviewed was %q, %v", got, err)
	}
}

func TestACommentThatMayNotBeChangedIsWrittenAgain(t *testing.T) {
	for _, status := range []int{http.StatusForbidden, http.StatusNotFound} {
		h := openHub(t)
		h.put(t, "production", "first")
		h.refusals = []refusal{{status: status, message: "no"}}
		address := h.put(t, "production", "second")
		if len(h.comments) != 2 || address != "https://github.example/7#2" {
			t.Errorf("after %d: %s, and there are %+v", status, address, h.comments)
		}
	}
}

func TestALimitIsWaitedForSinceNothingWasMade(t *testing.T) {
	for name, limit := range map[string]refusal{
		"429":       {http.StatusTooManyRequests, "too many", map[string]string{"Retry-After": "0"}},
		"secondary": {http.StatusForbidden, "You have exceeded a secondary rate limit", map[string]string{"Retry-After": "0"}},
		"primary":   {http.StatusForbidden, "API rate limit exceeded", map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}},
	} {
		h := openHub(t)
		h.refusals = []refusal{limit, limit}
		h.put(t, "production", "first") // POST
		h.refusals = []refusal{limit}
		h.put(t, "production", "second") // PATCH
		if h.posts != 1 || len(h.comments) != 1 {
			t.Errorf("%s: %d posts, and there are %+v", name, h.posts, h.comments)
		}
	}
}

func TestALongWaitIsLeftToTheUser(t *testing.T) {
	h := openHub(t)
	h.refusals = []refusal{{http.StatusForbidden, "API rate limit exceeded", map[string]string{"Retry-After": "1800"}}}
	_, err := github.CommentsAbout(h.client(t), topic("production")).Put(context.Background(), 7, "text")
	if err == nil || !strings.Contains(err.Error(), "again in 30m") || strings.Contains(err.Error(), "pull-requests") {
		t.Errorf("put: %v", err)
	}
}

func TestARefusalNamesThePermission(t *testing.T) {
	h := openHub(t)
	h.refusals = []refusal{{status: http.StatusForbidden, message: "Resource not accessible by integration"}}
	_, err := github.CommentsAbout(h.client(t), topic("production")).Put(context.Background(), 7, "text")
	want := "write a comment: GitHub: Resource not accessible by integration (403)\nThe token lacks a permission, probably pull-requests: write"
	if err == nil || hint.Text(err) != want || h.posts != 0 {
		t.Errorf("put: %v", err)
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
	if _, err := github.CommentsAbout(client, topic("x")).Put(context.Background(), 7, "text"); err == nil {
		t.Error("a redirect passed for success")
	}
}

func TestTheEventSaysWhichPullRequest(t *testing.T) {
	const head = `"head":{"sha":"` + commit + `"}`
	for event, want := range map[string]github.PullRequest{
		`{"pull_request":{"number":7,` + head + `}}`:                   {Number: 7, Head: commit},
		`{"issue":{"number":8,"pull_request":{}}}`:                     {Number: 8},
		`{"issue":{"number":9}}`:                                       {},
		`{"ref":"refs/heads/main"}`:                                    {},
		`{"pull_request":{"number":"7; rm -rf /"}}`:                    {},
		`{"pull_request":{"number":7},"issue":null}`:                   {Number: 7},
		`{"pull_request":{"number":7,"head":{"sha":"` + "`x`" + `"}}}`: {Number: 7},
		`{"pull_request":{"number":-3}}`:                               {},
		`not json`:                                                     {},
		`[]`:                                                           {},
		``:                                                             {},
	} {
		got, err := github.PullRequestOf([]byte(event))
		if got != want || (err == nil) != (want.Number > 0) {
			t.Errorf("PullRequestOf(%s) = %+v, %v", event, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "struct") {
			t.Errorf("PullRequestOf(%s) speaks Go: %v", event, err)
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

package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// hub is a GitHub with one pull request, number 7 of ada/academy.
type hub struct {
	mu       sync.Mutex
	comments []string
	pulls    []*proposal       // opened by us, from 8 on
	refuses  bool              // to have pull requests opened by workflows
	merge    string            // the commit that the pull request was merged as, if it was
	settings map[string]string // of repositories: answers by their paths
}

// useSettings gives the GitHub the settings of a file: each line is a path and the answer. What it lacks is not there.
func useSettings(ts *testscript.TestScript, neg bool, args []string) {
	h := stageOf(ts).hub
	h.mu.Lock()
	defer h.mu.Unlock()
	h.settings = map[string]string{}
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		path, answer, _ := strings.Cut(strings.TrimSpace(line), " ")
		h.settings[path] = answer
	}
}

// proposal is a pull request that was opened over the API.
type proposal struct {
	Number int    `json:"number"`
	URL    string `json:"html_url"`
	State  string `json:"state"`
	Head   string `json:"head"`
	Base   string `json:"base"`
	Title  string `json:"title"`
	Body   string `json:"body"`
}

// proposals prints the pull requests that were opened, or has GitHub refuse further ones.
func proposals(ts *testscript.TestScript, neg bool, args []string) {
	h := stageOf(ts).hub
	h.mu.Lock()
	defer h.mu.Unlock()
	h.refuses = neg
	var said strings.Builder
	for _, p := range h.pulls {
		fmt.Fprintf(&said, "#%d %s, from %s into %s: %s\n", p.Number, p.State, p.Head, p.Base, p.Title)
	}
	show(ts, said.String())
}

// openHub starts a GitHub, and sets what a workflow finds in its environment.
func openHub(ts *testscript.TestScript, neg bool, args []string) {
	h := &hub{}
	server := httptest.NewServer(h.routes())
	ts.Defer(server.Close)
	stageOf(ts).hub = h
	event := ts.MkAbs("event.json")
	ts.Check(os.WriteFile(event, []byte(`{"pull_request":{"number":7,"head":{"sha":"0123456789abcdef0123456789abcdef01234567"}}}`), 0o666))
	ts.Setenv("GITHUB_API_URL", server.URL)
	ts.Setenv("GITHUB_REPOSITORY", "ada/academy")
	ts.Setenv("GITHUB_TOKEN", "ghs_secret")
	ts.Setenv("GITHUB_EVENT_PATH", event)
	ts.Setenv("GITHUB_OUTPUT", ts.MkAbs("outputs"))
	ts.Setenv("GITHUB_STEP_SUMMARY", ts.MkAbs("summary.md"))
}

func (h *hub) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /repos/ada/academy/issues/7/comments", func(w http.ResponseWriter, r *http.Request) {
		all := []map[string]any{}
		for i := range h.comments {
			all = append(all, h.show(i))
		}
		json.NewEncoder(w).Encode(all)
	})
	mux.HandleFunc("POST /repos/ada/academy/issues/7/comments", func(w http.ResponseWriter, r *http.Request) {
		h.comments = append(h.comments, commentIn(r))
		w.WriteHeader(http.StatusCreated)
		json.NewEncoder(w).Encode(h.show(len(h.comments) - 1))
	})
	mux.HandleFunc("PATCH /repos/ada/academy/issues/comments/{id}", func(w http.ResponseWriter, r *http.Request) {
		var id int
		fmt.Sscan(r.PathValue("id"), &id)
		h.comments[id-1] = commentIn(r)
		json.NewEncoder(w).Encode(h.show(id - 1))
	})
	mux.HandleFunc("GET /repos/ada/academy/pulls", func(w http.ResponseWriter, r *http.Request) {
		found := []*proposal{}
		for _, p := range h.pulls {
			if q := r.URL.Query(); p.State == q.Get("state") && "ada:"+p.Head == q.Get("head") && p.Base == q.Get("base") {
				found = append(found, p)
			}
		}
		json.NewEncoder(w).Encode(found)
	})
	mux.HandleFunc("POST /repos/ada/academy/pulls", func(w http.ResponseWriter, r *http.Request) {
		if h.refuses {
			http.Error(w, `{"message":"GitHub Actions is not permitted to create or approve pull requests."}`, http.StatusForbidden)
			return
		}
		p := &proposal{Number: 8 + len(h.pulls), State: "open"}
		p.URL = fmt.Sprintf("https://github.example/ada/academy/pull/%d", p.Number)
		json.NewDecoder(r.Body).Decode(p)
		h.pulls = append(h.pulls, p)
		w.WriteHeader(http.StatusCreated)
		json.NewEncoder(w).Encode(p)
	})
	mux.HandleFunc("PATCH /repos/ada/academy/pulls/{number}", func(w http.ResponseWriter, r *http.Request) {
		var number int
		fmt.Sscan(r.PathValue("number"), &number)
		json.NewDecoder(r.Body).Decode(h.pulls[number-8])
		json.NewEncoder(w).Encode(h.pulls[number-8])
	})
	mux.HandleFunc("POST /graphql", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"data":{"viewer":{"login":"github-actions[bot]"}}}`)
	})
	mux.HandleFunc("GET /repos/ada/academy/commits/{commit}/pulls", func(w http.ResponseWriter, r *http.Request) {
		pulls := []map[string]any{}
		if r.PathValue("commit") == h.merge {
			pulls = append(pulls, map[string]any{"number": 7, "merged_at": "2026-11-23T12:00:00Z", "merge_commit_sha": h.merge, "head": map[string]string{"sha": "0123456789abcdef0123456789abcdef01234567"},
				"base": map[string]any{"ref": "main", "repo": map[string]string{"full_name": "ada/academy"}}})
		}
		json.NewEncoder(w).Encode(pulls)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if r.Header.Get("Authorization") != "Bearer ghs_secret" {
			http.Error(w, `{"message":"Bad credentials"}`, http.StatusUnauthorized)
			return
		}
		if answer, ok := h.settings[strings.TrimPrefix(r.URL.Path, "/repos/")]; ok && r.Method == http.MethodGet {
			if status, err := strconv.Atoi(answer); err == nil {
				http.Error(w, `{"message":"No"}`, status)
				return
			}
			fmt.Fprint(w, answer)
			return
		}
		if h.settings != nil {
			http.Error(w, `{"message":"Not Found"}`, http.StatusNotFound)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func (h *hub) show(i int) map[string]any {
	return map[string]any{
		"id": i + 1, "body": h.comments[i], "html_url": fmt.Sprintf("https://github.example/ada/academy/pull/7#%d", i+1),
		"user": map[string]string{"login": "github-actions[bot]"},
	}
}

func commentIn(r *http.Request) string {
	var said struct{ Body string }
	json.NewDecoder(r.Body).Decode(&said)
	return said.Body
}

// printComments prints what stands under the pull request.
func printComments(ts *testscript.TestScript, neg bool, args []string) {
	h := stageOf(ts).hub
	h.mu.Lock()
	defer h.mu.Unlock()
	show(ts, fmt.Sprintf("%d under pull request 7\n%s", len(h.comments), strings.Join(h.comments, "\n----\n")))
}

// merged says that the pull request has become the last commit of a clone, and sets
// GITHUB_SHA and GITHUB_REF as the workflow of that push has it.
func merged(ts *testscript.TestScript, neg bool, args []string) {
	cmd := exec.Command("git", "-C", ts.MkAbs(args[0]), "rev-parse", "HEAD")
	commit, err := cmd.Output()
	ts.Check(err)
	h := stageOf(ts).hub
	h.mu.Lock()
	defer h.mu.Unlock()
	h.merge = strings.TrimSpace(string(commit))
	ts.Setenv("GITHUB_SHA", h.merge)
	ts.Setenv("GITHUB_REF", "refs/heads/main")
}

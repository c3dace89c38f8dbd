package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"whopsync/internal/cli"
	"whopsync/internal/whop/emulator"
)

// team is a repository on a GitHub with pull requests, each of which is a branch, and what runs for them: a plan
// that is shown under the pull request, and after merges an apply of what was reviewed.
type team struct {
	*shop
	pulls    []*teamPull // the first has the number 1
	writers  map[string]bool
	requests int
	mu       sync.Mutex
	server   string
	refuses  bool   // to have comments written
	summary  string // the file of the step's summary; "" for none
	isGitLab bool   // the same repository, there
}

type teamPull struct {
	branch, base, merge string
	merged, updated     time.Time
	closed              bool
	comments            []teamComment
}

type teamComment struct {
	by, body string
	isSystem bool // GitLab's own
}

const bot = "github-actions[bot]"

func openTeam(t testing.TB) *team {
	t.Helper()
	team := &team{shop: openShop(t, emulator.Options{}), writers: map[string]bool{}}
	server := httptest.NewServer(team.routes())
	t.Cleanup(server.Close)
	team.server = server.URL
	team.git("init", "-q", "-b", "main")
	team.write(".git/info/exclude", ".whopsync/\nplan.json\n")
	team.write("whopsync.yaml", "version: 1\ndefault_environment: test\nenvironments:\n  test:\n    experience: "+emulator.LocalExperience+"\n")
	team.write("courses/pottery/course.yaml", "title: Pottery\n")
	for i, name := range []string{"wedging", "drying", "firing"} {
		team.write(teamLesson(i+1, name), teamText(name))
	}
	team.record("A course")
	team.apply()
	return team
}

func teamLesson(rank int, name string) string {
	return fmt.Sprintf("courses/pottery/01-clay/%02d-%s.md", rank, name)
}

func teamText(about string) string {
	return fmt.Sprintf("# All of %s\n\nHow %s is done, and what to look at.\n", about, about)
}

// record commits everything.
func (t *team) record(message string) string {
	t.Helper()
	t.git("add", "-A")
	return t.recordStaged(message)
}

// recordStaged commits what git has staged.
func (t *team) recordStaged(message string) string {
	t.Helper()
	t.git("commit", "-q", "--allow-empty", "-m", message)
	return t.commitOf("HEAD")
}

// open opens a pull request from main, or from a branch, and returns its number.
func (t *team) open(from string, edit func()) int {
	t.Helper()
	number := t.branch(from, edit)
	t.git("switch", "-q", "main")
	return number
}

// branch opens a pull request, and leaves its branch checked out.
func (t *team) branch(from string, edit func()) int {
	t.Helper()
	number := len(t.pulls) + 1
	branch := fmt.Sprintf("pull-%d", number)
	t.git("switch", "-q", "-c", branch, from)
	edit()
	t.record(branch)
	t.pulls = append(t.pulls, &teamPull{branch: branch, base: "main"})
	return number
}

// plan plans a pull request, as merged into main, and shows the plan under it.
func (t *team) plan(number int) {
	t.Helper()
	t.git("switch", "-q", "--detach", "main")
	t.git("merge", "-q", "--no-edit", t.pulls[number-1].branch)
	t.exits(0, "plan", "--out", "plan.json")
	t.comment(number)
	t.git("switch", "-q", "main")
}

// comment shows the plan that was saved last under a pull request.
func (t *team) comment(number int) {
	t.Helper()
	t.exits(0, "comment", "--pull-request", strconv.Itoa(number), "--head", t.headOf(t.pulls[number-1]), "plan.json")
}

// headOf is the last commit of a pull request.
func (t *team) headOf(p *teamPull) string { return t.commitOf("refs/heads/" + p.branch) }

// commitOf returns the commit that a ref leads to, from git's files: each command needs one, and a process costs more than
// most of what is tested.
func (t *team) commitOf(ref string) string {
	t.Helper()
	commit := strings.TrimSpace(t.read(".git/" + ref))
	if next, ok := strings.CutPrefix(commit, "ref: "); ok {
		return t.commitOf(next)
	}
	return commit
}

// proposed opens a pull request from main, and plans it.
func (t *team) proposed(edit func()) int {
	t.Helper()
	number := t.branch("main", edit)
	t.plan(number)
	return number
}

// merge squashes a pull request into main.
func (t *team) merge(number int) {
	t.Helper()
	pull := t.pulls[number-1]
	t.git("merge", "-q", "--squash", pull.branch)
	pull.merge = t.recordStaged(fmt.Sprintf("%s (#%d)", pull.branch, number))
	pull.merged, pull.updated, pull.closed = time.Now(), time.Now(), true
}

// apply is the run of a push to main: its exit code, and what it prints.
func (t *team) apply() (code int, said string) {
	t.Helper()
	if t.read(".git/HEAD") != "ref: refs/heads/main\n" {
		t.git("switch", "-q", "main")
	}
	args := []string{"apply", "--yes"}
	if len(t.pulls) > 0 {
		args = append(args, "--expect", "reviewed")
	}
	return t.command(args...)
}

// applies is an apply that has to end with a code.
func (t *team) applies(want int) string {
	t.Helper()
	code, said := t.apply()
	if code != want {
		t.Fatalf("apply exited with %d, not %d:\n%s", code, want, said)
	}
	return said
}

func (t *team) exits(want int, args ...string) string {
	t.Helper()
	code, said := t.command(args...)
	if code != want {
		t.Fatalf("whopsync %s exited with %d, not %d:\n%s", strings.Join(args, " "), code, want, said)
	}
	return said
}

func (t *team) command(args ...string) (code int, said string) {
	t.Helper()
	var out bytes.Buffer
	code = cli.Main(context.Background(), append([]string{"-C", t.dir}, args...), cli.Process{Environ: t.workflow(), Streams: cli.Streams{In: strings.NewReader(""), Out: &out, Err: &out}, Wait: atOnce, Now: t.now})
	return code, out.String()
}

// workflow is what a run of the workflow finds in its environment.
func (t *team) workflow() []string {
	t.Helper()
	if t.isGitLab {
		return append(t.environ(), "GITLAB_CI=true", "CI_API_V4_URL="+t.server+"/api/v4", "CI_PROJECT_ID=42", "WHOPSYNC_GITLAB_TOKEN=glpat-secret", "CI_PROJECT_URL=https://gitlab.example/ada/academy",
			"CI_COMMIT_SHA="+t.commitOf("HEAD"), "CI_COMMIT_BRANCH=main")
	}
	return append(t.environ(), "GITHUB_API_URL="+t.server, "GITHUB_REPOSITORY=ada/academy", "GITHUB_TOKEN=ghs_secret",
		"GITHUB_SHA="+t.commitOf("HEAD"), "GITHUB_REF=refs/heads/main", "GITHUB_ACTIONS=true",
		"GITHUB_SERVER_URL=https://github.example", "GITHUB_RUN_ID=42", "GITHUB_WORKFLOW=Apply courses",
		"GITHUB_WORKFLOW_REF=ada/academy/.github/workflows/whopsync-apply.yml@refs/heads/main", "GITHUB_STEP_SUMMARY="+t.summary)
}

// add writes a new lesson.
func (t *team) add(rank int, name string) func() {
	return func() { t.write(teamLesson(rank, name), teamText(name)) }
}

// titles are those of the lessons, in the order of Whop.
func (t *team) titles() (titles []string) {
	for _, c := range t.whop.Snapshot().Courses {
		for _, chapter := range c.Chapters {
			for _, lesson := range chapter.Lessons {
				titles = append(titles, strings.TrimPrefix(lesson.Title, "All of "))
			}
		}
	}
	return titles
}

// The GitHub.

func (t *team) routes() http.Handler {
	mux := http.NewServeMux()
	const repo = "/repos/ada/academy"
	pullOf := func(r *http.Request) *teamPull {
		number, _ := strconv.Atoi(r.PathValue("number"))
		return t.pulls[number-1]
	}
	mux.HandleFunc("GET "+repo+"/issues/{number}/comments", func(w http.ResponseWriter, r *http.Request) {
		all := []map[string]any{}
		for i, c := range pullOf(r).comments {
			number, _ := strconv.Atoi(r.PathValue("number"))
			all = append(all, c.show(1000*number+i))
		}
		json.NewEncoder(w).Encode(paged(r, all))
	})
	mux.HandleFunc("POST "+repo+"/issues/{number}/comments", func(w http.ResponseWriter, r *http.Request) {
		pull := pullOf(r)
		pull.comments = append(pull.comments, teamComment{by: bot, body: commentIn(r)})
		pull.updated = time.Now()
		w.WriteHeader(http.StatusCreated)
		json.NewEncoder(w).Encode(pull.comments[len(pull.comments)-1].show(0))
	})
	mux.HandleFunc("PATCH "+repo+"/issues/comments/{id}", func(w http.ResponseWriter, r *http.Request) {
		id, _ := strconv.Atoi(r.PathValue("id"))
		c := &t.pulls[id/1000-1].comments[id%1000]
		c.body = commentIn(r)
		json.NewEncoder(w).Encode(c.show(id))
	})
	mux.HandleFunc("POST /graphql", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"data":{"viewer":{"login":%q}}}`, bot)
	})
	mux.HandleFunc("GET "+repo+"/collaborators/{login}/permission", func(w http.ResponseWriter, r *http.Request) {
		permission := "read"
		if t.writers[r.PathValue("login")] {
			permission = "write"
		}
		fmt.Fprintf(w, `{"permission":%q}`, permission)
	})
	mux.HandleFunc("GET "+repo+"/compare/{commits}", t.compare)
	mux.HandleFunc("GET "+repo+"/commits/{commit}/pulls", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(t.listed(func(p *teamPull) bool { return p.merge == r.PathValue("commit") }))
	})
	mux.HandleFunc("GET "+repo+"/pulls", func(w http.ResponseWriter, r *http.Request) {
		base := r.FormValue("base")
		json.NewEncoder(w).Encode(paged(r, t.listed(func(p *teamPull) bool { return p.closed && (base == "" || p.base == base) })))
	})
	t.gitLabRoutes(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.requests++
		if t.refuses && r.Method != http.MethodGet && r.URL.Path != "/graphql" {
			http.Error(w, `{"message":"Resource not accessible by integration"}`, http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func (c teamComment) show(id int) map[string]any {
	return map[string]any{"id": id, "body": c.body, "html_url": "https://github.example/", "user": map[string]string{"login": c.by}}
}

func (t *team) listed(holds func(*teamPull) bool) []map[string]any {
	var found []*teamPull
	for _, p := range t.pulls {
		if holds(p) {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b *teamPull) int { return b.updated.Compare(a.updated) })
	list := []map[string]any{}
	for _, p := range found {
		var merged any
		if !p.merged.IsZero() {
			merged = p.merged
		}
		list = append(list, map[string]any{"number": slices.Index(t.pulls, p) + 1, "merged_at": merged, "updated_at": p.updated, "merge_commit_sha": p.merge,
			"head": map[string]string{"sha": t.headOf(p)},
			"base": map[string]any{"ref": p.base, "repo": map[string]string{"full_name": "ada/academy", "default_branch": "main"}}})
	}
	return list
}

// compare lists the commits of one commit that another has not, as git knows them.
func (t *team) compare(w http.ResponseWriter, r *http.Request) {
	base, head, _ := strings.Cut(r.PathValue("commits"), "...")
	// Histories fork here and never join, so one commit comes before both sides.
	listed, err := t.ask("log", "--left-right", "--boundary", "--reverse", "--format=%m %H %cI", base+"..."+head)
	if err == nil && base == head {
		listed, err = t.ask("log", "-1", "--format=- %H %cI", head)
	}
	if err != nil {
		http.Error(w, `{"message":"Not Found"}`, http.StatusNotFound)
		return
	}
	behind, date := 0, ""
	commits := []map[string]any{}
	for line := range strings.Lines(listed) {
		switch words := strings.Fields(line); words[0] {
		case "<":
			behind++
		case ">":
			commits = append(commits, map[string]any{"sha": words[1]})
		default:
			date = words[2]
		}
	}
	status := "diverged"
	switch {
	case base == head:
		status = "identical"
	case len(commits) == 0:
		status = "behind"
	case behind == 0:
		status = "ahead"
	}
	json.NewEncoder(w).Encode(map[string]any{"status": status, "total_commits": len(commits), "commits": paged(r, commits),
		"merge_base_commit": map[string]any{"commit": map[string]any{"committer": map[string]string{"date": date}}}})
}

func (t *team) ask(args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = t.dir
	out, err := cmd.Output()
	return string(out), err
}

func paged[T any](r *http.Request, all []T) []T {
	page, _ := strconv.Atoi(r.FormValue("page"))
	size, _ := strconv.Atoi(r.FormValue("per_page"))
	begin := min((max(page, 1)-1)*size, len(all))
	return append([]T{}, all[begin:min(begin+size, len(all))]...)
}

func (t *team) removeFile(path string) {
	t.Helper()
	if err := os.Remove(filepath.Join(t.dir, path)); err != nil {
		t.Fatal(err)
	}
}

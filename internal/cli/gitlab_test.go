package cli_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/file"
	"whopsync/internal/whop/emulator"
)

// The GitLab: project 42, whose token is that of the user 1.

// people are its users, by their ids.
var people = []string{"", bot, "ada", "eve", "zoe"}

func (t *team) gitLabRoutes(mux *http.ServeMux) {
	const project = "/api/v4/projects/42"
	answer := func(pattern string, say func(r *http.Request) any) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("PRIVATE-TOKEN") != "glpat-secret" {
				http.Error(w, `{"message":"401 Unauthorized"}`, http.StatusUnauthorized)
				return
			}
			said := say(r)
			if said == nil {
				http.Error(w, `{"message":"404 Not found"}`, http.StatusNotFound)
				return
			}
			json.NewEncoder(w).Encode(said)
		})
	}
	pullOf := func(r *http.Request) (int, *teamPull) {
		number, _ := strconv.Atoi(r.PathValue("number"))
		return number, t.pulls[number-1]
	}
	show := func(number, i int, c teamComment) any {
		return map[string]any{"id": 1000*number + i, "body": c.body, "system": c.isSystem, "author": map[string]any{"id": slices.Index(people, c.by), "username": c.by}}
	}
	answer("GET /api/v4/user", func(*http.Request) any { return map[string]any{"id": 1, "username": bot} })
	answer("GET "+project+"/members/all/{id}", func(r *http.Request) any {
		id, _ := strconv.Atoi(r.PathValue("id"))
		switch name := people[id]; {
		case t.writers[name]:
			return map[string]any{"access_level": 30, "state": "active"}
		case name == "zoe":
			return map[string]any{"access_level": 50, "state": "blocked"}
		case name == "eve":
			return map[string]any{"access_level": 20, "state": "active"}
		}
		return nil
	})
	answer("GET "+project+"/merge_requests/{number}/notes", func(r *http.Request) any {
		all := []any{}
		number, pull := pullOf(r)
		for i, c := range pull.comments {
			all = append(all, show(number, i, c))
		}
		return paged(r, all)
	})
	answer("POST "+project+"/merge_requests/{number}/notes", func(r *http.Request) any {
		number, pull := pullOf(r)
		pull.comments = append(pull.comments, teamComment{by: bot, body: commentIn(r)})
		return show(number, len(pull.comments)-1, pull.comments[len(pull.comments)-1])
	})
	answer("PUT "+project+"/merge_requests/{number}/notes/{id}", func(r *http.Request) any {
		id, _ := strconv.Atoi(r.PathValue("id"))
		c := &t.pulls[id/1000-1].comments[id%1000]
		c.body = commentIn(r)
		return show(id/1000, id%1000, *c)
	})
	answer("GET "+project+"/merge_requests", func(r *http.Request) any {
		list := []any{}
		for i, p := range t.pulls {
			if q := r.URL.Query(); !p.merged.IsZero() && q.Get("state") == "merged" && p.base == q.Get("target_branch") {
				list = append(list, map[string]any{"iid": i + 1, "state": "merged", "target_branch": p.base, "target_project_id": 42, "merged_at": p.merged, "updated_at": p.updated,
					"merge_commit_sha": nil, "squash_commit_sha": p.merge, "sha": t.headOf(p)})
			}
		}
		slices.Reverse(list)
		return paged(r, list)
	})
	show1 := func(id string) any {
		date, err := t.ask("log", "-1", "--format=%cI", id)
		if err != nil {
			return nil
		}
		return map[string]any{"id": id, "committed_date": strings.TrimSpace(date)}
	}
	answer("GET "+project+"/repository/commits/{id}", func(r *http.Request) any { return show1(r.PathValue("id")) })
	answer("GET "+project+"/repository/merge_base", func(r *http.Request) any {
		base, err := t.ask(append([]string{"merge-base"}, r.URL.Query()["refs[]"]...)...)
		if err != nil {
			return nil
		}
		return show1(strings.TrimSpace(base))
	})
	answer("GET "+project+"/repository/commits", func(r *http.Request) any {
		ids, err := t.ask("rev-list", r.FormValue("ref_name"))
		if err != nil {
			return nil
		}
		list := []any{}
		for id := range strings.FieldsSeq(ids) {
			list = append(list, map[string]any{"id": id})
		}
		return paged(r, list)
	})
}

func openGitLabTeam(t testing.TB) *team {
	team := openTeam(t)
	team.isGitLab = true
	return team
}

// GitLab's merge requests are reviewed by the same rule.
func TestWhatWasReviewedInPartsIsAppliedOnGitLab(t *testing.T) {
	if testing.Short() {
		t.Skip("runs without -short: the same on GitHub runs with it")
	}
	for name, live := range reviewedInParts() {
		t.Run(name, func(test *testing.T) {
			test.Parallel()
			live(openGitLabTeam(test))
		})
	}
}

func TestWhatNoMergeRequestHasShownIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		live  func(t *team)
		wants []string
	}{
		"a push without a merge request": {func(t *team) {
			t.merge(t.proposed(t.rewrite("wedging")))
			t.rewrite("drying")()
			t.record("pushed")
		}, []string{
			"Error: no merged merge request has shown 1 change of the plan above; nothing was written\n",
			"\n  pottery/clay/drying will be updated: content\nMerge requests looked at, those merged after ", ", which was applied last: !1\n",
			"\nIf the plan above is right, start a pipeline by hand for main, with the variable FINGERPRINT set to ", ": https://gitlab.example/ada/academy/-/pipelines/new\n",
		}},
		"a fork's, which has no plan":  {func(t *team) { t.merge(t.open("main", t.rewrite("wedging"))) }, []string{": !1, which shows no plan\n"}},
		"a note by a reporter":         {func(t *team) { t.mergedWithNoteBy("eve") }, []string{`: !1, which shows a plan by "eve", who may not write here`}},
		"a note by one who is blocked": {func(t *team) { t.mergedWithNoteBy("zoe") }, []string{`: !1, which shows a plan by "zoe", who may not write here`}},
		"a note by a stranger":         {func(t *team) { t.mergedWithNoteBy("ada") }, []string{`: !1, which shows a plan by "ada", who may not write here`}},
		"what GitLab has noted itself": {func(t *team) {
			t.mergedWithNoteBy(bot)
			t.pulls[0].comments[0].isSystem = true
		}, []string{": !1, which shows no plan\n"}},
		"one that was closed": {func(t *team) {
			a := t.proposed(t.rewrite("wedging"))
			t.merge(a)
			t.pulls[a-1].merged = time.Time{}
		}, []string{": none\n"}},
		"one into another branch": {func(t *team) {
			a := t.proposed(t.rewrite("wedging"))
			t.merge(a)
			t.pulls[a-1].base = "drafts"
		}, []string{": none\n"}},
	} {
		t.Run(name, func(tt *testing.T) {
			tt.Parallel()
			team := openGitLabTeam(tt)
			test.live(team)
			said := team.isRefused(test.wants...)
			if strings.Contains(said, "glpat-secret") {
				tt.Errorf("the token is printed:\n%s", said)
			}
			team.exits(0, "apply", "--yes", "--expect", fingerprintIn(said))
		})
	}
}

func (t *team) mergedWithNoteBy(name string) {
	t.Helper()
	number := t.proposed(t.rewrite("wedging"))
	t.merge(number)
	t.pulls[number-1].comments[0].by = name
}

func TestANoteByADeveloperIsBelievedOnGitLab(t *testing.T) {
	t.Parallel()
	team := openGitLabTeam(t)
	team.writers["ada"] = true
	team.mergedWithNoteBy("ada")
	team.applies(0)
}

func TestARunOfAnOldCommitIsToldOnGitLab(t *testing.T) {
	t.Parallel()
	team := openGitLabTeam(t)
	team.merge(team.proposed(team.rewrite("wedging")))
	team.applies(0)
	team.merge(team.proposed(team.rewrite("drying")))
	team.applies(0)
	team.git("switch", "-q", "--detach", "HEAD~1")
	team.wants(team.exits(3, "apply", "--yes", "--expect", "reviewed"), "which is newer, was applied before it: the plan above takes newer edits back")
}

// The example for GitLab plans a merge request as it will be merged, shows the plan, and applies what was shown.
func TestTheExampleForGitLabRunsTheLoop(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash")
	}
	t.Parallel()
	team := openGitLabTeam(t)
	team.git("remote", "add", "origin", ".")
	number := team.open("main", team.add(4, "glazing"))
	other := team.open("main", team.rewrite("wedging"))
	team.git("merge", "-q", "--no-edit", team.pulls[other-1].branch) // main has gone on: its lesson is no part of the plan
	team.exits(0, "apply", "--yes")
	team.git("switch", "-q", "--detach", team.pulls[number-1].branch)
	team.runsJob("plan", 0, "CI_MERGE_REQUEST_IID=1", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main", "WHOP_READ_KEY="+team.key)
	if comments := team.pulls[number-1].comments; len(comments) != 1 || !strings.Contains(comments[0].body, "1 to add, 0 to change") {
		t.Fatalf("under the merge request there is %+v", comments)
	}
	if counts := team.read("counts.json"); counts != `{"create":1,"update":0,"delete":0}`+"\n" {
		t.Errorf("the counts are %s", counts)
	}
	team.runsJob("check", 0)
	if quality := team.read("quality.json"); quality != "[]\n" {
		t.Errorf("the report of code quality is %s", quality)
	}
	team.removeFile("counts.json")
	team.removeFile("quality.json")
	team.git("switch", "-q", "main")
	team.merge(number)
	team.runsJob("apply", 0, "WHOP_KEY="+team.key)
	team.stands("wedging drying firing glazing")
	team.add(5, "selling")()
	team.record("pushed")
	team.runsJob("apply", 3, "WHOP_KEY="+team.key)
	team.runsJob("apply", 0, "WHOP_KEY="+team.key, "FINGERPRINT="+fingerprintIn(team.exits(0, "plan")))
	team.stands("wedging drying firing glazing selling")
}

// What is due is looked at with a key that only reads; a lesson becomes visible that a merged request has scheduled.
func TestASchedulePublishesWhatIsDue(t *testing.T) {
	t.Parallel()
	team := openGitLabTeam(t)
	team.at(before)
	team.merge(team.proposed(func() { team.write(teamLesson(4, "glazing"), waits("glazing", date)) }))
	team.applies(0)
	lease, err := file.New(file.OS{}, filepath.Join(team.dir, ".whopsync"), "test").Lock(t.Context(), state.Holder{ID: "L-1"})
	if err != nil {
		t.Fatal(err)
	}
	const reads = "apik_reads"
	team.whop.AddKey(emulator.ReadOnlyKey(reads))
	team.runsJob("publish", 0, "CLOCK="+before, "WHOP_READ_KEY="+reads, "WHOP_KEY="+reads) // takes no lock
	team.sees("wedging drying firing")
	team.runsJob("publish", 3, "CLOCK="+after, "WHOP_READ_KEY="+reads, "WHOP_KEY="+team.key)
	if err := lease.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	team.rewrite("wedging")() // no one has reviewed this
	team.record("pushed")
	team.runsJob("publish", 0, "CLOCK="+after, "WHOP_READ_KEY="+reads, "WHOP_KEY="+team.key)
	team.sees("wedging drying firing glazing")
	team.runsJob("publish", 1, "CLOCK="+after, "WHOP_READ_KEY=wrong", "WHOP_KEY="+team.key)
}

func TestALockIsFreedByAPipeline(t *testing.T) {
	t.Parallel()
	team := openGitLabTeam(t)
	lease, err := file.New(file.OS{}, filepath.Join(team.dir, ".whopsync"), "test").Lock(t.Context(), state.Holder{ID: "L-1"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lease.Release(context.Background()) }() // the pipeline has freed it
	team.merge(team.proposed(team.rewrite("wedging")))
	team.wants(team.runsJob("apply", 3, "WHOP_KEY="+team.key), "If that run is dead, start a pipeline by hand, with the variable UNLOCK set to L-1: https://gitlab.example/ada/academy/-/pipelines/new\nOr in a clone, ")
	team.runsJob("unlock", 1, "UNLOCK=L-2")
	team.runsJob("unlock", 0, "UNLOCK=L-1")
	team.runsJob("apply", 0, "WHOP_KEY="+team.key)
}

// runsJob runs the script of a job in docs/gitlab-ci.yml, as GitLab's runner does.
func (t *team) runsJob(name string, want int, variables ...string) string {
	t.Helper()
	var jobs map[string]yaml.Node
	if err := yaml.Unmarshal([]byte(readFile(t.TB.(*testing.T), "../../docs/gitlab-ci.yml")), &jobs); err != nil {
		t.Fatal(err)
	}
	var job struct{ Script []string }
	node := jobs[name]
	if err := node.Decode(&job); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", strings.ReplaceAll(strings.Join(job.Script, "\n"), "--env production", "--env test"))
	cmd.Dir = t.dir
	keyless := slices.DeleteFunc(t.workflow(), func(v string) bool { return strings.HasPrefix(v, "WHOP_API_KEY=") })
	cmd.Env = append(append(keyless, "PATH="+os.Getenv("PATH")), variables...)
	said, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != want {
		t.Fatalf("the job %s exited with %d, not %d:\n%s", name, code, want, said)
	}
	return string(said)
}

// A note says that its plan is outdated, and then counts no more, until there is a plan again.
func TestANoteIsOutdated(t *testing.T) {
	t.Parallel()
	team := openGitLabTeam(t)
	number := team.open("main", team.rewrite("wedging"))
	outdate := []string{"comment", "--pull-request", fmt.Sprint(number), "--outdated"}
	team.exits(0, outdate...)
	if n := len(team.pulls[number-1].comments); n > 0 {
		t.Errorf("%d notes where there was none", n)
	}
	team.plan(number)
	team.exits(0, append(outdate, "--head", team.headOf(team.pulls[number-1]))...) // of which it has the plan
	if body := team.pulls[number-1].comments[0].body; strings.Contains(body, "Outdated") {
		t.Errorf("the note is\n%s", body)
	}
	team.exits(0, outdate...)
	body := team.pulls[number-1].comments[0].body
	team.wants(body, "<!-- outdated -->\n<!-- news -->\n**Outdated**: the newest commit has no plan, because its run failed. The plan below is of an earlier commit.\n\n<details>\n")
	if strings.Contains(body, "fingerprint:") || len(team.pulls[number-1].comments) != 1 {
		t.Errorf("the note is\n%s", body)
	}
	team.merge(number)
	team.wants(team.applies(3), ": !1, which shows a plan that is outdated\n")
	team.plan(number)
	team.applies(0)
}

// One note is brought up to date, and a file has the counts for the widget.
func TestAMergeRequestHasOneNote(t *testing.T) {
	t.Parallel()
	team := openGitLabTeam(t)
	number := team.proposed(team.rewrite("wedging"))
	team.plan(number)
	team.exits(0, "comment", "--pull-request", fmt.Sprint(number), "--terraform-report", "counts.json", "plan.json")
	if n := len(team.pulls[number-1].comments); n != 1 {
		t.Errorf("%d notes", n)
	}
	if counts, _ := os.ReadFile(team.dir + "/counts.json"); string(counts) != `{"create":0,"update":1,"delete":0}`+"\n" {
		t.Errorf("the counts are %s", counts)
	}
}

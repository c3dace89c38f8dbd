package cli_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/file"
	"whopsync/internal/whop/emulator"
)

// tells is a run of the workflow that applies, as the action starts it. It has to end with a code. What it prints is
// returned, and what it writes into the summary of its step.
func (t *team) tells(want int, args ...string) (said, summary string) {
	t.Helper()
	t.summary = filepath.Join(t.TempDir(), "summary.md")
	if len(args) == 0 {
		args = []string{"--expect", "reviewed"}
	}
	t.git("switch", "-q", "main")
	said = t.exits(want, append([]string{"apply", "--yes", "--comment"}, args...)...)
	data, err := os.ReadFile(t.summary)
	if err != nil {
		t.Fatal(err)
	}
	t.summary = ""
	return said, string(data)
}

// news is what stands at the top of the comment of ours under a pull request, "" for nothing.
func (t *team) news(number int) (news string) {
	t.Helper()
	for _, c := range t.pulls[number-1].comments {
		if _, after, ok := strings.Cut(c.body, "<!-- news -->\n"); ok {
			if c.by != bot || news != "" {
				t.Errorf("news by %q, after %q", c.by, news)
			}
			news, _, _ = strings.Cut(after, "\n")
		}
	}
	return news
}

func (t *team) hasNews(number int, want string) {
	t.Helper()
	if got := t.news(number); got != want {
		t.Errorf("under #%d stands\n%s\nand not\n%s", number, got, want)
	}
}

const inRun = " in [this run](https://github.example/ada/academy/actions/runs/42): "

func TestWhatWasAppliedStandsUnderItsPullRequests(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	a, b := team.proposed(team.rewrite("wedging")), team.proposed(team.add(4, "glazing"))
	docs := team.proposed(func() { team.write("docs.md", "Nothing of a course.\n") })
	unplanned := team.open("main", func() { team.write("more.md", "Nothing of a course.\n") })
	waiting := team.proposed(team.rewrite("drying"))
	for _, number := range []int{a, b, docs, unplanned} {
		team.merge(number)
	}
	_, summary := team.tells(0)
	for _, number := range []int{a, b} {
		team.hasNews(number, "**Applied**"+inRun+"Apply complete! Resources: 1 added, 1 changed, 0 destroyed.")
	}
	for _, number := range []int{docs, unplanned, waiting} {
		team.hasNews(number, "")
	}
	team.wants(summary, "### whopsync: applied (`test`)\n\n**Apply complete! Resources: 1 added, 1 changed, 0 destroyed.**\n", "Plan: 1 to add, 1 to change", "pottery/clay/wedging", "pottery/clay/glazing")

	// The next merge is another matter, and a run without changes is none.
	team.merge(waiting)
	team.tells(0)
	team.hasNews(waiting, "**Applied**"+inRun+"Apply complete! Resources: 0 added, 1 changed, 0 destroyed.")
	team.hasNews(a, "**Applied**"+inRun+"Apply complete! Resources: 1 added, 1 changed, 0 destroyed.")
	_, summary = team.tells(0)
	team.wants(summary, "### whopsync: nothing to apply (`test`)\n\n**No changes")
	team.hasNews(waiting, "**Applied**"+inRun+"Apply complete! Resources: 0 added, 1 changed, 0 destroyed.")
}

// What was refused names what a person does in a browser. Once that is done, the pull request says so.
func TestWhatWasNotAppliedSaysWhatToDo(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	a := team.proposed(team.rewrite("wedging"))
	fork := team.open("main", team.rewrite("drying"))
	team.merge(a)
	team.merge(fork)
	said, summary := team.tells(3)
	is := fingerprintIn(said)
	want := "**Not applied**" + inRun + "no merged pull request has shown 1 change of the plan in that run; nothing was written. "
	for _, number := range []int{a, fork} {
		if !strings.HasPrefix(team.news(number), want) {
			t.Errorf("under #%d stands %q", number, team.news(number))
		}
		team.wants(team.news(number), "by hand for test, with the fingerprint "+is+": <https://github.example/ada/academy/actions/workflows/whopsync-apply.yml>")
	}
	team.wants(summary, "### whopsync: not applied (`test`)\n\n**no merged pull request has shown 1 change of the plan below; nothing was written**\n",
		"- `pottery/clay/drying will be updated: content`\n", "with the fingerprint "+is+": <https://github.example/", "This run: <https://github.example/ada/academy/actions/runs/42>", "Fingerprint: `"+is+"`")
	if n := len(team.pulls[fork-1].comments); n != 1 {
		t.Errorf("%d comments under the fork's pull request", n)
	}
	team.tells(0, "--expect", is)
	for _, number := range []int{a, fork} {
		team.hasNews(number, "**Applied**"+inRun+"Apply complete! Resources: 0 added, 2 changed, 0 destroyed.")
	}
	if n := len(team.pulls[fork-1].comments); n != 1 {
		t.Errorf("%d comments under the fork's pull request", n)
	}
}

// A re-run reads what was reviewed from comments that have news.
func TestARunThatStoppedPartWayTellsHowItGoesOn(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	a := team.proposed(func() {
		team.rewrite("wedging")()
		team.add(4, "colours")()
	})
	team.merge(a)
	team.breakOnce("colours")
	said, summary := team.tells(4)
	const on = "\"Re-run failed jobs\" in "
	team.wants(said, "To go on from here: "+on+"https://github.example/ada/academy/actions/runs/42\n")
	team.wants(summary, "### whopsync: applied in part (`test`)\n", "**What went wrong:**\n\n- ", "Resources: 0 added, 1 changed, 0 destroyed", on+"<https://github.example/ada/academy/actions/runs/42>")
	team.wants(team.news(a), "**Applied in part**"+inRun+"Apply stopped part-way: 1 done, 1 failed, 0 not attempted", on+"<https://github.example/ada/academy/actions/runs/42>")
	team.tells(0)
	team.hasNews(a, "**Applied**"+inRun+"Apply complete! Resources: 1 added, 0 changed, 0 destroyed.")
}

// A deletion takes flags, which a person gives.
func TestAPlanThatTakesFlagsSaysWhereTheyAreGiven(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	team.write("whopsync.yaml", team.read("whopsync.yaml")+"on_remove: delete\nlimits: {max_delete_percent: 100}\n")
	team.record("on_remove")
	team.applies(0)
	a := team.proposed(func() { team.removeFile(teamLesson(2, "drying")) })
	team.merge(a)
	_, summary := team.tells(3)
	team.wants(team.news(a), "**Not applied**"+inRun+"apply refused to run: 1 reason, named in that run; nothing was written.", "with the same flags and the fingerprint of that plan: <https://github.example/")
	team.wants(summary, "--allow-delete", "apply would refuse")
	_, said := team.command("plan", "--allow-delete")
	team.tells(0, "--allow-delete", "--expect", fingerprintIn(said))
	team.hasNews(a, "**Applied**"+inRun+"Apply complete! Resources: 0 added, 0 changed, 1 destroyed.")
}

// A run that comes to no plan is told of as well. The next one, which finds nothing to do, is too.
func TestARunWithoutAPlanSaysWhy(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	a := team.proposed(team.rewrite("wedging"))
	team.merge(a)
	held := state.Holder{ID: "L-1", Command: "whopsync apply", Who: "https://github.example/ada/academy/actions/runs/41"}
	lease, err := file.New(file.OS{}, filepath.Join(team.dir, ".whopsync"), "test").Lock(context.Background(), held)
	if err != nil {
		t.Fatal(err)
	}
	_, summary := team.tells(3)
	team.wants(team.news(a), "is locked by <https://github.example/ada/academy/actions/runs/41>", "by hand, with L-1 under unlock: <https://github.example/ada/academy/actions/workflows/whopsync-apply.yml>")
	team.wants(summary, "### whopsync: not applied (`test`)\n", "is locked by <https://github.example/ada/academy/actions/runs/41>")
	if err := lease.Release(context.Background()); err != nil {
		t.Fatal(err)
	}
	team.exits(0, "apply", "--yes")
	team.tells(0)
	if !strings.HasPrefix(team.news(a), "**Nothing to apply**"+inRun+"No changes.") {
		t.Errorf("there stands %q", team.news(a))
	}
	team.write(teamLesson(1, "wedging"), "---\nvisible: `no` <b> @org https://evil.example <!-- x\n---\n")
	team.record("broken")
	_, summary = team.tells(1)
	team.wants(summary, "### whopsync: not applied", "**What went wrong:**\n\n- `", "wedging.md:2")
}

// Who may not comment, or cannot reach GitHub, has applied all the same.
func TestATokenThatMayNotCommentChangesNothing(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	a := team.proposed(team.rewrite("wedging"))
	team.merge(a)
	team.refuses = true
	said, _ := team.tells(0)
	team.wants(said, "Apply complete!", "Warning: what became of the pull requests does not stand under them: pull request #1: change our comment: ", "pull-requests: write")
	team.hasNews(a, "")
	b := team.open("main", team.rewrite("drying"))
	team.merge(b)
	said, _ = team.tells(3)
	team.wants(said, "Warning: what became of", "pull-requests: write")
}

// What authors write ends no Markdown of ours, and is no news.
func TestTextsOfAuthorsStayTextsInNews(t *testing.T) {
	t.Parallel()
	const evil = "`` \\<!-- end of news --> \\<!-- whopsync:test in . --> </details> @org ![x](https://evil.example/x)"
	team := openTeam(t)
	a := team.proposed(func() { team.write(teamLesson(4, "evil"), "---\ntitle: '"+evil+"'\n---\nAll of evil: "+evil+"\n") })
	team.merge(a)
	team.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
		if r.Method != "POST" || !strings.Contains(string(r.Body), "end of news") {
			return emulator.Fault{}
		}
		return emulator.Refuse(422)
	})
	_, summary := team.tells(4)
	team.wants(summary, "### whopsync: applied in part (`test`)\n")
	for _, line := range strings.Split(team.pulls[a-1].comments[0].body+summary, "\n") {
		if strings.HasPrefix(line, "![") || strings.Contains(line, "<!-- whopsync:test") && line != "<!-- whopsync:test in . -->" && !strings.Contains(line, "`` <!--") {
			t.Errorf("there stands %q", line)
		}
	}
	team.whop.SetFault(nil)
	team.tells(0)
	team.hasNews(a, "**Applied**"+inRun+"Apply complete! Resources: 1 added, 0 changed, 0 destroyed.")
}

// News take one request for each pull request.
func TestNewsTakeOneRequestEach(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	team.merge(team.proposed(team.rewrite("wedging")))
	team.requests = 0
	team.tells(0)
	if team.requests != 5 {
		t.Errorf("%d requests for one merge", team.requests)
	}
}

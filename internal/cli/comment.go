package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"whopsync/internal/github"
	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
	"whopsync/internal/render"
)

type commentCmd struct {
	Plan        string `arg:"" optional:"" name:"planfile" help:"A plan saved with plan --out."`
	PullRequest *int   `name:"pull-request" placeholder:"N" help:"The pull request (default: that of the event in GITHUB_EVENT_PATH)."`
	Head        string `name:"head" placeholder:"COMMIT" help:"The last commit of the pull request that was planned, in full (default: that of the event). Apply takes no plan of another one for reviewed."`
	Pages       string `name:"pages" placeholder:"ADDRESS" help:"Link to the pages of a preview, as an artifact has them."`
	ChangesOnly bool   `name:"changes-only" help:"Write no new comment for a plan that does nothing. One that is there is brought up to date."`
	Report      string `name:"terraform-report" placeholder:"FILE" help:"Write the counts as GitLab's artifacts:reports:terraform reads them."`
	StepOnly    bool   `name:"step-only" help:"Write the step's summary and outputs, and nothing under a pull request. Needs no token."`
	Outdated    bool   `name:"outdated" help:"Without a plan: say in the comment that is there that the newest commit has none."`
}

// Help returns more text for --help.
func (commentCmd) Help() string {
	return `Writes the plan under the pull request, in one comment for each folder of courses and environment, which is brought up to date every time, and into the step's summary and outputs.

Run it in the folder of the courses, whose place in the repository is part of how the comment is found again. It takes what GitHub Actions sets: GITHUB_TOKEN (with pull-requests: write), GITHUB_REPOSITORY, GITHUB_API_URL, GITHUB_EVENT_PATH, GITHUB_STEP_SUMMARY and GITHUB_OUTPUT. In a job of GitLab, it writes a note under the merge request instead, with WHOPSYNC_GITLAB_TOKEN, a token of the project with the scope api, and what GitLab sets: CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID and CI_COMMIT_SHA.`
}

// maxSummary is what a step's summary may have, with a margin: GitHub drops a longer one
// without a word.
const maxSummary = 1<<20 - 16<<10

// Run puts the plan where reviewers look.
func (cmd *commentCmd) Run(ctx context.Context, e *environment) error {
	if (cmd.Plan == "") != cmd.Outdated {
		return misuse("comment takes the file of a plan, and none where it only says that the plan there is outdated")
	}
	if cmd.Outdated {
		return cmd.outdate(ctx, e)
	}
	p, err := loadPlan(e.at(cmd.Plan))
	if err != nil {
		return err
	}
	pages, err := cmd.pages()
	if err != nil {
		return err
	}
	if err := reportStep(e, p, pages); err != nil {
		return err
	}
	if err := cmd.reportCounts(e, p); err != nil {
		return err
	}
	if cmd.StepOnly {
		return nil
	}
	return cmd.put(ctx, e, p, pages)
}

// put writes the plan under the pull request.
func (cmd *commentCmd) put(ctx context.Context, e *environment, p *plan.Plan, pages string) error {
	to, err := cmd.pullRequest(e)
	if err != nil {
		return err
	}
	at, err := openForge(e)
	if err != nil {
		return err
	}
	about, err := topicOf(e, p.Environment)
	if err != nil {
		return err
	}
	shown, note := shownBy(p, to.Head)
	end, rest := note+pages+madeFor(to.Head, e.job), render.InLog
	if e.job.run != "" {
		rest = "the summary of [this run](" + e.job.run + ")"
	}
	text, err := markdown(p, maxComment-len(about.Mark())-len(shown)-len(end), rest)
	if err != nil {
		return err
	}
	comments := github.CommentsAbout(at.forge, about)
	put := comments.Put
	if cmd.ChangesOnly && !p.HasChanges() && len(p.Refusals) == 0 {
		put = comments.Update
	}
	address, err := put(ctx, to.Number, shown+text+end)
	if err == nil && address != "" {
		fmt.Fprintln(e.Out, render.Sanitize(address))
	}
	return err
}

// outdate says in the comment that its plan is not that of the newest commit. The files may be broken: what is
// not known of them ends it well.
func (cmd *commentCmd) outdate(ctx context.Context, e *environment) error {
	to, err := cmd.pullRequest(e)
	if err != nil {
		return err
	}
	at, err := openForge(e)
	if err != nil {
		return err
	}
	name := e.flags.Env
	if r, _, err := openRepository(e); err == nil {
		name = cmp.Or(r.project.Environment.Name, name)
		if err := r.Close(); err != nil {
			return err
		}
	}
	about, err := topicOf(e, name)
	if err != nil || name == "" {
		return err
	}
	commit, run := "the newest commit", "its run"
	if to.Head != "" {
		commit = fmt.Sprintf("the commit `%.12s`", to.Head)
	}
	if e.job.run != "" {
		run = "[its run](" + e.job.run + ")"
	}
	why := fmt.Sprintf("**Outdated**: %s has no plan, because %s failed. The plan below is of an earlier commit.", commit, run)
	address, err := github.CommentsAbout(at.forge, about).Outdate(ctx, to.Number, github.Outdating{Why: why, Unless: planOf(to.Head)})
	if err == nil && address != "" {
		fmt.Fprintln(e.Out, render.Sanitize(address))
	}
	return err
}

// reportCounts writes a plan's counts for the widget of a merge request. What an update destroys counts as an update there.
func (cmd *commentCmd) reportCounts(e *environment, p *plan.Plan) error {
	if cmd.Report == "" {
		return nil
	}
	n := p.Count()
	text := fmt.Sprintf(`{"create":%d,"update":%d,"delete":%d}`+"\n", n.Create, n.Update, n.Delete)
	if err := os.WriteFile(e.at(cmd.Report), []byte(text), 0o666); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// maxParts is how many digests of parts a comment holds, which is a third of it.
const maxParts = 1_200

// shownBy returns what a comment holds for apply to read, and what it says if a plan has too many parts.
func shownBy(p *plan.Plan, head string) (shown, note string) {
	plan := github.Shown{Fingerprint: planfile.Fingerprint(p), Parts: planfile.Digests(p), Serial: p.Serial, Head: head}
	if len(plan.Parts) > maxParts {
		plan.Parts = nil
		note = "\nThis plan has too many changes for a comment to hold each of them: it is applied as a whole, or not at all.\n"
	}
	return plan.Lines(), note
}

// markdown returns the plan as GitHub shows it. The budget has a margin for what is added.
func markdown(p *plan.Plan, budget int, rest string) (string, error) {
	var text strings.Builder
	err := render.Markdown(&text, p, budget, rest)
	return text.String() + wayOut(p), err
}

// wayOut says where the commands work that are named, and how their flags are given in a place that has
// no command line.
func wayOut(p *plan.Plan) string {
	if !slices.ContainsFunc(p.Refusals, plan.Refusal.HasOption) {
		return ""
	}
	return "\nThe commands above are for your own machine, in the folder of the courses. Where workflows apply, their flag is given where these are run by hand: to plan with it, and then to apply that plan by its fingerprint.\n"
}

// pages links to the pages of a preview, where there are some.
func (cmd *commentCmd) pages() (string, error) {
	if cmd.Pages == "" {
		return "", nil
	}
	if link(cmd.Pages) == "" {
		return "", misuse("--pages takes the address of an artifact")
	}
	return fmt.Sprintf("\n[The courses as pages](%s), with what would change: download, and open index.html in a browser.\n", cmd.Pages), nil
}

// madeFor names the commit of the plan in a comment. The comment stays if the plan of a later
// commit fails, and must not pass for the later plan.
func madeFor(commit string, in job) string {
	if commit == "" {
		return ""
	}
	text := "\n" + planOf(commit)
	if in.run != "" {
		text += " in [this run](" + in.run + ")"
	}
	return text + ". If the pull request has a newer one, this plan is old.\n"
}

// planOf begins the sentence by which a comment is known to show the plan of a commit, "" for none.
func planOf(commit string) string {
	if commit == "" {
		return ""
	}
	return fmt.Sprintf("Made for the commit `%.12s`", commit)
}

// pullRequest is the one to write under.
func (cmd *commentCmd) pullRequest(e *environment) (github.PullRequest, error) {
	if cmd.Head != "" && !github.IsCommit(cmd.Head) {
		return github.PullRequest{}, misuse("--head takes a commit with all of its 40 digits, not %q", cmd.Head)
	}
	if n := cmd.PullRequest; n != nil && *n < 1 {
		return github.PullRequest{}, misuse("--pull-request takes the number of a pull request, not %d", *n)
	} else if n != nil {
		return github.PullRequest{Number: *n, Head: cmd.Head}, nil
	}
	of, err := pullRequestOfJob(e)
	of.Head = cmp.Or(cmd.Head, of.Head)
	return of, err
}

// pullRequestOfJob is the one that a job runs for.
func pullRequestOfJob(e *environment) (github.PullRequest, error) {
	if number, err := strconv.Atoi(e.getenv("CI_MERGE_REQUEST_IID")); err == nil && e.job.system == onGitLab {
		return github.PullRequest{Number: number, Head: cmp.Or(e.getenv("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"), e.getenv("CI_COMMIT_SHA"))}, nil
	}
	path := e.getenv("GITHUB_EVENT_PATH")
	if path == "" {
		return github.PullRequest{}, misuse("no pull request is given: use --pull-request, or run in GitHub Actions")
	}
	event, err := os.ReadFile(path)
	if err != nil {
		return github.PullRequest{}, fmt.Errorf("read the event: %w", err)
	}
	return github.PullRequestOf(event)
}

// writeSummary adds to the summary of the step, if there is one.
func writeSummary(e *environment, write func(io.Writer) error) error {
	path := e.getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	var text strings.Builder
	err := write(&text)
	if err == nil {
		err = github.Append(path, text.String())
	}
	if err != nil {
		return fmt.Errorf("write the step summary: %w", err)
	}
	return nil
}

// reportStep tells the runner of the plan, if there is one.
func reportStep(e *environment, p *plan.Plan, pages string) error {
	err := writeSummary(e, func(w io.Writer) error {
		text, err := markdown(p, maxSummary, render.InLog)
		if err == nil {
			_, err = io.WriteString(w, text+pages)
		}
		return err
	})
	if err != nil {
		return err
	}
	path := e.getenv("GITHUB_OUTPUT")
	if path == "" {
		return nil
	}
	n := p.Count()
	outputs := github.Output("fingerprint", planfile.Fingerprint(p)) +
		github.Output("summary", render.Summary(p)) +
		github.Output("has-changes", strconv.FormatBool(p.HasChanges())) +
		github.Output("refused", strconv.FormatBool(len(p.Refusals) > 0)) +
		github.Output("destroys", strconv.Itoa(n.Destroyed()))
	if err := github.Append(path, outputs); err != nil {
		return fmt.Errorf("write the outputs: %w", err)
	}
	return nil
}

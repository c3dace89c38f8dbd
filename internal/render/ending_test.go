package render_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"whopsync/internal/render"
)

func TestAnEndingIsWhatPeopleAskAfterARun(t *testing.T) {
	e := render.Ending{
		Environment: "production", Verdict: render.NotApplied,
		Line:   "the state at git is locked by https://github.example/ada/academy/actions/runs/41 (whopsync apply)",
		Advice: "Wait until it is done: https://github.example/ada/academy/actions/runs/41.\n  whopsync state unlock L-1\nSee https://evil.example/x",
		Run:    "https://github.example/ada/academy/actions/runs/42", Site: "https://github.example/ada/academy",
	}
	const run = "<https://github.example/ada/academy/actions/runs/41>"
	var out bytes.Buffer
	if err := render.EndingMarkdown(&out, e, nil, 4_000); err != nil {
		t.Fatal(err)
	}
	want := "### whopsync: not applied (`production`)\n\n**the state at git is locked by " + run + " (whopsync apply)**\n\n" +
		"\nWait until it is done: " + run + ".\n- `whopsync state unlock L-1`\n\n`See https://evil.example/x`\n\n"
	if out.String() != want {
		t.Errorf("the summary is\n%s\nand not\n%s", out.String(), want)
	}
	want = "**Not applied** in [this run](https://github.example/ada/academy/actions/runs/42): the state at git is locked by " + run + " (whopsync apply). Wait until it is done: " + run + ". `See https://evil.example/x`."
	if e.News() != want {
		t.Errorf("the news are\n%s\nand not\n%s", e.News(), want)
	}
}

// What authors and servers write into errors stays text, however much of it there is.
func TestAnEndingOfStrangeTextsIsSafe(t *testing.T) {
	for i, evil := range []string{
		"@org ```` </details> <!-- end of news --> ![x](//evil) <img src=//evil>", "::add-mask::x\n##[error]", "**x** _y_ | `` ` `` # 1\n# 2\n- [ ] x",
		"https://evil.example/@org https://github.example/ada/academy", "https://github.example/ada/academy.evil.example/ <b>",
		"https://github.example/ada/academy/`<b>`", strings.Repeat("`", 500), "\u202e\x1b[31m\x00", "GH-1 #1 0123456789abcdef :octocat:",
	} {
		e := render.Ending{Environment: evil, Verdict: render.AppliedInPart, Line: evil, Advice: evil + "\n  " + evil, Run: "https://github.example/ada/academy/actions/runs/42", Site: "https://github.example/none"}
		for range 300 {
			e.Failed, e.Left = append(e.Failed, evil), append(e.Left, strings.Repeat(evil, 30))
		}
		var out bytes.Buffer
		if err := render.EndingMarkdown(&out, e, everything(), 1<<20-16<<10); err != nil {
			t.Fatal(err)
		}
		if out.Len() > 1<<20-16<<10 {
			t.Errorf("%d: %d bytes", i, out.Len())
		}
		checkSafe(t, out.String())
		checkMarkup(t, out.Bytes())
		e.Run = "" // whose link is ours
		if n := len(e.News()); n > 810 || strings.Contains(e.News(), "\n") {
			t.Errorf("%d: news of %d bytes", i, n)
		}
		checkSafe(t, e.News())
		checkMarkup(t, []byte(e.News()))
	}
	many := render.Ending{Verdict: render.NotApplied, Line: strings.Repeat("word ", 500), Advice: strings.Repeat(fmt.Sprintln(strings.Repeat("more ", 50)), 50)}
	if n := len(many.News()); n > 810 {
		t.Errorf("news of %d bytes", n)
	}
}

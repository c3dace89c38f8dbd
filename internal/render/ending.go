package render

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"whopsync/internal/plan"
)

// Ending is how a run ended, for people who were not there.
type Ending struct {
	Environment string   // "" if the run did not come to know it
	Verdict     Verdict  // of the run
	Line        string   // how it ended, in one line
	Failed      []string // what went wrong, one line each
	Left        []string // what was not done, one line each
	Advice      string   // what to do; lines that begin with spaces are commands or names
	Run         string   // the address of the run; "" if there is none
	Site        string   // addresses that begin with this one are links in the texts above; "" for none
}

// Verdict is how a run ended, in words that begin a sentence.
type Verdict string

// News returns what News of an Ending begins with.
func (v Verdict) News() string { return "**" + string(v) + "**" }

// What an apply can come to, and a look for drift that failed.
const (
	Applied         Verdict = "Applied"
	AppliedInPart   Verdict = "Applied in part"
	NotApplied      Verdict = "Not applied"
	NothingToApply  Verdict = "Nothing to apply"
	DriftNotLooked  Verdict = "No look for drift"
	maxEndingItems          = 100
	maxEndingAdvice         = 20_000 // bytes
)

// EndingMarkdown writes how a run ended, and below it the plan that it had, if it came to one, in at most limit bytes.
func EndingMarkdown(w io.Writer, e Ending, p *plan.Plan, limit int) error {
	var text strings.Builder
	text.WriteString("### whopsync: " + strings.ToLower(string(e.Verdict)))
	if e.Environment != "" {
		text.WriteString(" (" + code(clip(e.Environment, longestName)) + ")")
	}
	fmt.Fprintf(&text, "\n\n**%s**\n\n", e.linked(e.Line))
	endingList(&text, "What went wrong", e.Failed)
	endingList(&text, "Not done", e.Left)
	if e.Advice != "" {
		text.WriteString(e.advice() + "\n")
	}
	if _, err := io.WriteString(w, Mask(text.String())); err != nil || p == nil {
		return err
	}
	return Markdown(w, p, limit-text.Len(), InLog)
}

func endingList(text *strings.Builder, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	text.WriteString("**" + title + ":**\n\n")
	for i, line := range lines {
		if i == maxEndingItems {
			fmt.Fprintf(text, "- … and %s more: see the log\n", grouped(len(lines)-i))
			break
		}
		text.WriteString("- " + phrase(clip(strings.Join(strings.Fields(line), " "), 1_000)) + "\n")
	}
	text.WriteByte('\n')
}

// advice keeps lines, those that are to be pasted as code.
func (e Ending) advice() string {
	var out strings.Builder
	for line := range strings.SplitSeq(e.Advice, "\n") {
		if out.Len() > maxEndingAdvice {
			break
		}
		switch {
		case strings.TrimSpace(line) == "":
		case strings.HasPrefix(line, " "):
			out.WriteString("- " + code(clip(strings.TrimLeft(line, " "), 2_000)) + "\n")
		default:
			out.WriteString("\n" + e.linked(clip(line, 2_000)) + "\n")
		}
	}
	return out.String()
}

// address is one of our own, which means nothing else to Markdown.
var address = regexp.MustCompile(`https?://[A-Za-z0-9_./:-]+`)

// linked returns a sentence with the addresses in it that are known as links.
func (e Ending) linked(line string) string {
	var out strings.Builder
	rest := line
	for e.Site != "" {
		at := address.FindStringIndex(rest)
		if at == nil {
			break
		}
		url := strings.TrimRight(rest[at[0]:at[1]], ".:")
		if !strings.HasPrefix(url, e.Site+"/") {
			break
		}
		out.WriteString(phraseWithin(rest[:at[0]]) + "<" + url + ">")
		rest = rest[at[0]+len(url):]
	}
	return out.String() + phraseWithin(rest)
}

// phraseWithin is phrase for a part of a sentence, which keeps the spaces around it.
func phraseWithin(s string) string {
	trimmed := strings.TrimSpace(s)
	if trimmed == "" {
		return s
	}
	before, after, _ := strings.Cut(s, trimmed)
	return before + phrase(trimmed) + after
}

// maxNews is how many bytes News takes at most.
const maxNews = 800

// News returns how a run ended as one line of Markdown, for a comment that others have written the rest of.
func (e Ending) News() string {
	text := e.Verdict.News()
	if e.Run != "" {
		text += " in [this run](" + e.Run + ")"
	}
	line := e.linked(clip(e.Line, 300))
	if len(text)+len(line) > maxNews {
		line = "its summary says how it ended"
	}
	text += ": " + strings.TrimSuffix(line, ".") + "."
	for line := range strings.SplitSeq(e.Advice, "\n") {
		if strings.HasPrefix(line, " ") || e.Run != "" && strings.Contains(line, e.Run) && strings.HasPrefix(line, "This run") {
			continue
		}
		if more := " " + strings.TrimSuffix(e.linked(line), ".") + "."; line != "" && len(text)+len(more) <= maxNews {
			text += more
		}
	}
	return Mask(strings.Join(strings.Fields(text), " "))
}

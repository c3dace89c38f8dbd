package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"whopsync/internal/apply"
	"whopsync/internal/render"
)

// progress tells how far an apply is: on a terminal in one line that moves, elsewhere in
// a line for each object. Where much is new, a line tells of each tenth.
type progress struct {
	out  io.Writer
	live bool

	mu    sync.Mutex
	width int // of the live line, to wipe it
	tenth int // that was told last
}

func newProgress(out io.Writer, live bool) *progress { return &progress{out: out, live: live} }

func (p *progress) step(now apply.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.live {
		p.draw(now)
		return
	}
	if now.Begun || now.Status != apply.Done {
		return
	}
	const most = 20
	if now.Total > most && now.Rejected == 0 && isMaking(now.Step.Kind) {
		if tenth := 10 * now.Done / now.Total; tenth > p.tenth {
			p.tenth = tenth
			fmt.Fprintf(p.out, "%d of %d steps done\n", now.Done, now.Total)
		}
	} else {
		word := doneWords[now.Step.Kind]
		if now.Rejected > 0 {
			word = "sent, and not all of it was taken"
		}
		fmt.Fprintf(p.out, "%s: %s\n", subject(now.Step), word)
	}
}

// isMaking reports steps that no student sees the effect of before an object is complete.
func isMaking(kind apply.Kind) bool {
	switch kind {
	case apply.Upload, apply.CreateChapter, apply.CreateLesson, apply.SetRemaining, apply.ResolveLinks:
		return true
	}
	return false
}

// subject is what a step is about.
func subject(s *apply.Step) string {
	if s.Kind == apply.Upload {
		return render.Sanitize(s.File.Path)
	}
	return render.Sanitize(s.Address.String())
}

// doneWords say what a step has done.
var doneWords = map[apply.Kind]string{
	apply.Upload: "uploaded", apply.CreateCourse: "created, hidden for now", apply.CreateChapter: "created", apply.CreateLesson: "created",
	apply.SetRemaining: "completed", apply.UpdateFields: "updated", apply.ResolveLinks: "links filled in", apply.Arrange: "put in order",
	apply.Unpublish: "hidden", apply.HideNew: "hidden", apply.HideObject: "hidden", apply.DeleteLesson: "destroyed", apply.DeleteChapter: "destroyed", apply.Publish: "visible now",
	apply.ClearSeed: "cleared of the empty chapter that Whop had added",
}

const barWidth = 24

func (p *progress) draw(now apply.Progress) {
	filled := barWidth
	if now.Total > 0 {
		filled = barWidth * now.Done / now.Total
	}
	line := fmt.Sprintf("[%s%s] %d/%d %s", strings.Repeat("=", filled), strings.Repeat(" ", barWidth-filled), now.Done, now.Total, subject(now.Step))
	if runes := []rune(line); len(runes) > 79 {
		line = string(runes[:78]) + "…"
	}
	fmt.Fprintf(p.out, "\r%-*s", p.width, line)
	p.width = len([]rune(line))
}

// end wipes the live line.
func (p *progress) end() {
	if p.live {
		fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", p.width))
	}
}

// Package probe asks Whop what is documented nowhere: what null does, where a moved lesson appears, what a
// limit counts. Each question is a row of one table, with the answers that Whop can give and what follows
// from each for those who use whopsync.
//
// The questions are asked in the scratch course, a hidden course made for them and deleted afterwards. The
// type scratch is the only way to write, and refuses what is not in that course. A run that is killed leaves
// its course behind; the next run finds it by its title, and deletes it only if it holds nothing but what this
// package makes.
package probe

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/whop"
)

// Run is one round of questions.
type Run struct {
	Client     *whop.Client
	Experience string               // where the scratch course is made
	IsBound    func(id string) bool // reports what the state knows: it is never deleted
	Random     io.Reader
	Wait       func(context.Context, time.Duration) error
	// Limited reports whether Whop has answered 429, and whether with a Retry-After.
	Limited func() (met, named bool)
}

// Report is what came of a run.
type Report struct {
	Findings []Finding `json:"questions"`
	Left     []Left    `json:"left_alone,omitempty"`
	Removed  bool      `json:"-"` // no scratch course is there any more
}

// Count says how many findings there are of each verdict.
func (r *Report) Count() map[Verdict]int {
	count := map[Verdict]int{}
	for _, f := range r.Findings {
		count[f.Verdict]++
	}
	return count
}

// Left is a course that may be a scratch course and was left alone.
type Left struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Why   string `json:"why"`
}

const (
	// MaxRequests is how many requests a run sends at most where nothing has to be sent again and no
	// earlier run has left a course.
	MaxRequests = 120
	// arrival is what a request that seemed lost is left to arrive: gateways give up on what the server
	// finishes later.
	arrival = 6 * time.Second
	// patience is how long all questions together may take, with what goes before them.
	patience = 10 * time.Minute
	// lastWords is how long an interrupted run may take to delete the scratch course.
	lastWords = time.Minute
)

var errSlow = fmt.Errorf("not asked within %s", patience)

// Ask removes the scratch courses of earlier runs, asks all questions in a new one and removes that. However
// the questions end, the scratch course is removed, and an error says if it was not.
func (r Run) Ask(ctx context.Context) (*Report, error) {
	asking, stop := context.WithTimeoutCause(ctx, patience, errSlow)
	defer stop()
	if _, err := r.sweep(asking, ""); err != nil {
		return nil, err
	}
	s, err := r.begin(asking)
	report := &Report{}
	if err == nil {
		report.Findings = r.settle(asking, s)
		err = context.Cause(ctx)
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	if s.id == "" && isUnclear(err) {
		err = errors.Join(err, r.Wait(last, arrival)) // and then the last look
	}
	left, notRemoved := r.sweep(last, s.id)
	report.Left, report.Removed = left, notRemoved == nil
	return report, errors.Join(err, notRemoved)
}

// settle asks every question of the table.
func (r Run) settle(ctx context.Context, s *scratch) (findings []Finding) {
	for _, check := range checks {
		if check.only429 {
			met, named := r.Limited()
			if !met {
				continue
			}
			s.namesWait = named
		}
		findings = append(findings, check.settle(ctx, s))
	}
	return findings
}

// begin creates the scratch course. With an error, the id that is returned is "" unless it is certain
// that the course of that id was made here.
func (r Run) begin(ctx context.Context) (*scratch, error) {
	word := make([]byte, 4)
	if _, err := io.ReadFull(r.Random, word); err != nil {
		return &scratch{}, fmt.Errorf("make a title for the scratch course: %w", err)
	}
	s := &scratch{
		client: r.Client, experience: r.Experience, title: course.ScratchTitle(hex.EncodeToString(word)),
		own: map[string]bool{}, open: map[string]bool{}, parts: map[string]*course.Resource{}, failed: map[string]error{},
	}
	id, err := s.makeCourse(ctx)
	if isUnclear(err) {
		id, err = r.lookFor(ctx, s.title, err)
	}
	if err != nil {
		return s, fmt.Errorf("make the scratch course: %w", err)
	}
	return s, s.enter(ctx, id)
}

// lookFor returns the id of the course whose create has an unknown end.
func (r Run) lookFor(ctx context.Context, title string, lost error) (string, error) {
	if err := r.Wait(ctx, arrival); err != nil {
		return "", err
	}
	all, err := r.Client.List(ctx, course.KindCourse, r.Experience)
	if err != nil {
		return "", err
	}
	for _, c := range all {
		if c.Title() == title {
			return c.ID, nil
		}
	}
	return "", fmt.Errorf("it may still appear: %w", lost)
}

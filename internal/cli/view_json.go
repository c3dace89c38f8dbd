package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/render"
)

// jsonView is for programs: one object a line, in the shape of Terraform's -json output.
type jsonView struct {
	env   *environment
	mu    sync.Mutex
	begun map[*apply.Step]time.Time // the steps that are under way
}

// newJSONView says which program speaks, as Terraform does in its first line.
func newJSONView(e *environment) *jsonView {
	v := &jsonView{env: e, begun: map[*apply.Step]time.Time{}}
	v.write(event{Level: "info", Message: "whopsync " + version(), Type: "version", Whopsync: version(), UI: uiVersion})
	return v
}

// uiVersion is the version of Terraform's form of these lines, whose names are ours.
const uiVersion = "1.2"

// event is a line. Which parts it has depends on its type, as with Terraform.
type event struct {
	Level   string `json:"@level"`
	Message string `json:"@message"`
	Module  string `json:"@module"`
	Time    string `json:"@timestamp"` // RFC 3339, UTC
	Type    string `json:"type"`

	Whopsync string `json:"whopsync,omitempty"` // of the first line: its version
	UI       string `json:"ui,omitempty"`

	Change     *changeEvent `json:"change,omitempty"`
	Hook       *hookEvent   `json:"hook,omitempty"`
	Changes    *countEvent  `json:"changes,omitempty"`
	Diagnostic *diagnostic  `json:"diagnostic,omitempty"`

	Outputs map[string]output `json:"outputs,omitempty"` // where the courses are on Whop
}

type output struct {
	Sensitive bool   `json:"sensitive"`
	Type      string `json:"type"`
	Value     string `json:"value"`
}

type changeEvent struct {
	Resource resourceEvent  `json:"resource"`
	Previous *resourceEvent `json:"previous_resource,omitempty"`
	Action   string         `json:"action"`
}

type resourceEvent struct {
	Addr string      `json:"addr"`
	Type course.Kind `json:"resource_type,omitempty"`
	Name string      `json:"resource_name,omitempty"`
}

type hookEvent struct {
	Resource resourceEvent `json:"resource"`
	Action   string        `json:"action"`
	Elapsed  *float64      `json:"elapsed_seconds,omitempty"` // of a step that has ended
}

type countEvent struct {
	Add       int    `json:"add"`
	Change    int    `json:"change"`
	Remove    int    `json:"remove"`
	Operation string `json:"operation"`
	// What an apply that stopped part-way adds, in objects.
	Failed       int `json:"failed,omitempty"`
	NotAttempted int `json:"not_attempted,omitempty"`
}

type diagnostic struct {
	Severity string         `json:"severity"`
	Summary  string         `json:"summary"`
	Detail   string         `json:"detail,omitempty"`
	Address  course.Address `json:"address,omitzero"`
}

func (v *jsonView) write(e event) {
	v.mu.Lock()
	defer v.mu.Unlock()
	e.Module, e.Time = "whopsync.ui", v.env.now().UTC().Format("2006-01-02T15:04:05.000000Z07:00")
	_ = render.JSON(v.env.Out, e) // nobody can be told when standard output is gone
}

func (v *jsonView) diagnose(severity string, d diagnostic) {
	d.Severity = severity
	level := "error"
	if severity == "warning" {
		level = "warn"
	}
	v.write(event{Level: level, Message: d.Summary, Type: "diagnostic", Diagnostic: &d})
}

func (v *jsonView) plan(p *plan.Plan) error {
	for i := range p.Changes {
		if c := &p.Changes[i]; len(c.Drift) > 0 {
			v.write(event{Level: "info", Message: c.Address.String() + ": Drift detected (" + driftAction(c) + ")", Type: "resource_drift",
				Change: &changeEvent{Resource: resourceOf(c.Address), Action: driftAction(c)}})
		}
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		change := changeEvent{Resource: resourceOf(c.Address), Action: string(c.Action)}
		if !c.Previous.IsZero() {
			previous := resourceOf(c.Previous)
			change.Previous = &previous
		}
		switch {
		case c.Action == plan.NoOp && change.Previous == nil:
			continue
		case c.Action == plan.NoOp:
			change.Action = "move"
		}
		v.write(event{Level: "info", Message: c.Address.String() + ": Plan to " + change.Action, Type: "planned_change", Change: &change})
	}
	for _, text := range render.Seeds(p) {
		v.write(event{Level: "info", Message: text, Type: "log"})
	}
	n := p.Count()
	v.write(event{Level: "info", Message: render.Summary(p), Type: "change_summary",
		Changes: &countEvent{Add: n.Create, Change: n.Update, Remove: n.Destroyed(), Operation: "plan"}})
	again := render.Again{Shell: v.env.shell, Options: p.Options}
	for _, r := range p.Refusals {
		message, hint := render.RefusalWords(r, again)
		v.diagnose("error", diagnostic{Summary: message, Detail: hint, Address: r.Address})
	}
	return nil
}

// driftAction is what was done on Whop, in Terraform's words.
func driftAction(c *plan.Change) string {
	if slices.ContainsFunc(c.Drift, func(d plan.Drift) bool { return d.Gone }) {
		return string(plan.Delete)
	}
	return string(plan.Update)
}

func resourceOf(a course.Address) resourceEvent { return resourceEvent{a.String(), a.Kind(), a.Name()} }

func (v *jsonView) progress(p apply.Progress) {
	e := event{Level: "info", Hook: &hookEvent{Resource: resourceEvent{subject(p.Step), p.Step.Address.Kind(), p.Step.Address.Name()}, Action: p.Step.Kind.String(), Elapsed: v.elapsed(p)}}
	switch {
	case p.Begun:
		e.Type, e.Message = "apply_start", subject(p.Step)+": Begun"
	case p.Rejected > 0:
		e.Level, e.Type, e.Message = "error", "apply_errored", subject(p.Step)+": Not all of it was taken"
	case p.Status == apply.Done:
		e.Type, e.Message = "apply_complete", subject(p.Step)+": "+doneWords[p.Step.Kind]
	case p.Status == apply.Failed:
		e.Level, e.Type, e.Message = "error", "apply_errored", subject(p.Step)+": Failed"
	case p.Status == apply.Unneeded:
		e.Type, e.Message = "apply_skipped", subject(p.Step)+": Nothing to do"
	default:
		e.Type, e.Message = "apply_skipped", subject(p.Step)+": Not attempted"
	}
	v.write(e)
}

// elapsed returns how long a step took that has ended.
func (v *jsonView) elapsed(p apply.Progress) *float64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	begun, ok := v.begun[p.Step]
	switch {
	case p.Begun:
		v.begun[p.Step] = v.env.now()
	case ok:
		delete(v.begun, p.Step)
		seconds := v.env.now().Sub(begun).Round(time.Millisecond).Seconds()
		return &seconds
	}
	return nil
}

func (v *jsonView) complete(r *apply.Report, places []place) {
	v.write(event{Level: "info", Message: appliedLine(r), Type: "change_summary",
		Changes: &countEvent{Add: r.Added, Change: r.Changed, Remove: r.Destroyed, Operation: "apply"}})
	outputs := map[string]output{}
	for _, p := range places {
		outputs[p.course.String()] = output{Type: "string", Value: p.url}
	}
	if len(outputs) > 0 {
		v.write(event{Level: "info", Message: fmt.Sprintf("Outputs: %d", len(outputs)), Type: "outputs", Outputs: outputs})
	}
}

func (v *jsonView) partial(s summary) {
	counts := countEvent{Add: s.report.Added, Change: s.report.Changed, Remove: s.report.Destroyed, Operation: "apply"}
	for _, o := range s.report.Objects {
		if o.Status == apply.Failed {
			counts.Failed++
		}
	}
	for _, result := range s.report.Results {
		if result.Status == apply.Failed {
			v.diagnose("error", diagnostic{Summary: hint.Text(result.Err), Address: result.Step.Address})
		}
		for _, rejected := range result.Rejected {
			v.diagnose("warning", diagnostic{Summary: rejected, Address: result.Step.Address})
		}
	}
	for _, o := range s.leftOver() {
		counts.NotAttempted++
		v.diagnose("warning", diagnostic{Summary: leftOverLine(o), Address: o.Address})
	}
	for _, at := range s.report.Exposed {
		v.diagnose("warning", diagnostic{Summary: exposedLine(at), Address: at})
	}
	if s.err != nil {
		v.diagnose("error", diagnostic{Summary: hint.Text(s.err)})
	}
	v.write(event{Level: "error", Message: s.line(), Type: "change_summary", Changes: &counts})
}

func (v *jsonView) last(line string) {
	if line != "" {
		v.write(event{Level: "info", Message: line, Type: "log"})
	}
}

func (v *jsonView) fail(err error) {
	var files *filesError
	if errors.As(err, &files) {
		for _, p := range files.problems.Errors() {
			v.diagnose("error", diagnostic{Summary: p.String()})
		}
		return
	}
	summary, detail, _ := strings.Cut(hint.Text(err), "\n")
	v.diagnose("error", diagnostic{Summary: summary, Detail: detail})
}

package probe

import "context"

// Check is a question about Whop.
type Check struct {
	Name     string
	Question string
	Answers  []Answer // that Whop can give; the first is what whopsync assumes
	Untried  string   // why it is not asked; "" asks

	only429 bool // it is asked only where Whop has answered 429
	// ask returns which answer Whop gave, by what Found says, and what else was seen. Errors are kept by
	// the scratch course.
	ask func(context.Context, *scratch) (found, detail string)
}

// Answer is one of the answers to a question.
type Answer struct {
	Found   string
	Follows string // from it; "" from what is assumed
	Breaks  bool   // whopsync rests on the assumption
}

// Verdict is what a finding means.
type Verdict string

const (
	AsAssumed  Verdict = "as assumed"
	Harmless   Verdict = "harmless"
	Wrong      Verdict = "wrong"
	NotSettled Verdict = "not settled"
	NotTried   Verdict = "not tried"
)

// Finding is what came of a question.
type Finding struct {
	Name     string  `json:"name"`
	Question string  `json:"question"`
	Assumed  string  `json:"assumed"`
	Verdict  Verdict `json:"verdict"`
	Found    string  `json:"found,omitempty"`
	Detail   string  `json:"detail,omitempty"`
	Follows  string  `json:"follows,omitempty"`
	Why      string  `json:"why,omitempty"` // it is not settled, or was not tried
}

// settle asks the question. Whatever is unexpected leaves it open.
func (c Check) settle(ctx context.Context, s *scratch) Finding {
	f := Finding{Name: c.Name, Question: c.Question, Assumed: c.Answers[0].Found, Verdict: NotTried, Why: c.Untried}
	if c.Untried != "" {
		return f
	}
	s.err = nil
	found, detail := c.ask(ctx, s)
	if s.err != nil {
		f.Verdict, f.Why = NotSettled, s.err.Error()
		return f
	}
	f.Found, f.Detail = found, detail
	for i, answer := range c.Answers {
		switch {
		case answer.Found != found:
		case i == 0:
			f.Verdict = AsAssumed
		case answer.Breaks:
			f.Verdict, f.Follows = Wrong, answer.Follows
		default:
			f.Verdict, f.Follows = Harmless, answer.Follows
		}
	}
	return f
}

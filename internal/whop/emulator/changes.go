package emulator

import (
	"encoding/json"
	"time"
)

// changes is what one request did to the world: the unit that is kept or lost as a whole
// when the process is killed.
type changes struct {
	Seed         seed          `json:",omitempty"` // on the first line of a store
	Born         int           `json:",omitempty"`
	Accounts     []Account     `json:",omitempty"`
	Products     []Product     `json:",omitempty"`
	Experiences  []Experience  `json:",omitempty"`
	Courses      []Course      `json:",omitempty"`
	Chapters     []Chapter     `json:",omitempty"`
	Lessons      []Lesson      `json:",omitempty"`
	Files        []File        `json:",omitempty"`
	Videos       []Video       `json:",omitempty"`
	Students     []Student     `json:",omitempty"`
	Interactions []Interaction `json:",omitempty"`
	Results      []result      `json:",omitempty"`
	Gone         []string      `json:",omitempty"`
}

// count leaves out a number that was used up and led to nothing: that is not a change.
func (c *changes) count() int {
	return len(c.Accounts) + len(c.Products) + len(c.Experiences) + len(c.Courses) + len(c.Chapters) + len(c.Lessons) +
		len(c.Files) + len(c.Videos) + len(c.Students) + len(c.Interactions) + len(c.Results) + len(c.Gone)
}

const resultLife = 24 * time.Hour

// memory is what the API remembers of POSTs that carried an Idempotency-Key, by caller
// and key.
type memory map[string]*result

// result is one remembered POST. Without a Status its outcome is unknown, and stays so
// until it expires.
type result struct {
	Name    string          // of caller and key: neither is kept in the clear
	Request string          // what a repetition must equal
	Status  int             `json:",omitempty"`
	Body    json.RawMessage `json:",omitempty"`
	At      time.Time

	running bool
}

// apply remembers what has not expired.
func (m memory) apply(results []result, now time.Time) {
	for _, r := range results {
		if now.Sub(r.At) < resultLife {
			m[r.Name] = &r
		}
	}
}

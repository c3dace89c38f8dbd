package emulator

import (
	"fmt"
	"time"
)

// window counts the requests of one operation and key since start.
type window struct {
	start time.Time
	count int
}

// limit refuses what is over Quirks.RateLimit a minute. The wait is in the message alone:
// no header names it. (Documented.)
func (c *call) limit(o operation) error {
	most := c.quirks.RateLimit
	if most <= 0 {
		return nil
	}
	w := c.rates[o]
	if w == nil || c.now.Sub(w.start) >= time.Minute {
		w = &window{start: c.now}
		c.rates[o] = w
	}
	if w.count >= most {
		left := time.Minute - c.now.Sub(w.start)
		return tooMany(int((left + time.Second - 1) / time.Second))
	}
	w.count++
	return nil
}

func tooMany(seconds int) *refusal {
	return &refusal{Status: 429, Type: "rate_limit_exceeded", Message: fmt.Sprintf("Rate limit exceeded. Try again in %d seconds.", seconds)}
}

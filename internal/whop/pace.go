package whop

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// pace keeps each operation under Whop's rate, for all callers together: the limit is counted per
// operation and credential, and being refused costs more than waiting a little.
type pace struct {
	perMinute int // 0: no limit

	mu       sync.Mutex
	limiters map[string]*rate.Limiter
}

func newPace(perMinute int) *pace {
	return &pace{perMinute: perMinute, limiters: map[string]*rate.Limiter{}}
}

// wait returns when operation may be called, or at once when ctx ends.
func (p *pace) wait(ctx context.Context, operation string) error {
	if p.perMinute == 0 {
		return nil
	}
	return p.limiter(operation).Wait(ctx)
}

func (p *pace) limiter(operation string) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	limiter := p.limiters[operation]
	if limiter == nil {
		limiter = newLimiter(p.perMinute)
		p.limiters[operation] = limiter
	}
	return limiter
}

// newLimiter lets a tenth of the minute's requests go at once, so small courses never
// wait, and takes them off the rest: no minute has more than perMinute.
func newLimiter(perMinute int) *rate.Limiter {
	burst := max(1, perMinute/10)
	steady := time.Duration(perMinute - burst + 1)
	return rate.NewLimiter(rate.Every(time.Minute/steady+time.Microsecond), burst) // rounded up, not down
}

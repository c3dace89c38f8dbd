package whop

import (
	"cmp"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

const maxWait = 60 * time.Second

// Whop names the wait of a 429 in its message only (documented: "Try again in N seconds").
var secondsPattern = regexp.MustCompile(`(?i)\b(\d{1,9})\s*seconds?\b`)

// waitOf returns how long the server asks to wait, at most maxWait; 0 when it does not
// say, or nothing sensible.
func waitOf(header http.Header, message string, now time.Time) time.Duration {
	said := cmp.Or(
		retryAfter(header.Get("Retry-After"), now),
		number(header.Get("Retry-After-Ms"), time.Millisecond),
		secondsIn(message),
	)
	return min(said, maxWait)
}

// retryAfter reads seconds or a date. Dates in the past say nothing.
func retryAfter(value string, now time.Time) time.Duration {
	if date, err := http.ParseTime(value); err == nil {
		return max(0, date.Sub(now))
	}
	return number(value, time.Second)
}

func secondsIn(message string) time.Duration {
	match := secondsPattern.FindStringSubmatch(message)
	if match == nil {
		return 0
	}
	return number(match[1], time.Second)
}

// number reads a positive count of units. Anything over an hour is as good as an hour,
// which keeps the product from overflowing.
func number(value string, unit time.Duration) time.Duration {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || !(n > 0) {
		return 0
	}
	return time.Duration(min(n, float64(time.Hour/unit)) * float64(unit))
}

package emulator

import "time"

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// spellTime writes a time as Whop does.
func spellTime(t time.Time) string { return t.Format("2006-01-02T15:04:05.000Z") }

func timeOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(spellTime(t))
}

func onlyIf[T any](condition bool, v T) *T {
	if !condition {
		return nil
	}
	return &v
}

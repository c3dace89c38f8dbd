package cli

import (
	"strings"
	"testing"
	"time"
)

func TestAWaitThatWhopAsksForIsSaidOnce(t *testing.T) {
	var out strings.Builder
	tell := tellWaits(&out)
	for _, wait := range []time.Duration{0, time.Second / 2, 8 * time.Second, 8 * time.Second, time.Second} {
		tell(wait)
	}
	if got, want := strings.Join(strings.Fields(out.String()), " "), "Whop asks to wait 8 seconds."; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

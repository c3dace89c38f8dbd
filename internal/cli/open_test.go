package cli

import (
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheBrowserIsThatOfTheSystem(t *testing.T) {
	for _, c := range []struct {
		system, screen string
		want           []string
	}{
		{"darwin", "", []string{"open"}},
		{"windows", "", []string{"rundll32", "url.dll,FileProtocolHandler"}},
		{"linux", "DISPLAY", []string{"xdg-open"}},
		{"freebsd", "WAYLAND_DISPLAY", []string{"xdg-open"}},
		{"linux", "", nil},
	} {
		getenv := func(name string) string {
			if name == c.screen {
				return ":0"
			}
			return ""
		}
		if diff := cmp.Diff(c.want, browser(c.system, getenv)); diff != "" {
			t.Errorf("on %s with %q: %s", c.system, c.screen, diff)
		}
	}
}

func TestOnlyHTTPSIsOpened(t *testing.T) {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		t.Skip("a browser would open")
	}
	e := &environment{getenv: func(string) string { return "" }}
	for address, isOpened := range map[string]bool{
		"https://whop.com/academy/exp_1/":   true, // nothing starts without a screen
		"http://whop.com/academy/":          false,
		"file:///etc/passwd":                false,
		"javascript:alert(1)":               false,
		"--help":                            false,
		"https://user@whop.com/":            false,
		"https:///nowhere":                  false,
		"https://whop.com/\x7f":             false,
		"calculator:":                       false,
		"HTTPS://whop.com/academy/exp_1/$a": true,
	} {
		if err := openInBrowser(e, address); (err == nil) != isOpened {
			t.Errorf("openInBrowser(%q): %v", address, err)
		}
	}
}

func TestTheBrowserSeesNoKey(t *testing.T) {
	for variable, want := range map[string]bool{"WHOP_API_KEY=x": true, "WHOPSYNC_HTTP_PASSWORD=x": true, "AWS_SECRET_ACCESS_KEY=x": true, "HOME=/": false} {
		if got := isSecret(variable); got != want {
			t.Errorf("isSecret(%q) is %t", variable, got)
		}
	}
}

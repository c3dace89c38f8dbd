package host

import (
	"net/url"
	"strings"
	"testing"
)

// spellings are hosts as hostile files write them. where is the host that each of them leads
// to; "" stands for an address that is refused.
var spellings = []struct {
	address, where string
	whop, loopback bool
}{
	{"https://api.whop.com/api/v1", "api.whop.com", true, false},
	{"https://sandbox-api.whop.com/api/v1", "sandbox-api.whop.com", true, false},
	{"https://API.Whop.COM/api/v1", "api.whop.com", true, false},
	{"https://api.whop.com:443/api/v1", "api.whop.com", true, false},
	{"https://api.whop.com:8443/api/v1", "api.whop.com:8443", false, false},
	{"https://api.whop.com:/api/v1", "", false, false},
	{"http://api.whop.com/api/v1", "api.whop.com", false, false},
	{"http://api.whop.com:443/api/v1", "api.whop.com:443", false, false},
	{"https://api.whop.com./api/v1", "", false, false},
	{"https://api.whop.com@evil.example/api/v1", "evil.example", false, false},
	{"https://key@api.whop.com/api/v1", "api.whop.com", false, false},
	{"https://api.whop.com.evil.example/api/v1", "api.whop.com.evil.example", false, false},
	{"https://evil.example/api.whop.com", "evil.example", false, false},
	{"https://evil.example#api.whop.com", "evil.example", false, false},
	{"https://evil.example?api.whop.com", "evil.example", false, false},
	{"https://api-whop.com/api/v1", "api-whop.com", false, false},
	{"https://whop.com/api/v1", "whop.com", false, false},
	{"https://api.whop.com%2eevil.example/", "", false, false},
	{"https://api.wh\u043ep.com/api/v1", "", false, false},      // a Cyrillic o
	{"https://api.wh%d0%bep.com/api/v1", "", false, false},      // the same one
	{"https://api\u3002whop\u3002com/api/v1", "", false, false}, // ideographic full stops
	{"https://\u24d0pi.whop.com/api/v1", "", false, false},      // a letter in a circle
	{"https://api.whop.com\u200b/api/v1", "", false, false},     // a space without width
	{"https://api.\u212ahop.com/api/v1", "", false, false},      // lower case makes a k of it
	{"https://api.xn--whp-tmc.com/api/v1", "api.xn--whp-tmc.com", false, false},
	{"https://$(id).example/api/v1", "", false, false},
	{"https://a'b.example/api/v1", "", false, false},
	{"https://-evil.example/", "", false, false},
	{"https://.evil.example/", "", false, false},

	{"http://localhost:8787/api/v1", "localhost:8787", false, true},
	{"http://LOCALHOST/api/v1", "localhost", false, true},
	{"http://localho\u017ft/api/v1", "", false, false}, // a long s
	{"http://localhost./api/v1", "", false, false},
	{"http://localhost.evil.example/api/v1", "localhost.evil.example", false, false},
	{"http://localhost@evil.example/api/v1", "evil.example", false, false},
	{"http://localhost%00.evil.example/", "", false, false},
	{"http://127.0.0.1:80/api/v1", "127.0.0.1", false, true},
	{"http://127.0.0.2/api/v1", "127.0.0.2", false, true},
	{"http://127.255.255.254/api/v1", "127.255.255.254", false, true},
	{"http://127.0.0.1.evil.example/", "127.0.0.1.evil.example", false, false},
	{"http://127.0.0.1.nip.io/", "127.0.0.1.nip.io", false, false},
	{"http://127.1/", "127.1", false, false},           // some resolvers read this as 127.0.0.1
	{"http://2130706433/", "2130706433", false, false}, // and this
	{"http://0x7f.0.0.1/", "0x7f.0.0.1", false, false}, // and this
	{"http://0177.0.0.1/", "0177.0.0.1", false, false}, // and this
	{"http://0.0.0.0/", "0.0.0.0", false, false},
	{"http://[::1]:8787/api/v1", "[::1]:8787", false, true},
	{"http://[0:0:0:0:0:0:0:1]/", "[0:0:0:0:0:0:0:1]", false, true},
	{"http://[::ffff:127.0.0.1]/", "[::ffff:127.0.0.1]", false, true},
	{"http://[::1%25eth0]/", "", false, false},
	{"http://[::]/", "[::]", false, false},
	{"http://[::2]/", "[::2]", false, false},
	{"http://169.254.169.254/latest/meta-data", "169.254.169.254", false, false},
}

func TestAHostHasOneSpelling(t *testing.T) {
	for _, s := range spellings {
		where := ""
		if u, err := url.Parse(s.address); err == nil {
			if where, err = Of(u); err != nil {
				where = ""
			}
		}
		if where != s.where {
			t.Errorf("%s leads to %q, want %q", s.address, where, s.where)
		}
	}
}

func TestOnlyWhopsOwnHostsAreWhops(t *testing.T) {
	for _, s := range spellings {
		if got := IsWhop(s.address); got != s.whop {
			t.Errorf("%s: is Whop's %v, want %v", s.address, got, s.whop)
		}
	}
}

func TestLoopbackIsWhatIsWrittenAsLoopback(t *testing.T) {
	for _, s := range spellings {
		if got := IsLocal(s.address); got != s.loopback {
			t.Errorf("%s: is loopback %v, want %v", s.address, got, s.loopback)
		}
	}
}

func TestAVariableNamesAHost(t *testing.T) {
	for value, want := range map[string]string{
		"gitlab.example.com":                  "gitlab.example.com",
		" GitLab.example.com\n":               "gitlab.example.com",
		"gitlab.example.com:443":              "gitlab.example.com",
		"gitlab.example.com:8443":             "gitlab.example.com:8443",
		"https://gitlab.example.com/api/v4":   "gitlab.example.com",
		"https://gitlab.example.com:8443/api": "gitlab.example.com:8443",
		"[::1]:8080":                          "[::1]:8080",
		"127.0.0.1:8080":                      "127.0.0.1:8080",

		"":                             "",
		"*":                            "",
		"*.example.com":                "",
		"gitlab.example.com.":          "",
		"ada:hunter2@example.com":      "",
		"a.example.com, b.example.com": "",
		"https://":                     "",
		"/state":                       "",
	} {
		got, err := Named(value, "https")
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q names %q (%v), want %q", value, got, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the error shows the password: %v", value, err)
		}
	}
}

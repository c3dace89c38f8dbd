package cli

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"whopsync/internal/spec"
)

func TestTheKeyGoesWhereTheEnvironmentOfTheProcessLeads(t *testing.T) {
	const whop, sandbox, relay = "https://api.whop.com/api/v1", "https://sandbox-api.whop.com/api/v1", "https://relay.example/api/v1"
	for _, test := range []struct{ files, variable, want string }{
		{whop, "", whop},
		{sandbox, "", sandbox},
		{"http://127.0.0.2:1/api/v1", "", "http://127.0.0.2:1/api/v1"},
		{"http://[::1]:1/api/v1", "", "http://[::1]:1/api/v1"},
		{"https://API.whop.com:443/api/v1", "", "https://API.whop.com:443/api/v1"},
		{whop, sandbox, sandbox},
		{whop, relay + "/", relay},
		{"http://127.0.0.2:1/api/v1", relay, relay},
		{relay, relay, relay},
		{relay, "https://RELAY.example:443/api/v1/", relay},

		{relay, "", ""},
		{relay, whop, ""},
		{relay, "https://relay.example:8443/api/v1", ""},
		{relay, "https://relay.example/api/v2", ""},
		{relay, "https://relay.example.evil.example/api/v1", ""},
		{relay, "relay.example", ""},
		{whop, "relay.example", ""},
		{whop, "http://relay.example/api/v1", ""},
		{whop, "https://ada:hunter2@relay.example/api/v1", ""},
		{"https://api.whop.com:8443/api/v1", "", ""},
		{"https://api.whop.com./api/v1", "", ""},
		{"https://api.wh\u043ep.com/api/v1", "", ""},
		{"https://ada:hunter2@api.whop.com/api/v1", "", ""},
		{"https://api.whop.com@evil.example/api/v1", "", ""},
		{"https://localhost.evil.example/api/v1", "", ""},
		{"https://127.0.0.1.evil.example/api/v1", "", ""},
		{"https://relay.example/api/v1?key=hunter2", "https://relay.example/api/v1?key=hunter2", ""},
	} {
		e := &environment{Streams: Streams{Err: &bytes.Buffer{}}, getenv: func(string) string { return test.variable }}
		got, err := baseURL(e, spec.Environment{Name: "production", BaseURL: test.files, Written: true})
		if test.want != "" && (got != test.want || err != nil) || test.want == "" && err == nil {
			t.Errorf("files %s, WHOP_BASE_URL %q: %q, %v; want %q", test.files, test.variable, got, err, test.want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error shows the password: %v", test.files, err)
		}
		var refusal *outcome
		if test.files == relay && test.want == "" && (!errors.As(err, &refusal) || refusal.code != exitRefused) {
			t.Errorf("%s with %q is no refusal: %v", test.files, test.variable, err)
		}
	}
}

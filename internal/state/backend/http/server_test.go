package http

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"whopsync/internal/state"
)

func TestAPasswordGoesToTheNamedHost(t *testing.T) {
	type env = map[string]string
	ours := env{"WHOPSYNC_HTTP_USERNAME": "ada", "WHOPSYNC_HTTP_PASSWORD": "hunter2"}
	terraforms := env{"TF_HTTP_USERNAME": "ada", "TF_HTTP_PASSWORD": "hunter2"}
	for _, test := range []struct {
		where string
		login env
		also  string
		at    state.Place
		may   bool
	}{
		{"https://gitlab.example/state", env{}, "", state.Place{}, true}, // there is nothing to leak
		{"https://gitlab.example/state", env{}, "", state.Place{Fork: true}, false},
		{"https://gitlab.example/state", ours, "", state.Place{}, false},
		{"https://gitlab.example/state", ours, "", state.Place{Typed: true}, true},
		{"https://gitlab.example/state", env{"WHOPSYNC_HTTP_PASSWORD": "hunter2"}, "", state.Place{}, false},
		{"https://gitlab.example/state", terraforms, "", state.Place{}, false},
		{"https://gitlab.example/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", state.Place{}, true},
		{"https://gitlab.example/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", state.Place{Fork: true}, true},
		{"https://GitLab.example:443/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.EXAMPLE", state.Place{}, true},
		{"https://gitlab.example:8443/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", state.Place{}, false},
		{"https://gitlab.example:8443/state", ours, "WHOPSYNC_HTTP_HOST=https://gitlab.example:8443/api/v4", state.Place{}, true},
		{"https://gitlab.example.evil.example/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", state.Place{}, false},
		{"https://evil.example/gitlab.example", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", state.Place{}, false},
		{"https://a.gitlab.example/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", state.Place{}, false},
		{"https://gitlab.example/state", ours, "WHOPSYNC_HTTP_HOST=*", state.Place{}, false},
		{"https://gitlab.example/state", ours, "TF_HTTP_ADDRESS=https://gitlab.example/other", state.Place{}, false},
		{"https://gitlab.example/state", terraforms, "TF_HTTP_ADDRESS=https://gitlab.example/other", state.Place{}, true},
		{"https://evil.example/state", terraforms, "TF_HTTP_ADDRESS=https://gitlab.example/other", state.Place{}, false},
		{"http://localhost:1/state", ours, "", state.Place{}, true},
		{"http://127.0.0.2/state", ours, "", state.Place{}, true},
		{"http://[::1]:1/state", ours, "", state.Place{}, true},
		{"http://[::1]:1/state", ours, "WHOPSYNC_HTTP_HOST=[::1]:1", state.Place{Fork: true}, true},
		{"http://localhost:1/state", ours, "", state.Place{Fork: true}, false},
		{"http://localhost:1/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", state.Place{}, false},
		{"https://localhost.evil.example/state", ours, "", state.Place{}, false},
	} {
		for name, value := range test.login {
			test.at.Environ = append(test.at.Environ, name+"="+value)
		}
		test.at.Environ = append(test.at.Environ, test.also)
		address, err := url.Parse(test.where)
		if err != nil {
			t.Fatal(err)
		}
		err = newServer(address, test.at).refused
		var unnamed *state.HostError
		if (err == nil) != test.may || err != nil && !errors.As(err, &unnamed) {
			t.Errorf("%s with %v: %v", test.where, test.at, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error shows the password: %v", test.where, err)
		}
	}
}

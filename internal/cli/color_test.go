package cli

import (
	"io"
	"testing"
)

func TestVariablesDecideAboutColourInTheirOrder(t *testing.T) {
	for _, test := range []struct {
		noColor, force, clicolor string
		flag, want               bool
	}{
		{want: false},
		{force: "1", want: true},
		{force: "true", want: true},
		{force: "0", want: false},
		{force: "false", clicolor: "1", want: false},
		{clicolor: "1", want: true},
		{clicolor: "0", want: false},
		{noColor: "1", force: "1", clicolor: "1", want: false},
		{force: "1", flag: true, want: false},
	} {
		variables := map[string]string{"NO_COLOR": test.noColor, "FORCE_COLOR": test.force, "CLICOLOR_FORCE": test.clicolor, "TERM": "dumb"}
		e := &environment{flags: &globals{NoColor: test.flag}, getenv: func(name string) string { return variables[name] }}
		if got := e.style(io.Discard).Color; got != test.want {
			t.Errorf("%+v: colour %t", test, got)
		}
	}
}

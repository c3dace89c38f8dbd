package spec

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAStateThatCanBeNoneIsTold(t *testing.T) {
	for where, want := range map[string]string{
		"GIT":                       "bad-state state wants one of file, git, git:REMOTE, git:REMOTE:NAME, s3://BUCKET/KEY, https://…, http://localhost/… (did you mean \"git\"?)",
		"ftp://example.com":         "bad-state state wants one of file, git, git:REMOTE, git:REMOTE:NAME, s3://BUCKET/KEY, https://…, http://localhost/…",
		"s3://b":                    "bad-state state wants a bucket and a key (write s3://BUCKET/KEY)",
		"s3://b/k?regoin=x":         "bad-state state knows endpoint and region, and not \"regoin\" (did you mean \"region\"?)",
		"git:":                      "bad-state state wants the name of a git remote after git: (write `state: git` for origin)",
		"https://a:b@example.com/s": "bad-state state holds a name or a password (set WHOPSYNC_HTTP_USERNAME and WHOPSYNC_HTTP_PASSWORD instead)",
	} {
		t.Run(where, func(t *testing.T) {
			_, problems := Load(pottery("Text.\n").with(files{ConfigFile: "version: 1\nenvironments:\n  production:\n    experience: exp_1\n    state: \"" + where + "\"\n"}).repo(), "")
			if len(problems) != 1 || problems[0].Line != 5 || problems[0].Col != 12 {
				t.Fatalf("problems: %v", problems)
			}
			got := problems[0].Rule + " " + problems[0].Message
			if problems[0].Hint != "" {
				got += " (" + problems[0].Hint + ")"
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

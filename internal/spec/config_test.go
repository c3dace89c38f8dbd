package spec

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

func TestTheConfigurationHasDefaults(t *testing.T) {
	p := load(t, pottery("Text.\n"))
	want := Config{
		DefaultEnvironment: "local",
		Environments:       map[string]Environment{"local": {Name: "local"}},
		OnRemove:           OnRemoveHide,
		Limits:             Limits{MaxDelete: 3, MaxDeletePercent: 30, MaxHide: 10, MaxHidePercent: 50},
	}
	if diff := cmp.Diff(want, p.Config); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Environment{Name: "local"}, p.Environment); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
}

func TestTheWholeConfigurationIsRead(t *testing.T) {
	p := load(t, pottery("Text.\n").with(files{ConfigFile: `version: 1
default_environment: production
environments:
  production:
    experience: exp_1
    account: biz_1
    state: git
    lesson_url: https://whop.com/academy/{course}/{chapter}/{lesson}
  sandbox: {product: prod_1}
  staging: {experience: "https://whop.com/joined/academy/courses-0vPZThfBpAwLo/app/", base_url: "http://127.0.0.1:8080/api/v1/"}
  local:
    lesson_url: http://localhost/{lesson}
courses: [courses/pot*]
on_remove: delete
limits:
  max_delete: 0
  max_delete_percent: 100
moved:
- from: pottery/clay/old
  to: pottery/clay/lesson
removed:
- address: pottery/wheel
- {address: pottery/glaze/gone, action: hide}
unmanaged: [cors_1, lesn_1]
`}))
	address := func(s string) course.Address {
		a, err := course.ParseAddress(s)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	at := func(line int) course.Source { return course.Source{Path: ConfigFile, Line: line, Col: 3} }
	production := Environment{
		Name: "production", Experience: "exp_1", Account: "biz_1", State: "git",
		BaseURL: "https://api.whop.com/api/v1", LessonURL: "https://whop.com/academy/{course}/{chapter}/{lesson}",
	}
	want := Config{
		DefaultEnvironment: "production",
		Environments: map[string]Environment{
			"production": production,
			"sandbox":    {Name: "sandbox", Product: "prod_1", BaseURL: "https://sandbox-api.whop.com/api/v1"},
			"staging":    {Name: "staging", Experience: "exp_0vPZThfBpAwLo", BaseURL: "http://127.0.0.1:8080/api/v1", Written: true},
			"local":      {Name: "local", LessonURL: "http://localhost/{lesson}"},
		},
		OnRemove: OnRemoveDelete,
		Limits:   Limits{MaxDelete: 0, MaxDeletePercent: 100, MaxHide: 10, MaxHidePercent: 50},
		Moved:    []Move{{From: address("pottery/clay/old"), To: address("pottery/clay/lesson"), Source: at(19)}},
		Removed: []Removal{
			{Address: address("pottery/wheel"), Action: OnRemoveDelete, Source: at(22)},
			{Address: address("pottery/glaze/gone"), Action: OnRemoveHide, Source: at(23)},
		},
		Unmanaged: []string{"cors_1", "lesn_1"},
	}
	if diff := cmp.Diff(want, p.Config); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(production, p.Environment); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
}

func TestTheConfigurationSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct{ config, want string }{
		{"", `: whopsync.yaml has no "version" (add the line ` + "`version: 1`" + `)`},
		{"version: 1\nproduct_id: prod_1\n", `:2:1: unknown key "product_id" (it belongs to an environment: environments: {production: {product: …}})`},
		{"version: 1\napi_key: apik_x\n", `:2:1: unknown key "api_key" (a key does not belong in a file: set WHOP_API_KEY, and revoke this key, which may be in git's history now)`},
		{env("experience: prod_1"), `:4:17: experience wants an id that begins with exp_, got "prod_1"`},
		{"version: 1\ndefault_environment: p\n" + "environments: {p: {experience: exp_…}}\n", `: the experience of environment "p" is "exp_…", which is no id (` + docExperience + "; with a key, `whopsync doctor --env p` lists yours)"},
		{"version: 1\ndefault_environment: p\n" + "environments: {p: {experience: exp_REPLACE_ME}}\n", `: the experience of environment "p" is "exp_REPLACE_ME", which is no id (` + docExperience + "; with a key, `whopsync doctor --env p` lists yours)"},
		{env("experience: https://whop.com/hub/academy/courses-exp_Courses3/app/"), ":4:17: https://whop.com/hub/academy/courses-exp_Courses3/app/: it names no Courses app (did you mean `experience: exp_Courses3`?)"},
		{env("experience: https://whop.com/academy/app/"), ":4:17: https://whop.com/academy/app/: it names no Courses app (" + docExperience + ")"},
		{env("experience: https://whop.com.evil.example/exp_1/"), `:4:17: experience wants an id that begins with exp_, got "https://whop.com.evil.example/exp_1/"`},
		{env("experience: exp_…"), ""}, // not the environment worked with
		{env("experience: exp_1\n    product: prod_1"), `:5:5: experience and product say the same (keep one of the two)`},
		{env("account: biz_1"), ":3:3: environment \"p\" has no experience (write `experience: exp_…`, or `product: prod_…`; with a key, `whopsync doctor --env p` lists yours)"},
		{env("experience: exp_1\n    base_url: https://api.whop.com/api/v5"), `:5:15: base_url is wrong: there are no courses in v5 of the API (courses live under https://api.whop.com/api/v1)`},
		{env("experience: exp_1\n    base_url: https://api.whop.com"), `:5:15: base_url is wrong: it has no path (courses live under https://api.whop.com/api/v1)`},
		{env("experience: exp_1\n    base_url: http://localhost:8787/"), `:5:15: base_url is wrong: it has no path (courses live under http://localhost:8787/api/v1)`},
		{env("experience: exp_1\n    base_url: https://api.whop.com/api/v2/"), `:5:15: base_url is wrong: there are no courses under /api/v2 (courses live under https://api.whop.com/api/v1)`},
		{env("experience: exp_1\n    base_url: https://proxy.example"), ""},
		{env("experience: exp_1\n    base_url: http://api.whop.com/api/v1"), `:5:15: base_url wants https: a key must not travel in the clear`},
		{env("experience: exp_1\n    base_url: api.whop.com"), `:5:15: base_url wants an address such as https://api.whop.com/api/v1`},
		{env("experience: exp_1\n    base_url: https://api.wh\u043ep.com/api/v1"), `:5:15: base_url has characters that the address of an API does not need (write host and path with letters, digits, dots and hyphens; a host in other letters as xn--…)`},
		{env("experience: exp_1\n    base_url: https://api.whop.com./api/v1"), `:5:15: base_url has characters that the address of an API does not need (write host and path with letters, digits, dots and hyphens; a host in other letters as xn--…)`},
		{env("experience: exp_1\n    base_url: https://h.example/$(id)"), `:5:15: base_url has characters that the address of an API does not need (write host and path with letters, digits, dots and hyphens; a host in other letters as xn--…)`},
		{env("experience: exp_1\n    lesson_url: https://whop.com/x"), `:5:17: lesson_url has no {lesson}, so all lessons would have one address`},
		{env("experience: exp_1\n    lesson_url: https://whop.com/{lesson}/{id}"), `:5:17: lesson_url knows {course}, {chapter} and {lesson} only`},
		{env("experience: exp_1\n    lesson_url: /{lesson}"), `:5:17: lesson_url wants an address such as https://whop.com/…/{lesson}`},
		{"version: 1\nenvironments:\n  my school: {experience: exp_1}\n", `:3:3: "my school" cannot name an environment (use letters, digits, - and _)`},
		{"version: 1\nenvironments:\n  local: {base_url: https://x.example}\n", `:3:11: local runs in the process and has no address (remove it, or use another name for the environment)`},
		{"version: 1\ndefault_environment: lokal\n", `:2:22: no environment "lokal" (did you mean "local"?)`},
		{"version: 1\ncourses: [../other]\n", `:2:11: "../other" is not a glob inside of the repository (for example courses/*)`},
		{"version: 1\ncourses: [courses/pottery, kurse/*]\n", `:2:28: no folder matches "kurse/*"`},
		{"version: 1\nlimits: {max_delete_percent: 101}\n", `:2:30: max_delete_percent wants a whole number from 0 to 100, got 101`},
		{"version: 1\nmoved: [{from: pottery, to: pottery/clay}]\n", `:2:9: pottery is a course and pottery/clay a chapter`},
		{"version: 1\nunmanaged: [cors_1, pottery/clay]\n", `:2:21: unmanaged wants ids that begin with cors_, chap_ or lesn_, got "pottery/clay"`},
		{"version: 1\nremoved: [{address: a//b}]\n", `:2:21: address "a//b": a part is empty (write course, course/chapter or course/chapter/lesson)`},
	} {
		_, problems := Load(pottery("Text.\n").with(files{ConfigFile: test.config}).repo(), "")
		var got []string
		for _, p := range problems {
			got = append(got, strings.TrimPrefix(p.String(), ConfigFile))
		}
		if diff := cmp.Diff(test.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.config, diff)
		}
	}
}

// env is a configuration with one environment of the given lines.
func env(lines string) string {
	return "version: 1\nenvironments:\n  p:\n    " + lines + "\n"
}

func TestAnUnknownEnvironmentIsAnError(t *testing.T) {
	_, problems := Load(pottery("Text.\n").with(files{ConfigFile: env("experience: exp_1")}).repo(), "production")
	if diff := cmp.Diff(`whopsync.yaml: no environment "production" (there is local, p)`, problems.Error()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestOpenLooksUpwardLikeGit(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, "courses", "pottery")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(deep); err == nil || !strings.Contains(err.Error(), "no course repository") {
		t.Errorf("without a repository: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, ConfigFile), []byte(minimalConfig), 0o644); err != nil {
		t.Fatal(err)
	}
	repo, err := Open(deep)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	if repo.Dir() != dir {
		t.Errorf("opened %s, want %s", repo.Dir(), dir)
	}
	for _, wrong := range []string{filepath.Join(dir, "missing"), filepath.Join(dir, ConfigFile)} {
		if _, err := Open(wrong); err == nil {
			t.Errorf("%s is opened", wrong)
		}
	}
}

package internal_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

func parse(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile("../" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func TestAReleaseIsForEverySystemAndTheSameFromEveryMachine(t *testing.T) {
	var release struct {
		Builds []struct {
			Goos, Goarch, Flags, Ldflags, Env []string
			Timestamp                         string `yaml:"mod_timestamp"`
		}
		Archives []struct {
			Files []struct{ Src string }
		}
		Checksum struct{ Algorithm string }
		Sboms    []struct{ Artifacts string }
		Casks    []struct {
			Name  string
			Hooks struct{ Post struct{ Install string } }
		} `yaml:"homebrew_casks"`
		Dockers []struct {
			Dockerfile string
			Platforms  []string
		} `yaml:"dockers_v2"`
	}
	parse(t, ".goreleaser.yaml", &release)
	build := release.Builds[0]
	var targets []string
	for _, system := range build.Goos {
		for _, machine := range build.Goarch {
			targets = append(targets, system+"/"+machine)
		}
	}
	want := []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}
	if diff := gocmp.Diff(want, targets); diff != "" {
		t.Errorf("targets (-want +got):\n%s", diff)
	}
	flags := strings.Join(slices.Concat(build.Flags, build.Ldflags, build.Env), " ")
	for _, flag := range []string{"-trimpath", "-buildvcs=false", "-s -w -buildid=", "internal/cli.release=v{{ .Version }}", "CGO_ENABLED=0"} {
		if !strings.Contains(flags, flag) {
			t.Errorf("the build goes without %s", flag)
		}
	}
	if build.Timestamp != "{{ .CommitTimestamp }}" || release.Checksum.Algorithm != "sha256" || len(release.Sboms) != 1 || len(release.Casks) != 1 {
		t.Errorf("the release lacks a time of its own, checksums, a list of parts, or a cask: %+v", release)
	}
	if !strings.Contains(release.Casks[0].Hooks.Post.Install, "com.apple.quarantine") {
		t.Error("macOS does not start what the cask installs")
	}
	if diff := gocmp.Diff([]string{"linux/amd64", "linux/arm64"}, release.Dockers[0].Platforms); diff != "" {
		t.Errorf("images (-want +got):\n%s", diff)
	}
	for _, file := range append(release.Archives[0].Files, struct{ Src string }{release.Dockers[0].Dockerfile}) {
		if file.Src == "docs/whopsync.1" {
			continue // made for the release
		}
		if found, err := filepath.Glob(path.Join("..", file.Src)); err != nil || len(found) == 0 {
			t.Errorf("the release wants a file that is not there: %s (%v)", file.Src, err)
		}
	}
}

// A tag can be moved; a digest is one image. Dependabot brings it up to date.
func TestImagesArePinned(t *testing.T) {
	for file, line := range map[string]string{"Dockerfile": "FROM ", "docs/gitlab-ci.yml": "  image: "} {
		text, err := os.ReadFile("../" + file)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for name := range strings.Lines(string(text)) {
			if image, ok := strings.CutPrefix(name, line); ok {
				found++
				if !regexp.MustCompile(`^\S+:[0-9][\w.]*@sha256:[0-9a-f]{64}\n$`).MatchString(image) {
					t.Errorf("%s takes the image %q, which is not pinned", file, image)
				}
			}
		}
		if found == 0 {
			t.Errorf("%s names no image", file)
		}
	}
}

// BuildKit takes the default of an ARG for every platform: the image for arm64 would hold the
// program for amd64.
func TestAnImageHoldsTheProgramOfItsPlatform(t *testing.T) {
	dockerfile, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"ARG TARGETPLATFORM", "COPY ${TARGETPLATFORM}/whopsync /usr/local/bin/whopsync"} {
		if !slices.Contains(strings.Split(string(dockerfile), "\n"), line) {
			t.Errorf("the Dockerfile has no line %q", line)
		}
	}
}

func TestTheGitLabExampleKeepsTheRules(t *testing.T) {
	var pipeline map[string]yaml.Node
	parse(t, "docs/gitlab-ci.yml", &pipeline)
	type job struct {
		Stage       string
		Environment string
		Group       string `yaml:"resource_group"`
		Rules       []struct{ If, When string }
		Script      []string
	}
	jobs := map[string]job{}
	for name, node := range pipeline {
		var j job
		if node.Kind == yaml.MappingNode && node.Decode(&j) == nil && len(j.Script) > 0 {
			jobs[name] = j
		}
	}
	if diff := gocmp.Diff([]string{"apply", "check", "plan", "publish", "pull", "unlock"}, sorted(jobs)); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
	var variables map[string]string
	node := pipeline["variables"]
	if err := node.Decode(&variables); err != nil || variables["WHOPSYNC_HTTP_USERNAME"] != "gitlab-ci-token" || variables["WHOPSYNC_HTTP_PASSWORD"] != "$CI_JOB_TOKEN" {
		t.Errorf("a state that GitLab keeps is not reached with %v (%v)", variables, err)
	}
	if variables["WHOPSYNC_HTTP_HOST"] != "$CI_API_V4_URL" || variables["WHOP_BASE_URL"] != "https://api.whop.com/api/v1" {
		t.Errorf("the token and the key are for no host in %v", variables)
	}
	for _, name := range []string{"publish", "pull"} { // a schedule is for one of them
		if rules := jobs[name].Rules; len(rules) != 1 || rules[0].If != `$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $TASK == "`+name+`"` {
			t.Errorf("%s runs with %v", name, rules)
		}
	}
	for name, j := range jobs {
		script := strings.Join(j.Script, "\n")
		forks := strings.Contains(j.Rules[0].If, "merge_request_event") && !strings.Contains(j.Rules[0].If, "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID")
		if forks && strings.Contains(script, "KEY") {
			t.Errorf("%s gives a fork a key", name)
		}
		// What writes to Whop is what a cancelled job signals. A pull may be killed.
		if !strings.HasPrefix(j.Script[len(j.Script)-1], "exec whopsync ") && !strings.Contains(script, "whopsync pull ") {
			t.Errorf("%s does not start whopsync with exec", name)
		}
		if strings.Contains(script, "$WHOP_KEY") && (j.Environment == "" || j.Group == "") {
			t.Errorf("%s has the key that writes outside of an environment, or beside another run", name)
		}
	}
}

package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"whopsync/internal/whop"
)

// source is the commit that a build was made from, for builds outside of a git checkout:
// go build -ldflags "-X whopsync/internal/cli.source=COMMIT". In a checkout Go itself
// records it, and knows better.
var source string

// release is the version of a program that is part of a release. It holds no commit, for its digest lies in
// the commit that has the version's tag.
var release string

type versionCmd struct {
	Format string `name:"format" enum:"text,json" default:"text" help:"Print as text or json."`
}

// build is what a bug report needs.
type build struct {
	FormatVersion string `json:"format_version"`
	Version       string `json:"version"`
	Commit        string `json:"commit,omitempty"`
	Dirty         bool   `json:"dirty"` // files were changed after the commit
	APIVersion    string `json:"api_version"`
	Go            string `json:"go"`
	Platform      string `json:"platform"`
}

// Run prints the versions of this program, of Go and of Whop's API.
func (cmd *versionCmd) Run(e *environment) error {
	b := thisBuild()
	if cmd.Format == "json" {
		return json.NewEncoder(e.Out).Encode(b)
	}
	commit := b.Commit
	switch {
	case commit == "" && release != "":
		commit = "of the tag " + release
	case commit == "":
		commit = "unknown"
	case b.Dirty:
		commit += " (dirty)"
	}
	_, err := fmt.Fprintf(e.Out, "whopsync %s\ncommit %s\nWhop API version %s\n%s %s\n", b.Version, commit, b.APIVersion, b.Go, b.Platform)
	return err
}

func thisBuild() build {
	b := build{
		FormatVersion: documentVersion, Version: cmp.Or(release, "devel"), Commit: source,
		APIVersion: whop.DefaultVersion, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if v := info.Main.Version; release == "" && v != "" && v != "(devel)" {
		b.Version = v
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.Commit = setting.Value
		case "vcs.modified":
			b.Dirty = setting.Value == "true"
		}
	}
	return b
}

// version is what whopsync calls itself in requests and plans.
func version() string {
	b := thisBuild()
	if b.Version == "devel" && len(b.Commit) >= 12 {
		return b.Version + "+" + b.Commit[:12]
	}
	return b.Version
}

// documentVersion is the version of what commands print as JSON, but for plans and drift, which have one of
// their own. Minor versions only add.
const documentVersion = "1.0"

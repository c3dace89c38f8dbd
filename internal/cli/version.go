package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"whopsync/internal/whop"
)

type versionCmd struct{}

// Run prints what a bug report needs.
func (cmd *versionCmd) Run(e *environment) error {
	_, err := fmt.Fprintf(e.Out, "whopsync %s\nWhop API version %s\n%s %s/%s\n",
		version(), whop.DefaultVersion, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// version is the module's version and the commit, as far as the build recorded them.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" {
		v = "devel"
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
			v += "+" + setting.Value[:12]
		}
	}
	return v
}

// Command whopsync keeps Whop courses in git: plan what would change, then apply it.
package main

import (
	"context"
	"os"
	"runtime/debug"

	"whopsync/internal/cli"
)

// memory is what the garbage collector tries to stay within: some 10,000 lessons fit. Below it, it runs half as often
// as usual. What the environment says (GOMEMLIMIT, GOGC) goes before both.
const memory = 256 << 20

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memory)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
	os.Exit(cli.Main(context.Background(), os.Args[1:], cli.Process{Environ: os.Environ(), Streams: cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}}))
}

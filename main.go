// Command whopsync keeps Whop courses in git: plan what would change, then apply it.
package main

import (
	"context"
	"os"
	"runtime/debug"

	"whopsync/internal/cli"
)

// memory is what the garbage collector tries to stay within: some 10,000 lessons fit. A soft limit of the
// environment (GOMEMLIMIT) goes before it.
const memory = 256 << 20

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memory)
	}
	os.Exit(cli.Main(context.Background(), os.Args[1:], cli.Process{Environ: os.Environ(), Streams: cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}}))
}

// Command whopsync keeps Whop courses in git: plan what would change, then apply it.
package main

import (
	"context"
	"os"

	"whopsync/internal/cli"
)

func main() {
	os.Exit(cli.Main(context.Background(), os.Args[1:], cli.Process{Environ: os.Environ(), Streams: cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}}))
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"whopsync/internal/whop/emulator"
)

type emulatorCmd struct {
	Listen string        `name:"listen" default:"127.0.0.1:8787" placeholder:"HOST:PORT" help:"Where to serve; port 0 picks a free one."`
	Data   string        `name:"data" placeholder:"DIR" help:"Keep the data in this folder (default: in memory)."`
	Delay  time.Duration `name:"latency" placeholder:"50ms" help:"Let every request take at least this long."`
	Page   int           `name:"page-size" placeholder:"N" help:"Return at most N items a page."`
}

// Run serves the emulator until it is interrupted.
func (cmd *emulatorCmd) Run(ctx context.Context, e *environment) (err error) {
	if cmd.Data != "" {
		cmd.Data = e.at(cmd.Data)
	}
	whop, err := emulator.New(emulator.Options{Dir: cmd.Data, Latency: cmd.Delay, PageSize: cmd.Page})
	if err != nil {
		return err
	}
	defer closing(whop, &err)
	listener, err := net.Listen("tcp", cmd.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintf(e.Out, "Serving a local Whop. In another terminal:\n\n"+
		"  export WHOP_BASE_URL=http://%s/api/v1\n  export WHOP_API_KEY=%s\n\n"+
		"Its account is %s, its experience %s. Stop with Ctrl-C.\n",
		listener.Addr(), emulator.LocalKey, emulator.LocalAccount, emulator.LocalExperience)
	server := &http.Server{Handler: whop, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

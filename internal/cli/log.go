package cli

import (
	"log/slog"

	"whopsync/internal/whop"
)

// logger writes what the user asked to see with --log-level. Keys and contents are in
// none of it.
func (e *environment) logger() *slog.Logger {
	level := slog.LevelInfo
	switch e.flags.Log {
	case "off":
		return slog.New(slog.DiscardHandler)
	case "debug":
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(e.Err, &slog.HandlerOptions{Level: level}))
}

// observe logs requests when the user asks for it, and shows them to watch. Keys and
// contents are in none of them.
func (e *environment) observe() func(whop.Exchange) {
	log := e.logger()
	return func(x whop.Exchange) {
		log.Info("request", "method", x.Method, "path", x.Path, "status", x.Status, "ms", x.Duration.Milliseconds(), "retry", x.Retry)
		log.Debug("answer", "request_id", x.RequestID, "warning", x.Warning)
		if e.watch != nil {
			e.watch(x)
		}
	}
}

package cli

import "log/slog"

// logger writes what the user asked to see with --log-level. Keys and contents are in
// none of it.
func (e *environment) logger() *slog.Logger {
	level := slog.LevelInfo
	switch e.Log {
	case "off":
		return slog.New(slog.DiscardHandler)
	case "debug":
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(e.Err, &slog.HandlerOptions{Level: level}))
}

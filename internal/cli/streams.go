package cli

import (
	"context"
	"io"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"whopsync/internal/render"
	"whopsync/internal/whop/emulator"
)

// Streams are where a command reads and writes. Results go to Out; progress, warnings
// and errors to Err.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Process is the environment of a command. It never asks the operating system, so many commands
// can run in one program as if each were alone.
type Process struct {
	Dir     string   // where relative paths begin; "" is the current folder
	Environ []string // the variables, as NAME=value
	Streams
	// Transport carries the requests to Whop; nil: they go over the network.
	Transport http.RoundTripper
	// Wait lets time pass before Whop is looked at again, until ctx ends; nil: as much as that is.
	Wait func(ctx context.Context, d time.Duration) error
	// Now is the clock; nil: the machine's.
	Now func() time.Time
}

// getenv returns the last value of a variable.
func (p Process) getenv(name string) string {
	for _, variable := range slices.Backward(p.Environ) {
		if key, value, _ := strings.Cut(variable, "="); key == name || runtime.GOOS == "windows" && strings.EqualFold(key, name) {
			return value
		}
	}
	return ""
}

// masked is a stream that no key passes. Authors put theirs into files quoted here, and
// anyone who edits on Whop can put one into a title: so it is done where all output
// passes, and not where someone thinks of it. Writers write lines as a whole.
type masked struct {
	out  io.Writer
	keys []string
}

// mask returns the streams without keys, that of the environment among them. The local
// Whop's is known to everyone, and the emulator has to say it.
func (s Streams) mask(key string) Streams {
	keys := secretKeys(key)
	s.Out, s.Err = &masked{s.Out, keys}, &masked{s.Err, keys}
	return s
}

// hide keeps one key more out of streams that are masked.
func (s Streams) hide(key string) {
	for _, stream := range []io.Writer{s.Out, s.Err} {
		if m, ok := stream.(*masked); ok {
			m.keys = append(m.keys, secretKeys(key)...)
		}
	}
}

// secretKeys returns the key, unless it is public.
func secretKeys(key string) []string {
	const shortest = 8 // shorter ones are words
	if len(key) < shortest || key == emulator.LocalKey {
		return nil
	}
	return []string{key}
}

func (m *masked) Write(p []byte) (int, error) {
	return m.out.Write([]byte(render.Mask(string(p), m.keys...)))
}

// isTerminal reports whether a stream is someone's screen or keyboard.
func isTerminal(stream any) bool {
	_, ok := terminal(stream)
	return ok
}

// canDraw reports whether a stream is a screen that reads escape sequences, as colours are written. From then on it does.
func canDraw(stream io.Writer) bool {
	screen, ok := terminal(stream)
	return ok && readsEscapes(screen)
}

func terminal(stream any) (file *os.File, ok bool) {
	if m, ok := stream.(*masked); ok {
		stream = m.out
	}
	file, ok = stream.(*os.File)
	return file, ok && term.IsTerminal(int(file.Fd()))
}

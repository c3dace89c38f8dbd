package cli

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/whop"
)

// environment is what a command runs in.
type environment struct {
	Streams
	flags  *globals
	getenv func(string) string
	random io.Reader           // of new keys
	watch  func(whop.Exchange) // sees every request; may be nil
}

// isTerminal reports whether a stream is somebody's screen or keyboard.
func isTerminal(stream any) bool {
	_, ok := terminal(stream)
	return ok
}

func terminal(stream any) (file *os.File, ok bool) {
	if m, ok := stream.(*masked); ok {
		stream = m.out
	}
	file, ok = stream.(*os.File)
	return file, ok && term.IsTerminal(int(file.Fd()))
}

// unwrapped is the width of what is no terminal: lines stay whole, so that they can be
// searched.
const unwrapped = 1 << 16

// style is what the reader of a stream can see.
func (e *environment) style(w io.Writer) render.Style {
	s := render.Style{Width: unwrapped}
	if file, ok := terminal(w); ok {
		s.Width = 80
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			s.Width = width
		}
		s.Color = !e.flags.NoColor && e.getenv("NO_COLOR") == "" && e.getenv("TERM") != "dumb"
	}
	return s
}

// at reads a path of the command line from where the command works.
func (e *environment) at(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(e.flags.Chdir, path)
}

func (e *environment) warn(format string, args ...any) {
	fmt.Fprintf(e.Err, "Warning: %s\n", render.Sanitize(fmt.Sprintf(format, args...)))
}

// showProblems prints what is wrong in the files, each problem with its line. A key in it is
// masked before it can be cut in two.
func (e *environment) showProblems(repo *spec.Repo, problems spec.Problems) error {
	source := func(path string) ([]byte, error) {
		data, err := fs.ReadFile(repo, path)
		return []byte(render.Mask(string(data))), err
	}
	return render.Problems(e.Err, problems, source, e.style(e.Err))
}

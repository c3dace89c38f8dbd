package gitrepo

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"iter"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Files reads files of commits, all of them through one git process, which the first one starts. It is for one goroutine.
type Files struct {
	repo    *Repo
	command *exec.Cmd // nil until it is started
	in      io.WriteCloser
	out     *bufio.Reader
	broken  bool // it answers nothing more
}

// Files returns a reader of files. Close it.
func (g *Repo) Files() *Files { return &Files{repo: g} }

// File returns a file as it is in a commit; ok is false where git does not know it.
func (f *Files) File(ctx context.Context, commit, path string) (data []byte, ok bool) {
	if f.repo == nil || f.broken || !commitPattern.MatchString(commit) || strings.ContainsAny(path, "\n\x00") {
		return nil, false
	}
	data, err := f.read(ctx, commit+":./"+path)
	if err != nil {
		f.repo.log.Debug("no file from git", "commit", commit, "path", path, "err", err)
	}
	return data, err == nil
}

// Close ends the process.
func (f *Files) Close() error {
	if f.command == nil {
		return nil
	}
	if f.broken {
		_ = f.command.Process.Kill() // which fails where it has ended
	}
	err := errors.Join(f.in.Close(), f.command.Wait())
	if f.command = nil; f.broken {
		return nil
	}
	return err
}

var errNoFile = errors.New("there is no such file")

// read asks for one object. Any other error than errNoFile leaves the process in the middle of an answer.
func (f *Files) read(ctx context.Context, name string) (data []byte, err error) {
	if !f.repo.isInRepository() {
		return nil, errNoFile
	}
	if f.command == nil {
		if err := f.start(ctx); err != nil {
			f.broken = true
			return nil, err
		}
	}
	late := time.AfterFunc(gitPatience, func() { _ = f.command.Process.Kill() })
	defer late.Stop()
	data, err = f.ask(name)
	f.broken = err != nil && !errors.Is(err, errNoFile)
	return data, err
}

func (f *Files) start(ctx context.Context) (err error) {
	command := f.repo.command(ctx, "cat-file", "--batch")
	if f.in, err = command.StdinPipe(); err != nil {
		return err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	f.out = bufio.NewReader(out)
	if err := command.Start(); err != nil {
		return err
	}
	f.command = command
	return nil
}

// found is the line that comes before an object.
var found = regexp.MustCompile(`^[0-9a-f]+ ([a-z]+) ([0-9]+)\n$`)

func (f *Files) ask(name string) ([]byte, error) {
	if _, err := io.WriteString(f.in, name+"\n"); err != nil {
		return nil, err
	}
	line, err := f.out.ReadString('\n')
	if err != nil {
		return nil, err
	}
	is := found.FindStringSubmatch(line)
	if is == nil {
		return nil, errNoFile
	}
	size, err := strconv.Atoi(is[2])
	if err != nil {
		return nil, err
	}
	if size > gitOutput {
		_, err := io.CopyN(io.Discard, f.out, int64(size)+1)
		return nil, cmp.Or(err, errNoFile)
	}
	data := make([]byte, size+1) // and the end of a line
	if _, err := io.ReadFull(f.out, data); err != nil {
		return nil, err
	}
	if is[1] != "blob" {
		return nil, errNoFile
	}
	return data[:size], nil
}

// Versions returns commits in which a file may be found as it was once: the one that is named first, then those that
// changed it, the newest first.
func (g *Repo) Versions(ctx context.Context, first, path string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if first != "" && !yield(first) || g == nil {
			return
		}
		out, err := g.run(ctx, "rev-list", "--max-count=50", "HEAD", "--", path)
		if err != nil {
			g.log.Debug("no history from git", "path", path, "err", err)
			return
		}
		for commit := range strings.FieldsSeq(string(out)) {
			if !yield(commit) {
				return
			}
		}
	}
}

package emulator

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"
)

// Answer is what the caller gets to see.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte

	Loss    Loss
	Cut     bool // half of Body arrives, then the connection breaks
	Endless bool // Body is repeated without end
}

// Loss says how an answer failed to arrive.
type Loss int

const (
	Arrives     Loss = iota
	Unreachable      // no connection was made; over a socket the same as HangUp
	Reset            // the connection was reset while the caller waited; over a socket the same as HangUp
	HangUp           // the connection was closed while the caller waited
)

var errCut = io.ErrUnexpectedEOF

// err is the error that a client's transport reports.
func (l Loss) err() error {
	switch l {
	case Unreachable:
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	case Reset:
		return &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
	case HangUp:
		return io.EOF
	}
	return nil
}

func jsonAnswer(status int, body []byte) Answer {
	return Answer{Status: status, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, Body: body}
}

// half is how much of a cut body arrives.
func (a Answer) half() []byte { return a.Body[:len(a.Body)/2] }

// write sends the answer over a socket.
func (a Answer) write(w http.ResponseWriter, ctx context.Context) {
	if a.Loss != Arrives {
		panic(http.ErrAbortHandler)
	}
	for name, values := range a.Header {
		w.Header()[name] = values
	}
	switch {
	case a.Endless:
		w.WriteHeader(a.Status)
		io.Copy(w, a.reader(ctx))
	case a.Cut:
		w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
		w.WriteHeader(a.Status)
		w.Write(a.half())
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	default:
		w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
		w.WriteHeader(a.Status)
		w.Write(a.Body)
	}
}

// reader is the body as a client reads it. It breaks off when ctx ends, as the body of
// a real connection does.
func (a Answer) reader(ctx context.Context) io.ReadCloser {
	var source io.Reader = bytes.NewReader(a.Body)
	switch {
	case a.Endless:
		source = &repeating{text: a.Body}
	case a.Cut:
		source = io.MultiReader(bytes.NewReader(a.half()), failing{errCut})
	}
	return &body{ctx: ctx, source: source}
}

type body struct {
	ctx    context.Context
	source io.Reader
	closed bool
}

var errBodyClosed = errors.New("emulator: read on closed response body")

func (b *body) Read(p []byte) (int, error) {
	if b.closed {
		return 0, errBodyClosed
	}
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.source.Read(p)
}

func (b *body) Close() error {
	b.closed = true
	return nil
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

type repeating struct {
	text []byte
	at   int
}

func (r *repeating) Read(p []byte) (int, error) {
	if len(r.text) == 0 {
		return 0, io.EOF
	}
	for n := 0; n < len(p); {
		copied := copy(p[n:], r.text[r.at:])
		r.at = (r.at + copied) % len(r.text)
		n += copied
	}
	return len(p), nil
}

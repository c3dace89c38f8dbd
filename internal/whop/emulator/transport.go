package emulator

import (
	"fmt"
	"net/http"
	"strconv"
)

// Transport serves requests in process, without a socket, to any host that they name. It
// differs from a connection in time only: bodies are consumed and closed, a request's
// context ends the wait and the reading of its answer, and a lost answer is the error
// that a client of a real network sees.
func (e *Emulator) Transport() http.RoundTripper { return transport{e} }

type transport struct{ emulator *Emulator }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer r.Body.Close()
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	in, err := readRequest(r)
	if err != nil {
		return nil, err
	}
	if r.ContentLength > 0 && r.ContentLength != int64(len(in.Body)) {
		return nil, fmt.Errorf("http: ContentLength=%d with Body length %d", r.ContentLength, len(in.Body))
	}
	answer, err := t.emulator.exchange(r.Context(), in)
	if err != nil {
		return nil, err
	}
	if err := answer.Loss.err(); err != nil {
		return nil, err
	}
	return answer.response(r), nil
}

// response is the answer as a client's transport hands it on.
func (a Answer) response(r *http.Request) *http.Response {
	header := http.Header{}
	for name, values := range a.Header {
		header[name] = values
	}
	length := int64(len(a.Body))
	if a.Endless {
		length = -1
	} else {
		header.Set("Content-Length", strconv.FormatInt(length, 10))
	}
	return &http.Response{
		Status:        strconv.Itoa(a.Status) + " " + http.StatusText(a.Status),
		StatusCode:    a.Status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        header,
		Body:          a.reader(r.Context()),
		ContentLength: length,
		Request:       r,
	}
}

package emulator

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// basePath is where the API begins. Uploads and downloads are elsewhere on the host.
const basePath = "/api/v1"

// request is what arrived, whether through a socket or in process.
type request struct {
	Method   string
	Host     string
	Path     string // below basePath for calls of the API
	IsAPI    bool
	Query    url.Values
	RawQuery string
	Header   http.Header
	Body     []byte
	Origin   string // scheme and host, as in "http://localhost"
}

// readRequest consumes r.
func readRequest(r *http.Request) (*request, error) {
	in := &request{
		Method:   r.Method,
		Host:     r.Host,
		Path:     r.URL.Path,
		RawQuery: r.URL.RawQuery,
		Query:    url.Values{},
		Header:   r.Header,
	}
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if in.RawQuery != "" {
		in.Query = r.URL.Query()
	}
	in.Origin = schemeOf(r) + "://" + in.Host
	if rest, ok := strings.CutPrefix(in.Path, basePath+"/"); ok {
		in.Path, in.IsAPI = "/"+rest, true
	}
	if r.Body == nil {
		return in, nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("read request body: %w", err)
	}
	in.Body = body
	return in, nil
}

func schemeOf(r *http.Request) string {
	switch {
	case r.URL.Scheme != "":
		return r.URL.Scheme
	case r.TLS != nil:
		return "https"
	}
	return "http"
}

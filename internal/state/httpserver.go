package state

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// httpServer is how a state's server is spoken to: name and password go to its address
// alone and nowhere that it points to, and appear in no error.
type httpServer struct {
	client   *http.Client
	address  *url.URL
	username string
	password string
	refused  error // why nothing may be sent to the address; nil if it may
	quiet    bool  // what the server says is not repeated
}

const (
	httpPatience = 30 * time.Second
	httpAnswer   = 64 << 20
)

func newHTTPServer(address *url.URL, at Place) *httpServer {
	variable := func(name string) string {
		return first(lookup(at.Environ, "WHOPSYNC_HTTP_"+name), lookup(at.Environ, "TF_HTTP_"+name))
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	h := &httpServer{
		client:  &http.Client{Timeout: httpPatience, CheckRedirect: stay},
		address: address, username: variable("USERNAME"), password: variable("PASSWORD"), quiet: at.Fork,
	}
	if at.Fork || h.username != "" || h.password != "" {
		h.refused = httpNaming(at.Environ).permits(address, at)
	}
	return h
}

func (h *httpServer) name() string {
	return (&url.URL{Scheme: h.address.Scheme, Host: h.address.Host, Path: h.address.Path}).String()
}

// httpRequest is a request to the address or to a path below it, under the id of a lock.
type httpRequest struct {
	method, path, id string
	body             []byte
}

type httpAnswered struct {
	*httpServer
	status int
	body   []byte
	tries  int
}

// sendAgain sends what may be sent twice, until there is an answer that says something.
func (h *httpServer) sendAgain(ctx context.Context, r httpRequest) (answer httpAnswered, err error) {
	for try := 1; ; try++ {
		answer, err = h.send(ctx, r)
		answer.tries = try
		isAnswer := err == nil && answer.status < 500 && answer.status != http.StatusTooManyRequests
		if isAnswer || h.refused != nil || answer.status == http.StatusNotImplemented || try == swapTries || ctx.Err() != nil {
			return answer, err
		}
		if err := pause(ctx, swapPause<<(try-1)); err != nil {
			return answer, err
		}
	}
}

func (h *httpServer) send(ctx context.Context, r httpRequest) (httpAnswered, error) {
	if h.refused != nil {
		return httpAnswered{}, h.refused
	}
	request, err := http.NewRequestWithContext(ctx, r.method, h.url(r), bytes.NewReader(r.body))
	if err != nil {
		return httpAnswered{}, errors.New("the request cannot be made")
	}
	if h.username != "" || h.password != "" {
		request.SetBasicAuth(h.username, h.password)
	}
	if r.body != nil {
		sum := md5.Sum(r.body)
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Content-MD5", base64.StdEncoding.EncodeToString(sum[:]))
	}
	response, err := h.client.Do(request)
	if err != nil {
		return httpAnswered{}, withoutURL(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, httpAnswer+1))
	switch {
	case err != nil:
		return httpAnswered{}, withoutURL(err)
	case len(body) > httpAnswer:
		return httpAnswered{}, fmt.Errorf("the answer is longer than %d MiB", httpAnswer>>20)
	}
	return httpAnswered{httpServer: h, status: response.StatusCode, body: body}, checkMD5(response.Header.Get("Content-MD5"), body)
}

func (h *httpServer) url(r httpRequest) string {
	u := *h.address
	u.Path, u.RawPath = u.Path+r.path, ""
	if raw := h.address.EscapedPath(); raw != h.address.Path {
		u.RawPath = raw + r.path
	}
	if r.id != "" {
		query := u.Query()
		query.Set("ID", r.id)
		u.RawQuery = query.Encode()
	}
	return u.String()
}

// withoutURL takes the address out of an error, for its query may be secret.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

func checkMD5(want string, body []byte) error {
	if want == "" || len(body) == 0 {
		return nil
	}
	sum := md5.Sum(body)
	if got, err := base64.StdEncoding.DecodeString(want); err != nil || !bytes.Equal(got, sum[:]) {
		return errors.New("the answer does not have the Content-MD5 that it says")
	}
	return nil
}

// error returns nil for success, and else what the server says and what to do about it.
func (a httpAnswered) error() error {
	switch {
	case slices.Contains([]int{200, 201, 202, 204}, a.status):
		return nil
	case a.status == http.StatusUnauthorized:
		return &deniedError{fmt.Errorf("%s\nGive a name and a password in WHOPSYNC_HTTP_USERNAME and WHOPSYNC_HTTP_PASSWORD (on GitLab: gitlab-ci-token and $CI_JOB_TOKEN)", a.words())}
	case a.status == http.StatusForbidden:
		return &deniedError{fmt.Errorf("%s\nThe name and the password are not allowed to do that", a.words())}
	case a.status >= 300 && a.status < 400:
		return &deniedError{fmt.Errorf("%s\nThe server points to another address, where name and password are not sent: give that one, if it is right", a.words())}
	case a.status >= 400 && a.status < 500 && a.status != http.StatusTooManyRequests:
		return &deniedError{errors.New(a.words())}
	}
	return errors.New(a.words())
}

// words are the status and the beginning of what the server says, without our secrets.
func (a httpAnswered) words() string {
	const enough = 300
	words := fmt.Sprintf("the server answers %d %s", a.status, http.StatusText(a.status))
	said := strings.TrimSpace(strings.ToValidUTF8(string(a.body), "?"))
	if said == "" || a.quiet || strings.HasPrefix(said, "<") {
		return words
	}
	for _, secret := range []string{a.password, a.username} {
		if secret != "" {
			said = strings.ReplaceAll(said, secret, "***")
		}
	}
	if len(said) > enough {
		said = strings.ToValidUTF8(said[:enough], "") + "…"
	}
	return words + ": " + strings.Join(strings.Fields(said), " ")
}

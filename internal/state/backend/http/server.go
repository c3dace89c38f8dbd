package http

import (
	"bytes"
	"cmp"
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

	"whopsync/internal/hint"
	"whopsync/internal/state"
	"whopsync/internal/state/backend/document"
)

// server is how a state's server is spoken to: name and password go to its address
// alone and nowhere that it points to, and appear in no error.
type server struct {
	client   *http.Client
	address  *url.URL
	username string
	password string
	refused  error // why nothing may be sent to the address; nil if it may
	quiet    bool  // what the server says is not repeated
}

const (
	patience  = 30 * time.Second
	maxAnswer = 64 << 20
)

func newServer(address *url.URL, at state.Place) *server {
	variable := func(name string) string {
		return cmp.Or(document.Getenv(at.Environ, "WHOPSYNC_HTTP_"+name), document.Getenv(at.Environ, "TF_HTTP_"+name))
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	h := &server{
		client:  &http.Client{Timeout: patience, CheckRedirect: stay},
		address: address, username: variable("USERNAME"), password: variable("PASSWORD"), quiet: at.Fork,
	}
	if at.Fork || h.username != "" || h.password != "" {
		h.refused = document.Permit(namedBy(at.Environ), address, at)
	}
	return h
}

// namedBy returns who is meant by the name and password of a server. Terraform's address
// names a host for Terraform's own variables alone: the two can be for different servers.
func namedBy(environ []string) document.Naming {
	value := document.Getenv(environ, "WHOPSYNC_HTTP_HOST")
	if value == "" && document.Getenv(environ, "WHOPSYNC_HTTP_USERNAME") == "" && document.Getenv(environ, "WHOPSYNC_HTTP_PASSWORD") == "" {
		value = document.Getenv(environ, "TF_HTTP_ADDRESS")
	}
	return document.Naming{Variable: "WHOPSYNC_HTTP_HOST", Value: value}
}

func (h *server) name() string {
	return (&url.URL{Scheme: h.address.Scheme, Host: h.address.Host, Path: h.address.Path}).String()
}

// request is a request to the address or to a path below it, under the id of a lock.
type request struct {
	method, path, id string
	body             []byte
}

type answered struct {
	by     *server
	status int
	body   []byte
	tries  int
}

// sendAgain sends what may be sent twice, until there is an answer that says something.
func (h *server) sendAgain(ctx context.Context, r request) (answer answered, err error) {
	for try := 1; ; try++ {
		answer, err = h.send(ctx, r)
		answer.tries = try
		isAnswer := err == nil && (answer.status < 300 || document.IsFinal(answer.status))
		if isAnswer || h.refused != nil || try == document.Tries || ctx.Err() != nil {
			return answer, err
		}
		if err := document.Pause(ctx, try); err != nil {
			return answer, err
		}
	}
}

func (h *server) send(ctx context.Context, r request) (answered, error) {
	if h.refused != nil {
		return answered{}, h.refused
	}
	request, err := http.NewRequestWithContext(ctx, r.method, h.url(r), bytes.NewReader(r.body))
	if err != nil {
		return answered{}, errors.New("the request cannot be made")
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
		return answered{}, withoutURL(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return answered{}, withoutURL(err)
	case len(body) > maxAnswer:
		return answered{}, fmt.Errorf("the answer is longer than %d MiB", maxAnswer>>20)
	}
	return answered{by: h, status: response.StatusCode, body: body}, checkMD5(response.Header.Get("Content-MD5"), body)
}

func (h *server) url(r request) string {
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
		err = wrapped.Err
	}
	return document.InWords(err)
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
func (a answered) error() error {
	err := errors.New(a.words())
	switch {
	case slices.Contains([]int{200, 201, 202, 204}, a.status):
		return nil
	case a.status == http.StatusUnauthorized:
		err = hint.Add(err, "Give a name and a password in WHOPSYNC_HTTP_USERNAME and WHOPSYNC_HTTP_PASSWORD "+
			"(on GitLab: gitlab-ci-token and $CI_JOB_TOKEN)")
	case a.status == http.StatusForbidden:
		err = hint.Add(err, "The name and the password are not allowed to do that")
	case a.status >= 300 && a.status < 400:
		err = hint.Add(err, "The server points to another address, where name and password are not sent: give that one, if it is right")
	}
	if document.IsFinal(a.status) {
		err = document.Denied(err)
	}
	return err
}

// words are the status and the beginning of what the server says, without our secrets.
func (a answered) words() string {
	const enough = 300
	words := fmt.Sprintf("the server answers %d %s", a.status, http.StatusText(a.status))
	said := strings.TrimSpace(strings.ToValidUTF8(string(a.body), "?"))
	if said == "" || a.by.quiet || strings.HasPrefix(said, "<") {
		return words
	}
	for _, secret := range []string{a.by.password, a.by.username} {
		if secret != "" {
			said = strings.ReplaceAll(said, secret, "***")
		}
	}
	if len(said) > enough {
		said = strings.ToValidUTF8(said[:enough], "") + "…"
	}
	return words + ": " + strings.Join(strings.Fields(said), " ")
}

package whop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"whopsync/internal/course"
)

const maxRedirects = 5

// Download reads the file behind an address that Whop, or the text of a lesson, shows. Such
// an address may lead anywhere: neither the key nor a header of ours goes along, only https
// will do and no private network is reached (loopback, when the API itself is there), each
// redirect is held to the same, and no more than most bytes are read. The address may be
// signed, so no error names more of it than its host.
func (c *Client) Download(ctx context.Context, address string, most int64) ([]byte, error) {
	get := call{what: "download a file", method: http.MethodGet, path: "download"}
	at, err := checkDownload(address, isLoopback(c.base))
	if err != nil {
		return nil, c.invalid(get.what, err)
	}
	get.what += " of " + clip(at.Hostname())
	var data []byte
	err = c.persist(ctx, get, func(retry int) (failure *Error) {
		data, failure = c.download(ctx, get, at, most, retry)
		return failure
	})
	return data, err
}

// checkDownload refuses what checkStorage refuses.
func checkDownload(text string, local bool) (*url.URL, error) {
	address, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("its address cannot be parsed") // the cause would quote it
	}
	if _, err := checkStorage(text, local); err != nil {
		return nil, fmt.Errorf("its address on %q is neither https nor this machine's own Whop", clip(address.Hostname()))
	}
	return address, nil
}

// download follows redirects by itself: each could lead to another network.
func (c *Client) download(ctx context.Context, call call, at *url.URL, most int64, retry int) ([]byte, *Error) {
	leave, err := c.enter(ctx, call)
	if err != nil {
		return nil, c.failure(call, course.OutcomeNotSent, err)
	}
	defer leave()
	ctx, cancel := context.WithTimeoutCause(ctx, uploadTimeout(most), fmt.Errorf("not done within %s", uploadTimeout(most)))
	defer cancel()
	for range maxRedirects {
		start := time.Now()
		resp, err := c.storage.RoundTrip((&http.Request{
			Method: http.MethodGet, URL: at, Host: at.Host, Header: http.Header{"User-Agent": {c.userAgent}},
			Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		}).WithContext(ctx))
		c.report(call.method, call.path, resp, start, retry)
		if err != nil {
			return nil, c.unanswered(ctx, call, errors.New("its host cannot be reached")) // the cause may quote the address
		}
		if resp.StatusCode < 300 || resp.StatusCode > 399 {
			return c.downloaded(ctx, call, resp, most)
		}
		resp.Body.Close()
		to, err := at.Parse(resp.Header.Get("Location"))
		if err == nil {
			at, err = checkDownload(to.String(), isLoopback(c.base))
		}
		if err != nil {
			return nil, c.failure(call, course.OutcomeRefused, errors.New("it redirects to where no file is read from"))
		}
	}
	return nil, c.failure(call, course.OutcomeRefused, fmt.Errorf("it redirects more than %d times", maxRedirects))
}

func (c *Client) downloaded(ctx context.Context, call call, resp *http.Response, most int64) ([]byte, *Error) {
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		failure := c.failure(call, course.OutcomeUnknown, errors.New(http.StatusText(resp.StatusCode)))
		failure.Status = resp.StatusCode
		failure.wait = waitOf(resp.Header, "", time.Now())
		if resp.StatusCode < 500 && resp.StatusCode != http.StatusRequestTimeout {
			failure.outcome = course.OutcomeRefused
		}
		return nil, failure
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case err != nil:
		failure := c.useless(call, fmt.Errorf("read answer: %w", causeOf(ctx, err)))
		failure.lost = true
		return nil, failure
	case int64(len(data)) > most:
		return nil, c.failure(call, course.OutcomeRefused, fmt.Errorf("it has more than %d MiB", most>>20))
	}
	return data, nil
}

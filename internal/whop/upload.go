package whop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"whopsync/internal/course"
)

// Upload is a file's record together with the place for its bytes. The place is a
// signed address, good for anyone who reads it, so it stays in here.
type Upload struct {
	File    RemoteFile
	address *url.URL
	header  http.Header
}

// Upload sends the bytes of a new file. Body is called once per try and must give size
// bytes. The storage is another host: it gets neither the key nor a header of ours.
func (c *Client) Upload(ctx context.Context, upload Upload, size int64, body func() (io.ReadCloser, error)) error {
	if upload.File.Status != FilePending {
		return nil // Whop has the bytes already
	}
	put := call{what: "upload file " + upload.File.ID, method: http.MethodPut, path: "upload"}
	if upload.address == nil {
		return c.invalid(put.what, errors.New("it was not made by CreateFile"))
	}
	return c.persist(ctx, put, func(retry int) *Error { return c.put(ctx, put, upload, size, body, retry) })
}

func (c *Client) put(ctx context.Context, call call, upload Upload, size int64, body func() (io.ReadCloser, error), retry int) *Error {
	leave, err := c.enter(ctx, call)
	if err != nil {
		return c.failure(call, course.OutcomeNotSent, err)
	}
	defer leave()
	ctx, cancel := context.WithTimeoutCause(ctx, uploadTimeout(size), fmt.Errorf("not done within %s", uploadTimeout(size)))
	defer cancel()
	content, err := body()
	if err != nil {
		return c.failure(call, course.OutcomeRefused, err) // the same file would not open the next time either
	}
	start := time.Now()
	resp, err := c.storage.RoundTrip(upload.request(ctx, size, content))
	if err != nil {
		c.report(call.method, call.path, nil, start, retry)
		return c.unanswered(ctx, call, err)
	}
	defer resp.Body.Close()
	c.report(call.method, call.path, resp, start, retry)
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return c.storageRefusal(call, resp)
	}
	return nil
}

// uploadTimeout allows for a slow line: 64 KiB a second.
func uploadTimeout(size int64) time.Duration {
	return exchangeTimeout + time.Duration(size>>16)*time.Second
}

// request builds the PUT with exactly the headers that Whop gave for it.
func (u Upload) request(ctx context.Context, size int64, content io.ReadCloser) *http.Request {
	if size == 0 {
		content.Close()
		content = http.NoBody // a body of unknown length would be sent in chunks
	}
	header := http.Header{"User-Agent": nil} // keeps net/http from adding its own
	maps.Copy(header, u.header)
	req := &http.Request{Method: http.MethodPut, URL: u.address, Host: u.address.Host, Header: header,
		Body: content, ContentLength: size, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	return req.WithContext(ctx)
}

// storageRefusal reports the status alone: what a storage says quotes the signature.
func (c *Client) storageRefusal(call call, resp *http.Response) *Error {
	failure := c.failure(call, course.OutcomeUnknown, errors.New("the storage did not take it"))
	failure.Status = resp.StatusCode
	failure.wait = waitOf(resp.Header, "", time.Now())
	if resp.StatusCode >= 400 && resp.StatusCode < 500 && resp.StatusCode != http.StatusRequestTimeout {
		failure.outcome = course.OutcomeRefused
	}
	return failure
}

// readUpload reads where the bytes go. A record that has its bytes needs no place.
func (c *Client) readUpload(o object) (Upload, error) {
	file, err := readRemoteFile(o)
	if err != nil || file.Status != FilePending {
		return Upload{File: file}, err
	}
	text, err := o.text("upload_url")
	if err != nil {
		return Upload{}, err
	}
	address, err := checkStorage(text, isLoopback(c.base))
	if err != nil {
		return Upload{}, err
	}
	header, err := readHeaders(o)
	if err != nil {
		return Upload{}, err
	}
	return Upload{File: file, address: address, header: header}, nil
}

// checkStorage refuses addresses inside a private network: the server must not make us
// write there. When the API itself is on loopback, so may be its storage.
func checkStorage(text string, local bool) (*url.URL, error) {
	address, err := url.Parse(text)
	if err != nil || address.User != nil || address.Hostname() == "" {
		return nil, errors.New("the upload address is not one")
	}
	if local && isLoopback(address) && (address.Scheme == "http" || address.Scheme == "https") {
		return address, nil
	}
	if address.Scheme != "https" {
		return nil, errors.New("the upload address is not https")
	}
	if ip, err := netip.ParseAddr(address.Hostname()); isLoopback(address) || err == nil && !isPublic(ip) {
		return nil, fmt.Errorf("the upload address is on the private host %s", clip(address.Hostname()))
	}
	return address, nil
}

var (
	headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$")

	// Headers that are the client's to set, or that would send the request elsewhere.
	foreignHeaders = []string{"Host", "Authorization", "Proxy-Authorization", "Cookie", "Connection", "Transfer-Encoding", "Upgrade", "Te", "Trailer"}
)

// readHeaders reads upload_headers. Which names they have is not documented; null means
// that a header is not to be sent.
func readHeaders(o object) (http.Header, error) {
	header := http.Header{}
	if isNull(o["upload_headers"]) {
		return header, nil
	}
	given, err := o.object("upload_headers")
	if err != nil {
		return nil, err
	}
	for name := range given {
		value, err := given.optionalText(name)
		if err != nil {
			return nil, errors.New("an upload header is not a text")
		}
		isForeign := slices.Contains(foreignHeaders, http.CanonicalHeaderKey(name))
		if isForeign || !headerName.MatchString(name) || strings.ContainsAny(value, "\r\n\x00") {
			return nil, fmt.Errorf("the upload header %q cannot be sent", clip(name))
		}
		if !isNull(given[name]) && http.CanonicalHeaderKey(name) != "Content-Length" {
			header.Set(name, value)
		}
	}
	return header, nil
}

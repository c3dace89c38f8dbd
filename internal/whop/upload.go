package whop

import (
	"cmp"
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
)

// Status words of a file that matter here (documented). Between pending and ready it is
// "processing".
const (
	filePending = "pending" // waits for its bytes
	fileReady   = "ready"
	fileFailed  = "failed"
)

// remoteFile is a file that Whop keeps.
type remoteFile struct {
	id     string
	status string
	url    string // permanent when public, signed and short-lived when private; "" until ready
}

func readRemoteFile(o object) (remoteFile, error) {
	id, badID := o.id(fileID)
	status, noStatus := o.text("upload_status")
	address, badAddress := o.optionalText("url")
	return remoteFile{id: id, status: status, url: address}, errors.Join(badID, noStatus, badAddress)
}

// upload is a file's record together with the place for its bytes. The place is a
// signed address, good for anyone who reads it, so it stays in here.
type upload struct {
	file    remoteFile
	address *url.URL
	header  http.Header

	size int64
	open func() (io.ReadCloser, error) // called once per try; must give size bytes
}

// readUpload reads where the bytes go. A record that has its bytes needs no place.
func readUpload(o object, local bool) (upload, error) {
	file, err := readRemoteFile(o)
	if err != nil || file.status != filePending {
		return upload{file: file}, err
	}
	text, noAddress := o.text("upload_url")
	address, badAddress := checkStorage(text, local)
	header, badHeader := readHeaders(o)
	return upload{file: file, address: address, header: header}, cmp.Or(noAddress, badAddress, badHeader)
}

// request builds the PUT with exactly the headers that Whop gave for it.
func (u upload) request(ctx context.Context, content io.ReadCloser) *http.Request {
	if u.size == 0 {
		content.Close()
		content = http.NoBody // a body of unknown length would be sent in chunks
	}
	req := storageRequest(ctx, http.MethodPut, u.address)
	req.Header["User-Agent"] = nil // keeps net/http from adding its own
	maps.Copy(req.Header, u.header)
	req.Body, req.ContentLength = content, u.size
	return req
}

func storageRequest(ctx context.Context, method string, at *url.URL) *http.Request {
	req := &http.Request{Method: method, URL: at, Host: at.Host, Header: http.Header{}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	return req.WithContext(ctx)
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

const maxHeaderName = 100

var (
	headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")

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
		if isForeign || len(name) > maxHeaderName || !headerName.MatchString(name) || strings.ContainsAny(value, "\r\n\x00") {
			return nil, fmt.Errorf("the upload header %q cannot be sent", clip(name))
		}
		if !isNull(given[name]) && http.CanonicalHeaderKey(name) != "Content-Length" {
			header.Set(name, value)
		}
	}
	return header, nil
}

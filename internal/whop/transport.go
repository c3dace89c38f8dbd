package whop

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// errReadOnly is the answer of a read-only client to everything but a GET.
var errReadOnly = errors.New("this command only reads, so nothing else is sent")

// transports returns the way to the API, and the way to the storage that takes uploads:
// a host of the server's choice, and therefore kept out of private networks.
func transports(config Config, parallel int, local bool) (api, storage http.RoundTripper) {
	api, storage = config.Transport, config.Transport
	if config.Transport == nil {
		api = newTransport(parallel, &net.Dialer{Timeout: dialTimeout})
		storage = api
		if !local {
			storage = guarded{
				direct: newTransport(parallel, &net.Dialer{Timeout: dialTimeout, Control: dialPublicOnly}),
				proxy:  api,
			}
		}
	}
	if config.ReadOnly {
		return readOnly{api}, readOnly{storage}
	}
	return api, storage
}

const dialTimeout = 15 * time.Second

// newTransport returns a transport that keeps one connection per worker. It speaks
// HTTP/1.1, so a lost answer affects one request alone. It drops idle connections before
// servers do: a request on a connection being closed ends with an unknown outcome.
func newTransport(parallel int, dialer *net.Dialer) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		Protocols:              protocols,
		MaxIdleConnsPerHost:    parallel,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    15 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}
}

type readOnly struct{ next http.RoundTripper }

func (t readOnly) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet {
		return t.next.RoundTrip(req)
	}
	if req.Body != nil {
		req.Body.Close()
	}
	return nil, errReadOnly
}

func (t readOnly) CloseIdleConnections() { closeIdle(t.next) }

// closeIdle drops the idle connections of a transport that has any.
func closeIdle(t http.RoundTripper) { (&http.Client{Transport: t}).CloseIdleConnections() }

// guarded dials public addresses only. Where a proxy is configured it is the proxy,
// often a private one, that resolves and dials, and so the proxy that guards.
type guarded struct{ direct, proxy http.RoundTripper }

func (t guarded) RoundTrip(req *http.Request) (*http.Response, error) {
	if proxy, err := http.ProxyFromEnvironment(req); err == nil && proxy != nil {
		return t.proxy.RoundTrip(req)
	}
	return t.direct.RoundTrip(req)
}

func (t guarded) CloseIdleConnections() {
	closeIdle(t.direct)
	closeIdle(t.proxy)
}

// dialPublicOnly runs after name resolution, so a public name for a private address
// does not get through.
func dialPublicOnly(_, address string, _ syscall.RawConn) error {
	target, err := netip.ParseAddrPort(address)
	if err != nil || !isPublic(target.Addr()) {
		return fmt.Errorf("%s is not a public address", address)
	}
	return nil
}

package host

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAnErrorOfTheNetworkIsInWords(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	cut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }))
	defer cut.Close()
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer slow.Close()
	get := func(address string) error {
		client := &http.Client{Transport: &http.Transport{}, Timeout: 200 * time.Millisecond}
		response, err := client.Get(address)
		if err == nil {
			response.Body.Close()
		}
		return err
	}
	for _, test := range []struct {
		err  error
		want string
	}{
		{get(closed.URL), strings.TrimPrefix(closed.URL, "http://") + " refused the connection"},
		{get(secure.URL), "the certificate of the server is not valid here: no authority that this computer trusts has signed it"},
		{get(strings.Replace(plain.URL, "http:", "https:", 1)), "the server answers without TLS: its address may begin with http:// and not https://"},
		{get(cut.URL), "the connection broke off"},
		{get(slow.URL), "no answer in time"},
		{&net.DNSError{Name: "whop.example", IsNotFound: true}, "no host has the name whop.example"},
		{&net.DNSError{Name: "whop.example", IsTimeout: true}, "the name whop.example could not be looked up"},
		{&net.OpError{Op: "dial", Err: syscall.ENETUNREACH}, "no network leads to the server"},
		{io.ErrUnexpectedEOF, "the connection broke off"},
		{context.Canceled, "context canceled"},
		{errors.New("another"), "another"},
	} {
		got := InWords(test.err)
		if got.Error() != test.want || !errors.Is(got, test.err) {
			t.Errorf("%v: got  %q\nwant %q", test.err, got, test.want)
		}
	}
}

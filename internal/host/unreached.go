package host

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
)

// unreached is why a server was not reached, in words, around the error of the network.
type unreached struct {
	words string
	err   error
}

func (u *unreached) Error() string { return u.words }
func (u *unreached) Unwrap() error { return u.err }

// InWords returns an error of the network with a message for people who know no system calls. Other errors are
// returned as they are.
func InWords(err error) error {
	if words := inWords(err); words != "" {
		return &unreached{words, err}
	}
	return err
}

func inWords(err error) string {
	var lookup *net.DNSError
	var call *net.OpError
	var certificate *tls.CertificateVerificationError
	var network net.Error
	isCall := errors.As(err, &call) && call.Addr != nil
	switch {
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return "no host has the name " + lookup.Name
	case errors.As(err, &lookup):
		return "the name " + lookup.Name + " could not be looked up"
	case errors.Is(err, syscall.ECONNREFUSED) && isCall:
		return call.Addr.String() + " refused the connection"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "no network leads to the server"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection broke off"
	case errors.As(err, &certificate):
		return "the certificate of the server is not valid here: " + ofCertificate(certificate.Err)
	case strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"): // net/http has no type for it
		return "the server answers without TLS: its address may begin with http:// and not https://"
	case errors.As(err, &network) && network.Timeout():
		return "no answer in time"
	}
	return ""
}

func ofCertificate(err error) string {
	var unknown x509.UnknownAuthorityError
	var otherHost x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		return "no authority that this computer trusts has signed it"
	case errors.As(err, &otherHost):
		return "it is for another host"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "it has expired, or the clock of this computer is wrong"
	}
	return err.Error()
}

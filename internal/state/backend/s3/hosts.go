package s3

import (
	"cmp"
	"net/url"
	"regexp"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/document"
)

// namedBy returns which store is meant by the keys of AWS. The programs of AWS know the last
// two variables.
func namedBy(environ []string) document.Naming {
	value := cmp.Or(document.Getenv(environ, "WHOPSYNC_S3_HOST"), document.Getenv(environ, "AWS_ENDPOINT_URL_S3"), document.Getenv(environ, "AWS_ENDPOINT_URL"))
	return document.Naming{Variable: "WHOPSYNC_S3_HOST", Value: value}
}

// amazonPattern knows the hosts of S3 itself. Others below amazonaws.com are those of
// Amazon's customers.
var amazonPattern = regexp.MustCompile(`^s3(-fips)?(\.dualstack)?(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$`)

func (p place) permitted(at state.Place) error {
	if p.secure && amazonPattern.MatchString(p.host) {
		return nil
	}
	scheme := "http"
	if p.secure {
		scheme = "https"
	}
	return document.Permit(namedBy(at.Environ), &url.URL{Scheme: scheme, Host: p.host}, at)
}

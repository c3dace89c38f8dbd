package s3

import (
	"cmp"
	"net/url"
	"regexp"
	"strings"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/document"
	"whopsync/internal/state/location"
)

// place is what an address says, as in s3://academy/whopsync/production?region=eu-central-1
// or s3://academy/production?endpoint=https://minio.example.com. Keys are in no address.
type place struct {
	bucket, key string
	host        string
	secure      bool
	region      string // "" on AWS: it is asked
}

const awsHost = "s3.amazonaws.com"

func placeOf(l location.Location, environ []string) place {
	p := place{bucket: l.URL.Host, key: strings.TrimPrefix(l.URL.Path, "/"), host: awsHost, secure: true}
	p.region = cmp.Or(l.URL.Query().Get("region"), document.Getenv(environ, "AWS_REGION"), document.Getenv(environ, "AWS_DEFAULT_REGION"))
	if l.Endpoint != nil {
		p.host, p.secure, p.region = strings.ToLower(l.Endpoint.Host), l.Endpoint.Scheme == "https", cmp.Or(p.region, "us-east-1")
	}
	return p
}

func (p place) isAWS() bool {
	return p.host == awsHost || strings.HasSuffix(p.host, ".amazonaws.com")
}

func (p place) name() string { return "s3://" + p.bucket + "/" + p.key }

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

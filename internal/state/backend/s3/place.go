package s3

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"whopsync/internal/host"
	"whopsync/internal/state/backend/document"
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

func parse(where string, environ []string) (place, error) {
	u, err := url.Parse(where)
	if err != nil {
		return place{}, errors.New("the state's address is no address such as s3://BUCKET/KEY?region=REGION")
	}
	p := place{bucket: u.Host, key: strings.TrimPrefix(u.Path, "/"), host: awsHost, secure: true}
	p.region = cmp.Or(u.Query().Get("region"), document.Getenv(environ, "AWS_REGION"), document.Getenv(environ, "AWS_DEFAULT_REGION"))
	switch {
	case u.User != nil:
		return p, errors.New("the state's address holds a key: give it in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	case p.bucket == "" || p.key == "" || strings.HasSuffix(p.key, "/") || u.Fragment != "":
		return p, errors.New("the state's address wants a bucket and a key: s3://BUCKET/KEY")
	}
	for name := range u.Query() {
		if name != "endpoint" && name != "region" {
			return p, fmt.Errorf("the state's address knows endpoint and region, and not %q", name)
		}
	}
	if endpoint := u.Query().Get("endpoint"); endpoint != "" {
		return p.at(endpoint)
	}
	return p, nil
}

// at returns p on another store than AWS.
func (p place) at(endpoint string) (place, error) {
	if !strings.Contains(endpoint, "://") {
		endpoint = "https://" + endpoint
	}
	u, err := url.Parse(endpoint)
	switch {
	case err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Scheme != "https" && u.Scheme != "http":
		return p, errors.New("endpoint wants an address such as https://minio.example.com")
	case u.Scheme == "http" && !host.IsLoopback(u.Hostname()):
		return p, errors.New("endpoint wants https: what is stored must not travel in the clear")
	}
	if _, err := host.Of(u); err != nil {
		return p, fmt.Errorf("endpoint is not accepted: %w", err)
	}
	p.host, p.secure, p.region = strings.ToLower(u.Host), u.Scheme == "https", cmp.Or(p.region, "us-east-1")
	return p, nil
}

func (p place) isAWS() bool {
	return p.host == awsHost || strings.HasSuffix(p.host, ".amazonaws.com")
}

func (p place) name() string { return "s3://" + p.bucket + "/" + p.key }

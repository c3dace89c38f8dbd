package location

import (
	"strings"
	"testing"
)

func TestAddressesOfBucketsThatCanBeNone(t *testing.T) {
	for where, want := range map[string]string{
		"s3://academy":                           "a bucket and a key",
		"s3:///production":                       "a bucket and a key",
		"s3://academy/":                          "a bucket and a key",
		"s3://AKIA:hunter2@academy/production":   "holds a key",
		"s3://academy/production?profile=school": `not "profile"`,
		"s3://academy/production?endpoint=http://minio.example.com": "wants https",
		"s3://academy/production?endpoint=ftp://minio.example.com":  "an address such as",
	} {
		if _, err := Parse(where); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got %v, want %q", where, err, want)
		}
	}
}

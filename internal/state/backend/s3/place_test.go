package s3

import (
	"testing"

	"whopsync/internal/state/location"
)

func TestAddressesOfBuckets(t *testing.T) {
	for where, want := range map[string]place{
		"s3://academy/whop/production?region=eu-central-1":                  {"academy", "whop/production", awsHost, true, "eu-central-1"},
		"s3://academy/production?endpoint=https://minio.example.com:9000":   {"academy", "production", "minio.example.com:9000", true, "us-east-1"},
		"s3://academy/production?endpoint=minio.example.com&region=school":  {"academy", "production", "minio.example.com", true, "school"},
		"s3://academy/production?endpoint=http://127.0.0.1:9000&region=dev": {"academy", "production", "127.0.0.1:9000", false, "dev"},
	} {
		l, err := location.Parse(where)
		if err != nil {
			t.Fatal(err)
		}
		if got := placeOf(l, nil); got != want {
			t.Errorf("%s: got %+v", where, got)
		}
	}
}

package s3

import (
	"testing"

	"whopsync/internal/state"
	"whopsync/internal/state/location"
)

// A signed request holds no secret, but others can pass it on to a store that does not look at
// its own name.
func TestASignedRequestGoesToTheNamedStore(t *testing.T) {
	for _, test := range []struct {
		where, also string
		at          state.Place
		may         bool
	}{
		{"s3://b/k", "", state.Place{}, true},
		{"s3://b/k", "", state.Place{Fork: true}, true},
		{"s3://b/k?region=evil.example", "", state.Place{}, true}, // which names no host
		{"s3://b/k?endpoint=https://s3.eu-central-1.amazonaws.com", "", state.Place{}, true},
		{"s3://b/k?endpoint=s3.dualstack.eu-central-1.amazonaws.com", "", state.Place{}, true},
		{"s3://b/k?endpoint=S3-fips.us-gov-west-1.amazonaws.com", "", state.Place{}, true},
		{"s3://b/k?endpoint=s3.cn-north-1.amazonaws.com.cn", "", state.Place{}, true},
		{"s3://b/k?endpoint=s3.amazonaws.com:8443", "", state.Place{}, false},
		{"s3://b/k?endpoint=https://x.execute-api.us-east-1.amazonaws.com", "", state.Place{}, false},
		{"s3://b/k?endpoint=https://s3-1.us-east-1.elb.amazonaws.com", "", state.Place{}, false},
		{"s3://b/k?endpoint=https://s3.us-east-1.elb.amazonaws.com", "", state.Place{}, false},
		{"s3://b/k?endpoint=https://s3.amazonaws.com.evil.example", "", state.Place{}, false},
		{"s3://b/k?endpoint=https://evilamazonaws.com", "", state.Place{}, false},
		{"s3://b/k?endpoint=https://minio.example", "", state.Place{}, false},
		{"s3://b/k?endpoint=https://minio.example", "", state.Place{Typed: true}, true},
		{"s3://b/k?endpoint=https://minio.example", "WHOPSYNC_S3_HOST=minio.example", state.Place{Fork: true}, true},
		{"s3://b/k?endpoint=https://minio.example", "AWS_ENDPOINT_URL_S3=https://minio.example", state.Place{}, true},
		{"s3://b/k?endpoint=https://minio.example", "AWS_ENDPOINT_URL=https://minio.example/", state.Place{}, true},
		{"s3://b/k?endpoint=https://minio.example:9000", "WHOPSYNC_S3_HOST=minio.example", state.Place{}, false},
		{"s3://b/k?endpoint=http://127.0.0.1:9000", "", state.Place{}, true},
		{"s3://b/k?endpoint=http://127.0.0.1:9000", "", state.Place{Fork: true}, false},
		{"s3://b/k?endpoint=http://127.0.0.1:9000", "WHOPSYNC_S3_HOST=minio.example", state.Place{}, false},
	} {
		test.at.Environ = []string{test.also}
		to, err := location.Parse(test.where)
		if err != nil {
			t.Fatal(err)
		}
		if err := placeOf(to, nil).permitted(test.at); (err == nil) != test.may {
			t.Errorf("%s with %q: %v", test.where, test.also, err)
		}
	}
}

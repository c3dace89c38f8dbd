package state

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestAPasswordGoesToTheHostThatSomebodyNamed(t *testing.T) {
	type env = map[string]string
	ours := env{"WHOPSYNC_HTTP_USERNAME": "ada", "WHOPSYNC_HTTP_PASSWORD": "hunter2"}
	terraforms := env{"TF_HTTP_USERNAME": "ada", "TF_HTTP_PASSWORD": "hunter2"}
	for _, test := range []struct {
		where string
		login env
		also  string
		at    Place
		may   bool
	}{
		{"https://gitlab.example/state", env{}, "", Place{}, true}, // there is nothing to leak
		{"https://gitlab.example/state", env{}, "", Place{Fork: true}, false},
		{"https://gitlab.example/state", ours, "", Place{}, false},
		{"https://gitlab.example/state", ours, "", Place{Typed: true}, true},
		{"https://gitlab.example/state", env{"WHOPSYNC_HTTP_PASSWORD": "hunter2"}, "", Place{}, false},
		{"https://gitlab.example/state", terraforms, "", Place{}, false},
		{"https://gitlab.example/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", Place{}, true},
		{"https://gitlab.example/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", Place{Fork: true}, true},
		{"https://GitLab.example:443/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.EXAMPLE", Place{}, true},
		{"https://gitlab.example:8443/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", Place{}, false},
		{"https://gitlab.example:8443/state", ours, "WHOPSYNC_HTTP_HOST=https://gitlab.example:8443/api/v4", Place{}, true},
		{"https://gitlab.example.evil.example/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", Place{}, false},
		{"https://evil.example/gitlab.example", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", Place{}, false},
		{"https://a.gitlab.example/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", Place{}, false},
		{"https://gitlab.example/state", ours, "WHOPSYNC_HTTP_HOST=*", Place{}, false},
		{"https://gitlab.example/state", ours, "TF_HTTP_ADDRESS=https://gitlab.example/other", Place{}, false},
		{"https://gitlab.example/state", terraforms, "TF_HTTP_ADDRESS=https://gitlab.example/other", Place{}, true},
		{"https://evil.example/state", terraforms, "TF_HTTP_ADDRESS=https://gitlab.example/other", Place{}, false},
		{"http://localhost:1/state", ours, "", Place{}, true},
		{"http://127.0.0.2/state", ours, "", Place{}, true},
		{"http://[::1]:1/state", ours, "", Place{}, true},
		{"http://[::1]:1/state", ours, "WHOPSYNC_HTTP_HOST=[::1]:1", Place{Fork: true}, true},
		{"http://localhost:1/state", ours, "", Place{Fork: true}, false},
		{"http://localhost:1/state", ours, "WHOPSYNC_HTTP_HOST=gitlab.example", Place{}, false},
		{"https://localhost.evil.example/state", ours, "", Place{}, false},
	} {
		for name, value := range test.login {
			test.at.Environ = append(test.at.Environ, name+"="+value)
		}
		test.at.Environ = append(test.at.Environ, test.also)
		address, err := url.Parse(test.where)
		if err != nil {
			t.Fatal(err)
		}
		err = newHTTPServer(address, test.at).refused
		var unnamed *HostError
		if (err == nil) != test.may || err != nil && !errors.As(err, &unnamed) {
			t.Errorf("%s with %v: %v", test.where, test.at, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error shows the password: %v", test.where, err)
		}
	}
}

// A signed request holds no secret, but others can pass it on to a store that does not look at
// its own name.
func TestASignedRequestGoesToTheStoreThatSomebodyNamed(t *testing.T) {
	for _, test := range []struct {
		where, also string
		at          Place
		may         bool
	}{
		{"s3://b/k", "", Place{}, true},
		{"s3://b/k", "", Place{Fork: true}, true},
		{"s3://b/k?region=evil.example", "", Place{}, true}, // which names no host
		{"s3://b/k?endpoint=https://s3.eu-central-1.amazonaws.com", "", Place{}, true},
		{"s3://b/k?endpoint=s3.dualstack.eu-central-1.amazonaws.com", "", Place{}, true},
		{"s3://b/k?endpoint=S3-fips.us-gov-west-1.amazonaws.com", "", Place{}, true},
		{"s3://b/k?endpoint=s3.cn-north-1.amazonaws.com.cn", "", Place{}, true},
		{"s3://b/k?endpoint=s3.amazonaws.com:8443", "", Place{}, false},
		{"s3://b/k?endpoint=https://x.execute-api.us-east-1.amazonaws.com", "", Place{}, false},
		{"s3://b/k?endpoint=https://s3-1.us-east-1.elb.amazonaws.com", "", Place{}, false},
		{"s3://b/k?endpoint=https://s3.us-east-1.elb.amazonaws.com", "", Place{}, false},
		{"s3://b/k?endpoint=https://s3.amazonaws.com.evil.example", "", Place{}, false},
		{"s3://b/k?endpoint=https://evilamazonaws.com", "", Place{}, false},
		{"s3://b/k?endpoint=https://minio.example", "", Place{}, false},
		{"s3://b/k?endpoint=https://minio.example", "", Place{Typed: true}, true},
		{"s3://b/k?endpoint=https://minio.example", "WHOPSYNC_S3_HOST=minio.example", Place{Fork: true}, true},
		{"s3://b/k?endpoint=https://minio.example", "AWS_ENDPOINT_URL_S3=https://minio.example", Place{}, true},
		{"s3://b/k?endpoint=https://minio.example", "AWS_ENDPOINT_URL=https://minio.example/", Place{}, true},
		{"s3://b/k?endpoint=https://minio.example:9000", "WHOPSYNC_S3_HOST=minio.example", Place{}, false},
		{"s3://b/k?endpoint=http://127.0.0.1:9000", "", Place{}, true},
		{"s3://b/k?endpoint=http://127.0.0.1:9000", "", Place{Fork: true}, false},
		{"s3://b/k?endpoint=http://127.0.0.1:9000", "WHOPSYNC_S3_HOST=minio.example", Place{}, false},
	} {
		test.at.Environ = []string{test.also}
		to, err := parseS3(test.where, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := to.permitted(test.at); (err == nil) != test.may {
			t.Errorf("%s with %q: %v", test.where, test.also, err)
		}
	}
}

package backend_test

import (
	"os"
	"os/exec"
	"testing"

	"whopsync/internal/state"
	"whopsync/internal/state/backend"
	"whopsync/internal/state/location"
)

func TestAStateIsValidWhereOneCanBeOpened(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	for where, valid := range map[string]bool{
		"file": true, "file:": true, "file:x": false, "File": false,
		"git": true, "git:upstream": true, "git:upstream:alpha": true, "git::alpha": false, "git:upstream:": false, "git:upstream:a.b": false, "git:upstream:lock": false, "git:": false, "git:-x": false, "GIT": false,
		"s3://b/k": true, "s3://b/k/l?region=eu-central-1&endpoint=https://minio.example.com": true, "s3://b/k?endpoint=minio.example.com": true, "s3://b/k?endpoint=http://127.0.0.1:9000": true,
		"s3:": false, "s3://b": false, "s3://b/": false, "s3://b/k/": false, "s3://b/k#f": false, "s3://k:s@b/k": false, "s3://b/k?regoin=x": false, "s3://b/%zz": false,
		"s3://b/k?endpoint=http://minio.example.com": false, "s3://b/k?endpoint=https://a:b@minio.example.com": false, "s3://b/k?endpoint=https://minio.example.com/x": false,
		"https://example.com/s": true, "https://example.com/s?a=b": true, "http://localhost:1/s": true, "http://[::1]/s": true,
		"https:": false, "https://": false, "https:///s": false, "https://example.com/s#f": false, "https://a:b@example.com/s": false, "http://example.com/s": false, "https://exa mple.com": false,
		"https://EXAMPLE.com:443/s": true, "https://xn--bcher-kva.example/s": true, "https://b\u00fccher.example/s": false, "https://example.com./s": false, "https://$(id).example/s": false,
		"s3://b/k?endpoint=https://b\u00fccher.example": false, "s3://b/k?endpoint=https://minio.example.com.": false,
		"ftp://example.com/s": false, "gcs://bucket": false, "state.json": false, "/var/state": false,
	} {
		_, err := backend.Open(where, state.Place{Env: "test", Memory: t.TempDir(), Repo: ".", Environ: os.Environ()})
		if _, found := location.Parse(where); (found == nil) != valid || (err == nil) != valid {
			t.Errorf("%s: valid is %v, but the files say %v, and opening %v", where, valid, found, err)
		}
	}
}

package internal_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// The action takes a program that was released from the very source that lies beside it, and no other. Where there is none, it
// builds; what is offered in the place of the released one is an error.
func TestTheActionTakesTheProgramOfItsOwnCommit(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil || runtime.GOOS == "windows" {
		t.Skip("no curl here, or no tar")
	}
	const program = "#!/bin/sh\necho whopsync v1.2.3\n"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/acme/courses/releases/download/v1.2.3/whopsync_1.2.3_linux_arm64.tar.gz":
			_, _ = w.Write(archived(t, program))
		case "/evil/courses/releases/download/v1.2.3/whopsync_1.2.3_linux_arm64.tar.gz":
			_, _ = w.Write(archived(t, "#!/bin/sh\necho something else\n"))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	for _, test := range []struct {
		name       string
		repository string
		system     string
		change     string // a file that is not as it was released
		says       string
		takes      bool
		fails      bool
	}{
		{name: "the commit of a release", repository: "acme/courses", system: "Linux_ARM64", says: "whopsync v1.2.3, as release.txt has it", takes: true},
		{name: "a later commit", repository: "acme/courses", system: "Linux_ARM64", change: "internal/plan/plan.go", says: "the source has changed since v1.2.3"},
		{name: "a commit before any release", repository: "acme/courses", system: "Linux_ARM64", change: "release.txt", says: "not one of a release"},
		{name: "another system", repository: "acme/courses", system: "Linux_X86", says: "no release is for linux_X86"},
		{name: "a private repository", repository: "acme/hidden", system: "Linux_ARM64", says: "v1.2.3 cannot be downloaded"},
		{name: "another program", repository: "evil/courses", system: "Linux_ARM64", says: "is not the one of release.txt: it is not used", fails: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := releasedTree(t, program)
			switch test.change {
			case "":
			case "release.txt":
				if err := os.Remove(filepath.Join(dir, test.change)); err != nil {
					t.Fatal(err)
				}
			default:
				put(t, dir, test.change, "package plan // and more\n")
			}
			put(t, dir, "bin/whopsync", "of an earlier step")
			said, err := exec.Command("bash", filepath.Join(dir, ".ci/release"), "take", server.URL+"/"+test.repository, test.system, filepath.Join(dir, "bin")).CombinedOutput()
			if (err != nil) != test.fails || !strings.Contains(string(said), test.says) {
				t.Errorf("it says %q (%v), want %q", said, err, test.says)
			}
			got, err := os.ReadFile(filepath.Join(dir, "bin", "whopsync"))
			if taken := err == nil && string(got) == program; taken != test.takes || !test.takes && err == nil {
				t.Errorf("it takes %q (%v)", got, err)
			}
		})
	}
}

// releasedTree is a small source with our script and its own release.txt.
func releasedTree(t *testing.T, program string) string {
	t.Helper()
	dir := t.TempDir()
	script, err := os.ReadFile("../.ci/release")
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, ".ci/release", string(script))
	for _, name := range []string{"main.go", "go.mod", "go.sum", "internal/plan/plan.go"} {
		put(t, dir, name, "// "+name+"\n")
	}
	source, err := exec.Command("bash", filepath.Join(dir, ".ci/release"), "source").Output()
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "release.txt", fmt.Sprintf("# by hand\nversion v1.2.3\ngo go1.26.8\nsource %s%x  whopsync_linux_arm64\n", source, sha256.Sum256([]byte(program))))
	return dir
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func archived(t *testing.T, program string) []byte {
	t.Helper()
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	files := tar.NewWriter(zipped)
	err := files.WriteHeader(&tar.Header{Name: "whopsync", Mode: 0o755, Size: int64(len(program))})
	if err == nil {
		_, err = files.Write([]byte(program))
	}
	if err != nil || files.Close() != nil || zipped.Close() != nil {
		t.Fatal("the archive cannot be made: ", err)
	}
	return out.Bytes()
}

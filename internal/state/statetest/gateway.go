package statetest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Gateway starts a real S3 server, https://github.com/versity/versitygw, which .ci/run
// builds, and returns its address. It has an empty bucket and knows one key. Where there is
// no such program, the test is skipped, unless WHOPSYNC_MUST has the word s3.
func Gateway(t testing.TB, bucket, key, secret string) (endpoint string) {
	t.Helper()
	program, err := exec.LookPath("versitygw")
	if err != nil {
		skip := t.Skip
		if slices.Contains(strings.Split(os.Getenv("WHOPSYNC_MUST"), ","), "s3") {
			skip = t.Fatal
		}
		skip("NOT TESTED against a real S3 server: versitygw is not in PATH")
	}
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, bucket), 0o777); err != nil {
		t.Fatal(err)
	}
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	gateway := exec.CommandContext(ctx, program, "--access", key, "--secret", secret, "--port", address, "posix", root)
	if err := gateway.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = gateway.Wait() // killed
	})
	if err := untilListens(address); err != nil {
		t.Fatal(err)
	}
	return "http://" + address
}

// freeAddress returns an address of this machine that no one listens at.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

func untilListens(address string) error {
	for begin := time.Now(); time.Since(begin) < time.Minute; time.Sleep(10 * time.Millisecond) {
		if connection, err := net.Dial("tcp", address); err == nil {
			return connection.Close()
		}
	}
	return errors.New("versitygw does not listen")
}

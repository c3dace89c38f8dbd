package emulator_test

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"whopsync/internal/whop/emulator"
)

// Whop's own SDK is made from the description of its API. That it works against the
// emulator, and finds each answer as it declares it, is the nearest to Whop's word that
// can be had on this machine.
func TestWhopsOwnSDKFindsTheEmulatorAsDeclared(t *testing.T) {
	dir := installSDK(t)
	whop, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	key := emulator.FullKey("apik_ada")
	key.User = "user_ada" // lessons are started and finished by people
	whop.AddKey(key)
	server := httptest.NewServer(whop)
	defer server.Close()
	run := node(t, dir, "node", "contract.mjs")
	run.Env = append(run.Env, "WHOP_BASE_URL="+server.URL+"/api/v1", "WHOP_API_KEY="+key.Token, "WHOP_EXPERIENCE="+emulator.LocalExperience)
	var out, errs strings.Builder
	run.Stdout, run.Stderr = &out, &errs
	if err := run.Run(); err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	if methods := strings.Fields(out.String()); len(methods) < 20 {
		t.Errorf("only %d methods were called: %s", len(methods), methods)
	}
}

// installSDK installs the exact versions of the lock file into a folder of its own.
func installSDK(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		skipLoudly(t, "-short leaves out what has to be downloaded")
	}
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			skipLoudly(t, program+" is not installed")
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "sdk"))); err != nil {
		t.Fatal(err)
	}
	install := node(t, dir, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0")
	if out, err := install.CombinedOutput(); err != nil {
		skipLoudly(t, "npm cannot install the SDK: "+err.Error()+"\n"+string(out))
	}
	return dir
}

// skipLoudly leaves the test out. CI runs it once with -v, so this is read. Where
// WHOPSYNC_MUST has the word sdk, it may not be left out.
func skipLoudly(t *testing.T, why string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("WHOPSYNC_MUST"), ","), "sdk") {
		t.Fatal("Whop's SDK has to look at the emulator, and cannot: " + why)
	}
	t.Skip("SKIPPED, so Whop's SDK has not looked at the emulator: " + why)
}

// node prepares a program of Node's in dir that a deadline ends.
func node(t *testing.T, dir, program string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env = dir, os.Environ()
	return cmd
}

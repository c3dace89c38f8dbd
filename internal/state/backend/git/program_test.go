package git

import (
	"io"
	"slices"
	"strings"
	"testing"

	"whopsync/internal/state"
)

// What a clone's configuration starts, such as core.sshCommand, is git's to start, and sees what
// git sees.
func TestGitSeesNoPasswordOfAnotherPlace(t *testing.T) {
	theirs := []string{"HOME=/home/ada", "SSH_AUTH_SOCK=/tmp/a", "GH_TOKEN=x", "GIT_SSH_COMMAND=ssh -i key", "HTTPS_PROXY=http://proxy"}
	secrets := []string{
		"WHOP_API_KEY=x", "WHOPSYNC_HTTP_PASSWORD=x", "TF_HTTP_PASSWORD=x", "AWS_SECRET_ACCESS_KEY=x", "AWS_SESSION_TOKEN=x",
		"AWS_PROFILE=x", "AWS_WEB_IDENTITY_TOKEN_FILE=x", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=x", "ACTIONS_RUNTIME_TOKEN=x", "aws_secret_access_key=x",
	}
	environ := environOf(state.Place{Repo: t.TempDir(), Environ: slices.Concat(theirs, secrets)})
	for _, variable := range secrets {
		if slices.Contains(environ, variable) {
			t.Errorf("git sees %s", strings.TrimSuffix(variable, "=x"))
		}
	}
	for _, variable := range theirs {
		if !slices.Contains(environ, variable) {
			t.Errorf("git does not see %s, by which it may log in", variable)
		}
	}
}

func TestAPasswordWithAnAtInItIsHiddenWhole(t *testing.T) {
	err := &programError{command: "push", said: "fatal: unable to access 'https://ada:s3@cret@example.com/a@b.git/': no"}
	if want := "git push: fatal: unable to access 'https://***@example.com/a@b.git/': no"; err.Error() != want {
		t.Errorf("got %q", err.Error())
	}
}

// What git says is copied by io.Copy, which does not write where it can have its reader read from.
func TestOutputIsBounded(t *testing.T) {
	var out bounded
	if n, err := io.Copy(&out, io.LimitReader(zeros{}, 2*maxOutput)); n != 2*maxOutput || err != nil {
		t.Errorf("copied %d bytes: %v", n, err)
	}
	if !out.full {
		t.Error("it does not say that something is left out")
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

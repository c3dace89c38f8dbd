package github

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// PullRequest is what an event is about.
type PullRequest struct {
	Number int
	Head   string // its last commit; "" when the event does not say
}

// PullRequestOf returns the pull request that an event is about, as the runner describes it
// in the file of GITHUB_EVENT_PATH.
func PullRequestOf(event []byte) (PullRequest, error) {
	var said struct {
		PullRequest struct {
			Number int
			Head   struct{ SHA string }
		} `json:"pull_request"`
		Issue struct {
			Number      int
			PullRequest *struct{} `json:"pull_request"`
		}
	}
	if json.Unmarshal(event, &said) != nil {
		return PullRequest{}, errors.New("the event is not described as GitHub does it")
	}
	switch {
	case said.PullRequest.Number > 0:
		return PullRequest{said.PullRequest.Number, commitPattern.FindString(said.PullRequest.Head.SHA)}, nil
	case said.Issue.PullRequest != nil && said.Issue.Number > 0:
		return PullRequest{Number: said.Issue.Number}, nil
	}
	return PullRequest{}, errors.New("the event is not about a pull request")
}

// Append adds text to a file through which a step talks to its runner.
func Append(path, text string) (err error) {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	_, err = io.WriteString(file, text)
	return err
}

// Output returns a step's output in the form of GITHUB_OUTPUT. The delimiter is random, so
// no value can end itself early and set another output.
func Output(name, value string) string {
	delimiter := "whopsync_" + rand.Text()
	return fmt.Sprintf("%s<<%s\n%s\n%s\n", name, delimiter, strings.TrimRight(value, "\n"), delimiter)
}

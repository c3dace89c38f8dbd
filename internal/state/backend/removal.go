package backend

import (
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/state/location"
)

// Removal is the command that removes a state from a place that Open has opened, with the tool that everyone has for such a
// place. path is the Location of the store, which begins with a ref for git.
func Removal(where, path string) string {
	at, _ := location.Parse(where)
	switch at.Scheme {
	case "git":
		ref, _, _ := strings.Cut(path, " ")
		return "git push " + hint.Word(at.Remote) + " --delete " + hint.Word(ref)
	case "s3":
		command := "aws s3 rm " + hint.Word("s3://"+at.URL.Host+at.URL.Path)
		if at.Endpoint != nil {
			command += " --endpoint-url " + hint.Word(at.Endpoint.String())
		}
		return command
	case "https", "http":
		return `curl --fail --user "$WHOPSYNC_HTTP_USERNAME:$WHOPSYNC_HTTP_PASSWORD" --request DELETE ` + hint.Word(at.URL.String())
	}
	return "rm -f " + hint.Word(path) + " " + hint.Word(strings.TrimSuffix(path, "state.json")+"journal.jsonl")
}

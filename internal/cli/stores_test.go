package cli_test

import (
	"bytes"
	"net/http/httptest"
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"whopsync/internal/state/statetest"
)

// openStores starts a server that speaks Terraform's protocol and one that speaks S3's, with an empty bucket academy. Their
// addresses are in the variables STATES and BUCKETS, and in the files, in the place of http://localhost/STATES and
// http://localhost/BUCKETS.
func openStores(ts *testscript.TestScript, neg bool, args []string) {
	states := &statetest.Terraform{Username: "ada", Password: "hunter2"}
	buckets, err := statetest.NewS3("academy")
	ts.Check(err)
	server, bucketServer := httptest.NewServer(states), httptest.NewServer(buckets)
	ts.Defer(server.Close)
	ts.Defer(bucketServer.Close)
	for _, variable := range [][2]string{
		{"STATES", server.URL + states.Path()}, {"WHOPSYNC_HTTP_USERNAME", states.Username}, {"WHOPSYNC_HTTP_PASSWORD", states.Password},
		{"BUCKETS", bucketServer.URL}, {"AWS_ACCESS_KEY_ID", "clay"}, {"AWS_SECRET_ACCESS_KEY", "clay-secret"},
	} {
		ts.Setenv(variable[0], variable[1])
	}
	for _, name := range args {
		text, err := os.ReadFile(ts.MkAbs(name))
		ts.Check(err)
		text = bytes.ReplaceAll(text, []byte("http://localhost/STATES"), []byte(server.URL+states.Path()))
		text = bytes.ReplaceAll(text, []byte("http://localhost/BUCKETS"), []byte(bucketServer.URL))
		ts.Check(os.WriteFile(ts.MkAbs(name), text, 0o666))
	}
}

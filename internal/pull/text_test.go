package pull

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnEditOnWhopChangesWhatWasEdited(t *testing.T) {
	own := "# Clay\n\n<!-- to do -->\nA text that\nis wrapped, *really*. %% why %%\n\n* one\n* two\n\n```go\nx\n\ny\n```\n\nThe end.\n"
	for _, test := range []struct {
		name, shown, want string
		rich              bool
	}{
		{"a word", "A text that\nis wrapped, *really*.\n\n* one\n* 2\n\n```go\nx\n\ny\n```\n\nThe end.\n", strings.Replace(own, "two", "2", 1), false},
		{"an item more", "A text that\nis wrapped, *really*.\n\n* one\n* one and a half\n* two\n\n```go\nx\n\ny\n```\n\nThe end.\n", strings.Replace(own, "* two", "* one and a half\n* two", 1), false},
		{"a comment in what changed", "Other.\n\n* one\n* two\n\n```go\nx\n\ny\n```\n\nThe end.\n",
			strings.Replace(own, "<!-- to do -->\nA text that\nis wrapped, *really*. %% why %%\n", "<!-- to do -->\n%% why %%\n\nOther.\n", 1), false},
		{"the end goes", "A text that\nis wrapped, *really*.\n\n* one\n* two\n\n```go\nx\n\ny\n```\n", strings.Replace(own, "\n\nThe end.", "", 1), false},
		{"another form of the same", "A text that is wrapped, _really_.\n\n- one\n- two\n\n```go\nx\n\ny\n```\n\nThe end.\n", own, true},
		{"another form and an item", "A text that is wrapped, _really_.\n\n- one\n- two\n- three\n\n```go\nx\n\ny\n```\n\nThe end.\n", strings.Replace(own, "* two", "* two\n* three", 1), true},
		{"nothing", "", "# Clay\n\n<!-- to do -->\n%% why %%\n", false},
	} {
		s := &sender{}
		got := s.merged(texts{file: "a.md", own: own, title: "Clay", shown: test.shown, local: test.shown, exact: !test.rich})
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

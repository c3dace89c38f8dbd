package spec

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/yamlfile"
)

func TestWhatIsDoneIsTakenOutAndNothingElse(t *testing.T) {
	const moves = `version: 1
# Where they went.
moved:
  # in spring
  - {from: c/a, to: c/b} # first
  - from: c/d
    to: c/e

  # in autumn
  - {from: c/f, to: c/g}
# The end of it.
removed: [{address: c/x}, {address: c/y}]
identity:
  - {file: a.md, is: new}
`
	for name, test := range map[string]struct {
		done Done
		want string
	}{
		"none": {Done{Moved: []bool{false, false, false}, Removed: []bool{true, false}}, moves},
		"one of several, and all of a list": {Done{Moved: []bool{true, false, false}, Identity: []bool{true}}, `version: 1
# Where they went.
moved:
  - from: c/d
    to: c/e

  # in autumn
  - {from: c/f, to: c/g}
# The end of it.
removed: [{address: c/x}, {address: c/y}]
`},
		"all of a list, whose comment may speak of more": {Done{Moved: []bool{true, true, true}, Removed: []bool{true, true}}, `version: 1
# Where they went.
# The end of it.
identity:
  - {file: a.md, is: new}
`},
		"all": {Done{Moved: []bool{true, true, true}, Removed: []bool{true, true}, Identity: []bool{true}}, `version: 1
# Where they went.
# The end of it.
`},
		"what speaks of other lines": {Done{Moved: []bool{true}}, moves},
	} {
		t.Run(name, func(t *testing.T) {
			r := yamlfile.Report{Path: ConfigFile}
			got := format([]byte(moves), test.done, nil, &r)
			if diff := cmp.Diff(test.want, string(got)); diff != "" || len(r.Problems) > 0 {
				t.Errorf("formatted (-want +got), with the problems %v:\n%s", r.Problems, diff)
			}
			again, _ := Format(ConfigFile, got)
			if diff := cmp.Diff(string(got), string(again)); diff != "" {
				t.Errorf("the second time (-first +second):\n%s", diff)
			}
		})
	}
}

package spec

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

func TestAnExperienceIsWrittenAndNothingElse(t *testing.T) {
	for name, c := range map[string]struct{ environment, before, after string }{
		"in the place of a placeholder": {"production",
			"version: 1\nenvironments:\n  production:\n    # The app.\n    experience: exp_REPLACE_ME # here\n    state: git\n",
			"version: 1\nenvironments:\n  production:\n    # The app.\n    experience: exp_New1 # here\n    state: git\n"},
		"into an environment without one": {"production",
			"version: 1\nenvironments:\n  production:\n      # Kept in git.\n      state: git\n",
			"version: 1\nenvironments:\n  production:\n      experience: exp_New1\n      # Kept in git.\n      state: git\n"},
		"into a new environment": {"local",
			"version: 1\nenvironments: # all\n  # The live one.\n  production: {experience: exp_1}\non_remove: hide\n",
			"version: 1\nenvironments: # all\n  local:\n    experience: exp_New1\n  # The live one.\n  production: {experience: exp_1}\non_remove: hide\n"},
		"where there is no environment": {"sandbox",
			"version: 1",
			"version: 1\n\nenvironments:\n  sandbox:\n    experience: exp_New1\n"},
		"with the line ends of the file": {"sandbox",
			"version: 1\r\nenvironments:\r\n  production:\r\n    experience: exp_1\r\n",
			"version: 1\r\nenvironments:\r\n  sandbox:\r\n    experience: exp_New1\r\n  production:\r\n    experience: exp_1\r\n"},
		"not over another":                {"production", "version: 1\nenvironments:\n  production:\n    experience: exp_1\n", ""},
		"not over the address of another": {"production", "version: 1\nenvironments:\n  production:\n    experience: https://whop.com/academy/exp_1/app/\n", ""},
		"not beside a product":            {"production", "version: 1\nenvironments:\n  production:\n    product: prod_1\n", ""},
		"not into a form without lines":   {"production", "version: 1\nenvironments: {sandbox: {experience: exp_1}}\n", ""},
		"not into what cannot be read":    {"production", "version: 1\nenvironments: [\n", ""},
	} {
		after, ok := SetExperience([]byte(c.before), c.environment, "exp_New1")
		if ok != (c.after != "") {
			t.Errorf("%s: %v", name, ok)
		}
		if diff := gocmp.Diff(c.after, string(after)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

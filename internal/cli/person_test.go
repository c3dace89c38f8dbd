package cli_test

import (
	"regexp"
	"strings"
)

// finish does what a person does after a run that died: apply, and if its lock is still
// there, free that as the message says, and apply again.
func (s *shop) finish() {
	s.Helper()
	code, said := s.command(applyKiln...)
	if id := lockIn(said); code == 3 && id != "" {
		if code, said := s.command("state", "unlock", id, "--yes"); code != 0 && !strings.Contains(said, "is not locked") {
			s.Fatalf("the lock of the dead run cannot be freed:\n%s", said) // its git may have finished the last push, which frees the lock
		}
		code, said = s.command(applyKiln...)
	}
	if code != 0 {
		s.Fatalf("the run that should finish it exited with %d:\n%s", code, said)
	}
}

var unlockAdvice = regexp.MustCompile(`whopsync (?:-C \S+ )?state unlock (\S+)`)

// lockIn returns the id of the lock that a message advises to free, "" if it does not.
func lockIn(said string) string {
	if found := unlockAdvice.FindStringSubmatch(said); found != nil {
		return found[1]
	}
	return ""
}

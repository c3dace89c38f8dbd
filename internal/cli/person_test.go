package cli_test

import "regexp"

// finish does what a person does after a run that died: apply, and if its lock is still
// there, free that as the message says, and apply again.
func (s *shop) finish() {
	s.Helper()
	code, said := s.command(applyKiln...)
	if id := lockIn(said); code == 3 && id != "" {
		s.run("state", "unlock", id, "--yes")
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

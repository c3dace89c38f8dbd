package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

// forgetNames makes of a state one of the versions that knew files by their bytes alone.
func forgetNames(s *shop) {
	s.Helper()
	file := filepath.Join(s.dir, ".whopsync", "test.state.json")
	data, err := os.ReadFile(file)
	if err != nil {
		s.Fatal(err)
	}
	old := regexp.MustCompile(`"([0-9a-f]{32})\.[0-9a-f]{32}"`).ReplaceAllString(string(data), `"$1"`)
	old = regexp.MustCompile(`"([0-9a-f]{64})/[^"]*":`).ReplaceAllString(old, `"$1":`)
	if old == string(data) {
		s.Fatal("the state has no names")
	}
	if err := os.WriteFile(file, []byte(old), 0o666); err != nil {
		s.Fatal(err)
	}
}

func TestAStateWithoutNamesPlansNoChangesWhereTheNamesAreRight(t *testing.T) {
	t.Parallel()
	for name, quirks := range map[string]emulator.Quirks{"as assumed": {}, "opaque ids": {OpaqueIDs: true}} {
		t.Run(name, func(t *testing.T) {
			s := openStudio(t, quirks)
			s.exits(0, "apply", "--yes")
			forgetNames(s)
			s.whop.ClearLog()
			if out := s.exits(0, "plan", "--detailed-exitcode"); !strings.Contains(out, "No changes.") {
				t.Error(out)
			}
			s.exits(0, "apply", "--yes") // which learns the names
			if n := s.whop.Count("POST", "/files"); n != 0 {
				t.Errorf("%d files were uploaded", n)
			}
			if out := s.exits(0, "plan", "--detailed-exitcode"); !strings.Contains(out, "No changes.") {
				t.Error(out)
			}
		})
	}
}

// Where Whop shows the name of other bytes that were the same, the first plan corrects it.
func TestAStateWithoutNamesIsCorrectedWhereTheNamesAreWrong(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	s.exits(0, "apply", "--yes")
	forgetNames(s)
	if err := os.Rename(filepath.Join(s.dir, studio, "files/tools.txt"), filepath.Join(s.dir, studio, "files/kit.txt")); err != nil {
		t.Fatal(err)
	}
	for name := range studioFiles {
		s.replace(studio+name, "tools.txt", "kit.txt")
	}
	s.whop.ClearLog()
	if out := s.exits(2, "plan", "--detailed-exitcode"); !strings.Contains(out, "~ tools.txt → kit.txt") {
		t.Error(out)
	}
	s.exits(0, "apply", "--yes")
	if n := s.whop.Count("POST", "/files"); n != 1 {
		t.Errorf("%d files were uploaded, and not the renamed one alone", n)
	}
}

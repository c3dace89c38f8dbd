package cli_test

import (
	"slices"
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

// onRequest does something when the first request of a kind arrives, before its effect.
func (s *shop) onRequest(method, path string, do func()) {
	done := false
	s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
		if !done && i.Method == method && strings.HasPrefix(i.Path, path) {
			done = true
			do()
		}
		return emulator.Fault{}
	})
}

// What was planned is what goes up: a file that has changed since is an error, and nothing
// shows it.
func TestFileThatChangesWhileApplyRunsIsNotAttached(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"another of the same size": strings.Replace(picture(0), "IHDR", "IHDX", 1),
		"a shorter one":            "short",
		"a longer one":             picture(0) + "more",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openStudio(t, emulator.Quirks{})
			s.write(studio+"images/cover.png", picture(0))
			s.edit(studio+"course.yaml", "thumbnail: images/cover.png\n", "")
			s.exits(0, "apply", "--yes")
			s.edit(studio+"02-check/03-pictures.md", "wheel.png", "cover.png")
			s.onRequest("POST", "/files", func() { s.write(studio+"images/cover.png", text) })
			s.whop.ClearLog()
			said := s.exits(4, "apply", "--yes")
			if !strings.Contains(said, "images/cover.png was changed while whopsync ran") {
				t.Errorf("the error does not say what happened:\n%s", said)
			}
			if strings.Contains(strings.Join(s.writes(), "\n"), "PATCH") {
				t.Errorf("something was written: %q", s.writes())
			}
			s.whop.SetFault(nil)
			s.write(studio+"images/cover.png", picture(9))
			s.exits(0, "apply", "--yes")
			s.settled()
			for _, file := range s.whop.Snapshot().Files {
				if bytes, err := s.whop.Bytes(file.ID); err == nil && string(bytes) == text {
					t.Errorf("the bytes that nobody reviewed arrived as %s", file.ID)
				}
			}
		})
	}
}

// A file that Whop cannot use is an error that names it. What shows it stays unchanged;
// everything else is done, and the next run goes on.
func TestFileThatWhopCannotUseStopsOnlyWhatShowsIt(t *testing.T) {
	t.Parallel()
	for name, quirks := range map[string]emulator.Quirks{
		"it ends as failed":      {FailUploads: true},
		"it never becomes ready": {NeverReady: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openStudio(t, emulator.Quirks{})
			s.exits(0, "apply", "--yes")
			before := s.lesson("Pictures")
			s.write(studio+"images/wheel.png", picture(77))
			s.edit(studio+"01-work/01-text.md", "Read", "Look at")
			s.write(studio+"02-check/04-new.md", "# New\n\n![x](../images/spare.png)\n")
			s.write(studio+"02-check/05-plain.md", "# Plain\n\nNo image.\n")
			s.whop.SetQuirks(quirks)
			s.whop.ClearLog()
			said := s.exits(4, "apply", "--yes")
			for _, want := range []string{"images/wheel.png", "images/spare.png", "studio/check/pictures", "studio/check/new"} {
				if !strings.Contains(said, want) {
					t.Errorf("the report does not name %s:\n%s", want, said)
				}
			}
			if *s.lesson("Pictures").Content != *before.Content {
				t.Errorf("the lesson lost its image: %s", *s.lesson("Pictures").Content)
			}
			if *s.lesson("Text").Content != "Look at *this*.\n" {
				t.Error("the lesson without an image was not updated")
			}
			s.lesson("Plain")
			s.whop.SetQuirks(emulator.Quirks{})
			s.exits(0, "apply", "--yes")
			s.settled()
			s.lesson("New")
		})
	}
}

// Bytes that are on Whop are not sent again, whatever shows them and from whichever file.
func TestEachContentGoesUpOnce(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	s.write(studio+"images/copy.png", picture(2)) // the bytes of wheel.png
	s.write(studio+"02-check/04-a.md", "# A\n\n![x](../images/wheel.png)\n")
	s.write(studio+"02-check/05-b.md", "# B\n\n![x](../images/copy.png) ![again](../images/wheel.png)\n")
	s.exits(0, "apply", "--yes")
	var names []string
	for _, file := range s.whop.Snapshot().Files {
		names = append(names, file.Filename)
	}
	slices.Sort(names)
	if got := strings.Join(names, " "); got != "cover.png face.png glaze.png list.txt sheet.pdf tools.txt wheel.png" {
		t.Errorf("uploaded: %s", got)
	}
	s.rename(studio+"images/wheel.png", studio+"images/turning.png")
	s.edit(studio+"02-check/03-pictures.md", "wheel.png", "turning.png")
	s.edit(studio+"02-check/04-a.md", "wheel.png", "turning.png")
	s.edit(studio+"02-check/05-b.md", "wheel.png", "turning.png")
	s.settled()
}

package hint_test

import (
	"errors"
	"fmt"
	"os/exec"
	"testing"

	"whopsync/internal/hint"
)

func TestHintsStandBelowTheWords(t *testing.T) {
	full := hint.Add(errors.New("disk is full"), "Delete %d files", 3)
	locked := hint.Add(errors.New("locked"), "Wait")
	for _, test := range []struct {
		err        error
		says, text string
	}{
		{errors.New("plain"), "plain", "plain"},
		{full, "disk is full", "disk is full\nDelete 3 files"},
		{fmt.Errorf("save: %w; a copy is in x", full), "save: disk is full; a copy is in x", "save: disk is full; a copy is in x\nDelete 3 files"},
		{hint.Add(fmt.Errorf("save: %w", full), "Try again"), "save: disk is full", "save: disk is full\nDelete 3 files\nTry again"},
		{errors.Join(full, locked), "disk is full\nlocked", "disk is full\nDelete 3 files\nlocked\nWait"},
		{fmt.Errorf("%w; and %w", full, locked), "disk is full; and locked", "disk is full; and locked\nDelete 3 files\nWait"},
	} {
		if got := test.err.Error(); got != test.says {
			t.Errorf("it says %q, want %q", got, test.says)
		}
		if got := hint.Text(test.err); got != test.text {
			t.Errorf("as printed:\n%s\nwant:\n%s", got, test.text)
		}
	}
	if err := hint.Add(errors.ErrUnsupported, "x"); !errors.Is(err, errors.ErrUnsupported) {
		t.Error("an error with a hint is not the error")
	}
}

func TestAWordIsOneWordForAShell(t *testing.T) {
	for _, text := range []string{"pottery/clay/wedging", "What's: new, #1 {x}", "a b", "$(rm -rf x)", "`x`", `back\slash`, "", "Ünïcode-1.2_3", "ada/whopsync@0123", "@ada"} {
		out, err := exec.Command("sh", "-c", "printf %s "+hint.Word(text)).Output()
		if err != nil || string(out) != text {
			t.Errorf("%s is %q for a shell, want %q (%v)", hint.Word(text), out, text, err)
		}
	}
}

func TestACommandIsWholeForItsShell(t *testing.T) {
	for _, test := range []struct {
		shell   hint.Shell
		command string
		args    []string
		want    string
	}{
		{hint.Shell{}, "apply --allow-delete", nil, "whopsync apply --allow-delete"},
		{hint.Shell{Env: "production"}, "state rm", []string{"pottery/clay"}, "whopsync state rm pottery/clay --env production"},
		{hint.Shell{Dir: "my courses", Env: "production"}, "plan", nil, "whopsync -C 'my courses' plan --env production"},
		{hint.Shell{Env: "production"}, "state rm", []string{"-clay"}, "whopsync state rm --env production -- -clay"},
		{hint.Shell{}, "state unlock", []string{""}, "whopsync state unlock ''"},
	} {
		if got := test.shell.Command(test.command, test.args...); got != test.want {
			t.Errorf("it is %q, want %q", got, test.want)
		}
	}
}

func TestAPathIsWrittenFromWhereTheCommandWorks(t *testing.T) {
	for _, test := range []struct{ folder, file, want string }{
		{"", "courses/a.md", "courses/a.md"},
		{"courses", "courses/a.md", "a.md"},
		{"courses/pottery", "whopsync.yaml", "../../whopsync.yaml"},
	} {
		if got := (hint.Shell{Folder: test.folder}).Path(test.file); got != test.want {
			t.Errorf("%s is %q from %s, want %q", test.file, got, test.folder, test.want)
		}
	}
}

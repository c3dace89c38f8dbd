//go:build unix

package git

import (
	"os/exec"
	"syscall"
)

// detach gives a program a session of its own. It has no terminal to ask on, and an
// interrupt from the keyboard does not reach it. Should it have to be stopped, then with
// all that it has started.
func detach(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

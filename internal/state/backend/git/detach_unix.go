//go:build unix

package git

import (
	"os/exec"
	"syscall"
)

// detach gives a program its own session, without a terminal for questions and without
// interrupts from the keyboard. Stopping it stops all of its children.
func detach(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

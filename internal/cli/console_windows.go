package cli

import (
	"os"

	"golang.org/x/sys/windows"
)

// readsEscapes makes a console read escape sequences, which it shows as they are by default. Consoles before Windows 10
// cannot be told.
func readsEscapes(screen *os.File) bool {
	const wanted = windows.ENABLE_PROCESSED_OUTPUT | windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING
	console := windows.Handle(screen.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return false
	}
	return mode&wanted == wanted || windows.SetConsoleMode(console, mode|wanted) == nil
}

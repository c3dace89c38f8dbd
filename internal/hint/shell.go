package hint

import (
	"path/filepath"
	"strings"
)

// Shell is the place where a user types commands. Every printed command line is made for a
// Shell, so it works as pasted.
type Shell struct {
	Dir    string // what -C has to name, "" for nothing
	Env    string // what --env has to name, "" where the command chooses the same environment without it
	Folder string // where the command works, from the top of the repository; "" is the top
}

// Command returns a whole command line. The arguments are quoted; command, which may hold flags, is
// taken as it is.
func (s Shell) Command(command string, args ...string) string {
	line := "whopsync "
	if s.Dir != "" {
		line += "-C " + Word(s.Dir) + " "
	}
	line += command
	env := ""
	if s.Env != "" {
		env = " --env " + Word(s.Env)
	}
	words, isDashed := "", false
	for _, arg := range args {
		words += " " + Word(arg)
		isDashed = isDashed || strings.HasPrefix(arg, "-")
	}
	if isDashed {
		return line + env + " --" + words
	}
	return line + words + env
}

// For returns the shell for an environment that has to be named.
func (s Shell) For(env string) Shell {
	s.Env = env
	return s
}

// Path returns a file of the repository, which has its path from the top, as commands find it.
func (s Shell) Path(file string) string {
	path, err := filepath.Rel(filepath.FromSlash(s.Folder), filepath.FromSlash(file))
	if err != nil {
		return file
	}
	return path
}

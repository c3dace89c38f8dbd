package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/term"

	"whopsync/internal/cli"
)

// printedVariable names the folder where every whopsync of the scripts leaves what it printed.
const printedVariable = "WHOPSYNC_TEST_PRINTED"

// printed is what one command of a script has printed.
type printed struct {
	Script  string
	Args    []string
	Default string // the environment of a command that names none
	Text    string
}

// defaultEnvironment returns the one that the files name where a command works.
func defaultEnvironment(folder string) string {
	for at := folder; ; at = filepath.Dir(at) {
		text, err := os.ReadFile(filepath.Join(at, "whopsync.yaml"))
		if m := regexp.MustCompile(`(?m)^default_environment: *(\S+)`).FindSubmatch(text); m != nil {
			return string(m[1])
		}
		if err == nil || at == filepath.Dir(at) {
			return "local"
		}
	}
}

// recorded runs a command and keeps what it prints in the folder that the variables name. A terminal stays
// one.
func recorded(args []string, p cli.Process, run func(cli.Process) int) int {
	dir := ""
	for _, variable := range p.Environ {
		if value, ok := strings.CutPrefix(variable, printedVariable+"="); ok {
			dir = value
		}
	}
	if dir == "" {
		return run(p)
	}
	folder, err := filepath.Abs(filepath.Join(p.Dir, valueOf(args, "-C", "--chdir")))
	if err != nil {
		fmt.Fprintln(p.Err, err)
	}
	var said bytes.Buffer
	tee := func(w io.Writer) io.Writer {
		if file, ok := w.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
			return w
		}
		return io.MultiWriter(w, &said)
	}
	p.Out, p.Err = tee(p.Out), tee(p.Err)
	code := run(p)
	data, err := json.Marshal(printed{filepath.Base(dir), args, defaultEnvironment(folder), said.String()})
	if err == nil {
		var file *os.File
		if file, err = os.CreateTemp(dir, "run-*.json"); err == nil {
			_, err = file.Write(data)
			file.Close()
		}
	}
	if err != nil {
		fmt.Fprintln(p.Err, "keep what was printed:", err)
	}
	return code
}

func readPrinted(t *testing.T, dir string) (all []printed) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*", "run-*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var p printed
		if err := json.Unmarshal(data, &p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

var (
	// isHelp finds output where commands are explained, and not given to someone.
	isHelp = regexp.MustCompile(`(?m)^Usage: whopsync`)
	// whoLocks finds what a run was called that holds a lock.
	whoLocks = regexp.MustCompile(`\(whopsync [a-z ]+, since [^)]*\)|(?m:^Command {4}.*$)`)
	// commandLine finds where a command line begins.
	commandLine = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile("(`?)(whopsync (?:-C (?:'[^']*'|[^' ]+) )?(?:(?:" + strings.Join(cli.CommandNames(), "|") + ")\\b|--help).*)")
	})
	// notOurs finds commands of other programs.
	notOurs = regexp.MustCompile(`\bgit rm [^,;]*|\bgh (?:api|auth|repo|secret) .*|^  (git|aws|curl) .*`)
	// loneFlag finds flags outside of a command.
	loneFlag = regexp.MustCompile("(?:^|[\\s(`'\"])(--[a-z][a-z-]+)")
	// aboutFlags finds lines that speak of flags that were typed, or say what a run was narrowed by.
	aboutFlags = regexp.MustCompile(`^(Error: .*)?(unknown flag|--[a-z-]+(:|=| needs| goes| wants| takes| must be| \S+ is no folder| or --|$))|, and --env names|^Error: .*--strict|\(--(due|target|exclude)\)|was given, and nothing would be lost|does not match:|and --on-drift=fail is set|^Error: .* was made without`)
)

// commandsIn returns the command lines of a text, and the lines that name flags outside of one.
func commandsIn(text string) (commands, flags []string) {
	for line := range strings.SplitSeq(plainText(text), "\n") {
		rest := line
		for {
			at := commandLine().FindStringSubmatchIndex(rest)
			if at == nil {
				break
			}
			command := rest[at[4]:at[5]]
			if rest[at[2]:at[3]] != "" {
				command, _, _ = strings.Cut(command, "`")
			}
			command, _, _ = strings.Cut(command, " && ")
			commands = append(commands, command)
			rest = rest[:at[4]] + "…" + rest[at[4]+len(command):]
		}
		rest = notOurs.ReplaceAllString(rest, "")
		if loneFlag.MatchString(rest) && !aboutFlags.MatchString(rest) {
			flags = append(flags, line)
		}
	}
	return commands, flags
}

// plainText returns a text with the strings of its JSON lines, and the escapes of workflow commands, as
// people read them.
func plainText(text string) string {
	text = whoLocks.ReplaceAllString(text, "")
	var out strings.Builder
	for line := range strings.Lines(text) {
		var value any
		switch {
		case strings.HasPrefix(line, "{") && json.Unmarshal([]byte(line), &value) == nil:
			for _, s := range stringsIn(value) {
				out.WriteString(s + "\n")
			}
		case strings.HasPrefix(line, "::"):
			out.WriteString(strings.NewReplacer("%0A", "\n", "%0D", "", "%25", "%").Replace(line))
		default:
			out.WriteString(line)
		}
	}
	return out.String()
}

func stringsIn(value any) (all []string) {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		for _, item := range v {
			all = append(all, stringsIn(item)...)
		}
	case map[string]any:
		for _, item := range v {
			all = append(all, stringsIn(item)...)
		}
	}
	return all
}

// wordsOf splits a command line as a shell does.
func wordsOf(line string) (words []string) {
	word, isOpen, isQuoted := "", false, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\'':
			isQuoted, isOpen = !isQuoted, true
		case isQuoted:
			word += string(c)
		case c == '\\' && i+1 < len(line):
			i++
			word, isOpen = word+string(line[i]), true
		case c == ' ':
			if isOpen {
				words = append(words, word)
			}
			word, isOpen = "", false
		default:
			word, isOpen = word+string(c), true
		}
	}
	if isOpen {
		words = append(words, word)
	}
	return words
}

// valueOf returns the value of a flag in a command line.
func valueOf(args []string, names ...string) string {
	for i, arg := range args {
		name, value, hasValue := strings.Cut(arg, "=")
		switch {
		case !slices.Contains(names, name):
		case hasValue:
			return value
		case i+1 < len(args):
			return args[i+1]
		}
	}
	return ""
}

// checkPrinted holds every command that the scripts print against the command line: it parses, and has the
// folder and the environment of the run that printed it. It returns their forms.
func checkPrinted(t *testing.T, all []printed) map[string]string {
	forms := map[string]string{}
	for _, p := range all {
		if isHelp.MatchString(p.Text) || slices.Contains(p.Args, "schema") {
			continue
		}
		commands, flags := commandsIn(p.Text)
		about := fmt.Sprintf("%s: whopsync %s", p.Script, strings.Join(p.Args, " "))
		for _, line := range flags {
			t.Errorf("%s: a flag is named outside of a command: %s", about, line)
		}
		for _, command := range commands {
			args := wordsOf(command)[1:]
			form, err := cli.Understand(args)
			if err != nil {
				t.Errorf("%s: %q is no command: %v", about, command, err)
				continue
			}
			forms[form] = about
			if form == "--help" {
				continue // explains the command, wherever it is asked
			}
			if dir := valueOf(p.Args, "-C", "--chdir"); dir != "" && dir != "." && valueOf(args, "-C") != dir && !filepath.IsAbs(valueOf(args, "-C")) { // which leads there from anywhere
				t.Errorf("%s: %q does not go to %s", about, command, dir)
			}
			if env := valueOf(p.Args, "--env"); env != "" && env != p.Default && valueOf(args, "--env") == "" && form != "doctor --github" { // which looks at all

				t.Errorf("%s: %q is for another environment", about, command)
			}
		}
	}
	return forms
}

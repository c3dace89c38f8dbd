package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/spec"
)

// workflow is what the workflows of a repository are filled in with.
type workflow struct {
	source       string             // OWNER/REPO@COMMIT of whopsync; may be empty
	environments []spec.Environment // in the order of promotion, as whopsync.yaml has them; named where it has none
	branch       string             // that is applied from
	top          string             // of the git repository, from the folder of the courses
	folder       string             // of the courses, from the top
	suffix       string             // of the names of the workflows; "" where they are plain
	there        written            // what workflows of the folder that are there say
	beside       []spec.Config      // whopsync.yaml of another folder that has workflows
	absent       []string           // environments that whopsync.yaml does not have
}

var (
	sourcePattern = regexp.MustCompile(`^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+@[0-9a-f]{40}$`)
	namePattern   = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_-]*$`)
	branchPattern = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./-]*$`)
	folderPattern = regexp.MustCompile(`^[A-Za-z0-9_./-]+$`)
)

// isSafeFolder reports whether a folder lies in the repository, and has a name that workflows and commands can hold.
func isSafeFolder(folder string) bool {
	return folderPattern.MatchString(folder) && filepath.IsLocal(filepath.FromSlash(folder))
}

// in is what the names of the checks have at their end.
func (w *workflow) in() string {
	if w.suffix == "" {
		return ""
	}
	return " (" + w.folder + ")"
}

// last is the environment that students see.
func (w *workflow) last() spec.Environment { return w.environments[len(w.environments)-1] }

// path returns the path of a workflow, from the folder of the courses.
func (w *workflow) path(name string) string {
	return path.Join(filepath.ToSlash(w.top), ".github", "workflows", name)
}

// written is what a workflow that is there says of itself.
type written struct {
	environments []string          // in their order
	hosts        map[string]string // of Whop, that it sends to for an environment
	source       string            // "" where it uses none
	folder       string            // of the courses
	wrong        error             // names that no line may repeat
}

var (
	writtenEnvironment = regexp.MustCompile(`(?m)^ {10}environment: (\S+)$`)
	writtenHost        = regexp.MustCompile(`(?m)^  WHOP_BASE_URL: (\S+)$`)
	writtenStepHost    = regexp.MustCompile(`(?m)^ {10}WHOP_BASE_URL: (\S+)$`)
	writtenFolder      = regexp.MustCompile(`(?m)^ {10}working-directory: (\S+)$`)
	writtenSource      = regexp.MustCompile(`(?m)^ +- uses: ([\w.-]+/[\w.-]+@[0-9a-f]{40}) # the commit of whopsync to use$`)
)

// readWritten reads a workflow, which has its path from dir. What is no workflow of ours says nothing.
func readWritten(dir, file string) (written, bool) {
	text, err := os.ReadFile(filepath.Join(dir, file))
	folder := writtenFolder.FindSubmatch(text)
	if err != nil || folder == nil || !isSafeFolder(string(folder[1])) {
		return written{}, false
	}
	w := written{folder: string(folder[1]), hosts: map[string]string{}}
	for _, match := range writtenEnvironment.FindAllSubmatchIndex(text, -1) {
		name := string(text[match[2]:match[3]])
		if slices.Contains(w.environments, name) {
			continue
		}
		if !namePattern.MatchString(name) {
			w.wrong = errors.Join(w.wrong, fmt.Errorf("%s:%d:%d: the environment %.60q has a name that a workflow cannot safely hold",
				file, 1+bytes.Count(text[:match[2]], []byte("\n")), 1+match[2]-match[0], name))
		}
		w.environments = append(w.environments, name)
		step, _, _ := bytes.Cut(text[match[1]:], []byte("\n      - ")) // what is left of it
		if host := cmp.Or(firstGroup(writtenStepHost, step), firstGroup(writtenHost, text)); host != "" {
			w.hosts[name] = host
		}
	}
	if w.wrong != nil {
		w.wrong = hint.Add(w.wrong, "Write a name of letters, digits, _ and - there, without quotation marks.")
	}
	w.source = firstGroup(writtenSource, text)
	return w, true
}

// firstGroup returns what the first group of a pattern matches, or "".
func firstGroup(pattern *regexp.Regexp, text []byte) string {
	if match := pattern.FindSubmatch(text); match != nil {
		return string(match[1])
	}
	return ""
}

// readKeyOf returns the secret with the key that reads an environment. The last one keeps its secret when others
// are put before it.
func readKeyOf(environments []spec.Environment, i int) string {
	if i == len(environments)-1 {
		return "WHOP_READ_KEY"
	}
	return readKeyFor(environments[i].Name)
}

// readKeyFor returns that secret for an environment which is not the last one.
func readKeyFor(environment string) string {
	return "WHOP_READ_KEY_" + strings.ToUpper(strings.ReplaceAll(environment, "-", "_"))
}

// command is the init that writes these workflows.
func (w *workflow) command(shell hint.Shell, source string) string {
	var names []string
	for _, environment := range w.environments {
		names = append(names, environment.Name)
	}
	return initCommand(shell, source, names)
}

// initCommand is the init that writes the workflows of environments; "" stands for no source.
func initCommand(shell hint.Shell, source string, names []string) string {
	line := "init --github"
	if source != "" {
		line += " --source " + hint.Word(source)
	}
	for _, name := range names {
		line += " --env " + hint.Word(name)
	}
	return hint.Shell{Dir: shell.Dir}.Command(line)
}

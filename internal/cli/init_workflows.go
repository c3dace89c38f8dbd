package cli

import (
	"bytes"
	"embed"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	texttemplate "text/template"

	"whopsync/internal/hint"
	"whopsync/internal/home"
	"whopsync/internal/host"
	"whopsync/internal/spec"
)

// The workflows are templates between [[ and ]], since {{ is GitHub's.
//
//go:embed workflows
var workflows embed.FS

// updates are settings of Dependabot, which bring the actions of the workflows up to date.
//
//go:embed dependabot.yml
var updates string

// unknownSource is what the workflows use where init was told of no source.
func unknownSource() string {
	return home.Repository() + "@0000000000000000000000000000000000000000 # VERSION"
}

// filling is what the templates are filled in with.
type filling struct {
	Source       string // with the comment after it
	Branch       string
	Folder       string
	Of, In       string // " of academy", " (academy)"; "" where the names are plain
	Suffix       string // "-academy", of files and groups
	PlanFile     string
	Paths        string // what courses consist of, for git
	Filter       string // the same, for GitHub
	BaseURL      string // of the last environment
	Names        string // of the environments, with commas
	AreSeveral   bool
	Environments []stage // in the order of promotion
	Last         stage
}

// stage is an environment in the order of promotion.
type stage struct {
	Name    string
	Job     string // that applies to it
	Due     string // the job that looks whether something is to be published
	Publish string // the job that publishes it
	Before  string // the job that has to end well first; "" for none
	ReadKey string // the secret with the key that reads
	BaseURL string // where it is not that of the last one
}

func (w *workflow) filling(environments []spec.Environment, source string) filling {
	f := filling{
		Source: unknownSource(), Branch: w.branch, Folder: w.folder, Suffix: w.suffix, PlanFile: "whopsync-plan" + w.suffix + ".yml",
		Paths: w.folder, Filter: `["` + w.folder + `/**"]`, AreSeveral: len(environments) > 1,
	}
	if source != "" {
		f.Source = source + " # the commit of whopsync to use"
	}
	if w.folder == "." { // what lies beside courses in most repositories
		f.Paths, f.Filter = ".", `["**"`
		for _, name := range []string{"README*", "CHANGELOG*", "CONTRIBUTING*", "LICENSE*"} {
			f.Paths += " ':(exclude,glob)" + name + "'"
			f.Filter += `, "!` + name + `"`
		}
		f.Paths, f.Filter = f.Paths+" ':(exclude).github'", f.Filter+`, "!.github/**"]`
	}
	if f.In = w.in(); f.In != "" {
		f.Of = " of " + w.folder
	}
	f.BaseURL = pinnedHost(environments[len(environments)-1])
	var names []string
	for i, environment := range environments {
		s := stage{Name: environment.Name, Job: "apply", Due: "due", Publish: "publish", ReadKey: readKeyOf(environments, i)}
		if i < len(environments)-1 {
			s.Job, s.Due, s.Publish = s.Job+"-"+s.Name, s.Due+"-"+s.Name, s.Publish+"-"+s.Name
		}
		if i > 0 {
			s.Before = f.Environments[i-1].Job
		}
		if address := pinnedHost(environment); address != f.BaseURL {
			s.BaseURL = address
		}
		f.Environments = append(f.Environments, s)
		f.Last, names = s, append(names, s.Name)
	}
	f.Names = strings.Join(names, ", ")
	return f
}

// pinnedHost is the host that a workflow pins: what the files say now.
func pinnedHost(environment spec.Environment) string {
	if _, err := host.ParseAPI(environment.BaseURL); err != nil {
		return spec.DefaultBaseURL(environment.Name)
	}
	return environment.BaseURL
}

// rendered returns the workflows, for the top of the git repository that the courses lie in: GitHub looks for them
// nowhere else.
func (w *workflow) rendered(environments []spec.Environment, source string) ([]templateFile, error) {
	files, err := filesIn(workflows, "workflows", "")
	if err != nil {
		return nil, err
	}
	filling := w.filling(environments, source)
	for i, file := range files {
		text, err := texttemplate.New(file.path).Delims("[[", "]]").Parse(string(file.data))
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		if err := text.Execute(&out, filling); err != nil {
			return nil, err
		}
		files[i] = templateFile{path: w.path(strings.TrimSuffix(file.path, ".yml") + w.suffix + ".yml"), data: out.Bytes()}
	}
	return files, nil
}

// findSuffix finds out how the workflows of the folder are named: as they are, plainly if no other folder has these
// names, else by a name of the folder that no other one has taken.
func (w *workflow) findSuffix(dir string) {
	there := w.workflowsThere(dir)
	former := "-" + strings.ReplaceAll(w.folder, "/", "-") // as earlier versions have named them
	if w.folder == "." {
		former = "-top"
	}
	suffixes := []string{"", "-" + nameOfFolder(w.folder), "-" + digestedName(w.folder)}
	for _, suffix := range append(suffixes, former) {
		if ours, ok := there[suffix]; ok && ours.folder == w.folder {
			w.suffix, w.there = suffix, ours
			return
		}
	}
	for _, w.suffix = range suffixes {
		if _, isTaken := there[w.suffix]; !isTaken {
			return
		}
	}
}

// workflowsThere returns what the workflows in the repository say, by the suffix of their names, and notes the
// whopsync.yaml of each other folder that has some.
func (w *workflow) workflowsThere(dir string) map[string]written {
	there, seen := map[string]written{}, map[string]bool{w.folder: true}
	files, err := os.ReadDir(filepath.Join(dir, w.path("")))
	if err != nil {
		return there // none are there, or none can be read, which writing them will tell
	}
	for _, name := range []string{"whopsync-plan", "whopsync-apply", "whopsync-pull"} {
		for _, file := range files {
			suffix, isOne := strings.CutPrefix(strings.TrimSuffix(file.Name(), ".yml"), name)
			if !isOne || !strings.HasSuffix(file.Name(), ".yml") {
				continue
			}
			found, ok := readWritten(dir, w.path(file.Name()))
			if _, isKnown := there[suffix]; !ok || isKnown {
				continue
			}
			there[suffix] = found
			if !seen[found.folder] {
				seen[found.folder] = true
				w.beside = append(w.beside, configIn(filepath.Join(dir, w.top, filepath.FromSlash(found.folder))))
			}
		}
	}
	return there
}

// configIn is the whopsync.yaml of a folder: nothing, where that cannot be read.
func configIn(dir string) spec.Config {
	files, err := spec.Open(dir)
	if err != nil {
		return spec.Config{}
	}
	defer files.Close()
	return spec.ConfigOf(files)
}

// files returns the workflows that are to be written. Those that are there are replaced where they are as init
// has written them, and are never where they are not.
func (w *workflow) files(e *environment) ([]templateFile, error) {
	wanted, err := w.rendered(w.environments, w.source)
	if err != nil {
		return nil, err
	}
	var before []templateFile
	if len(w.there.environments) > 0 {
		var old []spec.Environment
		for _, name := range w.there.environments {
			old = append(old, spec.Environment{Name: name, BaseURL: w.there.hosts[name]})
		}
		if before, err = w.rendered(old, w.there.source); err != nil {
			return nil, err
		}
	}
	var files []templateFile
	var edited []string
	for i, file := range wanted {
		there, err := os.ReadFile(filepath.Join(e.folder(), file.path))
		switch {
		case os.IsNotExist(err):
		case err == nil && bytes.Equal(there, file.data):
			fmt.Fprintln(e.Out, "kept", file.path)
			continue
		case err == nil && before != nil && bytes.Equal(there, before[i].data):
			file.isOver = true
		default:
			edited = append(edited, file.path)
		}
		files = append(files, file)
	}
	if len(edited) > 0 {
		return nil, w.keepEdited(e, edited)
	}
	if !hasUpdates(filepath.Join(e.folder(), w.top)) {
		files = append(files, templateFile{path: path.Join(filepath.ToSlash(w.top), ".github/dependabot.yml"), data: []byte(updates)})
	}
	return files, nil
}

// hasUpdates reports whether a repository has settings of Dependabot or of Renovate.
func hasUpdates(top string) bool {
	for _, name := range []string{".github/dependabot.yml", ".github/dependabot.yaml", ".github/renovate.json", "renovate.json", ".renovaterc"} {
		if _, err := os.Lstat(filepath.Join(top, filepath.FromSlash(name))); err == nil {
			return true
		}
	}
	return false
}

// keepEdited says how workflows that people have edited get what init would write.
func (w *workflow) keepEdited(e *environment, edited []string) error {
	git := "git"
	if e.shell.Dir != "" {
		git += " -C " + hint.Word(e.shell.Dir)
	}
	var paths []string
	for _, path := range edited {
		paths = append(paths, hint.Word(path))
	}
	folder := hint.Word(path.Join(filepath.ToSlash(w.top), ".github/workflows"))
	return hint.Add(fmt.Errorf("%s exists already, and is not what this version of init writes; nothing was written", strings.Join(edited, ", ")),
		"Where they are committed, have them written again, and take back from the diff what is yours:\n\n  %s rm -q %s\n  %s\n  %s diff HEAD -- %s",
		git, strings.Join(paths, " "), w.command(e.shell, w.source), git, folder)
}

package cli

import (
	"embed"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"whopsync/internal/host"
	"whopsync/internal/spec"
)

// The workflows hold these words where a repository has its own: YAML that parses as it
// stands, so that tests and linters read what users get.
//
//go:embed workflows
var workflows embed.FS

const (
	sourceWord      = "YOUR-ORG/whopsync@0000000000000000000000000000000000000000 # VERSION"
	environmentWord = "ENVIRONMENT"
	addressWord     = "WHOP_BASE_URL: https://api.whop.com/api/v1"
	branchWord      = "BRANCH"
	folderWord      = "FOLDER"
)

// noExperience is what a new whopsync.yaml has in the place of one.
const noExperience = "exp_REPLACE_ME"

// githubFiles returns the workflows, for the top of the git repository that the courses
// lie in: GitHub looks for them nowhere else.
func (cmd *initCmd) githubFiles(e *environment) ([]templateFile, error) {
	dir, err := filepath.Abs(e.flags.Chdir)
	if err != nil {
		return nil, err
	}
	top := topOf(dir)
	folder, err := filepath.Rel(top, dir)
	if err != nil {
		return nil, err
	}
	up, err := filepath.Rel(dir, top)
	if err != nil {
		return nil, err
	}
	name := workflowEnvironment(e)
	fill, err := cmd.fill(name, mainBranch(e), filepath.ToSlash(folder), pinnedURL(e, name))
	if err != nil {
		return nil, err
	}
	var files []templateFile
	err = fs.WalkDir(workflows, "workflows", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := workflows.ReadFile(path)
		name := filepath.ToSlash(filepath.Join(up, ".github", path))
		files = append(files, templateFile{path: name, data: []byte(fill.Replace(string(data)))})
		return err
	})
	return files, err
}

// shared returns a new file as a team on GitHub needs it: with the environment that the
// workflows are for, whose state lies where every runner sees it.
func shared(file templateFile, name string) []byte {
	if file.path != "whopsync.yaml" {
		return file.data
	}
	const experience = "    experience: " + noExperience + "\n"
	return []byte(strings.NewReplacer(
		"production", name,
		experience, experience+"    # What whopsync remembers lies in git itself, as refs/whopsync/"+name+" of the remote origin.\n    state: git\n",
	).Replace(string(file.data)))
}

// topOf returns the top of the git repository that dir lies in, dir itself outside of one.
func topOf(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}

// workflowEnvironment is the environment that the workflows are for. The files are not
// asked: their default is often local, which no workflow can have.
func workflowEnvironment(e *environment) string {
	if e.flags.Env != "" {
		return e.flags.Env
	}
	return "production"
}

var (
	sourcePattern = regexp.MustCompile(`^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+@[0-9a-f]{40}$`)
	namePattern   = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_-]*$`)
	branchPattern = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./-]*$`)
	folderPattern = regexp.MustCompile(`^[A-Za-z0-9_./-]+$`)
)

// fill puts what is the repository's own into a workflow. Only names that mean nothing to
// YAML, to GitHub's expressions and to a shell come through.
func (cmd *initCmd) fill(name, branch, folder, address string) (*strings.Replacer, error) {
	switch {
	case cmd.Source != "" && !sourcePattern.MatchString(cmd.Source):
		return nil, misuse("--source wants OWNER/REPO@COMMIT with all 40 digits of the commit, and not %q", cmd.Source)
	case !namePattern.MatchString(name) || name == spec.Local:
		return nil, misuse("%q cannot be the environment of a workflow", name)
	case !branchPattern.MatchString(branch):
		return nil, misuse("the branch %q has a name that a workflow cannot safely hold: use letters, digits, . _ / and -", branch)
	case !folderPattern.MatchString(folder):
		return nil, misuse("the folder %q has a name that a workflow cannot safely hold: use letters, digits, . _ and -", folder)
	}
	source := sourceWord
	if cmd.Source != "" {
		source = cmd.Source + " # the commit of whopsync to use"
	}
	return strings.NewReplacer(sourceWord, source, environmentWord, name, branchWord, branch, folderWord, folder,
		addressWord, "WHOP_BASE_URL: "+address), nil
}

// pinnedURL is the address of the API that the workflows pin: that of the files as they are for
// whoever writes the workflows.
func pinnedURL(e *environment, name string) string {
	is := settingsOf(e, name, false)
	if _, err := host.ParseAPI(is.BaseURL); err != nil {
		return spec.DefaultBaseURL(name)
	}
	return is.BaseURL
}

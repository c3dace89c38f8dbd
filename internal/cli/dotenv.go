package cli

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"whopsync/internal/gitrepo"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

// dotenv may stand beside whopsync.yaml, and hold the key where no one has set it.
const dotenv = ".env"

const keyVariable = "WHOP_API_KEY"

// takeKey takes the key from a .env file where the process has none. No other variable is taken from
// it, hosts least of all: what lies in the repository says nothing about where a key goes.
func takeKey(e *environment, files *spec.Repo, git *gitrepo.Repo) {
	if e.getenv(keyVariable) != "" {
		return
	}
	text, err := readBeginning(files, dotenv)
	if err != nil {
		e.logger().Info("no key from "+dotenv, "err", err) // most have none; some have a folder or link of that name
		return
	}
	if bytes.IndexByte(text, 0) >= 0 || bytes.HasPrefix(text, []byte{0xff, 0xfe}) || bytes.HasPrefix(text, []byte{0xfe, 0xff}) {
		e.warn("%s is in UTF-16 and is not read: save it as UTF-8", dotenv)
		return
	}
	key, others := readDotenv(strings.TrimPrefix(string(text), "\ufeff"))
	if key == "" {
		return
	}
	e.hide(key)
	getenv := e.getenv
	e.getenv = func(name string) string {
		if name == keyVariable {
			return key
		}
		return getenv(name)
	}
	if len(others) > 0 {
		e.warn("%s in %s is ignored: only %s is read from there", render.OneLine(strings.Join(others, ", ")), dotenv, keyVariable)
	}
	if git.Tracks(dotenv) {
		e.warn("git tracks %s, and with it the key, which everyone who sees the repository can use: write %s into .gitignore, run git rm --cached %s, and make another key", dotenv, dotenv, dotenv)
	}
}

// readBeginning returns as much of a file as one of variables can have.
func readBeginning(files *spec.Repo, name string) ([]byte, error) {
	file, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, 64<<10))
}

// readDotenv returns the key of a .env file, and what else of whopsync's variables it sets.
func readDotenv(text string) (key string, others []string) {
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(line, "=")
		words := strings.Fields(name)
		if len(words) == 2 && words[0] == "export" {
			words = words[1:]
		}
		name = strings.Join(words, " ")
		switch {
		case !ok || !strings.HasPrefix(name, "WHOP"):
		case name == keyVariable:
			key = dotenvValue(value)
		case !slices.Contains(others, name):
			others = append(others, name)
		}
	}
	return key, others
}

// dotenvValue reads a value: in quotes, or up to a comment.
func dotenvValue(value string) string {
	value = strings.TrimSpace(value)
	for _, quote := range []string{`"`, "'"} {
		if rest, ok := strings.CutPrefix(value, quote); ok {
			value, _, _ = strings.Cut(rest, quote)
			return value
		}
	}
	value, _, _ = strings.Cut(value, " #")
	return strings.TrimSpace(value)
}

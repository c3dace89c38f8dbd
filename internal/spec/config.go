package spec

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/yamlfile"
)

// readConfig reads whopsync.yaml. A course alone needs none: everything has a default, and the
// environment is local.
func readConfig(repo *Repo, file *declaration) (c Config) {
	if !isBareCourse(repo) {
		file.isIn(ConfigFile)
		if file.read(repo, nil, nil); !file.isRead {
			return c
		}
	}
	o, r := file.object, &file.report
	limits := o.Values["limits"].Object
	c = Config{
		OnRemove: OnRemove(cmp.Or(o.Text("on_remove"), string(OnRemoveHide))),
		Limits: Limits{
			MaxDelete:        intOf(limits, "max_delete", defaultMaxDelete),
			MaxDeletePercent: intOf(limits, "max_delete_percent", defaultMaxDeletePercent),
			MaxHide:          intOf(limits, "max_hide", defaultMaxHide),
			MaxHidePercent:   intOf(limits, "max_hide_percent", defaultMaxHidePercent),
		},
		IgnoreKeys:   ignoredOf(o.Values["ignore_keys"].List, r),
		Static:       staticOf(o.Values["static"].List, repo, r),
		Elsewhere:    elsewhereOf(o, r),
		Environments: environmentsOf(o.Values["environments"].Object, repo.shell, r),
		Moved:        movesOf(o.Values["moved"].List, r),
		Removed:      removalsOf(o.Values["removed"].List),
		Identity:     answersOf(o.Values["identity"].List, r),
		Unmanaged:    idsOf(o.Values["unmanaged"].List, r),
	}
	c.DefaultEnvironment = Local
	if v, ok := o.Get("default_environment"); ok {
		c.DefaultEnvironment = v.Text
		if _, known := c.Environments[v.Text]; !known {
			r.Error(v.At, "unknown-environment", fmt.Sprintf("no environment %q", yamlfile.Shorten(v.Text)), yamlfile.DidYouMean(v.Text, namesOf(c.Environments)))
		}
	}
	return c
}

// isBareCourse reports whether the repository has a course.yaml and no whopsync.yaml.
func isBareCourse(r *Repo) bool {
	_, noConfig := r.folders.lookUp(ConfigFile)
	_, noCourse := r.folders.lookUp(courseFile)
	return errors.Is(noConfig, fs.ErrNotExist) && noCourse == nil
}

// ConfigOf returns what whopsync.yaml says, as far as it can be read. No other file is read.
func ConfigOf(repo *Repo) Config {
	file := declarationAt(ConfigFile, fileName{})
	return readConfig(repo, &file)
}

func namesOf(environments map[string]Environment) []string {
	return slices.Sorted(maps.Keys(environments))
}

// choose returns the environment called name, or the default one for "".
func (c Config) choose(name string, shell hint.Shell, r *yamlfile.Report) Environment {
	e, ok := c.Environments[cmp.Or(name, c.DefaultEnvironment)]
	if ok && isPlaceholder(e.Experience) {
		r.Error(yamlfile.Span{}, "bad-id", fmt.Sprintf("the experience of environment %q is %q, which is no id", e.Name, yamlfile.Shorten(e.Experience)),
			docExperience+"; with a key, `"+shell.For(e.Name).Command("doctor")+"` lists yours")
		e.Experience = "" // so that it is asked for
	}
	if !ok && name != "" && c.Environments != nil { // else whopsync.yaml could not be read
		hint := cmp.Or(yamlfile.DidYouMean(name, namesOf(c.Environments)), "there is "+strings.Join(namesOf(c.Environments), ", "))
		r.Error(yamlfile.Span{}, "unknown-environment", fmt.Sprintf("no environment %q", yamlfile.Shorten(name)), hint)
	}
	return e
}

func intOf(o yamlfile.Object, key string, absent int) int {
	if v, ok := o.Get(key); ok {
		return int(v.Number)
	}
	return absent
}

// ignoredOf returns the keys to let pass. One of whopsync's own among them would say nothing any more.
func ignoredOf(list []yamlfile.Value, r *yamlfile.Report) []string {
	var ignored []string
	for _, v := range list {
		isOurs := func(k yamlfile.Key) bool { return yamlfile.Grammar{Ignored: []string{v.Text}}.Ignores(k.Name) }
		if slices.ContainsFunc(slices.Concat(lessonGrammar.Keys, courseGrammar.Keys, chapterGrammar.Keys), isOurs) {
			r.Error(v.At, "bad-key", fmt.Sprintf("whopsync itself reads the key %q", yamlfile.Shorten(v.Text)), "take it out of ignore_keys")
		}
		ignored = append(ignored, v.Text)
	}
	return ignored
}

// staticOf returns the static folders, each of which is there.
func staticOf(list []yamlfile.Value, repo *Repo, r *yamlfile.Report) (static []string) {
	for _, v := range list {
		dir, flaw := parsePath(".", v.Text)
		if flaw != nil {
			flaw.report(r, v.At, v.Text)
			continue
		}
		entry, err := repo.folders.lookUp(dir)
		switch {
		case dir == ".":
		case err != nil:
			flawOf(err).report(r, v.At, v.Text)
			continue
		case !entry.IsDir():
			r.Error(v.At, "not-a-file", yamlfile.Shorten(v.Text)+" is no folder", "name the folder that it lies in")
			continue
		}
		static = append(static, dir)
	}
	return static
}

// elsewhereOf returns the address at which files of the repository can be read. It is only ever written into texts.
func elsewhereOf(o yamlfile.Object, r *yamlfile.Report) string {
	v, ok := o.Get("elsewhere")
	if !ok {
		return ""
	}
	u, err := url.Parse(v.Text)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(v.Text, " <>()\"'\\") {
		r.Error(v.At, "bad-url", "elsewhere wants the address of the repository's files on the web", "such as https://github.com/OWNER/NAME/blob/main/")
		return ""
	}
	return strings.TrimRight(v.Text, "/") + "/"
}

func movesOf(list []yamlfile.Value, r *yamlfile.Report) []Move {
	var moves []Move
	for _, v := range list {
		from, _ := course.ParseAddress(v.Object.Text("from"))
		to, _ := course.ParseAddress(v.Object.Text("to"))
		if from.Kind() != to.Kind() {
			r.Error(v.At, "bad-move", fmt.Sprintf("%s is a %s and %s a %s", from, from.Kind(), to, to.Kind()), "")
		}
		moves = append(moves, Move{From: from, To: to, Source: sourceOf(v)})
	}
	return moves
}

func removalsOf(list []yamlfile.Value) []Removal {
	var removals []Removal
	for _, v := range list {
		address, _ := course.ParseAddress(v.Object.Text("address"))
		action := OnRemove(cmp.Or(v.Object.Text("action"), string(OnRemoveDelete)))
		removals = append(removals, Removal{Address: address, Action: action, Source: sourceOf(v)})
	}
	return removals
}

func idsOf(list []yamlfile.Value, r *yamlfile.Report) []string {
	var ids []string
	for _, v := range list {
		if !slices.ContainsFunc([]string{"cors_", "chap_", "lesn_"}, func(p string) bool { return strings.HasPrefix(v.Text, p) }) {
			r.Error(v.At, "bad-id", fmt.Sprintf("unmanaged wants ids that begin with cors_, chap_ or lesn_, got %q", yamlfile.Shorten(v.Text)), "")
		}
		ids = append(ids, v.Text)
	}
	return ids
}

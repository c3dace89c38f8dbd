package spec

import (
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// Whop's own API, documented for its two environments.
const (
	productionURL = "https://api.whop.com/api/v1"
	sandboxURL    = "https://sandbox-api.whop.com/api/v1"
)

// Limits where whopsync.yaml sets none.
const (
	defaultMaxDelete        = 3
	defaultMaxDeletePercent = 30
)

// readConfig reads whopsync.yaml, and returns its globs of course folders beside it.
func readConfig(repo *Repo, r *report) (c Config, globs []value) {
	text, ok := readText(repo, r)
	if !ok {
		return c, nil
	}
	mapping, ok := parseYAML(text, r)
	if !ok {
		return c, nil
	}
	o := walkFile(mapping, configGrammar, r)
	c = Config{
		Version:      int(o.values["version"].number),
		OnRemove:     OnRemoveHide,
		Limits:       limitsOf(o.values["limits"].object),
		Environments: environmentsOf(o.values["environments"].object, r),
		Moved:        movesOf(o.values["moved"].list, r),
		Removed:      removalsOf(o.values["removed"].list, r),
	}
	if v, ok := o.get("on_remove"); ok {
		c.OnRemove = OnRemove(v.text)
	}
	c.DefaultEnvironment = Local
	if v, ok := o.get("default_environment"); ok {
		c.DefaultEnvironment = v.text
		if _, known := c.Environments[v.text]; !known && noErrors(r) {
			r.error(v.at, "unknown-environment", fmt.Sprintf("no environment %q", shorten(v.text)), didYouMean(v.text, namesOf(c.Environments)))
		}
	}
	return c, o.values["courses"].list
}

func noErrors(r *report) bool { return !r.problems.HasErrors() }

func namesOf(environments map[string]Environment) []string {
	return slices.Sorted(maps.Keys(environments))
}

// choose returns the environment called name, or the default one for "".
func (c Config) choose(name string, r *report) Environment {
	if name == "" {
		name = c.DefaultEnvironment
	}
	e, ok := c.Environments[name]
	if !ok && noErrors(r) {
		hint := didYouMean(name, namesOf(c.Environments))
		if hint == "" {
			hint = "there is " + strings.Join(namesOf(c.Environments), ", ")
		}
		r.error(span{}, "unknown-environment", fmt.Sprintf("no environment %q", shorten(name)), hint)
	}
	return e
}

func limitsOf(o object) Limits {
	limits := Limits{MaxDelete: defaultMaxDelete, MaxDeletePercent: defaultMaxDeletePercent}
	if v, ok := o.get("max_delete"); ok {
		limits.MaxDelete = int(v.number)
	}
	if v, ok := o.get("max_delete_percent"); ok {
		limits.MaxDeletePercent = int(v.number)
	}
	return limits
}

func environmentsOf(o object, r *report) map[string]Environment {
	environments := map[string]Environment{Local: {Name: Local}}
	for _, name := range o.order {
		v := o.values[name]
		checkEnvironmentName(name, v.key, r)
		environments[name] = environmentOf(name, v, r)
	}
	return environments
}

// checkEnvironmentName keeps names usable as part of a file's or a git ref's name.
func checkEnvironmentName(name string, at span, r *report) {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	if name == "" || strings.Trim(name, allowed) != "" || strings.HasPrefix(name, "-") {
		r.error(at, "bad-name", fmt.Sprintf("%q cannot name an environment", shorten(name)), "use letters, digits, - and _")
	}
}

func environmentOf(name string, v value, r *report) Environment {
	o := v.object
	e := Environment{
		Name:       name,
		Experience: o.text("experience"),
		Product:    o.text("product"),
		Account:    o.text("account"),
		State:      o.text("state"),
		BaseURL:    baseURL(name, o, r),
		LessonURL:  lessonURL(o, r),
	}
	checkPrefix(o, "experience", "exp_", r)
	checkPrefix(o, "product", "prod_", r)
	checkPrefix(o, "account", "biz_", r)
	if product, both := o.get("product"); both && e.Experience != "" {
		r.error(product.key, "two-names", "experience and product say the same", "keep one of the two")
	}
	if name != Local && e.Experience == "" && e.Product == "" && !hasErrorAt(r, v.at.line) {
		r.error(v.key, "missing-key", fmt.Sprintf("environment %q has no experience", name), "write `experience: exp_…`, or `product: prod_…`")
	}
	return e
}

func hasErrorAt(r *report, line int) bool {
	return slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Line >= line })
}

func checkPrefix(o object, key, prefix string, r *report) {
	v, ok := o.get(key)
	if ok && !strings.HasPrefix(v.text, prefix) {
		r.error(v.at, "bad-id", fmt.Sprintf("%s wants an id that begins with %s, got %q", key, prefix, shorten(v.text)), "")
	}
}

// baseURL returns the address of the API. The key goes there, so only https will do,
// or this machine.
func baseURL(name string, o object, r *report) string {
	v, ok := o.get("base_url")
	switch {
	case !ok && name == Local:
		return ""
	case !ok && name == "sandbox":
		return sandboxURL
	case !ok:
		return productionURL
	case name == Local:
		r.error(v.key, "bad-url", "local runs in the process and has no address", "remove it, or use another name for the environment")
		return ""
	}
	u, err := url.Parse(v.text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		r.error(v.at, "bad-url", "base_url wants an address such as "+productionURL, "")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		r.error(v.at, "bad-url", "base_url wants https: a key must not travel in the clear", "")
	case strings.HasSuffix(u.Path, "/v5") || strings.Contains(u.Path, "/v5/"):
		r.error(v.at, "bad-url", "Whop's v5 API has no courses", "courses live under /api/v1")
	}
	return strings.TrimRight(v.text, "/")
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// lessonURL returns the template of lessons' addresses.
func lessonURL(o object, r *report) string {
	v, ok := o.get("lesson_url")
	if !ok {
		return ""
	}
	filled := strings.NewReplacer("{lesson}", "l", "{chapter}", "c", "{course}", "o").Replace(v.text)
	u, err := url.Parse(filled)
	switch {
	case !strings.Contains(v.text, "{lesson}"):
		r.error(v.at, "bad-url", "lesson_url has no {lesson}, so all lessons would have one address", "")
	case strings.ContainsAny(filled, "{}"):
		r.error(v.at, "bad-url", "lesson_url knows {course}, {chapter} and {lesson} only", "")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		r.error(v.at, "bad-url", "lesson_url wants an address such as https://whop.com/…/{lesson}", "")
	}
	return v.text
}

func movesOf(list []value, r *report) []Move {
	var moves []Move
	for _, v := range list {
		from, _ := course.ParseAddress(v.object.text("from"))
		to, _ := course.ParseAddress(v.object.text("to"))
		if from.Kind() != to.Kind() {
			r.error(v.at, "bad-move", fmt.Sprintf("%s is a %s and %s a %s", from, from.Kind(), to, to.Kind()), "")
			continue
		}
		moves = append(moves, Move{From: from, To: to, Source: course.Source{Path: r.path, Line: v.at.line}})
	}
	return moves
}

func removalsOf(list []value, r *report) []Removal {
	var removals []Removal
	for _, v := range list {
		address, _ := course.ParseAddress(v.object.text("address"))
		action := OnRemoveDelete
		if said := v.object.text("action"); said != "" {
			action = OnRemove(said)
		}
		removals = append(removals, Removal{Address: address, Action: action, Source: course.Source{Path: r.path, Line: v.at.line}})
	}
	return removals
}

// checkMoves holds moved and removed against what the files declare: an address cannot
// be gone and here.
func (c Config) checkMoves(declared map[course.Address]bool, r *report) {
	seen := make(map[course.Address]bool)
	gone := func(address course.Address, at span, what string) {
		switch {
		case seen[address]:
			r.error(at, "duplicate-entry", fmt.Sprintf("%s is named twice", address), "keep one of the two")
		case declared[address]:
			r.error(at, "still-there", fmt.Sprintf("%s is %s, and still declared by the files", address, what), "remove the entry or the file")
		}
		seen[address] = true
	}
	for _, m := range c.Moved {
		gone(m.From, span{line: m.Source.Line}, "moved")
	}
	for _, m := range c.Removed {
		gone(m.Address, span{line: m.Source.Line}, "removed")
	}
	for _, m := range c.Moved {
		if !declared[m.To] && !seen[m.To] {
			r.warn(span{line: m.Source.Line}, "unknown-address", fmt.Sprintf("no %s %q", m.To.Kind(), m.To), didYouMean(m.To.String(), ofKind(m.To.Kind(), declared)))
		}
	}
}

// ofKind returns the addresses of one kind as text, for suggestions.
func ofKind(kind course.Kind, declared map[course.Address]bool) []string {
	var all []string
	for _, address := range slices.SortedFunc(maps.Keys(declared), course.Address.Compare) {
		if address.Kind() == kind {
			all = append(all, address.String())
		}
	}
	return all
}

package spec

import (
	"fmt"
	"net/url"
	"strings"

	"whopsync/internal/host"
)

// Whop's own API, documented for its two environments.
const (
	productionURL = "https://api.whop.com/api/v1"
	sandboxURL    = "https://sandbox-api.whop.com/api/v1"
)

// environmentsOf reads the environments; local is always one of them.
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
		State:      stateOf(o, r),
		BaseURL:    baseURL(name, o, r),
		LessonURL:  lessonURL(o, r),
	}
	_, e.Written = o.get("base_url")
	if product, both := o.get("product"); both && e.Experience != "" {
		r.error(product.key, "two-names", "experience and product say the same", "keep one of the two")
	}
	if name != Local && e.Experience == "" && e.Product == "" && !v.broken {
		r.error(v.key, "missing-key", fmt.Sprintf("environment %q has no experience", name), "write `experience: exp_…`, or `product: prod_…`")
	}
	return e
}

// DefaultBaseURL returns the address of Whop's API for an environment that names none.
func DefaultBaseURL(environment string) string {
	if environment == "sandbox" {
		return sandboxURL
	}
	return productionURL
}

// baseURL returns the address of the API. The key goes there, so only https will do,
// or this machine.
func baseURL(name string, o object, r *report) string {
	v, ok := o.get("base_url")
	switch {
	case !ok && name == Local:
		return ""
	case !ok:
		return DefaultBaseURL(name)
	case name == Local:
		r.error(v.key, "bad-url", "local runs in the process and has no address", "remove it, or use another name for the environment")
		return ""
	}
	u, err := url.Parse(v.text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		r.error(v.at, "bad-url", "base_url wants an address such as "+productionURL, "")
	case u.Scheme == "http" && !host.IsLoopback(u.Hostname()):
		r.error(v.at, "bad-url", "base_url wants https: a key must not travel in the clear", "")
	case !isAPI(v.text):
		r.error(v.at, "bad-url", "base_url has characters that the address of an API does not need", "write host and path with letters, digits, dots and hyphens; a host in other letters as xn--…")
	case strings.HasSuffix(u.Path, "/v5") || strings.Contains(u.Path, "/v5/"):
		r.error(v.at, "bad-url", "Whop's v5 API has no courses", "courses live under /api/v1")
	}
	return strings.TrimRight(v.text, "/")
}

func isAPI(address string) bool {
	_, err := host.ParseAPI(address)
	return err == nil
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

const docExperience = "put the id of your Courses app here: the exp_… part of its address in the dashboard"

// isPlaceholder reports an experience that somebody has copied from a page. That is a
// problem only of the environment that is worked with: a new repository has one.
func isPlaceholder(experience string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	id := strings.TrimPrefix(experience, "exp_")
	return experience != "" && (strings.Trim(id, letters) != "" || strings.Trim(id, "xX") == "")
}

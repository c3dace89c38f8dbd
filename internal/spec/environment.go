package spec

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/host"
	"whopsync/internal/site"
	"whopsync/internal/state/location"
	"whopsync/internal/yamlfile"
)

// Whop's own API, documented for its two environments.
const (
	productionURL = "https://api.whop.com/api/v1"
	sandboxURL    = "https://sandbox-api.whop.com/api/v1"
)

// environmentsOf reads the environments; local is always one of them.
func environmentsOf(o yamlfile.Object, shell hint.Shell, r *yamlfile.Report) map[string]Environment {
	environments := map[string]Environment{Local: {Name: Local}}
	for _, name := range o.Order {
		v := o.Values[name]
		if !environmentName.MatchString(name) {
			r.Error(v.Key, "bad-name", fmt.Sprintf("%q cannot name an environment", yamlfile.Shorten(name)), "use letters, digits, - and _")
		}
		environments[name] = environmentOf(name, v, shell.For(name), r)
	}
	return environments
}

// environmentName keeps names usable as part of a file's or a git ref's name.
var environmentName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_-]*$`)

func environmentOf(name string, v yamlfile.Value, shell hint.Shell, r *yamlfile.Report) Environment {
	o := v.Object
	e := Environment{
		Name:       name,
		Experience: experienceOf(o, r),
		Product:    o.Text("product"),
		Account:    o.Text("account"),
		State:      stateOf(o, r),
		BaseURL:    baseURL(name, o, r),
		LessonURL:  lessonURL(o, r),
	}
	_, e.Written = o.Get("base_url")
	if product, both := o.Get("product"); both && e.Experience != "" {
		r.Error(product.Key, "two-names", "experience and product say the same", "keep one of the two")
	}
	if _, named := o.Get("experience"); name != Local && !named && e.Product == "" && !v.Broken {
		r.Error(v.Key, "missing-key", fmt.Sprintf("environment %q has no experience", name),
			"write `experience: exp_…`, or `product: prod_…`; with a key, `"+shell.Command("doctor")+"` lists yours")
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
func baseURL(name string, o yamlfile.Object, r *yamlfile.Report) string {
	v, ok := o.Get("base_url")
	switch {
	case !ok && name == Local:
		return ""
	case !ok:
		return DefaultBaseURL(name)
	case name == Local:
		r.Error(v.Key, "bad-url", "local runs in the process and has no address", "remove it, or use another name for the environment")
		return ""
	}
	u, err := url.Parse(v.Text)
	_, errAPI := host.ParseAPI(v.Text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		r.Error(v.At, "bad-url", "base_url wants an address such as "+productionURL, "")
	case u.Scheme == "http" && !host.IsLoopback(u.Hostname()):
		r.Error(v.At, "bad-url", "base_url wants https: a key must not travel in the clear", "")
	case errAPI != nil:
		r.Error(v.At, "bad-url", "base_url has characters that the address of an API does not need", "write host and path with letters, digits, dots and hyphens; a host in other letters as xn--…")
	default:
		if err := host.CheckPath(v.Text); err != nil {
			r.Error(v.At, "bad-url", "base_url is wrong: "+err.Error(), "courses live under "+host.WithPath(v.Text))
		}
	}
	return strings.TrimRight(v.Text, "/")
}

// stateOf returns where an environment's state is kept, as written.
func stateOf(o yamlfile.Object, r *yamlfile.Report) string {
	v := o.Values["state"]
	_, err := location.Parse(v.Text)
	if wrong, ok := errors.AsType[*location.Error](err); ok {
		r.Error(v.At, "bad-state", wrong.Message, cmp.Or(wrong.Advice, yamlfile.DidYouMean(wrong.Written, wrong.Known)))
	}
	return v.Text
}

// lessonURL returns the template of lessons' addresses.
func lessonURL(o yamlfile.Object, r *yamlfile.Report) string {
	v, ok := o.Get("lesson_url")
	if !ok {
		return ""
	}
	filled := strings.NewReplacer("{lesson}", "l", "{chapter}", "c", "{course}", "o").Replace(v.Text)
	u, err := url.Parse(filled)
	switch {
	case !strings.Contains(v.Text, "{lesson}"):
		r.Error(v.At, "bad-url", "lesson_url has no {lesson}, so all lessons would have one address", "")
	case strings.ContainsAny(filled, "{}"):
		r.Error(v.At, "bad-url", "lesson_url knows {course}, {chapter} and {lesson} only", "")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		r.Error(v.At, "bad-url", "lesson_url wants an address such as https://whop.com/…/{lesson}", "")
	}
	return v.Text
}

// experienceOf returns the id of the Courses app, which its address on whop.com may stand for.
func experienceOf(o yamlfile.Object, r *yamlfile.Report) string {
	v := o.Values["experience"]
	if !site.IsPage(v.Text) {
		return v.Text
	}
	page, err := site.ParsePage(v.Text)
	if err != nil {
		hint := docExperience
		if id := experiencePart.FindString(v.Text); id != "" {
			hint = "did you mean `experience: " + id + "`?"
		}
		r.Error(v.At, "bad-id", fmt.Sprintf("%s: %v", yamlfile.Shorten(v.Text), err), hint)
	}
	return page.Experience
}

// experiencePart is what looks like the id of a Courses app in an address.
var experiencePart = regexp.MustCompile(`exp_[A-Za-z0-9]+`)

const docExperience = "open your Courses app on whop.com and put its address here, or the id in it: exp_…"

// isPlaceholder reports an experience copied from a page. That is a problem only of the
// environment worked with: a new repository has one.
func isPlaceholder(experience string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	id := strings.TrimPrefix(experience, "exp_")
	return experience != "" && (strings.Trim(id, letters) != "" || strings.Trim(id, "xX") == "")
}

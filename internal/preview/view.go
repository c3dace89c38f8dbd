package preview

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"path"
	"sync"
)

//go:embed assets templates
var embedded embed.FS

var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").ParseFS(embedded, "templates/*.html"))
})

// assetPaths returns the paths of the files that come with the pages.
func assetPaths() (paths []string) {
	entries, _ := embedded.ReadDir("assets") // which is embedded
	for _, entry := range entries {
		paths = append(paths, path.Join(assetsDir, entry.Name()))
	}
	return paths
}

func writeAsset(w io.Writer, at string) error {
	data, err := embedded.ReadFile(path.Join("assets", path.Base(at)))
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

// csp allows what comes with a page, and the players of videos.
func csp(isServed bool) string {
	connect := "'none'"
	if isServed {
		connect = "'self'"
	}
	return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; connect-src " + connect +
		"; frame-src 'self' https://www.youtube-nocookie.com https://www.loom.com"
}

// view is what every page has, and in Main what it has of its own.
type view struct {
	Template string // that shows Main
	Title    string
	Language string
	Path     string

	Site     string // the title of what the page belongs to
	Course   string // the path of its course, "" for none
	Chapters []link // of the sidebar
	Problems problemCount
	HasPlan  bool
	PlanNote string
	Changes  int
	IsStale  bool
	Drip     bool // something opens later

	Policy  string
	Build   string
	Version int
	Key     string // of what the page shows, "" for none
	Main    any
}

// Link returns the link to a path of the site.
func (v view) Link(to string) string { return relative(v.Path, to) }

// Asset returns the link to a file that comes with the pages.
func (v view) Asset(name string) string { return relative(v.Path, path.Join(assetsDir, name)) }

// With puts a link on the page, for templates that see the link alone.
func (v view) With(l link) linkOn { return linkOn{l, v} }

// linkOn is a link on a page.
type linkOn struct {
	Link link
	View view
}

// changeOn and refusalOn are a change and a refusal on a page.
type (
	changeOn struct {
		Change change
		View   view
	}
	refusalOn struct {
		Refusal refusal
		View    view
	}
)

// Change puts a change on the page.
func (v view) Change(c change) changeOn { return changeOn{c, v} }

// Refusal puts a refusal on the page.
func (v view) Refusal(r refusal) refusalOn { return refusalOn{r, v} }

// write writes the page, with what mask hides in it.
func (v view) write(w io.Writer, mask func(string) string) error {
	var page bytes.Buffer
	if err := templates().ExecuteTemplate(&page, "page.html", v); err != nil {
		return fmt.Errorf("show %s: %w", v.Path, err)
	}
	text := page.String()
	if mask != nil {
		text = mask(text)
	}
	_, err := io.WriteString(w, text)
	return err
}

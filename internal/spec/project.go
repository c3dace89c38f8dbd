// Package spec turns a course repository, YAML and Markdown as authors write them, into
// the course model, and says everything that is wrong with it at once.
//
// A sync tool that misreads its input destroys what it should keep: a lesson that cannot
// be parsed looks like a lesson that was removed. So nothing here is skipped in silence:
// a file that is missing, unreadable or not understood is a Problem with a position, and a
// Project may be used only when there is no error among the problems. The files are
// treated as hostile (pull requests come from strangers): they are read through one
// opener, Repo, which follows no symlink, leaves .git alone and bounds every size.
//
// The file format is known to this package alone. What each kind of file accepts stands
// in tables (grammar_*.go), by which yamlfile reads it, describes it to editors and formats
// it.
package spec

import (
	"iter"
	"net/url"
	"strings"

	"whopsync/internal/course"
)

// Project is everything that a repository declares, for one environment.
type Project struct {
	Config      Config
	Environment Environment
	Courses     []*course.Course  // desired, in order
	Files       []course.File     // every local file that is shown or offered, by path, each once
	Variables   map[string]string // what is filled in into texts, by name
	Known       map[string]string // the same of all environments, which may lack some
}

// Resources yields all courses, chapters and lessons, in order.
func (p *Project) Resources() iter.Seq[*course.Resource] { return course.All(p.Courses) }

// Config is whopsync.yaml.
type Config struct {
	DefaultEnvironment string
	Environments       map[string]Environment // by name; "local" is always there
	IgnoreKeys         []string               // of other tools, in front matter, course.yaml and chapter.yaml
	Static             []string               // folders in which destinations that begin with / are looked for
	Elsewhere          string                 // the address of the repository's files on the web, with a slash at its end; "" when not given
	OnRemove           OnRemove
	Limits             Limits
	Moved              []Move
	Removed            []Removal
	Identity           []Answer
	Unmanaged          []string // ids of what is not ours, whatever it looks like
}

// AddressOf returns where a file or folder of the repository can be read on the web; "" when elsewhere is not given.
func (c Config) AddressOf(name string) string {
	if c.Elsewhere == "" {
		return ""
	}
	return c.Elsewhere + (&url.URL{Path: name}).EscapedPath()
}

// NameOf is the inverse of AddressOf; "" for an address of another place.
func (c Config) NameOf(address string) string {
	rest, ok := strings.CutPrefix(address, c.Elsewhere)
	if !ok || c.Elsewhere == "" {
		return ""
	}
	return percentDecoded(rest)
}

// Environment says where a repository's courses live.
type Environment struct {
	Name       string
	Experience string // "exp_…"; "" when Product says it, and where local has no other than its own
	Product    string // "prod_…", in the place of Experience
	Account    string // "biz_…"
	BaseURL    string // without a slash at the end; "" for local, which runs in the process
	Written    bool   // base_url is written; else BaseURL is Whop's own
	State      string // where the state is kept, as written; "" is the default
	LessonURL  string // template of a lesson's address, with {course}, {chapter} and {lesson} for the live ids; "" when unknown
}

// Local is the environment that always exists: the emulator inside the process.
const Local = "local"

// OnRemove is what happens to a live lesson or chapter whose file is gone.
type OnRemove string

const (
	OnRemoveHide   OnRemove = "hide"
	OnRemoveKeep   OnRemove = "keep"
	OnRemoveDelete OnRemove = "delete"
)

// Limits bound what one apply may delete, and what it may take from students' sight.
type Limits struct {
	MaxDelete        int // objects
	MaxDeletePercent int // of a course
	MaxHide          int // lessons that students see
	MaxHidePercent   int // of those of a course
}

// Move declares that a resource has another address now.
type Move struct {
	From, To course.Address
	Idle     bool // the files have something else under the old name, and nothing under the new one
	Source   course.Source
}

// Removal declares that a resource is gone on purpose.
type Removal struct {
	Address course.Address
	Action  OnRemove
	Again   bool // the files declare the address again: the line was followed, and says nothing
	Source  course.Source
}

// Answer says which object on Whop a file stands for.
type Answer struct {
	File   string         // a lesson's file, or the folder of a chapter or course
	To     course.Address // of the file; zero when no such file is declared any more
	Is     course.Address // what it was called when it was last applied; zero: it is new
	Again  int            // counts up where the same answer is given once more
	Source course.Source
}

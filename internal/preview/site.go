// Package preview shows a course as students will see it, and what a plan would change: as pages for a browser, served from
// this machine or written as files.
//
// How Whop renders is known to Whop alone. What is certain is most of what goes wrong: structure, order, images, videos,
// quizzes, drip, drafts and links. The pages show these, say that they are not Whop's own, and mark what is uncertain.
//
// A Site is data: what was read of the files, and what page each path has. The server and the builder write the same pages from it. The
// files are a stranger's, so what they say is sanitised, and a page allows no script but the one that comes with it.
package preview

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
)

// Site is a set of pages and files. It may be used by several goroutines.
type Site struct {
	pages pages
	files map[string]string                // in the repository, by path in the site
	write map[string]func(io.Writer) error // writes a page or file, by its path
	mask  func(string) string
}

// New makes the site of a content.
func New(content Content, options Options) *Site {
	assets := assetPaths()
	at, courses := placesOf(content.Courses, options.Drafts, append(assets, homePage, planPage, problemsPage))
	s := &Site{pages: newPages(content, options, at, courses), files: at.files, write: map[string]func(io.Writer) error{}, mask: options.Mask}
	at.has = s.Has
	s.addPage(homePage, s.pages.home)
	s.addPage(problemsPage, s.pages.problems)
	if content.Plan != nil || content.NoPlan != "" {
		s.addPage(planPage, s.pages.plan)
	}
	for _, c := range courses {
		s.addPage(c.path, func() view { return s.pages.course(c) })
		for _, chapter := range c.chapters {
			s.addPage(chapter.path, func() view { return s.pages.chapter(chapter) })
		}
		for _, lesson := range c.lessons {
			s.addPage(lesson.path, func() view { return s.pages.lesson(lesson) })
		}
	}
	for _, asset := range assets {
		s.write[asset] = func(w io.Writer) error { return writeAsset(w, asset) }
	}
	for path, file := range s.files {
		s.write[path] = func(w io.Writer) error { return copyFile(w, content.Open, file) }
	}
	return s
}

// addPage gives a page its path. What it shows is made whenever it is written.
func (s *Site) addPage(path string, show func() view) {
	s.write[path] = func(w io.Writer) error { return show().write(w, s.mask) }
}

func copyFile(w io.Writer, open func(string) (fs.File, error), file string) error {
	in, err := open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(w, in)
	return err
}

// Paths returns the paths of all pages and files, in order.
func (s *Site) Paths() []string { return slices.Sorted(maps.Keys(s.write)) }

// Has reports whether there is a page or file with a path.
func (s *Site) Has(path string) bool { return s.write[path] != nil }

// Write writes a page or file. The error of a path that there is not is fs.ErrNotExist.
func (s *Site) Write(w io.Writer, path string) error {
	if write := s.write[path]; write != nil {
		return write(w)
	}
	return fmt.Errorf("write %s: %w", path, fs.ErrNotExist)
}

// gone writes the page of a path that has none; key is of the resource that was shown there, "" where it is not known.
func (s *Site) gone(w io.Writer, path, key string) error {
	return s.pages.gone(path, key).write(w, s.mask)
}

package preview

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long files have to be at rest before they are read: an editor saves in several steps.
const settle = 40 * time.Millisecond

// longest is how long after the first change files are read although they are not at rest: a program may write all the time.
const longest = 500 * time.Millisecond

// memory is the folder of what whopsync remembers; its states tell that an apply has run.
const memory = ".whopsync"

// Watch calls changed as soon as it watches, since files may have changed before, and after files of a repository have changed: with whether
// that was no more than a state. It returns when ctx ends. It watches folders, since editors put a new file into the place of the old one.
func Watch(ctx context.Context, dir string, changed func(stateOnly bool)) error {
	dir, err := filepath.EvalSymlinks(dir) // a walk does not follow one
	if err != nil {
		return err
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer watcher.Close()
	if err := watchTree(watcher, dir); err != nil {
		return err
	}
	changed(false)
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	stateOnly := true
	var first time.Time // of the changes that were not told yet; zero for none
	wait := func() {
		if first.IsZero() {
			first = time.Now()
		}
		timer.Reset(min(settle, longest-time.Since(first)))
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case event := <-watcher.Events:
			if !concerns(dir, event) {
				continue
			}
			if event.Has(fsnotify.Rename) || event.Has(fsnotify.Remove) {
				unwatch(watcher, event.Name)
			}
			stateOnly = stateOnly && isState(dir, event.Name)
			wait()
		case <-watcher.Errors: // events were lost: everything is read anyway
			stateOnly = false
			wait()
		case <-timer.C:
			_ = watchTree(watcher, dir) // what cannot be watched is read at the next change beside it
			changed(stateOnly)
			stateOnly, first = true, time.Time{}
		}
	}
}

// unwatch removes the watches of what is no more at a path, and below it. A watch is one of a folder, whatever its path is now: as long as
// it is there, the folder cannot be watched by its new path.
func unwatch(watcher *fsnotify.Watcher, gone string) {
	for _, at := range watcher.WatchList() {
		if at == gone || strings.HasPrefix(at, gone+string(filepath.Separator)) {
			_ = watcher.Remove(at) // or the watcher has done so
		}
	}
}

// watchTree watches a folder and those in it, but for hidden ones, and nothing else. A folder is watched before what is in it is listed: no
// new one is missed.
func watchTree(watcher *fsnotify.Watcher, dir string) error {
	isWatched := map[string]bool{}
	for _, at := range watcher.WatchList() {
		if entry, err := os.Lstat(at); err != nil || !entry.IsDir() {
			_ = watcher.Remove(at)
			continue
		}
		isWatched[at] = true
	}
	watch := func(at string) error {
		if isWatched[at] {
			delete(isWatched, at)
			return nil
		}
		return watcher.Add(at)
	}
	var wrong error // the first one
	note := func(err error) {
		if wrong == nil && !errors.Is(err, fs.ErrNotExist) { // which was there a moment ago
			wrong = err
		}
	}
	err := filepath.WalkDir(dir, func(at string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && at == dir:
			return err
		case err != nil:
			note(err)
			return nil
		case !entry.IsDir():
			return nil
		case at == filepath.Join(dir, memory):
			note(watch(at))
			return fs.SkipDir
		case at != dir && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "node_modules"):
			return fs.SkipDir
		}
		if _, err := os.Lstat(filepath.Join(at, markerFile)); err == nil {
			return fs.SkipDir // Build has made it
		}
		note(watch(at))
		return nil
	})
	for at := range isWatched { // which is not to be watched any more
		_ = watcher.Remove(at)
	}
	return cmp.Or(err, wrong)
}

// concerns reports an event that may change what is shown.
func concerns(dir string, event fsnotify.Event) bool {
	if event.Op == fsnotify.Chmod {
		return false
	}
	if filepath.Dir(event.Name) == filepath.Join(dir, memory) {
		return isState(dir, event.Name)
	}
	return true
}

func isState(dir, name string) bool {
	return filepath.Dir(name) == filepath.Join(dir, memory) && strings.HasSuffix(name, ".state.json")
}

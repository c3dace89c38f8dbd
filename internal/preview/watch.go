package preview

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long files have to be at rest before they are read: an editor saves in several steps.
const settle = 40 * time.Millisecond

// memory is the folder of what whopsync remembers; its states tell that an apply has run.
const memory = ".whopsync"

// Watch calls changed as soon as it watches, since files may have changed before, and after files of a repository have changed: with whether
// that was no more than a state. It returns when ctx ends. It watches folders, since editors put a new file into the place of the old one.
func Watch(ctx context.Context, dir string, changed func(stateOnly bool)) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer watcher.Close()
	if err := watchTree(watcher, dir, dir); err != nil {
		return err
	}
	changed(false)
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	stateOnly := true
	for {
		select {
		case <-ctx.Done():
			return nil
		case event := <-watcher.Events:
			if !concerns(dir, event) {
				continue
			}
			if event.Has(fsnotify.Create) {
				_ = watchTree(watcher, dir, event.Name) // of a file, or a folder that is gone again, there is nothing to watch
			}
			stateOnly = stateOnly && isState(dir, event.Name)
			timer.Reset(settle)
		case <-watcher.Errors: // events were lost: everything is read anyway
			stateOnly = false
			timer.Reset(settle)
		case <-timer.C:
			changed(stateOnly)
			stateOnly = true
		}
	}
}

// watchTree watches a folder and those in it, but for hidden ones.
func watchTree(watcher *fsnotify.Watcher, dir, from string) error {
	return filepath.WalkDir(from, func(at string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir():
			return nil
		case at == filepath.Join(dir, memory):
			if err := watcher.Add(at); err != nil {
				return err
			}
			return fs.SkipDir
		case at != dir && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "node_modules"):
			return fs.SkipDir
		}
		if _, err := os.Lstat(filepath.Join(at, markerFile)); err == nil {
			return fs.SkipDir // Build has made it
		}
		return watcher.Add(at)
	})
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

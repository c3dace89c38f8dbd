package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// A store keeps the world in memory alone, or in a directory with
//
//	world.jsonl  one line per request that changed something, in order
//	files/ID     the bytes of an upload
//	lock         held by the process that has the store open
//
// A line is appended whole by one write and not synced: the machine may lose the last
// lines, a kill of the process cannot. A line that was torn is cut off at the next open.
// Opening also rewrites the file when most of its lines say what later ones replaced.
type store struct {
	dir  string
	lock *flock.Flock
	log  *os.File
	size int64 // of log

	bytes map[string][]byte // of files, where there is no directory
}

// ErrInUse says that another process has the data.
var ErrInUse = errors.New("another process is using it")

// openStore takes the lock of dir and fills w and m with what it holds; "" is no directory.
func openStore(dir string, w *world, m memory, now time.Time) (*store, error) {
	if dir == "" {
		return &store{bytes: map[string][]byte{}}, nil
	}
	if err := os.MkdirAll(filepath.Join(dir, "files"), 0o755); err != nil {
		return nil, err
	}
	s := &store{dir: dir, lock: flock.New(filepath.Join(dir, "lock"))}
	locked, err := s.lock.TryLock()
	if err == nil && !locked {
		err = ErrInUse
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	if err := s.load(w, m, now); err != nil {
		return nil, errors.Join(err, s.lock.Unlock())
	}
	return s, nil
}

// readStore fills w and m with what dir holds, which another process may have open. The store is in memory.
func readStore(dir string, w *world, m memory, now time.Time) (*store, error) {
	s := &store{dir: dir, bytes: map[string][]byte{}}
	content, err := os.ReadFile(s.path())
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		_, _, err = replay(content, w, m, now)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.path(), err)
	}
	return s, nil
}

func (s *store) load(w *world, m memory, now time.Time) error {
	content, err := os.ReadFile(s.path())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	whole, records, err := replay(content, w, m, now)
	if err != nil {
		return fmt.Errorf("read %s: %w", s.path(), err)
	}
	everything := w.everything()
	for _, name := range sortedKeys(m) {
		everything.Results = append(everything.Results, *m[name])
	}
	if len(content) == 0 || records > 2*everything.count()+100 {
		return s.rewrite(everything)
	}
	return s.openLog(int64(whole))
}

// openLog appends after the first size bytes.
func (s *store) openLog(size int64) (err error) {
	s.size = size
	if s.log, err = os.OpenFile(s.path(), os.O_WRONLY|os.O_APPEND, 0o644); err != nil {
		return err
	}
	return s.log.Truncate(size)
}

func (s *store) path() string { return filepath.Join(s.dir, "world.jsonl") }

// replay repeats the lines of content and returns where the last whole one ends, and how
// many records there were.
func replay(content []byte, w *world, m memory, now time.Time) (whole, records int, err error) {
	for number := 1; ; number++ {
		length := bytes.IndexByte(content[whole:], '\n') + 1
		if length == 0 {
			return whole, records, nil
		}
		var c changes
		if err := json.Unmarshal(content[whole:whole+length], &c); err != nil {
			return 0, 0, fmt.Errorf("line %d: %w", number, err)
		}
		if number == 1 {
			w.seed = c.Seed
		}
		w.apply(c)
		m.apply(c.Results, now)
		records += c.count()
		whole += length
	}
}

// rewrite replaces the log by one line that says everything.
func (s *store) rewrite(everything changes) error {
	line, err := json.Marshal(everything)
	if err != nil {
		return err
	}
	next := s.path() + ".next"
	line = append(line, '\n')
	if err := os.WriteFile(next, line, 0o644); err != nil {
		return err
	}
	if err := os.Rename(next, s.path()); err != nil {
		return err
	}
	return s.openLog(int64(len(line)))
}

// append adds one line, or nothing at all.
func (s *store) append(c changes) error {
	if s.log == nil || c.count() == 0 {
		return nil
	}
	line, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write %s: %w", s.path(), err)
	}
	written, err := s.log.Write(append(line, '\n'))
	if err != nil {
		return fmt.Errorf("write %s: %w", s.path(), errors.Join(err, s.log.Truncate(s.size)))
	}
	s.size += int64(written)
	return nil
}

// saveBytes keeps the content of a file before its record says that it is there, so a
// kill between the two leaves an upload that never happened.
func (s *store) saveBytes(id string, content []byte) error {
	if s.log == nil {
		s.bytes[id] = bytes.Clone(content)
		return nil
	}
	return os.WriteFile(s.bytesPath(id), content, 0o644)
}

func (s *store) loadBytes(id string) ([]byte, error) {
	if s.log == nil {
		return s.bytes[id], nil
	}
	return os.ReadFile(s.bytesPath(id))
}

func (s *store) bytesPath(id string) string { return filepath.Join(s.dir, "files", id) }

func (s *store) close() error {
	if s.log == nil {
		return nil
	}
	return errors.Join(s.log.Close(), s.lock.Unlock())
}

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

// A store is a directory with
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
}

// ErrInUse says that another process has the data.
var ErrInUse = errors.New("another process is using it")

// openStore takes the lock and fills w and m with what the store holds.
func openStore(dir string, w *world, m memory, now time.Time) (*store, error) {
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

func (s *store) load(w *world, m memory, now time.Time) error {
	content, err := os.ReadFile(s.path())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	whole, records, err := replay(content, w, m, now)
	if err != nil {
		return fmt.Errorf("read %s: %w", s.path(), err)
	}
	everything := w.everything(m)
	if len(content) == 0 || records > 2*everything.count()+100 {
		return s.rewrite(everything)
	}
	return s.openLog(int64(whole))
}

// openLog goes on behind the first size bytes.
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

// apply remembers what has not expired.
func (m memory) apply(results []result, now time.Time) {
	for _, r := range results {
		if now.Sub(r.At) < resultLife {
			m[r.Name] = &r
		}
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

func (s *store) close() error { return errors.Join(s.log.Close(), s.lock.Unlock()) }

// everything is the world as one change of an empty one.
func (w *world) everything(m memory) changes {
	c := changes{Seed: w.seed, Born: w.born}
	c.Accounts = sortedValues(w.accounts, func(a Account) int { return a.Born })
	c.Products = sortedValues(w.products, func(p Product) int { return p.Born })
	c.Files = sortedValues(w.files, func(f File) int { return f.Born })
	c.Videos = sortedValues(w.videos, func(v Video) int { return v.Born })
	c.Students = sortedValues(w.students, func(s Student) int { return s.Born })
	for _, x := range sortedValues(w.experiences, func(x *experience) int { return x.Born }) {
		c.Experiences = append(c.Experiences, x.Experience)
		for _, k := range x.courses {
			c.addCourse(k)
		}
	}
	for _, name := range sortedKeys(m) {
		c.Results = append(c.Results, *m[name])
	}
	return c
}

func (c *changes) addCourse(k *course) {
	c.Courses = append(c.Courses, k.Course)
	for _, h := range k.chapters {
		c.Chapters = append(c.Chapters, h.Chapter)
	}
	for l := range k.lessons() {
		c.Lessons = append(c.Lessons, l.Lesson)
		c.Interactions = append(c.Interactions, sortedValues(l.done, func(i Interaction) int { return i.Born })...)
	}
}

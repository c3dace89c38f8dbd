package file

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"sync"
)

// memDisk is a Disk that keeps apart what a program sees and what would survive a power
// cut: written bytes until they are synced, names until their directory is. It can be
// told to fail.
type memDisk struct {
	mu      sync.Mutex
	names   map[string]*inode
	durable map[string]*inode // names that survive

	ops   int               // operations so far
	fault func(n int) fault // what becomes of the n-th operation, from 1
}

type inode struct{ written, durable []byte }

// fault is how an operation goes wrong.
type fault int

const (
	works      fault = iota
	fails            // nothing happens
	failsShort       // of what can be done in part, such as an append, half is done
	failsLate        // all of it happens, and an error is returned nevertheless
)

var errFault = errors.New("input/output error")

func newMemDisk() *memDisk {
	return &memDisk{names: map[string]*inode{}, durable: map[string]*inode{}}
}

// healed returns the disk as a program sees it, without faults.
func (d *memDisk) healed() *memDisk {
	return &memDisk{names: maps.Clone(d.names), durable: maps.Clone(d.durable)}
}

// powerCut returns what is left when the power fails. Names and bytes that were not synced
// are lost, or have made it by chance: all of the names, and a part of the bytes.
func (d *memDisk) powerCut(lucky bool) *memDisk {
	survived := d.durable
	if lucky {
		survived = d.names
	}
	after := newMemDisk()
	for path, node := range survived {
		data := node.durable
		if lucky {
			data = node.written[:(len(node.durable)+len(node.written)+1)/2]
		}
		after.names[path] = &inode{written: bytes.Clone(data), durable: bytes.Clone(data)}
	}
	after.durable = maps.Clone(after.names)
	return after
}

// do carries out one operation, or as much of it as the fault lets. A half that is nil is
// nothing.
func (d *memDisk) do(whole, half func()) error {
	d.ops++
	f := works
	if d.fault != nil {
		f = d.fault(d.ops)
	}
	switch {
	case f == works || f == failsLate:
		whole()
	case f == failsShort && half != nil:
		half()
	}
	if f != works {
		return errFault
	}
	return nil
}

func (d *memDisk) ReadFile(path string) (data []byte, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	node, exists := d.names[path]
	if err := d.do(func() {}, nil); err != nil {
		return nil, err
	}
	if !exists {
		return nil, fs.ErrNotExist
	}
	return bytes.Clone(node.written), nil
}

func (d *memDisk) MakeDir(string) error { return nil }

func (d *memDisk) Create(path string) (AppendFile, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	node := &inode{}
	return d.file(node, d.do(func() { d.names[path] = node }, nil))
}

func (d *memDisk) OpenAppend(path string) (AppendFile, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	node, exists := d.names[path]
	if !exists {
		return nil, fs.ErrNotExist
	}
	return d.file(node, d.do(func() {}, nil))
}

func (d *memDisk) file(node *inode, err error) (AppendFile, error) {
	if err != nil {
		return nil, err
	}
	return &memFile{d, node}, nil
}

func (d *memDisk) Rename(from, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.do(func() {
		d.names[to] = d.names[from]
		delete(d.names, from)
	}, nil)
}

func (d *memDisk) Remove(path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.names[path] == nil {
		return fs.ErrNotExist
	}
	return d.do(func() { delete(d.names, path) }, nil)
}

func (d *memDisk) SyncDir(path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.do(func() {
		maps.DeleteFunc(d.durable, func(name string, _ *inode) bool { return filepath.Dir(name) == path })
		for name, node := range d.names {
			if filepath.Dir(name) == path {
				d.durable[name] = node
			}
		}
	}, nil)
}

// memFile is an open file: it stays the same file when its name goes to another.
type memFile struct {
	disk *memDisk
	node *inode
}

// Append is a write and a sync. When it fails short, half of the bytes are there and none
// of them for good.
func (f *memFile) Append(data []byte) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return f.disk.do(func() {
		f.node.written = append(f.node.written, data...)
		f.node.durable = slices.Clone(f.node.written)
	}, func() {
		f.node.written = append(f.node.written, data[:len(data)/2]...)
	})
}

func (f *memFile) Close() error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return f.disk.do(func() {}, nil)
}

package file

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"whopsync/internal/rename"
)

// Disk is what a Store asks of the file system, in steps so small that each either
// happens or does not. Tests put one in its place that fails at any step, or loses power.
type Disk interface {
	ReadFile(path string) ([]byte, error)
	// MakeDir makes a directory that survives a power cut.
	MakeDir(path string) error
	// Create opens a new, empty file, in the place of whatever was there.
	Create(path string) (AppendFile, error)
	OpenAppend(path string) (AppendFile, error)
	Rename(from, to string) error
	Remove(path string) error
	// SyncDir makes survive what Create, Rename and Remove did to the names in a directory.
	SyncDir(path string) error
}

// AppendFile is a file that only grows.
type AppendFile interface {
	// Append writes data and returns when it will survive a power cut.
	Append(data []byte) error
	io.Closer
}

// replaceFile puts data in the place of a file: readers see all of the old one or all of
// the new, and so does anyone who comes after a power cut.
func replaceFile(disk Disk, path string, data []byte) error {
	fresh := path + ".new"
	if err := createFile(disk, fresh, data); err != nil {
		return err
	}
	if err := disk.Rename(fresh, path); err != nil {
		return err
	}
	return disk.SyncDir(filepath.Dir(path))
}

func createFile(disk Disk, path string, data []byte) error {
	file, err := disk.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Append(data), file.Close())
}

// OS is the disk of the operating system.
type OS struct{}

func (OS) ReadFile(path string) ([]byte, error) { return os.ReadFile(path) }

func (OS) MakeDir(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	if err := os.MkdirAll(path, 0o777); err != nil {
		return err
	}
	return OS{}.SyncDir(filepath.Dir(path))
}

// Create removes first and never follows: a link that someone planted under the name
// leads nowhere.
func (OS) Create(path string) (AppendFile, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return open(path, os.O_CREATE|os.O_EXCL)
}

func (OS) OpenAppend(path string) (AppendFile, error) { return open(path, 0) }

func (OS) Rename(from, to string) error { return rename.Over(from, to) }

func (OS) Remove(path string) error { return os.Remove(path) }

// SyncDir does what the system offers: Windows cannot sync a directory, nor can some
// network file systems.
func (OS) SyncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	err = dir.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, dir.Close())
}

func open(path string, flag int) (AppendFile, error) {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|flag, 0o666)
	if err != nil {
		return nil, err
	}
	return appendFile{file}, nil
}

type appendFile struct{ file *os.File }

func (f appendFile) Append(data []byte) error {
	if _, err := f.file.Write(data); err != nil {
		return err
	}
	return f.file.Sync()
}

func (f appendFile) Close() error { return f.file.Close() }

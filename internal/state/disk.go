package state

import (
	"io"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2/maybe"
)

// Disk is what a FileStore asks of the file system. Tests put a failing one in its place.
type Disk interface {
	ReadFile(path string) ([]byte, error)
	// WriteFile replaces the file: readers see all of the old one or all of the new.
	WriteFile(path string, data []byte) error
	OpenAppend(path string) (AppendFile, error)
	Remove(path string) error
}

// AppendFile is a file that only grows.
type AppendFile interface {
	// Append writes data and returns when it will survive a power cut.
	Append(data []byte) error
	io.Closer
}

// OS is the disk of the operating system.
type OS struct{}

func (OS) ReadFile(path string) ([]byte, error) { return os.ReadFile(path) }

func (OS) WriteFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return maybe.WriteFile(path, data, 0o666)
}

func (OS) OpenAppend(path string) (AppendFile, error) {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	return appendFile{file}, nil
}

func (OS) Remove(path string) error { return os.Remove(path) }

type appendFile struct{ *os.File }

func (f appendFile) Append(data []byte) error {
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Sync()
}

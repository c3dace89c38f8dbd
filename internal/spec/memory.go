package spec

import (
	"io/fs"
	"sync"
	"time"

	"whopsync/internal/markdown"
)

// Memory keeps what was read of a repository, for a program that loads it at every save: texts that are the same, and files that
// have the size and time that they had. A nil Memory keeps nothing.
type Memory struct {
	texts  markdown.Memory
	mu     sync.Mutex
	assets map[string]examined // by path
}

// examined is an asset, and what tells that its file is still the same.
type examined struct {
	size     int64
	modified time.Time
	asset    asset
}

// ofTexts returns the part that keeps texts.
func (m *Memory) ofTexts() *markdown.Memory {
	if m == nil {
		return nil
	}
	return &m.texts
}

// recall fills in an asset whose file is as it was.
func (m *Memory) recall(a *asset, now fs.FileInfo) bool {
	if m == nil {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	was, ok := m.assets[a.file.Path]
	if !ok || was.size != now.Size() || !was.modified.Equal(now.ModTime()) || now.ModTime().IsZero() {
		return false
	}
	*a = was.asset
	return true
}

func (m *Memory) keep(a *asset, now fs.FileInfo) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.assets == nil {
		m.assets = map[string]examined{}
	}
	m.assets[a.file.Path] = examined{now.Size(), now.ModTime(), *a}
}

// forgetOthers keeps no more than the assets that are still wanted.
func (m *Memory) forgetOthers(wanted map[string]*asset) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for path := range m.assets {
		if wanted[path] == nil {
			delete(m.assets, path)
		}
	}
}

package markdown

import "sync"

// Memory keeps documents for a program that reads the same texts again and again, of which few have changed. It may be shared between
// goroutines. A nil Memory keeps nothing.
type Memory struct {
	mu     sync.Mutex
	now    map[string]*Document // by their texts
	before map[string]*Document
}

// Turn begins the next reading. What neither it nor the one before asks for is forgotten.
func (m *Memory) Turn() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.before, m.now = m.now, make(map[string]*Document, len(m.now))
}

// recall returns the document of a text, nil for none.
func (m *Memory) recall(src string) *Document {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d := m.now[src]
	if d == nil && m.before[src] != nil {
		d = m.before[src]
		m.now[src] = d
	}
	return d
}

func (m *Memory) keep(src string, d *Document) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.now != nil {
		m.now[src] = d
	}
}

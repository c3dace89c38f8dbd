package apply

import "sync"

// table is a map that steps side by side may read and write.
type table[K comparable, V any] struct {
	mu   sync.Mutex
	rows map[K]V
}

func newTable[K comparable, V any](rows map[K]V) *table[K, V] {
	t := &table[K, V]{rows: make(map[K]V, len(rows))}
	for key, value := range rows {
		t.rows[key] = value
	}
	return t
}

func (t *table[K, V]) get(key K) (value V, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	value, ok = t.rows[key]
	return value, ok
}

func (t *table[K, V]) set(key K, value V) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[key] = value
}

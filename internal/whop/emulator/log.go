package emulator

import (
	"net/http"
	"path"
	"slices"
	"strings"
)

// Entry is one request that arrived, with the key masked. Its body is kept for calls of
// the API only: uploads are long.
type Entry struct {
	Seq    int
	Method string
	Host   string
	Path   string // below /api/v1 for calls of the API, as in "/course_lessons"
	Query  string
	Header http.Header
	Body   string
	Fault  string // the name of the fault that it met
	Status int    // 0 when no answer was made
}

// Log returns the requests so far. What the dashboard user does is not among them.
func (e *Emulator) Log() []Entry {
	e.mu.Lock()
	defer e.mu.Unlock()
	entries := make([]Entry, len(e.log))
	for i, entry := range e.log {
		entries[i] = *entry
	}
	return entries
}

// Count returns how many requests had this method and a path like pattern, which may hold
// the wildcards of path.Match: Count("PATCH", "/course_lessons/*"). An empty method is any.
func (e *Emulator) Count(method, pattern string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	count := 0
	for _, entry := range e.log {
		if matches, _ := path.Match(pattern, entry.Path); matches && (method == "" || method == entry.Method) {
			count++
		}
	}
	return count
}

// Writes returns how many requests were anything but reads, uploads of bytes included.
func (e *Emulator) Writes() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	count := 0
	for _, entry := range e.log {
		if entry.Method != http.MethodGet {
			count++
		}
	}
	return count
}

// ClearLog forgets the requests so far.
func (e *Emulator) ClearLog() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.log, e.dropped = nil, 0
}

// maxLog is how many requests the log holds; then the older half of them is dropped.
const maxLog = 20_000

func (e *Emulator) note(in *request, fault Fault) *Entry {
	entry := &Entry{
		Seq:    e.dropped + len(e.log) + 1,
		Method: in.Method,
		Host:   in.Host,
		Path:   in.Path,
		Query:  in.RawQuery,
		Header: masked(in.Header),
		Fault:  fault.Name,
	}
	if in.IsAPI {
		entry.Body = string(in.Body)
	}
	if len(e.log) >= maxLog { // nobody looks at the log of an emulator that is served for weeks
		e.dropped += maxLog / 2
		e.log = slices.Clone(e.log[maxLog/2:])
	}
	e.log = append(e.log, entry)
	return entry
}

func masked(h http.Header) http.Header {
	kept := make(http.Header, len(h))
	for name, values := range h {
		kept[name] = values
	}
	if sent := h["Authorization"]; sent != nil {
		hidden := slices.Clone(sent)
		for i, value := range sent {
			scheme, _, _ := strings.Cut(value, " ")
			hidden[i] = scheme + " ***"
		}
		kept["Authorization"] = hidden
	}
	return kept
}

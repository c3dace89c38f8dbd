package emulator

import (
	"net/http"
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

// requestLog holds the last requests.
type requestLog struct {
	entries []*Entry
	dropped int // that it has held before
}

func (l *requestLog) all() []Entry {
	entries := make([]Entry, len(l.entries))
	for i, entry := range l.entries {
		entries[i] = *entry
	}
	return entries
}

func (l *requestLog) count(like func(*Entry) bool) int {
	count := 0
	for _, entry := range l.entries {
		if like(entry) {
			count++
		}
	}
	return count
}

// maxLog is how many requests the log holds; then the older half of them is dropped.
const maxLog = 20_000

func (l *requestLog) note(in *request, fault Fault) *Entry {
	entry := &Entry{
		Seq:    l.dropped + len(l.entries) + 1,
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
	if len(l.entries) >= maxLog { // the log of an emulator served for weeks is not read
		l.dropped += maxLog / 2
		l.entries = slices.Clone(l.entries[maxLog/2:])
	}
	l.entries = append(l.entries, entry)
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

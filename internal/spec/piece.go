package spec

import (
	"bytes"
	"slices"
)

const (
	pieceSize = 64 << 10
	overlap   = 1 << 10 // how much of a piece stands in the next one again
)

// pieceWriter gives to look what is written to it, in pieces, so a large file is searched as it is
// read. No piece ends within a word, and whatever is no longer than the overlap is whole in one piece.
// With skipsZeros it leaves zeros out, so Latin letters in UTF-16 are found, and looks at nothing where
// no zeros are.
type pieceWriter struct {
	look       func(piece string)
	skipsZeros bool
	rest       []byte
}

func (w *pieceWriter) Write(p []byte) (int, error) {
	for part := range slices.Chunk(p, pieceSize) {
		if w.skipsZeros {
			if bytes.IndexByte(part, 0) < 0 {
				continue
			}
			part = bytes.ReplaceAll(part, []byte{0}, nil)
		}
		if w.rest = append(w.rest, part...); len(w.rest) < pieceSize {
			continue
		}
		end := wordStart(w.rest, len(w.rest))
		w.look(string(w.rest[:end]))
		w.rest = slices.Delete(w.rest, 0, wordStart(w.rest, max(end-overlap, 0)))
	}
	return len(p), nil
}

// close looks at what is left.
func (w *pieceWriter) close() { w.look(string(w.rest)) }

// wordStart returns where the word begins that an offset is in, or the offset in what is too long to be one.
func wordStart(s []byte, at int) int {
	start := at
	for start > 0 && isWordByte(s[start-1]) {
		if start--; at-start > overlap {
			return at
		}
	}
	return start
}

func isWordByte(b byte) bool {
	return b == '_' || b == '-' || '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z'
}

package plan

import (
	"slices"
	"unicode"
)

// sketch is a text as the set of its pairs of neighbouring words, hashed and sorted. It
// forgets case, punctuation and Markdown, and keeps what tells one text from another.
type sketch []uint64

func sketchOf(text string) sketch {
	pairs := make(sketch, 0, len(text)/5+2)
	last := uint64(0)
	eachWord(text, func(word uint64) {
		pairs = append(pairs, pairHash(last, word))
		last = word
	})
	if len(pairs) == 0 {
		return nil
	}
	pairs = append(pairs, pairHash(last, 0))
	slices.Sort(pairs)
	return slices.Compact(pairs)
}

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// eachWord calls yield with the hash of every word, in order. In scripts that are written
// without spaces, every sign counts as a word.
func eachWord(text string, yield func(hash uint64)) {
	hash, inWord := uint64(fnvOffset), false
	end := func() {
		if inWord {
			yield(hash)
		}
		hash, inWord = fnvOffset, false
	}
	for _, r := range text {
		if isPartOfWord(r) {
			hash, inWord = (hash^uint64(lower(r)))*fnvPrime, true
			if r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
				end()
			}
			continue
		}
		end()
	}
	end()
}

func isPartOfWord(r rune) bool {
	if r < 0x80 {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

func lower(r rune) rune {
	if r < 0x80 {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return unicode.ToLower(r)
}

// pairHash mixes two words so that their order counts and every bit is as random as any other.
func pairHash(first, second uint64) uint64 {
	h := first*31 + second
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

// similarity is how much of two texts is common, from 0 to 1, by Dice's coefficient.
func (s sketch) similarity(o sketch) float64 {
	if len(s)+len(o) == 0 {
		return 0
	}
	shared, i, j := 0, 0, 0
	for i < len(s) && j < len(o) {
		switch {
		case s[i] < o[j]:
			i++
		case s[i] > o[j]:
			j++
		default:
			shared, i, j = shared+1, i+1, j+1
		}
	}
	return 2 * float64(shared) / float64(len(s)+len(o))
}

// sketchIndex finds texts that share something with another, by a sample of their pairs.
type sketchIndex struct {
	holders map[uint64][]int32
	every   uint64 // one pair of so many is looked at
	size    int
}

// wholePairs is up to how many pairs in all an index leaves none out.
const wholePairs = 1 << 17

// shortText is a sketch that is too small to be sampled.
const shortText = 64

func newSketchIndex(sketches []sketch) *sketchIndex {
	total := 0
	for _, s := range sketches {
		total += len(s)
	}
	index := &sketchIndex{holders: map[uint64][]int32{}, every: uint64(1 + total/wholePairs), size: len(sketches)}
	for i, s := range sketches {
		for _, pair := range s {
			if index.has(s, pair) {
				index.holders[pair] = append(index.holders[pair], int32(i))
			}
		}
	}
	return index
}

func (x *sketchIndex) has(s sketch, pair uint64) bool {
	return len(s) <= shortText || pair%x.every == 0
}

// nearest returns the n texts that share most with s, the nearest first.
func (x *sketchIndex) nearest(s sketch, n int) []int {
	shared := make([]int32, x.size)
	var found []int
	for _, pair := range s {
		if !x.has(s, pair) {
			continue
		}
		for _, i := range x.holders[pair] {
			if shared[i] == 0 {
				found = append(found, int(i))
			}
			shared[i]++
		}
	}
	slices.SortFunc(found, func(a, b int) int {
		if shared[a] != shared[b] {
			return int(shared[b] - shared[a])
		}
		return a - b
	})
	return found[:min(n, len(found))]
}

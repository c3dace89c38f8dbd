package plan

import (
	"slices"
	"unicode"
)

// sketch is a text as its pairs of neighbouring words, hashed and sorted. It forgets case,
// punctuation and Markdown, and keeps what tells one text from another. Of a long text it
// holds those with the smallest hashes: a sample that is the same for the same text.
type sketch struct {
	pairs []uint64
	limit int // how many pairs are held at most
}

// sketcher makes sketches that can be compared with each other.
type sketcher struct {
	limit   int
	scratch []uint64
}

func (k *sketcher) sketch(text string) sketch {
	pairs := k.scratch[:0]
	last := uint64(0)
	eachWord(text, func(word uint64) {
		pairs = append(pairs, pairHash(last, word))
		last = word
	})
	if len(pairs) > 0 {
		pairs = append(pairs, pairHash(last, 0))
	}
	k.scratch = pairs
	return sketch{pairs: slices.Clone(smallest(pairs, k.limit)), limit: k.limit}
}

// smallest returns the n smallest pairs, sorted, each once. It works in place.
func smallest(pairs []uint64, n int) []uint64 {
	if len(pairs) > 2*n {
		// Hashes are spread evenly: what is above this bound is not among them, but for
		// texts that repeat themselves, and for those a few pairs less do as well.
		bound := ^uint64(0) / uint64(len(pairs)) * uint64(2*n)
		pairs = slices.DeleteFunc(pairs, func(pair uint64) bool { return pair > bound })
	}
	slices.Sort(pairs)
	pairs = slices.Compact(pairs)
	return pairs[:min(n, len(pairs))]
}

// minShared is how many pairs of words two different texts need in common to be alike at all.
const minShared = 4

func (s sketch) isEmpty() bool { return len(s.pairs) == 0 }

// similarity is how much of two texts is common, from 0 to 1: Dice's coefficient, exact
// for texts within the limit and an estimate for longer ones. Two or three words in common
// prove nothing, unless they are all there is.
func (s sketch) similarity(o sketch) float64 {
	shared, union, i, j := 0, 0, 0, 0
	for ; i < len(s.pairs) && j < len(o.pairs) && union < s.limit; union++ {
		switch {
		case s.pairs[i] < o.pairs[j]:
			i++
		case s.pairs[i] > o.pairs[j]:
			j++
		default:
			shared, i, j = shared+1, i+1, j+1
		}
	}
	union = min(union+len(s.pairs)-i+len(o.pairs)-j, s.limit)
	if union == 0 || shared < minShared && shared < union {
		return 0
	}
	return 2 * float64(shared) / float64(union+shared)
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

// sketchIndex finds texts that have something in common with another.
type sketchIndex struct {
	holders map[uint64][]int32 // by pair
	size    int
}

func newSketchIndex(sketches []sketch) *sketchIndex {
	index := &sketchIndex{holders: map[uint64][]int32{}, size: len(sketches)}
	for i, s := range sketches {
		for _, pair := range s.pairs {
			index.holders[pair] = append(index.holders[pair], int32(i))
		}
	}
	return index
}

// effort is how many holders are looked at for one text. The pairs that minShared hold come
// first: they say most, and what everybody holds costs most.
const effort = 20_000

// nearest returns the n texts that share most with s, the nearest first.
func (x *sketchIndex) nearest(s sketch, n int) []int {
	var groups [][]int32
	for _, pair := range s.pairs {
		if holders := x.holders[pair]; len(holders) > 0 {
			groups = append(groups, holders)
		}
	}
	slices.SortStableFunc(groups, func(a, b []int32) int { return len(a) - len(b) })
	shared := make([]int32, x.size)
	var found []int
	seen := 0
	for _, holders := range groups {
		for _, i := range holders {
			if shared[i] == 0 {
				found = append(found, int(i))
			}
			shared[i]++
		}
		if seen += len(holders); seen > effort {
			break
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

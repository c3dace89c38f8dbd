package textsim

import "unicode"

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

// pairHash mixes two words so their order counts and every bit is as random as any other.
func pairHash(first, second uint64) uint64 {
	h := first*31 + second
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

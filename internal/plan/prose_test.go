package plan_test

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// prose returns sentences that depend on the seed alone. Some words are common and most
// are rare, as in any language, so unrelated texts share a little.
func prose(seed string, sentences int) string {
	random := randomOf(seed)
	lines := make([]string, sentences)
	for i := range lines {
		lines[i] = sentenceOf(random)
	}
	return strings.Join(lines, "\n") + "\n"
}

// rewritten returns the text with a share of its lines rewritten.
func rewritten(text, seed string, share float64) string {
	random := randomOf(seed + " rewritten")
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for _, i := range random.Perm(len(lines))[:int(share*float64(len(lines)))] {
		lines[i] = sentenceOf(random)
	}
	return strings.Join(lines, "\n") + "\n"
}

func randomOf(seed string) *rand.Rand {
	sum := fnv.New64a()
	sum.Write([]byte(seed))
	return rand.New(rand.NewPCG(sum.Sum64(), 1))
}

func sentenceOf(random *rand.Rand) string {
	words := make([]string, 9+random.IntN(8))
	for i := range words {
		words[i] = word(int(600 * random.Float64() * random.Float64() * random.Float64()))
	}
	return strings.Join(words, " ") + "."
}

// word returns the n-th word of a made-up language, "ba", "be", … "lole".
func word(n int) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	var out strings.Builder
	for n += 1; n > 0; n /= len(consonants) * len(vowels) {
		syllable := n % (len(consonants) * len(vowels))
		out.WriteByte(consonants[syllable/len(vowels)])
		out.WriteByte(vowels[syllable%len(vowels)])
	}
	return out.String()
}

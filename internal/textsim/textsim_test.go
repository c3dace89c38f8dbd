package textsim_test

import (
	"fmt"
	"strings"
	"testing"

	"whopsync/internal/textsim"
)

func TestTextsAreComparedInAnyScript(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"case and punctuation", "Knead the clay, until it is smooth!", "KNEAD THE CLAY until it is **smooth**"},
		{"Chinese", "揉泥直到它變得光滑。然後休息。", "揉泥直到它變得光滑。然後,休息。"},
		{"Hindi", "मिट्टी को गूंधें", "मिट्टी को गूंधें।"},
	}
	m := textsim.NewMaker(textsim.Exact)
	for _, test := range tests {
		if got := setOf(m, test.a).Similarity(setOf(m, test.b)); got < 0.99 {
			t.Errorf("%s: %.2f alike", test.name, got)
		}
	}
	if got := setOf(m, "揉泥直到它變得光滑。").Similarity(setOf(m, "在轉盤上把泥放到中間。")); got > 0.3 {
		t.Errorf("two Chinese texts: %.2f alike", got)
	}
}

// words returns the words from one number to another, which no other text has.
func words(from, to int) string {
	var all []string
	for i := from; i < to; i++ {
		all = append(all, fmt.Sprintf("word%d", i))
	}
	return strings.Join(all, " ")
}

// A sample of a long text says within a few hundredths how much is common.
func TestASampleIsCloseToTheWhole(t *testing.T) {
	whole, sample := textsim.NewMaker(1<<20), textsim.NewMaker(160)
	for _, common := range []int{0, 500, 1000, 1500, 2000} {
		a, b := words(0, 2000), words(2000-common, 4000-common)
		exact, estimate := setOf(whole, a).Similarity(setOf(whole, b)), setOf(sample, a).Similarity(setOf(sample, b))
		if diff := exact - estimate; diff > 0.12 || diff < -0.12 {
			t.Errorf("%d of 2000 words are common: %.2f, by a sample %.2f", common, exact, estimate)
		}
	}
}

func TestAFewCommonWordsProveNothing(t *testing.T) {
	m := textsim.NewMaker(textsim.Exact)
	if got := setOf(m, words(0, 40)+" upload a photo").Similarity(setOf(m, words(50, 90)+" upload a photo")); got > 0 {
		t.Errorf("three words: %.2f", got)
	}
	if got := setOf(m, "upload a photo").Similarity(setOf(m, "upload a photo")); got < 1 {
		t.Errorf("all there is: %.2f", got)
	}
}

// What is left of two forms without the form is what tells one from another.
func TestWithoutLeavesWhatIsOwn(t *testing.T) {
	m := textsim.NewMaker(textsim.Exact)
	form := words(0, 40)
	blank, one, again, other := setOf(m, form), setOf(m, form+" "+words(100, 130)), setOf(m, form+" "+words(100, 128)), setOf(m, form+" "+words(200, 230))
	if got := one.Without(blank).Similarity(again.Without(blank)); got < 0.8 {
		t.Errorf("the same, edited: %.2f", got)
	}
	if got := one.Without(blank).Similarity(other.Without(blank)); got > 0 {
		t.Errorf("another: %.2f", got)
	}
}

// Thousands of reworded items are known by their places. One that is reworded among thousands is compared.
func TestManyItemsAreNotAllComparedWithEachOther(t *testing.T) {
	const many = 8000
	for reworded, want := range map[int]bool{1: true, many: false} {
		compared := false
		p := textsim.NewPairing(many, many, func(int, int) bool { return false })
		files, live := make([]string, many), make([]string, many)
		for i := range many {
			files[i], live[i] = fmt.Sprint(i), fmt.Sprint(i)
			if i < reworded {
				files[i] += "x"
			}
		}
		p.Same(files, live)
		p.Alike(func(int, int) float64 { compared = true; return 0 })
		p.Place(func(int, int) bool { return true })
		if compared != want || p.Of[0] != 0 || p.Of[many-1] != many-1 {
			t.Errorf("%d reworded: compared %t, want %t; %d and %d are paired", reworded, compared, want, p.Of[0], p.Of[many-1])
		}
	}
}

func TestNearestFindsWhatSharesMost(t *testing.T) {
	m := textsim.NewMaker(textsim.Exact)
	var sets []textsim.Set
	for i := range 50 {
		sets = append(sets, setOf(m, words(i*20, i*20+40)))
	}
	if got := textsim.NewIndex(sets).Nearest(setOf(m, words(200, 240)), 3); fmt.Sprint(got) != "[10 9 11]" {
		t.Errorf("the nearest are %v", got)
	}
}

func setOf(m *textsim.Maker, text string) textsim.Set {
	m.Text(text)
	return m.Set()
}

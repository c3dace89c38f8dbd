package render

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// A line with marks is both lines: without what comes it is the old one, without what goes the new one.
func TestMarkedWordsAreBothLines(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	words := []string{"clay", "Ton", "粘土", " ", ",", "é", "wheel", "-", "\u200d", "."}
	line := func() string {
		var text strings.Builder
		for range random.IntN(30) {
			text.WriteString(words[random.IntN(len(words))])
		}
		return text.String()
	}
	for range 20_000 {
		before, after := line(), line()
		spans, _ := wordDiff(before, after)
		var old, new strings.Builder
		for _, s := range spans {
			if s.sign != added {
				old.WriteString(s.text)
			}
			if s.sign != removed {
				new.WriteString(s.text)
			}
		}
		if old.String() != before || new.String() != after {
			t.Fatalf("%q and %q became %q", before, after, spans)
		}
	}
}

func TestALongLineIsCutToTheWordsAroundWhatDiffers(t *testing.T) {
	long := strings.Repeat("one two three four five six seven ", 20)
	for _, test := range []struct{ before, after, want string }{
		{"Do it fifty times.", "Do it a hundred times.", "Do it [-fifty-]{+a hundred+} times."},
		{"a quick brown fox ran", "a slow red fox ran", "a [-quick brown-]{+slow red+} fox ran"},
		{"粘土を五十回こねる", "粘土を百回こねる", "粘土を[-五十-]{+百+}回こねる"},
		{long + "clay " + long, long + "earth " + long, "… five six seven one two three four five six seven [-clay-]{+earth+} one two three four five six seven one two three …"},
		{"clay " + long + "wheel", "earth " + long + "kiln", "[-clay-]{+earth+} one two three four five six seven one two three … five six seven one two three four five six seven [-wheel-]{+kiln+}"},
		{long, long + "and " + long, "… five six seven one two three four five six seven {+and one two three four five six seven one two three four five six seven one two … six seven one two three four five six seven one two three four five six seven +}"},
	} {
		spans, ok := wordDiff(test.before, test.after)
		if got := marked(cutSpans(spans), none); !ok || got != test.want {
			t.Errorf("%v %q\nwant %q", ok, got, test.want)
		}
	}
}

func TestLinesThatHaveNothingInCommonTakeNoTime(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	line := func() string {
		var text strings.Builder
		for range 20_000 {
			text.WriteString(string(rune('a'+random.IntN(26))) + string(rune('a'+random.IntN(26))) + string(rune('a'+random.IntN(26))) + " ")
		}
		return text.String()
	}
	begin := time.Now()
	wordDiff(line(), line())
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

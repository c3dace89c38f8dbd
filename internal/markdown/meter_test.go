package markdown

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"whopsync/internal/testscale"
)

// lesson returns a text of about 4 KB as authors write them.
func lesson() string {
	var b strings.Builder
	b.WriteString("# Wedging\n\n")
	for i := range 8 {
		fmt.Fprintf(&b, "## Step %d\n\nTake a *pound* of clay, and **knead** it on the [bench](../02-tools/bench.md) "+
			"until no air is left. ![Spiral wedging](images/wedging-%d.png \"Spiral\")\n\n"+
			"- Press away from you, and turn `a quarter`.\n- Watch the [video][v], twice.\n"+
			"  - Cut it with a wire: are there holes?\n\n> The clay remembers. It is written on https://example.org/clay.\n\n"+
			"1. Repeat this thirty times.\n2. Rest.\n\n", i, i)
	}
	return b.String() + "[v]: https://example.org/wedging\n"
}

func BenchmarkLesson(b *testing.B) {
	src := lesson()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		d := Parse(src)
		if len(d.Destinations()) != 25 || len(d.Headings()) != 9 {
			b.Fatal(len(d.Destinations()), len(d.Headings()))
		}
	}
}

// TestNoTextBuysMuchTime feeds what is quadratic in goldmark or would be in our own reading.
// Next to an ordinary text of the same length it may take longer, but not without bounds;
// most is refused long before this limit, which leaves room for busy machines.
func TestNoTextBuysMuchTime(t *testing.T) {
	// The length of the longest lesson that Whop takes, or a share of it. A clock does not compare short texts.
	hostileSize := max(6_500, testscale.Rounds(65_000, 6))
	limit := 500 * timeToParse(strings.Repeat(lesson(), hostileSize/len(lesson())))
	check := func(name, src string) {
		took := timeToParse(src)
		// A text that is slow is slow each time; a machine that paused is not.
		for tries := 0; took > limit && tries < 5; tries++ {
			took = timeToParse(src)
		}
		if took > limit {
			t.Errorf("%q took %v, more than %v", name, took, limit)
		}
	}
	for _, unit := range []string{
		"[", "![", "]", "[]", "[[", "<", "*a ", "*a_ ", "_a", "> ", ">", "- ", "1. ", "- a\n  ", "# \n",
		"[a](", "[a](<b", "[a](b ", "[a](\"", "[a](b\n'", "[a]: b\n", "[a]: <b\n'", "[![](", "[^a] ", "[[a]] ",
		"`a", "``a`", "\n\\``", "\\`a", "a\n\\```b", "<a b='", "<img src=", "<a href=b>", "<div><a x=\"\n", "<!--", "<?", "<p><pre>", "&#", "&a",
		"http://a.b/(", "a@b.c-", "|a", "|`\\|`\n", "|\n-|-\n",
		"{{", "{%", "{{<", "{{ a ", "{{{{", "{{\n", "%%", "%% a ", "{/*", "[//]: # (", "$", "$$", "{#",
	} {
		check(unit, strings.Repeat(unit, hostileSize/len(unit)))
	}
	half := func(s string) string { return strings.Repeat(s, hostileSize/2/len(s)) }
	check("nested images", half("![")+half("](b)"))
	check("nested emphasis", half("*a **b ")+half(" b** a*"))
	check("deep list, then blank lines", half("- ")+"a"+half("\n"))
	check("deep list, then text", half("- ")+"a"+half("\na"))
	check("wide table, empty rows", "|"+strings.Repeat("a|", hostileSize/6)+"\n|"+strings.Repeat("-|", hostileSize/6)+half("\na"))
	var runs strings.Builder
	for n := 1; runs.Len() < hostileSize; n++ {
		runs.WriteString("\n" + strings.Repeat("`", n))
	}
	check("backticks, each run longer than the last", runs.String())
	check("long line of links", half("<a href=b>"))
}

// TestLongTextsCostNoMoreThanTheirLength repeats what our own readers look for, and never find the end
// of. No meter counts what they do, so each text is compared with an eighth of itself: what is linear
// takes eight times as long, what is quadratic 64 times, on a machine of any speed.
func TestLongTextsCostNoMoreThanTheirLength(t *testing.T) {
	size := MaxSize / 2
	if testing.Short() {
		size = MaxSize / 8
	}
	for _, unit := range []string{
		"{{", "{%", "{{ a ", "{{{{", "%% a ", "{/*", "{ /*", "[//]: # (", "[//]: # (\n", "<!--", "$", "$$", "{#", "==a ", "<div>%%", "!", "!!!", "--8<--", "<a ", "<img srcset='",
	} {
		src := strings.Repeat(unit, size/len(unit))
		eighth := timeToParse(src[:len(src)/8])
		took := timeToParse(src)
		// A text that is slow is slow each time; a machine that paused is not.
		for tries := 0; took > 30*eighth && tries < 5; tries++ {
			eighth, took = max(eighth, timeToParse(src[:len(src)/8])), min(took, timeToParse(src))
		}
		if took > 30*eighth {
			t.Errorf("%q took %v, and an eighth of it %v", unit, took, eighth)
		}
	}
}

func timeToParse(src string) time.Duration {
	start := time.Now()
	Parse(src).Replace(to("c"))
	return time.Since(start)
}

func TestRefusedTextsHaveAnErrorAndNoContents(t *testing.T) {
	for _, src := range []string{strings.Repeat("*a_ ", 20_000), strings.Repeat("a", MaxSize+1)} {
		d := Parse(src)
		if d.Err == nil || len(d.Destinations()) > 0 || d.Replace(to("b")) != src {
			t.Errorf("%.8q…: err = %v", src, d.Err)
		}
		if _, err := HTML(src); err == nil {
			t.Errorf("%.8q…: HTML gives no error", src)
		}
	}
}

func TestLongButOrdinaryTextsAreRead(t *testing.T) {
	for name, src := range map[string]string{
		"lesson":           strings.Repeat(lesson(), 200),
		"one paragraph":    strings.ReplaceAll(strings.Repeat(lesson(), 15), "\n\n", "\n"),
		"list of links":    strings.Repeat("- [a](https://x.org/a_b_c) – *b* (c)\n", 20_000),
		"table":            "|a|b|c|\n|-|-|-|\n" + strings.Repeat("| [a](b) | `c` | **d** |\n", 10_000),
		"code":             "- ```\n" + strings.Repeat("  [a](b) * _ |\n", 40_000),
		"glossary":         strings.Repeat("[a]: b\n", 2_000),
		"one long line":    strings.Repeat("a [b](c) *d* e_f. ", 2_000),
		"quote of a forum": strings.Repeat("> > > > > > a *b* [c](d)\n", 1_000),
	} {
		if d := Parse(src); d.Err != nil {
			t.Errorf("%s (%d bytes): %v", name, len(src), d.Err)
		}
	}
}

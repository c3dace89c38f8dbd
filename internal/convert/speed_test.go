package convert

import (
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
)

// TestTextsTakeMemoryInProportion holds that what a conversion allocates grows as its pages do, whatever they repeat. What is done again
// for each part of a line or for each line allocates as well.
func TestTextsTakeMemoryInProportion(t *testing.T) {
	allocated := func(reader, unit string, size int) uint64 {
		text := "# A\n\n" + strings.Repeat(unit, size/len(unit)) + "\n"
		source := fstest.MapFS{"a.md": {Data: []byte(text)}, "SUMMARY.md": {Data: []byte("- [A](a.md)\n")}}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Convert(source, Options{From: reader, Folder: "x"}); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	units := []string{
		"word and ", "a line that goes on\n", "a\n\n", "`a` b ", "[a](b.md) ", "[a](#b) ", "![a](b.png) ", "[[a]] ", "{{ a }} ", "{% a %} ", "==a== ", "{.a} ",
		"<b>a</b> ", "<Tip>a ", "<!-- a ", "%% a ", "[^a] ", ":::a\nb\n:::\n", "!!! note\n    a\n", "> [!note] x\n> y\n\n", "{{< tip >}}\n", "## a\n", "<div markdown>\n",
		"a\n: b\n\n", "<iframe\n", "1. what?\n\n- [x] a\n- [ ] b\n\n", "*[A]: b\n", "<aside>\n", "- a\n",
	}
	const size, times = 1 << 12, 4
	for i, reader := range Names() {
		for j, unit := range units {
			if testing.Short() && j%len(Names()) != i { // each reader has some of the units, and each unit one reader
				continue
			}
			allocated(reader, unit, 1<<10) // what is made once
			few, many := allocated(reader, unit, size), allocated(reader, unit, times*size)
			if most := uint64(2 * times); many > most*few {
				t.Errorf("%s: %d times as many %q take %d times the memory", reader, times, unit, many/few)
			}
		}
	}
}

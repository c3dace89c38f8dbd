package markdown

import (
	"strings"
	"testing"
)

func TestOrdinaryTextsSpendNothingOfABudget(t *testing.T) {
	var b Budget
	row := strings.Repeat("| 12 ", 12)
	for name, src := range map[string]string{
		"a lesson":    lesson(),
		"a long one":  strings.Repeat(lesson(), 15),
		"a paragraph": strings.ReplaceAll(lesson(), "\n\n", "\n"),
		"a table":     row + "\n" + strings.Repeat("|-", 12) + "\n" + strings.Repeat(row+"\n", 1000),
	} {
		if b.Parse(src); b.spent.Load() > 0 {
			t.Errorf("%s (%d bytes) spends %d", name, len(src), b.spent.Swap(0))
		}
	}
}

func TestABudgetEnds(t *testing.T) {
	hostile, parsed := strings.Repeat("[a]( ", 12_000), 0
	var b Budget
	for ; !b.IsSpent() && parsed < 100; parsed++ {
		b.Parse(hostile)
	}
	if parsed == 100 || b.Parse("[a](b)").Err == nil {
		t.Errorf("%d texts were read, and it has spent %d", parsed, b.spent.Load())
	}
}

package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

// However many warnings of however many rules there are, what is printed stays short.
func TestFiftyThousandWarningsTakeUnderAHundredLines(t *testing.T) {
	t.Parallel()
	s := openShop(t, emulator.Options{})
	s.write("courses/large/course.yaml", "title: A large course\n")
	s.write("courses/large/01-part/hidden.md", "---\nvisibility: hidden\n---\n\nDraft.\n")
	const five = "![Clay](http://example.com/1.png), [soon](hidden.md) and $x^2$\n\n{{< note >}}\n\n[unused]: hidden.md\n\n"
	lessons := 500
	if testing.Short() {
		lessons = 50
	}
	for lesson := range lessons {
		s.write(fmt.Sprintf("courses/large/01-part/lesson-%d.md", lesson), strings.Repeat(five, 20))
	}
	for _, command := range [][]string{{"validate"}, {"plan"}, {"plan", "--offline"}} {
		code, said := s.command(command...)
		if lines := strings.Count(said, "\n"); code != 0 || lines >= 100 || !strings.Contains(said, "warnings") {
			t.Errorf("%v: exit code %d, %d lines:\n%s", command, code, lines, said[:min(len(said), 10_000)])
		}
	}
}

package markdown

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHeadings(t *testing.T) {
	type heading struct {
		Level        int
		Text, Anchor string
		Line         int
		Source       string
	}
	tests := map[string]struct {
		src  string
		want []heading
	}{
		"hashes":             {"# A b\n\nc\n", []heading{{1, "A b", "a-b", 1, "# A b\n"}}},
		"closing hashes":     {"a\n  ### B ###  \nc", []heading{{3, "B", "b", 2, "  ### B ###  \n"}}},
		"underlined":         {"c\n\nA\nb\n===\nc", []heading{{1, "A b", "a-b", 3, "A\nb\n===\n"}}},
		"underlined twice":   {"  A\n---\n---\n", []heading{{2, "A", "a", 1, "  A\n---\n"}}},
		"CRLF":               {"# A\r\nB\r\n--\r\n", []heading{{1, "A", "a", 1, "# A\r\n"}, {2, "B", "b", 2, "B\r\n--\r\n"}}},
		"at the end":         {"a\n\n## B", []heading{{2, "B", "b", 3, "## B"}}},
		"empty":              {"#\n## ##\n#", []heading{{1, "", "", 1, "#\n"}, {2, "", "-1", 2, "## ##\n"}, {1, "", "-2", 3, "#"}}},
		"not a heading":      {"#a\n\n```\n# b\n```\n\n    # c\n\\# d\n", nil},
		"markup":             {"# *A* `b*c` [d](e) ![f](g) &amp; \\#", []heading{{1, "A b*c d  & #", "a-bc-d---", 1, "# *A* `b*c` [d](e) ![f](g) &amp; \\#"}}},
		"quote":              {"> # A\n> B\n> ===\n> c", []heading{{1, "A", "a", 1, "# A"}, {1, "B", "b", 2, "B\n> ==="}}},
		"list":               {"- # A\n\n  ## B\n- c", []heading{{1, "A", "a", 1, "# A"}, {2, "B", "b", 3, "  ## B\n"}}},
		"repeated":           {"# A\n# A\n# A-1\n# A\n", []heading{{1, "A", "a", 1, "# A\n"}, {1, "A", "a-1", 2, "# A\n"}, {1, "A-1", "a-1-1", 3, "# A-1\n"}, {1, "A", "a-2", 4, "# A\n"}}},
		"letters":            {"# Über_Größe: 日本 – 1.2 🎉 x", []heading{{1, "Über_Größe: 日本 – 1.2 🎉 x", "über_größe-日本--12--x", 1, "# Über_Größe: 日本 – 1.2 🎉 x"}}},
		"after a definition": {"[a]: b\n    # C\n===\n", []heading{{1, "# C", "-c", 2, "    # C\n===\n"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []heading
			for _, h := range Parse(tt.src).Headings() {
				got = append(got, heading{h.Level, h.Text, h.Anchor, h.Line, tt.src[h.Start:h.End]})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

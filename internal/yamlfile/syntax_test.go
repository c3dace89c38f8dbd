package yamlfile

import "testing"

func TestTheLineOfASyntaxErrorIsTheOneToRepair(t *testing.T) {
	for _, test := range []struct {
		src  string
		line int
	}{
		{"a: 1\nb: 2\nc: 3: 4\nd: 5\n", 3},
		{"a: |\n  text\n  more\nb: x: y\n", 4},
		{"a: \"one\n  two\"\nb: ok\nc: \"open\nd: 1\n", 4},
		{"a:\n  - b\n - c\n", 3},
		{"a: {b: 1,\n  c: 2}\nd: [1,\n", 3},
		{"a: \"open\nb: 1\nc: 2\nd: 3\ne: 4\n", 1},
	} {
		r := &Report{}
		if _, ok := Read(test.src, Grammar{}, r); ok {
			t.Errorf("%q is read", test.src)
		} else if got := r.Problems[0].Line; got != test.line {
			t.Errorf("%q: line %d, want %d", test.src, got, test.line)
		}
	}
}

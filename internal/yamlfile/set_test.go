package yamlfile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/yamlfile"
)

var setGrammar = yamlfile.Grammar{Name: "a file", Keys: []yamlfile.Key{
	{Name: "title", Form: yamlfile.FormText}, {Name: "key", Form: yamlfile.FormKey}, {Name: "days", Form: yamlfile.FormInt},
	{Name: "files", Form: yamlfile.FormList, Item: &yamlfile.Key{Form: yamlfile.FormPath}}, {Name: "questions", Form: yamlfile.FormList},
}}

func TestSetWritesOneKeyAndLeavesTheRest(t *testing.T) {
	for _, test := range []struct{ name, text, key, written, want string }{
		{"a word", "---\ntitle: Clay # of it\nkey: k-1\n", "title", "title: Loam\n", "---\ntitle: Loam # of it\nkey: k-1\n"},
		{"in its quotes", "title: \"Clay\"   # x\n", "title", "title: Loam\n", "title: \"Loam\"   # x\n"},
		{"in single quotes", "title: 'Clay'\n", "title", "title: Loam\n", "title: 'Loam'\n"},
		{"that need others", "title: 'Clay'\n", "title", "title: It's\n", "title: It's\n"},
		{"a number", "days:   3\ntitle: a\n", "days", "days: 4\n", "days:   4\ntitle: a\n"},
		{"a new key", "# top\n\ntitle: a\n# of files\nfiles: [a.txt]\n", "days", "days: 4\n", "# top\n\ntitle: a\ndays: 4\n# of files\nfiles: [a.txt]\n"},
		{"the first key", "---\n# mine\ndays: 3\n", "title", "title: a\n", "---\ntitle: a\n# mine\ndays: 3\n"},
		{"the only key", "", "title", "title: a\n", "title: a\n"},
		{"behind the fence", "---\n", "title", "title: a\n", "---\ntitle: a\n"},
		{"taken out", "title: a\n# of days\ndays: 3\nkey: k\n", "days", "", "title: a\n# of days\nkey: k\n"},
		{"not there", "title: a\n", "days", "", "title: a\n"},
		{"an item more", "files:\n- a.txt  # one\n\n- b.txt\ntitle: a\n", "files", "files:\n  - a.txt\n  - c.txt\n  - b.txt\n", "files:\n- a.txt  # one\n\n- c.txt\n- b.txt\ntitle: a\n"},
		{"an item less", "files:\n  - a.txt\n  - b.txt\ntitle: a\n", "files", "files:\n  - b.txt\n", "files:\n  - b.txt\ntitle: a\n"},
		{"a flow list", "title: a\nfiles: [a.txt, b.txt]\nkey: k\n", "files", "files:\n  - a.txt\n", "title: a\nfiles:\n  - a.txt\nkey: k\n"},
		{"inside of an item", "questions:\n    # first\n    - question: Why?\n      options: [a, b]\n    - question: 'How?' # hm\n      answer: x\n", "questions",
			"questions:\n  - question: Why?\n    options: [a, b]\n  - question: When?\n    answer: x\n",
			"questions:\n    # first\n    - question: Why?\n      options: [a, b]\n    - question: 'When?' # hm\n      answer: x\n"},
		{"a block text", "title: |-\n  a\n  b\nkey: k\n", "title", "title: c\n", "title: c\nkey: k\n"},
		{"into a block text", "key: k\ntitle: c # x\n", "title", "title: |-\n  a\n  b\n", "key: k\ntitle: |-\n  a\n  b\n"},
		{"nothing to say", "title:\nkey: k\n", "title", "title: c\n", "title: c\nkey: k\n"},
	} {
		got, ok := yamlfile.Set(test.text, test.key, test.written, setGrammar)
		if diff := cmp.Diff(test.want, got); diff != "" || !ok {
			t.Errorf("%s: %t (-want +got):\n%s", test.name, ok, diff)
		}
	}
}

func TestSetRefusesWhatItCannotWrite(t *testing.T) {
	for _, text := range []string{"{title: a}\n", "title: [\n", "- a\n"} {
		if got, ok := yamlfile.Set(text, "title", "title: b\n", setGrammar); ok {
			t.Errorf("%q became %q", text, got)
		}
	}
}

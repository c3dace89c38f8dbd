package markdown

import "testing"

func TestAMemoryKeepsWhatIsStillAskedFor(t *testing.T) {
	var memory Memory
	first := map[string]*Document{}
	read := func(texts ...string) {
		memory.Turn()
		for _, text := range texts {
			d := (&Budget{Memory: &memory}).Parse(text)
			if was := first[text]; was != nil && was != d {
				t.Errorf("%q was read twice", text)
			}
			first[text] = d
		}
	}
	read("a", "b")
	read("b", "c")
	read("c", "b")
	if len(memory.now) != 2 || len(memory.before) != 2 {
		t.Errorf("it keeps %d and %d texts", len(memory.now), len(memory.before))
	}
	delete(first, "a")
	read("a")
	read()
	read()
	if len(memory.now)+len(memory.before) != 0 {
		t.Error("it keeps what nothing asks for")
	}
}

func TestWithoutAMemoryNothingIsKept(t *testing.T) {
	var none *Memory
	none.Turn()
	b := Budget{}
	if first, second := b.Parse("a"), b.Parse("a"); first == second {
		t.Error("a document was kept")
	}
}

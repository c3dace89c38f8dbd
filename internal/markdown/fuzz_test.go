package markdown

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// addSeeds gives the fuzzer one of everything to mix.
func addSeeds(f *testing.F) {
	for _, seed := range []string{
		"# A\n\n[a](b 't') ![c](<d e>) [![f](g)](h) <https://x.org> www.x.org a@x.org\n",
		"> - [a](\n>   b)\r\n>\n> [r]: c\n> 't'\n\n[r] [a][r] ![r][]\n",
		"| [a](b\\|c) | <img src=\"d\\|e\"> |\n|---|:-:|\n| `x\\|y` | ~~z~~ |\n",
		"<div>\n<a href='a&amp;b'><img src=c alt=\"\"></a>\n</div>\n\nx <a\nhref=y>z</a> <!-- <img src=n> -->\n",
		"`[a](b)` \\[c](d) [e\\]](f\\)) [g](h&lpar;) [^1] [[w]]\n\n    [i](j)\n\n```\n[k](l)\n```\n",
		"A\n===\n\n[a]: <>\n[b]: c(d)\n[a]\t[b][]\n1. x\n\n\t[y](z)\n- [ ] t\n",
		"<pre>\n<img src=a></pre> <img src=b>\n", "[a](<b\\>c> (t)) [ä](ö) \xff[\x00](\x01)", "![a ![b](c)](d) *[e*](f)_",
	} {
		f.Add(seed)
	}
}

// FuzzDestinationsHoldWhatTheySay checks the ranges against the source, byte by byte.
func FuzzDestinationsHoldWhatTheySay(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		d, end := Parse(src), 0
		for _, dest := range d.Destinations() {
			if dest.Start < end || dest.End < dest.Start || dest.End > len(src) {
				t.Fatalf("%+v begins before byte %d or ends behind %d", dest, end, len(src))
			}
			end = dest.End
			if got := read(dest, src[dest.Start:dest.End]); got != dest.Value {
				t.Errorf("the source says %q, Value is %q", got, dest.Value)
			}
			checkUnlink(t, src, dest)
		}
		for _, u := range d.Unlocated() {
			if !strings.ContainsAny(u.Value, "\n") {
				t.Errorf("unlocated: %+v", u)
			}
		}
		for _, h := range d.Headings() {
			if h.Start > h.End || h.End > len(src) {
				t.Errorf("%+v is outside of the source", h)
			}
		}
	})
}

// read reads what the source says at a destination.
func read(d Destination, raw string) string {
	switch {
	case d.Form == Autolink:
		return raw
	case d.Form != Attribute:
		return unescape(raw)
	case d.cell:
		raw = strings.ReplaceAll(raw, `\|`, "|")
	}
	return decodeAttribute(raw)
}

func checkUnlink(t *testing.T, src string, d Destination) {
	end := 0
	for _, s := range d.Unlink {
		if s.Start < end || s.End <= s.Start || s.End > len(src) {
			t.Fatalf("%+v: the ranges to delete overlap or leave the source", d)
		}
		end = s.End
	}
	if d.Form == Inline && len(d.Unlink) > 0 {
		opener, tail := d.Unlink[0], d.Unlink[1]
		if strings.TrimPrefix(src[opener.Start:opener.End], "!") != "[" || !strings.HasPrefix(src[tail.Start:], "](") || src[tail.End-1] != ')' {
			t.Errorf("%q and %q are not the brackets of a link", src[opener.Start:opener.End], src[tail.Start:tail.End])
		}
	}
}

// FuzzIdentity: who changes nothing gets the same bytes.
func FuzzIdentity(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		same := Parse(src).Replace(func(d Destination) (string, bool) { return d.Value, true })
		if same != src {
			t.Errorf("got %q, want %q", same, src)
		}
	})
}

// FuzzThereAndBack: new destinations are read again as they were given, in the same
// order; with the old ones the bytes are the old ones too, escapes apart.
func FuzzThereAndBack(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		before := Parse(src)
		there := before.Replace(numbered())
		after := Parse(there)
		want := before.replaced(numbered())
		if diff := cmp.Diff(want, valuesOf(after.Destinations())); diff != "" {
			t.Fatalf("%q became %q:\n%s", src, there, diff)
		}
		if tables(before) != tables(after) {
			t.Skip("a pipe in a destination kept these lines from being a table")
		}
		old := before.Destinations()
		back := after.Replace(func(Destination) (string, bool) {
			value := old[0].Value
			old = old[1:]
			return value, true
		})
		if want := respelled(before, src); back != want {
			t.Errorf("back from %q: got %q, want %q", there, back, want)
		}
	})
}

// numbered gives every destination a new address.
func numbered() func(Destination) (string, bool) {
	n := 0
	return func(Destination) (string, bool) {
		n++
		return fmt.Sprintf("https://x.org/%d", n), true
	}
}

// replaced returns the values that Replace must lead to.
func (d *Document) replaced(replacement func(Destination) (string, bool)) (values []string) {
	for _, dest := range d.contents.destinations {
		value, _ := replacement(dest)
		if !d.accepts(dest, value) {
			value = dest.Value
		}
		values = append(values, value)
	}
	return values
}

func tables(d *Document) (n int) {
	for _, f := range d.Features() {
		if f.Kind == Table {
			n++
		}
	}
	return n
}

// respelled returns src with every destination escaped as Replace would write it.
func respelled(d *Document, src string) string {
	var out strings.Builder
	done := 0
	for _, dest := range d.Destinations() {
		out.WriteString(src[done:dest.Start] + dest.Escape(dest.Value))
		done = dest.End
	}
	return out.String() + src[done:]
}

// FuzzHostileValues: whatever is written as a destination is read as one, and nothing
// around it changes.
func FuzzHostileValues(f *testing.F) {
	for _, value := range []string{"", "a b", "a(b", ")", "\\", "a\\)", "<b>", "`", "&amp;", "&copy", "\"'", "|", "\\|", "=", "x/"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		src := "[a](b 't') ![a](<b>) <img src=b> <img src='b'> <img src=\"b\"> [r]\n\n" +
			"[r]: b\n[s]: <b>\n\n| [a](b) | <img src='b'> |\n|-|-|\n"
		want := percent(value, isControl)
		got := Parse(Parse(src).Replace(to(value))).Destinations()
		if len(got) != 9 {
			t.Fatalf("%d destinations: %+v", len(got), got)
		}
		for _, d := range got {
			if d.Value != want {
				t.Errorf("form %d: got %q, want %q", d.Form, d.Value, want)
			}
		}
	})
}

// FuzzMayHold: a lesson is parsed only where MayHold says so, so no construct may be in the others.
func FuzzMayHold(f *testing.F) {
	addSeeds(f)
	for src := range otherPrograms {
		f.Add(src)
		f.Add("a\n\n  " + src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if MayHold(src) {
			return
		}
		d := Parse(src)
		isAddress := func(d Destination) bool { return d.Form == Autolink } // which no one asks for
		if found := slices.DeleteFunc(d.Destinations(), isAddress); len(d.Features())+len(d.Unlocated())+len(found) > 0 {
			t.Errorf("MayHold says no, and there are %v, %v, %v", d.Features(), d.Unlocated(), found)
		}
	})
}

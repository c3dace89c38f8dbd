package markdown

import (
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAPageSaysWhereEachBlockBegins(t *testing.T) {
	const src = "# Clay\n\nSome *text*,\nmore.\n\n- one\n- two\n\n> quote\n\n| a | b |\n|--:|---|\n| 1 | 2 |\n\n```go\nx < 1\n```\n\n<b>raw</b>\n\n# Clay\n"
	const want = `<h1 data-line="1" id="clay">Clay</h1>
<p data-line="3">Some <em>text</em>,
more.</p>
<ul data-line="6">
<li data-line="6">one</li>
<li data-line="7">two</li>
</ul>
<blockquote data-line="9"><p data-line="9">quote</p>
</blockquote>
<table data-line="11">
<thead data-line="11">
<tr>
<th align="right" data-line="11">a</th>
<th data-line="11">b</th>
</tr>
</thead>
<tbody>
<tr data-line="13">
<td align="right" data-line="13">1</td>
<td data-line="13">2</td>
</tr>
</tbody>
</table>
<pre data-line="16"><code>x &lt; 1
</code></pre>
<p data-line="19"><b>raw</b></p>
<h1 data-line="21" id="clay-1">Clay</h1>
`
	got, err := Page(src, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestAPageAsksForHighlighting(t *testing.T) {
	got, err := Page("```sh title=x\nls\n```\n", func(w io.Writer, language, code string) bool {
		_, _ = io.WriteString(w, "["+language+": "+code+"]")
		return true
	})
	if want := "<pre data-line=\"2\"><code>[sh: ls\n]</code></pre>\n"; err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
}

package spec

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// mostRounds bounds how often comments are cut out of a text: what stands around one
// can be a comment by itself only when it is gone.
const mostRounds = 4

// omitComments cuts out of the text what is for its authors, and never sent.
func (f *lessonFile) omitComments() {
	for range mostRounds {
		if !markdown.MayHoldComment(f.body.text) {
			return
		}
		comments := f.texts.Parse(f.body.text).Comments()
		closed := comments[:0:0]
		for _, c := range comments {
			if c.Open {
				f.refuseComment(c)
				continue
			}
			closed = append(closed, c)
		}
		if len(closed) < len(comments) || len(closed) == 0 {
			return
		}
		f.body.omit(closed)
	}
}

// omitFromTexts cuts comments out of the texts of YAML. A question, option or answer that is nothing but
// a comment is meant as it stands: in a course about HTML it is an answer.
func (d *declaration) omitFromTexts(texts *markdown.Budget, o yamlfile.Object, keys []yamlfile.Key) {
	for _, k := range keys {
		v, ok := o.Get(k.Name)
		if !ok {
			continue
		}
		switch k.Form {
		case yamlfile.FormText, yamlfile.FormProse, yamlfile.FormLiteral:
			if markdown.MayHoldComment(v.Text) {
				o.Values[k.Name] = d.withoutComments(texts, v, k)
			}
		case yamlfile.FormList:
			for _, entry := range v.List {
				d.omitFromTexts(texts, entry.Object, k.Item.Keys)
			}
		}
	}
}

// withoutComments returns the value of a key without comments, and without the backslashes by which
// the marks of comments become text.
func (d *declaration) withoutComments(texts *markdown.Budget, v yamlfile.Value, k yamlfile.Key) yamlfile.Value {
	without := body{text: v.Text}
	var closed []markdown.Comment
	for _, c := range texts.Parse(v.Text).Comments() {
		if c.Open {
			opener := v.Text[c.Start:c.End]
			d.report.Error(v.At, "open-comment", "nothing ends the comment in this text, so students would see it",
				"write "+closerOf(opener)+` where it ends; if it is no comment, write \`+opener+` and no double quotes around the text`)
			return v
		}
		closed = append(closed, c)
	}
	without.omit(closed)
	text := strings.TrimSpace(without.text)
	switch {
	case len(closed) == 0:
	case text != "":
		v.Text = text
	case k.Field != "":
		v.Text, v.Null = "", k.Nullable
	}
	v.Text = markedText.Replace(v.Text)
	return v
}

// markedText takes away the backslashes of marks that are text. In a lesson's text they stay, for Whop reads
// it as Markdown.
var markedText = strings.NewReplacer(`\<!--`, "<!--", `\%%`, "%%", `\{/*`, "{/*")

func closerOf(opener string) string {
	return map[string]string{"<!--": "-->", "%%": "%%", "{/*": "*/}"}[opener]
}

// refuseComment refuses a comment that students would see.
func (f *lessonFile) refuseComment(c markdown.Comment) {
	opener := f.body.text[c.Start:c.End]
	f.report.Error(f.body.lineSpan(c.Line, c.Col, len(opener)), "open-comment", "nothing ends the comment that begins here, so students would see it",
		"write "+closerOf(opener)+` where it ends; if it is no comment, write \`+opener)
}

// omit cuts out comments.
func (b *body) omit(comments []markdown.Comment) {
	var out strings.Builder
	var round []omission
	line, col, lines, cols, done := 1, 1, 0, 0, 0
	for _, c := range comments {
		kept, cut := b.text[done:c.Start], b.text[c.Start:c.End]
		if n := strings.Count(kept, "\n"); n > 0 {
			line, col, cols = line+n, 1, 0
		}
		col += utf8.RuneCountInString(lastLine(kept))
		if n := strings.Count(cut, "\n"); n > 0 {
			lines, cols = lines+n, 1-col
		}
		cols += utf8.RuneCountInString(lastLine(cut))
		round = append(round, omission{line, col, lines, cols})
		out.WriteString(kept)
		done = c.End
	}
	b.text = out.String() + b.text[done:]
	b.omitted = append(b.omitted, round)
}

func lastLine(s string) string { return s[strings.LastIndexByte(s, '\n')+1:] }

// behindOmissions returns where a line and column were before comments were cut out.
func behindOmissions(round []omission, line, col int) (int, int) {
	i := sort.Search(len(round), func(i int) bool {
		o := round[i]
		return o.line > line || o.line == line && o.col > max(col, 1)
	}) - 1
	if i < 0 {
		return line, col
	}
	if o := round[i]; o.line == line && col > 0 {
		col += o.cols
	}
	return line + round[i].lines, col
}

// lineSpan returns where a line and column of the body stand in the file.
func (b body) lineSpan(line, col, length int) yamlfile.Span {
	if b.cutLines > 0 && line > strings.Count(b.text[:b.cut], "\n") {
		line += b.cutLines
	}
	for _, round := range slices.Backward(b.omitted) {
		line, col = behindOmissions(round, line, col)
	}
	at := yamlfile.Span{Line: b.line + line - 1, Col: col}
	if length > 0 {
		at.End = col + length
	}
	return at
}

// spanAt returns where the bytes at an offset of the body stand in the file.
func (b body) spanAt(offset, length int) yamlfile.Span {
	at := yamlfile.SpanAt(b.text, offset, length, 1)
	return b.lineSpan(at.Line, at.Col, at.End-at.Col)
}

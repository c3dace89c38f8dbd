package spec

import (
	"strings"

	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// mostRounds bounds how often comments are cut out of a text: what stands around one
// can be a comment by itself only when it is gone.
const mostRounds = 4

// omitComments cuts out of the text what is for its authors, and never sent.
func (d *declaration) omitComments(texts *markdown.Budget) {
	for range mostRounds {
		if !markdown.MayHoldComment(d.body.text) {
			return
		}
		comments := texts.Parse(d.body.text).Comments()
		closed := comments[:0:0]
		for _, c := range comments {
			if c.Open {
				d.refuseComment(c)
				continue
			}
			closed = append(closed, c)
		}
		if len(closed) < len(comments) || len(closed) == 0 {
			return
		}
		d.body.omit(closed)
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
	without := wholeOf(newSource("", v.Text, 1))
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
func (d *declaration) refuseComment(c markdown.Comment) {
	opener := d.body.text[c.Start:c.End]
	d.report.Error(d.body.lineSpan(c.Line, c.Col, len(opener)), "open-comment", "nothing ends the comment that begins here, so students would see it",
		"write "+closerOf(opener)+` where it ends; if it is no comment, write \`+opener)
}

// omit cuts out comments.
func (b *body) omit(comments []markdown.Comment) {
	var cuts []splice
	for _, c := range comments {
		cuts = append(cuts, splice{start: c.Start, end: c.End})
	}
	*b = b.spliced(cuts)
}

package spec

import (
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
)

// warnOfVideo warns of the one video in a text whose lesson has none, where it stands alone: in a frame, or as a link on a line of its
// own. It returns the line of a frame, of which nothing else is said, else 0.
func warnOfVideo(f *lessonFile, d *markdown.Document) (frame int) {
	if f.fields.Text(course.EmbedID) != "" || f.fields.Text(course.MuxAsset) != "" || f.object.IsWrong("video_url") {
		return 0
	}
	var found []markdown.Destination
	for _, dest := range d.Destinations() {
		if _, _, ok := ParseVideo(dest.Value); ok && strings.Contains(dest.Value, "//") && !dest.Image && isAlone(f.body.text, dest) {
			found = append(found, dest)
		}
	}
	if len(found) != 1 {
		return 0
	}
	kind, id, _ := ParseVideo(found[0].Value)
	f.report.Warn(f.body.lineSpan(found[0].Line, found[0].Col, 0), "video-in-text", "a video in the text: whether Whop shows it there is not known",
		"write `video_url: "+VideoURL(kind, id)+"` into the front matter, and take it out here: it then stands above the text")
	if found[0].Embed != "" {
		return frameLine(d, found[0].Line)
	}
	return 0
}

// isAlone reports a frame, and a link with nothing beside it on its line.
func isAlone(text string, dest markdown.Destination) bool {
	if dest.Embed != "" {
		return strings.HasPrefix(dest.Embed, "iframe ")
	}
	start, end := dest.Start, dest.End
	switch {
	case dest.Form == markdown.Inline && len(dest.Unlink) > 0:
		start, end = dest.Unlink[0].Start, dest.Unlink[len(dest.Unlink)-1].End
	case dest.Form != markdown.Autolink:
		return false
	}
	before := text[strings.LastIndexByte(text[:start], '\n')+1 : start]
	after, _, _ := strings.Cut(text[end:], "\n")
	return strings.Trim(before, " <") == "" && strings.Trim(after, " >") == ""
}

// mayHoldVideo reports a text in which a video can be, for cheap.
func mayHoldVideo(text string) bool {
	return strings.Contains(text, "youtu") || strings.Contains(text, "loom.com/")
}

// frameLine is the line on which the HTML begins that has something on a line.
func frameLine(d *markdown.Document, line int) (at int) {
	for _, feature := range d.Features() {
		if feature.Kind == markdown.RawHTML && feature.Line <= line {
			at = max(at, feature.Line)
		}
	}
	return at
}

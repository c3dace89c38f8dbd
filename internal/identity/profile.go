package identity

import (
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/state"
	"whopsync/internal/textsim"
)

// profile is a lesson as far as it is compared with another.
type profile struct {
	set   textsim.Set // text, questions, attachments, video, document
	title string      // folded
	media string      // a sign of its video, document or questions
	// isShown is false for an object whose text is unknown: nothing can be said against it.
	isShown bool
}

// hasSubstance reports whether there is more than a title to know the lesson by.
func (p *profile) hasSubstance() bool { return !p.set.IsEmpty() || p.media != "" }

// substance are the fields that identify a lesson: its content, not its title or
// visibility.
var (
	substance = []course.Field{course.Content, course.EmbedID, course.MuxAsset, course.MainPDF, course.Questions, course.Attachments}
	media     = []course.Field{course.EmbedID, course.MuxAsset, course.MainPDF, course.Questions}
)

func fileProfile(m *textsim.Maker, r *course.Resource) profile {
	return profile{set: featuresOf(m, r.Fields), title: FoldTitle(r.Title()), media: told(media, digestsIn(r, nil)), isShown: true}
}

// knownProfile compares what Whop shows. live is nil for what was deleted there.
func knownProfile(m *textsim.Maker, binding *state.Binding, live *course.Resource) profile {
	p := profile{media: told(media, sentFor(binding))}
	if live != nil {
		p.set, p.title = featuresOf(m, live.Fields), FoldTitle(live.Title())
		_, p.isShown = live.Fields[course.Content]
	}
	return p
}

// featuresOf returns all that a lesson shows its students, as shingles.
func featuresOf(m *textsim.Maker, fields course.Fields) textsim.Set {
	m.Text(withoutDestinations(fields.Text(course.Content)))
	questions, _ := fields[course.Questions].(course.QuestionList)
	for _, q := range questions {
		m.Text(q.Text)
		for _, option := range q.Options {
			m.Text(option.Text)
		}
	}
	files, _ := fields[course.Attachments].(course.Files)
	for _, file := range files {
		m.Item("file "+file.Name, attachmentWeight)
	}
	if document, ok := fields[course.MainPDF].(course.File); ok {
		m.Item("document "+document.Name, documentWeight)
	}
	for _, field := range []course.Field{course.EmbedID, course.MuxAsset} {
		if video := fields.Text(field); video != "" {
			m.Item("video "+video, videoWeight)
		}
	}
	return m.Set()
}

// withoutDestinations leaves out where the links and images of a text lead: the files and Whop have
// other addresses for the same.
func withoutDestinations(text string) string {
	if !strings.Contains(text, "](") {
		return text
	}
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, "](")
		out.WriteString(before)
		end := strings.IndexAny(after, ")\n")
		if !found || end < 0 {
			out.WriteString(after)
			return out.String()
		}
		text = after[end:]
	}
}

// similarity is how much of two lessons is common, from 0 to 1: the one measure by which
// lessons are compared.
func (p *profile) similarity(o *profile) float64 {
	like := p.set.Similarity(o.set)
	if p.media != "" && p.media == o.media {
		like = max(like, sameMedia)
	}
	return like
}

// signOf returns the sign of a lesson whose fields have these digests.
func signOf(digest func(course.Field) course.Digest) sign {
	return sign{told(substance, digest), digest(course.Title)}
}

// told is the same for what has the same in fields; "" when it has nothing there.
func told(fields []course.Field, digest func(course.Field) course.Digest) string {
	empty := course.DigestOf(course.Null{})
	told := ""
	for _, field := range fields {
		if d := digest(field); d != "" && d != empty {
			told += string(field) + "=" + string(d) + " "
		}
	}
	return told
}

// digestsIn says what a file has in a field, "" where that is not its.
func digestsIn(file *course.Resource, contents course.Contents) func(course.Field) course.Digest {
	return func(field course.Field) course.Digest {
		if _, ok := file.Fields[field]; ok {
			return contents.Digest(file, field).WithoutNames()
		}
		return ""
	}
}

// sentFor says what was last sent for a field of an object.
func sentFor(binding *state.Binding) func(course.Field) course.Digest {
	return func(field course.Field) course.Digest { return binding.Fields[field].Sent.WithoutNames() }
}

// FoldTitle returns a title without what no reader takes for a difference: case and spaces.
func FoldTitle(title string) string {
	return strings.ToLower(strings.Join(strings.Fields(title), " "))
}

package preview

import (
	"fmt"
	"html/template"
	"net/url"

	"whopsync/internal/course"
)

// lessonView is the page of a lesson.
type lessonView struct {
	Link         link
	Chapter      link
	Place        string
	Source       string
	Editor       template.URL
	Video        *video
	Thumbnail    string
	PDF          string
	PDFName      string
	Text         template.HTML
	Quiz         *quiz
	Files        []fileLink
	Problems     []problem
	Changes      []change
	Previous     *link
	Next         *link
	PreviousSeen *link // that students see, where it is another
	NextSeen     *link
}

type fileLink struct{ Name, Link, Size string }

// lesson is what the page of a lesson shows.
func (p parts) lesson(n *navLesson) lessonView {
	r := &n.lesson.Resource
	body, _ := r.Fields[course.Content].(course.Body)
	notes, problems := p.problems.of(r, body.Text)
	text := prose{p.places, n.path, r.Source.Path}
	shown := lessonView{
		Link: p.lessonLink(n), Chapter: p.chapterLink(n.chapter), Problems: problems, Source: r.Source.Path, Editor: p.problems.editor.link(r.Source.Path, 0, 0),
		Place: fmt.Sprintf("Lesson %d of %d", n.place+1, len(n.chapter.course.lessons)),
		Video: videoOf(n.lesson), Thumbnail: p.fileLink(n.path, r.Fields[course.Thumbnail]), PDF: p.fileLink(n.path, r.Fields[course.MainPDF]), Quiz: quizOf(n, p.places),
		Text: text.html(text.filled(body), notes),
	}
	if file, ok := r.Fields[course.MainPDF].(course.File); ok {
		shown.PDFName = file.Name
	}
	files, _ := r.Fields[course.Attachments].(course.Files)
	for _, file := range files {
		if at := p.places.offered(n.path, file.Path); at != "" {
			shown.Files = append(shown.Files, fileLink{file.Name, at, size(file.Size)})
		}
	}
	for _, c := range p.changes.byAddress[r.Address] {
		shown.Changes = append(shown.Changes, p.changes.shown(n.path, c, true))
	}
	shown.Previous, shown.PreviousSeen = p.step(n, -1)
	shown.Next, shown.NextSeen = p.step(n, 1)
	return shown
}

// step returns the lesson beside another, and the one that students find there if that is another; nil for none.
func (p parts) step(n *navLesson, by int) (beside, seen *link) {
	linked := func(n *navLesson) *link {
		if n == nil {
			return nil
		}
		l := p.lessonLink(n)
		return &l
	}
	first := n.neighbour(by, func(*navLesson) bool { return true })
	if first == nil || first.isSeen() {
		return linked(first), nil
	}
	return linked(first), linked(n.neighbour(by, (*navLesson).isSeen))
}

// video is a video as a page can show it.
type video struct {
	Host  string // YouTube, Loom or Whop
	Frame string // the address of its player, "" for none
	Watch string // the address where people look at it, "" for none
	ID    string
}

func videoOf(l *course.Lesson) *video {
	id := url.PathEscape(l.Fields.Text(course.EmbedID))
	switch kind := l.Fields.Text(course.EmbedType); {
	case kind == course.EmbedYouTube && id != "":
		return &video{"YouTube", "https://www.youtube-nocookie.com/embed/" + id, "https://www.youtube.com/watch?v=" + id, id}
	case kind == course.EmbedLoom && id != "":
		return &video{"Loom", "https://www.loom.com/embed/" + id, "https://www.loom.com/share/" + id, id}
	}
	if asset := l.Fields.Text(course.MuxAsset); asset != "" {
		return &video{Host: "Whop", ID: asset}
	}
	return nil
}

func size(n int64) string {
	const kilo = 1 << 10
	switch {
	case n < kilo:
		return counted(int(n), "byte")
	case n < kilo*kilo:
		return fmt.Sprintf("%d KiB", n/kilo)
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/kilo/kilo)
}

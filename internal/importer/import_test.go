package importer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
	"whopsync/internal/state"
	"whopsync/internal/whop"
	"whopsync/internal/whop/emulator"
)

// dashboard is a Whop on which someone has made courses by hand.
type dashboard struct {
	*testing.T
	whop      *emulator.Emulator
	client    *whop.Client
	lessonURL string
}

func open(t *testing.T) dashboard {
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	client, err := whop.New(whop.Config{BaseURL: emulator.LocalBaseURL, Key: emulator.LocalKey, Transport: e.Transport(), ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	return dashboard{t, e, client, lessonURL}
}

func (d dashboard) check(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d dashboard) course(title string) string {
	id, err := d.whop.Dashboard.AddCourse(emulator.LocalExperience, title)
	d.check(err)
	return id
}

func (d dashboard) chapter(course, title string) string {
	id, err := d.whop.Dashboard.AddChapter(course, title)
	d.check(err)
	return id
}

func (d dashboard) lesson(chapter string, l emulator.Lesson) string {
	id, err := d.whop.Dashboard.AddLesson(chapter, l)
	d.check(err)
	return id
}

func (d dashboard) read(id string) *course.Course {
	live, err := d.client.ReadCourse(d.Context(), id, whop.Want{Detail: func(string) bool { return true }})
	d.check(err)
	return live
}

const lessonURL = "https://whop.example/{course}/{lesson}"

// imported imports a course, and holds what comes of it to the promises: files that are
// valid, and a plan that changes nothing.
func (d dashboard) imported(id string, fetch importer.Fetch) *importer.Imported {
	d.Helper()
	live := d.read(id)
	all, err := importer.New("courses", d.lessonURL, nil, nil, nil, fetch).Import(d.Context(), live)
	d.check(err)
	got := all[0]
	tree := fstest.MapFS{"whopsync.yaml": {Data: []byte("version: 1\n")}}
	for path, data := range got.Files {
		tree[path] = &fstest.MapFile{Data: data}
	}
	project, problems := spec.Load(spec.NewRepo(tree), "")
	if problems.HasErrors() {
		d.Fatalf("the files are not valid:\n%v", problems)
	}
	s := state.New("lineage")
	s.Target = state.Target{BaseURL: emulator.LocalBaseURL, Account: emulator.LocalAccount, Experience: emulator.LocalExperience}
	d.check(got.Name(s, project.Courses[0]))
	got.Bind(s, project.Courses[0])
	encoded, err := s.Encode()
	d.check(err)
	s, err = state.Decode(encoded)
	d.check(err)
	p := plan.Diff(plan.Input{Environment: "local", Target: s.Target, Desired: project.Courses, State: s, Live: []*course.Course{d.read(id)}, LessonURL: d.lessonURL})
	for _, change := range p.Changes {
		if change.Action != plan.NoOp || len(change.Drift) > 0 || change.Removed != "" {
			d.Errorf("%s: %s %v %v", change.Address, change.Action, change.Fields, change.Drift)
		}
	}
	if p.HasChanges() || len(p.Refusals) > 0 {
		d.Errorf("the plan after the import has changes, or refuses: %v", p.Refusals)
	}
	return got
}

func text(s string) *string { return &s }

func files(i *importer.Imported) map[string]string {
	all := map[string]string{}
	for path, data := range i.Files {
		all[path] = string(data)
	}
	return all
}

func messages(i *importer.Imported) []string {
	var all []string
	for _, note := range i.Notes {
		all = append(all, fmt.Sprintf("%s: %s", note.Address, note.Message))
	}
	return all
}

func TestACourseBecomesFilesAsAPersonWouldWriteThem(t *testing.T) {
	d := open(t)
	id := d.course("Pottery: the Basics")
	clay := d.chapter(id, "Kinds of clay")
	d.lesson(clay, emulator.Lesson{Title: "What's clay?", Content: text("# Clay\n\nMud, mostly.")})
	d.lesson(clay, emulator.Lesson{Title: "Watch", Type: "video", EmbedType: text("loom"), EmbedID: text("0123456789abcdef0123456789abcdef"), UnlockDays: new(7)})
	d.lesson(d.chapter(id, "über das Rad"), emulator.Lesson{Title: "🏺", Visibility: "hidden", Content: text("x")})
	d.chapter(id, "Kinds of Clay")
	got := d.imported(id, nil)
	want := map[string]string{
		"courses/pottery-the-basics/course.yaml":                       "title: \"Pottery: the Basics\"\nkey: q6g5mdqw\nlanguage: en\norder: 1\n",
		"courses/pottery-the-basics/01-kinds-of-clay/01-whats-clay.md": "---\ntitle: What's clay?\nkey: jneeil5i\n---\n# Clay\n\nMud, mostly.",
		"courses/pottery-the-basics/01-kinds-of-clay/02-watch.md":      "---\ntitle: Watch\nkey: hdt45oyd\ndays_from_course_start_until_unlock: 7\nvideo_url: https://www.loom.com/share/0123456789abcdef0123456789abcdef\n---\n",
		"courses/pottery-the-basics/02-über-das-rad/chapter.yaml":      "title: über das Rad\nkey: ustybs2m\n",
		"courses/pottery-the-basics/02-über-das-rad/01-lesson.md":      "---\ntitle: \U0001f3fa\nkey: y5zgvtoq\nvisibility: hidden\n---\nx",
		"courses/pottery-the-basics/03-kinds-of-clay-2/chapter.yaml":   "title: Kinds of Clay\nkey: oxo76pwd\n",
		"courses/pottery-the-basics/01-kinds-of-clay/chapter.yaml":     "key: lhw7ghxk\n",
	}
	if diff := cmp.Diff(want, files(got)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if len(got.Notes) > 0 {
		t.Errorf("notes: %v", got.Notes)
	}
}

func TestWhatAFileCannotSayIsNamed(t *testing.T) {
	d := open(t)
	id := d.course("C")
	chapter := d.chapter(id, "One")
	video, err := d.whop.Dashboard.AddVideo(emulator.LocalAccount, 60)
	d.check(err)
	d.lesson(chapter, emulator.Lesson{Title: "Rich", Content: text(`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"plain "},{"type":"text","marks":[{"type":"underline"}],"text":"words"}]}]}`)})
	d.lesson(chapter, emulator.Lesson{Title: "Links", Content: text("[a](b.md) ![c](d.png) [e](#nowhere) [f](https://x.example/?X-Amz-Signature=s3cret) [g](javascript:h)")})
	d.lesson(chapter, emulator.Lesson{Title: "Hosted", Type: "video", Video: video})
	d.lesson(chapter, emulator.Lesson{Title: "Quiz", Type: "quiz", Questions: []emulator.Question{{Text: "Which?", Type: "multiple_choice", Options: []emulator.Option{{Text: "a"}, {Text: "b"}}}}})
	d.lesson(chapter, emulator.Lesson{Title: "Long", Content: text(strings.Repeat("x", 66_000))})
	got := d.imported(id, nil)
	want := []string{
		"c/one/rich: its text was made in the dashboard's editor, and is Markdown in the file; the first edit of the file sends the Markdown",
		"c/one/rich: Markdown cannot say some of its text's formatting, which is left out: underline",
		"c/one/links: an address with a signature, which expires, is in the file without the signature",
		"c/one/links: a link in its text leads nowhere and is plain text in the file: b.md does not exist",
		"c/one/links: an image in its text leads nowhere; the file has only its alternative text: d.png does not exist",
		`c/one/links: a link in its text leads nowhere and is plain text in the file: courses/c/01-one/02-links.md has no heading "#nowhere"`,
		"c/one/links: a link in its text leads nowhere and is plain text in the file: javascript:h is a program, not an address",
		"c/one/hosted: its video was uploaded to Whop and stays there; the file does not name it",
		"c/one/quiz: its questions stay on Whop: no option is marked as right",
		": is left out: the text has 66000 characters, Whop takes at most 65000",
		"c: Whop shows neither max_attempts nor completion_requirement of a quiz, so the files do not have them: they stay on Whop, and are missing where the course is made again (c/one/quiz)",
	}
	if diff := cmp.Diff(want, messages(got)); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	wantText := "a c e [f](https://x.example/) g"
	if _, body, _ := strings.Cut(string(got.Files["courses/c/01-one/02-links.md"]), "\n---\n"); body != wantText {
		t.Errorf("the text is %q, not %q", body, wantText)
	}
}

func TestOfAFrontMatterWhatIsWrongStaysAndTheRestIsTakenOver(t *testing.T) {
	d := open(t)
	id := d.course("C")
	d.lesson(d.chapter(id, "One"), emulator.Lesson{Title: "Quiz", Type: "quiz", UnlockDays: new(-1),
		Questions: []emulator.Question{{Text: "Which?", Type: "short_answer", Answer: "That"}}})
	got := d.imported(id, nil)
	if want := "c/one/quiz: its day of opening stays on Whop: "; !strings.HasPrefix(messages(got)[0], want) {
		t.Errorf("notes: %q", messages(got))
	}
	if file := string(got.Files["courses/c/01-one/01-quiz.md"]); !strings.Contains(file, "questions:") {
		t.Errorf("the file has no questions:\n%s", file)
	}
}

func TestLinksBetweenLessonsBecomePaths(t *testing.T) {
	d := open(t)
	id := d.course("C")
	one, two := d.chapter(id, "One"), d.chapter(id, "Two")
	first := d.lesson(one, emulator.Lesson{Title: "First", Content: text("x")})
	d.lesson(two, emulator.Lesson{Title: "Second", Content: text("[back](https://whop.example/" + id + "/" + first + ") [away](https://whop.example/other)")})
	got := d.imported(id, nil)
	want := "---\ntitle: Second\nkey: ejhmgkhp\n---\n[back](../01-one/01-first.md) [away](https://whop.example/other)"
	if diff := cmp.Diff(want, string(got.Files["courses/c/02-two/01-second.md"])); diff != "" {
		t.Error(diff)
	}
}

// Whichever form of a lesson's address on whop.com an author has copied, it becomes a path, with the
// anchor of a heading that is there.
func TestLinksToLessonsOfEveryFormBecomePaths(t *testing.T) {
	d := open(t)
	d.lessonURL = "https://whop.com/academy/exp_1aB/app/courses/{course}/lessons/{lesson}/"
	id := d.course("C")
	one := d.chapter(id, "One")
	first := d.lesson(one, emulator.Lesson{Title: "First", Content: text("## A part\n\nx")})
	end := "/app/courses/" + id + "/lessons/" + first
	for address, want := range map[string]string{
		"https://whop.com/academy/exp_1aB" + end + "/":                       "01-first.md",
		"https://whop.com/academy/exp_1aB" + end:                             "01-first.md",
		"https://whop.com/joined/academy/the-courses-1aB" + end + "/":        "01-first.md",
		"https://whop.com/joined/academy/the-courses-1aB" + end:              "01-first.md",
		"https://whop.com/joined/academy/the-courses-1aB" + end + "/#a-part": "01-first.md#a-part",
		"https://whop.com/academy/exp_1aB" + end + "#a-part":                 "01-first.md#a-part",
		"https://whop.com/academy/exp_1aB" + end + "/#another":               "",
		"https://whop.com/academy/exp_1aB" + end + "/?from=mail":             "",
		"https://school.example/academy/exp_1aB" + end + "/":                 "",
		"https://whop.com/academy/exp_1aB/app/courses/" + id + "/":           "",
	} {
		from := d.lesson(one, emulator.Lesson{Title: "Second", Content: text("[back](" + address + ")")})
		if want == "" {
			want = address
		}
		file := string(d.imported(id, nil).Files["courses/c/01-one/02-second.md"])
		if !strings.HasSuffix(file, "\n[back]("+want+")") {
			t.Errorf("%s becomes %q, want %s", address, file, want)
		}
		d.check(d.whop.Dashboard.Delete(from))
	}
}

func TestLinksBetweenCoursesOfOneImportBecomePaths(t *testing.T) {
	d := open(t)
	a, b := d.course("A"), d.course("B")
	inA, inB := d.chapter(a, "One"), d.chapter(b, "Two")
	clay := d.lesson(inA, emulator.Lesson{Title: "Clay", Content: text("## Kinds\n\nx")})
	ash := d.lesson(inB, emulator.Lesson{Title: "Ash", Content: text("[clay](https://whop.example/" + a + "/" + clay + "#kinds)")})
	d.lesson(inA, emulator.Lesson{Title: "Glaze", Content: text("[ash](https://whop.example/" + b + "/" + ash + ") [gone](https://whop.example/" + b + "/lesn_gone)")})
	all, err := importer.New("courses", d.lessonURL, nil, nil, nil, nil).Import(d.Context(), d.read(a), d.read(b))
	d.check(err)
	for path, want := range map[string]string{
		"courses/a/01-one/02-glaze.md": "\n[ash](../../b/01-two/01-ash.md) [gone](https://whop.example/" + b + "/lesn_gone)",
		"courses/b/01-two/01-ash.md":   "\n[clay](../../a/01-one/01-clay.md#kinds)",
	} {
		files := all[0].Files
		maps.Copy(files, all[1].Files)
		if file := string(files[path]); !strings.HasSuffix(file, want) {
			t.Errorf("%s is %q, want %q at its end", path, file, want)
		}
	}
	want := []string{"a/one/glaze: a link in its text leads to a lesson by its address on Whop and stays like that"}
	if diff := cmp.Diff(want, append(messages(all[0]), messages(all[1])...)); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// A link turned into a path would be plain text without a template of addresses, and the
// first edit would send that. So it stays, and the template is suggested.
func TestALinkToALessonStaysWithoutATemplate(t *testing.T) {
	d := open(t)
	d.lessonURL = ""
	id := d.course("C")
	chapter := d.chapter(id, "One")
	first := d.lesson(chapter, emulator.Lesson{Title: "First", Content: text("x")})
	body := "[back](https://whop.com/joined/c/app/courses/" + id + "/lessons/" + first + "/#top) [away](https://whop.com/lesn/1)"
	d.lesson(chapter, emulator.Lesson{Title: "Second", Content: text(body)})
	got := d.imported(id, nil)
	if file := string(got.Files["courses/c/01-one/02-second.md"]); !strings.HasSuffix(file, body) {
		t.Errorf("the text is %q", file)
	}
	want := []string{"c/one/second: a link in its text leads to a lesson by its address on Whop and stays like that; " +
		"with `lesson_url: https://whop.com/joined/c/app/courses/{course}/lessons/{lesson}/` in whopsync.yaml, an import makes a path of it"}
	if diff := cmp.Diff(want, messages(got)); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestALinkToALessonThatTheTemplateDoesNotMakeAPathIsNamed(t *testing.T) {
	d := open(t)
	id := d.course("C")
	chapter := d.chapter(id, "One")
	first := d.lesson(chapter, emulator.Lesson{Title: "First", Content: text("x")})
	d.lesson(chapter, emulator.Lesson{Title: "Bare", Content: text("<https://whop.example/" + id + "/" + first + ">")})
	d.lesson(chapter, emulator.Lesson{Title: "Other", Content: text("[a](https://whop.example/cors_other/lesn_other)")})
	want := []string{
		"c/one/bare: a link in its text leads to a lesson by its address on Whop and stays like that",
		"c/one/other: a link in its text leads to a lesson by its address on Whop and stays like that",
	}
	if diff := cmp.Diff(want, messages(d.imported(id, nil))); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// A key that only reads sees neither hidden lessons nor the answers of a quiz. What it does not see is not taken for what is not there.
func TestAWeakKeyImportsWhatItSees(t *testing.T) {
	d := open(t)
	id := d.course("C")
	chapter := d.chapter(id, "One")
	d.lesson(chapter, emulator.Lesson{Title: "Seen", Content: text("x")})
	d.lesson(chapter, emulator.Lesson{Title: "Hidden", Content: text("x"), Visibility: "hidden"})
	d.lesson(chapter, emulator.Lesson{Title: "Quiz", Type: "quiz", Questions: []emulator.Question{{Text: "Which?", Type: "short_answer", Answer: "That"}}})
	d.whop.AddKey(emulator.Key{Token: "apik_weak", Account: emulator.LocalAccount, Permissions: []string{emulator.ReadCourses}})
	client, err := whop.New(whop.Config{BaseURL: emulator.LocalBaseURL, Key: "apik_weak", Transport: d.whop.Transport(), ReadOnly: true})
	d.check(err)
	d.client = client
	want := []string{
		"c/one/quiz: its questions stay on Whop: this key does not see the answers (it lacks courses:update)",
		"c: Whop shows neither max_attempts nor completion_requirement of a quiz, so the files do not have them: they stay on Whop, and are missing where the course is made again (c/one/quiz)",
	}
	if diff := cmp.Diff(want, messages(d.imported(id, nil))); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// Courses that chance makes of everything that has ever been trouble.
func TestAfterAnImportThePlanIsEmpty(t *testing.T) {
	courses := 150
	if testing.Short() {
		courses = 20
	}
	for seed := range courses {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			d := open(t)
			m := maker{d, rand.New(rand.NewPCG(uint64(seed), 7))}
			got := d.imported(m.course(), nil)
			for path, data := range got.Files {
				for _, id := range []string{"lesn_", "chap_", "cors_", "crsaq_", "mux_", "s3cret"} {
					if strings.Contains(string(data), id) {
						t.Errorf("%s holds %s", path, id)
					}
				}
			}
		})
	}
}

// maker makes random courses.
type maker struct {
	dashboard
	random *rand.Rand
}

func (m maker) course() string {
	id := m.dashboard.course(m.title())
	m.check(m.whop.Dashboard.EditCourse(id, func(c *emulator.Course) {
		c.Tagline, c.Description = m.maybe(m.title()), m.maybe(m.body())
		c.LessonsInOrder = m.random.IntN(2) == 0
		c.Visibility = m.one("visible", "hidden")
		c.Order = m.one("1", "2.50", "-3")
	}))
	for range m.random.IntN(4) {
		chapter := m.dashboard.chapter(id, m.title())
		for range m.random.IntN(7) {
			m.dashboard.lesson(chapter, m.lesson())
		}
	}
	return id
}

func (m maker) lesson() emulator.Lesson {
	l := emulator.Lesson{Title: m.title(), Type: m.one("text", "video", "pdf", "multi", "quiz", "knowledge_check"), Visibility: m.one("visible", "hidden"), Content: m.maybe(m.body())}
	if m.random.IntN(3) == 0 {
		l.UnlockDays = new(m.random.IntN(30))
	}
	if m.random.IntN(3) == 0 {
		l.EmbedType, l.EmbedID = text(m.one("youtube", "loom")), m.maybe(m.one("dQw4w9WgXcQ", "0123456789abcdef0123456789abcdef", "odd", "1234567"))
	}
	for range m.random.IntN(4) {
		l.Questions = append(l.Questions, m.question())
	}
	return l
}

func (m maker) question() emulator.Question {
	q := emulator.Question{ID: fmt.Sprintf("crsaq_%d", m.random.Uint64()), Text: m.title(), Type: m.one(course.QuestionTypes()...), Answer: m.title()}
	if m.random.IntN(4) > 0 && q.Type != "short_answer" {
		for i := range 2 + m.random.IntN(2) {
			q.Options = append(q.Options, emulator.Option{ID: fmt.Sprintf("crsaqo_%d", m.random.Uint64()), Text: m.one(m.title(), "True", "False", "3"), Correct: i == 0 || m.random.IntN(4) == 0})
		}
	}
	return q
}

func (m maker) maybe(s string) *string {
	if m.random.IntN(5) == 0 {
		return nil
	}
	return &s
}

func (m maker) one(words ...string) string { return words[m.random.IntN(len(words))] }

func (m maker) title() string {
	parts := []string{"Clay", "clay", "CLAY", " ", "-", "'", `"`, ": ", "#", "# ", "1.10", "no", "null", "~", "über", "u\u0308ber", "日本", "한국어", "🏺", "🏴\U000e0067\U000e007f", "\u200b", "\u202e", "\u00a0", "ß", "SS", "ﬁ", "fi", "/", `\`, "..", "con", "README", "{", "[x]", "<b>", "&", "|", "\n", "\t", "İ", "ı", "K", "01-", "3d"}
	var out strings.Builder
	for range m.random.IntN(5) {
		out.WriteString(parts[m.random.IntN(len(parts))])
	}
	return out.String()
}

func (m maker) body() string {
	if m.random.IntN(4) == 0 {
		return m.document()
	}
	parts := []string{"---\n", "---\ntitle: x\n---\n", "# Heading\n", "text ", "  \n", "\r\n", "\r", "\n\n", "\t", "[a](b.md)", "[a](../02-x/c.md#d)", "![i](images/x.png)", "[j](#heading)", "[k](#none)", "<a href=\"x.md\">y</a>",
		"<img src='z.png'>", "[l][ref]\n\n[ref]: other.md\n\n", "![m][ref2]\n\n[ref2]: other.png\n\n", "<https://x.example/a?b=c>", "https://x.example/p.png?X-Amz-Signature=s3cret", "![n](https://x.example/p.png?Signature=s3cret&Expires=1)", "```\n[o](p)\n```\n",
		"[q](javascript:alert)", "[r](mailto:a@b.cc)", "[s](/abs)", "[t](C:\\x)", "[u](.git/config)", "[v](%2e%2e/%2e%2e/x)", "> quote\n", "- item\n", "\ufeff", "\x00", "\u2028", "::error::", "{\"type\":", "+++\n", "[w](<a b>)", "[x](y 'z')", "[](empty)", "[aa]()", "![]()"}
	var out strings.Builder
	for range m.random.IntN(9) {
		out.WriteString(parts[m.random.IntN(len(parts))])
	}
	return out.String()
}

func (m maker) document() string {
	type node map[string]any
	paragraph := func() node {
		return node{"type": "paragraph", "content": []node{{"type": "text", "text": m.title()}, {"type": "hardBreak"}, {"type": "text", "text": m.title(), "marks": []node{{"type": m.one("bold", "link", "odd", "code"), "attrs": node{"href": m.one("https://x.example", "x.md", "")}}}}}}
	}
	var content []node
	for range m.random.IntN(5) {
		switch m.random.IntN(5) {
		case 0:
			content = append(content, node{"type": "heading", "attrs": node{"level": 2}, "content": paragraph()["content"]})
		case 1:
			content = append(content, node{"type": "bulletList", "content": []node{{"type": "listItem", "content": []node{paragraph(), paragraph()}}}})
		case 2:
			content = append(content, node{"type": m.one("table", "callout", "blockquote"), "content": []node{paragraph()}})
		case 3:
			content = append(content, node{"type": "image", "attrs": node{"src": m.one("https://x.example/i.png?sig=s3cret", "i.png", ""), "alt": m.title()}})
		default:
			content = append(content, paragraph())
		}
	}
	if m.random.IntN(4) == 0 { // nobody promises a form
		content = append(content, node{"type": "paragraph", "attrs": []any{}, "content": []any{m.title(), 7, node{"type": "text", "text": m.title(), "marks": []string{"bold"}}}})
	}
	encoded, err := json.Marshal(node{"type": "doc", "content": content})
	m.check(err)
	return string(encoded)
}

// unreachable is a network in which nothing answers.
func unreachable(context.Context, string, int64) ([]byte, error) {
	return nil, fmt.Errorf("nobody answers")
}

func TestWithoutANetworkTheAddressesStay(t *testing.T) {
	d := open(t)
	id := d.course("C")
	d.lesson(d.chapter(id, "One"), emulator.Lesson{Title: "L", Content: text("![a](https://x.example/a.png)")})
	got := d.imported(id, unreachable)
	if body := string(got.Files["courses/c/01-one/01-l.md"]); !strings.HasSuffix(body, "![a](https://x.example/a.png)") {
		t.Errorf("the file is %q", body)
	}
	if diff := cmp.Diff([]string{"c/one/l: an image in its text, on x.example, could not be downloaded: nobody answers; its address stays in the text"}, messages(got)); diff != "" {
		t.Error(diff)
	}
}

func TestCommentsInQuestionsStayInTheFileAndAreNamed(t *testing.T) {
	d := open(t)
	id := d.course("C")
	d.lesson(d.chapter(id, "One"), emulator.Lesson{Title: "Quiz", Type: "quiz",
		Questions: []emulator.Question{{Text: "Which <!-- ask Bob -->?", Type: "short_answer", Answer: "<!-- that -->"}}})
	got := d.imported(id, nil)
	if want := "c/one/quiz: its questions have comments, which stay in the file; the first edit of the file takes them out of what Whop shows"; !strings.Contains(strings.Join(messages(got), "\n"), want) {
		t.Errorf("notes: %q", messages(got))
	}
	if file := string(got.Files["courses/c/01-one/01-quiz.md"]); !strings.Contains(file, "<!-- ask Bob -->") {
		t.Errorf("the file has no comment:\n%s", file)
	}
}

func TestCommentsInTitlesAreNamedAndStay(t *testing.T) {
	d := open(t)
	id := d.course("C <!-- ask Bob -->")
	chapter := d.chapter(id, "What <!-- does")
	d.lesson(chapter, emulator.Lesson{Title: "<!-- a -->", Content: text("x")})
	got := d.imported(id, nil)
	want := []string{
		"c-ask-bob: its title has comments, which stay in the file; the first edit of the file takes them out of what Whop shows",
		"c-ask-bob/what-does: its title has what looks like a comment; a backslash before it makes it text in the file",
		"c-ask-bob/what-does/a: its title has what looks like a comment; a backslash before it makes it text in the file",
	}
	if diff := cmp.Diff(want, messages(got)); diff != "" {
		t.Error(diff)
	}
	for path, says := range map[string]string{"course.yaml": "title: C <!-- ask Bob -->\n", "01-what-does/chapter.yaml": `title: What \<!-- does`, "01-what-does/01-a.md": `title: \<!-- a -->`} {
		if file := string(got.Files["courses/c-ask-bob/"+path]); !strings.Contains(file, says) {
			t.Errorf("%s: %q", path, file)
		}
	}
}

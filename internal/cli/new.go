package cli

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/importer"
	"whopsync/internal/spec"
)

type newCmd struct {
	beside
	Kind  course.Kind `arg:"" name:"kind" enum:"lesson,chapter,course" help:"lesson, chapter or course."`
	At    string      `arg:"" name:"address" complete:"address" help:"Its address or path. A course is put beside the others."`
	Title string      `name:"title" placeholder:"TITLE" help:"The title that students see (default: the name in words)."`
	Type  string      `name:"type" enum:"${lessonTypes}" default:"text" placeholder:"TYPE" help:"The type of a lesson: ${lessonTypes}."`
}

// Help returns more text for --help.
func (newCmd) Help() string {
	return `The file or folder gets a key, and a number if its neighbours have numbers. A lesson has a text to replace. A lesson or a course is hidden until you remove the line that says so. For example:

whopsync new lesson pottery/clay/dry --type video --after pottery/clay/wedge

whopsync new chapter pottery/glazing --title "Glazing, and firing"`
}

// Run makes a lesson, chapter or course, and says how to go on.
func (cmd *newCmd) Run(e *environment) (err error) {
	r, problems, err := openRepository(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	problems = slices.DeleteFunc(problems.Errors(), func(p spec.Problem) bool { return p.Rule == "no-courses" && cmd.Kind == course.KindCourse })
	if err := checkFiles(e, r, problems, ""); err != nil {
		return err
	}
	usual := map[course.Kind]string{course.KindLesson: ".md"}[cmd.Kind]
	spot, err := cmd.spot(e, r, cmd.Kind, cmd.At, usual)
	if err != nil {
		return err
	}
	if stem := strings.TrimSuffix(spot.Name, usual); unlikeAName.MatchString(stem) {
		cmd.Title = cmp.Or(cmd.Title, spec.WithoutNumber(stem))
		spot.Name = importer.Name(stem, string(cmd.Kind), nil) + usual
	}
	if spot.Name == usual {
		return misuse("%s exists already: the new %s needs another name", cmd.At, cmd.Kind)
	}
	if err := cmd.inNone(r, spot); err != nil {
		return err
	}
	newKey := func() (string, error) { return course.NewKey(e.random) }
	a, file, err := spec.Add(r.files, cmd.Kind, spot, newKey, func(name, key string) []byte {
		if cmd.Title != "" {
			name = cmd.Title
		}
		return spec.Template(cmd.Kind, cmd.Type, name, key)
	})
	if err != nil {
		return err
	}
	after, err := arranged(e, r.files, a)
	if err != nil {
		return err
	}
	address := addressAt(after, cmd.Kind, a.To(spec.PlaceOf(file)))
	if address.IsZero() {
		return fmt.Errorf("nothing was written: %s would not be a %s: whopsync reads no files there, or none of that name", file, cmd.Kind)
	}
	if err := spec.CheckMoved(r.project, after, a, nil); err != nil {
		return err
	}
	if err := carryOut(e, r.files, a); err != nil {
		return err
	}
	what, next := "Write it, and look at what would change", "plan --target "+hint.Word(address.String())
	switch cmd.Kind {
	case course.KindCourse:
		what, next = "Give it a chapter", "new chapter "+hint.Word(address.String()+"/first-steps")
	case course.KindChapter:
		what, next = "Give it a lesson", "new lesson "+hint.Word(address.String()+"/welcome")
	}
	fmt.Fprintf(e.Out, "\n%s:\n\n  %s\n", what, r.shell.Command(next))
	return nil
}

// unlikeAName is what a title may have, and the name of a file may not on every system.
var unlikeAName = regexp.MustCompile(`[<>:"|?*]`)

// inNone refuses a name in a folder that takes nothing of the kind, and offers it in up to most others.
func (cmd *newCmd) inNone(r *repository, spot spec.Spot) error {
	const most = 3
	var offered []string
	for around := range r.project.Resources() {
		at := spec.Place(around)
		switch {
		case childKind(around.Address) != cmd.Kind:
		case at == spot.Dir:
			return nil
		case !strings.Contains(cmd.At, "/") || around.Address.Name() == spec.WithoutNumber(path.Base(spot.Dir)):
			name := spec.WithoutNumber(strings.TrimSuffix(spot.Name, ".md"))
			offered = append(offered, "  "+r.shell.Command("new "+string(cmd.Kind)+" "+hint.Word(around.Address.Child(name).String())+cmd.options()))
		}
	}
	if len(offered) == 0 {
		return nil
	}
	around := map[course.Kind]course.Kind{course.KindLesson: course.KindChapter, course.KindChapter: course.KindCourse}[cmd.Kind]
	return hint.Add(misuse("%s names no %s for the %s", cmd.At, around, cmd.Kind), "Write the whole address:\n\n%s", strings.Join(offered[:min(most, len(offered))], "\n"))
}

// options returns the flags of the command line, each after a space.
func (cmd *newCmd) options() string {
	var words strings.Builder
	for _, flag := range []struct{ name, value string }{{"after", cmd.After}, {"before", cmd.Before}, {"title", cmd.Title}, {"type", cmd.Type}} {
		if flag.value != "" && (flag.name != "type" || flag.value != "text") {
			words.WriteString(" --" + flag.name + " " + hint.Word(flag.value))
		}
	}
	return words.String()
}

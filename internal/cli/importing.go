package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/importer"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/state"
	"whopsync/internal/whop"
)

// importing is an import that holds the lock.
type importing struct {
	env   *environment
	repo  *repository
	conn  *connection
	lease state.Lease
	cmd   *importCmd
	apps  []string // Courses apps that the command line names

	state *state.State
	known []string // courses that are not imported, in words
}

func (i *importing) run(ctx context.Context) error {
	if err := i.locate(ctx); err != nil {
		return err
	}
	ids, err := i.choose(ctx)
	if err != nil {
		return err
	}
	imported, err := i.read(ctx, ids)
	if err != nil {
		return err
	}
	if len(imported) > 0 {
		i.warnOfWeakKey(ctx)
		isNew := isBare(i.repo.files.Dir())
		if err := i.keep(ctx, imported); err != nil {
			return err
		}
		i.tellGit(isNew)
	}
	i.tell(imported)
	return nil
}

// locate finds out where the courses live, which the state has to fit.
func (i *importing) locate(ctx context.Context) error {
	if i.state == nil {
		i.state = state.New(rand.Text())
	}
	if err := i.checkTarget(false); err != nil {
		return err
	}
	if err := i.locateApp(ctx); err != nil {
		return err
	}
	if len(i.state.Pending) > 0 {
		return hint.Add(refuse("an apply was cut off, and it is not known what it did"),
			"Finish it first, which takes up to an hour if a new object is not found on Whop: %s", i.repo.shell.Command("apply"))
	}
	return i.checkTarget(true)
}

// checkTarget refuses a state of another target: before the first request, which carries the
// key, and when the whole target is known.
func (i *importing) checkTarget(whole bool) error {
	return checkTarget(i.repo.project.Environment.Name, i.state, i.conn.target, whole,
		"check WHOP_API_KEY; give another target an environment of its own in "+spec.ConfigFile)
}

// locateApp finds the Courses app of the environment, and holds it against the flags: what
// is imported from another one could never be applied from here.
func (i *importing) locateApp(ctx context.Context) error {
	if err := i.conn.locate(ctx); err != nil {
		return err
	}
	apps := i.apps
	if i.cmd.Product != "" {
		found, err := findExperience(ctx, i.conn.client, spec.Environment{Name: i.repo.project.Environment.Name, Product: i.cmd.Product}, i.conn.target.Account, i.repo.shell)
		if err != nil {
			return err
		}
		apps = append(apps, found.ID)
	}
	for _, app := range apps {
		if app != i.conn.target.Experience {
			return hint.Add(refuse("environment %s is for %s, not for %s", i.repo.project.Environment.Name, i.conn.target.Experience, app),
				"Give that one an environment of its own in %s:\n\nenvironments:\n  NAME:\n    experience: %s\n\nand import there: %s",
				spec.ConfigFile, app, i.repo.shell.For("NAME").Command("import", i.named()...))
		}
	}
	return nil
}

// named are the arguments that name what is imported.
func (i *importing) named() []string {
	if i.cmd.All {
		return []string{"--all"}
	}
	return i.cmd.IDs
}

// warnOfWeakKey says what a key does not show: it cannot be told from what is not there, and
// another import would not look for it.
func (i *importing) warnOfWeakKey(ctx context.Context) {
	granted, err := i.conn.client.Permissions(ctx, i.conn.target.Account, []string{whop.WriteCourses})
	if may, known := granted[whop.WriteCourses]; err == nil && known && !may {
		i.env.warn("this key lacks %s, so it does not see hidden lessons and the answers of quizzes: they are not imported, and stay on Whop as they are. "+
			"Import with a key that has %s to have them in the files; after this import, first forget each course (`%s`), and move its folder away", whop.WriteCourses, whop.WriteCourses, i.repo.shell.Command("state rm COURSE"))
	}
}

// choose returns the ids of the courses that are to be imported and were not before.
func (i *importing) choose(ctx context.Context) ([]string, error) {
	all, err := i.conn.List(ctx, course.KindCourse, i.conn.target.Experience)
	if err != nil {
		return nil, err
	}
	bound := i.state.ByID()
	var chosen []string
	for _, c := range all {
		address, known := bound[c.ID]
		switch {
		case !i.cmd.All && !slices.Contains(i.cmd.IDs, c.ID):
		case i.cmd.All && !known && c.MayBeScratch():
			i.known = append(i.known, fmt.Sprintf("%s is not imported: a probe of doctor has left it. To remove it: %s", c.ID, i.repo.shell.Command("doctor --probe")))
		case known:
			i.known = append(i.known, fmt.Sprintf("%s is imported already, as %s. To import it again, move its folder out of the repository, and: %s", c.ID, address, i.repo.shell.Command("state rm", address.String())))
		default:
			chosen = append(chosen, c.ID)
		}
	}
	for _, id := range i.cmd.IDs {
		if !slices.ContainsFunc(all, func(c *course.Resource) bool { return c.ID == id }) {
			return nil, fmt.Errorf("%s is no course of %s, or this key does not see it", id, i.conn.target.Experience)
		}
	}
	return chosen, nil
}

// read reads the courses and makes files of them, without writing any.
func (i *importing) read(ctx context.Context, ids []string) ([]*importer.Imported, error) {
	var taken []string
	for _, address := range i.state.Addresses() {
		if address.Kind() == course.KindCourse {
			taken = append(taken, address.Course)
		}
	}
	var fetch importer.Fetch
	if i.cmd.Assets {
		fetch = i.conn.client.Download
	}
	into := importer.New(i.cmd.Dir, plan.LessonURL(i.repo.project.Environment.LessonURL, i.state.Target.Renew(i.conn.target)), taken, i.keys(), i.repo.project.Known, fetch)
	var courses []*course.Course
	var notes [][]importer.Note // of each course
	for _, id := range ids {
		fmt.Fprintf(i.env.Err, "%s: reading...\n", id)
		live, err := i.conn.client.ReadCourse(ctx, id, whop.Want{Detail: func(string) bool { return true }})
		if err != nil {
			return nil, err
		}
		live, note, err := i.skipEmpty(ctx, live)
		if err != nil {
			return nil, err
		}
		courses, notes = append(courses, live), append(notes, note)
	}
	all, err := into.Import(ctx, courses...)
	for at, imported := range all {
		imported.Notes = append(imported.Notes, i.skipLater(notes[at], imported.Course.Address, courses[at].ID)...)
	}
	return all, err
}

// keys returns the files of the repository by their keys.
func (i *importing) keys() map[string]string {
	keys := map[string]string{}
	for r := range i.repo.project.Resources() {
		keys[r.Key] = r.Source.Path
	}
	return keys
}

// keep writes the files and then the state. Files that cannot be bound go as they came. Once
// the state is sent they stay, whatever is answered: if it was stored after all, lessons
// without their files would be lessons to hide; if it was not, the next import takes files
// like its own for its own.
func (i *importing) keep(ctx context.Context, imported []*importer.Imported) (err error) {
	placed, err := importer.Place(i.repo.files.Dir(), i.cmd.Dir, imported)
	if err != nil {
		return i.explainClash(err)
	}
	defer closing(placed, &err)
	if err := i.bind(imported); err != nil {
		return errors.Join(err, placed.Undo())
	}
	i.state.Target = i.state.Target.Renew(i.conn.target)
	if err := i.lease.Save(context.WithoutCancel(ctx), i.state); err != nil {
		return hint.Add(err, "The files stay in %s. When the state can be kept, run the same command again, which takes them as they are: %s",
			strings.Join(foldersOf(imported), ", "), i.env.again())
	}
	return nil
}

// explainClash says what to do about files that are in the way.
func (i *importing) explainClash(err error) error {
	var clash *importer.ClashError
	if !errors.As(err, &clash) {
		return err
	}
	return hint.Add(err, "Nothing was written. Move them away; or, if they are this course and only the state was lost: %s",
		i.repo.shell.Command("state rebuild"))
}

func foldersOf(imported []*importer.Imported) []string {
	folders := make([]string, len(imported))
	for i, im := range imported {
		folders[i] = im.Dir
	}
	return folders
}

// bind loads the repository as it is now, and notes what the files stand for.
func (i *importing) bind(imported []*importer.Imported) error {
	r, problems, err := openRepository(i.env)
	if err != nil {
		return err
	}
	defer r.Close()
	if problems = withoutNoCourse(problems); problems.HasErrors() {
		return errors.Join(i.env.showProblems(r.files, problems), errors.New("with the imported courses the repository is not valid, so their files were removed again"))
	}
	desired := make([]*course.Course, len(imported))
	for n, im := range imported {
		at := slices.IndexFunc(r.project.Courses, func(c *course.Course) bool { return c.Source.Path == im.Course.Source.Path })
		if at < 0 {
			return fmt.Errorf("%s does not look for courses in %s: add %q to its list of courses", spec.ConfigFile, i.cmd.Dir, path.Join(i.cmd.Dir, "*"))
		}
		desired[n] = r.project.Courses[at]
		if err := im.Name(i.state, desired[n]); err != nil {
			return err
		}
	}
	for n, im := range imported {
		im.Bind(i.state, desired[n])
	}
	return nil
}

// tellGit writes what git has to know of the files. What attributes say holds for all other files of
// a folder as well, so they are written only where the courses are the first.
func (i *importing) tellGit(isNew bool) {
	dir := i.repo.files.Dir()
	files, err := gitFiles()
	for _, file := range files {
		if err == nil && (isNew || file.path == ignoreFile) && !file.isOdd(dir) {
			err = file.place(dir, i.env.Out)
		}
	}
	if err != nil {
		i.env.warn("%v", err)
	}
}

// tell says what was imported, and what of it the files do not say.
func (i *importing) tell(imported []*importer.Imported) {
	chapters, lessons, assets := 0, 0, 0
	for _, im := range imported {
		chapters, lessons, assets = chapters+len(im.Course.Chapters), lessons+im.Course.LessonCount(), assets+im.Assets
		fmt.Fprintf(i.env.Out, "%s: %s, %s, %s\n", render.Sanitize(im.Dir),
			counted(len(im.Course.Chapters), course.KindChapter), counted(im.Course.LessonCount(), course.KindLesson), counted(im.Assets, "file"))
		for _, note := range im.Notes {
			fmt.Fprintf(i.env.Out, "  - %s\n", render.Sanitize(subjectOf(note)+" "+note.Message))
		}
		if im.HasUnasked() {
			fmt.Fprintf(i.env.Out, "  To have the files too, move the folder out of the repository, and: %s\n", render.Sanitize(i.anew("import --assets", im.Course.Address, im.ID())))
		}
	}
	for _, known := range i.known {
		fmt.Fprintln(i.env.Out, render.Sanitize(known))
	}
	if len(imported) == 0 {
		fmt.Fprintf(i.env.Out, "Nothing to import.\n")
		return
	}
	fmt.Fprintf(i.env.Out, "\nImport complete! Imported: %s, %s, %s, %s. Nothing was written to Whop.\nCommit the files. To see what later edits would change: %s\n",
		counted(len(imported), course.KindCourse), counted(chapters, course.KindChapter), counted(lessons, course.KindLesson), counted(assets, "file"), i.repo.shell.Command("plan"))
}

func subjectOf(note importer.Note) string {
	if note.Address.IsZero() {
		return fmt.Sprintf("%q", note.Title)
	}
	return note.Address.String() + ":"
}

// withoutNoCourse leaves out what is no problem before the first course has come.
func withoutNoCourse(problems spec.Problems) spec.Problems {
	return slices.DeleteFunc(problems, func(p spec.Problem) bool { return p.Rule == "no-courses" || p.Rule == "no-match" })
}

package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/identity"
	"whopsync/internal/plan"
)

// RefusalWords says why apply would not run, and what to do about it. Lines of the hint that
// begin with blanks are there to be pasted.
func RefusalWords(r plan.Refusal, again Again) (message, hint string) {
	switch r.Guard {
	case plan.GuardTarget:
		return fmt.Sprintf("the state of %s belongs to another target: %s", r.Environment, r.Was.Differences(r.Is)),
			"check the environment's settings, WHOP_BASE_URL and the key; give another target an environment of its own in whopsync.yaml"
	case plan.GuardMissing:
		return missingWords(r, again)
	case plan.GuardScope:
		return scopeWords(r, again)
	case plan.GuardConflict:
		return conflictWords(r, again)
	case plan.GuardDrift:
		return driftWords(r, again)
	case plan.GuardDelete:
		return deleteWords(r, again)
	case plan.GuardLoss:
		return lossWords(r, again)
	case plan.GuardProtect:
		if r.Reason == plan.PartProtected {
			return "it is protected, and a part of it would be destroyed: " + partNames(r.Lost),
				"bring that part back; to end the protection, apply the lesson once with protect: false, and change it then"
		}
		return "it is protected and would be destroyed",
			"bring its file back; to end the protection, apply it once with protect: false, and remove it then"
	case plan.GuardLimits:
		return limitWords(r)
	case plan.GuardHide:
		return hideWords(r, again)
	case plan.GuardProgress:
		return progressWords(r, again)
	case plan.GuardMoved:
		return movedWords(r, again.Shell)
	case plan.GuardAmbiguous:
		return questionWords(r), answerWords(r)
	}
	return duplicateWords(r, again.Shell)
}

func missingWords(r plan.Refusal, again Again) (message, hint string) {
	if r.Reason == plan.NothingSeen {
		return fmt.Sprintf("none of the %d objects that the state knows can be seen on Whop", r.Count),
			withCommand("this looks like the key of another account or environment: check WHOP_API_KEY; if everything was deleted, to create it again", again.with(allowRecreate))
	}
	return fmt.Sprintf("it would be created in %s, which was deleted on Whop", r.Other),
		withCommand("move the file to another place; or, to create that one again", again.with(allowRecreate))
}

func scopeWords(r plan.Refusal, again Again) (message, hint string) {
	if r.Reason == plan.NameTaken {
		return fmt.Sprintf("it has the old name of %s, and a narrowed run would leave both under one name", r.Other),
			widened(again, r.Other)
	}
	return fmt.Sprintf("it was %s, and a narrowed run would leave some of its content under the old name", r.Other),
		widened(again, r.Address)
}

// widened are the commands for a run that is narrowed less, and for one that is not.
func widened(again Again, to course.Address) string {
	add := func(o *plan.Options) { o.Targets = append(slices.Clone(o.Targets), to) }
	return withCommand("run without --target and --exclude, or with more", again.with(add)+"\n  "+again.with(withoutTargets))
}

func conflictWords(r plan.Refusal, again Again) (message, hint string) {
	if r.Reason == plan.BothReordered {
		return "its order was changed in the files and on Whop", withCommand("to take the order of the files", again.with(overwriteDrift))
	}
	return string(r.Field) + " was changed in the files and on Whop",
		withCommand("merge what was edited on Whop into the file, or overwrite it", again.pull()+"\n  "+again.with(overwriteDrift))
}

func driftWords(r plan.Refusal, again Again) (message, hint string) {
	if r.Reason == plan.DeletedOnWhop {
		return "it was deleted on Whop (drift), and --on-drift=fail is set",
			withCommand("remove its file as well; or leave it as it is, or create it again", again.with(reportDrift)+"\n  "+again.with(allowRecreate))
	}
	return "it was changed on Whop (drift), and --on-drift=fail is set",
		withCommand("bring the edit into the files, leave it as it is, or overwrite it",
			again.pull()+"\n  "+again.with(reportDrift)+"\n  "+again.with(overwriteDrift))
}

func deleteWords(r plan.Refusal, again Again) (message, hint string) {
	if r.Reason == plan.Destroys {
		return counted(r.Count, "object") + " would be destroyed, and Whop cannot bring " + them(r.Count) + " back",
			withCommand("to hide lessons instead, "+wayToHide(again.Options)+"; if the loss is meant", again.with(allowDelete))
	}
	message = fmt.Sprintf("it would be destroyed together with the lesson %q, which stays in it", r.Title)
	if r.Count > 1 {
		message = fmt.Sprintf("it would be destroyed together with the lesson %q and %d more, which stay in it", r.Title, r.Count-1)
	}
	hint = "move what should stay to another chapter on Whop"
	if r.Narrowed {
		hint = withCommand(hint+"; or, if a file moves it, do not narrow the run", again.with(withoutTargets)) + "\n"
	} else {
		hint += "; "
	}
	return message, hint + fmt.Sprintf("to leave the chapter, and hide the lessons whose files are gone, "+
		"make this the last line under removed: in whopsync.yaml, and remove any other line for %s:", r.Address) + removedLine(r.Address, plan.Hide)
}

// wayToHide says what to write where something is destroyed.
func wayToHide(o plan.Options) string {
	if slices.ContainsFunc(o.Removed, func(r plan.Removal) bool { return r.Action == plan.Destroy }) {
		return "write action: hide in their lines under removed:"
	}
	return "set on_remove: hide"
}

func removedLine(address course.Address, action plan.OnRemove) string {
	return fmt.Sprintf("\n  - {address: %s, action: %s}", yamlText(address.String()), action)
}

func limitWords(r plan.Refusal) (message, hint string) {
	if r.Reason == plan.TooMany {
		return fmt.Sprintf("%s would be destroyed, and limits.max_delete is %d", counted(r.Count, "object"), r.Limit),
			"if that is meant, raise max_delete under limits: in whopsync.yaml"
	}
	return fmt.Sprintf("%d of its %d objects would be destroyed, and limits.max_delete_percent is %d", r.Count, r.Total, r.Limit),
		"if that is meant, raise max_delete_percent under limits: in whopsync.yaml"
}

func hideWords(r plan.Refusal, again Again) (message, hint string) {
	which, limit := fmt.Sprintf("%d of its %d lessons", r.Count, r.Total), "limits.max_hide_percent"
	if r.Reason == plan.TooManyHidden {
		which, limit = counted(r.Count, "lesson"), "limits.max_hide"
	}
	message = fmt.Sprintf("students would lose sight of %s, find %s empty or wait for %[2]s for more than a year, and %s is %d", which, them(r.Count), limit, r.Limit)
	return message, withCommand("check whether a folder is gone, a glob under courses: matches less, or a search-and-replace went too far; if it is meant", again.with(allowHide))
}

func lossWords(r plan.Refusal, again Again) (message, hint string) {
	concerned := "it is not known how many students have"
	switch {
	case r.Count == 1:
		concerned = "1 student has"
	case r.Count > 1:
		concerned = counted(r.Count, "student") + " have"
	}
	return fmt.Sprintf("%s would be destroyed, and %s progress on the lesson; Whop cannot bring that back", partNames(r.Lost), concerned),
		withCommand("bring back what should stay: "+waysToStay(r.Lost)+"; if the loss is meant", again.with(allowDelete))
}

// waysToStay say what keeps parts like those that would be lost.
func waysToStay(lost []plan.Loss) string {
	var ways []string
	for _, loss := range lost {
		way := "an option stays with its text or most of it"
		switch loss.Kind {
		case plan.LostQuestion:
			way = "a question stays with its key, its text, most of its words or all its options"
		case plan.LostType:
			way = partName(loss) + " stays with `type: " + OneLine(loss.Text) + "`"
		}
		if !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	return strings.Join(ways, "; ")
}

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

func partNames(lost []plan.Loss) string {
	names := make([]string, len(lost))
	for i, loss := range lost {
		names[i] = partName(loss)
	}
	return firstOf(names, fewNames)
}

func progressWords(r plan.Refusal, again Again) (message, hint string) {
	which, instead := "lessons that would be destroyed", "hide the lessons instead (on_remove: hide)"
	if r.Parts > 0 {
		which, instead = which+", in whole or in part", "bring back what should stay"
	}
	loss := "the progress of 1 student"
	if r.Count != 1 {
		loss = fmt.Sprintf("the progress of %d students (each counted once for every lesson)", r.Count)
	}
	accept := func(o *plan.Options) { o.AllowDelete, o.AcceptProgress = true, &r.Count }
	switch r.Reason {
	case plan.NothingLost:
		return fmt.Sprintf("--accept-progress-loss=%d was given, and nothing would be lost", r.Accepted),
			withCommand("leave that flag out", again.with(func(o *plan.Options) { o.AcceptProgress = nil }))
	case plan.LossUnknown:
		return fmt.Sprintf("it is not known how many students have progress on %d of the %s", r.Count, which),
			"give the key the permission course_analytics:read, or " + instead
	case plan.LossMismatch:
		return fmt.Sprintf("--accept-progress-loss=%d does not match: %s would be lost", r.Accepted, loss),
			withCommand("look at the plan again; if it is still meant", again.with(accept))
	}
	return loss + " would be lost, and cannot come back",
		withCommand(instead+"; or, to accept the loss", again.with(accept))
}

func movedWords(r plan.Refusal, shell hint.Shell) (message, advice string) {
	switch r.Reason {
	case plan.FormerName:
		return fmt.Sprintf("the line under removed: has its old address %s", r.Other),
			"add this line under removed: in whopsync.yaml, so that it holds for later runs too:" + removedLine(r.Address, r.Action)
	case plan.SameContent:
		return fmt.Sprintf("whopsync.yaml says that it is %s, but it has its own object on Whop, and its file has not changed", r.Other),
			withCommand(fmt.Sprintf("remove that line; or, if it is %s, forget its own object, which stays on Whop, and plan again", r.Other), shell.Command("state rm", r.Address.String()))
	case plan.TwoFiles:
		return fmt.Sprintf("whopsync.yaml says that it is %s, and says the same of %s", r.Other, r.Answers[0].To),
			"of these lines, remove the one that is wrong:" + answerLine(r.Answers[0]) + answerLine(r.Answers[1])
	}
	return fmt.Sprintf("whopsync.yaml says that it is %s, but Whop moves nothing to another course", r.Other),
		"remove that line: in the other course it is a new lesson, without students' progress"
}

func questionWords(r plan.Refusal) string {
	what := cmp.Or(r.Candidates...).String()
	if n := len(r.Candidates); n > 1 {
		what = fmt.Sprintf("%s or %d more", what, n-1)
	}
	switch identity.Reason(r.Reason) {
	case identity.Replaced:
		return "neither title nor text is what it was: is it the same lesson with a new text, or another lesson under its name?"
	case identity.TookOver:
		return fmt.Sprintf("it has much of the text of %s: was that renamed, or only copied?", what)
	case identity.HasLessons:
		return fmt.Sprintf("it has lessons of %s: was that renamed, or is it new?", what)
	}
	return fmt.Sprintf("it resembles %s, whose file is gone: is it the same, or new?", what)
}

// answerWords show the lines that settle a question.
func answerWords(r plan.Refusal) string {
	isNew := 0
	var lines strings.Builder
	for _, answer := range r.Answers {
		if answer.Is.IsZero() {
			isNew++
		}
		lines.WriteString(answerLine(answer) + "  # " + meaningOf(answer))
	}
	switch {
	case len(r.Answers) == 0:
		return "answer the questions before it first"
	case isNew > 1:
		return "if one of them is it, put its line under identity: in whopsync.yaml; if all are new, the last lines:" + lines.String()
	}
	return "put one of these lines under identity: in whopsync.yaml:" + lines.String()
}

// answerLine returns an answer as it stands in whopsync.yaml, on a line of its own.
func answerLine(answer plan.Answer) string {
	is, again := answer.Is.String(), ""
	if answer.Is.IsZero() {
		is = "new"
	}
	if answer.Again > 0 {
		again = fmt.Sprintf(", again: %d", answer.Again)
	}
	return fmt.Sprintf("\n  - {file: %s, is: %s%s}", yamlText(answer.File), yamlText(is), again)
}

// meaningOf says what an answer leads to.
func meaningOf(answer plan.Answer) string {
	switch {
	case answer.Is.IsZero() && answer.To.Kind() == course.KindLesson:
		return "a new lesson, which no student has begun"
	case answer.Is.IsZero():
		return "new"
	case answer.Is == answer.To:
		return "it stays what it is"
	}
	return "it was renamed, and students keep their progress"
}

// duplicateWords end with the answer that always leads on, whatever titles and texts say.
func duplicateWords(r plan.Refusal, shell hint.Shell) (message, advice string) {
	what, where := "an empty chapter with this title", "in the course already"
	rebuild := shell.Command("state rebuild")
	advice = withCommand("to take it over", rebuild)
	if r.StillKnown {
		advice = withCommand("to take it over", shell.Command("state rm", r.Address.String())+"\n  "+rebuild)
	}
	switch r.Reason {
	case plan.SameLesson:
		what = fmt.Sprintf("a lesson like it (%s)", r.Because)
		if len(r.Found) > 1 && !r.StillKnown {
			advice = withCommand("to say which of these it is", shell.Command("state bind", r.Address.String(), r.Found[0]))
		}
	case plan.SameCourse:
		what, where = "a course of this title", fmt.Sprintf("on Whop already, %q", r.Title)
		if r.Because == identity.SameLessons {
			what = "a course with almost the same lessons"
		}
		advice = withCommand("to write its files again, after you have moved the folder that declares it away", shell.Command("import", cmp.Or(r.Found...)))
		if r.Recoverable {
			advice = withCommand("to bind it to these files", rebuild) + "\n" + advice
		}
	}
	return fmt.Sprintf("%s exists %s (%s), and is not in the state", what, where, cmp.Or(r.Found...)),
		fmt.Sprintf("%s\nif it is another %s, name it under unmanaged: in whopsync.yaml:%s", advice, r.Address.Kind(), idLines(r.Found))
}

// idLines are lines for ids, and not more of them than anyone reads.
func idLines(ids []string) string {
	const enough = 6
	var lines strings.Builder
	for _, id := range ids[:min(len(ids), enough)] {
		lines.WriteString("\n  - " + id)
	}
	if more := len(ids) - enough; more > 0 {
		fmt.Fprintf(&lines, "\n  (and %d more)", more)
	}
	return lines.String()
}

// yamlText writes a text so that YAML reads it as one, whatever it holds.
func yamlText(text string) string {
	if strings.IndexFunc(text, func(r rune) bool {
		return (r < 'a' || 'z' < r) && (r < 'A' || 'Z' < r) && (r < '0' || '9' < r) && r != '/' && r != '-' && r != '_' && r != '.'
	}) < 0 && text != "" && !strings.ContainsAny(text[:1], "-.0123456789") {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

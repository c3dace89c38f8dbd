package cli

import (
	"reflect"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/typeschema"
)

// document is what a command prints as JSON.
type document struct {
	name string // of its schema
	is   reflect.Type
	says string
}

// documents returns all of them. A test holds what commands print against their schemas.
func documents() []document {
	return []document{
		{"plan", reflect.TypeFor[render.PlanDocument](), "whopsync plan --format json, and show"},
		{"apply", reflect.TypeFor[event](), "A line of whopsync apply --json"},
		{"drift", reflect.TypeFor[render.DriftDocument](), "whopsync drift --format json"},
		{"pull", reflect.TypeFor[render.PullDocument](), "whopsync pull --format json"},
		{"rollback", reflect.TypeFor[render.RollbackDocument](), "whopsync rollback RUN --format json"},
		{"rollback-list", reflect.TypeFor[render.Runs](), "whopsync rollback --format json"},
		{"validate", reflect.TypeFor[render.Diagnostics](), "whopsync validate --format json"},
		{"tree", reflect.TypeFor[treeDocument](), "whopsync tree --format json"},
		{"state-list", reflect.TypeFor[stateListDocument](), "whopsync state list --format json"},
		{"state-show", reflect.TypeFor[stateShowDocument](), "whopsync state show --format json"},
		{"doctor", reflect.TypeFor[doctorDocument](), "whopsync doctor --format json"},
		{"doctor-probe", reflect.TypeFor[probeDocument](), "whopsync doctor --probe --format json"},
		{"version", reflect.TypeFor[build](), "whopsync version --format json"},
	}
}

// documentSchemas returns the schemas of what commands print. A closed one refuses what is not in it.
func documentSchemas(closed bool) []spec.Schema {
	words := func(values ...any) typeschema.Schema { return typeschema.Schema{"type": "string", "enum": values} }
	options := typeschema.Options{
		Closed: closed,
		As:     map[reflect.Type]reflect.Type{reflect.TypeFor[plan.Change](): reflect.TypeFor[plan.Resource]()},
		Is: map[reflect.Type]typeschema.Schema{
			reflect.TypeFor[course.Value]():  {},
			reflect.TypeFor[course.Fields](): {"type": []string{"object", "null"}},
			reflect.TypeFor[course.Kind]():   words(course.KindCourse, course.KindChapter, course.KindLesson),
			reflect.TypeFor[plan.Action]():   words(plan.Create, plan.Update, plan.Delete, plan.NoOp),
			reflect.TypeFor[spec.Severity](): words(spec.SeverityError, spec.SeverityWarning),
			reflect.TypeFor[verdict]():       words(isOK, isNote, isFail),
		},
	}
	var schemas []spec.Schema
	for _, d := range documents() {
		schemas = append(schemas, spec.Schema{Name: d.name, JSON: options.Of(d.is, d.says)})
	}
	return schemas
}

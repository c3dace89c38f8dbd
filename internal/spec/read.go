package spec

import (
	"errors"
	"runtime"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/safegroup"
	"whopsync/internal/yamlfile"
)

// read reads the file and makes fields of it. What points to other files waits until all of
// them are known.
func (d *declaration) read(repo *Repo, ignored []string, texts *markdown.Budget) {
	if d.path == "" {
		return
	}
	data, err := repo.read(d.path, maxTextFile)
	if errors.Is(err, errNotUTF8) {
		return // it is said of the address
	}
	if err != nil {
		flawOf(err).report(&d.report, yamlfile.Span{}, "")
		return
	}
	whole, ok := decodeText(data, &d.report)
	if !ok {
		return
	}
	front, text, line, ok := cutText(d.path, whole, &d.report)
	if !ok {
		return
	}
	d.body = wholeOf(newSource("", text, line))
	g, _ := grammarOf(d.path, ignored)
	d.object, d.isRead = yamlfile.Read(front, g, &d.report)
	if d.path != ConfigFile {
		d.omitFromTexts(texts, d.object, g.Keys)
	}
	d.fields = fieldsOf(d.object, g.Keys)
	checkSecrets(&d.report, whole, repo.forbidden)
	warnOfOtherKeys(&d.report, whole)
}

// fieldsOf returns the fields that keys fill as they stand.
func fieldsOf(o yamlfile.Object, keys []yamlfile.Key) course.Fields {
	fields := make(course.Fields, len(o.Values)+3)
	for i := range keys {
		k := &keys[i]
		v, ok := o.Values[k.Name]
		if !ok || k.Field == "" {
			continue
		}
		if v.Null {
			fields[k.Field] = course.Null{}
			continue
		}
		switch k.Form {
		case yamlfile.FormText, yamlfile.FormProse, yamlfile.FormEnum:
			fields[k.Field] = course.Text(v.Text)
		case yamlfile.FormBool:
			fields[k.Field] = course.Bool(v.Flag)
		case yamlfile.FormInt:
			fields[k.Field] = course.Int(v.Number)
		case yamlfile.FormDecimal:
			fields[k.Field] = course.Decimal(v.Text)
		}
	}
	return fields
}

func setDefault(fields course.Fields, field course.Field, v course.Value) {
	if _, ok := fields[field]; !ok {
		fields[field] = v
	}
}

// inParallel does the work of every item, as many at a time as there are processors. Each
// writes to a place of its own, so the outcome does not depend on who is first.
func inParallel[T any](items []T, do func(T)) {
	group := safegroup.New()
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, item := range items {
		group.Go(func() error { do(item); return nil })
	}
	_ = group.Wait() // what goes wrong is a problem of its file
}

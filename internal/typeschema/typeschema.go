// Package typeschema says as a JSON Schema which JSON a Go type is written as. Since the schema is made
// from the type, what a command prints and what its schema says cannot drift apart.
package typeschema

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Schema is a JSON Schema of 2020-12.
type Schema map[string]any

// Options are what types do not say.
type Options struct {
	// Is replaces the schemas of types that write themselves, or whose values are few.
	Is map[reflect.Type]Schema
	// As are types written as another one.
	As map[reflect.Type]reflect.Type
	// Closed refuses what the types do not have. Published schemas leave room for what is added later.
	Closed bool
}

// Of returns the schema of a type.
func (o Options) Of(t reflect.Type, title string) []byte {
	w := writer{options: o, names: map[reflect.Type]string{}, defs: map[string]Schema{}}
	schema := w.of(t)
	schema["$schema"], schema["title"] = "https://json-schema.org/draft/2020-12/schema", title
	if len(w.defs) > 0 {
		schema["$defs"] = w.defs
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(schema); err != nil {
		panic(fmt.Sprintf("typeschema: encode %s: %v", t, err)) // maps of plain values always encode
	}
	return out.Bytes()
}

// writer keeps the structs that were met under names of their own, since they may contain themselves.
type writer struct {
	options Options
	names   map[reflect.Type]string
	defs    map[string]Schema
}

func (w *writer) of(t reflect.Type) Schema {
	if as, ok := w.options.As[t]; ok {
		t = as
	}
	if is, ok := w.options.Is[t]; ok {
		return is
	}
	if t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return Schema{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.of(t.Elem())
	case reflect.Bool:
		return Schema{"type": "boolean"}
	case reflect.String:
		return Schema{"type": "string"}
	case reflect.Float64:
		return Schema{"type": "number"}
	case reflect.Int, reflect.Int64:
		return Schema{"type": "integer"}
	case reflect.Slice:
		return Schema{"type": "array", "items": w.of(t.Elem())}
	case reflect.Map:
		return Schema{"type": "object", "additionalProperties": w.of(t.Elem())}
	case reflect.Struct:
		return w.reference(t)
	}
	panic(fmt.Sprintf("typeschema: no schema for %s", t))
}

// reference returns a reference to the schema of a struct, which is written once. One without a name stands
// where it is used.
func (w *writer) reference(t reflect.Type) Schema {
	if t.Name() == "" {
		return w.object(t)
	}
	name, known := w.names[t]
	if !known {
		name = strings.ToLower(t.Name())
		if _, taken := w.defs[name]; taken {
			name = strings.ReplaceAll(t.String(), ".", "_")
		}
		w.names[t], w.defs[name] = name, nil
		w.defs[name] = w.object(t)
	}
	return Schema{"$ref": "#/$defs/" + name}
}

func (w *writer) object(t reflect.Type) Schema {
	properties, required := map[string]Schema{}, []string{}
	for _, f := range fields(t) {
		properties[f.name] = w.of(f.is)
		if f.isRequired {
			required = append(required, f.name)
		}
	}
	schema := Schema{"type": "object", "properties": properties, "required": required}
	if w.options.Closed {
		schema["additionalProperties"] = false
	}
	return schema
}

type field struct {
	name       string
	is         reflect.Type
	isRequired bool
}

// fields returns the fields of a struct as encoding/json writes them. Fields of an embedded struct count
// as the struct's own, unless the struct has a field with that name.
func fields(t reflect.Type) []field {
	var own, embedded []field
	for i := range t.NumField() {
		f := t.Field(i)
		tag, hasTag := f.Tag.Lookup("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case f.Anonymous && !hasTag:
			in := f.Type
			if in.Kind() == reflect.Pointer {
				in = in.Elem()
			}
			embedded = append(embedded, fields(in)...)
		case name != "-" && f.IsExported():
			own = append(own, field{name, f.Type, !strings.Contains(options, "omit")})
		}
	}
	has := map[string]bool{}
	for _, f := range own {
		has[f.name] = true
	}
	for _, f := range embedded {
		if !has[f.name] {
			own = append(own, f)
		}
	}
	return own
}

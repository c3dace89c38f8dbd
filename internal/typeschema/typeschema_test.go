package typeschema_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/typeschema"
)

type (
	node struct {
		Name     string  `json:"name"`
		Size     float64 `json:"size,omitempty"`
		Contains []node  `json:"contains,omitzero"`
		Secret   string  `json:"-"`
	}
	tree struct {
		node
		Name  map[string]bool `json:"name"` // in the place of the node's
		Other any             `json:"other"`
	}
)

func TestASchemaSaysWhatATypeIsWrittenAs(t *testing.T) {
	options := typeschema.Options{Is: map[reflect.Type]typeschema.Schema{reflect.TypeFor[any](): {}}}
	var got any
	if err := json.Unmarshal(options.Of(reflect.TypeFor[tree](), "a tree"), &got); err != nil {
		t.Fatal(err)
	}
	node := map[string]any{"$ref": "#/$defs/node"}
	list := map[string]any{"type": "array", "items": node}
	want := map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "a tree", "$ref": "#/$defs/tree",
		"$defs": map[string]any{
			"tree": map[string]any{"type": "object", "required": []any{"name", "other"}, "properties": map[string]any{
				"name":  map[string]any{"type": "object", "additionalProperties": map[string]any{"type": "boolean"}},
				"other": map[string]any{}, "size": map[string]any{"type": "number"}, "contains": list,
			}},
			"node": map[string]any{"type": "object", "required": []any{"name"}, "properties": map[string]any{
				"name": map[string]any{"type": "string"}, "size": map[string]any{"type": "number"}, "contains": list,
			}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	options.Closed = true
	if closed := string(options.Of(reflect.TypeFor[tree](), "a tree")); strings.Count(closed, `"additionalProperties": false`) != 2 {
		t.Errorf("not closed:\n%s", closed)
	}
}

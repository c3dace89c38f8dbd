package cli_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"whopsync/internal/cli"
)

// documentSchemas are the schemas of what commands print, which let nothing pass that is not in them.
func documentSchemas() (map[string]*jsonschema.Schema, error) {
	compiled := map[string]*jsonschema.Schema{}
	for _, s := range cli.DocumentSchemas(true) {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(s.JSON))
		if err != nil {
			return nil, err
		}
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource(s.Name, document); err != nil {
			return nil, err
		}
		if compiled[s.Name], err = compiler.Compile(s.Name); err != nil {
			return nil, err
		}
	}
	return compiled, nil
}

// documentOf names the schema of what a command line prints, "" where that is no JSON of ours.
func documentOf(args []string) string {
	isJSON := slices.Contains(args, "--json") || slices.Contains(args, "--format=json")
	for i, arg := range args {
		isJSON = isJSON || arg == "--format" && i+1 < len(args) && args[i+1] == "json"
	}
	if !isJSON {
		return ""
	}
	for i, arg := range args {
		switch arg {
		case "plan", "drift", "pull", "validate", "tree", "version", "apply":
			return arg
		case "show":
			return "plan"
		case "rollback":
			isFlag := func(arg string) bool { return strings.HasPrefix(arg, "-") || arg == "json" || arg == "rollback" }
			if slices.ContainsFunc(args, func(arg string) bool { return !isFlag(arg) }) {
				return arg
			}
			return "rollback-list"
		case "doctor":
			if slices.Contains(args, "--probe") {
				return "doctor-probe"
			}
			return arg
		case "state":
			return arg + "-" + args[i+1]
		}
	}
	return ""
}

// fitsSchema holds what a command has printed against its schema, line by line.
func fitsSchema(schemas map[string]*jsonschema.Schema, args []string, printed string) error {
	name := documentOf(args)
	if name == "" {
		return nil
	}
	schema := schemas[name]
	if schema == nil {
		return fmt.Errorf("whopsync %s prints JSON without a schema", strings.Join(args, " "))
	}
	for line := range strings.Lines(printed) {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			return fmt.Errorf("whopsync %s printed no JSON: %w\n%s", strings.Join(args, " "), err, line)
		}
		if err := schema.Validate(value); err != nil {
			return fmt.Errorf("what whopsync %s printed does not fit its schema: %w\n%s", strings.Join(args, " "), err, line)
		}
	}
	return nil
}

func TestASchemaRefusesWhatACommandDoesNotPrint(t *testing.T) {
	schemas, err := documentSchemas()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"state", "list", "--format", "json"}
	good := `{"format_version":"1.0","whopsync":"devel","environment":"local","resources":[{"address":"a","type":"course","id":"cors_1"}]}`
	if err := fitsSchema(schemas, args, good); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{
		strings.Replace(good, `"course"`, `"lecture"`, 1),
		strings.Replace(good, `"id"`, `"identity"`, 1),
		strings.Replace(good, `"whopsync":"devel",`, "", 1),
		strings.Replace(good, `"local"`, "null", 1),
		"Error",
	} {
		if fitsSchema(schemas, args, bad) == nil {
			t.Errorf("fits: %s", bad)
		}
	}
}

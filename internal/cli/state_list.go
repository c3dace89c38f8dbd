package cli

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

type stateListCmd struct {
	Format string `name:"format" enum:"text,json" default:"text" help:"Print as text or json."`
}

// Run lists the identity map.
func (cmd *stateListCmd) Run(ctx context.Context, e *environment) error {
	s, env, err := readState(ctx, e)
	if err != nil {
		return err
	}
	if cmd.Format == "json" {
		list := stateListDocument{documentVersion, version(), env.Name, []boundObject{}}
		for _, address := range s.Addresses() {
			b := s.Bindings[address]
			list.Resources = append(list.Resources, boundObject{address, address.Kind(), b.ID, b.Path, b.Key, addressOf(address, env, s), b.Protect, b.Retired})
		}
		return render.JSON(e.Out, list)
	}
	width := 0
	for _, address := range s.Addresses() {
		width = max(width, utf8.RuneCountInString(address.String()))
	}
	for _, address := range s.Addresses() {
		binding := s.Bindings[address]
		padding := strings.Repeat(" ", width-utf8.RuneCountInString(address.String()))
		fmt.Fprintf(e.Out, "%s%s  %s%s\n", render.OneLine(address.String()), padding, render.OneLine(binding.ID), remark(binding))
	}
	return nil
}

// stateListDocument is the list for programs.
type stateListDocument struct {
	FormatVersion string        `json:"format_version"`
	Whopsync      string        `json:"whopsync"`
	Environment   string        `json:"environment"`
	Resources     []boundObject `json:"resources"`
}

// boundObject is a line of the list for programs.
type boundObject struct {
	Address course.Address `json:"address"`
	Type    course.Kind    `json:"type"`
	ID      string         `json:"id"`
	Path    string         `json:"path,omitempty"`
	Key     string         `json:"key,omitempty"`
	URL     string         `json:"url,omitempty"` // on Whop
	Protect bool           `json:"protect,omitempty"`
	Retired bool           `json:"retired,omitempty"`
}

// remark says what is special about an object.
func remark(b *state.Binding) string {
	var words []string
	if b.Protect {
		words = append(words, "protected")
	}
	if b.Retired {
		words = append(words, "file gone, left on Whop")
	}
	if words == nil {
		return ""
	}
	return "  (" + strings.Join(words, ", ") + ")"
}

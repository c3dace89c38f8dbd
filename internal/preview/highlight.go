package preview

import (
	"embed"
	"fmt"
	"html"
	"io"
	"path"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
)

// lexerFiles are chroma's definitions of the languages that courses show, as lexers/README.md says. All of chroma's would
// be a fifth of the program.
//
//go:embed lexers/*.xml
var lexerFiles embed.FS

var lexers = sync.OnceValue(func() *chroma.LexerRegistry {
	registry := chroma.NewLexerRegistry()
	files, _ := lexerFiles.ReadDir("lexers") // which is embedded
	for _, file := range files {
		registry.Register(chroma.MustNewXMLLexer(lexerFiles, path.Join("lexers", file.Name())))
	}
	return registry
})

// maxHighlighted is how much code is coloured at once: lexers take their time over what is no code.
const maxHighlighted = 32 << 10

// highlight writes code with the classes of chroma, and reports whether its language is known.
func highlight(w io.Writer, language, code string) bool {
	lexer := lexers().Get(strings.ToLower(language))
	if language == "" || lexer == nil || len(code) > maxHighlighted {
		return false
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, code)
	if err != nil {
		return false
	}
	for token := tokens(); token != chroma.EOF; token = tokens() {
		text := html.EscapeString(token.Value)
		if class := chroma.StandardTypes[token.Type]; class != "" {
			text = fmt.Sprintf("<span class=%q>%s</span>", class, text)
		}
		_, _ = io.WriteString(w, text)
	}
	return true
}

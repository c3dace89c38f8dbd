package markdown

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"whopsync/internal/testscale"
)

// TestCodeIsReadAsGoldmarkReadsIt holds our memory of what no code span ended against goldmark
// without it.
func TestCodeIsReadAsGoldmarkReadsIt(t *testing.T) {
	parts := []string{"`", "`", "``", "```", `\`, "a", " ", "\n", "\n\n", "> ", "1. ", "*", "[", "](b)", "|"}
	plain, random := goldmark.New(goldmark.WithExtensions(extension.GFM)), rand.New(rand.NewPCG(1, 2))
	for range testscale.Rounds(100_000, 10) {
		var src, want strings.Builder
		for range 1 + random.IntN(16) {
			src.WriteString(parts[random.IntN(len(parts))])
		}
		if err := plain.Convert([]byte(src.String()), &want); err != nil {
			t.Fatal(err)
		}
		if got, err := HTML(src.String()); got != want.String() || err != nil {
			t.Fatalf("%q: got %q, %v; want %q", src.String(), got, err, want.String())
		}
	}
}

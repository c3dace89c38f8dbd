package spec

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// inUTF16 returns a text as Windows' Notepad saves it.
func inUTF16(text string, order binary.AppendByteOrder) string {
	data := order.AppendUint16(nil, 0xfeff)
	for _, unit := range utf16.Encode([]rune(text)) {
		data = order.AppendUint16(data, unit)
	}
	return string(data)
}

// secrets are those that are known, and what is said of each.
var secrets = map[string]string{
	"apik_AbCdEfGh1234567890AbCdEf":         "looks like a key of Whop's",
	"whsec_AbCdEfGh1234567890AbCdEf":        "looks like a secret of a webhook",
	"hunter2hunter2":                        "is the key in WHOP_API_KEY",
	"-----BEGIN RSA PRIVATE KEY-----":       "a private key",
	"-----BEGIN PGP PRIVATE KEY BLOCK-----": "a private key",
	"PuTTY-User-Key-File-3: ssh-ed25519":    "a private key",
}

func TestNoSecretIsUploaded(t *testing.T) {
	forms := map[string]func(text string) string{
		"n.txt":    func(text string) string { return text },
		"n.csv":    func(text string) string { return "a," + text + "\n" },
		"n.svg":    func(text string) string { return "<svg><!-- " + text + " --></svg>" },
		"n.bin":    func(text string) string { return "\x00\x01\xff" + text + "\x00" },
		"low.txt":  func(text string) string { return inUTF16(text, binary.LittleEndian) },
		"high.txt": func(text string) string { return inUTF16(text, binary.BigEndian) },
	}
	for secret, what := range secrets {
		for name, form := range forms {
			for _, distance := range []int{0, 1, 100_000} {
				repo := pottery("[x](" + name + ")\n").with(files{inChapter + name: form(strings.Repeat("x", distance) + secret)}).repo()
				repo.Forbid("hunter2hunter2")
				_, problems := Load(repo, "")
				if got := problems.Error(); !strings.Contains(got, name+" holds ") || !strings.Contains(got, what) || strings.Contains(got, secret) {
					t.Errorf("%q after %d bytes in %s: %s", secret, distance, name, got)
				}
			}
		}
	}
}

// searched returns what a search says of a text that it is told in small pieces.
func searched(text string) *flaw {
	search := privateSearch{forbidden: "hunter2hunter2", marks: make(map[string]bool)}
	writer := pieceWriter{look: search.look}
	for part := range slices.Chunk([]byte(text), 1000) {
		_, _ = writer.Write(part) // it never fails
	}
	writer.close()
	return search.flaw(nil)
}

func TestNoSecretIsLostBetweenTwoPieces(t *testing.T) {
	for secret, what := range secrets {
		for _, filler := range []string{"x", " ", "\n"} {
			for distance := pieceSize - 1100; distance < pieceSize+1100; distance += 23 {
				if f := searched(strings.Repeat(filler, distance) + secret + strings.Repeat(" ", 2*pieceSize)); f == nil || !strings.Contains(f.message, what) {
					t.Fatalf("%q after %d × %q: %v", secret, distance, filler, f)
				}
			}
		}
	}
}

// TestMadeUpKeysAreUploaded: what a course about keys shows is whole wherever a piece ends.
func TestMadeUpKeysAreUploaded(t *testing.T) {
	for distance := pieceSize - 1100; distance < pieceSize+1100; distance += 23 {
		text := strings.Repeat(" ", distance) + "apik_AbCdEfGh1234567890_example get_whsec_from_environment" + strings.Repeat(" ", 2*pieceSize)
		if f := searched(text); f != nil {
			t.Fatalf("after %d spaces: %v", distance, f)
		}
	}
}

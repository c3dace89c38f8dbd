package spec

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"whopsync/internal/yamlfile"
)

var (
	// ruleLine is a line that opens or closes front matter, or is meant to: word processors make
	// other characters of three dashes, and other programs have their own.
	ruleLine    = regexp.MustCompile(`^\\?(?:[-—–―_*=~;]+|\+{3,})(?:[a-z]*|[- ]*)$`)
	dashLine    = regexp.MustCompile(`^-{3,} *[a-z]*$`)
	plusLine    = regexp.MustCompile(`^\+{3,} *[a-z]*$`)
	headingLine = regexp.MustCompile(`^#{1,6}(?: |$)`)
	quoteMarks  = regexp.MustCompile(`^(?: {0,3}> ?)+`)
	underline   = regexp.MustCompile(`^(?:=+|-+)$`)

	// settingLine is a line that gives a key a value, in YAML or TOML.
	settingLine = regexp.MustCompile(`^["']?(\pL[\pL\pN_ .-]*?)["']? ?(?:[:：](?: |$)|= ?)`)
	// flowKey is a key in braces.
	flowKey = regexp.MustCompile(`[{,][\s>]*["']?(\pL[\pL\pN_-]*)["']?\s*:`)
	// certain is a setting that no sentence looks like: it keeps a lesson from students, or its key.
	certain = regexp.MustCompile(`^(?:[-*] )?["']?(?:(?i:(?:draft|hidden|publish|published|private|unlisted|visible)["']? ?[:：=] ?["']?(?:true|false|yes|no|on|off)` +
		`|visibility["']? ?[:：=] ?["']?(?:hidden|visible|public|private|draft|unlisted|published)` +
		`|status["']? ?[:：=] ?["']?(?:draft|hidden|private|unlisted|publish|published))|key["']? ?[:：=] ?["']?[a-z0-9][a-z0-9_-]+)["']?(?: #.*)?$`)
)

func isDashes(line string) bool { return dashLine.MatchString(line) }

// loose is a block of settings in a text.
type loose struct {
	at       int    // where it begins, with its fence if it has one
	fence    string // the line that opens it, or ""
	notation string // TOML or JSON
	isFirst  bool   // nothing but headings stands above it
}

func (l loose) isNone() bool { return l.at < 0 }

// looseScan is what is known on the way down a text.
type looseScan struct {
	isFirst bool      // nothing stands above but headings, lines of settings and empty lines
	hasText bool      // students see some of that
	block   *settings // that may go on in the next line
}

// settings are lines of keys and values, and their opening fence.
type settings struct {
	loose
	known, ours, exact int // keys of front matters; of which are whopsync's own; and which are spelled like them
	lines              int
	isCertain          bool // no sentence looks like its last line, or one above
}

// findLoose returns the first block of settings in a text, whether students would take it for text
// or not; its offset is -1 where there is none. Beyond the start of a text it takes a line of dashes and
// keys of a lesson to be one: lines that separate parts of a text stand around sentences with colons too.
func findLoose(text string) loose {
	hasDashes := strings.Contains(text, "---")
	scan := looseScan{isFirst: true}
	at := 0
	for line := range strings.Lines(text) {
		if !scan.isFirst && !hasDashes {
			break
		}
		if found := scan.read(text, at, line); !found.isNone() {
			return found
		}
		at += len(line)
	}
	return loose{at: -1}
}

// read reads one line, and returns the block that is front matter with it.
func (s *looseScan) read(text string, at int, line string) loose {
	start, none := at+len(line)-len(strings.TrimLeft(line, " \t>")), loose{at: -1}
	next := text[at+len(line):]
	line = quoteMarks.ReplaceAllString(line, "")
	plain := bare(line)
	switch {
	case plain == "" && s.isFirst, plain == "" && s.block != nil && s.block.fence != "":
	case plain == "":
		s.block = nil
	case s.isFirst && plusLine.MatchString(plain):
		return loose{at: start, notation: "TOML"}
	case isDashes(plain) || s.isFirst && ruleLine.MatchString(plain):
		if s.block != nil && s.block.isFrontMatter() {
			return s.block.loose
		}
		s.block = &settings{loose: loose{at: start, fence: plain, isFirst: s.isFirst}}
	case headingLine.MatchString(plain) && s.isFirst:
		s.hasText = s.hasText || s.block == nil
	case strings.HasPrefix(plain, "#") && s.block != nil:
	case strings.HasPrefix(plain, "{") && s.isBraces(text[start:]):
		if s.block != nil {
			return s.block.loose
		}
		return loose{at: start, notation: "JSON"}
	case (settingLine.MatchString(plain) || certain.MatchString(plain)) && (s.isFirst || !strings.HasPrefix(strings.TrimSpace(line), "**")):
		if s.block == nil {
			s.block = &settings{loose: loose{at: start, isFirst: s.isFirst}}
		}
		if name := s.block.add(plain); s.block.isSure(name, s) {
			return s.block.loose
		}
		s.hasText = s.hasText || s.block.fence == ""
	case s.block != nil && s.block.lines > 0 && strings.ContainsAny(line[:1], " \t-]}"): // the value goes on
	case s.isFirst && underline.MatchString(bare(firstLine(next))):
		s.hasText = true
	default:
		s.isFirst, s.block = false, nil
	}
	return none
}

// add counts a line, and returns its key.
func (b *settings) add(plain string) (name string) {
	b.lines++
	b.isCertain = b.isCertain || certain.MatchString(plain)
	if m := settingLine.FindStringSubmatch(plain); m != nil {
		name = m[1]
	}
	isKnown, isOurs := knownKey(name)
	if isKnown {
		b.known++
	}
	if isOurs {
		b.ours++
	}
	if isKnown && name == strings.ToLower(name) {
		b.exact++
	}
	return name
}

// isSure reports whether a block is front matter with its last line, which has a key, whatever comes
// below. One known key alone can be a sentence, unless a fence stands above it or it is spelled with _.
func (b *settings) isSure(name string, s *looseScan) bool {
	isOpened := isDashes(b.fence)
	switch {
	case !s.isFirst && !isOpened:
		return false
	case b.isCertain:
		return true
	case b.ours > 0 && b.known > 1 && b.exact > 0:
		return true
	case s.isFirst && isOpened && !s.hasText:
		return true
	}
	return s.isFirst && b.exact > 0 && (isOpened || strings.Contains(name, "_"))
}

// isFrontMatter reports whether a block is front matter where a line of dashes ends it. Amid a text,
// lines of dashes stand around "Type: stoneware" as well.
func (b *settings) isFrontMatter() bool {
	isMeant := b.exact > 0 && b.known > 1 || b.isFirst && (b.exact > 0 || b.known > 1 || b.fence != "")
	return b.isCertain || b.ours > 0 && isMeant
}

// isBraces reports front matter in braces: JSON, or keys that are known or stand below a fence.
func (s *looseScan) isBraces(text string) bool {
	isOpened := s.block != nil && isDashes(s.block.fence) && s.block.lines == 0
	if !s.isFirst && !isOpened || strings.HasPrefix(text, "{{") || strings.HasPrefix(text, "{%") {
		return false
	}
	var object map[string]any
	if json.NewDecoder(strings.NewReader(text)).Decode(&object) == nil {
		for name := range object {
			if isKnown, _ := knownKey(name); isKnown || isOpened {
				return true
			}
		}
		return false
	}
	inside, _, _ := strings.Cut(text[:min(len(text), 1<<12)], "}")
	keys := flowKey.FindAllStringSubmatch(inside, -1)
	return slices.ContainsFunc(keys, func(m []string) bool { isKnown, _ := knownKey(m[1]); return isKnown || isOpened })
}

// knownKey reports whether front matters have a key, in any spelling, and whether whopsync reads the key,
// or authors write it for one of whopsync's.
func knownKey(name string) (isKnown, isOurs bool) {
	lower := strings.ToLower(name)
	isOurs = slices.ContainsFunc(lessonGrammar.Keys, func(k yamlfile.Key) bool { return k.Name == lower }) || lessonGrammar.Retired[lower] != ""
	return isOurs || lessonGrammar.Ignores(name) || lessonGrammar.Ignores(lower), isOurs
}

// bare returns a line without what is not seen, marks of quotes and bold text.
func bare(line string) string {
	line = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Z, r), r == '\t':
			return ' '
		case unicode.Is(unicode.C, r):
			return -1
		}
		return r
	}, line)
	return strings.ReplaceAll(strings.TrimSpace(line), "**", "")
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

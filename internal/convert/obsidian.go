package convert

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/spec"
)

// obsidian reads vaults of Obsidian. Links name notes without saying where they lie.
type obsidian struct{}

func (obsidian) Name() string { return "obsidian" }

// Detects goes by the folder of Obsidian's settings, which is hidden and often left out, and by the links.
func (obsidian) Detects(src *Source) bool {
	if src.HasHidden(".obsidian") {
		return true
	}
	const enough = 3
	found := 0
	for _, at := range src.Paths() {
		if !isMarkdown(at) {
			continue
		}
		text, err := src.Text(at)
		if err != nil || !strings.Contains(text, "[[") {
			continue
		}
		_, body, _, _ := cutFront(text)
		if found += len(wikiMark.FindAllString(body, enough)); found >= enough {
			return true
		}
	}
	return false
}

var obsidianKeys = commonKeys.with(keyTable{
	"aliases": silent, "alias": silent, "tags": silent, "tag": silent, "cssclass": silent, "cssclasses": silent, "permalink": silent,
	"publish": toShown, "created": silent, "updated": silent, "modified": silent, "date created": silent, "date modified": silent,
	"cover": toThumbnail, "image": toThumbnail, "sidebar_position": toPlace, "weight": toPlace, "nav_order": toPlace, "order": toPlace,
})

func (o obsidian) Read(src *Source, notes *Notes) *Tree {
	vault := newVault(src)
	t := &Tree{ByName: vault.find}
	f := folders{
		src: src,
		isPage: func(file string) bool {
			return isPageFile(file) && !isSetAside(file) && !hasExt(strings.TrimSuffix(file, ".md"), ".excalidraw")
		},
		isIndex: func(dir, stem string) bool { return isReadme(dir, stem) || dir != "." && stem == path.Base(dir) },
		skips:   isSetAside,
		page: func(file string) *Page {
			p, front := readPage(src, file, obsidianKeys, notes)
			if p != nil {
				p.isNamed = true
				for _, alias := range slices.Concat(textsOf(front.Get("aliases")), textsOf(front.Get("alias"))) {
					vault.add(alias, file)
				}
			}
			return p
		},
	}
	t.Nodes = f.tree(".")
	for _, p := range pages(t.Nodes) {
		o.translate(p, vault, notes)
	}
	return t
}

// vault finds notes and files by their names alone.
type vault struct {
	src    *Source
	byName map[string][]string
}

func newVault(src *Source) *vault {
	v := &vault{src: src, byName: map[string][]string{}}
	for _, at := range src.Paths() {
		v.add(path.Base(at), at)
		if isMarkdown(at) {
			v.add(stemOf(at), at)
		}
	}
	return v
}

func (v *vault) add(name, file string) {
	name = strings.ToLower(name)
	v.byName[name] = append(v.byName[name], file)
}

// find returns the file that a link in a note names, "" if there is none: a path from the top, one from the note, or a
// name. Of several, the nearest to the note is meant.
func (v *vault) find(from, name string) string {
	if name == "" {
		return from
	}
	dir := path.Dir(from)
	if file := v.src.First(name, name+".md", path.Join(dir, name), path.Join(dir, name+".md")); file != "" {
		return file
	}
	best, bestShared := "", -1
	const many = 1000
	all := v.byName[strings.ToLower(path.Base(name))]
	for _, file := range all[:min(many, len(all))] {
		isNamed := !strings.Contains(name, "/") || strings.HasSuffix("/"+strings.TrimSuffix(strings.ToLower(file), ".md"), "/"+strings.TrimSuffix(strings.ToLower(name), ".md"))
		shared := 0
		for shared < min(len(dir), len(file)) && dir[shared] == file[shared] {
			shared++
		}
		if isNamed && shared > bestShared {
			best, bestShared = file, shared
		}
	}
	return best
}

var (
	wikiMark   = regexp.MustCompile(`(!?)\[\[([^\[\]\n|#]*)(#[^\[\]\n|]*)?(?:\\?\|([^\[\]\n]*))?\]\]`)
	blockMark  = regexp.MustCompile(`[ \t]+\^[A-Za-z0-9-]+[ \t]*$|^\^[A-Za-z0-9-]+[ \t]*$`)
	sizeMark   = regexp.MustCompile(`(!\[[^\[\]|]*)\|[0-9]+(?:x[0-9]+)?(\]\()`)
	sizeText   = regexp.MustCompile(`(?:^|\|)[0-9]+(?:x[0-9]+)?$`)
	queryFence = regexp.MustCompile("^[ \t>]*(?:`{3,}|~{3,})[ \t]*(dataview|dataviewjs|tasks|query|base|excalidraw|button|ad-[\\w-]+)\\b")
)

// translate makes plain Markdown of a note.
func (o obsidian) translate(p *Page, v *vault, notes *Notes) {
	for _, line := range p.Text {
		if m := queryFence.FindStringSubmatch(line.Text); m != nil {
			notes.add(LeftRaw, line.At, "a block of "+m[1])
		}
	}
	text := p.Text.edited(func(line Line) string {
		if block := blockMark.FindStringIndex(line.Text); block != nil {
			line.Text = line.Text[:block[0]]
		}
		text := outsideCode(line.Text, func(part string) string { return sizeMark.ReplaceAllString(part, "$1$2") })
		return replaceOutsideCode(text, wikiMark, func(mark string) string { return o.link(p, v, mark, line.At, notes) })
	})
	p.Text = highlights(alerts(text))
	p.takeQuiz(notes)
}

// link returns the Markdown for [[a link]] or ![[an embed]].
func (obsidian) link(p *Page, v *vault, mark string, at Place, notes *Notes) string {
	m := wikiMark.FindStringSubmatch(mark)
	isEmbed, text := m[1] != "", strings.TrimSpace(m[4])
	name, heading := strings.TrimSpace(strings.TrimSuffix(m[2], `\`)), strings.TrimSuffix(m[3], `\`) // in a table, | is \|
	if isEmbed {                                                                                     // the text may be a size, or end with one
		text = sizeText.ReplaceAllString(text, "")
	}
	file := v.find(p.Path, name)
	if file == "" {
		kind := DeadLink
		if isEmbed {
			kind = DeadImage
		}
		notes.add(kind, at, mark)
		if text == "" {
			text = name
		}
		return text
	}
	to := (&url.URL{Path: spec.Relative(path.Dir(p.Path), file)}).EscapedPath()
	if isEmbed && !isPageName(file) {
		return embedded(file, text, to)
	}
	if isEmbed {
		notes.add(TakenOut, at, mark+", a note inside of another: it is a link to it")
	}
	if block, ok := strings.CutPrefix(heading, "#^"); ok && name == "" {
		notes.add(DeadLink, at, mark+", a block of the same note")
		return cmp.Or(text, block)
	}
	return linkTo(name, strings.TrimPrefix(heading, "#"), text, to)
}

// embedded returns a picture, or a link to a file of another kind.
func embedded(file, text, to string) string {
	if text == "" {
		text = spec.TitleOf(stemOf(file))
	}
	mark := ""
	if hasExt(file, ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp") {
		mark = "!"
	}
	return mark + "[" + text + "](" + to + ")"
}

// linkTo returns a link to a note, or to a heading in it. A block has no address.
func linkTo(name, heading, text, to string) string {
	heading = heading[strings.LastIndex(heading, "#")+1:]
	if strings.HasPrefix(heading, "^") {
		heading = ""
	}
	if name == "" {
		to = ""
	}
	switch {
	case text != "":
	case name == "":
		text = heading
	case heading == "":
		text = name
	default:
		text = name + " > " + heading
	}
	if heading != "" {
		to += "#" + strings.ReplaceAll(url.PathEscape(heading), "%2F", "/")
	}
	if to == "" {
		return text
	}
	return "[" + text + "](" + to + ")"
}

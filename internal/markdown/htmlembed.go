package markdown

import "strings"

// addresses are the attributes of HTML that hold an address, whatever their element.
var addresses = []string{"src", "srcset", "imagesrcset", "poster", "data", "href", "xlink:href", "background"}

// readEmbeds finds the destinations of a tag apart from those of <img src> and <a href>.
func (h *htmlReader) readEmbeds(html excerpt, t tag) {
	for _, name := range addresses {
		a, ok := t.attribute(html.text, name)
		isOwn := t.name == "img" && name == "src" || t.name == "a" && name == "href"
		if !ok || !a.hasValue || isOwn || name == "data" && t.name != "object" {
			continue
		}
		d := Destination{Embed: t.name + " " + name, Image: isImageAttribute(t.name, name), Unlink: []Span{html.span(t.Span)}}
		switch {
		case strings.HasSuffix(name, "srcset"):
			h.addCandidates(html, t, a, d)
		case t.name == "area":
			d.Embed = ""
			fallthrough
		default:
			h.addAttribute(html, t, a, d)
		}
	}
}

func isImageAttribute(element, name string) bool {
	switch name {
	case "srcset", "imagesrcset", "poster", "background":
		return true
	}
	return element == "input" || element == "image"
}

// addCandidates adds the destinations in a srcset: "a.webp 1x, b.webp 2x".
func (h *htmlReader) addCandidates(html excerpt, t tag, a attribute, d Destination) {
	set := a.value
	d.Unlink = []Span{html.span(set)}
	for _, c := range candidates(html.text[set.Start:set.End]) {
		a.value = Span{set.Start + c.Start, set.Start + c.End}
		h.addAttribute(html, t, a, d)
	}
}

const htmlSpaces = " \t\n\r\f"

// candidates returns where the addresses stand in a srcset. An address ends at a space, and commas
// at its end are none of it; a descriptor after it ends at a comma outside of parentheses.
func candidates(set string) []Span {
	var found []Span
	for at := 0; ; {
		at = len(set) - len(strings.TrimLeft(set[at:], htmlSpaces+","))
		if at == len(set) {
			return found
		}
		end := len(set)
		if n := strings.IndexAny(set[at:], htmlSpaces); n >= 0 {
			end = at + n
		}
		address := strings.TrimRight(set[at:end], ",")
		found = append(found, Span{at, at + len(address)})
		if at+len(address) == end {
			end += descriptorLength(set[end:])
		}
		at = end
	}
}

func descriptorLength(s string) int {
	depth := 0
	for i, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth <= 0:
			return i
		}
	}
	return len(s)
}

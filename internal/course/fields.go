package course

import "maps"

// Fields is what is known of a resource. See the package comment for what absence means.
type Fields map[Field]Value

// Text returns the field as text, or "" when it is absent or not text.
func (f Fields) Text(field Field) string {
	switch v := f[field].(type) {
	case Text:
		return string(v)
	case Body:
		return v.Text
	case Decimal:
		return string(v)
	}
	return ""
}

// Clone returns a copy whose map is the caller's own.
func (f Fields) Clone() Fields { return maps.Clone(f) }

// Names returns the fields that are present, in the order of Specs(kind).
func (f Fields) Names(kind Kind) []Field {
	names := make([]Field, 0, len(f))
	for _, spec := range specs[kind] {
		if _, ok := f[spec.Field]; ok {
			names = append(names, spec.Field)
		}
	}
	return names
}

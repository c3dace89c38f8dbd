package course

// Likeness is a digest of what Resembles compares: two texts that resemble each other have
// the same one. It is what can be remembered of a text in order to know it again after a
// server has tidied it.
func Likeness(v Value) Digest {
	if v == nil {
		v = Null{}
	}
	if text := letters(v); text != "" {
		return DigestOf(Text(text))
	}
	return DigestOf(v)
}

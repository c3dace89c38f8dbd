package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"strconv"
)

const (
	shortID    = 18 // characters of an id in Whop's documentation, prefix included
	longID     = 27 // characters of some ids of courses and lessons (seen in practice)
	idAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// seed is what the ids and secrets of a world are made from.
type seed uint64

// id returns the id of the n-th thing of the world. It depends on nothing else, so a world
// opened again goes on where it stopped. Every other course and lesson has a long one.
func (s seed) id(prefix string, n int) string {
	length := shortID
	if n%2 == 1 && (prefix == "cors_" || prefix == "lesn_") {
		length = longID
	}
	source := rand.NewPCG(uint64(s), uint64(n))
	id := append(make([]byte, 0, length), prefix...)
	for bits := uint64(0); len(id) < length; bits /= uint64(len(idAlphabet)) {
		if bits == 0 {
			bits = source.Uint64()
		}
		id = append(id, idAlphabet[bits%uint64(len(idAlphabet))])
	}
	return string(id)
}

// secret returns a token for n that cannot be guessed from another's.
func (s seed) secret(n int) string { return (s ^ 0x5ec2e7).id("", n) }

func (s seed) sign(parts ...string) string {
	return digest(append(parts, strconv.FormatUint(uint64(s), 10))...)
}

// opaque is the id that a file reads back under where Whop does not promise the file's own.
func (s seed) opaque(id string) string { return "atch_" + s.sign("opaque", id)[:13] }

func digest(parts ...string) string {
	hash := sha256.New()
	for _, part := range parts {
		hash.Write([]byte(part))
		hash.Write([]byte{0})
	}
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

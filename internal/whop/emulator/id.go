package emulator

import "math/rand/v2"

const (
	idLength   = 18 // of every id in Whop's documentation, prefix included
	idAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// makeID returns the id of the n-th thing of the world with this seed. It depends on
// nothing else, so a world that is opened again goes on where it stopped.
func makeID(prefix string, seed uint64, n int) string {
	source := rand.NewPCG(seed, uint64(n))
	id := make([]byte, 0, idLength)
	id = append(id, prefix...)
	for bits := uint64(0); len(id) < idLength; bits /= uint64(len(idAlphabet)) {
		if bits == 0 {
			bits = source.Uint64()
		}
		id = append(id, idAlphabet[bits%uint64(len(idAlphabet))])
	}
	return string(id)
}

// secret returns a token for n that nobody guesses from another's.
func (w *world) secret(n uint64) string {
	return makeID("", w.seed^0x5ec2e7, int(n))
}

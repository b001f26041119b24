package names

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

// Key is an id in 16 bytes. An id as the centre makes them (26 characters of Crockford's base 32) is its 128 bits. Any other begins
// with 0xff: then follow its length and, up to 14 bytes, itself; a longer one has six bytes of its hash there and its place among the texts.
type Key struct{ Hi, Lo uint64 }

const (
	idLength = 26
	otherID  = 0xff
	shortID  = 14
	alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

var digitOf = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i := range len(alphabet) {
		t[alphabet[i]] = byte(i)
	}
	return t
}()

// Hasher hashes ids. Its seeds are random: whoever chooses ids cannot choose where they fall.
type Hasher struct {
	seed maphash.Seed
	a, b uint64
}

// NewHasher makes a hasher with seeds of its own.
func NewHasher() Hasher {
	s := maphash.MakeSeed()
	return Hasher{s, maphash.String(s, "a") | 1, maphash.String(s, "b") | 1}
}

// Of makes the key of an id. A long one has no place yet.
func (h *Hasher) Of(id string) (k Key, hash uint64) {
	k, ok := packID(id)
	if ok {
		return k, h.mix(k)
	}
	hash = maphash.String(h.seed, id)
	if len(id) <= shortID {
		var b [16]byte
		b[0], b[1] = otherID, byte(len(id))
		copy(b[2:], id)
		return Key{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}, hash
	}
	return Key{uint64(otherID)<<56 | uint64(len(id))<<48 | hash>>16, 0}, hash
}

func (h *Hasher) mix(k Key) uint64 {
	hi, lo := bits.Mul64(k.Hi^h.a, k.Lo^h.b)
	hi, lo = bits.Mul64(hi^lo^h.b, 0x9e3779b97f4a7c15)
	return hi ^ lo
}

// Again is the hash of a key that is kept.
func (h *Hasher) Again(k Key, t *Texts) uint64 {
	if k.Hi>>56 != otherID {
		return h.mix(k)
	}
	var b [16]byte
	return maphash.Bytes(h.seed, k.Append(b[:0], t))
}

// Long says whether the id itself is among the texts.
func (k Key) Long() bool { return k.Hi>>56 == otherID && k.Hi>>48&0xff > shortID }

// Append writes the id.
func (k Key) Append(b []byte, t *Texts) []byte {
	switch {
	case k.Long():
		return append(b, t.Get(k.Lo)...)
	case k.Hi>>56 == otherID:
		var raw [16]byte
		binary.BigEndian.PutUint64(raw[:8], k.Hi)
		binary.BigEndian.PutUint64(raw[8:], k.Lo)
		return append(b, raw[2:2+raw[1]]...)
	}
	var out [idLength]byte
	hi, lo := k.Hi, k.Lo
	for i := idLength - 1; i >= 0; i-- {
		out[i] = alphabet[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return append(b, out[:]...)
}

// packID reads an id of the centre's form that does not look like another: 10, 8 and 8 characters beside each other.
func packID(id string) (Key, bool) {
	if len(id) != idLength || id[0] > '7' {
		return Key{}, false
	}
	var a, b, c uint64
	bad := digitOf[id[8]] | digitOf[id[9]]
	for i := range 8 {
		x, y, z := digitOf[id[i]], digitOf[id[10+i]], digitOf[id[18+i]]
		bad |= x | y | z
		a, b, c = a<<5|uint64(x&31), b<<5|uint64(y&31), c<<5|uint64(z&31)
	}
	a = a<<10 | uint64(digitOf[id[8]]&31)<<5 | uint64(digitOf[id[9]]&31)
	k := Key{a<<16 | b>>24, b<<40 | c}
	return k, bad < 32 && k.Hi>>56 != otherID
}

package cube

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

// key is an id in 16 bytes. An id as the centre makes them (26 characters of Crockford's base 32) is its 128 bits. Any other begins
// with 0xff: then follow its length and, up to 14 bytes, itself; a longer one has six bytes of its hash there and its place among the texts.
type key struct{ hi, lo uint64 }

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

// hasher hashes ids. Its seeds are random: whoever chooses ids cannot choose where they fall.
type hasher struct {
	seed maphash.Seed
	a, b uint64
}

func newHasher() hasher {
	s := maphash.MakeSeed()
	return hasher{s, maphash.String(s, "a") | 1, maphash.String(s, "b") | 1}
}

// of makes the key of an id. A long one has no place yet.
func (h *hasher) of(id string) (k key, hash uint64) {
	k, ok := packID(id)
	if ok {
		return k, h.mix(k)
	}
	hash = maphash.String(h.seed, id)
	if len(id) <= shortID {
		var b [16]byte
		b[0], b[1] = otherID, byte(len(id))
		copy(b[2:], id)
		return key{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}, hash
	}
	return key{uint64(otherID)<<56 | uint64(len(id))<<48 | hash>>16, 0}, hash
}

func (h *hasher) mix(k key) uint64 {
	hi, lo := bits.Mul64(k.hi^h.a, k.lo^h.b)
	hi, lo = bits.Mul64(hi^lo^h.b, 0x9e3779b97f4a7c15)
	return hi ^ lo
}

// again is the hash of a key that is kept.
func (h *hasher) again(k key, t *texts) uint64 {
	if k.hi>>56 != otherID {
		return h.mix(k)
	}
	var b [16]byte
	return maphash.Bytes(h.seed, k.append(b[:0], t))
}

// long says whether the id itself is among the texts.
func (k key) long() bool { return k.hi>>56 == otherID && k.hi>>48&0xff > shortID }

// append writes the id.
func (k key) append(b []byte, t *texts) []byte {
	switch {
	case k.long():
		return append(b, t.get(k.lo)...)
	case k.hi>>56 == otherID:
		var raw [16]byte
		binary.BigEndian.PutUint64(raw[:8], k.hi)
		binary.BigEndian.PutUint64(raw[8:], k.lo)
		return append(b, raw[2:2+raw[1]]...)
	}
	var out [idLength]byte
	hi, lo := k.hi, k.lo
	for i := idLength - 1; i >= 0; i-- {
		out[i] = alphabet[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return append(b, out[:]...)
}

// packID reads an id of the centre's form that does not look like another: 10, 8 and 8 characters beside each other.
func packID(id string) (key, bool) {
	if len(id) != idLength || id[0] > '7' {
		return key{}, false
	}
	var a, b, c uint64
	bad := digitOf[id[8]] | digitOf[id[9]]
	for i := range 8 {
		x, y, z := digitOf[id[i]], digitOf[id[10+i]], digitOf[id[18+i]]
		bad |= x | y | z
		a, b, c = a<<5|uint64(x&31), b<<5|uint64(y&31), c<<5|uint64(z&31)
	}
	a = a<<10 | uint64(digitOf[id[8]]&31)<<5 | uint64(digitOf[id[9]]&31)
	k := key{a<<16 | b>>24, b<<40 | c}
	return k, bad < 32 && k.hi>>56 != otherID
}

package packed

import "math/bits"

// Hash is a 64-bit multiply-and-fold hash, the same on every machine, never 0. It is no protection against an attacker who
// chooses keys: phones, accounts and sites are normalised and bounded before they come here.
func Hash(s string) uint64 {
	const k0, k1, k2 = 0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x8ebc6af09c88c6e3
	h := uint64(len(s)) ^ k0
	for len(s) > 8 {
		h = fold(h^word(s), k1)
		s = s[8:]
	}
	h = fold(h^tail(s), k2)
	if h == 0 {
		return 1
	}
	return h
}

// tail are the last one to eight bytes.
func tail(s string) uint64 {
	if len(s) >= 4 {
		return uint64(half(s)) | uint64(half(s[len(s)-4:]))<<32
	}
	var v uint64
	for i := range len(s) {
		v |= uint64(s[i]) << (8 * i)
	}
	return v
}

func half(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

func word(s string) uint64 {
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

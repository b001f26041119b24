// Package kernel has the inner loops of centre/stats/cube: choosing rows by their codes, and summing columns up.
package kernel

import (
	"encoding/binary"
	"math"
	"unsafe"
)

// Equal lists the rows with one code, looking at sixteen at a time: where a column has hundreds of values, hardly any row has it. A code that
// came after the run was begun may be larger than any in it.
func Equal(codes []uint16, only int, out []uint32) []uint32 {
	const low, high = 0x0001_0001_0001_0001, 0x8000_8000_8000_8000
	if only > math.MaxUint16 {
		return nil
	}
	code := uint16(only)
	pattern := uint64(code) * low
	groups := unsafe.Slice((*[4]uint64)(unsafe.Pointer(unsafe.SliceData(codes))), len(codes)/16)
	k := 0
	for at := range groups {
		g := &groups[at]
		a, b, c, d := g[0]^pattern, g[1]^pattern, g[2]^pattern, g[3]^pattern
		if ((a-low)&^a|(b-low)&^b|(c-low)&^c|(d-low)&^d)&high == 0 { // no quarter of any is 0
			continue
		}
		for i := 16 * at; i < 16*at+16; i++ {
			if codes[i] == code {
				out[k] = uint32(i)
				k++
			}
		}
	}
	for i := len(groups) * 16; i < len(codes); i++ {
		if codes[i] == code {
			out[k] = uint32(i)
			k++
		}
	}
	return out[:k]
}

// ChooseNarrow is Choose for single bytes: every code has its place in the mask, so nothing is checked.
func ChooseNarrow(codes []uint8, kept []uint8, out []uint32) []uint32 {
	var mask [Narrow]uint8
	copy(mask[:], kept)
	to := (*[Most]uint32)(out)
	k := 0
	groups := Eights(codes)
	for at := range groups {
		g := &groups[at]
		for j := range g {
			to[k&(Most-1)] = uint32(8*at + j)
			k += int(mask[g[j]])
		}
	}
	for i := 8 * len(groups); i < len(codes); i++ {
		to[k&(Most-1)] = uint32(i)
		k += int(mask[codes[i]])
	}
	return out[:k]
}

// Choose lists the rows whose code is kept, without a branch for each.
func Choose[T Code](codes []T, mask []uint8, out []uint32) []uint32 {
	k := 0
	out = out[:len(codes)]
	for i, c := range codes {
		out[k] = uint32(i)
		k += int(mask[c])
	}
	return out[:k]
}

// Sift keeps the rows whose code is kept too.
func Sift[T Code](codes []T, mask []uint8, rows []uint32) []uint32 {
	k := 0
	for _, i := range rows {
		rows[k] = i
		k += int(mask[codes[i]])
	}
	return rows[:k]
}

// UpTo keeps the rows whose time of day, in two parts, is not after one.
func UpTo(highs []uint8, times []uint32, until int64, rows []uint32) []uint32 {
	k := 0
	for _, i := range rows {
		if int64(highs[i])<<32|int64(times[i]) <= until {
			rows[k] = i
			k++
		}
	}
	return rows[:k]
}

// Every lists all rows.
func Every(rows []uint32) []uint32 {
	for i := range rows {
		rows[i] = uint32(i)
	}
	return rows
}

// SumAt adds up some rows.
func SumAt[T int32 | uint32 | int64](v []T, rows []uint32) (s int64) {
	for _, i := range rows {
		s += int64(v[i])
	}
	return s
}

// AddAt adds some rows to the sums of their codes.
func AddAt[C Code, V int32 | uint32 | int64](codes []C, v []V, rows []uint32, to []int64) {
	for _, i := range rows {
		to[codes[i]] += int64(v[i])
	}
}

// Most is how many rows are worked on at once, at most.
const Most = 4096

// AppendMask writes a mask down in bits, behind their length. Values at its end that do not count change nothing: others may come after them.
func AppendMask(b []byte, mask []uint8) []byte {
	at := len(b)
	b = binary.LittleEndian.AppendUint32(b, 0)
	bits, last := byte(0), 0
	for c, m := range mask {
		bits |= m << (c & 7)
		if c&7 == 7 || c == len(mask)-1 {
			b = append(b, bits)
			if bits != 0 {
				last = len(b)
			}
			bits = 0
		}
	}
	b = b[:max(last, at+4)]
	binary.LittleEndian.PutUint32(b[at:], uint32(len(b)-at-4))
	return b
}

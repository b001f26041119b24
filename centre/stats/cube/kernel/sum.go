package kernel

import "unsafe"

// Code is what a code of a column is kept in.
type Code interface{ uint8 | uint16 | uint32 }

// Number is what N or Fen of a row is kept in.
type Number interface{ int32 | uint32 | int64 }

// Total adds up.
func Total[V Number](v []V) (s int64) {
	groups := Eights(v)
	for i := range groups {
		g := &groups[i]
		s += int64(g[0]) + int64(g[1]) + (int64(g[2]) + int64(g[3])) + (int64(g[4]) + int64(g[5]) + (int64(g[6]) + int64(g[7])))
	}
	for _, x := range v[8*len(groups):] {
		s += int64(x)
	}
	return s
}

// Add adds one number of each row to the sum of its code.
func Add[T Code, V Number](codes []T, v []V, to []int64) {
	v = v[:len(codes)]
	for i, c := range codes {
		to[c] += int64(v[i])
	}
}

// Both counts rows and adds up the money of each.
func Both[T Code](codes []T, fens []uint32, n, fen []int64) {
	fens, fen = fens[:len(codes)], fen[:len(n)]
	for i, c := range codes {
		n[c]++
		fen[c] += int64(fens[i])
	}
}

// AddKept adds the sums of the codes that are kept; of all when there is no mask.
func AddKept(v []int64, mask []uint8, to []int64) {
	if mask == nil {
		for c, x := range v {
			to[c] += x
		}
		return
	}
	for c, m := range mask[:len(v)] {
		to[c] += v[c] & -int64(m)
	}
}

// Narrow is how many values a column of single bytes has.
const Narrow = 256

// Packed sums up columns of single bytes of facts that count one each: number and money in one word, four tables in turns.
type Packed [4][Narrow]uint64

// A packed sum has 44 bits for money in fen, and above them 20 for the number.
const (
	Rows = 20
	One  = 1 << (64 - Rows)
)

// Count sums up rows without money.
func (t *Packed) Count(codes []uint8) {
	groups := Eights(codes)
	for i := range groups {
		c := &groups[i]
		t[0][c[0]] += One
		t[1][c[1]] += One
		t[2][c[2]] += One
		t[3][c[3]] += One
		t[0][c[4]] += One
		t[1][c[5]] += One
		t[2][c[6]] += One
		t[3][c[7]] += One
	}
	for _, c := range codes[8*len(groups):] {
		t[0][c] += One
	}
}

// Money sums up rows with the money of each in fen.
func (t *Packed) Money(codes []uint8, fens []uint32) {
	groups, sums := Eights(codes), Eights(fens[:len(codes)])
	for i := range groups {
		c, f := &groups[i], &sums[i]
		t[0][c[0]] += One + uint64(f[0])
		t[1][c[1]] += One + uint64(f[1])
		t[2][c[2]] += One + uint64(f[2])
		t[3][c[3]] += One + uint64(f[3])
		t[0][c[4]] += One + uint64(f[4])
		t[1][c[5]] += One + uint64(f[5])
		t[2][c[6]] += One + uint64(f[6])
		t[3][c[7]] += One + uint64(f[7])
	}
	for i := 8 * len(groups); i < len(codes); i++ {
		t[0][codes[i]] += One + uint64(fens[i])
	}
}

// Eights are the elements of s by eights, without those that are left over: a loop over them has neither checks nor slices to move.
func Eights[T any](s []T) [][8]T {
	return unsafe.Slice((*[8]T)(unsafe.Pointer(unsafe.SliceData(s))), len(s)/8)
}

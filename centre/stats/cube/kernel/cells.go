package kernel

// Pack adds number and money of every row to its code in packed sums; fens is empty for rows without money.
func Pack[T Code](codes []T, fens []uint32, to []uint64) {
	if len(fens) == 0 {
		for _, c := range codes {
			to[c] += One
		}
		return
	}
	fens = fens[:len(codes)]
	for i, c := range codes {
		to[c] += One + uint64(fens[i])
	}
}

// Move moves the cell of each of some rows by what belongs to its code; without rows, of all of them.
func Move[T Code](at []uint32, codes []T, rows, by []uint32) {
	if rows == nil {
		for i, c := range codes[:len(at)] {
			at[i] += by[c]
		}
		return
	}
	for k, i := range rows {
		at[k] += by[codes[i]]
	}
}

// MoveAll moves the cell of every row.
func MoveAll(at []uint32, by uint32) {
	for k := range at {
		at[k] += by
	}
}

// Ones counts the rows of every cell.
func Ones(at []uint32, to []int64) {
	for _, k := range at {
		to[k]++
	}
}

// SumInto adds a number of some rows to the cell of each; without rows, of all of them.
func SumInto[V Number](at, rows []uint32, v []V, to []int64) {
	if rows == nil {
		for i, n := range v[:len(at)] {
			to[at[i]] += int64(n)
		}
		return
	}
	for k, i := range rows {
		to[at[k]] += int64(v[i])
	}
}

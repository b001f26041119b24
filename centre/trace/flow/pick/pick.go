// Package pick puts the first of many rows in order without ordering the rest: a page of a list needs no more.
package pick

import (
	"cmp"
	"slices"
)

// Keyed is a row with the number by which it is ordered.
type Keyed struct {
	Key   uint64
	Place int32
}

// Sort orders all rows by key.
func Sort(rows []Keyed) {
	slices.SortFunc(rows, func(x, y Keyed) int { return cmp.Compare(x.Key, y.Key) })
}

// First moves the n rows with the least keys to the front, in order, and returns them.
func First(rows []Keyed, n int) []Keyed {
	n = min(max(n, 0), len(rows))
	lo, hi := 0, len(rows) // the border between the first n and the rest lies within
	for tries := 0; hi-lo > short && lo < n && n < hi; tries++ {
		if tries == most {
			Sort(rows[lo:hi]) // keys that were made to be awkward
			break
		}
		less, same := split(rows[lo:hi], pivot(rows[lo:hi], tries))
		switch {
		case n <= lo+less:
			hi = lo + less
		case n <= lo+less+same:
			lo, hi = n, n
		default:
			lo += less + same
		}
	}
	if hi-lo <= short {
		Sort(rows[lo:hi])
	}
	Sort(rows[:n])
	return rows[:n]
}

const (
	short = 24 // rows that are ordered at once
	most  = 40 // splits before everything left is ordered
)

// pivot is the middle one of three keys, taken at other places each time.
func pivot(rows []Keyed, tries int) uint64 {
	step := len(rows) / 4
	at := (tries * 7) % step
	a, b, c := rows[at].Key, rows[step+at].Key, rows[2*step+at].Key
	return max(min(a, b), min(max(a, b), c))
}

// split puts smaller keys before equal ones before larger ones.
func split(rows []Keyed, key uint64) (less, same int) {
	end := len(rows)
	for i := 0; i < end; {
		switch k := rows[i].Key; {
		case k < key:
			rows[i], rows[less] = rows[less], rows[i]
			less++
			i++
		case k > key:
			end--
			rows[i], rows[end] = rows[end], rows[i]
		default:
			i++
		}
	}
	return less, end - less
}

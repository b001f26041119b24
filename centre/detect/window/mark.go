package window

import (
	"math/bits"

	"fanzha/term/when"
)

// Mark is the newest moment at which something happened for a key, with two values for the reason's sentence.
type Mark struct {
	At when.Micros
	A  int64
	B  uint64
}

const markWords = 3

// Mark returns the mark of that number and key, false when there is none that still counts by the clock.
func (s *Store) Mark(id uint16, key uint64) (Mark, bool) {
	id += s.marks
	v := s.view(key)
	off := v.item(id)
	if off == 0 {
		return Mark{}, false
	}
	p := v.payload(off)
	if when.Micros(p[0])+s.info[id].over+s.info[id].late < s.clock {
		return Mark{}, false
	}
	return Mark{At: when.Micros(p[0]), A: int64(p[1]), B: p[2]}, true
}

// SetMark keeps the mark when it is not older than the one that is there.
func (s *Store) SetMark(id uint16, key uint64, m Mark) {
	id += s.marks
	ends := m.At + s.info[id].over + s.info[id].late
	if ends < s.clock {
		s.late++
		return
	}
	off := s.view(key).item(id)
	if off == 0 {
		off = s.add(s.view(key), id, markWords)
		if off == 0 {
			return
		}
	}
	v := s.view(key) // making room may have closed it
	p := v.payload(off)
	if m.At < when.Micros(p[0]) {
		return
	}
	p[0], p[1], p[2] = uint64(m.At), uint64(m.A), m.B
	v.wake(ends)
}

// Mix joins a hash and a number into the hash of a key; never 0.
func Mix(h uint64, n uint64) uint64 {
	hi, lo := bits.Mul64(h^0x9e3779b97f4a7c15, (n+1)*0xd6e8feb86659fd93)
	k := hi ^ lo
	if k == freeKey {
		return 1
	}
	return k
}

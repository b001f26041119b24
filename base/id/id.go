// Package id makes the names of records: 26 characters that sort by the time of their making (48 bits of milliseconds and
// 80 bits of randomness in Crockford's base 32), so that an index on them grows at its end. Ids made by one Source ascend
// strictly. They are not secrets: keys and tokens are made elsewhere, of full randomness.
//
// Numbers that people read out ("20261121-000123") are counted in base/id/store.
package id

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"io"
	"sync"
	"time"

	"fanzha/term/when"
)

// Length is the number of characters of an id.
const Length = 26

// alphabet is Crockford's: no I, L, O, U.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Source makes ids. It is safe for concurrent use.
type Source struct {
	now func() when.Micros

	mu     sync.Mutex // guards the rest
	random io.Reader
	last   [16]byte // the id made last: 6 bytes of time, 10 of randomness
}

// New makes a source with the centre's clock. A nil random means the system's; the simulated city gives one of its own, so
// that the same seed makes the same ids.
func New(now func() when.Micros, random io.Reader) *Source {
	if random == nil {
		random = bufio.NewReaderSize(rand.Reader, 640) // 64 ids a system call
	}
	return &Source{now: now, random: random}
}

// New returns the next id. Within one millisecond, and when the clock goes back, it counts up from the last id.
func (s *Source) New() string {
	ms := uint64(max(0, s.now())) / uint64(when.Millisecond)
	s.mu.Lock()
	defer s.mu.Unlock()
	if ms > s.lastMillis() {
		for i := range 6 {
			s.last[i] = byte(ms >> (8 * (5 - i)))
		}
		_, err := io.ReadFull(s.random, s.last[6:])
		if err != nil {
			panic(fmt.Sprintf("id: no randomness: %v", err)) // nothing can be recorded safely without it
		}
		s.last[6] &= 0x7f // room to count up
		return encode(s.last)
	}
	for i := 15; i >= 0; i-- {
		s.last[i]++
		if s.last[i] != 0 {
			break
		}
	}
	return encode(s.last)
}

func (s *Source) lastMillis() uint64 {
	var ms uint64
	for _, b := range s.last[:6] {
		ms = ms<<8 | uint64(b)
	}
	return ms
}

// encode writes 128 bits as 26 characters of 5 bits, the first carrying 3.
func encode(b [16]byte) string {
	var out [Length]byte
	var acc uint32
	bits, at := 2, 0 // two leading zero bits make 130
	for _, c := range b {
		acc = acc<<8 | uint32(c)
		bits += 8
		for bits >= 5 {
			bits -= 5
			out[at] = alphabet[acc>>bits&31]
			at++
		}
	}
	return string(out[:])
}

// Valid says whether s has the form of an id.
func Valid(s string) bool {
	if len(s) != Length || s[0] > '7' {
		return false
	}
	for i := range len(s) {
		if value(s[i]) < 0 {
			return false
		}
	}
	return true
}

// At returns the moment that an id was made, to the millisecond; zero for a text that is no id.
func At(s string) when.Micros {
	if !Valid(s) {
		return 0
	}
	var ms int64
	for i := range 10 {
		ms = ms<<5 | int64(value(s[i]))
	}
	return when.Micros(ms) * when.Millisecond
}

func value(c byte) int {
	for i := range len(alphabet) {
		if alphabet[i] == c {
			return i
		}
	}
	return -1
}

// china is the one zone of the country: UTC+8, without summer time.
var china = time.FixedZone("UTC+8", 8*60*60)

// Day is the date of a moment in China Standard Time as eight digits: the day by which numbers are counted.
func Day(at when.Micros) string { return at.Time().In(china).Format("20060102") }

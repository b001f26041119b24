// Package sound says which facts are counted: those within its bounds, and no others.
package sound

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"fanzha/centre/stats"
	"fanzha/term/fault"
)

// ErrFact refuses a fact; what is wrong with it is its cause. Its text is in term/fault/texts/cube.yaml.
var ErrFact = fault.New(fault.Invalid, "cube.fact")

// What a fact may be. Codes are short by nature: a longer one is a mistake, and an attack on memory.
const (
	measureMax = 64
	IDMax      = 200 // bytes
	unitMax    = 32
	regionMax  = 12
	sideMax    = 64
	objectMax  = 200
	seqMax     = 1 << 62               // magnitude of a Seq
	nMax       = 1_000_000_000_000     // pieces in one fact
	fenMax     = 1_000_000_000_000_000 // ten trillion yuan in one fact
)

// The days that a fact may belong to.
var (
	First = stats.Date(1970, 1, 1)
	Last  = stats.Date(2999, 12, 31)
)

// Check says what is wrong with a fact: ErrFact with the reason as its cause. The cube takes in no other, and neither should a store.
func Check(f *stats.Fact) error {
	switch {
	case !measureName(f.Measure):
		return refuse("measure is not 1–%d of a–z, 0–9, dot and underscore", measureMax)
	case f.ID == "" || len(f.ID) > IDMax:
		return refuse("id has not 1–%d bytes", IDMax)
	case len(f.Unit) > unitMax:
		return refuse("unit has more than %d bytes", unitMax)
	case len(f.Region) > regionMax:
		return refuse("region has more than %d bytes", regionMax)
	case len(f.Object) > objectMax:
		return refuse("object has more than %d bytes", objectMax)
	case f.N > nMax || f.N < -nMax || f.Fen > fenMax || f.Fen < -fenMax:
		return refuse("a number of more than %d", nMax)
	case f.Seq > seqMax || f.Seq < -seqMax:
		return refuse("seq of more than %d", int64(seqMax))
	case f.At < First.Start() || f.At >= (Last+1).Start():
		return refuse("day is not in %d–%d", 1970, 2999)
	}
	for d := range f.Sides {
		if len(f.Sides[d]) > sideMax {
			return refuse("a side has more than %d bytes", sideMax)
		}
	}
	return nil
}

func refuse(format string, args ...any) error { return ErrFact.With(fmt.Errorf(format, args...)) }

func measureName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '_' {
			return false
		}
	}
	return s != "" && len(s) <= measureMax
}

// ErrSums is the cause of a refusal of facts that fit by themselves.
var ErrSums = errors.New("sums would grow beyond what is counted exactly")

// Compare is an order of all facts with one measure, id and Seq: of two that say something else under one Seq the later in it counts.
func Compare(a, b *stats.Fact) int {
	for _, v := range [...][2]int64{{int64(a.At), int64(b.At)}, {a.N, b.N}, {a.Fen, b.Fen}} {
		if v[0] != v[1] {
			if v[0] < v[1] {
				return -1
			}
			return 1
		}
	}
	for _, v := range [...][2]string{{a.Unit, b.Unit}, {a.Region, b.Region}, {a.Object, b.Object}} {
		if v[0] != v[1] {
			return strings.Compare(v[0], v[1])
		}
	}
	return slices.Compare(a.Sides[:], b.Sides[:])
}

package cube

import (
	"errors"
	"fmt"

	"fanzha/centre/stats"
)

// What a fact may be. Codes are short by nature: a longer one is a mistake, and an attack on memory.
const (
	measureMax = 64
	idMax      = 200
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
	firstDay = stats.Date(1970, 1, 1)
	lastDay  = stats.Date(2999, 12, 31)
)

// Check says what is wrong with a fact: ErrFact with the reason as its cause. The cube takes in no other, and neither should a store.
func Check(f *stats.Fact) error {
	switch {
	case !measureName(f.Measure):
		return refuse("measure is not 1–%d of a–z, 0–9, dot and underscore", measureMax)
	case f.ID == "" || len(f.ID) > idMax:
		return refuse("id has not 1–%d bytes", idMax)
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
	case f.At < firstDay.Start() || f.At >= (lastDay+1).Start():
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

var errSums = errors.New("sums would grow beyond what is counted exactly")

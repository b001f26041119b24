package money

import (
	"testing"

	"fanzha/internal/check"
	"fanzha/term/when"
)

// Protects: a ledger is a function of its seed, in the order of time and within its days, whole fen above zero, with every account known
// and both kinds of mules in it: those with a life of their own and those without.
func TestLedger(t *testing.T) {
	o := LedgerOptions{Seed: 5, People: 300, Days: 10, Cases: 4}
	l := MakeLedger(o)
	check.Equal(t, MakeLedger(o).Entries, l.Entries)
	last := when.Micros(0)
	for _, e := range l.Entries {
		_, from := l.Mules[e.From]
		_, to := l.Mules[e.To]
		if !from || !to && e.To != "" || e.Fen <= 0 || e.At < last || e.At >= 10*when.Day {
			t.Fatalf("entry %+v after %s", e, last)
		}
		last = e.At
	}
	rented, own := 0, 0
	for name, mule := range l.Mules {
		if mule && name[0] == 'h' {
			rented++
		} else if mule {
			own++
		}
	}
	check.True(t, rented > 10 && own > 10, "both kinds of mules")
	check.True(t, len(l.Entries) > 3000, "hardly any ordinary life")
}

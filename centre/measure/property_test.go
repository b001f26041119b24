package measure

import (
	"testing"

	"pgregory.net/rapid"

	"fanzha/term/when"
)

// TestFreezeProperties protects, over any order of acts and moments: what is frozen is never more than was asked nor below zero; after
// its clock has run nothing stands past its end; an end has no money left and stays an end; every step is one version.
func TestFreezeProperties(t *testing.T) {
	r := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		f, err := propose(good(), hold(), by("a", county, ""), r)
		if err != nil {
			t.Fatal(err)
		}
		who := by("b", county, "理由")
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			who.At += when.Micros(rapid.Int64Range(0, 60).Draw(t, "days")) * when.Day
			who.User = rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "who")
			fen := rapid.Int64Range(-1, 600_000).Draw(t, "fen")
			next := f
			switch rapid.IntRange(0, 8).Draw(t, "act") {
			case 0:
				next, err = f.approve(who, r)
			case 1:
				next, err = f.answer(BankAnswer{ExecutedAt: who.At, Fen: fen}, who)
			case 2:
				next, err = f.answer(BankAnswer{ExecutedAt: who.At, Fen: fen, Earlier: &Earlier{Organ: "某法院"}}, who)
			case 3:
				next, err = f.advance(BankAnswer{ExecutedAt: who.At, Fen: fen}, who)
			case 4:
				next, err = f.askRenewal("续冻", who)
			case 5:
				next, err = f.renew(who, r)
			case 6:
				next, err = f.unrelated(who, r)
			case 7:
				next, _, err = f.lift(fen, who)
			case 8:
				next, err = f.finish(actDecline, who)
			}
			if err != nil {
				next = f
			} else if next.Version != f.Version+1 || !f.State.Live() {
				t.Fatalf("%+v after %+v", next, f)
			}
			f = settled(t, next, who, r)
			if f.Frozen < 0 || f.Frozen > f.Fen || !f.State.Live() && f.Frozen != 0 || f.State == FreezeActive && f.Frozen == 0 {
				t.Fatalf("money: %+v", f)
			}
			if (f.State == FreezeActive || f.State == FreezeWaiting) && f.ExpiresAt <= who.At {
				t.Fatalf("past its end at %v: %+v", who.At, f)
			}
		}
	})
}

// settled lets the clock do all that it has reached.
func settled(t *rapid.T, f Freeze, who By, r *Rules) Freeze {
	for range 10 {
		next, act, err := f.tick(who, r)
		if err != nil {
			t.Fatal(err)
		}
		if act == "" {
			return f
		}
		f = next
	}
	t.Fatal("the clock never rests")
	return f
}

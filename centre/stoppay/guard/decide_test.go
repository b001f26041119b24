package guard

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fanzha/internal/check"
	"fanzha/term/when"
)

// table runs a decision table: left of "|" the facts, right of it what comes out.
func table(t *testing.T, name string, decide func(words map[string]string) string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	check.NoError(t, err)
	var all strings.Builder
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		left, want, _ := strings.Cut(line, "|")
		words := map[string]string{}
		for _, w := range strings.Fields(left) {
			key, value, _ := strings.Cut(w, "=")
			words[key] = value
		}
		got := decide(words)
		if got != strings.TrimSpace(want) {
			t.Errorf("%s:%d: %s\n got %s\nwant %s", name, i+1, strings.TrimSpace(left), got, strings.TrimSpace(want))
		}
		all.WriteString(got + " ")
	}
	return all.String()
}

func num(t *testing.T, words map[string]string, key string) int64 {
	t.Helper()
	if words[key] == "" {
		return 0
	}
	n, err := strconv.ParseInt(words[key], 10, 64)
	check.NoError(t, err)
	return n
}

func has(words map[string]string, key string) bool {
	_, ok := words[key]
	return ok
}

// TestJudge protects: the ladder of confirmation. Every reason occurs, and neither identity nor payment alone confirms.
func TestJudge(t *testing.T) {
	r := shipped(t)
	all := table(t, "judge.txt", func(w map[string]string) string {
		x := Report{
			IdentityValid: has(w, "id"), PhoneVerified: has(w, "phone"), InPerson: has(w, "person"), Signed: has(w, "signed"), Voucher: has(w, "voucher"),
			LossFen: num(t, w, "fen"), Elapsed: when.Micros(num(t, w, "min")) * when.Minute, FalseBefore: int(num(t, w, "false")),
			Suspicion: Suspicion{Alarm: has(w, "ransom")},
		}
		seen, of, _ := strings.Cut(w["seen"], "/")
		x.Seen, _ = strconv.Atoi(seen)
		x.Payments, _ = strconv.Atoi(of)
		a := r.Judge(x)
		return fmt.Sprint(a.Score, " ", a.Standing, " ", strings.Join(a.Reasons, ","))
	})
	for _, e := range r.Strength {
		check.True(t, strings.Contains(all, e.Code), "no line for "+e.Code)
	}
}

// TestLane protects: who keeps what. Every lane and every reason occurs.
func TestLane(t *testing.T) {
	living := *shipped(t)
	r := &living
	r.OwnMoney = OwnLiving
	all := table(t, "lane.txt", func(w map[string]string) string {
		g := r.Lane(Holder{
			Kind: w["kind"], TaintedFen: 100 * num(t, w, "tainted"), BalanceKnown: has(w, "balance"), BalanceFen: 100 * num(t, w, "balance"),
			ProtectedFen: 100 * num(t, w, "protected"), Life: has(w, "life"), Cleared: has(w, "cleared"),
			Invoices: int(num(t, w, "invoices")), Months: int(num(t, w, "months")),
		}, 100*num(t, w, "asked"))
		check.Equal(t, g.ReviewWithin == r.MerchantReview, g.Lane == LaneMerchant)
		reasons := strings.Join(g.Reasons, ",")
		if reasons == "" {
			reasons = "-"
		}
		return fmt.Sprint(g.Fen/100, " ", g.Lane, " ", g.FloorFen/100, " ", reasons)
	})
	for _, word := range []string{LaneOrdinary, LaneLiving, LaneMerchant, LaneProtected, "protected_kind", "tainted_only", "protected_credits", "living_floor"} {
		check.True(t, strings.Contains(all, word), "no line for "+word)
	}
}

// TestRansom protects: one tiny credit to a shop is no alarm by itself; linked reporters, a demand, or asking for more than was paid
// raise it, and then only the exact sum may be held.
func TestRansom(t *testing.T) {
	r := shipped(t)
	for _, c := range []struct {
		p     Pattern
		score int
		alarm bool
		hold  int64
	}{
		{Pattern{PaidFen: 8600000, AskedFen: 8600000, Merchant: true}, 0, false, 0},
		{Pattern{PaidFen: 500, AskedFen: 500, Merchant: true}, 35, false, 0},
		{Pattern{PaidFen: 500, AskedFen: 500, CreditsPerDay: 30}, 35, false, 0},
		{Pattern{PaidFen: 500, AskedFen: 500, CreditsPerDay: 29}, 0, false, 0},
		{Pattern{PaidFen: 500, AskedFen: 500, Merchant: true, TinyClaims: 1}, 50, true, 500},
		{Pattern{PaidFen: 500, AskedFen: 500, TinyClaims: 1, LinkedReporters: 1}, 40, false, 0},
		{Pattern{PaidFen: 500, AskedFen: 100000, Merchant: true}, 55, true, 500},
		{Pattern{PaidFen: 500, AskedFen: 500, SerialClaims: 1}, 50, true, 500},
		{Pattern{PaidFen: 8600000, AskedFen: 8600000, SerialClaims: 3}, 0, false, 0},
		{Pattern{PaidFen: 500, AskedFen: 300, Merchant: true, LinkedReporters: 2}, 60, true, 300},
		{Pattern{PaidFen: 500, AskedFen: 500, Merchant: true, DemandTold: true}, 75, true, 500},
		{Pattern{PaidFen: 500, AskedFen: 500, Merchant: true, FalseBefore: 1}, 55, true, 500},
		{Pattern{PaidFen: 500, AskedFen: 600, Merchant: true, TinyClaims: 3, LinkedReporters: 3, DemandTold: true, FalseBefore: 1}, 100, true, 500},
	} {
		s := r.Ransom(c.p)
		check.Equal(t, []any{s.Score, s.Alarm, s.HoldFen}, []any{c.score, c.alarm, c.hold})
		check.Equal(t, len(s.Reasons) > 0, c.score > 0)
	}
}

// TestBudget protects: one reporter cannot hold without end; old uses fall out of the window.
func TestBudget(t *testing.T) {
	r := shipped(t)
	now := when.Micros(1_795_000_000_000_000)
	use := func(n int, fen int64, ago when.Micros) []Use {
		var out []Use
		for range n {
			out = append(out, Use{At: now - ago, Fen: fen})
		}
		return out
	}
	check.NoError(t, r.Budget(nil, r.BudgetFen, now))
	check.NoError(t, r.Budget(nil, 100*r.BudgetFen, now)) // the first one, of whatever sum
	check.NoError(t, r.Budget(use(1, 100*r.BudgetFen, 24*when.Hour), 100*r.BudgetFen, now))
	check.Fault(t, r.Budget(use(1, 100, when.Hour), r.BudgetFen, now), "guard.over_budget")
	check.Fault(t, r.Budget(nil, -1, now), "guard.amount")
	check.NoError(t, r.Budget(use(4, 100, when.Hour), 100, now))
	check.Fault(t, r.Budget(use(5, 100, when.Hour), 100, now), "guard.over_budget")
	check.NoError(t, r.Budget(use(5, 100, 24*when.Hour), 100, now))
	check.Fault(t, r.Budget(use(1, r.BudgetFen-1, when.Hour), 2, now), "guard.over_budget")
	check.Fault(t, r.Budget(use(2, math.MaxInt64, when.Hour), 1, now), "guard.over_budget")
}

// TestStops protects: the third stop of an account is refused; the scope of the count is the rulebook's.
func TestStops(t *testing.T) {
	r := *shipped(t)
	for before, want := range map[int]bool{0: true, 1: true, 2: false, math.MaxInt: false, -1: true} {
		n, ok := r.Stop(before, 0)
		check.Equal(t, ok, want)
		check.Equal(t, n > 0, true)
	}
	r.LimitScope = ScopeOrgan
	n, ok := r.Stop(5, 1)
	check.True(t, ok && n == 2, "counted by organ")
}

// TestProtected protects: the accounts that law.md names are refused by kind, the ordinary kinds are not.
func TestProtected(t *testing.T) {
	r := shipped(t)
	for _, kind := range []string{"settlement", "clearing", "margin", "reserve", "party_dues", "union_funds", "social_security", "housing_fund",
		"court_execution", "military_special"} {
		barred, err := r.Protected(kind)
		check.True(t, barred, kind)
		check.Fault(t, err, "guard.protected_account")
	}
	for _, kind := range append(accountKinds, "") {
		barred, err := r.Protected(kind)
		check.True(t, !barred, kind)
		check.NoError(t, err)
	}
}

// TestLaneProperties protects: never more than asked, never below zero; more asked, more balance, less protected income never lower
// what may be held; whatever the numbers, nothing overflows.
func TestLaneProperties(t *testing.T) {
	r := shipped(t)
	sum := rapid.OneOf(rapid.Int64Range(0, 1_000_000), rapid.Int64())
	rapid.Check(t, func(t *rapid.T) {
		h := Holder{
			Kind:       rapid.SampledFrom([]string{"person", "company", "payment", "merchant", "margin", "other", ""}).Draw(t, "kind"),
			TaintedFen: sum.Draw(t, "tainted"), BalanceKnown: rapid.Bool().Draw(t, "known"), BalanceFen: sum.Draw(t, "balance"),
			ProtectedFen: sum.Draw(t, "protected"), Life: rapid.Bool().Draw(t, "life"), Cleared: rapid.Bool().Draw(t, "cleared"),
			Invoices: rapid.IntRange(0, 20).Draw(t, "invoices"), Months: rapid.IntRange(0, 5).Draw(t, "months"),
		}
		asked := sum.Draw(t, "asked")
		g := r.Lane(h, asked)
		if g.Fen < 0 || g.Fen > max(0, asked) {
			t.Fatalf("%d of %d", g.Fen, asked)
		}
		if h.BalanceKnown && g.Fen > max(0, h.BalanceFen) {
			t.Fatalf("%d of a balance of %d", g.Fen, h.BalanceFen)
		}
		more := asked
		if asked < math.MaxInt64-1000 {
			more += 1000
		}
		if r.Lane(h, more).Fen < g.Fen {
			t.Fatal("more asked, less held")
		}
		richer := h
		richer.BalanceFen = max(h.BalanceFen, sum.Draw(t, "richer"))
		if r.Lane(richer, asked).Fen < g.Fen {
			t.Fatal("more balance, less held")
		}
		paid := h
		paid.ProtectedFen = max(h.ProtectedFen, sum.Draw(t, "paid"))
		if r.Lane(paid, asked).Fen > g.Fen {
			t.Fatal("more protected income, more held")
		}
	})
}

// TestJudgeProperties protects: more evidence never lowers the strength or the standing; false reports and time never raise them.
func TestJudgeProperties(t *testing.T) {
	r := shipped(t)
	rank := map[Standing]int{Provisional: 0, Confirmed: 1}
	rapid.Check(t, func(t *rapid.T) {
		x := Report{
			IdentityValid: rapid.Bool().Draw(t, "id"), PhoneVerified: rapid.Bool().Draw(t, "phone"), InPerson: rapid.Bool().Draw(t, "person"),
			Signed: rapid.Bool().Draw(t, "signed"), Voucher: rapid.Bool().Draw(t, "voucher"), Payments: rapid.IntRange(0, 3).Draw(t, "payments"),
			Seen: rapid.IntRange(0, 3).Draw(t, "seen"), LossFen: rapid.Int64Range(0, 20_000).Draw(t, "fen"),
			Elapsed: when.Micros(rapid.Int64Range(0, 5000).Draw(t, "min")) * when.Minute, FalseBefore: rapid.IntRange(0, 5).Draw(t, "false"),
			Suspicion: Suspicion{Alarm: rapid.Bool().Draw(t, "alarm")},
		}
		a := r.Judge(x)
		if a.Score < 0 || a.Score > 100 {
			t.Fatal(a.Score)
		}
		for _, better := range []func(*Report){
			func(y *Report) { y.IdentityValid = true }, func(y *Report) { y.PhoneVerified = true }, func(y *Report) { y.InPerson = true },
			func(y *Report) { y.Signed = true }, func(y *Report) { y.Voucher = true }, func(y *Report) { y.Seen++ }, func(y *Report) { y.Elapsed /= 2 },
			func(y *Report) { y.FalseBefore = max(0, y.FalseBefore-1) }, func(y *Report) { y.LossFen += 5000 }, func(y *Report) { y.Suspicion.Alarm = false },
		} {
			y := x
			better(&y)
			b := r.Judge(y)
			if b.Score < a.Score || rank[b.Standing] < rank[a.Standing] {
				t.Fatalf("%+v: %+v, better %+v: %+v", x, a, y, b)
			}
		}
	})
}

// TestValueProperties protects: probability falls with time and stays within 0 and 1000; the cap and the least sum are exact for
// every loss; the worth never exceeds the sum.
func TestValueProperties(t *testing.T) {
	r := shipped(t)
	check.Equal(t, []int64{r.Cap(1001), r.Cap(0), r.Cap(-5)}, []int64{1101, 0, 0})
	check.Equal(t, []int64{r.MinFen(8_600_000), r.MinFen(1), r.MinFen(0)}, []int64{86_000, 10_000, 10_000})
	check.Equal(t, r.StillThere("person", 0), 950)
	check.Equal(t, r.StillThere("person", 3*when.Minute), 800)
	check.Equal(t, r.StillThere("person", 365*when.Day), 30)
	check.Equal(t, r.StillThere("nobody knows", when.Minute), 950)
	check.Equal(t, r.Worth(Arrival{Fen: 1_000_000, Kind: "person", Elapsed: when.Minute}), 950_000-2_000)
	check.True(t, r.Worth(Arrival{Fen: 2_000, Kind: "person", Elapsed: when.Minute}) < 0, "a small sum is not worth an innocent")
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{"person", "company", "payment", "merchant", "x"}).Draw(t, "kind")
		early := when.Micros(rapid.Int64Range(0, int64(30*when.Day)).Draw(t, "early"))
		late := early + when.Micros(rapid.Int64Range(0, int64(30*when.Day)).Draw(t, "late"))
		p, q := r.StillThere(kind, early), r.StillThere(kind, late)
		if q > p || q < 0 || p > 1000 {
			t.Fatal(p, q)
		}
		fen := rapid.Int64Range(0, 1_000_000_000_000_000).Draw(t, "fen")
		if r.Worth(Arrival{Fen: fen, Kind: kind, Elapsed: early}) > fen || r.Cap(fen) < fen || r.Cap(fen) > fen/100*110+110 {
			t.Fatal(fen)
		}
	})
}

// TestPurchase protects: a single credit of a purchase's size to a trader beyond the first layer is presumed to have paid for
// goods and gets no order by itself; a person's account, the victim's payee, a larger sum and a second credit are not spared.
func TestPurchase(t *testing.T) {
	r := shipped(t)
	for _, c := range []struct {
		x      Arrival
		honest int64
		worth  bool
	}{
		{Arrival{Fen: 500_000, Kind: "company", Layer: 3, Credits: 1, PaidFen: 500_000}, 600, false},
		{Arrival{Fen: 500_000, Kind: "merchant", Layer: 2, Credits: 1, PaidFen: 500_000}, 600, false},
		{Arrival{Fen: 2_000_000, Kind: "company", Layer: 3, Credits: 1, PaidFen: 2_000_000}, 600, false},
		{Arrival{Fen: 500_000, Kind: "company", Layer: 3, Credits: 1, PaidFen: 2_000_001}, 0, true},
		{Arrival{Fen: 500_000, Kind: "company", Layer: 1, Credits: 1, PaidFen: 500_000}, 0, true},
		{Arrival{Fen: 500_000, Kind: "company", Layer: 3, Credits: 2, PaidFen: 500_000}, 0, true},
		{Arrival{Fen: 500_000, Kind: "person", Layer: 3, Credits: 1, PaidFen: 500_000}, 0, true},
		{Arrival{Fen: 500_000, Kind: "payment", Layer: 3, Credits: 1, PaidFen: 500_000}, 0, true},
		{Arrival{Fen: 500_000, Layer: 3, Credits: 1, PaidFen: 500_000}, 0, true},
	} {
		check.Equal(t, r.Purchase(c.x), c.honest)
		check.Equal(t, r.Worth(c.x) > 0, c.worth)
	}
	open := *r
	open.PurchasePermille = 0
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64Range(0, 1_000_000_000).Draw(t, "fen")
		x := Arrival{Fen: fen, Kind: rapid.SampledFrom([]string{"person", "company", "payment", "merchant", ""}).Draw(t, "kind"), Layer: rapid.IntRange(1, 10).Draw(t, "layer"),
			Credits: rapid.IntRange(1, 3).Draw(t, "credits"), PaidFen: fen + rapid.Int64Range(0, 1_000_000).Draw(t, "more"), Elapsed: when.Micros(rapid.Int64Range(0, int64(when.Day)).Draw(t, "age"))}
		if r.Worth(x) > open.Worth(x) || open.Purchase(x) != 0 {
			t.Fatal("the presumption never makes an order more worth", x)
		}
		y := x
		y.Credits++
		if r.Worth(y) < r.Worth(x) {
			t.Fatal("a second credit never makes an order less worth", x)
		}
	})
}

// TestOwnMoney protects: by default an order spares all of the holder's own money, of every kind of holder, and asks for no less
// than with the living floor; the other word of the rulebook keeps the living floor.
func TestOwnMoney(t *testing.T) {
	r := *shipped(t)
	check.Equal(t, r.OwnMoney, OwnAll)
	living := r
	living.OwnMoney = OwnLiving
	for _, h := range []Holder{{}, {Kind: "person"}, {Kind: "company"}, {Kind: "merchant", Invoices: 50, Months: 12}, {Kind: "person", BalanceKnown: true, BalanceFen: 900_000, Life: true}} {
		all, some := r.Lane(h, 500_000), living.Lane(h, 500_000)
		check.Equal(t, all.FloorFen, FloorAll)
		check.Equal(t, all.Fen, some.Fen)
		check.True(t, some.FloorFen < FloorAll, "the living floor is a sum")
	}
	barred := r.Lane(Holder{Kind: "clearing"}, 500_000)
	check.Equal(t, barred.Fen, int64(0))
}

// TestRhythms protects: the log is asked often at first, rarely later, and not for ever; a failed delivery is tried again soon.
func TestRhythms(t *testing.T) {
	r := shipped(t)
	check.Equal(t, r.FollowAgain(0), 10*when.Second)
	check.Equal(t, r.FollowAgain(10*when.Minute), when.Minute)
	check.Equal(t, r.FollowAgain(6*when.Hour), when.Micros(0))
	check.Equal(t, r.Pause(0), 5*when.Second)
	check.Equal(t, r.Pause(when.Hour), 10*when.Second)
}

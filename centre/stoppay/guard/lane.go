package guard

import (
	"math"

	"fanzha/term/when"
)

// The lanes: by which rule the sum was found.
const (
	LaneOrdinary  = "ordinary"  // 一般
	LaneLiving    = "living"    // 生活费保护: protected income or the floor lowered the sum
	LaneMerchant  = "merchant"  // 商户通道: the exact tainted sum, reviewed within MerchantReview
	LaneProtected = "protected" // 不得止付
)

// How much of a holder's own money stays usable (floor.own_money).
const (
	OwnAll    = "all"    // all of it: only stolen money is held
	OwnLiving = "living" // the living floor
)

// FloorAll is the floor of an order that spares all of the holder's own money: more than any account holds. It is the largest
// amount that the page of the banks can say (wire.FenMax), so that no bank needs a new field for it.
const FloorAll int64 = 10_000_000_000_000

// Holder is what is known about the holder of an account and his money. Facts that are not known are zero or false.
type Holder struct {
	Kind         string // person, company, payment, merchant, or a protected kind
	TaintedFen   int64  // stolen money attributed to the account; 0: not known
	BalanceKnown bool
	BalanceFen   int64
	ProtectedFen int64 // protected credits (Rules.Credits) of the last Rules.CreditDays days that are still in the balance
	Life         bool  // the account shows ordinary life: own income and payments before the stolen money came
	Cleared      bool  // a trader who was cleared beforehand
	Invoices     int   // of the last year
	Months       int   // in which they were issued
}

// Grant is how much of an account may be held, and why.
type Grant struct {
	Fen          int64  // never more than asked, never negative
	Lane         string //
	FloorFen     int64  // goes into the order: so much of the holder's own money must stay usable; FloorAll: all of it
	ReviewWithin when.Micros
	Reasons      []string // of lowering: protected_kind, tainted_only, protected_credits, living_floor
}

// Lane decides how much of an account may be held: never more than asked nor than the stolen money that is there by the trace;
// income that people live on stays out; the order tells the bank to spare the holder's own money, by floor.own_money all of it or the
// living floor; an account that lives keeps the living floor; a trader with a history keeps everything but the
// tainted sum and gets a review at once. An account of which only stolen money is known keeps no floor: the floor is of the
// holder's own money.
func (r *Rules) Lane(h Holder, asked int64) Grant {
	asked = max(0, asked)
	barred, _ := r.Protected(h.Kind)
	if barred {
		return Grant{Lane: LaneProtected, Reasons: []string{"protected_kind"}}
	}
	g := Grant{Fen: asked, Lane: LaneOrdinary, ReviewWithin: r.ReviewWithin}
	if h.TaintedFen > 0 && h.TaintedFen < g.Fen {
		g.Fen = h.TaintedFen
		g.Reasons = append(g.Reasons, "tainted_only")
	}
	if r.Trader(h) {
		g.Lane, g.ReviewWithin = LaneMerchant, r.MerchantReview
	}
	living := int64(0)
	if h.Kind != "company" && h.Kind != "merchant" {
		living = r.floor()
	}
	if h.BalanceKnown {
		g = spare(g, h, living)
	}
	g.FloorFen = living
	if r.OwnMoney == OwnAll {
		g.FloorFen = FloorAll
	}
	return g
}

// spare lowers a grant to what the balance allows beyond protected income and living money.
func spare(g Grant, h Holder, living int64) Grant {
	keep := max(0, h.ProtectedFen)
	reason := "protected_credits"
	if (h.Life || keep > 0) && living > keep {
		keep, reason = living, "living_floor"
	}
	left := max(0, max(0, h.BalanceFen)-keep)
	if left >= g.Fen {
		return g
	}
	g.Fen = left
	if keep > 0 {
		g.Reasons = append(g.Reasons, reason)
		if g.Lane == LaneOrdinary {
			g.Lane = LaneLiving
		}
	}
	return g
}

// Trader says whether the merchant lane is open to a holder: cleared beforehand, or invoices over enough months.
func (r *Rules) Trader(h Holder) bool {
	return h.Cleared || h.Kind == "merchant" && h.Invoices >= r.Invoices && h.Months >= r.InvoiceMonths
}

// floor is the living money for all days of one hold, begun days counted whole.
func (r *Rules) floor() int64 {
	days := (r.StopFor + when.Day - 1) / when.Day
	return r.FloorFen * int64(days)
}

// StillThere is the probability, in permille, that money which arrived so long ago is still on an account of that kind. A
// kind that the table does not know counts as a person's.
func (r *Rules) StillThere(kind string, elapsed when.Micros) int64 {
	table, ok := r.still[kind]
	if !ok {
		table = r.still["person"]
	}
	for _, row := range table {
		if elapsed <= when.Micros(row.Minutes)*when.Minute {
			return int64(row.Permille)
		}
	}
	return int64(table[len(table)-1].Permille)
}

// Arrival is what is known of the money of a claim that came to an account, for Worth.
type Arrival struct {
	Fen     int64       // attributed to the victim and asked for
	Kind    string      // of the holder
	Layer   int         // 1: the victim paid it
	Credits int         // transfers of the claim to the account so far
	PaidFen int64       // their sum, with what is not the victim's
	Elapsed when.Micros // since the latest
}

// Purchase is the probability, in permille, that money of a claim was paid for goods in good faith, so that every fen of it is
// the holder's own: a single credit of a purchase's size to a trader's account that the victim did not pay himself. A second
// credit of the same claim to the account ends the presumption.
func (r *Rules) Purchase(x Arrival) int64 {
	trader := x.Kind == "company" || x.Kind == "merchant"
	if !trader || x.Layer <= 1 || x.Credits != 1 || x.PaidFen > r.PurchaseFen {
		return 0
	}
	return r.PurchasePermille
}

// Worth is what a hold on an account is expected to bring: the attributed sum times the probability that it is still there and
// stolen, less the cost of touching an innocent, less the money of an honest trader that is expected to be held. At or below
// zero the hop is not worth an order.
func (r *Rules) Worth(x Arrival) int64 {
	honest := r.Purchase(x)
	return share(share(x.Fen, r.StillThere(x.Kind, x.Elapsed), 1000), 1000-honest, 1000) - share(x.Fen, honest, 1000) - r.InnocentCostFen
}

// Stop says whether a further stop of an account is allowed, and which one it would be. before counts the stops of the account
// by anyone, organ those by the ordering organ; LimitScope chooses.
func (r *Rules) Stop(before, organ int) (count int, ok bool) {
	n := before
	if r.LimitScope == ScopeOrgan {
		n = organ
	}
	n = min(max(0, n), math.MaxInt-1)
	return n + 1, n < r.StopCount
}

// The scopes of the limit of stops.
const (
	ScopeAccount = "account"
	ScopeOrgan   = "account+organ"
)

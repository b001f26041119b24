package chase

import (
	"errors"
	"time"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/edge/partner/wire"
	"fanzha/sim/bank"
	"fanzha/sim/town"
	"fanzha/term/when"
)

// chaos disturbs everything between the centre and the banks: orders arrive twice, answers twice, late, in another order, and
// against each other.
type chaos struct {
	count chaosCount
	sums  map[string]int64 // by order, what it asked to hold
}

// chaosCount counts what was done and what went wrong.
type chaosCount struct {
	Orders        int `json:"orders"`        // stop orders that reached a bank
	Copies        int `json:"copies"`        // orders delivered once more
	Doubled       int `json:"doubled"`       // answers sent twice
	Contradicting int `json:"contradicting"` // answers with the same number and other content
	Late          int `json:"late"`          // answers that came after later ones may have
	DoubleHolds   int `json:"double_holds"`  // an order that holds twice, or more than it asked for
	PastEnd       int `json:"past_end"`      // holds at a bank beyond 48 hours, or that the centre thinks alive after their end
}

func (a *chaosCount) add(b chaosCount) {
	a.Orders += b.Orders
	a.Copies += b.Copies
	a.Doubled += b.Doubled
	a.Contradicting += b.Contradicting
	a.Late += b.Late
	a.DoubleHolds += b.DoubleHolds
	a.PastEnd += b.PastEnd
}

// Shares of disturbances, in percent.
const (
	copiesPct     = 30
	doubledPct    = 50
	contradictPct = 15
	latePct       = 40
)

// know notes what a stop order asks for.
func (k *chaos) know(o wire.Order) {
	if k.sums == nil {
		k.sums = map[string]int64{}
	}
	_, known := k.sums[o.ID]
	if o.Type == wire.Stop && !known {
		k.count.Orders++
		k.sums[o.ID] = o.HoldFen
	}
}

// again lets an order arrive once more, a while later.
func (k *chaos) again(r *course, o wire.Order) {
	d := r.dice(streamChaos, "again")
	if !d.Pct(copiesPct) {
		return
	}
	k.count.Copies++
	r.at(r.now+wait(&d, 5*when.Minute), func() { r.execute(o) })
}

func wait(d *town.Rand, most when.Micros) when.Micros {
	return when.Micros(d.N(int(most/when.Millisecond))) * when.Millisecond
}

// answer lets an answer come late, twice, or beside one that contradicts it.
func (k *chaos) answer(r *course, a wire.Answer) {
	d := r.dice(streamChaos, "answer")
	at := r.now + answerWay
	if d.Pct(latePct) {
		k.count.Late++
		at += wait(&d, 2*when.Minute)
	}
	r.at(at, func() { r.receive(a) })
	if d.Pct(doubledPct) {
		k.count.Doubled++
		r.at(at+wait(&d, when.Minute), func() { r.receive(a) })
	}
	if d.Pct(contradictPct) && a.HeldFen > 0 {
		k.count.Contradicting++
		b := a
		b.HeldFen += 100
		if d.Pct(50) {
			b.ID += "-x"
		}
		r.at(at+wait(&d, when.Minute), func() { r.receive(b) })
	}
}

// expected passes over the refusal that a contradictory answer deserves.
func (k *chaos) expected(err error) error {
	if errors.Is(err, stoppay.ErrAnswerConflict) {
		return nil
	}
	return err
}

// inspect looks at the banks' holds: none may hold twice for an order, or more than the order said.
func (k *chaos) inspect(r *course) {
	for i := range r.w.c.Accounts {
		seen := map[string]int64{}
		for _, h := range r.w.at(i).Holds(r.w.c.Accounts[i].ID) {
			_, twice := seen[h.Order]
			seen[h.Order] += h.Fen
			if twice || seen[h.Order] > k.sums[h.Order] {
				k.count.DoubleHolds++
			}
			if h.Until-h.From > when.Micros(bank.TermMax/time.Microsecond) || h.Until <= r.now {
				k.count.PastEnd++
			}
		}
	}
}

// afterEnd looks at the claim when every hold must be over.
func (k *chaos) afterEnd(r *course) {
	d, err := r.c.Claim(r.ctx, access.System(), r.claim.ID)
	r.fail("claim", err)
	for _, o := range d.Orders {
		if o.HoldState.Live() && o.ExpiresAt < r.now-when.Hour {
			k.count.PastEnd++
		}
	}
}

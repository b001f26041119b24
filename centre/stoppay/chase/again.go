package chase

import (
	"cmp"
	"slices"

	"fanzha/centre/stoppay/docket"
	"fanzha/centre/trace"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// While a bank has not answered, nobody tells what leaves its accounts but the log of transfers. So the log is asked again, in
// the rhythm of the rulebook, from every movement whose money nobody watches: into accounts whose bank still owes its first
// answer, and into accounts that got no order. What it tells anew becomes legs and orders as at the opening of the claim, under
// the same caps; what is known already changes nothing.

// A log that does not see every transfer may not know the movement itself but those that follow it. It is followed all the same
// when a bank has told of it or the claim is confirmed; what nobody has confirmed leads nowhere without the log.

// Strand is a movement to ask the log from, and what the log said.
type Strand struct {
	Leg     docket.Leg
	Payment docket.Payment // the movement as the log is asked for it
	Flow    trace.Result
}

// unwatched are the reasons for which an account got no order, but money on it may go on.
var unwatched = []docket.Halt{docket.HaltOrders, docket.HaltSmall, docket.HaltWorth, docket.HaltLimit, docket.HaltBank, docket.HaltName}

// followAt is when the log is to be asked again; zero when nothing is to be found by it.
func (d *Desk) followAt(f *docket.File) when.Micros {
	c := &f.Claim
	last := max(c.FollowedAt, c.OpenedAt)
	span := d.Rules.FollowAgain(last - c.OpenedAt)
	if !d.Logs || span == 0 || len(f.Payments) == 0 || c.State != docket.ClaimOpen || c.Standing == docket.Lapsed {
		return 0
	}
	at := last + span
	if at > f.RootAt()+d.Rules.Window || !d.anyLoose(f) {
		return 0
	}
	return at
}

// FollowDue says whether it is time to ask.
func (d *Desk) FollowDue(f *docket.File) bool {
	d.Enter(f)
	at := d.followAt(f)
	return at != 0 && at <= d.Now
}

// Strands lists the movements to ask from, the nearest to the victim first, then the largest.
func (d *Desk) Strands(f *docket.File) []Strand {
	var out []Strand
	d.eachLoose(f, func(l *docket.Leg) bool {
		s := Strand{Leg: *l, Payment: docket.Payment{Account: l.From, Ref: l.Ref, At: l.At, Fen: l.Fen, Payee: l.To}}
		for _, p := range f.Payments {
			if l.Code == docket.CodePayment && p.ID == l.ID {
				s.Payment = p
			}
		}
		s.Payment.Told = l.Mode == docket.ModeReply || f.Claim.Standing == docket.Confirmed
		out = append(out, s)
		return true
	})
	slices.SortStableFunc(out, func(a, b Strand) int {
		return cmp.Or(cmp.Compare(a.Leg.Layer, b.Leg.Layer), cmp.Compare(b.Leg.TaintedFen, a.Leg.TaintedFen))
	})
	return out[:min(len(out), d.Rules.FollowMoves)]
}

// anyLoose says whether there is anything to ask from.
func (d *Desk) anyLoose(f *docket.File) bool {
	found := false
	d.eachLoose(f, func(*docket.Leg) bool {
		found = true
		return false
	})
	return found
}

// eachLoose visits the movements to accounts that nobody watches, and on which enough of the victim's money must still be.
func (d *Desk) eachLoose(f *docket.File, visit func(*docket.Leg) bool) {
	least := min(d.Rules.MinFen(f.Claim.LossFen), f.Claim.LossFen)
	open := map[string]bool{}
	for i := range f.Orders {
		if f.Orders[i].State.Open() || f.Orders[i].State == docket.Failed {
			open[f.Orders[i].ID] = true
		}
	}
	room := map[ident.Account]int64{}
	for i := range f.Legs {
		l := &f.Legs[i]
		if l.TaintedFen <= 0 || !open[l.Next] && (l.Next != "" || !slices.Contains(unwatched, l.Halt)) {
			continue
		}
		left, known := room[l.To.Account]
		if !known {
			left = f.Room(l.To.Account)
			room[l.To.Account] = left
		}
		if left >= least && !visit(l) {
			return
		}
	}
}

// lookAgain brings into the file what the log told of the strands. It reports whether it was time for it.
func (d *Desk) lookAgain(f *docket.File, strands []Strand) (bool, error) {
	at := d.followAt(f)
	if strands == nil || at == 0 || at > d.Now {
		return false, nil
	}
	f.Claim.FollowedAt = d.Now
	before := len(f.Legs)
	fresh := map[string]bool{}
	for _, s := range strands {
		d.traceOn(f, s, fresh)
	}
	if len(f.Legs) == before {
		return true, nil
	}
	_, err := d.follow(f)
	return true, err
}

// traceOn adds the transfers beyond one movement. A transfer that two movements of this look tell of carries money of both.
func (d *Desk) traceOn(f *docket.File, s Strand, fresh map[string]bool) {
	for i, e := range s.Flow.Edges {
		if i > EdgesMax || e.ID == s.Flow.Root || e.Layer < 2 || e.TaintedFen <= 0 {
			continue
		}
		l := d.legOf(f, e, s.Leg.Layer-1)
		known := f.Leg(l.ID)
		if known == nil {
			before := len(f.Legs)
			d.addLeg(f, l)
			fresh[l.ID] = len(f.Legs) > before
			continue
		}
		if fresh[l.ID] {
			known.TaintedFen = min(known.Fen, known.TaintedFen+min(l.TaintedFen, max(0, f.Room(l.From))))
		}
	}
}

// EarlierFen is how much of the claim's money that came to an account before a payment must still be there when it comes, as far as
// the movements tell that were followed before it: that leaves first. Without it two payments to one account would both claim its
// first outgoing transfers, and the later ones would seem clean.
func EarlierFen(p docket.Payment, before []Strand) int64 {
	var left int64
	for _, s := range before {
		if s.Payment.Payee.Account != p.Payee.Account || s.Payment.At > p.At || len(s.Flow.Edges) == 0 {
			continue
		}
		left += s.Payment.Fen
		for _, e := range s.Flow.Edges {
			if e.From == string(p.Payee.Account) && e.At <= p.At {
				left -= e.TaintedFen
			}
		}
	}
	return max(0, left)
}

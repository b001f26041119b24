package money

import "fanzha/term/when"

// Outcome is what one way of chasing got of one case.
type Outcome struct {
	LossFen   int64
	OracleFen int64 // stolen money on accounts at the instant of the report
	HeldFen   int64 // stolen money that was held in the end
}

// Chase is one of the ways that need no centre: the oracle, and what is done elsewhere. All of them know every transfer and
// every stolen fen, and their banks act at once: they are better than what they stand for.
type Chase struct {
	Name string
	What string
	hops func(report when.Micros) []hop
}

// hop is one act of a baseline: at a time it holds the stolen money of all accounts of these layers.
type hop struct {
	at       when.Micros
	from, to int // layers
}

// Baselines are what the centre is compared with.
func Baselines() []Chase {
	return []Chase{
		{Name: "oracle", What: "everything that is on any account at the instant of the report", hops: oracleHops},
		{Name: "first_hop", What: "the victim's payees only, at the instant of the report", hops: firstHops},
		{Name: "sequential_30m", What: "layer after layer, the first 30 minutes after the report, each next 30 minutes later", hops: sequentialHops},
		{Name: "two_layers_30m", What: "the first two layers, 30 minutes after the report", hops: twoHops},
	}
}

// step is the published time of manual work: entry within 30 minutes, as long for each further layer.
const step = 30 * when.Minute

func oracleHops(report when.Micros) []hop { return []hop{{report, 1, maxLayer + 1}} }

func firstHops(report when.Micros) []hop { return []hop{{report, 1, 1}} }

func twoHops(report when.Micros) []hop { return []hop{{report + step, 1, 2}} }

func sequentialHops(report when.Micros) []hop {
	var out []hop
	for layer := 1; layer <= maxLayer; layer++ {
		out = append(out, hop{report + step*when.Micros(layer), layer, layer})
	}
	return out
}

// table holds amounts by account.
type table map[int]int64

// Blocked implements Holds.
func (t table) Blocked(account int, _ when.Micros) int64 { return t[account] }

// Try plays a case with a report so long after the last payment.
func (ch Chase) Try(c *Case, delay when.Micros) Outcome {
	held := table{}
	r := c.Play(held)
	report := c.LastPaid + delay
	r.Until(report, nil)
	o := Outcome{LossFen: c.LossFen, OracleFen: r.Reachable()}
	for _, h := range ch.hops(report) {
		r.Until(h.at, nil)
		for i, a := range c.Accounts {
			if a.Layer >= h.from && a.Layer <= h.to && a.Role != Merchant {
				held[i] = r.Stolen(i)
			}
		}
	}
	r.Until(c.End(), nil)
	for i, fen := range held {
		o.HeldFen += min(fen, r.Stolen(i))
	}
	return o
}

// Away says whether a bank cannot be reached at a moment since the first payment.
type Away func(bank int, at when.Micros) bool

// InReach is the stolen money that could be had from the report on, each fen counted once: by somebody who knows everything at
// that moment and holds at once what lies at, comes to, or comes back with a bank that can be reached; until the end of the
// watch. With all banks there it is what is on any account at the instant of the report. What leaves the accounts from banks
// that are away, and shops that are paid from them, is out of reach.
func (c *Case) InReach(report, end when.Micros, away Away) int64 {
	held := table{}
	r := c.Play(held)
	r.Until(report, nil)
	look := func(at when.Micros) {
		for i, a := range c.Accounts {
			if r.state[i].stolen > 0 && !away(a.Bank, at) {
				held[i] = r.state[i].stolen
			}
		}
	}
	look(report)
	for {
		next, more := r.Next()
		if !more || next > end {
			break
		}
		look(next) // a bank that has come back, before anything moves there
		r.Step()
	}
	look(end)
	var sum int64
	for i, fen := range held {
		sum += min(fen, r.Stolen(i))
	}
	return sum
}

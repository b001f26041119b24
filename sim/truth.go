package sim

import (
	"fanzha/sim/town"
	"fanzha/term/when"
)

// Fraud is the hidden truth about one fraud that was tried on one resident.
type Fraud struct {
	ID        int
	Person    int
	Phone     string // eleven digits
	PersonID  string
	Type      string      // term/fraud code
	Start     when.Micros // first contact
	End       when.Micros // last planned step
	Falls     bool        // would have paid, had nobody come between
	Steps     []TruthStep
	Payments  []TruthPayment
	Reached   when.Micros // first talk with the centre during the fraud; zero when there was none
	Persuaded when.Micros // from here on no payment happens; zero when never
}

// TruthStep is one planned step.
type TruthStep struct {
	At      when.Micros
	What    string // lure, trust, push, call, voip, call_back, site, app, remote, pay, report
	Visible bool   // some partner sees it
}

// TruthPayment is one planned payment.
type TruthPayment struct {
	At        when.Micros
	AmountFen int64
	Account   string
	Made      bool // it has really happened
}

// Truth lists every fraud that has begun, in order of planning.
func (c *City) Truth() []Fraud {
	var out []Fraud
	for _, k := range c.plot.courses {
		if k.start > c.now {
			continue
		}
		f := Fraud{
			ID: k.id, Person: k.person, Phone: town.Num(town.AsIs, c.town.MobileOf(k.person)).String(), PersonID: string(c.town.AppendID(nil, k.person)),
			Type: string(k.script.code), Start: k.start, End: k.end, Falls: k.falls, Reached: k.reached, Persuaded: k.persuaded,
		}
		for _, a := range k.acts {
			f.Steps = append(f.Steps, TruthStep{At: a.from, What: a.do.String(), Visible: a.visible})
		}
		for _, p := range k.planned {
			f.Payments = append(f.Payments, TruthPayment{At: p.at, AmountFen: p.fen, Account: p.to.String(), Made: p.made})
		}
		out = append(out, f)
	}
	return out
}

package dispatch

import (
	"time"

	"fanzha/term/when"
)

// stamp sets the deadlines that are not met, counted from a moment.
func stamp(o *Order, r Rule, from when.Micros) {
	o.SignDue = from.Add(r.Sign)
	o.ReportDue = from.Add(r.Report)
	if !met(o, CallBy) {
		o.CallDue = from.Add(r.Call)
	}
	if !met(o, VisitBy) {
		o.VisitDue = after(from, r.Visit)
	}
}

// after is the moment d after from, or none when d is zero.
func after(from when.Micros, d time.Duration) when.Micros {
	if d == 0 {
		return 0
	}
	return from.Add(d)
}

// met says whether the order fulfilled a deadline. A met visit makes the call unnecessary.
func met(o *Order, d Deadline) bool {
	switch d {
	case SignBy:
		return o.SignedAt != 0
	case CallBy:
		return o.CalledAt != 0 || o.VisitedAt != 0 || o.SMSCounts && o.TextedAt != 0
	case VisitBy:
		return o.VisitedAt != 0
	}
	return o.ReportedAt != 0
}

// NextDue returns what the order owes next and when: the sign deadline until it is signed, then the earliest of the deadlines
// that are not met. Nothing is owed once it is reported or withdrawn.
func NextDue(o *Order) (Deadline, when.Micros) {
	if o.State == Issued {
		return SignBy, o.SignDue
	}
	var what Deadline
	var at when.Micros
	if o.State != Signed {
		return what, at
	}
	for _, d := range Deadlines {
		due := o.Due(d)
		if due == 0 || met(o, d) || at != 0 && at <= due {
			continue
		}
		what, at = d, due
	}
	return what, at
}

// NextAlarm returns the earliest deadline that runs, is not met and not announced; zero when there is none. While the order
// is not signed all its deadlines run: the person's danger does not wait.
func NextAlarm(o *Order) when.Micros {
	var at when.Micros
	if !o.State.Open() {
		return at
	}
	for _, d := range Deadlines {
		due := o.Due(d)
		if due == 0 || met(o, d) || o.Late.Has(d) || at != 0 && at <= due {
			continue
		}
		at = due
	}
	return at
}

// overdue marks what has passed and is neither met nor announced.
func overdue(o *Order, now when.Micros) []Deadline {
	var out []Deadline
	for _, d := range Deadlines {
		due := o.Due(d)
		if due == 0 || due >= now || met(o, d) || o.Late.Has(d) {
			continue
		}
		o.Late = o.Late.With(d)
		o.Missed = o.Missed.With(d)
		out = append(out, d)
	}
	return out
}

// judge marks a deadline as missed when what fulfils it came after it; nothing is announced, since nothing is owed any more.
func judge(o *Order, d Deadline, at when.Micros) {
	due := o.Due(d)
	if due != 0 && at > due {
		o.Late = o.Late.With(d)
		o.Missed = o.Missed.With(d)
	}
}

// missPassed remembers, before a round ends, the deadlines that passed unmet since the last Tick.
func missPassed(o *Order, now when.Micros) {
	for _, d := range Deadlines {
		if !met(o, d) {
			judge(o, d, now)
		}
	}
}

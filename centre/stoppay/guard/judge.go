package guard

import (
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Standing says whether a report is sure enough to hold money to the end of a stop.
type Standing string

// The standings. The claim's own words (centre/stoppay) are the same.
const (
	Provisional Standing = "provisional" // 待核实
	Confirmed   Standing = "confirmed"   // 已核实
)

// Report is what is known when a claim is judged. Facts that are not known are false or zero.
type Report struct {
	IdentityValid bool        // the victim's identity number passes its check
	PhoneVerified bool        // confirmed by a code, or the call came from it
	InPerson      bool        // a teller or officer saw the document
	Signed        bool        // the undertaking of the form is signed
	Voucher       bool        // a voucher is attached to every payment
	Payments      int         // of the report
	Seen          int         // of them, found in our own log or confirmed by the victim's bank
	LossFen       int64       // sum of the payments
	SmallestFen   int64       // smallest payment; 0 means LossFen
	Elapsed       when.Micros // since the latest payment
	FalseBefore   int         // reports of this reporter that were found false
	Suspicion     Suspicion   // what Ransom found
}

// Assessment is a judged report.
type Assessment struct {
	Score    int // 0–100
	Standing Standing
	Reasons  []string // codes of Rules.Strength, in the order of the table
}

// Judge weighs a report. It is confirmed when its points suffice, identity and payment are both shown, and nothing says freeze
// for ransom; everything else is provisional: orders go out all the same, but their holds end early unless somebody confirms.
func (r *Rules) Judge(x Report) Assessment {
	smallest := x.SmallestFen
	if smallest <= 0 {
		smallest = x.LossFen
	}
	seen := x.Payments > 0 && x.Seen >= x.Payments
	facts := map[string]int64{
		"identity_valid": yes(x.IdentityValid),
		"phone_verified": yes(x.PhoneVerified),
		"in_person":      yes(x.InPerson),
		"signed":         yes(x.Signed),
		"payment_seen":   yes(seen),
		"voucher":        yes(x.Voucher),
		"prompt":         yes(x.Elapsed >= 0 && x.Elapsed <= r.Prompt),
		"late":           yes(x.Elapsed > r.Window),
		"amount_usual":   yes(smallest > r.TinyFen),
		"amount_tiny":    yes(smallest <= r.TinyFen),
		"false_before":   int64(min(max(0, x.FalseBefore), falseMax)),
		"ransom_pattern": yes(x.Suspicion.Alarm),
	}
	a := Assessment{Standing: Provisional}
	a.Score, a.Reasons = weigh(r.Strength, facts)
	shown := x.IdentityValid && (seen || x.Voucher)
	if shown && a.Score >= r.ConfirmPoints && !x.Suspicion.Alarm && x.FalseBefore < r.FalseLimit {
		a.Standing = Confirmed
	}
	return a
}

// falseMax bounds how often a false report counts: the third says no more than the fourth.
const falseMax = 3

func yes(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// weigh adds the points of the facts, within 0 and 100.
func weigh(table []Reason, facts map[string]int64) (int, []string) {
	var sum int64
	var codes []string
	for _, e := range table {
		n := facts[e.Code]
		if n == 0 {
			continue
		}
		sum += n * int64(e.Points)
		codes = append(codes, e.Code)
	}
	return int(min(100, max(0, sum))), codes
}

// Use is one unconfirmed claim of a reporter.
type Use struct {
	At  when.Micros
	Fen int64 // asked to be held
}

// Budget refuses a further unconfirmed claim when the reporter's unconfirmed holds within the window would exceed the limit of
// claims or of money (guard.over_budget). Confirmed claims are not limited and not counted. The caller then confirms first. The
// first unconfirmed claim within the window is taken whatever its sum: refusing an honest victim is the worse error, and what a
// bank holds is never more than the credit that it found.
func (r *Rules) Budget(history []Use, fen int64, now when.Micros) error {
	if fen < 0 {
		return ErrAmount
	}
	left, claims := r.BudgetFen, 0
	for _, u := range history {
		if u.At <= now-r.BudgetWindow {
			continue
		}
		claims++
		left -= min(max(0, u.Fen), r.BudgetFen)
		left = max(left, 0)
	}
	if claims >= r.BudgetClaims || claims > 0 && fen > left {
		return fault.New(ErrBudget.Kind, ErrBudget.Code, "claims", r.BudgetClaims, "fen", r.BudgetFen)
	}
	return nil
}

// Pattern is what is known about a payment and the account it went to, for Ransom.
type Pattern struct {
	PaidFen         int64 // what the reporter paid in
	AskedFen        int64 // what the report asks to be held
	CreditsPerDay   int   // of the account, on average
	Merchant        bool  // the account is a trader's
	TinyClaims      int   // other claims by tiny credits against the account within RansomWindow
	LinkedReporters int   // of those, made by reporters linked to this one (identity, phone, paying account)
	SerialClaims    int   // other claims by tiny credits of this reporter against other accounts within RansomWindow
	DemandTold      bool  // the holder says that money is demanded for the withdrawal of the report
	FalseBefore     int   // reports of this reporter that were found false
}

// Suspicion says how much a report looks like a freeze for ransom.
type Suspicion struct {
	Score   int // 0–100
	Alarm   bool
	HoldFen int64    // with Alarm: the most that may be held, the exact sum that was paid in
	Reasons []string // codes of Rules.Extortion
}

// Ransom looks for the pattern of a freeze for ransom (通道: a tiny credit to a busy account, then a claim that asks for a hold).
// With Alarm the claim stays provisional, lapses after RansomFor, holds at most HoldFen, and the holder and the shift leader are told.
func (r *Rules) Ransom(p Pattern) Suspicion {
	busy := p.Merchant || p.CreditsPerDay >= r.BusyCredits
	tiny := p.PaidFen <= r.TinyFen
	facts := map[string]int64{
		"tiny_to_busy":     yes(tiny && busy),
		"asks_more":        yes(p.AskedFen > p.PaidFen),
		"repeated_claims":  yes(tiny && p.TinyClaims > 0),
		"linked_reporters": yes(tiny && p.LinkedReporters > 0),
		"serial_reporter":  yes(tiny && p.SerialClaims > 0),
		"demand_told":      yes(p.DemandTold),
		"reporter_false":   yes(p.FalseBefore > 0),
	}
	var s Suspicion
	s.Score, s.Reasons = weigh(r.Extortion, facts)
	s.Alarm = s.Score >= r.RansomPoints
	if s.Alarm {
		s.HoldFen = max(0, min(p.PaidFen, p.AskedFen))
	}
	return s
}

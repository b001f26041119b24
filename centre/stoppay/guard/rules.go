package guard

import (
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Rules are the numbers of stop-payment. They are read once and never changed; a copy shares its tables.
type Rules struct {
	Book      []Rule   // every number with its source, in the order of the file, for screens and forms
	Kinds     []Kind   // account kinds that may not be stopped
	Strength  []Reason // what a report's strength is made of
	Extortion []Reason // what makes a freeze for ransom suspected

	StopFor      when.Micros // length of one stop, from the bank's execution
	StopCount    int         // stops per account
	LimitScope   string      // account, or account+organ
	MatchFields  []string    // name, account, amount, time
	SameBankLate when.Micros // a bank that stopped first must get the instruction within

	EntryWithin   when.Micros   // report entered
	SeenWithin    when.Micros   // order seen by the bank
	AnswerWithin  when.Micros   // order answered by the bank
	Reminders     []when.Micros // after sending, ascending
	SecondContact when.Micros   // after sending
	PauseSoon     when.Micros   // between deliveries that fail, within PauseSoonFor of the sealing
	PauseSoonFor  when.Micros   //
	PauseLater    when.Micros   // and later
	AlertBefore   []when.Micros // before a hold's end, descending
	ReviewWithin  when.Micros   // the shift leader's review

	KPercent      int64       // Σ holds ≤ KPercent of the open loss
	Provisional   when.Micros // unconfirmed claims lapse after
	ConfirmPoints int
	FalseLimit    int
	Prompt        when.Micros
	TinyFen       int64
	BudgetFen     int64
	BudgetClaims  int
	BudgetWindow  when.Micros

	MaxHops       int
	HopWindow     when.Micros
	Window        when.Micros
	MinFloorFen   int64
	MinPermille   int64
	PerAccount    int
	MaxOrders     int
	FollowSoon    when.Micros // the log is asked again so often, within FollowSoonFor of the claim
	FollowSoonFor when.Micros
	FollowLater   when.Micros // and so often later,
	FollowFor     when.Micros // for so long
	FollowMoves   int         // movements of one look
	Attribution   string      // fifo, lifo, prorata, libr, poison

	InnocentCostFen  int64
	PurchaseFen      int64       // a single credit up to this to a trader's account beyond the first layer may have paid for goods
	PurchasePermille int64       // and has with this probability
	OwnMoney         string      // all, or living: how much of the holder's own money stays usable
	FloorFen         int64       // living money per day of a hold
	CreditDays       int         // protected credits of so many days
	Credits          []string    // kinds of protected credits
	MerchantReview   when.Micros // a hold on a cleared trader
	Invoices         int
	InvoiceMonths    int

	RansomPoints int
	RansomWindow when.Micros
	RansomFor    when.Micros // such a claim lapses after
	BusyCredits  int

	still map[string][]chance
}

// Rule is one number with where it comes from.
type Rule struct {
	Code       string   `yaml:"code"`
	Value      *Whole   `yaml:"value"`
	Values     []Whole  `yaml:"values"`
	Words      []string `yaml:"words"`
	Unit       string   `yaml:"unit"`
	Label      string   `yaml:"label"`      // law, practice, local setting
	Confidence string   `yaml:"confidence"` // seen, news, memory, proposal
	Source     string   `yaml:"source"`
	ZH         string   `yaml:"zh"`
	EN         string   `yaml:"en"`
}

// Kind is one kind of account that the law keeps out of reach.
type Kind struct {
	Code       string `yaml:"code"`
	ZH         string `yaml:"zh"`
	EN         string `yaml:"en"`
	Label      string `yaml:"label"`
	Confidence string `yaml:"confidence"`
	Source     string `yaml:"source"`
}

// Reason is one thing that a strength is made of, with what it counts.
type Reason struct {
	Code   string `yaml:"code"`
	Points Whole  `yaml:"points"`
	ZH     string `yaml:"zh"`
	EN     string `yaml:"en"`
}

// chance is one row of the table still_there.
type chance struct {
	Minutes  Whole `yaml:"minutes"`
	Permille Whole `yaml:"permille"`
}

// Ends returns when a hold that the bank executed at that moment ends.
func (r *Rules) Ends(executed when.Micros) when.Micros { return executed + r.StopFor }

// Cap is the most that all holds of a claim together may reach: KPercent of the open loss, rounded down.
func (r *Rules) Cap(openLoss int64) int64 { return share(openLoss, r.KPercent, 100) }

// MinFen is the least sum that is followed in a claim of that loss: the fixed floor or the share of the loss, whichever is more.
func (r *Rules) MinFen(loss int64) int64 {
	return max(r.MinFloorFen, share(loss, r.MinPermille, 1000))
}

// FollowAgain is how long after one look at the log of transfers the next one comes, for a claim of that age; zero: none.
func (r *Rules) FollowAgain(age when.Micros) when.Micros {
	switch {
	case age >= r.FollowFor:
		return 0
	case age < r.FollowSoonFor:
		return r.FollowSoon
	}
	return r.FollowLater
}

// Pause is the longest time between two deliveries of a message of that age.
func (r *Rules) Pause(age when.Micros) when.Micros {
	if age < r.PauseSoonFor {
		return r.PauseSoon
	}
	return r.PauseLater
}

// Rule returns a number with its source, for forms that print what they rest on.
func (r *Rules) Rule(code string) (Rule, bool) {
	for _, e := range r.Book {
		if e.Code == code {
			return e, true
		}
	}
	return Rule{}, false
}

// Protected says whether accounts of a kind may not be named by an order, with the fault that says so.
func (r *Rules) Protected(kind string) (bool, error) {
	for _, k := range r.Kinds {
		if k.Code == kind {
			return true, fault.New(ErrProtected.Kind, ErrProtected.Code, "kind", k.ZH)
		}
	}
	return false, nil
}

// share is floor(n × part ÷ whole) without overflow; n below zero counts as zero.
func share(n, part, whole int64) int64 {
	n = max(0, n)
	return n/whole*part + n%whole*part/whole
}

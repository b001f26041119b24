package guard

import "fanzha/term/when"

// Bounds of a rulebook.
const (
	listMax    = 20     // values or rows of one entry: a screen of them
	minutesMax = 527040 // a year of minutes: no row of the table lies beyond
)

// pauseMost bounds the pause between two deliveries, in seconds: the queue takes what is due further ahead for a clock's error.
const pauseMost = 240

// spec is what a rule must look like and where its value goes.
type spec struct {
	code     string
	unit     string
	min, max int64
	list     bool
	set      func(*Rules, []int64)
	choices  []string // of words
	one      bool     // exactly one of the choices
	words    func(*Rules, []string)
}

// number is a rule with one value.
func number(code, unit string, bounds [2]int64, set func(*Rules, int64)) spec {
	return spec{code: code, unit: unit, min: bounds[0], max: bounds[1], set: func(r *Rules, v []int64) { set(r, v[0]) }}
}

// span is a rule with one length of time.
func span(code, unit string, most int64, set func(*Rules) *when.Micros) spec {
	return number(code, unit, [2]int64{1, most}, func(r *Rules, v int64) { *set(r) = when.Micros(v) * spans[unit] })
}

// spanList is a rule with several lengths of time.
func spanList(code, unit string, most int64, set func(*Rules) *[]when.Micros) spec {
	return spec{code: code, unit: unit, min: 1, max: most, list: true, set: func(r *Rules, list []int64) {
		for _, v := range list {
			*set(r) = append(*set(r), when.Micros(v)*spans[unit])
		}
	}}
}

// count is a rule with a small number.
func count(code string, most int64, set func(*Rules) *int) spec {
	return number(code, "count", [2]int64{1, most}, func(r *Rules, v int64) { *set(r) = int(v) })
}

func word(code string, choices []string, set func(*Rules) *string) spec {
	return spec{code: code, choices: choices, one: true, words: func(r *Rules, w []string) { *set(r) = w[0] }}
}

var spans = map[string]when.Micros{"s": when.Second, "min": when.Minute, "h": when.Hour}

// fenMax bounds any sum of a rulebook: 10 billion yuan.
const fenMax = 1_000_000_000_000

// specs are all rules that the book must hold.
var specs = []spec{
	span("stop.hours", "h", 240, func(r *Rules) *when.Micros { return &r.StopFor }),
	count("stop.count", 10, func(r *Rules) *int { return &r.StopCount }),
	word("stop.limit_scope", []string{ScopeAccount, ScopeOrgan}, func(r *Rules) *string { return &r.LimitScope }),
	{code: "stop.match_fields", choices: []string{"name", "account", "amount", "time"}, words: func(r *Rules, w []string) { r.MatchFields = w }},
	span("stop.same_bank_hours", "h", 240, func(r *Rules) *when.Micros { return &r.SameBankLate }),

	span("entry.minutes", "min", 1440, func(r *Rules) *when.Micros { return &r.EntryWithin }),
	span("answer.seen_minutes", "min", 1440, func(r *Rules) *when.Micros { return &r.SeenWithin }),
	span("answer.minutes", "min", 1440, func(r *Rules) *when.Micros { return &r.AnswerWithin }),
	spanList("answer.reminders", "min", 1440, func(r *Rules) *[]when.Micros { return &r.Reminders }),
	span("answer.second_contact_minutes", "min", 1440, func(r *Rules) *when.Micros { return &r.SecondContact }),
	span("deliver.pause_seconds", "s", pauseMost, func(r *Rules) *when.Micros { return &r.PauseSoon }),
	span("deliver.soon_minutes", "min", 1440, func(r *Rules) *when.Micros { return &r.PauseSoonFor }),
	span("deliver.later_seconds", "s", pauseMost, func(r *Rules) *when.Micros { return &r.PauseLater }),
	spanList("alert.hours", "h", 240, func(r *Rules) *[]when.Micros { return &r.AlertBefore }),
	span("review.hours", "h", 240, func(r *Rules) *when.Micros { return &r.ReviewWithin }),

	number("net.k_percent", "percent", [2]int64{100, 125}, func(r *Rules, v int64) { r.KPercent = v }),
	span("provisional.minutes", "min", 1440, func(r *Rules) *when.Micros { return &r.Provisional }),
	number("confirm.points", "points", [2]int64{1, 100}, func(r *Rules, v int64) { r.ConfirmPoints = int(v) }),
	count("false.limit", 100, func(r *Rules) *int { return &r.FalseLimit }),
	span("fresh.minutes", "min", 10_080, func(r *Rules) *when.Micros { return &r.Prompt }),
	number("tiny.fen", "fen", [2]int64{1, fenMax}, func(r *Rules, v int64) { r.TinyFen = v }),
	number("budget.fen", "fen", [2]int64{1, fenMax}, func(r *Rules, v int64) { r.BudgetFen = v }),
	count("budget.claims", 1000, func(r *Rules) *int { return &r.BudgetClaims }),
	span("budget.hours", "h", 10_000, func(r *Rules) *when.Micros { return &r.BudgetWindow }),

	count("hop.max", 64, func(r *Rules) *int { return &r.MaxHops }),
	span("hop.hours", "h", 8784, func(r *Rules) *when.Micros { return &r.HopWindow }),
	span("hop.window_hours", "h", 8784, func(r *Rules) *when.Micros { return &r.Window }),
	number("hop.min_fen", "fen", [2]int64{1, fenMax}, func(r *Rules, v int64) { r.MinFloorFen = v }),
	number("hop.min_permille", "permille", [2]int64{0, 1000}, func(r *Rules, v int64) { r.MinPermille = v }),
	count("hop.per_account", 100_000, func(r *Rules) *int { return &r.PerAccount }),
	count("hop.max_orders", 100_000, func(r *Rules) *int { return &r.MaxOrders }),
	span("follow.seconds", "s", 3600, func(r *Rules) *when.Micros { return &r.FollowSoon }),
	span("follow.soon_minutes", "min", 1440, func(r *Rules) *when.Micros { return &r.FollowSoonFor }),
	span("follow.minutes", "min", 1440, func(r *Rules) *when.Micros { return &r.FollowLater }),
	span("follow.hours", "h", 240, func(r *Rules) *when.Micros { return &r.FollowFor }),
	count("follow.movements", 1000, func(r *Rules) *int { return &r.FollowMoves }),
	word("attribution.rule", []string{"fifo", "lifo", "prorata", "libr", "poison"}, func(r *Rules) *string { return &r.Attribution }),

	number("value.innocent_cost_fen", "fen", [2]int64{0, fenMax}, func(r *Rules, v int64) { r.InnocentCostFen = v }),
	number("value.purchase_fen", "fen", [2]int64{0, fenMax}, func(r *Rules, v int64) { r.PurchaseFen = v }),
	number("value.purchase_permille", "permille", [2]int64{0, 1000}, func(r *Rules, v int64) { r.PurchasePermille = v }),
	word("floor.own_money", []string{OwnAll, OwnLiving}, func(r *Rules) *string { return &r.OwnMoney }),
	number("living.floor_fen", "fen", [2]int64{0, 10_000_000}, func(r *Rules, v int64) { r.FloorFen = v }),
	count("living.credit_days", 366, func(r *Rules) *int { return &r.CreditDays }),
	{code: "living.credits", choices: []string{"wages", "pension", "benefit"}, words: func(r *Rules, w []string) { r.Credits = w }},
	span("merchant.review_minutes", "min", 1440, func(r *Rules) *when.Micros { return &r.MerchantReview }),
	count("merchant.invoices", 100_000, func(r *Rules) *int { return &r.Invoices }),
	count("merchant.months", 12, func(r *Rules) *int { return &r.InvoiceMonths }),

	number("ransom.alarm_points", "points", [2]int64{1, 100}, func(r *Rules, v int64) { r.RansomPoints = int(v) }),
	span("ransom.window_hours", "h", 8784, func(r *Rules) *when.Micros { return &r.RansomWindow }),
	span("ransom.minutes", "min", 1440, func(r *Rules) *when.Micros { return &r.RansomFor }),
	count("ransom.busy_credits", 1_000_000, func(r *Rules) *int { return &r.BusyCredits }),
}

// strengthCodes and ransomCodes are the reasons that the code knows; against are those that lower a strength.
var (
	strengthCodes = []string{"identity_valid", "phone_verified", "in_person", "signed", "payment_seen", "voucher", "prompt", "amount_usual",
		"late", "amount_tiny", "false_before", "ransom_pattern"}
	ransomCodes = []string{"tiny_to_busy", "asks_more", "repeated_claims", "linked_reporters", "serial_reporter", "demand_told", "reporter_false"}
	against     = map[string]bool{"late": true, "amount_tiny": true, "false_before": true, "ransom_pattern": true}
)

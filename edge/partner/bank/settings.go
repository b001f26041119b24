package bank

import (
	"time"

	"fanzha/base/rulefile"
	"fanzha/rulebook"
)

// Settings are the limits of the banks' door. All of them are local settings, not law; docs/partner/README.md tells the banks
// those that they meet.
type Settings struct {
	// RequestsPerS and RequestsBurst bound the requests of one bank, without payee checks.
	RequestsPerS, RequestsBurst int
	// InWork bounds requests in work at once, long polls not counted.
	InWork int
	// PollMax is the longest wait of a poll; below the 30 s after which proxies cut idle requests.
	PollMax time.Duration
	// PollsPerBank bounds the polls of one bank that wait at once: two machines and a restart of each.
	PollsPerBank int
	// PollEvery is how often a waiting poll looks for orders that another copy of the centre has made.
	PollEvery time.Duration
	// Checks is the budget for payee checks.
	Checks Budget
	// AgeMax is how old the index may be before a check is refused: an answer that knows nothing of the last hour looks safe.
	AgeMax time.Duration
	// Advice says from which counts a payment should be questioned or delayed.
	Advice Steps
}

// Budget is the token bucket of payee checks (world practice: one bucket a bank, one a customer, and a miss costs more). A bank
// that checks its customers' payments meets known accounts now and then; one that goes through numbers misses nearly always.
type Budget struct {
	PerS, Burst int // tokens of one bank
	HitCost     int // of a check whose account is known
	MissCost    int // of a check whose account is not
	// CustomerPerMin and CustomerBurst are the tokens of one customer of the bank, where the bank names one: nobody pays a
	// hundred new payees in a minute.
	CustomerPerMin, CustomerBurst int
}

// Steps are the counts from which the advice changes.
type Steps struct {
	AskReporters   int // different people with open reports
	DelayReporters int
}

// DefaultSettings are those that are shipped: rates, costs and counts from rulebook/settings.yaml, and the bounds of this program.
func DefaultSettings() Settings {
	s, err := LoadSettings()
	if err != nil {
		panic("rulebook/settings.yaml: " + err.Error()) // it is part of the program, and tested
	}
	return s
}

// LoadSettings reads the local settings of the banks' door.
func LoadSettings() (Settings, error) {
	raw, err := rulebook.FS.ReadFile("settings.yaml")
	if err != nil {
		return Settings{}, err
	}
	r, err := rulefile.ReadSettings(raw)
	if err != nil {
		return Settings{}, err
	}
	whole := func(code string) int { return int(r.Whole("partner."+code, 1_000_000)) }
	s := Settings{
		RequestsPerS: whole("requests_per_s"), RequestsBurst: whole("requests_burst"), InWork: 512,
		PollMax: 25 * time.Second, PollsPerBank: 4, PollEvery: time.Second,
		Checks: Budget{
			PerS: whole("payee_tokens_per_s"), Burst: whole("payee_tokens_burst"), HitCost: whole("payee_known_cost"), MissCost: whole("payee_unknown_cost"),
			CustomerPerMin: whole("payee_customer_per_min"), CustomerBurst: whole("payee_customer_burst"),
		},
		AgeMax: time.Duration(whole("payee_age_max_s")) * time.Second,
		Advice: Steps{AskReporters: whole("ask_reporters"), DelayReporters: whole("delay_reporters")},
	}
	return s, r.Err()
}

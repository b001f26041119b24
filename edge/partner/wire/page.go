package wire

import "time"

// Page is what a poll gives: messages in the order of their cursors. The next poll begins after Next, and thereby says that
// everything up to it has been stored by the bank. Nothing new is an empty page with the same cursor.
type Page struct {
	Orders []Order `json:"orders"`
	Next   int64   `json:"next"`
	More   bool    `json:"more"` // ask again at once
}

// Event is one thing that happened to an order of the bank, whoever caused it.
type Event struct {
	Seq   int64     `json:"seq"` // cursor
	At    time.Time `json:"at"`
	Kind  EventKind `json:"kind"`
	Order string    `json:"order"`
	Fen   int64     `json:"fen,omitempty"`
	Until time.Time `json:"until,omitzero"` // held, renewed, frozen: the end
	Text  string    `json:"text,omitempty"`
}

// EventKind says what happened.
type EventKind string

// The kinds of event. A reader passes over those that it does not know: later versions add some.
const (
	EventSealed        EventKind = "sealed"        // 指令已签发
	EventSent          EventKind = "sent"          // 指令已送达
	EventAnswered      EventKind = "answered"      // 反馈已登记
	EventHeld          EventKind = "held"          // 已止付
	EventReleased      EventKind = "released"      // 已解除
	EventRenewed       EventKind = "renewed"       // 再次止付
	EventFrozen        EventKind = "frozen"        // 已转冻结
	EventExpiring      EventKind = "expiring"      // 即将到期
	EventExpired       EventKind = "expired"       // 到期自动解除
	EventSilent        EventKind = "silent"        // 逾期未反馈
	EventContradiction EventKind = "contradiction" // 反馈前后矛盾: please look into it
)

// Events is a page of events.
type Events struct {
	Events []Event `json:"events"`
	Next   int64   `json:"next"`
	More   bool    `json:"more"`
}

// Receipt says what became of one line of a delivery.
type Receipt struct {
	Line   int    `json:"line"` // 1, 2, …
	ID     string `json:"id,omitempty"`
	Status Status `json:"status"`
	Code   string `json:"code,omitempty"` // refused: a fault of docs/faults.md
	ZH     string `json:"message_zh,omitempty"`
	EN     string `json:"message_en,omitempty"`
	Retry  bool   `json:"retry,omitempty"` // the same line may be sent again: it is we who could not take it
}

// Status is the receipt in one word.
type Status string

// The statuses.
const (
	Accepted Status = "accepted" // recorded; a line that was recorded before is accepted again and changes nothing
	Rejected Status = "rejected" // nothing of the line was recorded
)

// Receipts is the answer to a delivery.
type Receipts struct {
	Accepted int       `json:"accepted"`
	Rejected int       `json:"rejected"`
	Receipts []Receipt `json:"receipts"`
}

// Objection (异议) is what the holder of a held account says, handed on by the bank: the centre decides, and the clock runs from
// the moment it came in.
type Objection struct {
	Version  int        `json:"version"`
	ID       string     `json:"id"` // unique at the bank; the idempotency key
	Bank     string     `json:"bank"`
	Order    string     `json:"order"` // the order that holds the money
	At       time.Time  `json:"at"`    // when the holder objected
	Holder   string     `json:"holder"`
	Phone    string     `json:"phone,omitempty"`
	Fen      int64      `json:"fen"`  // how much of the hold is disputed
	Kind     string     `json:"kind"` // merchant, wages, living, not_involved, other
	Text     string     `json:"text"`
	Evidence []Evidence `json:"evidence,omitempty"`
}

// Evidence is a paper that the bank keeps and shows on request.
type Evidence struct {
	Kind   string `json:"kind"` // invoice, contract, wage_slip, statement, other
	SHA256 string `json:"sha256"`
}

// Case is what became of an objection.
type Case struct {
	ID       string    `json:"id"` // the bank's
	Number   string    `json:"number"`
	State    string    `json:"state"`
	DecideBy time.Time `json:"decide_by"` // a public clock
}

// Query asks how risky a payee is, before a payment is carried out. It is for the bank's own decision: the answer may not be
// shown to the customer, nor to anyone who asks by himself.
type Query struct {
	Version  int    `json:"version"`
	Account  string `json:"account"`            // the payee's number
	Customer string `json:"customer,omitempty"` // the bank's own pseudonym of the payer: each has a budget of his own
}

// Risk is the answer: counts, never identities.
type Risk struct {
	Version         int       `json:"version"`
	Known           bool      `json:"known"`               // anything at all is known of the account
	OpenReports     int       `json:"open_reports"`        // claims that are open now
	OpenReporters   int       `json:"open_reporters"`      // different people behind them
	HoldsNow        int       `json:"holds_now"`           // holds that run now
	HeldNowFen      int64     `json:"held_now_fen"`        // their sum, rounded down to whole thousands of yuan
	Involved        bool      `json:"involved"`            // on the list of involved accounts (涉案账户)
	SmallCredits    bool      `json:"small_credits"`       // small credits followed by reports: may be an attempt to have an honest account held
	FirstSeen       time.Time `json:"first_seen,omitzero"` // day of the first report
	RejectedReports int       `json:"rejected_reports"`    // reports within 60 months that proved false or mistaken
	Days90          Window    `json:"d90"`
	Months12        Window    `json:"m12"`
	Months60        Window    `json:"m60"`
	Watermark       time.Time `json:"watermark"`        // the answer knows everything up to here
	AgeMs           int64     `json:"age_ms"`           // how old that is
	Cost            int       `json:"cost"`             // tokens that the question took
	Left            int       `json:"left"`             // tokens that are left
	Advice          Advice    `json:"advice,omitempty"` // a proposal; the bank decides
}

// Window counts within a span back from now.
type Window struct {
	Reports   int   `json:"reports"`
	Reporters int   `json:"reporters"`
	Holds     int   `json:"holds"`
	Fen       int64 `json:"fen"` // reported, rounded down to whole thousands of yuan
}

// Advice is what the counts suggest.
type Advice string

// The advices.
const (
	AdviceNone  Advice = "none"  // nothing speaks against it
	AdviceAsk   Advice = "ask"   // ask the payer once more
	AdviceDelay Advice = "delay" // delay the payment and call the payer
)

// ObjectionKinds are the words of Objection.Kind.
var ObjectionKinds = []string{"merchant", "wages", "living", "not_involved", "other"}

// EvidenceKinds are the words of Evidence.Kind.
var EvidenceKinds = []string{"invoice", "contract", "wage_slip", "statement", "other"}

// evidenceMax bounds the papers of an objection.
const evidenceMax = 20

// DecodeObjection reads one objection.
func DecodeObjection(raw []byte) (Objection, error) { return decode[Objection](raw, NoticeMax) }

// DecodeQuery reads one question about a payee.
func DecodeQuery(raw []byte) (Query, error) {
	q, ok := plainQuery(raw)
	if ok {
		return q, q.Check()
	}
	return decode[Query](raw, NoticeMax)
}

// Check refuses an objection that is incomplete.
func (o Objection) Check() error {
	c := &checker{}
	c.version(o.Version)
	c.id("id", o.ID, true)
	c.bank("bank", o.Bank, true)
	c.id("order", o.Order, true)
	c.moment("at", o.At, true)
	c.text("holder", o.Holder, nameMax, true)
	c.text("phone", o.Phone, shortMax, false)
	c.fen("fen", o.Fen, 1)
	c.oneOf("kind", o.Kind, ObjectionKinds)
	c.text("text", o.Text, textMax, true)
	c.span("evidence", int64(len(o.Evidence)), 0, evidenceMax)
	for i, e := range o.Evidence {
		field := element("evidence", i)
		c.oneOf(field+".kind", e.Kind, EvidenceKinds)
		if !hexOf(e.SHA256, 64) {
			c.fail(at(ErrForm, field+".sha256"))
		}
	}
	return c.err
}

// Check refuses a question without an account.
func (q Query) Check() error {
	c := &checker{}
	c.version(q.Version)
	c.number("account", q.Account, true)
	c.id("customer", q.Customer, false)
	return c.err
}

package wire

import "time"

// Version is the version of the canonical form that this package writes and the only one that it reads.
const Version = 1

// Type says what an order asks of the bank.
type Type string

// The types of order. None of them can hold a whole account: those that keep money back carry an amount, and a restriction keeps
// none: it bounds how the victim's own account pays, for hours.
const (
	Stop    Type = "stop"    // 紧急止付: hold up to HoldFen on the account for HoldForS seconds from execution
	Release Type = "release" // 解除止付: give free ReleaseFen of what the parent order held, at once
	Freeze  Type = "freeze"  // 冻结: turn FreezeFen of a hold into a freeze until Until, on the named legal document
	Thaw    Type = "thaw"    // 解除冻结: end or reduce a freeze
	Remind  Type = "remind"  // 催办: the answer to Order is due

	Restrict Type = "restrict" // 保护性限制: until Until the account does not pay by the ways that Limits names; credits come in as before
	Lift     Type = "lift"     // 解除限制: end the restriction of the parent order, at once
)

// What a restriction bounds.
const (
	LimitNonCounter = "non_counter" // 限制非柜面: no payment but at a counter, in person
	LimitPayments   = "payments"    // 限制交易: no payment at all (只收不付)
)

// Limits are all words of what a restriction bounds.
var Limits = []string{LimitNonCounter, LimitPayments}

// Order is what the centre sends. It is complete in itself: a bank needs no look-up to act on it. ID is the idempotency key:
// the same ID must never be executed twice, and is answered with the same answer.
type Order struct {
	Version  int       `json:"version"`
	Type     Type      `json:"type"`
	ID       string    `json:"id"`               // unique for ever; the idempotency key
	Number   string    `json:"number"`           // 文书号, for people
	Claim    string    `json:"claim"`            // number of the claim (案件) it belongs to
	Parent   string    `json:"parent,omitempty"` // stop: the order whose answer led here; release, freeze, thaw, remind, lift: the order concerned; freeze or restrict that renews: the earlier one
	Depth    int       `json:"depth"`            // layer of the account: 1 is the victim's payee; restrict, lift: 0, the victim's own
	Bank     string    `json:"bank"`             // code of the bank it is addressed to
	Account  Account   `json:"account"`
	Matches  []Match   `json:"matches,omitempty"`    // stop: the credits that the bank must find; at least one
	HoldFen  int64     `json:"hold_fen,omitempty"`   // stop: at most this much is held, never more
	HoldForS int64     `json:"hold_for_s,omitempty"` // stop: the hold ends so long after the bank executed it
	Count    int       `json:"count,omitempty"`      // stop: 1 or 2, which stop of this account it is
	Fen      int64     `json:"fen,omitempty"`        // release, freeze, thaw: the amount
	Until    time.Time `json:"until,omitzero"`       // freeze, restrict: its end
	FloorFen int64     `json:"floor_fen,omitempty"`  // stop: so much of the holder's own money must stay usable; FenMax: all of it, see FloorAll
	Basis    string    `json:"basis"`                // code of the rule it rests on, with its article
	Reason   string    `json:"reason"`               // in words, for the holder as well
	Urgent   bool      `json:"urgent"`
	Officers []Officer `json:"officers"` // two
	Document Document  `json:"document"` // one legal document
	Unit     Unit      `json:"unit"`
	// Supplements names the stop order that this one adds to (补充指令): the same stop, the same count, the same end. What is held by
	// this order stands beside what is held by that one. Empty for the first order of a stop.
	Supplements string    `json:"supplements,omitempty"`
	Limits      string    `json:"limits,omitempty"` // restrict: non_counter or payments
	IssuedAt    time.Time `json:"issued_at"`
	AnswerBy    time.Time `json:"answer_by"` // a local target, not law
	Seal        Seal      `json:"seal"`      // over all fields above; see Sign and Verify
}

// Account names one account at the addressed bank.
type Account struct {
	Number string `json:"number"`
	Name   string `json:"name"` // holder as the centre knows it; the bank must refuse on a mismatch
	Kind   string `json:"kind"` // person, company, payment; empty when not known
}

// Match is one credit to the account. The bank compares name, account, amount and time, and must not hold when no match is found.
type Match struct {
	Ref          string    `json:"ref,omitempty"` // the payer bank's serial, where known
	Time         time.Time `json:"time"`
	Fen          int64     `json:"fen"`
	PayerBank    string    `json:"payer_bank,omitempty"`
	PayerAccount string    `json:"payer_account,omitempty"`
	PayerName    string    `json:"payer_name,omitempty"`
	Channel      string    `json:"channel,omitempty"`
}

// Officer is one of the two who answer for the order.
type Officer struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// Document is the legal document attached, by its hash.
type Document struct {
	Kind   string `json:"kind"`
	Number string `json:"number"`
	SHA256 string `json:"sha256"` // hex
}

// Unit is the ordering unit.
type Unit struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Seal is the electronic seal of the unit.
type Seal struct {
	Suite string `json:"suite"` // ed25519-sha256 or sm2-sm3
	Key   string `json:"key"`   // key id
	Value string `json:"value"` // base64
}

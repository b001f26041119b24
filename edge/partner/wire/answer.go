package wire

import "time"

// Result is the bank's answer in one word.
type Result string

// The results. Seen is an acknowledgement, all others answer the order.
const (
	Seen          Result = "seen"           // 已接收
	Held          Result = "held"           // 已止付: the whole amount is held
	PartiallyHeld Result = "partially_held" // 部分止付
	NotHeld       Result = "not_held"       // 未止付: nothing was there; Dispositions say where it went
	Refused       Result = "refused"        // 拒绝: see Refusal; nothing is held
	Done          Result = "done"           // release, freeze, thaw, restrict, lift: carried out
	Failed        Result = "failed"         // the bank's own system failed; the order may be sent again
)

// Answer is what a bank says to an order. A bank may answer several times: every answer replaces its earlier ones (the
// highest Seq counts), and the amounts are totals since the order was executed, not increments.
type Answer struct {
	Version      int           `json:"version"`
	ID           string        `json:"id"`    // unique at the bank; the idempotency key of the answer
	Order        string        `json:"order"` // ID of the order
	Bank         string        `json:"bank"`
	Seq          int           `json:"seq"` // 1, 2, … per order; a bare "seen" may have 0
	At           time.Time     `json:"at"`
	Result       Result        `json:"result"`
	Refusal      string        `json:"refusal,omitempty"` // a code of Refusals
	Text         string        `json:"text,omitempty"`
	ExecutedAt   time.Time     `json:"executed_at,omitzero"` // start of the hold: the clock of 48 h runs from here
	ExpiresAt    time.Time     `json:"expires_at,omitzero"`
	HeldFen      int64         `json:"held_fen"`
	BalanceFen   int64         `json:"balance_fen,omitempty"`
	Earlier      []Earlier     `json:"earlier,omitempty"` // freezes and stops that were there before
	Dispositions []Disposition `json:"dispositions,omitempty"`
	Final        bool          `json:"final"` // no further answer will follow
	Person       string        `json:"person,omitempty"`
	Phone        string        `json:"phone,omitempty"`
}

// Earlier is a stop or freeze that was on the account before.
type Earlier struct {
	By    string    `json:"by"`
	Fen   int64     `json:"fen"`
	Until time.Time `json:"until,omitzero"`
}

// Code says what became of money that reached the account.
type Code string

// The dispositions. Those that name an onward account open the next layer.
const (
	CodeHeld          Code = "HELD"
	CodePartiallyHeld Code = "PARTIALLY_HELD"
	MovedInternal     Code = "MOVED_INTERNAL"   // book transfer inside the same bank
	MovedOtherBank    Code = "MOVED_OTHER_BANK" // to an account at another bank
	CashATM           Code = "CASH_ATM"
	CashCounter       Code = "CASH_COUNTER"
	CashCheque        Code = "CASH_CHEQUE"
	AgentCash         Code = "AGENT_CASH"
	POSPurchase       Code = "POS_PURCHASE"
	Wallet            Code = "WALLET" // to a wallet or payment account, named like an onward account
	CryptoOfframp     Code = "CRYPTO_OFFRAMP"
	Abroad            Code = "ABROAD"
	LoanRepaid        Code = "LOAN_REPAID"
	BelowThreshold    Code = "BELOW_THRESHOLD"
	NoSuchTx          Code = "NO_SUCH_TX"
	Mismatch          Code = "MISMATCH" // one of the four fields differs: nothing may be held
	AlreadyHeld       Code = "ALREADY_HELD"
	LegitMerchant     Code = "LEGITIMATE_MERCHANT"
	NoBalance         Code = "NO_BALANCE"
)

// Disposition is one line of an answer.
type Disposition struct {
	Code    Code      `json:"code"`
	Fen     int64     `json:"fen"`
	TxFen   int64     `json:"tx_fen,omitempty"` // onward: whole amount of the transaction, where Fen is a part of it: the next bank looks for it
	Time    time.Time `json:"time,omitzero"`
	Ref     string    `json:"ref,omitempty"`     // the bank's serial of the onward transaction
	Bank    string    `json:"bank,omitempty"`    // onward bank
	Account string    `json:"account,omitempty"` // onward account
	Name    string    `json:"name,omitempty"`    // onward holder
	Kind    string    `json:"kind,omitempty"`    // person, company, payment
	Place   string    `json:"place,omitempty"`   // cash, POS: where
	Claim   string    `json:"claim,omitempty"`   // ALREADY_HELD: for which claim
}

// Notice tells of a transfer inside one bank, which no switch sees.
type Notice struct {
	Version int       `json:"version"`
	ID      string    `json:"id"` // unique at the bank
	Bank    string    `json:"bank"`
	Ref     string    `json:"ref"`
	Time    time.Time `json:"time"`
	From    Account   `json:"from"`
	To      Account   `json:"to"`
	Fen     int64     `json:"fen"`
}

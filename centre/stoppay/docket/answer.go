package docket

import "fanzha/term/when"

// Result is a bank's answer in one word; the words are those of the page that banks learn.
type Result string

// The results.
const (
	ResultSeen    Result = "seen"
	ResultHeld    Result = "held"
	ResultPart    Result = "partially_held"
	ResultNotHeld Result = "not_held"
	ResultRefused Result = "refused"
	ResultDone    Result = "done" // release, freeze, thaw: carried out
	ResultFailed  Result = "failed"
)

// Code says what became of money that reached an account (处置结果).
type Code string

// The dispositions. Those that name an onward account open the next layer.
const (
	CodePayment       Code = "PAYMENT" // the victim's own payment; never in an answer
	CodeHeld          Code = "HELD"
	CodePartiallyHeld Code = "PARTIALLY_HELD"
	MovedInternal     Code = "MOVED_INTERNAL"
	MovedOtherBank    Code = "MOVED_OTHER_BANK"
	CashATM           Code = "CASH_ATM"
	CashCounter       Code = "CASH_COUNTER"
	CashCheque        Code = "CASH_CHEQUE"
	AgentCash         Code = "AGENT_CASH"
	POSPurchase       Code = "POS_PURCHASE"
	Wallet            Code = "WALLET"
	CryptoOfframp     Code = "CRYPTO_OFFRAMP"
	Abroad            Code = "ABROAD"
	LoanRepaid        Code = "LOAN_REPAID"
	BelowThreshold    Code = "BELOW_THRESHOLD"
	NoSuchTx          Code = "NO_SUCH_TX"
	Mismatch          Code = "MISMATCH"
	AlreadyHeld       Code = "ALREADY_HELD"
	LegitMerchant     Code = "LEGITIMATE_MERCHANT"
	NoBalance         Code = "NO_BALANCE"
)

// Fate says what a disposition means for the money.
type Fate uint8

// The fates.
const (
	FateNone   Fate = iota // says nothing about where money is
	FateHeld               // it stays where it is
	FateOnward             // it went to another account: the next layer
	FateExit               // it left the accounts that can be followed
)

var fates = map[Code]Fate{
	CodePayment: FateOnward, CodeHeld: FateHeld, CodePartiallyHeld: FateHeld, MovedInternal: FateOnward, MovedOtherBank: FateOnward,
	CashATM: FateExit, CashCounter: FateExit, CashCheque: FateExit, AgentCash: FateExit, POSPurchase: FateExit, Wallet: FateOnward,
	CryptoOfframp: FateExit, Abroad: FateExit, LoanRepaid: FateExit, BelowThreshold: FateExit, NoSuchTx: FateNone, Mismatch: FateNone,
	AlreadyHeld: FateHeld, LegitMerchant: FateExit, NoBalance: FateNone,
}

// Fate returns the meaning of a code; ok is false for a code that is not on the page.
func (c Code) Fate() (f Fate, ok bool) {
	f, ok = fates[c]
	return f, ok
}

// Answer is what a bank says to a message (反馈). A bank may answer several times: the highest Seq counts, and amounts are
// totals since the order was executed, not increments.
type Answer struct {
	ID           string // unique at the bank; the idempotency key
	Message      string // id of the message that it answers: an order, release, freeze, thaw or reminder
	Bank         string
	Seq          int
	At           when.Micros // by the bank's clock
	Result       Result
	Refusal      string
	Text         string
	ExecutedAt   when.Micros
	ExpiresAt    when.Micros
	HeldFen      int64
	BalanceFen   int64
	Earlier      []Earlier
	Dispositions []Disposition
	Final        bool
	Person       string
	Phone        string

	ReceivedAt when.Micros // by our clock; set here
	Effect     Effect      // set here
	Hash       string      // of the content; set here
}

// Effect says what an answer did.
type Effect string

// The effects.
const (
	EffectCounted  Effect = "counted"
	EffectLate     Effect = "late"     // a later one was there already: kept, without effect
	EffectConflict Effect = "conflict" // its id or sequence number had been used for other content
)

// Earlier is a stop or freeze that was on the account before.
type Earlier struct {
	By    string
	Fen   int64
	Until when.Micros
}

// Disposition is one line of an answer.
type Disposition struct {
	Code  Code
	Fen   int64 // how much of the amount asked for it took
	TxFen int64 // whole amount of the onward transaction, which the next bank has to find; 0: the same as Fen
	At    when.Micros
	Ref   string
	To    Party  // onward account
	Place string // cash, POS: where
	Claim string // ALREADY_HELD: for which claim
}

// Notice tells of a transfer inside one bank, which no switch sees (行内转账通知).
type Notice struct {
	ID   string // unique at the bank
	Bank string
	Ref  string
	At   when.Micros
	From Party
	To   Party
	Fen  int64
}

// Flags: what was contradictory in a bank's answers. Each has its treatment in answered.go.
const (
	FlagOverHeld   = "over_held"   // held more than was asked: accepted as a fact, the surplus is released at once
	FlagInflow     = "over_inflow" // held and moved are more than came in: what is too much is not followed
	FlagFuture     = "executed_in_future"
	FlagBefore     = "executed_before_order"
	FlagNoTime     = "executed_without_time"
	FlagTooLong    = "stated_end_too_late"
	FlagAfterEnd   = "answered_after_end" // a hold reported when its time was over: recorded as expired
	FlagAmount     = "result_and_amount"  // the word and the amount disagree: the amount counts
	FlagDropped    = "held_less_later"    // less is held than said before, without a release
	FlagRefused    = "held_though_refused"
	FlagSeq        = "sequence_reused"
	FlagID         = "answer_id_reused"
	FlagUnreleased = "not_released" // the bank refuses to release
)

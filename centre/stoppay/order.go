package stoppay

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// State is where an order stands.
type State string

// The states of an order. "Whose turn" and the clock that runs are said by each.
const (
	Sealed    State = "sealed"    // 待送达: intent committed; ours: delivery
	Sent      State = "sent"      // 已送达: the bank's: acknowledge by SeenBy
	Seen      State = "seen"      // 已接收: the bank's: answer by AnswerBy
	Answered  State = "answered"  // 已反馈: the bank has said what it did; more answers may follow until Final
	Refused   State = "refused"   // 被拒绝: nothing is held; ours: mend or leave
	Cancelled State = "cancelled" // 已撤回: withdrawn before anything was held
)

// Order is one stop order (紧急止付指令) for one account of one claim.
type Order struct {
	ID         string // the idempotency key on the wire
	Number     string
	Claim      string
	Unit       string
	Parent     string // order whose answer led here; empty for layer 1
	Layer      int    // 1 is the victim's payee
	Target     Party
	Matches    []Match
	Fen        int64  // asked to be held
	FloorFen   int64  // living-money floor
	Evidence   int    // 0–100: how sure that stolen money is there; the weakest is released first
	Mode       string // reply, switch, statement, manual: how the account was found
	Count      int    // 1 or 2: which stop of this account
	State      State
	Result     string // of the latest answer, see package wire
	Refusal    string
	HeldFen    int64       // held now, by this order
	ExecutedAt when.Micros // by the bank
	ExpiresAt  when.Micros // end of the hold, from ExecutedAt
	HoldState  HoldState
	SealedAt   when.Micros
	SentAt     when.Micros
	SeenAt     when.Micros
	AnsweredAt when.Micros
	SeenBy     when.Micros // due
	AnswerBy   when.Micros // due
	Reminders  int
	Escalated  when.Micros // when the bank's second contact was told
	SealSuite  string
	SealKey    string
	Seal       []byte // over Canonical
	Canonical  []byte // the sealed bytes; what is sent is made of them alone
	Version    int64
}

// HoldState is where the hold of an order stands. A hold is a thing of its own: it begins with the bank's execution.
type HoldState string

// The states of a hold.
const (
	NoHold      HoldState = ""          // nothing was held
	Holding     HoldState = "holding"   // 止付中, until ExpiresAt
	ReleaseSent HoldState = "releasing" // release ordered, not yet confirmed by the bank
	Released    HoldState = "released"  // 已解除
	Expired     HoldState = "expired"   // 到期自动解除
	Frozen      HoldState = "frozen"    // 已转冻结: centre/measure has a freeze in its place
)

// Match is one credit that the bank must find on the account.
type Match struct {
	Ref     string
	At      when.Micros
	Fen     int64
	Payer   Party
	Channel string
}

// Bank is one holder of accounts in the directory.
type Bank struct {
	Code     string
	Name     string
	Kind     string   // bank, payment
	Prefixes []string // card-number prefixes (BIN)
	Channel  string   // push, poll, folder, iso20022, paper
	Address  string   // channel's address: URL, folder, mailbox
	First    Contact
	Second   Contact
	Active   bool
	Version  int64
}

// Contact is a person at the bank, day and night.
type Contact struct {
	Name  string
	Phone string
}

// Leg is one movement of money known to a claim: a payment of the victim, a line of an answer, or a transfer from the log or a statement.
type Leg struct {
	ID    string
	Claim string
	Order string // whose answer told it; empty for payments
	From  ident.Account
	To    Party  // empty account for exits
	Code  string // disposition code of package wire; "PAYMENT" for the victim's own
	At    when.Micros
	Fen   int64
	Ref   string
	Place string
	Mode  string // reply, switch, statement, manual
}

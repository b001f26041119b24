package docket

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
	Failed    State = "failed"    // 未能送达: given up, the hold would be pointless by now; ours: by telephone
	Cancelled State = "cancelled" // 已撤回: withdrawn before the bank had it
)

// Open says whether the bank still owes a first answer.
func (s State) Open() bool { return s == Sealed || s == Sent || s == Seen }

// Mode says how an account or movement became known.
type Mode string

// The modes.
const (
	ModePayment   Mode = "payment"   // told by the victim
	ModeReply     Mode = "reply"     // told by a bank's answer or notice
	ModeSwitch    Mode = "switch"    // seen in our own log
	ModeStatement Mode = "statement" // from an imported bank file
	ModeManual    Mode = "manual"    // entered by an officer
)

// Order is one stop order (紧急止付指令) for one account of one claim.
type Order struct {
	ID         string // the idempotency key on the wire
	Number     string
	Claim      string // id
	Unit       string
	Parent     string // order whose answer led here; empty for layer 1
	Supplement string // order whose stop this one adds to (补充指令): same Count, ends with it; empty for the first order of a stop
	Renews     string // order whose hold this one continues (再次止付, count 2); empty for others
	Layer      int    // 1 is the victim's payee
	Target     Party
	Matches    []Match
	Fen        int64    // asked to be held
	FloorFen   int64    // living-money floor
	Lane       string   // guard.Lane*
	Limits     []string // what lowered Fen (guard.Grant.Reasons)
	Evidence   int      // 0–100: how sure that stolen money is there; the weakest is released first
	Mode       Mode     // how the account was found
	Count      int      // 1 or 2: which stop of this account
	Slot       string   // the one place among the account's stops that it takes; empty when it takes none
	Basis      string   // what it rests on, as printed
	Reason     string   // in words, for the holder as well

	State      State
	Result     Result // of the latest answer that counts
	Refusal    string
	AnswerSeq  int  // highest that counts
	Final      bool // no further answer will follow
	Flags      []string
	ExecutedAt when.Micros // by the bank; of the first execution
	ExpiresAt  when.Micros // end of the hold, from ExecutedAt; only ever becomes earlier
	BankEnds   when.Micros // end that the bank itself has stated
	HoldState  HoldState
	TotalFen   int64 // most that the bank has ever held by this order
	HeldFen    int64 // held now, by this order
	LeavingFen int64 // of HeldFen: release ordered, not yet confirmed
	FreedFen   int64 // released and confirmed
	FrozenFen  int64 // of HeldFen: turned into a freeze
	Freeze     string

	SealedAt   when.Micros
	SentAt     when.Micros
	SeenAt     when.Micros
	AnsweredAt when.Micros // first answer
	HeldAt     when.Micros // when the first answer with a hold reached us
	SeenBy     when.Micros // due
	AnswerBy   when.Micros // due
	Reminders  int
	RemindAt   when.Micros // next reminder, 0: none
	Escalated  when.Micros // when the bank's second contact was told
	Alerts     int         // how many of the alerts before the end were given
	SealSuite  string
	SealKey    string
	NextAt     when.Micros // when Tick has something to do, 0: nothing
	Version    int64
}

// HoldState is where the hold of an order stands. A hold is a thing of its own: it begins with the bank's execution.
type HoldState string

// The states of a hold. Those that hold nothing any more are final: nothing revives a hold.
const (
	NoHold      HoldState = ""          // nothing was held
	Holding     HoldState = "holding"   // 止付中, until ExpiresAt
	ReleaseSent HoldState = "releasing" // release of all of it ordered, not yet confirmed by the bank
	Released    HoldState = "released"  // 已解除
	Expired     HoldState = "expired"   // 到期自动解除
	Renewed     HoldState = "renewed"   // 已续止付: the second stop has taken it over
	Frozen      HoldState = "frozen"    // 已转冻结: centre/measure has a freeze in its place
)

// Live says whether money is held.
func (h HoldState) Live() bool { return h == Holding || h == ReleaseSent || h == Frozen }

// Ended says whether the hold is over for good.
func (h HoldState) Ended() bool { return h == Released || h == Expired || h == Renewed }

// StandingFen is what the order holds and is not about to give free: what counts against the limit of the claim.
func (o *Order) StandingFen() int64 {
	if !o.HoldState.Live() {
		return 0
	}
	return o.HeldFen - o.LeavingFen
}

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
	Saved    when.Micros // set by SaveBank, for the audit entry; not kept
}

// ChannelPoll is the channel of a bank that asks for its orders itself: nothing is pushed.
const ChannelPoll = "poll"

// Contact is a person at the bank, day and night.
type Contact struct {
	Name  string
	Phone string
}

// Leg is one movement of money known to a claim: a payment of the victim, a line of an answer, or a transfer from the log or
// a statement. The legs of a claim conserve money: TaintedFen of what leaves an account is never more than what came to it.
type Leg struct {
	ID         string
	Claim      string
	Order      string // whose answer told it; empty for payments
	Layer      int    // of the account it arrives at, or left for an exit
	From       ident.Account
	To         Party // empty account for exits
	Code       Code  // disposition; CodePayment for the victim's own
	At         when.Micros
	Fen        int64
	TaintedFen int64 // how much of it is the victim's
	Ref        string
	Place      string
	Mode       Mode
	Next       string // order that follows it; empty when none does
	Halt       Halt   // why none does
}

// Halt says why a leg is not followed by an order of its own.
type Halt string

// The reasons.
const (
	HaltNone      Halt = ""
	HaltExit      Halt = "exit"       // the money left the accounts that can be followed
	HaltCovered   Halt = "covered"    // the account's order covers it, or nothing of the victim's is in it
	HaltHops      Halt = "max_hops"   // too many layers
	HaltOrders    Halt = "max_orders" // too many orders in this claim
	HaltSmall     Halt = "min_fen"    // too small
	HaltWindow    Halt = "window"     // too late after the money came
	HaltWorth     Halt = "not_worth"  // expected value at or below zero
	HaltProtected Halt = "protected"  // a kind of account that may not be stopped
	HaltLimit     Halt = "stop_count" // the account was stopped as often as the law allows
	HaltBank      Halt = "no_bank"    // nobody in the directory holds it
	HaltName      Halt = "no_name"    // the holder's name is not known: the bank could not match it; an officer adds it
	HaltOwn       Halt = "own"        // the victim's own account
	HaltEnded     Halt = "ended"      // the claim is closed or withdrawn
)

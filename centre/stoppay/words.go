package stoppay

// The words of this room are declared in docket, below the decisions (chase) and this package, and named here for everybody else.

import "fanzha/centre/stoppay/docket"

// ClaimState is where a claim stands.
type ClaimState = docket.ClaimState

// The states of a claim.
const (
	ClaimOpen      = docket.ClaimOpen      // 追查中: orders are out or may follow; the centre's turn
	ClaimClosed    = docket.ClaimClosed    // 办结: nothing more will be ordered; holds run on to their ends
	ClaimWithdrawn = docket.ClaimWithdrawn // 撤销: false or mistaken; every hold of it is released
)

// Standing says how sure the centre is that the claim is true.
type Standing = docket.Standing

// The confirmation ladder.
const (
	Provisional = docket.Provisional // 待核实: holds are released at ConfirmBy unless it is confirmed
	Confirmed   = docket.Confirmed   // 已核实
	Lapsed      = docket.Lapsed      // 逾期未核实: the time passed; its holds are released
)

// Claim is one victim's report that money has gone (紧急止付申请).
type Claim = docket.Claim

// Victim is the person who paid.
type Victim = docket.Victim

// Payment is one transfer of the victim: the root of a trace.
type Payment = docket.Payment

// Party is an account with its holder.
type Party = docket.Party

// Officer is one of the two who answer for an order.
type Officer = docket.Officer

// Document is the legal document attached to an order.
type Document = docket.Document

// Finding is what the shift leader's review found.
type Finding = docket.Finding

// The findings.
const (
	Upheld   = docket.Upheld   // 维持
	Reversed = docket.Reversed // 撤销: every hold of the claim is released
)

// State is where an order stands.
type State = docket.State

// The states of an order. "Whose turn" and the clock that runs are said by each.
const (
	Sealed    = docket.Sealed    // 待送达: intent committed; ours: delivery
	Sent      = docket.Sent      // 已送达: the bank's: acknowledge by SeenBy
	Seen      = docket.Seen      // 已接收: the bank's: answer by AnswerBy
	Answered  = docket.Answered  // 已反馈: the bank has said what it did; more answers may follow until Final
	Refused   = docket.Refused   // 被拒绝: nothing is held; ours: mend or leave
	Failed    = docket.Failed    // 未能送达: given up, the hold would be pointless by now; ours: by telephone
	Cancelled = docket.Cancelled // 已撤回: withdrawn before the bank had it
)

// Mode says how an account or movement became known.
type Mode = docket.Mode

// The modes.
const (
	ModePayment   = docket.ModePayment   // told by the victim
	ModeReply     = docket.ModeReply     // told by a bank's answer or notice
	ModeSwitch    = docket.ModeSwitch    // seen in our own log
	ModeStatement = docket.ModeStatement // from an imported bank file
	ModeManual    = docket.ModeManual    // entered by an officer
)

// Order is one stop order (紧急止付指令) for one account of one claim.
type Order = docket.Order

// HoldState is where the hold of an order stands. A hold is a thing of its own: it begins with the bank's execution.
type HoldState = docket.HoldState

// The states of a hold. Those that hold nothing any more are final: nothing revives a hold.
const (
	NoHold      = docket.NoHold      // nothing was held
	Holding     = docket.Holding     // 止付中, until ExpiresAt
	ReleaseSent = docket.ReleaseSent // release of all of it ordered, not yet confirmed by the bank
	Released    = docket.Released    // 已解除
	Expired     = docket.Expired     // 到期自动解除
	Renewed     = docket.Renewed     // 已续止付: the second stop has taken it over
	Frozen      = docket.Frozen      // 已转冻结: centre/measure has a freeze in its place
)

// Match is one credit that the bank must find on the account.
type Match = docket.Match

// Bank is one holder of accounts in the directory.
type Bank = docket.Bank

// ChannelPoll is the channel of a bank that asks for its orders itself: nothing is pushed.
const (
	ChannelPoll = docket.ChannelPoll
)

// Contact is a person at the bank, day and night.
type Contact = docket.Contact

// Leg is one movement of money known to a claim: a payment of the victim, a line of an answer, or a transfer from the log or
type Leg = docket.Leg

// Halt says why a leg is not followed by an order of its own.
type Halt = docket.Halt

// The reasons.
const (
	HaltNone      = docket.HaltNone
	HaltExit      = docket.HaltExit      // the money left the accounts that can be followed
	HaltCovered   = docket.HaltCovered   // the account's order covers it, or nothing of the victim's is in it
	HaltHops      = docket.HaltHops      // too many layers
	HaltOrders    = docket.HaltOrders    // too many orders in this claim
	HaltSmall     = docket.HaltSmall     // too small
	HaltWindow    = docket.HaltWindow    // too late after the money came
	HaltWorth     = docket.HaltWorth     // expected value at or below zero
	HaltProtected = docket.HaltProtected // a kind of account that may not be stopped
	HaltLimit     = docket.HaltLimit     // the account was stopped as often as the law allows
	HaltBank      = docket.HaltBank      // nobody in the directory holds it
	HaltName      = docket.HaltName      // the holder's name is not known: the bank could not match it; an officer adds it
	HaltOwn       = docket.HaltOwn       // the victim's own account
	HaltEnded     = docket.HaltEnded     // the claim is closed or withdrawn
)

// Result is a bank's answer in one word; the words are those of the page that banks learn.
type Result = docket.Result

// The results.
const (
	ResultSeen    = docket.ResultSeen
	ResultHeld    = docket.ResultHeld
	ResultPart    = docket.ResultPart
	ResultNotHeld = docket.ResultNotHeld
	ResultRefused = docket.ResultRefused
	ResultDone    = docket.ResultDone // release, freeze, thaw: carried out
	ResultFailed  = docket.ResultFailed
)

// Code says what became of money that reached an account (处置结果).
type Code = docket.Code

// The dispositions. Those that name an onward account open the next layer.
const (
	CodePayment       = docket.CodePayment // the victim's own payment; never in an answer
	CodeHeld          = docket.CodeHeld
	CodePartiallyHeld = docket.CodePartiallyHeld
	MovedInternal     = docket.MovedInternal
	MovedOtherBank    = docket.MovedOtherBank
	CashATM           = docket.CashATM
	CashCounter       = docket.CashCounter
	CashCheque        = docket.CashCheque
	AgentCash         = docket.AgentCash
	POSPurchase       = docket.POSPurchase
	Wallet            = docket.Wallet
	CryptoOfframp     = docket.CryptoOfframp
	Abroad            = docket.Abroad
	LoanRepaid        = docket.LoanRepaid
	BelowThreshold    = docket.BelowThreshold
	NoSuchTx          = docket.NoSuchTx
	Mismatch          = docket.Mismatch
	AlreadyHeld       = docket.AlreadyHeld
	LegitMerchant     = docket.LegitMerchant
	NoBalance         = docket.NoBalance
)

// Fate says what a disposition means for the money.
type Fate = docket.Fate

// The fates.
const (
	FateNone   = docket.FateNone   // says nothing about where money is
	FateHeld   = docket.FateHeld   // it stays where it is
	FateOnward = docket.FateOnward // it went to another account: the next layer
	FateExit   = docket.FateExit   // it left the accounts that can be followed
)

// Answer is what a bank says to a message (反馈). A bank may answer several times: the highest Seq counts, and amounts are
type Answer = docket.Answer

// Effect says what an answer did.
type Effect = docket.Effect

// The effects.
const (
	EffectCounted  = docket.EffectCounted
	EffectLate     = docket.EffectLate     // a later one was there already: kept, without effect
	EffectConflict = docket.EffectConflict // its id or sequence number had been used for other content
)

// Earlier is a stop or freeze that was on the account before.
type Earlier = docket.Earlier

// Disposition is one line of an answer.
type Disposition = docket.Disposition

// Notice tells of a transfer inside one bank, which no switch sees (行内转账通知).
type Notice = docket.Notice

// Flags: what was contradictory in a bank's answers. Each has its treatment in answered.go.
const (
	FlagOverHeld   = docket.FlagOverHeld // held more than was asked: accepted as a fact, the surplus is released at once
	FlagInflow     = docket.FlagInflow   // held and moved are more than came in: what is too much is not followed
	FlagFuture     = docket.FlagFuture
	FlagBefore     = docket.FlagBefore
	FlagNoTime     = docket.FlagNoTime
	FlagTooLong    = docket.FlagTooLong
	FlagAfterEnd   = docket.FlagAfterEnd // a hold reported when its time was over: recorded as expired
	FlagAmount     = docket.FlagAmount   // the word and the amount disagree: the amount counts
	FlagDropped    = docket.FlagDropped  // less is held than said before, without a release
	FlagRefused    = docket.FlagRefused
	FlagSeq        = docket.FlagSeq
	FlagID         = docket.FlagID
	FlagUnreleased = docket.FlagUnreleased // the bank refuses to release
)

// Kind says what a message asks of the bank; the words are those of the page that banks learn.
type Kind = docket.Kind

// The kinds.
const (
	KindStop    = docket.KindStop
	KindRelease = docket.KindRelease
	KindFreeze  = docket.KindFreeze
	KindThaw    = docket.KindThaw
	KindRemind  = docket.KindRemind

	KindRestrict = docket.KindRestrict
	KindLift     = docket.KindLift
)

// Instruction is what is sealed. It is complete in itself. None can hold a whole account: what keeps money back carries an
type Instruction = docket.Instruction

// Message is a sealed instruction as it is kept and delivered.
type Message = docket.Message

// MessageState is where a message stands.
type MessageState = docket.MessageState

// The states of a message.
const (
	MessageDue       = docket.MessageDue       // ours: to be delivered at NextAt
	MessageQueued    = docket.MessageQueued    // waits at the bank's side: to be polled, fetched or returned on paper
	MessageSent      = docket.MessageSent      // the bank has it
	MessageDone      = docket.MessageDone      // answered for good
	MessageFailed    = docket.MessageFailed    // given up: pointless by now, or refused
	MessageCancelled = docket.MessageCancelled // taken back before the bank had it
)

// Sealer seals canonical bytes; base/seal has one. It must be local and quick: it is called while a claim is locked.
type Sealer = docket.Sealer

// ParseInstruction reads canonical bytes back; anything else is refused with seal.canonical.
func ParseInstruction(canonical []byte) (Instruction, error) {
	return docket.ParseInstruction(canonical)
}

// File is a claim with all that belongs to it. Commands decide on the whole file, for the bounds of a claim (sum of holds,
type File = docket.File

// Tiny is an earlier claim by a tiny credit.
type Tiny = docket.Tiny

// Stop is one order's use of an account's stops.
type Stop = docket.Stop

// OpenCmd asks for a claim and its orders.
type OpenCmd = docket.OpenCmd

// Opened is what came of it.
type Opened = docket.Opened

// Duplicate is another claim's order on an account of this one.
type Duplicate = docket.Duplicate

// ExtendCmd asks for the next layer by hand: along a leg that is known, or to a party that an officer names.
type ExtendCmd = docket.ExtendCmd

// ReleaseCmd gives free what is held.
type ReleaseCmd = docket.ReleaseCmd

// ReviewCmd is the shift leader's review.
type ReviewCmd = docket.ReviewCmd

// ActCmd is a command on a claim that needs nothing but a reason.
type ActCmd = docket.ActCmd

// FrozenCmd hands a hold over to a freeze.
type FrozenCmd = docket.FrozenCmd

// InstructCmd sends a freeze or thaw of centre/measure to the bank of an order. ID makes it happen once.
type InstructCmd = docket.InstructCmd

// DirectCmd sends a restriction or its lifting to the bank of the victim's own account. ID makes it happen once.
type DirectCmd = docket.DirectCmd

// BackCmd says that money was given back to the victim.
type BackCmd = docket.BackCmd

// The kinds of events this room emits. Subject is the claim's id.
const (
	EvOpened        = docket.EvOpened
	EvConfirmed     = docket.EvConfirmed
	EvLapsed        = docket.EvLapsed
	EvClosed        = docket.EvClosed
	EvWithdrawn     = docket.EvWithdrawn
	EvReviewed      = docket.EvReviewed
	EvReviewDue     = docket.EvReviewDue
	EvSurplus       = docket.EvSurplus // netting: a surplus is being released
	EvBack          = docket.EvBack
	EvSealed        = docket.EvSealed
	EvSent          = docket.EvSent
	EvAnswered      = docket.EvAnswered
	EvHeld          = docket.EvHeld
	EvReleasing     = docket.EvReleasing
	EvReleased      = docket.EvReleased
	EvExpired       = docket.EvExpired
	EvExpiring      = docket.EvExpiring // Hours: 12, 4, 1
	EvSilent        = docket.EvSilent   // Escalated: the second contact was told
	EvFailed        = docket.EvFailed
	EvContradiction = docket.EvContradiction
	EvFrozen        = docket.EvFrozen
	EvHalted        = docket.EvHalted     // a leg is not followed: Halt says why
	EvInstructed    = docket.EvInstructed // a bank has answered a freeze, thaw, restriction or lifting
	EvUnanswered    = docket.EvUnanswered // a bank is silent to one of them
)

// Event is what leaves the room when a change is committed.
type Event = docket.Event

// EventBody is the body of every event of this room. It holds no personal data.
type EventBody = docket.EventBody

// ParseEvent reads the body of an event of this room.
func ParseEvent(body []byte) (EventBody, error) { return docket.ParseEvent(body) }

// Input is what happens to an order.
type Input = docket.Input

// The inputs of an order.
const (
	InSent   = docket.InSent   // the bank has it
	InSeen   = docket.InSeen   // the bank says so
	InAnswer = docket.InAnswer // it said what it did
	InRefuse = docket.InRefuse // it refused
	InGiveUp = docket.InGiveUp
	InCancel = docket.InCancel
)

// Inputs lists them.
var (
	Inputs = docket.Inputs
)

// States lists the states of an order.
var (
	States = docket.States
)

// Transition is one row of the life of an order.
type Transition = docket.Transition

// Transitions is the whole life of an order. What a bank says is a fact in every state: also an order that was given up or taken
var (
	Transitions = docket.Transitions
)

// HoldInput is what happens to a hold.
type HoldInput = docket.HoldInput

// The inputs of a hold.
const (
	HoldMore    = docket.HoldMore    // the bank says that it holds something
	HoldNothing = docket.HoldNothing // the bank says that it holds nothing
	HoldRelease = docket.HoldRelease // the release of all of it is ordered
	HoldFreed   = docket.HoldFreed   // the bank says that all of it was released
	HoldExpire  = docket.HoldExpire
	HoldRenew   = docket.HoldRenew // the second stop holds the money
	HoldFreeze  = docket.HoldFreeze
	HoldThaw    = docket.HoldThaw
)

// HoldInputs lists them.
var (
	HoldInputs = docket.HoldInputs
)

// HoldStates lists the states of a hold.
var (
	HoldStates = docket.HoldStates
)

// HoldTransition is one row of the life of a hold.
type HoldTransition = docket.HoldTransition

// HoldTransitions is the whole life of a hold. Released, expired and renewed are the end: nothing leads out of them.
var (
	HoldTransitions = docket.HoldTransitions
)

// What this room refuses. Texts are in term/fault/texts/stoppay.yaml.
var (
	ErrNotFound       = docket.ErrNotFound
	ErrVersion        = docket.ErrVersion
	ErrField          = docket.ErrField    // args: field
	ErrPayments       = docket.ErrPayments // args: least, most
	ErrFuture         = docket.ErrFuture   // a payment later than now
	ErrAmount         = docket.ErrAmount   // not positive, or beyond any account
	ErrOfficers       = docket.ErrOfficers // two different ones
	ErrDocument       = docket.ErrDocument
	ErrBank           = docket.ErrBank      // nobody in the directory holds the account; args: field
	ErrBankOther      = docket.ErrBankOther // the number is another bank's; args: field, bank
	ErrProtected      = docket.ErrProtected // args: kind
	ErrHalted         = docket.ErrHalted    // no order can be made along this leg; args: why
	ErrClaimEnded     = docket.ErrClaimEnded
	ErrStanding       = docket.ErrStanding // not provisional
	ErrReviewed       = docket.ErrReviewed
	ErrOwnReview      = docket.ErrOwnReview // nobody reviews what he opened
	ErrNoHold         = docket.ErrNoHold
	ErrExceeds        = docket.ErrExceeds // more than is held; args: most_fen
	ErrFrozen         = docket.ErrFrozen  // a freeze has taken the hold over
	ErrNotRenewable   = docket.ErrNotRenewable
	ErrStopCount      = docket.ErrStopCount  // the account was stopped twice
	ErrNotWaiting     = docket.ErrNotWaiting // nothing to remind of
	ErrNotLate        = docket.ErrNotLate    // the bank's time to answer is not over
	ErrReason         = docket.ErrReason
	ErrBack           = docket.ErrBack   // more given back than was lost
	ErrAnswer         = docket.ErrAnswer // args: field
	ErrAnswerConflict = docket.ErrAnswerConflict
	ErrFilter         = docket.ErrFilter // args: field
	ErrCursor         = docket.ErrCursor
	ErrQueued         = docket.ErrQueued
	ErrStopTaken      = docket.ErrStopTaken
	ErrUnchanged      = docket.ErrUnchanged
)

package docket

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// ClaimState is where a claim stands.
type ClaimState string

// The states of a claim.
const (
	ClaimOpen      ClaimState = "open"      // 追查中: orders are out or may follow; the centre's turn
	ClaimClosed    ClaimState = "closed"    // 办结: nothing more will be ordered; holds run on to their ends
	ClaimWithdrawn ClaimState = "withdrawn" // 撤销: false or mistaken; every hold of it is released
)

// Standing says how sure the centre is that the claim is true.
type Standing string

// The confirmation ladder.
const (
	Provisional Standing = "provisional" // 待核实: holds are released at ConfirmBy unless it is confirmed
	Confirmed   Standing = "confirmed"   // 已核实
	Lapsed      Standing = "lapsed"      // 逾期未核实: the time passed; its holds are released
)

// Claim is one victim's report that money has gone (紧急止付申请).
type Claim struct {
	ID         string
	Number     string // ZF20261121-000123, unique
	Receipt    string // what the victim follows the money by, on a page without login; unguessable
	Unit       string // 12-digit unit that opened it
	UnitName   string // as printed on orders
	State      ClaimState
	Standing   Standing
	ConfirmBy  when.Micros // provisional: when it lapses
	Strength   int         // 0–100, with Reasons (centre/stoppay/guard)
	Reasons    []string    // codes of what made the strength
	Source     string      // desk, hotline, bank, warning
	Reporter   string      // by whom reports are counted: the victim's identity number, else the phone
	Cause      string      // makes opening idempotent: two with the same cause are one
	Warning    string      // warning it grew out of, if any
	Fraud      string      // term/fraud code
	Brief      string      // 简要案情, at most 2,000 runes
	Victim     Victim
	LossFen    int64 // sum of the payments
	HeldFen    int64 // held or frozen now
	ExitFen    int64 // gone by cash, purchase, crypto, abroad …
	BackFen    int64 // given back
	OpenedAt   when.Micros
	OpenedBy   string
	Officers   [2]Officer
	Document   Document
	ReviewBy   when.Micros // when the shift leader's review is due
	Reviewed   when.Micros
	ReviewedBy string
	Finding    Finding
	ClosedAt   when.Micros
	CapFen     int64       // freeze-for-ransom suspected: no more than this is asked for from one account; 0: no such cap
	ReviewTold bool        // that the review is due was announced
	FollowedAt when.Micros // when the log of transfers was last asked, 0: not since the claim was opened
	NextAt     when.Micros // when Tick has something to do, 0: nothing
	LatestAt   when.Micros // latest moment anything was decided: a clock that goes back does not go behind it
	Version    int64       // grows with what a person decides on: state, standing, review
	Rev        int64       // grows with every saved change
}

// OpenLoss is what is still to be found: the loss less what was given back. Σ holds stays within k times this.
func (c Claim) OpenLoss() int64 { return c.LossFen - c.BackFen }

// Victim is the person who paid.
type Victim struct {
	Name  string
	ID    ident.IDNumber
	Phone ident.Phone
}

// Payment is one transfer of the victim: the root of a trace.
type Payment struct {
	ID      string
	Claim   string
	Bank    string // the victim's bank; may be empty
	Account ident.Account
	Ref     string // serial at the victim's bank
	At      when.Micros
	Fen     int64
	Channel string
	Payee   Party
	Seen    bool  // found in our own log, or confirmed by the victim's bank
	Voucher bool  // a voucher is attached
	Told    bool  // not kept; asked of the log: follow it from its payee also where the log does not know it, for it is known otherwise
	Earlier int64 // not kept; asked of the log, in fen: so much of earlier payments is on the payee's account when this one comes, and leaves first
}

// Party is an account with its holder.
type Party struct {
	Bank    string // bank code of the directory
	Account ident.Account
	Name    string
	Kind    string // person, company, payment
}

// Officer is one of the two who answer for an order.
type Officer struct {
	ID    string
	Name  string
	Phone string
}

// Document is the legal document attached to an order.
type Document struct {
	Kind   string
	Number string
	SHA256 string
}

// Finding is what the shift leader's review found.
type Finding string

// The findings.
const (
	Upheld   Finding = "upheld"   // 维持
	Reversed Finding = "reversed" // 撤销: every hold of the claim is released
)

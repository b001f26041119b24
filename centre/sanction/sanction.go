package sanction

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// State is where a sanction stands.
type State string

// The states of a sanction, with whose turn it is.
const (
	Nominated  State = "nominated"  // 待认定: the recognising organ's
	Declined   State = "declined"   // 不予认定
	Recognised State = "recognised" // 已认定: ours, the written notice
	Noticed    State = "noticed"    // 已告知: takes effect at StartsAt
	InForce    State = "in_force"   // 惩戒中, until EndsAt
	Ended      State = "ended"      // 期满自动解除
	Revoked    State = "revoked"    // 已撤销: appeal upheld, or the basis has gone
)

// Live says whether a sanction is under way or in force.
func (s State) Live() bool { return s == Nominated || s == Recognised || s == Noticed || s == InForce }

// Facts are what a nomination of tier 2 rests on.
type Facts struct {
	Cards         int64 // phone cards, accounts, wallets sold, leased or lent, or verified for others
	Times         int64
	Persons       int64 // to whom
	FalseIdentity bool  // opened under a false identity or a fictitious agency: no threshold
	Misused       bool  // the subject's identity was misused (被冒用): never sanctioned
	LostCard      bool  // his card was lost and reported: never sanctioned
}

// Sanction (惩戒) is one punishment of one subject.
type Sanction struct {
	ID           string
	Number       string // CJ20261121-000123
	Unit         string // that nominated
	Name         string
	IDNumber     ident.IDNumber
	Minor        bool
	Tier         int64  // 1 convicted, 2 recognised
	Crime        string // tier 1
	Facts        Facts  // tier 2
	Case         string // case number
	Document     string // judgment, or decision of the case
	SHA256       string
	Measures     string // codes, by spaces: no more than the tier allows
	Edition      string // of the rules, stamped at recognition
	Years        int64
	State        State
	NominatedAt  when.Micros
	NominatedBy  string
	RecognisedAt when.Micros
	RecognisedBy string
	RecognisedIn string // unit
	NoticedAt    when.Micros
	NoticedBy    string
	NoticeRef    string // number of the written notice
	StartsAt     when.Micros
	EndsAt       when.Micros
	ChainFrom    when.Micros // start of the first of terms that follow on each other
	Appeal       AppealState
	AppealAt     when.Micros
	AppealBy     string // account that recorded it
	AppealText   string
	AppealDue    when.Micros
	AppealLate   bool // announced
	AppealEnd    when.Micros
	AppealReason string
	AppealRemedy string
	EndedAt      when.Micros
	EndedBy      string
	EndReason    string
	Version      int64
}

// AppealState is where the appeal of a sanction stands.
type AppealState string

// The states of an appeal (申诉).
const (
	NoAppeal      AppealState = ""
	AppealOpen    AppealState = "open"    // 核查中, until AppealDue
	AppealUpheld  AppealState = "upheld"  // 申诉成立
	AppealRefused AppealState = "refused" // 申诉不成立
)

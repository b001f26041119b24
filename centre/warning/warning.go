package warning

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// State is where a warning stands in its life; the table in decide.go says how it moves.
type State string

// The states. doc.go says whose turn each is.
const (
	Open     State = "open"     // 待认领
	Working  State = "working"  // 处置中
	Watching State = "watching" // 关注期
	InReview State = "review"   // 待复盘
	Closed   State = "closed"   // 已结
)

// Level is how urgent a warning is.
type Level string

// The four levels, from the top.
const (
	Urgent Level = "urgent" // 紧急
	High   Level = "high"   // 高危
	Medium Level = "medium" // 中危
	Low    Level = "low"    // 低危
)

// Levels lists the levels from the top.
var Levels = []Level{Urgent, High, Medium, Low}

// Rank orders levels: 0 is urgent, 3 is low, 4 is no level at all.
func (l Level) Rank() int {
	for i, known := range Levels {
		if l == known {
			return i
		}
	}
	return len(Levels)
}

// Above says whether l is more urgent than other.
func (l Level) Above(other Level) bool { return l.Rank() < other.Rank() }

// Family is what kind of danger was seen.
type Family string

// The two families of the national practice.
const (
	Fund    Family = "fund"    // 资金预警
	Contact Family = "contact" // 信息预警 (触网预警)
)

// Outcome is how the work on a warning ended.
type Outcome string

// The outcomes. Watched says which of them start the watch.
const (
	Dissuaded   Outcome = "dissuaded"    // 劝阻成功未受骗
	LostStopped Outcome = "lost_stopped" // 已受骗已止付
	Lost        Outcome = "lost"         // 已受骗
	Refused     Outcome = "refused"      // 不听劝
	Unreachable Outcome = "unreachable"  // 确实找不到
	FalseAlarm  Outcome = "false_alarm"  // 不符/误报, needs a reason
	Duplicate   Outcome = "duplicate"    // 重复
)

// Outcomes lists the outcomes an officer may choose.
var Outcomes = []Outcome{Dissuaded, LostStopped, Lost, Refused, Unreachable, FalseAlarm, Duplicate}

// Known says whether o is one of the outcomes.
func (o Outcome) Known() bool {
	for _, known := range Outcomes {
		if o == known {
			return true
		}
	}
	return false
}

// Watched says whether the person stays under watch after this outcome: not when there was nothing to watch for, and not
// when another warning of the same person goes on.
func (o Outcome) Watched() bool { return o != FalseAlarm && o != Duplicate }

// Finding is the result of a review.
type Finding string

// The findings of a review.
const (
	Defrauded Finding = "defrauded" // 预警后被骗: the money moved after we had warned
	Earlier   Finding = "earlier"   // 预警前已被骗: the report is about money that had moved before
	Unrelated Finding = "unrelated" // 另案: another matter
)

// Findings lists the findings an analyst may choose.
var Findings = []Finding{Defrauded, Earlier, Unrelated}

// Known says whether f is one of the findings.
func (f Finding) Known() bool { return f == Defrauded || f == Earlier || f == Unrelated }

// What a due time asks for.
const (
	DueClaim  = "claim"  // somebody must claim the warning
	DueCall   = "call"   // the claimer must try to reach the person (again)
	DueReview = "review" // an analyst must conclude the review
)

// Target (潜在受害人) is one person at risk. IDNumber or Phones may be empty, never both. Values are in full: the edge masks.
type Target struct {
	ID         string
	Name       string
	IDNumber   ident.IDNumber
	Phone      ident.Phone   // the number seen last: the one to call first
	Phones     []ident.Phone // every number linked to the person, in order
	Place      string        // area code where the person is or lives, as last reported
	Unit       string        // unit that answers for the person
	MergedInto string        // id of the target this one was found to be; "" for a living record
	Last       string        // id of the target's latest warning
	FirstAt    when.Micros   // event time of the first hit
	LastAt     when.Micros   // event time of the last hit
	Hits       int64
	Version    int64
}

// Warning (预警) is one spell of danger of one target.
type Warning struct {
	ID     string
	Number string // for people: YJ-20261121-000123, by the day it was opened
	Target string
	Unit   string // responsible unit, 12 digits
	State  State

	Family   Family
	Level    Level // in force
	Evidence Level // highest level of the evidence; differs from Level only after an officer's grading
	Fraud    string

	// The strongest hit, kept for lists.
	Scenario string
	Score    int
	ReasonZH string
	ReasonEN string

	Scenarios       []string // codes of all scenarios that hit, sorted
	Hits            int64
	PossibleLossFen int64 // the largest amount in the evidence or told by the person: no sum, since several partners often see one transfer

	OpenedAt   when.Micros
	FirstHitAt when.Micros // event time
	LastHitAt  when.Micros // event time
	AlertAt    when.Micros // event time of the last hit that was announced; the quiet time runs from it
	MovedAt    when.Micros // when money first moved, by the evidence; zero = not seen to move

	ClaimedBy   string // account id of the officer; "" while open
	ClaimedName string
	ClaimedAt   when.Micros
	GradedAt    when.Micros // last grading by an officer
	ContactAt   when.Micros // last attempt to reach the person
	ReachedAt   when.Micros // first time the person was really spoken to
	NextAt      when.Micros // agreed time of the next attempt
	DueAt       when.Micros // zero = nothing is due
	DueWhat     string      // DueClaim, DueCall, DueReview or ""

	Outcome    Outcome
	Note       string
	FinishedAt when.Micros
	WatchUntil when.Micros
	ReviewAt   when.Micros
	ReviewHit  string // hit that opened the review, or "case/" and the id of the case that says so
	Finding    Finding
	ReviewNote string
	ClosedAt   when.Micros

	Previous string // the warning of the same target before this one
	Into     string // the warning that took this one in, when two targets were found to be one

	Steps   int64 // number of history steps
	Version int64
}

// Active says whether work on the warning goes on: such a warning takes in every new hit of its target.
func (w Warning) Active() bool { return w.State == Open || w.State == Working }

// ReachedBeforeMoney says whether the person was spoken to before any money was seen to move.
func (w Warning) ReachedBeforeMoney() bool {
	return w.ReachedAt != 0 && (w.MovedAt == 0 || w.ReachedAt < w.MovedAt)
}

// Step is one entry of a warning's history: what an officer sees without the right to read the audit log. The store writes
// each step together with its audit entry.
type Step struct {
	Warning   string
	N         int64 // 1, 2, 3 … within the warning
	At        when.Micros
	Actor     string
	ActorName string
	Unit      string // of the warning at that moment
	Verb      Verb
	From      State // "" for the first
	To        State
	Level     Level
	Note      string // reason, outcome, finding … in the actor's words or as a code
}

package dispatch

// Result is how the unit's work ended, as it reports it.
type Result string

// The results a unit may report.
const (
	MetDissuaded  Result = "met_dissuaded"
	MetRefused    Result = "met_refused"
	CallDissuaded Result = "call_dissuaded"
	LostStopped   Result = "lost_stopped"
	Lost          Result = "lost"
	Unreachable   Result = "unreachable"
	FalseAlarm    Result = "false_alarm"
	Duplicate     Result = "duplicate"
)

// Proof is what must be on record before a result can be reported: the system binds the evidence, not the officer's word.
type Proof string

// The proofs.
const (
	NoProof      Proof = ""
	VisitMet     Proof = "visit_met"     // a visit on this order at which the person was met
	CallAnswered Proof = "call_answered" // a call on this order that the person answered
	AnyAttempt   Proof = "any_attempt"   // at least one attempt on this order
)

// ResultRule is one row of the table of results.
type ResultRule struct {
	Code    Result
	NameZH  string
	NameEN  string
	Reached bool  // counts as "person reached"
	Success bool  // counts as dissuaded: no money was lost
	Loss    bool  // money was lost: LossFen must be given
	Nobody  bool  // there was nobody to meet: leaves the denominator of visits
	Needs   Proof // what must be on record
	Reason  bool  // the note is not optional
}

// Results is the table of results (law.md §5: feedback fields; users.md 3.1: result states of a real tender).
var Results = []ResultRule{
	{Code: MetDissuaded, NameZH: "见面劝阻成功", NameEN: "Met and dissuaded", Reached: true, Success: true, Needs: VisitMet},
	{Code: MetRefused, NameZH: "见面不听劝", NameEN: "Met, does not believe", Reached: true, Needs: VisitMet},
	{Code: CallDissuaded, NameZH: "电话劝阻成功", NameEN: "Dissuaded by call", Reached: true, Success: true, Needs: CallAnswered},
	{Code: LostStopped, NameZH: "已受骗已止付", NameEN: "Defrauded, payment stopped", Reached: true, Loss: true},
	{Code: Lost, NameZH: "已受骗", NameEN: "Defrauded", Reached: true, Loss: true},
	{Code: Unreachable, NameZH: "确实找不到", NameEN: "Really not found", Needs: AnyAttempt, Reason: true},
	{Code: FalseAlarm, NameZH: "不符/误报", NameEN: "False alarm", Nobody: true, Reason: true},
	{Code: Duplicate, NameZH: "重复预警", NameEN: "Duplicate", Nobody: true, Reason: true},
}

// ResultOf returns the rule of a result code.
func ResultOf(code Result) (ResultRule, bool) {
	for _, r := range Results {
		if r.Code == code {
			return r, true
		}
	}
	return ResultRule{}, false
}

package spoken

import (
	"cmp"
	"slices"

	"fanzha/base/access"
	"fanzha/term/fault"
	"fanzha/term/region"
	"fanzha/term/when"
)

// State is where a version of one's own stands.
type State string

// The states of a version.
const (
	Proposed  State = "proposed"  // 待批准: whose turn: another person with the right to approve; no deadline
	Approved  State = "approved"  // 生效: spoken in its unit and below
	Returned  State = "returned"  // 退回: final; its text may be proposed again
	Withdrawn State = "withdrawn" // 撤回: final; the words above it are spoken again
	Replaced  State = "replaced"  // 被替换: final; a later version took its place
)

// Who acted, when, and with which words.
type Who struct {
	User string      `json:"user"`
	Name string      `json:"name"`
	At   when.Micros `json:"at"`
	Note string      `json:"note"`
}

// Version (本地版本) is one reading of one kind in a centre's own words.
type Version struct {
	ID      string
	Unit    string // for it and those below, 12 digits
	Kind    string
	Reading Reading
	Number  int64 // of the unit, kind and reading: 1, 2, 3 …
	State   State
	At      when.Micros // proposed
	Rev     int64       // raised by every act
	Words   Words
	Made    Who
	Decided Who // approved or returned it
	Ended   Who // withdrew it
}

// Act is a command on a version.
type Act string

// The acts.
const (
	ActPropose  Act = "propose"
	ActApprove  Act = "approve"
	ActReturn   Act = "return"
	ActWithdraw Act = "withdraw"
)

// transitions is the life of a version. Replaced is no act of anybody: the store moves the one in force aside when another is approved.
var transitions = map[State]map[Act]State{
	Proposed: {ActApprove: Approved, ActReturn: Returned, ActWithdraw: Withdrawn},
	Approved: {ActWithdraw: Withdrawn},
}

// decide moves a version by one act, or refuses. Who proposed it does not approve it and may take it back; otherwise acts are of whoever
// approves.
func decide(scope access.Scope, v Version, a Act, by Who) (Version, error) {
	next, ok := transitions[v.State][a]
	mine := v.Made.User == by.User
	approves := scope.Can(access.WarningReview)
	switch {
	case !scope.Covers(v.Unit):
		return v, ErrNotFound
	case !approves && !(a == ActWithdraw && mine):
		return v, access.Lack(access.WarningReview)
	case !ok:
		return v, ErrState
	case a == ActApprove && mine:
		return v, ErrSame
	case (a == ActReturn || a == ActWithdraw) && by.Note == "":
		return v, ErrNote
	}
	v.State, v.Rev = next, v.Rev+1
	if a == ActWithdraw {
		v.Ended = by
	} else {
		v.Decided = by
	}
	return v, nil
}

// inForce is the version that a unit speaks: the approved one of the nearest unit, from itself upwards; nil when all speak what is shipped.
func inForce(all []Version, r Reading, unit string) *Version {
	var out *Version
	for i := range all {
		v := &all[i]
		if v.State == Approved && v.Reading == r && region.Under(v.Unit, unit) && (out == nil || len(region.Prefix(v.Unit)) > len(region.Prefix(out.Unit))) {
			out = v
		}
	}
	return out
}

// refuse turns the first of some problems into what the author reads.
func refuse(list []Problem) error {
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b Problem) int {
		return cmp.Compare(slices.Index(Steps, a.Step), slices.Index(Steps, b.Step))
	})
	p := list[0]
	name := stepNames[p.Step]
	return fault.New(ErrText.Kind, ErrText.Code, "step_zh", name[0], "step_en", name[1], "line", p.Line, "why_zh", p.ZH, "why_en", p.EN)
}

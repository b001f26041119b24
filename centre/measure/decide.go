package measure

import (
	"cmp"
	"strings"
	"time"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/term/fault"
	"fanzha/term/region"
	"fanzha/term/when"
)

// Bounds of what a person may write.
const (
	NoteMax     = 2000              // runes of a reason or statement: one screen
	FieldMax    = 200               // bytes of an id, number or name
	EvidenceMax = 20                // pieces of evidence of one objection
	FenMax      = 1_000_000_000_000 // 10 billion yuan: larger than any single sum on record
)

// clockSkew is how far ahead of ours a bank's clock may be before "in the future" is refused.
const clockSkew = 5 * when.Minute

// The acts. The tables below are each lifecycle, whole: what is not in them is refused as ErrState.
const (
	actPropose        = "propose"
	actApprove        = "approve"
	actDecline        = "decline"
	actWithdraw       = "withdraw"
	actExecute        = "execute"
	actQueue          = "queue"
	actReject         = "reject"
	actAdvance        = "advance"
	actAskRenewal     = "ask_renewal"
	actRenew          = "renew"
	actRefuseRenewal  = "refuse_renewal"
	actConfirmRenewal = "confirm_renewal"
	actRejectRenewal  = "reject_renewal"
	actUnrelated      = "unrelated"
	actReduce         = "reduce"
	actAnnounce       = "announce"
	actLift           = "lift"
	actLapse          = "lapse"

	actImpose = "impose"
	actExtend = "extend"
	actReview = "review"
	actEnd    = "end"

	actSet    = "set"
	actRemove = "remove"

	actFile     = "file"
	actEvidence = "evidence"
	actUphold   = "uphold"
	actRefuse   = "refuse"
	actMiss     = "miss"
	actReleased = "released"
	actTold     = "told"
)

var freezeMoves = map[FreezeState]map[string]FreezeState{
	"":             {actPropose: FreezeProposed},
	FreezeProposed: {actApprove: FreezeApproved, actDecline: FreezeDeclined, actWithdraw: FreezeWithdrawn, actLift: FreezeWithdrawn},
	FreezeApproved: {actExecute: FreezeActive, actQueue: FreezeWaiting, actReject: FreezeRejected, actLift: FreezeLifted},
	FreezeWaiting:  {actAdvance: FreezeActive, actLift: FreezeLifted, actLapse: FreezeLapsed},
	FreezeActive: {actAskRenewal: FreezeActive, actRenew: FreezeActive, actRefuseRenewal: FreezeActive,
		actConfirmRenewal: FreezeActive, actRejectRenewal: FreezeActive, actUnrelated: FreezeActive,
		actReduce: FreezeActive, actAnnounce: FreezeActive, actLift: FreezeLifted, actLapse: FreezeLapsed, actTold: FreezeActive},
	FreezeLifted: {actTold: FreezeLifted},
	FreezeLapsed: {actTold: FreezeLapsed},
}

var restrictionMoves = map[RestrictionState]map[string]RestrictionState{
	"": {actImpose: RestrictionActive},
	RestrictionActive: {actExtend: RestrictionActive, actReview: RestrictionActive, actAnnounce: RestrictionActive, actLift: RestrictionLifted,
		actEnd: RestrictionEnded, actTold: RestrictionActive},
	RestrictionEnded:  {actTold: RestrictionEnded},
	RestrictionLifted: {actTold: RestrictionLifted},
}

var markMoves = map[MarkState]map[string]MarkState{
	"":         {actSet: MarkActive},
	MarkActive: {actRemove: MarkRemoved, actEnd: MarkEnded},
}

var objectionMoves = map[ObjectionState]map[string]ObjectionState{
	"": {actFile: ObjectionOpen},
	ObjectionOpen: {actEvidence: ObjectionOpen, actUphold: ObjectionUpheld, actRefuse: ObjectionRefused, actWithdraw: ObjectionWithdrawn,
		actAnnounce: ObjectionOpen, actMiss: ObjectionMissed},
	ObjectionUpheld: {actReleased: ObjectionUpheld},
	ObjectionMissed: {actReleased: ObjectionMissed},
}

// move looks an act up in a table of transitions.
func move[S ~string](table map[S]map[string]S, from S, act string) (S, error) {
	to, ok := table[from][act]
	if !ok {
		return from, fault.New(ErrState.Kind, ErrState.Code, "state", string(from), "act", act)
	}
	return to, nil
}

// By is who acts, and when.
type By struct {
	User string
	Name string
	Unit string
	At   when.Micros
	Note string
}

func byOf(scope access.Scope, at when.Micros, note string) By {
	return By{User: scope.User, Name: scope.Name, Unit: scope.Unit, At: at, Note: mend(note)}
}

func (b By) step(action, from string) Step {
	return Step{At: b.At, Actor: b.User, Name: b.Name, Action: action, From: from, Note: b.Note}
}

// AddMonths adds calendar months as terms are counted: the same day and time of day, or the last day of a shorter month.
func AddMonths(at when.Micros, months int64) when.Micros {
	t := at.Time().In(when.Zone)
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), when.Zone)
	last := first.AddDate(0, 1, -1).Day()
	return when.Of(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// ranks are the kinds of units by the names that the rulebook uses; a smaller kind stands higher.
var ranks = map[string]region.Kind{"station": region.Station, "county": region.County, "city": region.City}

// ranked says whether a unit is of the rank the law asks for, or above.
func ranked(unit, level string) bool {
	kind := region.KindOf(unit)
	return kind != 0 && kind <= cmp.Or(ranks[level], region.Province)
}

// mend makes what a person wrote storable: broken text and zero bytes become the replacement character.
func mend(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(strings.TrimSpace(s), "\uFFFD"), "\x00", "\uFFFD")
}

// sound says whether a text may be an id, number or name.
func sound(s string) bool {
	return len(s) <= FieldMax && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// fields checks required short texts, given as name, value pairs.
func fields(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i+1]) == "" || !sound(pairs[i+1]) {
			return badField(pairs[i])
		}
	}
	return nil
}

// needNote asks for a reason in words.
func needNote(note string) error {
	if note == "" || utf8.RuneCountInString(note) > NoteMax {
		return ErrReason
	}
	return nil
}

// hash says whether a text is a SHA-256 in hexadecimal.
func hash(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

package dissuade

import (
	"strings"
	"time"
	"unicode/utf8"

	"fanzha/term/when"
)

// Bounds of what a person may write.
const (
	NoteMax                = 2000              // runes: one screen of text
	ReasonMax              = 300               // runes: a sentence or two
	EvidenceMax            = 10                // pieces of evidence of one attempt
	EvidenceValueMax       = 300               // runes of one value: an address with its position
	PaidMaxFen       int64 = 1_000_000_000_000 // 10 billion yuan: larger than any single loss on record
	KeyMax                 = 64                // bytes of a client's key: a UUID with room
	idMax                  = 200               // bytes of an id
)

// clockSkew is how far ahead of ours a phone's clock may be before "in the future" is refused.
const clockSkew = 2 * time.Minute

// decide checks a command against the rules and makes the attempt of it, without ids, names and units. It is pure: one
// attempt has one state, recorded, so the table of outcomes (rulebook/dissuade.yaml) is its whole life.
func decide(cmd AttemptCmd, r *Rules, now when.Micros) (Attempt, error) {
	outcome, err := outcomeOf(cmd, r)
	if err != nil {
		return Attempt{}, err
	}
	at := cmd.At
	if at == 0 {
		at = now
	}
	if len(cmd.Evidence) > EvidenceMax {
		return Attempt{}, ErrEvidenceNum
	}
	err = checkTimes(cmd, r, outcome, moments{at: at, now: now})
	if err != nil {
		return Attempt{}, err
	}
	cmd = storable(cmd)
	err = checkText(cmd)
	if err != nil {
		return Attempt{}, err
	}
	proven, err := checkEvidence(cmd.Evidence, r)
	if err != nil {
		return Attempt{}, err
	}
	if outcome.Met && !proven {
		return Attempt{}, ErrNeedsProof
	}
	return Attempt{
		Key: cmd.Key, Warning: cmd.Warning, Order: cmd.Order, At: at, Recorded: now,
		Channel: cmd.Channel, Outcome: outcome.Code, Reached: outcome.Reached, Met: outcome.Met,
		Believes: cmd.Believes, AlreadyPaidFen: cmd.AlreadyPaidFen, Evidence: cmd.Evidence,
		Note: cmd.Note, NextAt: cmd.NextAt, Reason: cmd.Reason,
	}, nil
}

func outcomeOf(cmd AttemptCmd, r *Rules) (Outcome, error) {
	if cmd.Channel != Call && cmd.Channel != SMS && cmd.Channel != Visit {
		return Outcome{}, ErrChannel
	}
	o, ok := r.OutcomeOf(cmd.Channel, cmd.Outcome)
	if !ok {
		return Outcome{}, ErrOutcome
	}
	return o, nil
}

// moments are when the attempt was made and what time it is.
type moments struct{ at, now when.Micros }

func checkTimes(cmd AttemptCmd, r *Rules, outcome Outcome, m moments) error {
	switch {
	case m.at < 0 || m.at > m.now.Add(clockSkew):
		return ErrAtFuture
	case m.at < m.now.Add(-r.LateEntry):
		return ErrAtOld
	case cmd.NextAt == 0 && outcome.Next:
		return ErrNeedsNext
	case cmd.NextAt == 0:
		return nil
	case cmd.NextAt <= m.at:
		return ErrNextPast
	case cmd.NextAt > m.now.Add(r.NextMax):
		return ErrNextFar
	}
	return nil
}

func checkText(cmd AttemptCmd) error {
	switch {
	case cmd.Warning == "" || !sound(cmd.Warning, idMax):
		return badField("warning_id")
	case !sound(cmd.Order, idMax):
		return badField("order_id")
	case !sound(cmd.Key, KeyMax):
		return badField("key")
	case longer(cmd.Note, NoteMax):
		return ErrNoteLength
	case longer(cmd.Reason, ReasonMax):
		return ErrReasonLong
	case cmd.AlreadyPaidFen < 0 || cmd.AlreadyPaidFen > PaidMaxFen:
		return ErrPaid
	}
	return nil
}

// sound says whether a text may be an id: bounded, valid, and without the zero byte that no database holds.
func sound(s string, limit int) bool {
	return len(s) <= limit && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// storable makes what a person wrote storable: broken text and zero bytes become the replacement character.
func storable(cmd AttemptCmd) AttemptCmd {
	mend := func(s string) string {
		return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
	}
	cmd.Note, cmd.Reason = mend(cmd.Note), strings.TrimSpace(mend(cmd.Reason))
	list := make([]Evidence, len(cmd.Evidence))
	for i, e := range cmd.Evidence {
		list[i] = Evidence{Kind: e.Kind, Value: mend(e.Value)}
	}
	cmd.Evidence = list
	return cmd
}

func longer(s string, runes int) bool {
	return len(s) > runes && utf8.RuneCountInString(s) > runes
}

// checkEvidence says whether one of the pieces proves a meeting.
func checkEvidence(list []Evidence, r *Rules) (bool, error) {
	proven := false
	for _, e := range list {
		kind, ok := r.evidence(e.Kind)
		if !ok {
			return false, ErrEvidence
		}
		if strings.TrimSpace(e.Value) == "" || longer(e.Value, EvidenceValueMax) {
			return false, ErrEvidenceLen
		}
		proven = proven || kind.Proves
	}
	return proven, nil
}

// same says whether a repeated command asks for what is already recorded.
func same(a, b Attempt) bool {
	if len(a.Evidence) != len(b.Evidence) || (a.Believes == nil) != (b.Believes == nil) {
		return false
	}
	for i := range a.Evidence {
		if a.Evidence[i] != b.Evidence[i] {
			return false
		}
	}
	if a.Believes != nil && *a.Believes != *b.Believes {
		return false
	}
	return a.Warning == b.Warning && a.Order == b.Order && a.Channel == b.Channel && a.Outcome == b.Outcome &&
		a.AlreadyPaidFen == b.AlreadyPaidFen && a.Note == b.Note && a.NextAt == b.NextAt
}

// cautions says what the officer should know: used counts the contacts of the window without this one.
func cautions(a Attempt, r *Rules, used int64, level string) []Caution {
	var out []Caution
	if used+1 > r.Budget {
		out = append(out, r.caution(CautionBudget))
	}
	if a.Channel != SMS && level != "urgent" && r.Quiet(a.At) {
		out = append(out, r.caution(CautionQuiet))
	}
	return out
}

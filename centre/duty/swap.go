package duty

import (
	"fanzha/term/fault"
	"fanzha/term/when"
)

// The states of a swap.
const (
	Proposed  = "proposed" // the other's turn
	Agreed    = "agreed"
	Declined  = "declined"
	Withdrawn = "withdrawn"
)

// Side is one half of a swap: who gives which post of which shift.
type Side struct {
	Shift  string      `json:"shift"` // id
	Post   Post        `json:"post"`
	Person Person      `json:"person"`
	Code   string      `json:"code"`
	Start  when.Micros `json:"start"`
}

// Swap (换班) is two people exchanging posts. Mine is of who proposed it.
type Swap struct {
	Head
	Mine     Side        `json:"mine"`
	Theirs   Side        `json:"theirs"`
	Note     string      `json:"note"`
	AskedAt  when.Micros `json:"asked_at"`
	AnswerAt when.Micros `json:"answer_at"`
}

func (s *Swap) head() *Head { return &s.Head }

// answers are the acts on a proposed swap: who may, and what comes of it.
var answers = map[string]struct {
	to     string
	theirs bool
}{
	"agree": {Agreed, true}, "decline": {Declined, true}, "withdraw": {Withdrawn, false},
}

// answer decides an act on a swap. It is pure.
func (s *Swap) answer(act, user string, at when.Micros) error {
	a, ok := answers[act]
	if !ok {
		return badField("act")
	}
	if s.State != Proposed {
		return fault.New(ErrState.Kind, ErrState.Code, "state", s.State, "act", act)
	}
	if a.theirs && user != s.Theirs.Person.ID || !a.theirs && user != s.Mine.Person.ID {
		return ErrNotYours
	}
	if act == "agree" && (at >= s.Mine.Start || at >= s.Theirs.Start) {
		return ErrEnded
	}
	s.State, s.AnswerAt, s.Who = a.to, at, ""
	s.Key = s.ID
	return nil
}

// exchange puts each at the other's post. A post that changed meanwhile refuses: what was agreed is no longer there.
func (s *Swap) exchange(mine, theirs *Shift) error {
	if mine.At(s.Mine.Post) != s.Mine.Person || theirs.At(s.Theirs.Post) != s.Theirs.Person {
		return ErrStale
	}
	mine.put(s.Mine.Post, s.Theirs.Person)
	theirs.put(s.Theirs.Post, s.Mine.Person)
	return nil
}

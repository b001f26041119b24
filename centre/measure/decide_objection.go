package measure

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fanzha/term/ident"
	"fanzha/term/when"
)

// FileCmd files an objection.
type FileCmd struct {
	Object   ObjectKind
	ObjectID string
	Name     string
	Phone    ident.Phone
	Channel  string
	Ground   string
	Text     string
	Evidence []Evidence
}

// file makes an objection against something that still binds. Nobody who objects is asked for a form: a ground and a phone suffice.
func file(cmd FileCmd, obj Object, by By, r *Rules) (Objection, error) {
	cmd.Text = mend(cmd.Text)
	err := fields("object_id", cmd.ObjectID, "name", cmd.Name, "phone", string(cmd.Phone))
	switch {
	case err != nil:
		return Objection{}, err
	case !slices.Contains(Channels, cmd.Channel):
		return Objection{}, badField("channel")
	case !slices.Contains(Grounds, cmd.Ground):
		return Objection{}, badField("ground")
	case utf8.RuneCountInString(cmd.Text) > NoteMax || cmd.Ground == "other" && cmd.Text == "":
		return Objection{}, badField("text")
	case !obj.Live:
		return Objection{}, ErrObjectEnded
	}
	o := Objection{
		Unit: obj.Unit, Object: obj.Kind, ObjectID: obj.ID, Claim: obj.Claim, Bank: obj.Bank, Orderers: ordererIDs(obj.Orderers),
		Name: cmd.Name, Phone: cmd.Phone, Channel: cmd.Channel, Ground: cmd.Ground, Text: cmd.Text,
		FiledAt: by.At, FiledBy: by.User, MachineBy: by.At + r.MachineWithin, HumanBy: by.At + r.HumanWithin, Version: 1,
	}
	if obj.Kind == OfSanction {
		o.HumanBy = by.At + r.SanctionWithin
	}
	o.State, err = move(objectionMoves, "", actFile)
	if err != nil {
		return Objection{}, err
	}
	return o.with(cmd.Evidence)
}

// with adds evidence.
func (o Objection) with(list []Evidence) (Objection, error) {
	if len(o.Evidence)+len(list) > EvidenceMax {
		return o, ErrEvidenceMany
	}
	o.Evidence = slices.Clone(o.Evidence)
	for _, e := range list {
		e.Note = mend(e.Note)
		e.Number = mend(e.Number)
		if !slices.Contains(EvidenceKinds, e.Kind) || !hash(e.SHA256) || !sound(e.Number) || !sound(e.Note) || e.Fen < 0 || e.Fen > FenMax || e.At < 0 {
			return o, ErrEvidence
		}
		o.Evidence = append(o.Evidence, e)
	}
	return o, nil
}

func (o Objection) step(act string) (Objection, error) {
	to, err := move(objectionMoves, o.State, act)
	if err != nil {
		return o, err
	}
	o.State = to
	o.Version++
	return o, nil
}

// addEvidence takes more evidence while the objection is open.
func (o Objection) addEvidence(list []Evidence) (Objection, error) {
	next, err := o.step(actEvidence)
	if err != nil {
		return o, err
	}
	if len(list) == 0 {
		return o, ErrEvidence
	}
	return next.with(list)
}

// verdict is what a rule or a person found.
type verdict struct {
	upheld  bool
	fen     int64 // to release; 0: all
	machine bool
	reason  string
	remedy  string
}

// The texts of what a rule decides; a person writes his own.
const (
	reasonInvoice  = "您是已核验的经营者，所附发票与该笔入账相符，止付解除。"
	reasonOverHeld = "止付金额大于涉案入账金额，超出部分解除。"
	reasonMissed   = "审查未在公布的时限内完成，按规则自动解除。"
	remedyUpheld   = "如款项仍不能使用，请持受理编号致电96110。"
)

// suffices says whether a rule alone decides for the holder. A rule never decides against him: that takes a person.
func suffices(o *Objection, obj *Object, r *Rules) (verdict, bool) {
	switch {
	case o.Object != OfHold && o.Object != OfFreeze:
		return verdict{}, false
	case o.Ground == "merchant" && obj.Cleared && invoiced(o.Evidence, obj, r.InvoiceWithin):
		return verdict{upheld: true, machine: true, reason: reasonInvoice, remedy: remedyUpheld}, true
	case o.Ground == "over_held" && obj.CreditFen > 0 && obj.Fen > obj.CreditFen:
		return verdict{upheld: true, machine: true, fen: obj.Fen - obj.CreditFen, reason: reasonOverHeld, remedy: remedyUpheld}, true
	}
	return verdict{}, false
}

// invoiced says whether an invoice is of the credit: the same sum, and a date near it.
func invoiced(list []Evidence, obj *Object, within when.Micros) bool {
	return slices.ContainsFunc(list, func(e Evidence) bool {
		apart := e.At - obj.CreditAt
		return e.Kind == "invoice" && e.Number != "" && obj.CreditFen > 0 && e.Fen == obj.CreditFen && obj.CreditAt > 0 && e.At > 0 &&
			apart <= within && -apart <= within
	})
}

// decide closes an objection. Nobody who ordered the object decides, nor who filed the objection; a refusal names the reason and
// what the person can do next.
func (o Objection) decide(v verdict, by By) (Objection, error) {
	act := actRefuse
	if v.upheld {
		act = actUphold
	}
	next, err := o.step(act)
	if err != nil {
		return o, err
	}
	if !v.machine && (slices.Contains(strings.Fields(o.Orderers), by.User) || by.User == o.FiledBy) {
		return o, ErrFourEyes
	}
	err = needNote(v.reason)
	switch {
	case err != nil:
		return o, err
	case !v.upheld && (v.remedy == "" || utf8.RuneCountInString(v.remedy) > NoteMax):
		return o, ErrRemedy
	case utf8.RuneCountInString(v.remedy) > NoteMax:
		return o, ErrRemedy
	case v.fen < 0 || v.fen > FenMax || !v.upheld && v.fen != 0:
		return o, ErrAmount
	}
	next.DecidedAt, next.DecidedBy, next.Machine, next.Fen, next.Reason, next.Remedy = by.At, by.User, v.machine, v.fen, v.reason, v.remedy
	return next, nil
}

// Alarm is when the clock of an objection next does something; 0: nothing runs.
func (o Objection) Alarm() when.Micros {
	if o.State != ObjectionOpen || o.Overdue {
		return 0
	}
	return o.HumanBy
}

// tick does what the clock has reached: a hold is released, everything else is announced to the leader once.
func (o Objection) tick(by By, r *Rules) (Objection, string, error) {
	alarm := o.Alarm()
	if alarm == 0 || by.At < alarm {
		return o, "", nil
	}
	if o.Object != OfHold || !r.ReleaseMissed {
		next, err := o.step(actAnnounce)
		next.Overdue = true
		return next, actAnnounce, err
	}
	next, err := o.step(actMiss)
	next.DecidedAt, next.DecidedBy, next.Machine, next.Reason, next.Remedy = by.At, by.User, true, reasonMissed, remedyUpheld
	return next, actMiss, err
}

// released records when the bank really released what was upheld.
func (o Objection) released(at when.Micros) (Objection, error) {
	next, err := o.step(actReleased)
	next.ReleasedAt = at
	return next, err
}

// Status is what may be shown to whoever has the receipt.
func (o Objection) Status() Status {
	return Status{
		Number: o.Number, Object: o.Object, State: o.State, FiledAt: o.FiledAt, HumanBy: o.HumanBy, DecidedAt: o.DecidedAt, Machine: o.Machine,
		Fen: o.Fen, Reason: o.Reason, Remedy: o.Remedy, ReleasedAt: o.ReleasedAt,
	}
}

package dispatch

import (
	"strings"
	"time"
	"unicode/utf8"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// Bounds of what a person may write.
const (
	NoteMax          = 2000              // runes of a note or reason: one screen of text
	LossMaxFen int64 = 1_000_000_000_000 // 10 billion yuan: larger than any single loss on record, so a slip of units is caught
)

// Transition is one row of the life of an order: what an action does to an order in a state.
type Transition struct {
	From    State
	Action  Action
	To      State        // when allowed
	Refused *fault.Fault // when not
}

// Transitions is the whole life of an order: every action in every state.
var Transitions = []Transition{
	{From: Issued, Action: ActSign, To: Signed},
	{From: Issued, Action: ActReport, Refused: ErrNotSigned},
	{From: Issued, Action: ActTransfer, To: Issued},
	{From: Issued, Action: ActChase, To: Issued},
	{From: Issued, Action: ActClose, Refused: ErrNotReported},
	{From: Issued, Action: ActEscalate, To: Issued},
	{From: Issued, Action: ActContact, To: Issued}, // the person's danger does not wait for the signature
	{From: Issued, Action: ActOverdue, To: Issued},
	{From: Issued, Action: ActWithdraw, To: Withdrawn},
	{From: Issued, Action: ActHandOver, Refused: ErrNotSigned},

	{From: Signed, Action: ActSign, Refused: ErrAlreadySigned},
	{From: Signed, Action: ActReport, To: Reported},
	{From: Signed, Action: ActTransfer, To: Issued},
	{From: Signed, Action: ActChase, To: Signed},
	{From: Signed, Action: ActClose, Refused: ErrNotReported},
	{From: Signed, Action: ActEscalate, To: Signed},
	{From: Signed, Action: ActContact, To: Signed},
	{From: Signed, Action: ActOverdue, To: Signed},
	{From: Signed, Action: ActWithdraw, To: Withdrawn},
	{From: Signed, Action: ActHandOver, To: Signed},

	{From: Reported, Action: ActSign, Refused: ErrAlreadyReported},
	{From: Reported, Action: ActReport, Refused: ErrAlreadyReported},
	{From: Reported, Action: ActTransfer, Refused: ErrAlreadyReported},
	{From: Reported, Action: ActChase, Refused: ErrAlreadyReported},
	{From: Reported, Action: ActClose, To: Closed},
	{From: Reported, Action: ActEscalate, Refused: ErrAlreadyReported},
	{From: Reported, Action: ActContact, Refused: ErrAlreadyReported},
	{From: Reported, Action: ActOverdue, Refused: ErrAlreadyReported},
	{From: Reported, Action: ActWithdraw, Refused: ErrAlreadyReported}, // the report waits to be read
	{From: Reported, Action: ActHandOver, Refused: ErrAlreadyReported},

	{From: Closed, Action: ActSign, Refused: ErrClosed},
	{From: Closed, Action: ActReport, Refused: ErrClosed},
	{From: Closed, Action: ActTransfer, Refused: ErrClosed},
	{From: Closed, Action: ActChase, Refused: ErrClosed},
	{From: Closed, Action: ActClose, Refused: ErrClosed},
	{From: Closed, Action: ActEscalate, Refused: ErrClosed},
	{From: Closed, Action: ActContact, Refused: ErrClosed},
	{From: Closed, Action: ActOverdue, Refused: ErrClosed},
	{From: Closed, Action: ActWithdraw, Refused: ErrClosed},
	{From: Closed, Action: ActHandOver, Refused: ErrClosed},

	{From: Withdrawn, Action: ActSign, Refused: ErrWithdrawn},
	{From: Withdrawn, Action: ActReport, Refused: ErrWithdrawn},
	{From: Withdrawn, Action: ActTransfer, Refused: ErrWithdrawn},
	{From: Withdrawn, Action: ActChase, Refused: ErrWithdrawn},
	{From: Withdrawn, Action: ActClose, Refused: ErrWithdrawn},
	{From: Withdrawn, Action: ActEscalate, Refused: ErrWithdrawn},
	{From: Withdrawn, Action: ActContact, Refused: ErrWithdrawn},
	{From: Withdrawn, Action: ActOverdue, Refused: ErrWithdrawn},
	{From: Withdrawn, Action: ActWithdraw, Refused: ErrWithdrawn},
	{From: Withdrawn, Action: ActHandOver, Refused: ErrWithdrawn},
}

// next looks an action up in the table.
func next(from State, action Action) (State, error) {
	for i := range Transitions {
		t := &Transitions[i]
		if t.From != from || t.Action != action {
			continue
		}
		if t.Refused != nil {
			return from, t.Refused
		}
		return t.To, nil
	}
	return from, fault.New(fault.Internal, "dispatch.no_transition", "state", string(from), "action", string(action))
}

// actor is who acts.
type actor struct{ ID, Name, Unit string }

// command is one action with what it needs; each action reads its own fields.
type command struct {
	Action  Action
	At      when.Micros
	By      actor
	Version int64 // the version a person decided on; zero: the centre's own act, decided on the row itself
	Note    string
	Cause   string

	Rule     Rule      // escalate, transfer: the deadlines of the level
	RuleName string    // the same, for print
	Level    Level     // escalate
	ToUnit   string    // transfer
	Result   Result    // report
	LossFen  int64     // report
	Contacts []Contact // report: what is on record
	Contact  Contact   // contact
	From     string    // hand_over: account of who has it
	To       actor     // hand_over: who has it afterwards
}

// decide applies a command to an order: the change to save, or the named refusal. nil without an error means that nothing
// changes. It is pure.
func decide(before Order, c command) (*Change, error) {
	to, err := next(before.State, c.Action)
	if err != nil {
		return nil, err
	}
	if c.Version != 0 && c.Version != before.Version {
		return nil, ErrVersion
	}
	err = checkNote(c.Note)
	if err != nil {
		return nil, err
	}
	after := before
	after.State = to
	after.Rev++
	var late []Deadline
	switch c.Action {
	case ActSign:
		sign(&after, c)
	case ActReport:
		err = report(&after, c)
	case ActTransfer:
		err = transfer(&after, c)
	case ActChase:
		after.Chases++
		after.ChasedAt = c.At
	case ActClose, ActWithdraw:
		end(&after, c)
	case ActEscalate:
		if !c.Level.Above(before.Level) {
			return nil, nil
		}
		escalate(&after, c)
	case ActContact:
		contact(&after, c.Contact)
	case ActHandOver:
		if before.SignedBy != c.From || c.To.ID == c.From {
			return nil, nil
		}
		after.SignedBy, after.SignedByName = c.To.ID, c.To.Name
	case ActOverdue:
		late = overdue(&after, c.At)
		if len(late) == 0 {
			return nil, nil
		}
	}
	if err != nil {
		return nil, err
	}
	if after.State != before.State || after.Unit != before.Unit || after.Level != before.Level {
		after.Version++
	}
	return &Change{Order: after, Rev: before.Rev, Step: stepOf(&before, &after, c, late), Events: eventsOf(&after, c, late), Cause: c.Cause}, nil
}

// draft makes the order of an IssueCmd without its number.
func draft(cmd IssueCmd, rule Rule, ruleName string, now when.Micros) Order {
	o := Order{
		Cause: cmd.Cause, Warning: cmd.Warning, Target: cmd.Target, Person: cmd.Person,
		Unit: cmd.Unit, Round: 1, Level: cmd.Level, Family: cmd.Family, Fraud: cmd.Fraud,
		ReasonZH: clip(cmd.ReasonZH), ReasonEN: clip(cmd.ReasonEN),
		State: Issued, Version: 1, Rev: 1, Rule: ruleName, SMSCounts: rule.SMSCounts,
		IssuedAt: now, TurnAt: now,
	}
	stamp(&o, rule, now)
	return o
}

func sign(o *Order, c command) {
	o.SignedAt, o.SignedBy, o.SignedByName = c.At, c.By.ID, c.By.Name
	judge(o, SignBy, c.At)
}

func report(o *Order, c command) error {
	rule, ok := ResultOf(c.Result)
	if !ok {
		return ErrResult
	}
	err := checkLoss(rule, c.LossFen)
	if err != nil {
		return err
	}
	if rule.Reason && strings.TrimSpace(c.Note) == "" {
		return ErrNeedsReason
	}
	err = proven(rule.Needs, c.Contacts)
	if err != nil {
		return err
	}
	// The report may overtake the news of an attempt: what is on record is stamped now, or the figures would miss it.
	for _, made := range c.Contacts {
		tried(o, made)
	}
	o.Attempts = max(o.Attempts, int64(len(c.Contacts)))
	missPassed(o, c.At)
	o.ReportedAt, o.ReportedBy, o.ReportedByName = c.At, c.By.ID, c.By.Name
	o.Result, o.Note, o.LossFen, o.NextAt = c.Result, c.Note, c.LossFen, 0
	return nil
}

// checkLoss binds the sum to the result: a loss names its sum, anything else has none.
func checkLoss(rule ResultRule, fen int64) error {
	switch {
	case fen < 0 || fen > LossMaxFen:
		return ErrLossRange
	case rule.Loss && fen == 0:
		return ErrLossMissing
	case !rule.Loss && fen != 0:
		return ErrLossNotAsked
	}
	return nil
}

// proven looks for the attempt that a result rests on.
func proven(needs Proof, contacts []Contact) error {
	for _, c := range contacts {
		switch needs {
		case VisitMet:
			if c.Channel == "visit" && c.Met {
				return nil
			}
		case CallAnswered:
			if c.Channel == "call" && c.Reached {
				return nil
			}
		default:
			return nil
		}
	}
	switch needs {
	case VisitMet:
		return ErrNeedsVisit
	case CallAnswered:
		return ErrNeedsCall
	case AnyAttempt:
		return ErrNeedsAttempt
	}
	return nil
}

func transfer(o *Order, c command) error {
	if c.ToUnit == o.Unit {
		return ErrSameUnit
	}
	if strings.TrimSpace(c.Note) == "" {
		return ErrNeedsReason
	}
	missPassed(o, c.At)
	o.FromUnit, o.Unit = o.Unit, c.ToUnit
	o.Round++
	o.TurnAt = c.At
	o.SignedAt, o.SignedBy, o.SignedByName = 0, "", ""
	o.Late = 0
	o.Rule, o.SMSCounts = c.RuleName, c.Rule.SMSCounts
	stamp(o, c.Rule, c.At)
	return nil
}

func end(o *Order, c command) {
	if c.Action == ActWithdraw {
		missPassed(o, c.At)
	}
	o.EndedAt, o.NextAt = c.At, 0
}

// escalate raises the level. A deadline that is not met becomes the earlier of what it was and what the new level grants from
// now on.
func escalate(o *Order, c command) {
	o.Level, o.Rule, o.SMSCounts = c.Level, c.RuleName, c.Rule.SMSCounts
	shorten := func(d Deadline, at *when.Micros, span time.Duration) {
		if span == 0 || met(o, d) {
			return
		}
		want := c.At.Add(span)
		if *at == 0 || want < *at {
			*at = want
		}
	}
	shorten(SignBy, &o.SignDue, c.Rule.Sign)
	shorten(CallBy, &o.CallDue, c.Rule.Call)
	shorten(VisitBy, &o.VisitDue, c.Rule.Visit)
	shorten(ReportBy, &o.ReportDue, c.Rule.Report)
}

// contact counts and stamps an attempt.
func contact(o *Order, c Contact) {
	o.Attempts++
	tried(o, c)
}

// tried stamps an attempt. Attempts may arrive late and out of order (a phone without signal): stamps keep the earliest, and
// the same attempt twice stamps nothing new.
func tried(o *Order, c Contact) {
	if c.At >= o.TriedAt {
		o.TriedAt, o.NextAt = c.At, c.NextAt
	}
	open := [...]bool{!met(o, CallBy), !met(o, VisitBy)}
	switch c.Channel {
	case "call":
		earliest(&o.CalledAt, c.At)
	case "sms":
		if c.Reached {
			earliest(&o.TextedAt, c.At)
		}
	case "visit":
		if c.Met {
			earliest(&o.VisitedAt, c.At)
		}
	}
	if c.Reached && c.Channel != "sms" {
		earliest(&o.ReachedAt, c.At)
	}
	if open[0] && met(o, CallBy) {
		judge(o, CallBy, c.At)
	}
	if open[1] && met(o, VisitBy) {
		judge(o, VisitBy, c.At)
	}
}

func earliest(have *when.Micros, at when.Micros) {
	if *have == 0 || at < *have {
		*have = at
	}
}

// sound says whether a text may be an id or a search word: bounded, valid, and without the zero byte that no database holds.
func sound(s string) bool {
	return len(s) <= keyMax && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// storable makes what a person wrote storable: broken text and zero bytes become the replacement character.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

func checkNote(note string) error {
	if len(note) > NoteMax && utf8.RuneCountInString(note) > NoteMax {
		return ErrNoteLength
	}
	return nil
}

// clip bounds a reason that a scenario wrote: a long sentence never keeps an order from going out.
func clip(s string) string {
	s = storable(s)
	n := 0
	for i := range s {
		if n == NoteMax {
			return s[:i]
		}
		n++
	}
	return s
}

// stepOf is the history line of a change.
func stepOf(before, now *Order, c command, late []Deadline) Step {
	names := make([]string, len(late))
	for i, d := range late {
		names[i] = string(d)
	}
	note := c.Note
	if c.Action == ActContact {
		note = c.Contact.Channel
	}
	return Step{
		Order: now.ID, Seq: now.Rev, At: c.At, Actor: c.By.ID, ActorName: c.By.Name, ActorUnit: c.By.Unit,
		Action: c.Action, From: before.State, To: now.State, Unit: now.Unit, Level: now.Level,
		Deadlines: strings.Join(names, ","), Note: note,
	}
}

var eventKinds = map[Action]string{
	ActIssue: EvIssued, ActSign: EvSigned, ActReport: EvReported, ActTransfer: EvTransferred, ActChase: EvChased,
	ActClose: EvClosed, ActEscalate: EvEscalated, ActContact: EvContacted, ActWithdraw: EvWithdrawn, ActHandOver: EvHandedOver,
}

// eventsOf is what the world hears of a change: one event, or one for each overdue deadline.
func eventsOf(o *Order, c command, late []Deadline) []Event {
	body := EventBody{
		Order: o.ID, Number: o.Number, Warning: o.Warning, Target: o.Target, Unit: o.Unit, FromUnit: o.FromUnit,
		Level: o.Level, Family: o.Family, Fraud: o.Fraud, State: o.State, Version: o.Version, Round: o.Round,
		Result: o.Result, LossFen: o.LossFen, Chases: o.Chases, Actor: c.By.ID,
		Place: o.Person.Place, IssuedAt: o.IssuedAt, SignDue: o.SignDue, SignedAt: o.SignedAt, VisitDue: o.VisitDue, VisitedAt: o.VisitedAt,
		ReachedAt: o.ReachedAt, ReportedAt: o.ReportedAt, EndedAt: o.EndedAt, Missed: o.Missed,
	}
	if c.Action != ActOverdue {
		return []Event{{Kind: eventKinds[c.Action], Unit: o.Unit, At: c.At, Body: body}}
	}
	var out []Event
	for _, d := range late {
		body.Deadline, body.Due = d, o.Due(d)
		out = append(out, Event{Kind: EvOverdue, Unit: o.Unit, At: c.At, Body: body})
	}
	return out
}

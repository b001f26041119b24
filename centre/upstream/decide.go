package upstream

import (
	"strings"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// The acts. Those that come from the other centre are marked with →.
const (
	ActReceive     = "receive" // → an order came
	ActAcknowledge = "acknowledge"
	ActPass        = "pass" // distributed to a lower centre
	ActTake        = "take" // distributed here: it becomes a warning
	ActLink        = "link" // the warning that it became is known
	ActReturn      = "return"
	ActBounce      = "bounce"  // not ours
	ActReclaim     = "reclaim" // the lower centre handed it back: distribute anew
	ActRecall      = "recall"  // → the giver takes it back
	ActConfirm     = "confirm" // nobody here works on it any more
	ActRemind      = "remind"  // → the giver chases

	ActGive        = "give"
	ActDeliver     = "deliver"     // → the other centre has stored it
	ActReceipt     = "receipt"     // → acknowledged there
	ActDistributed = "distributed" // → somebody works on it there
	ActAnswer      = "answer"      // → returned
	ActBounced     = "bounced"     // → handed back
	ActWithdraw    = "withdraw"
	ActWithdrawn   = "withdrawn" // → confirmed
	ActChase       = "chase"

	ActOverdue = "overdue"
)

// moves is the whole life of an order, by side. What is not in it is refused as ErrState. An answer or a hand-back that crosses a
// withdrawal on its way counts: work that was done is told.
var moves = map[Side]map[State]map[string]State{
	Received: {
		"":           {ActReceive: Waiting},
		Waiting:      {ActAcknowledge: Acknowledged, ActBounce: Bounced, ActRecall: Withdrawn, ActRemind: Waiting, ActOverdue: Waiting},
		Acknowledged: {ActPass: Distributed, ActTake: Distributed, ActReturn: Returned, ActBounce: Bounced, ActRecall: Withdrawn, ActRemind: Acknowledged, ActOverdue: Acknowledged},
		Distributed: {ActLink: Distributed, ActReturn: Returned, ActReclaim: Acknowledged, ActRecall: Withdrawing, ActRemind: Distributed,
			ActOverdue: Distributed},
		Withdrawing: {ActLink: Withdrawing, ActConfirm: Withdrawn, ActReturn: Returned},
	},
	Given: {
		"":          {ActGive: Queued},
		Queued:      {ActDeliver: Delivered, ActReceipt: Receipted, ActBounced: Bounced, ActWithdraw: Withdrawing, ActOverdue: Queued},
		Delivered:   {ActReceipt: Receipted, ActBounced: Bounced, ActWithdraw: Withdrawing, ActChase: Delivered, ActOverdue: Delivered},
		Receipted:   {ActDistributed: Receipted, ActAnswer: Answered, ActBounced: Bounced, ActWithdraw: Withdrawing, ActChase: Receipted, ActOverdue: Receipted},
		Withdrawing: {ActReceipt: Withdrawing, ActDistributed: Withdrawing, ActAnswer: Answered, ActBounced: Bounced, ActWithdrawn: Withdrawn},
	},
}

// By is who acts and when.
type By struct {
	User string
	Name string
	At   when.Micros
}

// Act is what is done to an order.
type Act struct {
	Do      string
	Note    string
	Result  string
	LossFen int64
	Link    string // of a pass: the given order; of a link: the warning
}

// decide checks an act and returns the order after it. It is pure.
func decide(o Order, a Act, by By, r *Rules) (Order, error) {
	to, ok := moves[o.Side][o.State][a.Do]
	switch {
	case !ok:
		return o, fault.New(ErrState.Kind, ErrState.Code, "state", string(o.State), "act", a.Do)
	case !words(a.Note, TextMax):
		return o, badField("note")
	case (a.Do == ActBounce || a.Do == ActWithdraw) && strings.TrimSpace(a.Note) == "":
		return o, ErrReason
	case a.Do == ActReturn && (a.Result == "" || !word(a.Result) || a.LossFen < 0):
		return o, badField("result")
	}
	o.State = to
	o.Version++
	effect(&o, a, by)
	if a.Note != "" && a.Do != ActGive && a.Do != ActReceive {
		o.Note = a.Note
	}
	if to.Ended() && o.EndedAt == 0 {
		o.EndedAt = by.At
	}
	o.AlarmAt = alarm(&o, r)
	return o, nil
}

// effect writes what an act changes beside the state.
func effect(o *Order, a Act, by By) {
	switch a.Do {
	case ActReceive, ActDeliver:
		o.InAt = by.At
	case ActAcknowledge, ActReceipt:
		o.AckAt = by.At
		if o.InAt == 0 {
			o.InAt = by.At
		}
	case ActPass:
		o.PassedAt, o.Child, o.Warning = by.At, a.Link, ""
	case ActTake:
		o.PassedAt, o.Child = by.At, ""
	case ActDistributed:
		o.PassedAt = by.At
	case ActLink:
		o.Warning = a.Link
	case ActReclaim:
		o.PassedAt, o.Child = 0, ""
	case ActReturn, ActAnswer:
		o.Result, o.LossFen = a.Result, a.LossFen
	case ActChase:
		o.Chases++
		o.ToldAt = by.At
	case ActRemind:
		o.Chases++
	case ActOverdue:
		o.ToldAt = by.At
		if o.Side == Given && o.State != Queued {
			o.Chases++
		}
	}
}

// alarm is when an order is told as overdue next. What we owe is told once a deadline; what is owed to us is chased again and again, but
// not for ever: then a person must ring.
func alarm(o *Order, r *Rules) when.Micros {
	due := o.due()
	switch {
	case due == 0:
		return 0
	case o.ToldAt < due:
		return due + 1
	case o.Side == Received || o.Chases >= r.ChasesMax || o.State == Queued:
		return 0
	}
	return o.ToldAt.Add(r.ChaseEvery)
}

// tell is what the other centre is told of an act; nothing for an act that is ours alone.
func tell(o *Order, a Act, by By) (Message, bool) {
	m := Message{Order: o.Ref, At: by.At, Text: a.Note}
	switch {
	case a.Do == ActGive:
		p, x := o.Person, o.Matter
		m.Kind, m.Text, m.Number, m.Level, m.Family, m.Fraud = MsgOrder, x.Text, o.Number, x.Level, x.Family, x.Fraud
		m.Name, m.Phone, m.Place, m.AckDue, m.Due = p.Name, p.Phone, p.Place, o.AckDue, o.Due
	case a.Do == ActWithdraw:
		m.Kind = MsgWithdraw
	case a.Do == ActChase, a.Do == ActOverdue && o.Side == Given && o.State != Queued:
		m.Kind = MsgChase
	case a.Do == ActAcknowledge:
		m.Kind = MsgReceipt
	case a.Do == ActPass, a.Do == ActTake:
		m.Kind = MsgDistributed
	case a.Do == ActReturn:
		m.Kind, m.Result, m.LossFen = MsgReturned, a.Result, a.LossFen
	case a.Do == ActBounce:
		m.Kind = MsgBounced
	case a.Do == ActConfirm, a.Do == ActRecall && o.State == Withdrawn:
		m.Kind, m.Text = MsgWithdrawn, ""
	default:
		return Message{}, false
	}
	return m, true
}

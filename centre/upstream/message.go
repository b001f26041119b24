package upstream

import (
	"strings"
	"unicode/utf8"

	"fanzha/term/fraud"
	"fanzha/term/ident"
	"fanzha/term/region"
	"fanzha/term/when"
)

// The kinds of messages. The first three go down, the others up.
const (
	MsgOrder       = "order"
	MsgWithdraw    = "withdraw"
	MsgChase       = "chase"
	MsgReceipt     = "receipt"
	MsgDistributed = "distributed"
	MsgReturned    = "returned"
	MsgBounced     = "bounced"
	MsgWithdrawn   = "withdrawn"
)

// Bounds of a message, so that a parcel of some dozen fits into what one seal covers.
const (
	TextMax  = 1000 // runes
	NameMax  = 60   // runes
	WordMax  = 64   // bytes of an id, a number, a code
	BatchMax = 64   // messages of one parcel
)

// dueMax bounds how far a deadline may lie after the order: further is a mistake of the giver.
const dueMax = 366 * when.Day

// Message is one sentence between two centres. Fields that a kind does not use are empty.
type Message struct {
	Seq   int64
	Kind  string
	Order string // the giver's id
	At    when.Micros
	Text  string // what an order is about; a reason; a note

	Number  string // of an order
	Level   string
	Family  string
	Fraud   string
	Name    string
	Phone   ident.Phone
	Place   string
	AckDue  when.Micros
	Due     when.Micros
	Result  string // of a return
	LossFen int64
}

// Check refuses what no centre of ours would say. It is the first thing done to a message from outside.
func (m *Message) Check() error {
	switch {
	case m.Seq < 1:
		return badField("seq")
	case !word(m.Order) || m.Order == "":
		return badField("order")
	case m.At <= 0:
		return badField("at")
	case !words(m.Text, TextMax):
		return badField("text")
	case m.LossFen < 0:
		return badField("loss_fen")
	}
	switch m.Kind {
	case MsgOrder:
		return m.checkOrder()
	case MsgReturned:
		if !word(m.Result) || m.Result == "" {
			return badField("result")
		}
	case MsgBounced, MsgWithdraw:
		if strings.TrimSpace(m.Text) == "" {
			return badField("text")
		}
	case MsgChase, MsgReceipt, MsgDistributed, MsgWithdrawn:
	default:
		return badField("kind")
	}
	return nil
}

func (m *Message) checkOrder() error {
	phone, err := ident.ParsePhone(string(m.Phone))
	switch {
	case err != nil || phone != m.Phone || phone.Service():
		return badField("phone")
	case !word(m.Number):
		return badField("number")
	case !words(m.Name, NameMax):
		return badField("name")
	case m.AckDue < m.At || m.Due < m.AckDue || m.Due > m.At+dueMax:
		return badField("due")
	}
	return (&Matter{Level: m.Level, Family: m.Family, Fraud: m.Fraud, Text: m.Text}).check(m.Place)
}

// check refuses a matter that a warning could not take over.
func (x *Matter) check(place string) error {
	switch {
	case x.Level != "urgent" && x.Level != "high" && x.Level != "medium" && x.Level != "low":
		return badField("level")
	case x.Family != "fund" && x.Family != "contact":
		return badField("family")
	case !fraud.Known(x.Fraud):
		return badField("fraud")
	case !words(x.Text, TextMax) || strings.TrimSpace(x.Text) == "":
		return badField("text")
	}
	if place == "" {
		return nil
	}
	_, err := region.ParsePlace(place)
	if err != nil {
		return badField("place")
	}
	return nil
}

// word says whether a text may be an id or a code: short, printable ASCII.
func word(s string) bool {
	if len(s) > WordMax {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// words says whether a text may be shown and stored.
func words(s string, most int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && !strings.ContainsRune(s, 0)
}

// Batch is what one parcel carries from one centre to another: the numbered messages, and the number of the last that it has of the other side.
type Batch struct {
	Ack      int64
	Messages []Message
}

package upstream

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Side says who gave an order.
type Side string

// The sides.
const (
	Received Side = "received" // to us
	Given    Side = "given"    // by us
)

// State is where an order stands; doc.go says whose turn each is.
type State string

// The states. The last three are ends of both sides.
const (
	Waiting      State = "received"
	Acknowledged State = "acknowledged"
	Distributed  State = "distributed"
	Returned     State = "returned"

	Queued    State = "given"
	Delivered State = "delivered"
	Receipted State = "receipted"
	Answered  State = "answered"

	Withdrawing State = "withdrawing"
	Bounced     State = "bounced"
	Withdrawn   State = "withdrawn"
)

// States lists the states in the order of an order's life, the received side first.
var States = []State{Waiting, Acknowledged, Distributed, Returned, Queued, Delivered, Receipted, Answered, Withdrawing, Bounced, Withdrawn}

// Ended says whether nobody has a turn any more.
func (s State) Ended() bool {
	return s == Returned || s == Answered || s == Bounced || s == Withdrawn
}

// Person is what an order needs to know of the person at risk, and no more.
type Person struct {
	Name  string
	Phone ident.Phone
	Place string // area code where the person lives; empty when it is not known
}

// Matter is what an order is about.
type Matter struct {
	Level  string // urgent, high, medium, low
	Family string // fund, contact
	Fraud  string // a type of term/fraud
	Text   string // what was found, for those who go to the person
}

// Order is an order between two centres, as we hold it.
type Order struct {
	ID     string
	Number string // ours: ZL20261123-000001
	Side   Side
	Peer   string // the other centre: who gave it, or whom it was given to
	Ref    string // the giver's id of it; of a given order our own
	Theirs string // the giver's number
	Key    string // of a given order: the client's key
	Unit   string // our own centre
	State  State
	Person Person
	Matter Matter

	Parent  string // of a given order: the received order that it passes on
	Child   string // of a received order: the given order that passes it on
	Warning string // of a received order: the warning that it became part of

	GivenAt  when.Micros // by the giver
	AckDue   when.Micros
	Due      when.Micros // of the return
	InAt     when.Micros // received here, or delivered there
	AckAt    when.Micros
	PassedAt when.Micros // distributed
	EndedAt  when.Micros

	Result  string // an outcome of the receiver's warning, in its words
	LossFen int64
	Note    string // of the result, the hand-back or the withdrawal: the latest

	Chases  int64
	ToldAt  when.Micros // when it was last told that it is overdue
	AlarmAt when.Micros // when it is overdue next; 0: never
	By      string      // who gave it here
	ByName  string
	Version int64
}

// Late says whether the deadline that runs has passed.
func (o *Order) Late(now when.Micros) bool {
	due := o.due()
	return due != 0 && now > due
}

// due is the deadline that runs; 0 when none does.
func (o *Order) due() when.Micros {
	switch o.State {
	case Waiting, Queued, Delivered:
		return o.AckDue
	case Acknowledged, Distributed, Receipted:
		return o.Due
	}
	return 0
}

// DueNow is the deadline that runs, for screens.
func (o *Order) DueNow() when.Micros { return o.due() }

// Step is one act on an order.
type Step struct {
	Seq    int64
	At     when.Micros
	By     string
	ByName string
	Act    string
	State  State
	Note   string
}

// Place says where another centre stands to us.
type Place string

// The places.
const (
	Above Place = "above" // gives us orders
	Below Place = "below" // gets orders from us
)

// The ways in which parcels travel.
const (
	ByHTTP  = "http"  // we call the other centre
	ByFile  = "file"  // files, over a separated network
	ByCalls = "calls" // the other centre calls us
)

// Peer is another centre.
type Peer struct {
	Code    string // 12 digits: the unit at its top
	Name    string
	Place   Place
	Via     string
	URL     string // of ByHTTP
	Dir     string // of ByFile: the folder that both networks reach
	SignKey string // PEM, its seals are verified with
	OpenKey string // PEM, what we send is encrypted with
	Active  bool

	Sent    int64       // number of the last message that we made
	Acked   int64       // the last that the other side has
	Got     int64       // the last that we have of the other side
	HeardAt when.Micros // the other side's time on the last parcel that was its own request
	SeenAt  when.Micros // our time of the last parcel
	Trouble string      // code of the last fault on the way; empty after a parcel came through
}

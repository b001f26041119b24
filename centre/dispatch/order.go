package dispatch

import "fanzha/term/when"

// State is where an order is in its life.
type State string

// The states; doc.go says whose turn each one is.
const (
	Issued    State = "issued"    // 待签收
	Signed    State = "signed"    // 已签收
	Reported  State = "reported"  // 已反馈
	Closed    State = "closed"    // 办结
	Withdrawn State = "withdrawn" // 已撤回
)

// Open says whether the unit still owes something.
func (s State) Open() bool { return s == Issued || s == Signed }

// Ended says whether nothing can happen to the order any more.
func (s State) Ended() bool { return s == Closed || s == Withdrawn }

// Level is how urgent the warning behind the order is.
type Level string

// The levels, the most urgent first.
const (
	Urgent Level = "urgent" // 紧急
	High   Level = "high"   // 高
	Medium Level = "medium" // 中
	Low    Level = "low"    // 低
)

// Rank orders levels: 0 is urgent, 3 is low, 9 is no level at all.
func (l Level) Rank() int {
	switch l {
	case Urgent:
		return 0
	case High:
		return 1
	case Medium:
		return 2
	case Low:
		return 3
	}
	return 9
}

// Above says whether l is more urgent than other.
func (l Level) Above(other Level) bool { return l.Rank() < other.Rank() }

// Family is the family of the warning.
type Family string

// The two families of warnings.
const (
	FamilyFund    Family = "fund"    // 资金预警
	FamilyContact Family = "contact" // 信息预警
)

// Deadline names one of the four things a unit owes in time.
type Deadline string

// The deadlines, in the order in which they are owed.
const (
	SignBy   Deadline = "sign"
	CallBy   Deadline = "call"
	VisitBy  Deadline = "visit"
	ReportBy Deadline = "report"
)

// Deadlines lists the four in the order in which they are owed.
var Deadlines = [4]Deadline{SignBy, CallBy, VisitBy, ReportBy}

// bit returns the deadline's place in a Marks set.
func (d Deadline) bit() Marks {
	for i, x := range Deadlines {
		if x == d {
			return 1 << i
		}
	}
	return 0
}

// Marks is a set of deadlines; its number is stored, so the bits never change: sign 1, call 2, visit 4, report 8.
type Marks int64

// Has says whether d is in the set.
func (m Marks) Has(d Deadline) bool { return m&d.bit() != 0 }

// With returns the set with d added.
func (m Marks) With(d Deadline) Marks { return m | d.bit() }

// Without returns the set with d taken out.
func (m Marks) Without(d Deadline) Marks { return m &^ d.bit() }

// Person is the line by which a list names the person at risk. It is masked before it reaches this room: an order never
// holds a full name or number.
type Person struct {
	Name  string // 张**
	Phone string // 138****8000
	Place string // 9-digit street code
}

// Order (预警指令) is one unit's task for one warning.
type Order struct {
	ID      string
	Number  string // 20261121-000123: day of issue in the centre's zone and the day's serial, unique
	Cause   string // what asked for it; unique
	Warning string
	Target  string
	Person  Person

	Unit     string // 12-digit code of the unit that has it
	FromUnit string // the unit that gave it away by the latest transfer, else empty
	Round    int64  // 1 at issue, one more with every transfer

	Level    Level
	Family   Family
	Fraud    string // term/fraud code
	ReasonZH string // why the person is warned, the sentence the officer reads
	ReasonEN string

	State   State
	Version int64 // grows with state, unit and level; commands name it
	Rev     int64 // grows with every saved change

	Rule      string      // which entry of rulebook/deadlines.yaml stamped it, for print: "deadlines/1 urgent fund"
	SMSCounts bool        // a delivered text message fulfils the call deadline (low level)
	IssuedAt  when.Micros // first issue
	TurnAt    when.Micros // when the present unit got it
	SignDue   when.Micros
	CallDue   when.Micros
	VisitDue  when.Micros // zero: no visit is asked for
	ReportDue when.Micros

	SignedAt     when.Micros // of this round
	SignedBy     string      // account id of who has it: who signed, or who took it over at a change of shifts
	SignedByName string
	CalledAt     when.Micros // first call, answered or not
	TextedAt     when.Micros // first delivered text message
	ReachedAt    when.Micros // first time the person was reached: answered call or met visit
	VisitedAt    when.Micros // first visit at which the person was met
	TriedAt      when.Micros // latest attempt
	NextAt       when.Micros // when the person is to be tried again, as the latest attempt says
	Attempts     int64

	ReportedAt     when.Micros
	ReportedBy     string
	ReportedByName string
	Result         Result
	Note           string
	LossFen        int64
	EndedAt        when.Micros // closed or withdrawn

	Chases   int64
	ChasedAt when.Micros
	Late     Marks // deadlines of this round that were announced as overdue
	Missed   Marks // deadlines that any round missed
}

// Due returns the moment of a deadline, zero when there is none.
func (o *Order) Due(d Deadline) when.Micros {
	switch d {
	case SignBy:
		return o.SignDue
	case CallBy:
		return o.CallDue
	case VisitBy:
		return o.VisitDue
	case ReportBy:
		return o.ReportDue
	}
	return 0
}

// View is an order as a caller sees it: with what it owes next.
type View struct {
	Order
	DueWhat Deadline // empty when nothing is owed
	DueAt   when.Micros
	Overdue bool // DueAt has passed
	Given   bool // the caller sees it only because his unit gave it away: read-only
}

// Step is one line of an order's history. Seq is the Rev the order had after it.
type Step struct {
	Order     string
	Seq       int64
	At        when.Micros
	Actor     string // account id, "system" for the centre's own procedures
	ActorName string
	ActorUnit string
	Action    Action
	From, To  State
	Unit      string // that has the order after the step
	Level     Level  // after the step
	Deadlines string // overdue: which, comma separated
	Note      string
}

// Detail is one order with its history, the oldest step first.
type Detail struct {
	View
	Steps []Step
}

// Unit is what this room needs to know about a unit.
type Unit struct {
	Code   string
	Name   string
	Parent string
	Active bool
}

// Contact is an attempt on an order, as dissuade recorded it.
type Contact struct {
	ID      string // of the attempt
	At      when.Micros
	Channel string      // call, sms, visit
	Met     bool        // visit: the person was met
	Reached bool        // the person was spoken to (answered call, met visit); a message: it was delivered
	NextAt  when.Micros // when to try again, zero when not needed
}

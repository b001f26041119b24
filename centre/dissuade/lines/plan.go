package lines

import "fanzha/term/when"

// State is where a plan stands.
type State string

// The states; doc.go says whose turn each is.
const (
	Trying        State = "trying"          // 劝阻中
	Away          State = "away"            // 暂时找不到
	NotFoundAsked State = "not_found_asked" // 待复核
	NotFound      State = "not_found"       // 确实找不到
	Refused       State = "refused"         // 拒绝劝阻
	Escalated     State = "escalated"       // 已上报
	Ended         State = "ended"           // 已结束
)

// Kind is what kind of line it is. Call and Station may be a plan's next step without a line of their own: their record are attempts.
type Kind string

// The kinds.
const (
	Call      Kind = "call"      // 本人电话
	Relatives Kind = "relatives" // 亲属
	Station   Kind = "station"   // 派出所上门
	Bank      Kind = "bank"      // 银行协助
	Carrier   Kind = "carrier"   // 运营商协助
	Assist    Kind = "assist"    // 请求协助
	Transfer  Kind = "transfer"  // 移交
)

// What a plan waits for besides a line's own kind.
const (
	NextFollow    = "follow"     // call again after the person was spoken to
	NextConfirm   = "confirm"    // a second officer looks at the search
	NextLookAgain = "look_again" // look for the person again
	NextEscalate  = "escalate"   // complete the list, or escalate
	NextSettle    = "settle"     // a leader says how to go on
	NextAnswer    = "answer"     // read what was answered
)

// LineState is where a line stands.
type LineState string

// The states of a line.
const (
	LineOpen     LineState = "open"     // 进行中
	LineAsked    LineState = "asked"    // 待受理
	LineTaken    LineState = "taken"    // 已受理
	LineDone     LineState = "done"     // 已完成
	LineRefused  LineState = "refused"  // 已拒绝
	LineReturned LineState = "returned" // 已退回
	LineStopped  LineState = "stopped"  // 已撤销
)

// Live says whether somebody still owes something on the line.
func (s LineState) Live() bool { return s == LineOpen || s == LineAsked || s == LineTaken }

// Who acted.
type Who struct {
	User string      `json:"user,omitempty"`
	Name string      `json:"name,omitempty"`
	Unit string      `json:"unit,omitempty"`
	At   when.Micros `json:"at,omitempty"`
	Note string      `json:"note,omitempty"`
}

// Plan (劝阻计划) is the search for one person on one warning.
type Plan struct {
	Warning  string
	Target   string
	Unit     string
	Level    string
	State    State
	NextWhat string // a Kind or one of the Next words; empty when ended
	NextAt   when.Micros
	Since    when.Micros // of the state
	Version  int64

	Fails     map[Kind]int64 // in a row, without reaching the person
	Proved    int64          // how often the person was shown who we are
	ProvedAt  when.Micros
	Asked     Who    // 确实找不到, 拒绝 or 上报: who said so
	Decided   Who    // who confirmed, sent back or settled
	Checklist []Item // as it stood when it was asked or escalated
}

// Line (线路) is one way that was opened.
type Line struct {
	ID      string
	Warning string
	Target  string
	Kind    Kind
	State   LineState
	Unit    string // that asks
	ToUnit  string // that is asked; empty: nobody outside
	ToBank  string // bank that is asked
	Carrier string // carrier that is asked
	DueAt   when.Micros
	AskedAt when.Micros

	Task        string // what is asked
	Asked       Who
	Taken       Who
	Answer      Who // done, refused or returned, with its words
	Tries       int64
	TriedAt     when.Micros
	LastOutcome string
	NextAt      when.Micros
}

// Step is one line of what was done, the oldest first.
type Step struct {
	Warning string
	Seq     int64
	Cause   string
	Line    string
	By      Who
	Act     Act
	Outcome string
}

// Item is one entry of the checklist of what was tried.
type Item struct {
	Code  string      `json:"code"`
	Least int64       `json:"least"`
	Have  int64       `json:"have"`
	Last  when.Micros `json:"last,omitempty"`
}

// Met says whether enough is on record.
func (i Item) Met() bool { return i.Have >= i.Least }

// Attempt is what is on record of a call, message or visit.
type Attempt struct {
	ID      string
	At      when.Micros
	Channel string // call, sms, visit
	Outcome string
	Reached bool
	Met     bool
	ByName  string
	Unit    string
	NextAt  when.Micros
}

// File is a plan with its lines and steps.
type File struct {
	Plan  Plan
	Lines []Line
	Steps []Step
}

// Ref is what this room needs to know about a warning.
type Ref struct {
	ID     string
	Target string
	Unit   string
	Level  string
	Active bool // work goes on
}

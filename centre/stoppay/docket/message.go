package docket

import (
	"fanzha/base/seal"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Kind says what a message asks of the bank; the words are those of the page that banks learn.
type Kind string

// The kinds.
const (
	KindStop    Kind = "stop"
	KindRelease Kind = "release"
	KindFreeze  Kind = "freeze"
	KindThaw    Kind = "thaw"
	KindRemind  Kind = "remind"

	KindRestrict Kind = "restrict" // 保护性限制 of the victim's own account
	KindLift     Kind = "lift"     // 解除限制
)

// OnMeasure says whether such a message carries out a measure: it is reminded of, and its answer goes to the measure.
func (k Kind) OnMeasure() bool {
	return k == KindFreeze || k == KindThaw || k == KindRestrict || k == KindLift
}

// Instruction is what is sealed. It is complete in itself. None can hold a whole account: what keeps money back carries an
// amount; a restriction keeps none and ends by itself.
type Instruction struct {
	Kind     Kind
	ID       string // unique for ever; the idempotency key. A stop order's is the order's own id
	Number   string // 文书号
	Claim    string // number of the claim
	Parent   string // stop: order whose answer led here (count 2: order whose hold it continues); others: order concerned
	Depth    int
	Bank     string
	Account  Party // Bank of it is empty: the bank is above
	Matches  []Match
	HoldFen  int64
	HoldForS int64
	Count    int
	Fen      int64
	Until    when.Micros
	FloorFen int64
	Basis    string
	Reason   string
	Urgent   bool
	Officers [2]Officer
	Document Document
	UnitCode string
	UnitName string
	IssuedAt when.Micros
	AnswerBy when.Micros

	Supplements string // stop: the order whose stop this one adds to (补充指令)
	Limits      string // restrict: what is bounded (non_counter, payments)
}

// Message is a sealed instruction as it is kept and delivered.
type Message struct {
	Instruction
	Seq       int64  // per bank, ascending: the cursor of a bank that polls
	ClaimID   string // id of the claim; empty: it rests on a measure alone
	Unit      string
	Order     string // stop order concerned: its own id for a stop
	Ref       string // freeze, thaw, restrict, lift: id of the measure behind it
	State     MessageState
	Escalate  bool // remind: to the bank's second contact as well
	Tries     int
	NextAt    when.Micros // when it is to be delivered again; 0: at once
	DropAt    when.Micros // when delivering it becomes pointless
	SentAt    when.Micros
	DoneAt    when.Micros
	LastFault string
	MadeAt    when.Micros
	RemindAt  when.Micros // what carries out a measure: when the bank is reminded next, 0: no more
	Reminders int
	Result    Result // of the answer that counts
	Refusal   string // its code
	Suite     string
	Key       string
	Seal      []byte
	Canonical []byte // what is sent is made of these bytes alone
}

// MessageState is where a message stands.
type MessageState string

// The states of a message.
const (
	MessageDue       MessageState = "due"       // ours: to be delivered at NextAt
	MessageQueued    MessageState = "queued"    // waits at the bank's side: to be polled, fetched or returned on paper
	MessageSent      MessageState = "sent"      // the bank has it
	MessageDone      MessageState = "done"      // answered for good
	MessageFailed    MessageState = "failed"    // given up: pointless by now, or refused
	MessageCancelled MessageState = "cancelled" // taken back before the bank had it
)

// Open says whether the message still has to reach the bank or be answered.
func (s MessageState) Open() bool { return s == MessageDue || s == MessageQueued || s == MessageSent }

// The form of canonical bytes: the same as on the page that banks learn (edge/partner/wire), field by field.
const (
	canonicalMark    = 'O'
	canonicalVersion = 1
	canonicalMore    = 2 // with supplements at the end
	canonicalCurb    = 3 // with limits at the end
	pageVersion      = 1
)

// Canonical returns the bytes that are sealed.
func (m *Instruction) Canonical() []byte {
	version := m.form()
	w := seal.NewWriter(canonicalMark, version)
	w.Int(pageVersion).Text(string(m.Kind)).Text(m.ID).Text(m.Number).Text(m.Claim).Text(m.Parent).Int(int64(m.Depth)).Text(m.Bank)
	w.Text(string(m.Account.Account)).Text(m.Account.Name).Text(m.Account.Kind)
	w.List(len(m.Matches))
	for _, x := range m.Matches {
		w.Text(x.Ref).Time(x.At).Int(x.Fen).Text(x.Payer.Bank).Text(string(x.Payer.Account)).Text(x.Payer.Name).Text(x.Channel)
	}
	w.Int(m.HoldFen).Int(m.HoldForS).Int(int64(m.Count)).Int(m.Fen).Time(m.Until).Int(m.FloorFen).Text(m.Basis).Text(m.Reason).Bool(m.Urgent)
	w.List(len(m.Officers))
	for _, o := range m.Officers {
		w.Text(o.ID).Text(o.Name).Text(o.Phone)
	}
	w.Text(m.Document.Kind).Text(m.Document.Number).Text(m.Document.SHA256).Text(m.UnitCode).Text(m.UnitName)
	w.Time(m.IssuedAt).Time(m.AnswerBy)
	switch version {
	case canonicalMore:
		w.Text(m.Supplements)
	case canonicalCurb:
		w.Text(m.Limits)
	}
	return w.Bytes()
}

// form is the one layout that an instruction has.
func (m *Instruction) form() byte {
	switch {
	case m.Supplements != "":
		return canonicalMore
	case m.Limits != "":
		return canonicalCurb
	}
	return canonicalVersion
}

// ParseInstruction reads canonical bytes back; anything else is refused with seal.canonical.
func ParseInstruction(canonical []byte) (Instruction, error) {
	form := byte(canonicalVersion)
	if len(canonical) > 3 && (canonical[3] == canonicalMore || canonical[3] == canonicalCurb) {
		form = canonical[3]
	}
	r := seal.NewReader(canonical, canonicalMark, form)
	version := r.Int()
	m := Instruction{Kind: Kind(r.Text()), ID: r.Text(), Number: r.Text(), Claim: r.Text(), Parent: r.Text(), Depth: int(r.Int()), Bank: r.Text()}
	m.Account = Party{Account: ident.Account(r.Text()), Name: r.Text(), Kind: r.Text()}
	for range r.List() {
		x := Match{Ref: r.Text(), At: r.Time(), Fen: r.Int()}
		x.Payer = Party{Bank: r.Text(), Account: ident.Account(r.Text()), Name: r.Text()}
		x.Channel = r.Text()
		m.Matches = append(m.Matches, x)
	}
	m.HoldFen, m.HoldForS, m.Count, m.Fen, m.Until, m.FloorFen = r.Int(), r.Int(), int(r.Int()), r.Int(), r.Time(), r.Int()
	m.Basis, m.Reason, m.Urgent = r.Text(), r.Text(), r.Bool()
	people := r.List()
	for i := range m.Officers {
		m.Officers[i] = Officer{ID: r.Text(), Name: r.Text(), Phone: r.Text()}
	}
	m.Document = Document{Kind: r.Text(), Number: r.Text(), SHA256: r.Text()}
	m.UnitCode, m.UnitName = r.Text(), r.Text()
	m.IssuedAt, m.AnswerBy = r.Time(), r.Time()
	switch form {
	case canonicalMore:
		m.Supplements = r.Text()
	case canonicalCurb:
		m.Limits = r.Text()
	}
	err := r.Done()
	if err != nil || form != m.form() || version != pageVersion || people != len(m.Officers) {
		return Instruction{}, seal.ErrCanonical
	}
	return m, nil
}

// Sealer seals canonical bytes; base/seal has one. It must be local and quick: it is called while a claim is locked.
type Sealer interface {
	Seal(canonical []byte) (suite, key string, sig []byte, err error)
}

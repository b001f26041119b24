package lead

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fanzha/term/ident"
	"fanzha/term/when"
)

// State is where an alert stands.
type State string

// The states. Open is the centre's turn, until AnswerBy.
const (
	Open     State = "open"     // 待答复
	Answered State = "answered" // 已答复
)

// Alert is one counter alert (柜面警情).
type Alert struct {
	ID          string
	Number      string // GM20261121-000001
	Bank        string // whose teller gave it
	Unit        string // centre that answers
	At          when.Micros
	By          string // who gave it
	Customer    string
	Phone       ident.Phone
	Account     ident.Account // the customer's own
	Payee       string        // as the teller sees it: name, account, or both
	Fen         int64
	Description string
	State       State
	AnswerBy    when.Micros // a local target
	Answer      string
	AnsweredAt  when.Micros
	AnsweredBy  string
	Version     int64
}

// Bounds of what a teller types.
const (
	nameMax = 60
	textMax = 1000
	fenMax  = 10_000_000_000_000 // as on the banks' page
)

// RaiseCmd is the six fields of a counter alert.
type RaiseCmd struct {
	Customer    string
	Phone       string
	Account     string
	Payee       string
	Fen         int64
	Description string
}

// raise checks the six fields. Customer, phone and description are needed; the rest may be unknown at the counter.
func raise(cmd RaiseCmd) (Alert, error) {
	a := Alert{Customer: strings.TrimSpace(cmd.Customer), Payee: strings.TrimSpace(cmd.Payee), Fen: cmd.Fen, Description: strings.TrimSpace(cmd.Description)}
	for _, f := range []struct {
		field, text string
		limit       int
		must        bool
	}{{"customer", a.Customer, nameMax, true}, {"payee", a.Payee, 2 * nameMax, false}, {"description", a.Description, textMax, true}} {
		if f.must && f.text == "" || !sound(f.text, f.limit) {
			return a, badField(f.field)
		}
	}
	if a.Fen < 0 || a.Fen > fenMax {
		return a, badField("fen")
	}
	var err error
	a.Phone, err = ident.ParsePhone(cmd.Phone)
	if err != nil {
		return a, err
	}
	if cmd.Account != "" {
		a.Account, err = ident.ParseAccount(cmd.Account)
	}
	a.State, a.Version = Open, 1
	return a, err
}

// answer closes an alert with words for the teller.
func (a Alert) answer(text string) (Alert, error) {
	text = strings.TrimSpace(text)
	if a.State != Open {
		return a, ErrAnswered
	}
	if text == "" || !sound(text, textMax) {
		return a, badField("answer")
	}
	a.State, a.Answer = Answered, text
	a.Version++
	return a, nil
}

// sound says whether a text may be stored and shown: valid, not too long, no control characters but line breaks.
func sound(text string, limit int) bool {
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= limit &&
		!strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' })
}

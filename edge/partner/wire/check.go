package wire

import (
	"slices"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"fanzha/term/ident"
)

// officers is how many answer for an order.
const officers = 2

// Moments outside these years are damage, not time.
var (
	firstMoment = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	lastMoment  = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

// checker collects the first thing that is wrong with an object.
type checker struct{ err error }

func (c *checker) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// text checks what people read: no control characters, no more runes than allowed.
func (c *checker) text(field, s string, limit int, must bool) {
	switch {
	case s == "" && must:
		c.fail(at(ErrMissing, field))
	case len(s) > 4*limit || utf8.RuneCountInString(s) > limit:
		c.fail(at(ErrLength, field, "limit", limit))
	case !plain(s):
		c.fail(at(ErrForm, field))
	}
}

// plain says whether text is valid, without control characters and without the mark that stands for damaged characters.
func plain(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) || r == utf8.RuneError || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return false // the last two ranges turn the direction of writing and make a text look like another
		}
	}
	return true
}

// id checks an identifier: letters, digits and ". _ : -", so that it can stand in a path, a file name and a spreadsheet.
func (c *checker) id(field, s string, must bool) {
	if s == "" {
		if must {
			c.fail(at(ErrMissing, field))
		}
		return
	}
	if len(s) > idMax {
		c.fail(at(ErrLength, field, "limit", idMax))
		return
	}
	for i := range len(s) {
		b := s[i]
		letter := b|0x20 >= 'a' && b|0x20 <= 'z' || b >= '0' && b <= '9'
		if !letter && (i == 0 || b != '.' && b != '_' && b != ':' && b != '-') {
			c.fail(at(ErrForm, field))
			return
		}
	}
}

// bank checks the code of an institution: lower-case letters, digits and "_".
func (c *checker) bank(field, s string, must bool) {
	if s == "" {
		if must {
			c.fail(at(ErrMissing, field))
		}
		return
	}
	ok := len(s) <= 32 && s[0] != '_'
	for i := range len(s) {
		b := s[i]
		ok = ok && (b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_')
	}
	if !ok {
		c.fail(at(ErrForm, field))
	}
}

// number checks an account number in its normal form.
func (c *checker) number(field, s string, must bool) {
	if s == "" {
		if must {
			c.fail(at(ErrMissing, field))
		}
		return
	}
	normal, err := ident.ParseAccount(s)
	if err != nil || string(normal) != s {
		c.fail(at(ErrForm, field))
	}
}

func (c *checker) span(field string, n, least, most int64) {
	if n < least || n > most {
		c.fail(at(ErrRange, field, "least", least, "most", most))
	}
}

func (c *checker) fen(field string, n, least int64) { c.span(field, n, least, FenMax) }

// moment checks a time. Nothing finer than a microsecond is kept, so nothing finer may be sealed.
func (c *checker) moment(field string, t time.Time, must bool) {
	switch {
	case t.IsZero() && must:
		c.fail(at(ErrMissing, field))
	case t.IsZero():
	case t.Before(firstMoment) || t.After(lastMoment) || t.Nanosecond()%1000 != 0:
		c.fail(at(ErrTime, field))
	}
}

// unset refuses a field that has no place in an object of this type.
func (c *checker) unset(field string, set bool) {
	if set {
		c.fail(at(ErrExtra, field))
	}
}

// element names one element of a list.
func element(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }

func (c *checker) oneOf(field, word string, words []string) {
	if !slices.Contains(words, word) {
		c.fail(at(ErrWord, field))
	}
}

func (c *checker) version(v int) {
	if v != Version {
		c.fail(ErrVersion)
	}
}

func kindOK(kind string) bool { return kind == "person" || kind == "company" || kind == "payment" }

func (c *checker) account(field string, a Account, named bool) {
	c.number(field+".number", a.Number, true)
	c.text(field+".name", a.Name, nameMax, named)
	if a.Kind != "" && !kindOK(a.Kind) {
		c.fail(at(ErrWord, field+".kind"))
	}
}

// Check refuses an order that is incomplete or says what no order can say. The fault names the field.
func (o Order) Check() error {
	c := &checker{}
	c.version(o.Version)
	c.id("id", o.ID, true)
	c.text("number", o.Number, shortMax, true)
	c.text("claim", o.Claim, shortMax, true)
	c.id("parent", o.Parent, false)
	c.bank("bank", o.Bank, true)
	c.account("account", o.Account, true)
	o.checkType(c)
	c.text("basis", o.Basis, nameMax, true)
	c.text("reason", o.Reason, textMax, true)
	o.checkPeople(c)
	c.moment("issued_at", o.IssuedAt, true)
	c.moment("answer_by", o.AnswerBy, true)
	if c.err == nil && !o.AnswerBy.After(o.IssuedAt) {
		c.fail(at(ErrOrderOf, "answer_by", "other", "issued_at"))
	}
	return c.err
}

// checkType holds the fields against the type of the order.
func (o Order) checkType(c *checker) {
	if o.Type == Restrict || o.Type == Lift {
		o.checkCurb(c)
		return
	}
	if o.Type != Remind || o.Depth != 0 { // one may be reminded of a restriction as well
		c.span("depth", int64(o.Depth), 1, DepthMax)
	}
	c.unset("limits", o.Limits != "")
	switch o.Type {
	case Stop:
		o.checkStop(c)
		return
	case Release, Thaw:
		c.fen("fen", o.Fen, 1)
		c.unset("until", !o.Until.IsZero())
	case Freeze:
		c.fen("fen", o.Fen, 1)
		c.moment("until", o.Until, true)
		if c.err == nil && !o.Until.After(o.IssuedAt) {
			c.fail(at(ErrOrderOf, "until", "other", "issued_at"))
		}
	case Remind:
		c.unset("fen", o.Fen != 0)
		c.unset("until", !o.Until.IsZero())
	default:
		c.fail(at(ErrWord, "type"))
	}
	c.id("parent", o.Parent, true)
	o.checkBare(c)
}

// checkBare: what only a stop may carry.
func (o Order) checkBare(c *checker) {
	c.unset("matches", len(o.Matches) > 0)
	c.unset("hold_fen", o.HoldFen != 0)
	c.unset("hold_for_s", o.HoldForS != 0)
	c.unset("count", o.Count != 0)
	c.unset("floor_fen", o.FloorFen != 0)
	c.unset("supplements", o.Supplements != "")
}

// checkCurb: a restriction and its lifting name no amount and no credit; what is bounded is one account, for hours, or no order.
func (o Order) checkCurb(c *checker) {
	c.unset("depth", o.Depth != 0)
	c.unset("fen", o.Fen != 0)
	o.checkBare(c)
	if o.Type == Lift {
		c.id("parent", o.Parent, true)
		c.unset("until", !o.Until.IsZero())
		c.unset("limits", o.Limits != "")
		return
	}
	c.oneOf("limits", o.Limits, Limits)
	c.moment("until", o.Until, true)
	switch {
	case c.err != nil:
	case !o.Until.After(o.IssuedAt):
		c.fail(at(ErrOrderOf, "until", "other", "issued_at"))
	case o.Until.Sub(o.IssuedAt) > RestrictMaxS*time.Second:
		c.fail(at(ErrRange, "until", "least", int64(1), "most", int64(RestrictMaxS)))
	case o.Parent == o.ID:
		c.fail(at(ErrForm, "parent"))
	}
}

// checkStop: the amount is never more than the credits that the bank is to find, so a whole account cannot be meant.
func (o Order) checkStop(c *checker) {
	c.fen("hold_fen", o.HoldFen, 1)
	c.span("hold_for_s", o.HoldForS, 1, HoldMaxS)
	c.span("count", int64(o.Count), 1, 2)
	c.fen("floor_fen", o.FloorFen, 0)
	c.id("supplements", o.Supplements, false)
	if o.Supplements != "" && o.Supplements == o.ID {
		c.fail(at(ErrForm, "supplements"))
	}
	c.unset("fen", o.Fen != 0)
	c.unset("until", !o.Until.IsZero())
	c.span("matches", int64(len(o.Matches)), 1, MatchesMax)
	if c.err != nil {
		return
	}
	var sum int64
	for i, m := range o.Matches {
		field := element("matches", i)
		c.text(field+".ref", m.Ref, shortMax, false)
		c.moment(field+".time", m.Time, true)
		c.fen(field+".fen", m.Fen, 1)
		c.bank(field+".payer_bank", m.PayerBank, false)
		c.number(field+".payer_account", m.PayerAccount, false)
		c.text(field+".payer_name", m.PayerName, nameMax, false)
		c.text(field+".channel", m.Channel, shortMax, false)
		sum += m.Fen
	}
	if c.err == nil && o.HoldFen > sum {
		c.fail(at(ErrOrderOf, "hold_fen", "other", "matches"))
	}
}

// checkPeople: two officers, one document, the unit.
func (o Order) checkPeople(c *checker) {
	if len(o.Officers) != officers {
		c.fail(at(ErrRange, "officers", "least", int64(officers), "most", int64(officers)))
		return
	}
	for i, p := range o.Officers {
		field := element("officers", i)
		c.text(field+".id", p.ID, shortMax, true)
		c.text(field+".name", p.Name, nameMax, true)
		c.text(field+".phone", p.Phone, shortMax, true)
	}
	if o.Officers[0].ID == o.Officers[1].ID {
		c.fail(at(ErrOrderOf, "officers[1].id", "other", "officers[0].id"))
	}
	c.text("document.kind", o.Document.Kind, shortMax, true)
	c.text("document.number", o.Document.Number, shortMax, true)
	if !hexOf(o.Document.SHA256, 64) {
		c.fail(at(ErrForm, "document.sha256"))
	}
	if len(o.Unit.Code) != 12 || !digits(o.Unit.Code) {
		c.fail(at(ErrForm, "unit.code"))
	}
	c.text("unit.name", o.Unit.Name, nameMax, true)
}

// hexOf says whether s is n lower-case hexadecimal digits.
func hexOf(s string, n int) bool {
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f') {
			return false
		}
	}
	return len(s) == n
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// Check refuses an answer that is incomplete or contradicts itself. The fault names the field.
func (a Answer) Check() error {
	c := &checker{}
	c.version(a.Version)
	c.id("id", a.ID, true)
	c.id("order", a.Order, true)
	c.bank("bank", a.Bank, true)
	c.span("seq", int64(a.Seq), a.leastSeq(), SeqMax)
	c.moment("at", a.At, true)
	a.checkResult(c)
	c.text("text", a.Text, textMax, false)
	c.moment("executed_at", a.ExecutedAt, false)
	c.moment("expires_at", a.ExpiresAt, false)
	if c.err == nil && !a.ExpiresAt.IsZero() && !a.ExpiresAt.After(a.ExecutedAt) {
		c.fail(at(ErrOrderOf, "expires_at", "other", "executed_at"))
	}
	c.fen("held_fen", a.HeldFen, 0)
	c.fen("balance_fen", a.BalanceFen, 0)
	c.span("earlier", int64(len(a.Earlier)), 0, EarlierMax)
	c.span("dispositions", int64(len(a.Dispositions)), 0, DispositionsMax)
	c.text("person", a.Person, nameMax, false)
	c.text("phone", a.Phone, shortMax, false)
	if c.err != nil {
		return c.err
	}
	for i, e := range a.Earlier {
		field := element("earlier", i)
		c.text(field+".by", e.By, nameMax, true)
		c.fen(field+".fen", e.Fen, 0)
		c.moment(field+".until", e.Until, false)
	}
	for i, d := range a.Dispositions {
		d.check(c, "dispositions["+strconv.Itoa(i)+"]")
	}
	return c.err
}

// leastSeq is 1, and 0 for a bare acknowledgement, which takes no place in the row of answers.
func (a Answer) leastSeq() int64 {
	if a.Result == Seen {
		return 0
	}
	return 1
}

// checkResult holds the amounts against the result.
func (a Answer) checkResult(c *checker) {
	holds := false
	switch a.Result {
	case Held, PartiallyHeld:
		holds = true
		c.fen("held_fen", a.HeldFen, 1)
		c.moment("executed_at", a.ExecutedAt, true)
	case Done:
		holds = true // what is still held or frozen after it
	case Refused:
		_, known := RefusalOf(a.Refusal)
		if !known {
			c.fail(at(ErrWord, "refusal"))
		}
	case Seen, NotHeld, Failed:
	default:
		c.fail(at(ErrWord, "result"))
	}
	if a.Result != Refused {
		c.unset("refusal", a.Refusal != "")
	}
	if !holds {
		c.unset("held_fen", a.HeldFen != 0)
		c.unset("expires_at", !a.ExpiresAt.IsZero())
	}
	if a.Result == Seen {
		c.unset("dispositions", len(a.Dispositions) > 0)
		c.unset("final", a.Final)
	}
}

func (d Disposition) check(c *checker, field string) {
	m, known := meaningByCode[d.Code]
	if !known {
		c.fail(at(ErrWord, field+".code"))
		return
	}
	least := int64(1)
	if m.Fate == FateNone {
		least = 0
	}
	c.fen(field+".fen", d.Fen, least)
	if d.TxFen != 0 {
		c.fen(field+".tx_fen", d.TxFen, d.Fen)
	}
	c.moment(field+".time", d.Time, m.Fate == FateOnward)
	c.text(field+".ref", d.Ref, shortMax, false)
	c.text(field+".name", d.Name, nameMax, false)
	c.text(field+".place", d.Place, nameMax, false)
	c.text(field+".claim", d.Claim, shortMax, false)
	if d.Kind != "" && !kindOK(d.Kind) {
		c.fail(at(ErrWord, field+".kind"))
	}
	if m.Fate == FateOnward {
		c.bank(field+".bank", d.Bank, d.Code != MovedInternal)
		c.number(field+".account", d.Account, true)
		return
	}
	c.text(field+".bank", d.Bank, shortMax, false)
	c.text(field+".account", d.Account, walletMax, false)
}

// Check refuses a notice that is incomplete.
func (n Notice) Check() error {
	c := &checker{}
	c.version(n.Version)
	c.id("id", n.ID, true)
	c.bank("bank", n.Bank, true)
	c.text("ref", n.Ref, shortMax, true)
	c.moment("time", n.Time, true)
	c.account("from", n.From, false)
	c.account("to", n.To, false)
	c.fen("fen", n.Fen, 1)
	if c.err == nil && n.From.Number == n.To.Number {
		c.fail(at(ErrOrderOf, "to.number", "other", "from.number"))
	}
	return c.err
}

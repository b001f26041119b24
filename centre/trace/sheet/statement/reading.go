package statement

import (
	"strings"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// maxText bounds a field that is kept as text, in bytes: a remark of 300 Chinese characters.
const maxText = 1000

// reading turns rows into records under one map.
type reading struct {
	known   *Columns
	names   []string
	at      [fields]int // place of the column; -1: the file has none
	account string      // of the preamble
	holder  string
	numeric bool // cells of a workbook: numbers may have an exponent
	marks   map[string]int8
	words   map[string]string // folded
	record  Record
	told    bool // something has said which way money goes: a mark, two columns, payer and payee, a minus, a balance
}

// sided says whether the file names payer and payee: then they say which way the money went, whoever's statement it is.
func (g *reading) sided() bool { return g.has(PayerAccount) && g.has(PayeeAccount) }

func (d *Reader) reading(m Map) (*reading, error) {
	g := &reading{known: d.known, names: d.layout.Names(), account: d.layout.Account, holder: d.layout.Holder,
		numeric: d.layout.Format.Kind == "xlsx", marks: map[string]int8{}, words: map[string]string{}}
	for f := range g.at {
		g.at[f] = -1
	}
	for f, column := range m {
		for i, name := range g.names {
			if name == column {
				g.at[f] = i
			}
		}
		if g.at[f] < 0 {
			return nil, fault.New(fault.Invalid, ErrMap.Code, "field", f.String())
		}
	}
	for _, need := range []struct {
		field Field
		there bool
	}{
		{Time, g.has(Time) || g.has(Date)}, {Amount, g.has(Amount) || g.has(Debit) && g.has(Credit)},
		{Account, g.has(Account) || g.has(Card) || g.account != "" || g.sided()},
	} {
		if !need.there {
			return nil, fault.New(fault.Invalid, ErrMissing.Code, "field", need.field.String())
		}
	}
	g.told = g.has(Side) || g.has(Debit) && g.has(Credit) || g.sided()
	return g, nil
}

func (g *reading) has(f Field) bool { return g.at[f] >= 0 }

// cell is the text of a field in a row, without blanks around it.
func (g *reading) cell(w row, f Field) string {
	i := g.at[f]
	if i < 0 || i >= len(w.cells) {
		return ""
	}
	return strings.TrimSpace(w.cells[i])
}

func (g *reading) bad(f Field, why Why) BadRow {
	if g.at[f] < 0 {
		return BadRow{Why: why}
	}
	return BadRow{Column: g.names[g.at[f]], Why: why}
}

// read turns one row into g.record; skip says that the row moves nothing.
func (g *reading) read(w row) (bad BadRow, skip bool) {
	if w.bad {
		return BadRow{Why: BadText}, false
	}
	if g.idle(w) {
		return bad, true
	}
	for f := range fields {
		if g.at[f] >= len(w.cells) && f <= Clock && f != Balance && f != Side && f != Clock {
			return g.bad(f, BadColumns), false
		}
	}
	g.record = Record{Line: w.line}
	for _, step := range []func(row) (BadRow, bool){g.money, g.time, g.accounts, g.texts, g.sides} {
		bad, skip = step(w)
		if skip || bad.Why != "" {
			return bad, skip
		}
	}
	return bad, false
}

// idle knows rows that are no transactions: empty ones, repeated headers, totals, transactions that failed.
func (g *reading) idle(w row) bool {
	first := ""
	for _, c := range w.cells {
		first = strings.TrimSpace(c)
		if first != "" {
			break
		}
	}
	if first == "" {
		return true
	}
	for _, t := range g.known.totals {
		if strings.HasPrefix(first, t) && g.cell(w, Time) == "" || strings.HasPrefix(g.cell(w, Time)+g.cell(w, Date), t) {
			return true
		}
	}
	if len(w.cells) >= len(g.names) && g.at[Time] >= 0 && strings.Join(strings.Fields(g.cell(w, Time)), " ") == g.names[g.at[Time]] {
		return true
	}
	status := g.cell(w, Status)
	return status != "" && g.known.failed[g.fold(status)]
}

// money reads amount, direction and balance.
func (g *reading) money(w row) (BadRow, bool) {
	var fen int64
	var bad BadRow
	if g.has(Debit) && g.has(Credit) {
		fen, bad = g.twoColumns(w)
	} else {
		fen, bad = g.oneColumn(w)
	}
	if bad.Why != "" {
		return bad, false
	}
	if fen == 0 {
		return bad, true
	}
	g.record.Fen, g.record.In = fen, true
	if fen < 0 {
		g.record.Fen, g.record.In = -fen, false
		g.told = true
	}
	if !g.has(Balance) {
		return bad, false
	}
	balance, empty, ok := parseFen(g.cell(w, Balance), g.numeric)
	if !ok {
		return g.bad(Balance, BadBalance), false
	}
	g.record.BalanceFen, g.record.HasBalance = balance, !empty
	g.told = g.told || !empty
	return bad, false
}

// twoColumns is what came in, below zero what went out. A negative amount is a correction: it goes the other way.
func (g *reading) twoColumns(w row) (int64, BadRow) {
	out, noOut, ok := parseFen(g.cell(w, Debit), g.numeric)
	if !ok {
		return 0, g.bad(Debit, BadAmount)
	}
	in, noIn, ok := parseFen(g.cell(w, Credit), g.numeric)
	switch {
	case !ok:
		return 0, g.bad(Credit, BadAmount)
	case noOut && noIn:
		return 0, g.bad(Debit, BadAmount)
	case out != 0 && in != 0:
		return 0, g.bad(Credit, BadBoth)
	}
	return in - out, BadRow{}
}

// oneColumn is the same of an amount with a mark or a sign.
func (g *reading) oneColumn(w row) (int64, BadRow) {
	fen, empty, ok := parseFen(g.cell(w, Amount), g.numeric)
	if !ok || empty {
		return 0, g.bad(Amount, BadAmount)
	}
	if !g.has(Side) || g.sided() {
		return fen, BadRow{} // the sign says it, or payer and payee do
	}
	switch g.direction(g.cell(w, Side)) {
	case 1:
		return fen, BadRow{}
	case -1:
		// -100 under 借 is how some banks write every payment; under 贷 it is a correction.
		if fen < 0 {
			return fen, BadRow{}
		}
		return -fen, BadRow{}
	}
	return 0, g.bad(Side, BadSide)
}

// direction reads a mark: 1 in, -1 out, 0 unknown.
func (g *reading) direction(mark string) int8 {
	n, known := g.marks[mark]
	if known {
		return n
	}
	key := fold(mark)
	switch {
	case g.known.out[key]:
		n = -1
	case g.known.in[key]:
		n = 1
	}
	if len(g.marks) < maxWords {
		g.marks[mark] = n
	}
	return n
}

// maxWords bounds what is remembered of columns with few different words.
const maxWords = 1000

// fold is fold, remembered.
func (g *reading) fold(s string) string {
	w, known := g.words[s]
	if !known {
		w = fold(s)
		if len(g.words) < maxWords {
			g.words[s] = w
		}
	}
	return w
}

// time reads the moment from one column or two.
func (g *reading) time(w row) (BadRow, bool) {
	f := Time
	if !g.has(Time) {
		f = Date
	}
	at, ok := parseTime(g.cell(w, f))
	if !ok {
		return g.bad(f, BadTime), false
	}
	if g.has(Clock) {
		ms, ok := parseClock(g.cell(w, Clock))
		if !ok {
			return g.bad(Clock, BadTime), false
		}
		midnight := (int64(at) + china) / (day * 1000) * (day * 1000)
		if g.cell(w, Clock) != "" {
			at = when.Micros(midnight - china + ms*1000)
		}
	}
	g.record.At = at
	return BadRow{}, false
}

// accounts reads whose statement it is and who is on the other side.
func (g *reading) accounts(w row) (BadRow, bool) {
	for _, f := range []Field{Account, Card, PeerAccount} {
		if !g.has(f) {
			continue
		}
		account, why := CleanAccount(g.cell(w, f))
		if why != "" {
			return g.bad(f, why), false
		}
		g.record.SetText(f, account)
	}
	if g.record.Text(Account) == "" && g.record.Text(Card) == "" {
		if g.sided() {
			g.record.SetText(Account, g.account)
			return BadRow{}, false
		}
		if g.account == "" {
			return g.bad(Account, BadAccount), false
		}
		g.record.SetText(Account, g.account)
	}
	return BadRow{}, false
}

// sides puts a row that names payer and payee as the statement of one of them has it: of whose statement it is, else of the payer's. A
// minus is a correction and goes the other way. The balance is that of whose statement it is; without one it is nobody's.
func (g *reading) sides(w row) (BadRow, bool) {
	if !g.sided() {
		return BadRow{}, false
	}
	payer, why := CleanAccount(g.cell(w, PayerAccount))
	if why == "" && payer == "" {
		why = BadAccount
	}
	if why != "" {
		return g.bad(PayerAccount, why), false
	}
	payee, why := CleanAccount(g.cell(w, PayeeAccount))
	if why == "" && payee == "" {
		why = BadAccount
	}
	if why != "" {
		return g.bad(PayeeAccount, why), false
	}
	r := &g.record
	back := !r.In // a minus
	if g.has(Debit) && g.has(Credit) {
		back = false // which of the two columns is filled says whose side the file is seen from, not who paid
	}
	own, ownName, peer, peerName, peerBank := payer, g.cell(w, PayerName), payee, g.cell(w, PayeeName), g.cell(w, PayeeBank)
	mine := r.Text(Account) == payee || r.Text(Card) == payee
	if mine {
		own, ownName, peer, peerName, peerBank = payee, g.cell(w, PayeeName), payer, g.cell(w, PayerName), ""
	}
	if !mine && r.Text(Account) != payer && r.Text(Card) != payer {
		r.HasBalance, r.BalanceFen = false, 0
	}
	for _, s := range []string{ownName, peerName, peerBank} {
		if len(s) > maxText || strings.IndexByte(s, 0) >= 0 {
			return g.bad(PayerName, BadText), false
		}
	}
	r.In = mine != back
	r.SetText(Account, own)
	r.SetText(Card, "")
	r.SetText(Holder, ownName)
	r.SetText(PeerAccount, peer)
	r.SetText(PeerName, peerName)
	r.SetText(PeerBank, peerBank)
	return BadRow{}, false
}

// texts takes over the other fields.
func (g *reading) texts(w row) (BadRow, bool) {
	for f := Holder; f <= Teller; f++ {
		if f == PeerAccount || !g.has(f) {
			continue
		}
		s := g.cell(w, f)
		if len(s) > maxText {
			return g.bad(f, BadText), false
		}
		if strings.IndexByte(s, 0) >= 0 {
			return g.bad(f, BadText), false
		}
		g.record.SetText(f, s)
	}
	if g.record.Text(Holder) == "" {
		g.record.SetText(Holder, g.holder)
	}
	currency := g.record.Text(Currency)
	if currency != "" && !g.known.yuan[g.fold(currency)] {
		return g.bad(Currency, BadCurrency), false
	}
	return BadRow{}, false
}

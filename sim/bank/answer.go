package bank

import (
	"crypto/sha256"
	"slices"

	"fanzha/edge/partner/wire"
	"fanzha/term/when"
)

// desk answers for the bank.
const desk = "反诈值班岗"

// blank begins an answer.
func (b *Bank) blank(o wire.Order, now when.Micros) wire.Answer {
	return wire.Answer{Version: wire.Version, Order: o.ID, Bank: b.opts.Code, Seq: 1, At: now.Time(), Person: desk}
}

// refuse answers that nothing was done and why. Without a record nothing is remembered: a forged copy of an order must not stand
// in the way of the true one.
func (b *Bank) refuse(r *record, o wire.Order, code string, now when.Micros) wire.Answer {
	a := b.blank(o, now)
	a.Result, a.Refusal, a.Final = wire.Refused, code, true
	entry, _ := wire.RefusalOf(code)
	a.Text = entry.ZH
	switch code {
	case wire.RefusalName, wire.RefusalAmount:
		a.Dispositions = []wire.Disposition{{Code: wire.Mismatch}}
	case wire.RefusalTime:
		a.Dispositions = []wire.Disposition{{Code: wire.NoSuchTx}}
	}
	if r == nil {
		sum := sha256.Sum256(o.Canonical())
		a.ID = answerID(b.opts.Code, o.ID, 0, append(sum[:], code...))
		return a
	}
	r.seq++
	a.Seq, a.ID = r.seq, answerID(b.opts.Code, o.ID, r.seq, nil)
	r.last = a
	return a
}

// doneNow answers that a release, freeze or thaw was carried out; HeldFen is what its hold or freeze keeps back now.
func (b *Bank) doneNow(r *record, h *hold, now when.Micros) wire.Answer {
	a := b.blank(r.order, now)
	a.Result, a.Final, a.ExecutedAt = wire.Done, true, now.Time()
	r.seq++
	a.Seq, a.ID = r.seq, answerID(b.opts.Code, r.order.ID, r.seq, nil)
	if h != nil {
		a.HeldFen, a.BalanceFen = h.fen, max(h.on.balance, 0)
		if h.fen > 0 {
			a.ExpiresAt = h.until.Time()
		}
		a.Earlier = b.earlier(h)
	}
	r.last = a
	return a
}

// answer says how a stop stands now.
func (b *Bank) answer(r *record, now when.Micros) wire.Answer {
	o, h := r.order, r.hold
	a := b.blank(o, now)
	r.seq++
	a.Seq = r.seq
	if b.lies(SameSeq) {
		a.Seq = 1
	}
	a.ID = answerID(b.opts.Code, o.ID, r.seq, nil)
	a.HeldFen, a.ExecutedAt, a.BalanceFen = h.fen, h.from.Time(), max(h.on.balance, 0)
	if b.lies(SaysHeld) {
		a.HeldFen = h.asked
	}
	if b.lies(HidesHold) {
		a.HeldFen = 0
	}
	a.Earlier = b.earlier(h)
	a.Dispositions = b.dispositions(o, h, a.HeldFen)
	switch {
	case a.HeldFen >= o.HoldFen:
		a.Result, a.Final = wire.Held, true
	case a.HeldFen > 0:
		a.Result = wire.PartiallyHeld
	default:
		a.Result = wire.NotHeld
	}
	if h.ended {
		a.Final = true
	}
	if b.lies(NoExecution) {
		a.ExecutedAt = when.Micros(0).Time()
	}
	if a.HeldFen > 0 {
		from := h.from
		if b.lies(CountsFromIssue) {
			from = when.Of(o.IssuedAt)
		}
		a.ExpiresAt = (from + when.Micros(o.HoldForS)*when.Second).Time()
	}
	r.last = a
	return a
}

// say gives a further answer to a stop, which nobody asked for.
func (b *Bank) say(r *record, now when.Micros) {
	if r == nil || r.hold == nil || r.seq >= wire.SeqMax {
		return
	}
	if b.lies(AnswersLate) && r.hold.ended {
		a := r.last
		r.seq++
		a.Seq, a.At = r.seq, now.Time()
		a.ID = answerID(b.opts.Code, a.Order, r.seq, nil)
		b.later = append(b.later, a)
		return
	}
	b.later = append(b.later, b.answer(r, now))
}

// told is what leaves the bank of the later answers: as they are, or as a lie has them.
func (b *Bank) told(out []wire.Answer) []wire.Answer {
	if b.lies(Contradicts) {
		for _, a := range slices.Clone(out) {
			a.HeldFen += 100
			a.ID += "x"
			out = append(out, a)
		}
	}
	if b.lies(AnswersTwice) {
		out = append(out, slices.Clone(out)...)
	}
	if b.lies(Reorders) {
		slices.Reverse(out)
	}
	return out
}

// earlier lists what else is kept back on the account of a hold.
func (b *Bank) earlier(h *hold) []wire.Earlier {
	if b.lies(HidesEarlier) {
		return nil
	}
	var list []wire.Earlier
	for _, other := range h.on.holds {
		if other == h {
			break
		}
		if other.root != "" && other.root == h.root {
			continue
		}
		e := wire.Earlier{By: other.by, Fen: other.fen}
		if other.until != 0 {
			e.Until = other.until.Time()
		}
		list = append(list, e)
		if len(list) == wire.EarlierMax {
			break
		}
	}
	return list
}

// dispositions says what became of the credits that the order names: what is held, where the rest went in order of time, and what
// is left on the account for others. The lines add up to the credits, or to the amount of the order where that is more.
func (b *Bank) dispositions(o wire.Order, h *hold, held int64) []wire.Disposition {
	var list []wire.Disposition
	if held > 0 {
		code := wire.CodeHeld
		if held < o.HoldFen {
			code = wire.CodePartiallyHeld
		}
		list = append(list, wire.Disposition{Code: code, Fen: held, Time: h.from.Time()})
	}
	rest := max(h.credits-held, 0)
	switch {
	case rest > 0 && h.on.Merchant:
		list = append(list, wire.Disposition{Code: wire.LegitMerchant, Fen: rest})
		rest = 0
	default:
		list, rest = b.onward(list, h.lines, rest)
	}
	list, rest = othersHold(list, h, rest)
	if rest > 0 {
		list = append(list, wire.Disposition{Code: wire.NoBalance, Fen: rest})
	}
	if missing := o.HoldFen - h.asked; missing > 0 {
		list = append(list, wire.Disposition{Code: wire.NoSuchTx, Fen: missing})
	}
	if b.lies(SumsWrong) && len(list) > 0 {
		list[len(list)-1].Fen += 1000
	}
	return list
}

// onward turns debits into lines until the rest is covered. Small ones are one line together, and so is what exceeds the number of
// lines that an answer has room for, smallest first.
func (b *Bank) onward(list []wire.Disposition, lines []line, rest int64) ([]wire.Disposition, int64) {
	var cut []line
	for _, l := range lines {
		if rest == 0 {
			break
		}
		l.fen = min(l.fen, rest)
		rest -= l.fen
		cut = append(cut, l)
	}
	least := b.opts.SmallFen
	if room := wire.DispositionsMax - 60; len(cut) > room {
		sizes := make([]int64, len(cut))
		for i, l := range cut {
			sizes[i] = l.entry.Fen
		}
		slices.Sort(sizes)
		least = max(least, sizes[len(sizes)-room]+1)
	}
	small := wire.Disposition{Code: wire.BelowThreshold}
	for _, l := range cut {
		if b.lies(HidesInternal) && b.codeOf(l.entry) == wire.MovedInternal {
			continue
		}
		if l.entry.Fen < least {
			if b.lies(HidesSmall) {
				continue
			}
			if small.Fen == 0 {
				small.Time = l.entry.At.Time()
			}
			small.Fen += l.fen
			continue
		}
		list = append(list, b.disposition(l))
	}
	if small.Fen > 0 {
		list = append(list, small)
	}
	return list, rest
}

func (b *Bank) disposition(l line) wire.Disposition {
	d := wire.Disposition{Code: b.codeOf(l.entry), Fen: l.fen, Time: l.entry.At.Time(), Ref: l.entry.Ref, Place: l.entry.Place}
	if b.lies(WrongCode) && d.Code.Exit() {
		d.Code = wire.LoanRepaid
	}
	if !d.Code.OpensLayer() {
		return d
	}
	d.Bank, d.Account, d.Name, d.Kind = l.entry.Bank, l.entry.Account, l.entry.Name, l.entry.Kind
	if d.Code == wire.MovedInternal {
		d.Bank = b.opts.Code
	}
	if l.fen < l.entry.Fen && !b.lies(HidesWhole) {
		d.TxFen = l.entry.Fen // the next bank looks for the whole transaction
	}
	if b.lies(HidesOnward) {
		d = wire.Disposition{Code: wire.BelowThreshold, Fen: d.Fen, Time: d.Time}
	}
	return d
}

func (b *Bank) codeOf(e Entry) wire.Code {
	switch {
	case e.Code != "":
		return e.Code
	case e.Bank == b.opts.Code:
		return wire.MovedInternal
	}
	return wire.MovedOtherBank
}

// othersHold tells of money that is still there but kept back for others.
func othersHold(list []wire.Disposition, h *hold, rest int64) ([]wire.Disposition, int64) {
	for _, other := range h.on.holds {
		if rest == 0 || len(list) >= wire.DispositionsMax-2 {
			break
		}
		if other == h || other.fen == 0 || other.root != "" && other.root == h.root {
			continue
		}
		part := min(other.fen, rest)
		rest -= part
		list = append(list, wire.Disposition{Code: wire.AlreadyHeld, Fen: part, Claim: other.claim})
	}
	return list, rest
}

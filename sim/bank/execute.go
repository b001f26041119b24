package bank

import (
	"container/heap"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/term/when"
)

// Execute carries out an order now and answers it. A refusal is an answer. The errors: ErrAway and ErrSilent, and a fault of
// package wire when the order cannot be read, so that there is nothing to answer.
func (b *Bank) Execute(o wire.Order) (wire.Answer, error) {
	now := b.opts.Clock.Now()
	_, away := b.Away(now)
	switch {
	case away:
		return wire.Answer{}, ErrAway
	case b.opts.Behaviour.Silent:
		return wire.Answer{}, ErrSilent
	}
	mended := b.overlook(o)
	err := mended.Check()
	if err != nil {
		return wire.Answer{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settle(now)
	code := b.strange(o)
	if code != "" {
		if b.lies(ForgedBlocks) && b.done[o.ID] == nil {
			b.done[o.ID] = &record{order: o}
		}
		return b.refuse(nil, o, code, now), nil
	}
	o = mended
	digest := sha256.Sum256(o.Canonical())
	known := b.done[o.ID]
	if known != nil {
		again, answer := b.again(known, o, digest)
		if !again {
			return answer, nil
		}
	}
	r := &record{order: o, digest: digest}
	if b.seen[o.ID] {
		r.seq = 1
		delete(b.seen, o.ID)
	}
	b.wait()
	answer := b.carryOut(r, now)
	if answer.Refusal != wire.RefusalOrderNotFound {
		b.done[o.ID] = r // an order that came before its original may come again
	}
	return answer, nil
}

// wait lets other copies of an order pass between looking and acting. Only the bank that races with itself does it.
func (b *Bank) wait() {
	if b.pause == nil || !b.lies(Races) {
		return
	}
	b.mu.Unlock()
	b.pause()
	b.mu.Lock()
}

// overlook is what a bank reads when it does not look closely: the lies about the form of an order.
func (b *Bank) overlook(o wire.Order) wire.Order {
	if len(b.opts.Lies) == 0 {
		return o
	}
	if b.lies(AnyVersion) {
		o.Version = wire.Version
	}
	if b.lies(AnyType) && !slices.Contains([]wire.Type{wire.Stop, wire.Release, wire.Freeze, wire.Thaw, wire.Remind, wire.Restrict, wire.Lift}, o.Type) {
		o.Type = wire.Stop
	}
	if b.lies(AnyType) && o.Type == wire.Restrict && !slices.Contains(wire.Limits, o.Limits) {
		o.Limits = wire.LimitPayments
	}
	somebody := wire.Officer{ID: "?", Name: "?", Phone: "?"}
	if b.lies(OneOfficer) && len(o.Officers) == 1 {
		o.Officers = []wire.Officer{o.Officers[0], somebody}
	}
	if b.lies(NoDocument) && o.Document.Number == "" {
		o.Document = wire.Document{Kind: "?", Number: "?", SHA256: noDigest}
	}
	if b.lies(AnyTerm) {
		o.HoldForS = min(o.HoldForS, int64(TermMax/time.Second))
		if o.Type == wire.Restrict && o.Until.Sub(o.IssuedAt) > RestrictMax {
			o.Until = o.IssuedAt.Add(RestrictMax)
		}
	}
	if b.lies(ThirdStop) {
		o.Count = min(o.Count, StopMax)
	}
	return o
}

// noDigest stands where a careless bank never looks.
const noDigest = "0000000000000000000000000000000000000000000000000000000000000000"

// strange refuses what is not addressed to this bank or not sealed by the centre, before anything is compared or remembered.
func (b *Bank) strange(o wire.Order) string {
	if o.Bank != b.opts.Code && !b.lies(AnyBank) {
		return wire.RefusalNotOurs
	}
	if b.opts.Keys == nil || b.lies(AnySeal) {
		return ""
	}
	if o.Seal.Value == "" && o.Seal.Key == "" {
		return wire.RefusalSeal
	}
	sig, err := base64.StdEncoding.Strict().DecodeString(o.Seal.Value)
	if err != nil {
		return wire.RefusalSeal
	}
	err = b.opts.Keys.Verify(o.Canonical(), o.Seal.Suite, o.Seal.Key, sig)
	if err == nil {
		b.key.Store(&o.Seal.Key)
		return ""
	}
	known := b.key.Load()
	if b.lies(AnyKey) && (known == nil || o.Seal.Key != *known) {
		return ""
	}
	return wire.RefusalSeal
}

// again answers a repeated order: the same content with the same answer, other content with a refusal that changes nothing. It
// reports true for a lying bank that executes it once more.
func (b *Bank) again(known *record, o wire.Order, digest [sha256.Size]byte) (bool, wire.Answer) {
	if digest != known.digest {
		if b.lies(TakesChanged) {
			return true, wire.Answer{}
		}
		return false, b.refuse(nil, o, wire.RefusalDuplicate, b.opts.Clock.Now())
	}
	switch {
	case b.lies(HoldsAgain):
		return true, wire.Answer{}
	case b.lies(NewAnswer):
		known.seq++
		known.last.Seq = known.seq
		known.last.ID = answerID(b.opts.Code, o.ID, known.seq, nil)
	}
	return false, known.last
}

// carryOut does what a new, well-formed, sealed order asks.
func (b *Bank) carryOut(r *record, now when.Micros) wire.Answer {
	switch r.order.Type {
	case wire.Stop:
		return b.stop(r, now)
	case wire.Release, wire.Thaw:
		return b.giveFree(r, now)
	case wire.Freeze:
		return b.freeze(r, now)
	case wire.Restrict:
		return b.restrict(r, now)
	case wire.Lift:
		return b.lift(r, now)
	default:
		return b.remind(r, now)
	}
}

// stop checks the account, the credits, the count and the term, then holds what is there.
func (b *Bank) stop(r *record, now when.Micros) wire.Answer {
	o := r.order
	a, code := b.target(o)
	if code != "" {
		return b.refuse(r, o, code, now)
	}
	found, code := b.find(a, o)
	if code != "" {
		return b.refuse(r, o, code, now)
	}
	if o.HoldForS > int64(TermMax/time.Second) {
		return b.refuse(r, o, wire.RefusalTerm, now)
	}
	main := b.supplemented(o)
	if main == nil {
		if b.counted(a, o, found) {
			return b.refuse(r, o, wire.RefusalCount, now)
		}
		for i := range found {
			a.stops[stopOf{o.Claim, found[i].entry.no}]++
		}
		a.all++
		b.takeOver(a, o, found, now)
	}
	r.hold = b.hold(a, o, found, now)
	if main != nil && main.until < r.hold.until {
		r.hold.until = main.until
		heap.Init(&b.ends)
	}
	return b.answer(r, now)
}

// supplemented is the running stop that a supplement adds to: it stands beside it, shares its count and ends with it. Where this
// bank holds nothing by that order, or no more, the supplement is a stop of its own.
func (b *Bank) supplemented(o wire.Order) *hold {
	main := b.done[o.Supplements]
	if o.Supplements == "" || b.lies(SupplementReplaces) || main == nil || main.hold == nil || main.hold.ended || main.hold.freeze || main.hold.on.Number != o.Account.Number {
		return nil
	}
	return main.hold
}

// target finds the account and refuses what may not be stopped.
func (b *Bank) target(o wire.Order) (*account, string) {
	a := b.accounts[o.Account.Number]
	if a == nil && b.lies(InventsAccounts) {
		a = &account{Account: Account{Number: o.Account.Number, Name: o.Account.Name, Kind: o.Account.Kind}, stops: map[stopOf]int{}}
		for _, m := range o.Matches {
			b.serial++
			a.post(Entry{At: when.Of(m.Time), Fen: m.Fen}, b.serial)
		}
		b.accounts[a.Number] = a
	}
	switch {
	case a == nil:
		return nil, wire.RefusalNotFound
	case !sameName(a.Name, o.Account.Name) && !b.lies(AnyName):
		return nil, wire.RefusalName
	case a.Closed && !b.lies(AnyState):
		return nil, wire.RefusalClosed
	case a.Lost && !b.lies(AnyState):
		return nil, wire.RefusalLostCard
	case a.Protected != "" && !b.lies(AnyKind):
		return nil, wire.RefusalProtected
	}
	return a, ""
}

// counted reports whether one of the credits was stopped as often as is allowed.
func (b *Bank) counted(a *account, o wire.Order, found []credit) bool {
	if b.lies(ThirdStop) {
		return false
	}
	if b.opts.Strict && a.all >= StopMax {
		return true
	}
	for i := range found {
		if a.stops[stopOf{o.Claim, found[i].entry.no}] >= StopMax {
			return true
		}
	}
	return false
}

// takeOver ends the running hold of the same claim on the same credits: a renewal follows it and does not stand beside it.
func (b *Bank) takeOver(a *account, o wire.Order, found []credit, now when.Micros) {
	if b.lies(RenewsTwice) || b.lies(HoldsAgain) || b.lies(TakesChanged) || b.lies(Races) {
		return
	}
	for _, h := range slices.Clone(a.holds) {
		if h.freeze || h.claim != o.Claim || !slices.ContainsFunc(found, func(c credit) bool { return slices.Contains(h.found, c.entry.no) }) {
			continue
		}
		h.end()
		b.say(b.done[h.order], now)
	}
}

// hold keeps back what can be kept back now and stays ready for more.
func (b *Bank) hold(a *account, o wire.Order, found []credit, now when.Micros) *hold {
	h := &hold{on: a, order: o.ID, root: o.ID, claim: o.Claim, by: o.Unit.Name, floor: o.FloorFen, from: now}
	h.until = now + when.Micros(o.HoldForS)*when.Second
	for i := range found {
		h.asked += found[i].entry.Fen
		h.found = append(h.found, found[i].entry.no)
	}
	h.credits = h.asked
	h.asked = min(h.asked, o.HoldFen)
	if b.lies(AnyMatch) || b.lies(AnyAmount) {
		h.asked = o.HoldFen
	}
	h.lines, h.taint = b.trace(a, found, max(h.credits, h.asked))
	h.target = h.asked
	switch {
	case b.lies(WholeAccount):
		h.target = fenMax
	case b.lies(OverHolds):
		h.target += h.target/10 + 1
	case b.lies(SaysHeld):
		h.target = 0
	}
	if b.lies(NoFloor) {
		h.floor = 0
	}
	h.shares = b.lies(SharesMoney)
	b.place(h)
	b.mark(a)
	h.fill()
	if b.lies(NoCatch) || b.lies(WholeAccount) {
		h.target = h.fen
	}
	return h
}

// mark tells all holds on an account how much of its money is stolen: what is left of all credits that any of them found. Two
// stops, or two victims, may name the same credit; its money is there once.
func (b *Bank) mark(a *account) {
	var found []credit
	var sum int64
	for i, e := range a.entries {
		if slices.ContainsFunc(a.holds, func(h *hold) bool { return slices.Contains(h.found, e.no) }) {
			found = append(found, credit{at: i, entry: e})
			sum += e.Fen
		}
	}
	if len(found) == 0 {
		return
	}
	_, taint := b.trace(a, found, sum)
	for _, h := range a.holds {
		h.taint = max(taint, 0)
	}
}

// place puts a hold on its account and its end into the calendar.
func (b *Bank) place(h *hold) {
	h.on.holds = append(h.on.holds, h)
	heap.Push(&b.ends, h)
}

// catch lets holds that want more take of what has come.
func (b *Bank) catch(a *account) {
	now := b.opts.Clock.Now()
	for _, h := range slices.Clone(a.holds) {
		if h.freeze || !h.fill() || b.lies(CatchesQuietly) {
			continue
		}
		b.say(b.done[h.order], now)
	}
}

// Prior puts somebody else's freeze on an account.
func (b *Bank) Prior(number string, p Prior) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.accounts[number]
	switch {
	case a == nil:
		return ErrNoAccount
	case p.Fen <= 0 || p.Fen > fenMax:
		return ErrEntry
	}
	h := &hold{on: a, by: p.By, freeze: true, fen: min(p.Fen, a.usable()), from: b.opts.Clock.Now(), until: p.Until}
	if h.until == 0 {
		a.holds = append(a.holds, h)
		return nil
	}
	b.place(h)
	return nil
}

package stoppay

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"fanzha/base/access"
	"fanzha/base/seal"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Bounds of what a bank may say; those of the page that banks learn.
const (
	dispositionsMax       = 500
	earlierMax            = 50
	seqMax                = 10_000
	amountMax       int64 = 10_000_000_000_000 // 100 billion yuan: a slip of units is caught, and sums of a thousand fit
	skewMax               = 5 * when.Minute    // how far a bank's clock may be ahead of ours
)

// checkAnswer refuses what no bank can mean.
func checkAnswer(bank string, a *Answer) error {
	switch {
	case a.Bank != "" && a.Bank != bank:
		return refuse(ErrAnswer, "field", "bank")
	case !word(a.ID):
		return refuse(ErrAnswer, "field", "id")
	case !word(a.Message):
		return ErrNotFound
	case a.Seq < 0 || a.Seq > seqMax || a.Seq == 0 && a.Result != ResultSeen:
		return refuse(ErrAnswer, "field", "seq")
	case a.HeldFen < 0 || a.HeldFen > amountMax || a.BalanceFen < 0 || a.BalanceFen > amountMax:
		return refuse(ErrAnswer, "field", "held_fen")
	case len(a.Dispositions) > dispositionsMax || len(a.Earlier) > earlierMax:
		return refuse(ErrAnswer, "field", "dispositions")
	case !slices.Contains([]Result{ResultSeen, ResultHeld, ResultPart, ResultNotHeld, ResultRefused, ResultDone, ResultFailed}, a.Result):
		return refuse(ErrAnswer, "field", "result")
	case !short(a.Refusal) || len(a.Text) > 4*reasonMax || !sound(a.Text) || !short(a.Person) || !short(a.Phone):
		return refuse(ErrAnswer, "field", "text")
	}
	for i := range a.Dispositions {
		err := checkDisposition(&a.Dispositions[i])
		if err != nil {
			return err
		}
	}
	a.Bank = bank
	return nil
}

func checkDisposition(x *Disposition) error {
	fate, ok := x.Code.Fate()
	if !ok || x.Code == CodePayment {
		return refuse(ErrAnswer, "field", "dispositions.code")
	}
	if x.Fen < 0 || x.Fen > amountMax || x.Fen == 0 && fate != FateNone || x.TxFen < 0 || x.TxFen > amountMax {
		return refuse(ErrAnswer, "field", "dispositions.fen")
	}
	if fate == FateOnward {
		account, err := ident.ParseAccount(string(x.To.Account))
		if err != nil {
			return refuse(ErrAnswer, "field", "dispositions.account")
		}
		x.To.Account = account
	}
	if !short(x.Ref) || !short(x.To.Bank) || !short(x.To.Name) || !short(x.To.Kind) || !short(x.Place) || !short(x.Claim) {
		return refuse(ErrAnswer, "field", "dispositions")
	}
	return nil
}

// hashOf is the content of an answer in 64 characters: by it a repeated answer is told from another one with the same id.
func hashOf(a *Answer) string {
	w := seal.NewWriter('A', 1)
	w.Text(a.ID).Text(a.Message).Text(a.Bank).Int(int64(a.Seq)).Time(a.At).Text(string(a.Result)).Text(a.Refusal).Text(a.Text)
	w.Time(a.ExecutedAt).Time(a.ExpiresAt).Int(a.HeldFen).Int(a.BalanceFen).List(len(a.Earlier))
	for _, e := range a.Earlier {
		w.Text(e.By).Int(e.Fen).Time(e.Until)
	}
	w.List(len(a.Dispositions))
	for _, x := range a.Dispositions {
		w.Text(string(x.Code)).Int(x.Fen).Int(x.TxFen).Time(x.At).Text(x.Ref)
		w.Text(x.To.Bank).Text(string(x.To.Account)).Text(x.To.Name).Text(x.To.Kind).Text(x.Place).Text(x.Claim)
	}
	sum := sha256.Sum256(w.Bool(a.Final).Text(a.Person).Text(a.Phone).Bytes())
	return hex.EncodeToString(sum[:])
}

// answer records what a bank says. It returns ErrUnchanged for the same answer again; conflict tells that its id was used
// before for other content, which is recorded once and has no other effect.
func (d *desk) answer(f *File, a Answer) (conflict bool, err error) {
	d.enter(f)
	m := f.message(a.Message)
	if m == nil || m.Bank != a.Bank {
		return false, ErrNotFound
	}
	o := f.order(m.Order)
	if o == nil {
		return false, ErrNotFound
	}
	a.ReceivedAt, a.Effect = d.now, EffectCounted
	switch {
	case f.Prior != nil && f.Prior.Hash == a.Hash:
		return false, ErrUnchanged
	case f.Prior != nil:
		if slices.Contains(o.Flags, FlagID) {
			return true, ErrUnchanged
		}
		d.flag(f, o, FlagID)
		d.leave(f)
		return true, nil
	}
	if m.Kind == KindStop {
		err = d.answerStop(f, o, m, &a)
	} else {
		err = d.answerOther(f, o, m, &a)
	}
	if err != nil {
		return false, err
	}
	f.Answers = append(f.Answers, a)
	d.leave(f)
	return false, nil
}

// answerStop takes an answer to the order itself.
func (d *desk) answerStop(f *File, o *Order, m *Message, a *Answer) error {
	if a.Result == ResultSeen {
		return d.seen(f, o, m, a)
	}
	if a.Seq <= o.AnswerSeq {
		return d.late(f, o, m, a)
	}
	f.touch(o)
	o.SentAt = cmp.Or(o.SentAt, d.now)
	if a.Result == ResultFailed { // it takes no place in the row: what the bank says when it works again counts
		o.Result = a.Result
		d.again(f, m, a.Refusal)
		d.act(f, o, "stop.bank_failed")
		return nil
	}
	o.AnswerSeq = a.Seq
	in := InAnswer
	if a.Result == ResultRefused {
		in = InRefuse
	}
	state, err := next(o.State, in)
	if err != nil {
		return err
	}
	o.State, o.Result, o.Refusal, o.Final = state, a.Result, a.Refusal, a.Final
	o.AnsweredAt = cmp.Or(o.AnsweredAt, d.now)
	o.SeenAt = cmp.Or(o.SeenAt, d.now)
	o.RemindAt = 0
	if a.Final || in == InRefuse {
		d.settle(f, m, MessageDone)
	} else {
		d.settle(f, m, MessageSent)
	}
	return d.takeIn(f, o, a)
}

// late keeps an answer that a later one has overtaken. It has no effect but one: the bank has the order.
func (d *desk) late(f *File, o *Order, m *Message, a *Answer) error {
	a.Effect = EffectLate
	if a.Seq == o.AnswerSeq {
		a.Effect = EffectConflict
		d.flag(f, o, FlagSeq)
	}
	if m.State == MessageDue || m.State == MessageQueued {
		d.settle(f, m, MessageSent)
	}
	state, err := next(o.State, InSent)
	if err != nil || state == o.State {
		return err
	}
	o.State, o.SentAt = state, cmp.Or(o.SentAt, d.now)
	f.touch(o)
	return nil
}

// takeIn applies amounts, movements and their consequences: hold, next layer, netting.
func (d *desk) takeIn(f *File, o *Order, a *Answer) error {
	err := d.hold(f, o, a)
	if err != nil {
		return err
	}
	d.tell(f, EvAnswered, o)
	d.act(f, o, "stop.answer", fen("held_fen", o.HeldFen), func(x access.Act) access.Act {
		return x.With("result", string(a.Result)).With("answer", a.ID).With("refusal", a.Refusal)
	})
	d.moved(f, o, a)
	for _, flow := range d.flows {
		d.beyond(f, o, flow)
	}
	_, err = d.follow(f)
	if err != nil {
		return err
	}
	return d.bound(f, f.order(o.ID), a) // the orders may have moved in memory
}

// bound releases at once what may not be held: more than was asked, anything for a claim that has ended, a hold that the bank
// itself refuses, and what exceeds the limit of the claim.
func (d *desk) bound(f *File, o *Order, a *Answer) error {
	reason := ""
	amount := int64(0)
	switch {
	case o.HoldState != Holding && o.HoldState != ReleaseSent || o.StandingFen() <= 0:
	case o.HoldState == ReleaseSent:
		reason = reasonStill
	case f.Claim.State == ClaimWithdrawn:
		reason = reasonWithdrawn
	case f.Claim.Standing == Lapsed:
		reason = reasonLapsed
	case a.Result == ResultRefused:
		reason = reasonRefused
	case o.StandingFen() > o.Fen:
		reason, amount = reasonOver, o.StandingFen()-o.Fen
	}
	if reason != "" {
		err := d.release(f, o, amount, reason)
		if err != nil {
			return err
		}
	}
	return d.net(f)
}

// seen records an acknowledgement.
func (d *desk) seen(f *File, o *Order, m *Message, a *Answer) error {
	if a.Seq > 0 && a.Seq <= o.AnswerSeq {
		a.Effect = EffectLate
		return nil
	}
	o.AnswerSeq = max(o.AnswerSeq, a.Seq)
	d.settle(f, m, MessageSent)
	state, err := next(o.State, InSeen)
	if err != nil {
		return err
	}
	if o.SeenAt == 0 {
		o.SeenAt = d.now
	}
	o.SentAt = cmp.Or(o.SentAt, d.now)
	o.State = state
	f.touch(o)
	d.act(f, o, "stop.seen")
	return nil
}

// settle moves a message on; what is done stays done.
func (d *desk) settle(f *File, m *Message, to MessageState) {
	if m.State == MessageDone || m.State == to {
		return
	}
	m.State = to
	m.SentAt = cmp.Or(m.SentAt, d.now)
	if to == MessageDone {
		m.DoneAt = d.now
	}
	f.changed[m.ID] = true
}

// hold applies what the bank says it holds.
func (d *desk) hold(f *File, o *Order, a *Answer) error {
	held := a.HeldFen
	said := a.Result == ResultHeld || a.Result == ResultPart
	if said != (held > 0) || a.Result == ResultHeld && held < o.Fen {
		d.flag(f, o, FlagAmount)
	}
	if held > 0 && a.Result == ResultRefused {
		d.flag(f, o, FlagRefused)
	}
	if o.HoldState == Frozen {
		return nil // the money is the freeze's: what the stop still holds of it is no news
	}
	if held == 0 {
		return d.nothing(f, o)
	}
	d.clock(f, o, a)
	if held > o.Fen {
		d.flag(f, o, FlagOverHeld)
	}
	if o.HoldState.Ended() || o.ExpiresAt <= d.now {
		return d.tooLate(f, o, held)
	}
	if o.FreedFen > 0 {
		held = min(held, o.HeldFen) // what was released does not come back by an older total
	}
	if held < o.HeldFen-o.LeavingFen && o.HoldState.Live() {
		d.flag(f, o, FlagDropped)
	}
	state, err := nextHold(o.HoldState, HoldMore)
	if err != nil {
		return err
	}
	fresh := held > o.HeldFen
	o.HoldState, o.HeldFen = state, held
	o.TotalFen = max(o.TotalFen, held)
	o.LeavingFen = min(o.LeavingFen, held)
	o.HeldAt = cmp.Or(o.HeldAt, d.now)
	if !fresh {
		return nil
	}
	d.tell(f, EvHeld, o)
	return d.renewed(f, o)
}

// tooLate records a hold that is reported when it is over. A bank that means to go on holding is told to release.
func (d *desk) tooLate(f *File, o *Order, held int64) error {
	told := slices.Contains(o.Flags, FlagAfterEnd)
	d.flag(f, o, FlagAfterEnd)
	o.TotalFen = max(o.TotalFen, held)
	if !o.HoldState.Ended() {
		o.HeldFen = held
		return d.expire(f, o)
	}
	if told || o.HoldState == Renewed || o.BankEnds <= d.now {
		return nil
	}
	_, err := d.followUp(f, o, Instruction{Kind: KindRelease, Fen: held, Reason: reasonEnded}, o.BankEnds)
	return err
}

// nothing: the bank holds nothing (any more) by this order.
func (d *desk) nothing(f *File, o *Order) error {
	in := HoldNothing
	switch {
	case f.renewalOf(o.ID) != nil:
		in = HoldRenew
	case o.HoldState == Holding:
		d.flag(f, o, FlagDropped)
	}
	state, err := nextHold(o.HoldState, in)
	if err != nil {
		return err
	}
	if o.HoldState.Live() {
		o.HeldFen, o.LeavingFen = 0, 0
	}
	o.HoldState = state
	return nil
}

// renewalOf finds the order that continues an order's hold.
func (f *File) renewalOf(id string) *Order {
	for i := range f.Orders {
		if f.Orders[i].Renews == id && f.Orders[i].State != Refused && f.Orders[i].State != Cancelled && f.Orders[i].State != Failed {
			return &f.Orders[i]
		}
	}
	return nil
}

// clock fixes the end of the hold: the law's span from the bank's first execution, earlier when the bank says so, never later
// by a further answer. What the bank's clock cannot have said is replaced by what can be true.
func (d *desk) clock(f *File, o *Order, a *Answer) {
	at := a.ExecutedAt
	switch {
	case at == 0:
		d.flag(f, o, FlagNoTime)
		at = cmp.Or(o.SentAt, o.SealedAt)
	case at > d.now+skewMax:
		d.flag(f, o, FlagFuture)
		at = d.now
	case at < o.SealedAt-skewMax:
		d.flag(f, o, FlagBefore)
		at = o.SealedAt
	}
	if o.ExecutedAt == 0 || at < o.ExecutedAt {
		o.ExecutedAt = at
	}
	end := d.stopEnd(f, o)
	if a.ExpiresAt != 0 {
		o.BankEnds = a.ExpiresAt
		if a.ExpiresAt > end+skewMax {
			d.flag(f, o, FlagTooLong)
		}
		end = min(end, a.ExpiresAt)
	}
	o.ExpiresAt = sooner(o.ExpiresAt, end)
}

// moved turns dispositions into legs. The same movement told twice, by two orders or by an answer and a notice, is one leg.
func (d *desk) moved(f *File, o *Order, a *Answer) {
	list := slices.Clone(a.Dispositions)
	slices.SortStableFunc(list, func(x, y Disposition) int { return cmp.Compare(x.At, y.At) })
	var gone, credits int64
	seen := map[string]int{}
	for _, x := range list {
		fate, _ := x.Code.Fate()
		if fate != FateOnward && fate != FateExit {
			continue
		}
		gone += x.Fen
		l := Leg{
			Claim: f.Claim.ID, Order: o.ID, Layer: o.Layer + 1, From: o.Target.Account, To: x.To, Code: x.Code, At: cmp.Or(x.At, o.ExecutedAt, d.now),
			Fen: max(x.Fen, x.TxFen), TaintedFen: x.Fen, Ref: x.Ref, Place: x.Place, Mode: ModeReply,
		}
		if fate == FateExit {
			l.To, l.Halt = Party{Bank: x.To.Bank}, HaltExit
		}
		key := keyOf(&l, 0)
		seen[key]++
		l.ID = keyOf(&l, seen[key])
		d.addLeg(f, l)
	}
	for _, x := range o.Matches {
		credits += x.Fen
	}
	if o.HeldFen+gone > credits {
		d.flag(f, o, FlagInflow)
	}
}

// keyOf names a movement by what the bank says of it, so that telling it again makes no second leg. nth tells apart several
// movements that look the same within one answer.
func keyOf(l *Leg, nth int) string {
	w := seal.NewWriter('L', 1)
	w.Text(l.Claim).Text(string(l.From)).Text(string(l.To.Account)).Text(l.Ref)
	if l.Ref == "" {
		w.Text(string(l.Code)).Time(l.At).Int(l.Fen).Int(int64(nth))
	}
	sum := sha256.Sum256(w.Bytes())
	return "L" + hex.EncodeToString(sum[:10])
}

// sameSpan is how far apart two sources may put one and the same transfer.
const sameSpan = 2 * when.Minute

// addLeg adds a movement that is not known yet. How much of it is the victim's is bounded by what is still on the account.
func (d *desk) addLeg(f *File, l Leg) {
	for i := range f.Legs {
		k := &f.Legs[i]
		same := k.ID == l.ID
		if !same && k.Mode != l.Mode && k.Code != CodePayment && k.From == l.From && k.To.Account == l.To.Account && k.Fen == l.Fen {
			same = max(k.At-l.At, l.At-k.At) <= sameSpan
		}
		if same {
			k.To.Name, k.To.Kind, k.To.Bank = cmp.Or(k.To.Name, l.To.Name), cmp.Or(k.To.Kind, l.To.Kind), cmp.Or(k.To.Bank, l.To.Bank)
			if k.Halt == HaltName && k.To.Name != "" {
				k.Halt = HaltNone // the name that was missing has come
				f.changed[k.ID] = true
			}
			return
		}
	}
	l.TaintedFen = max(0, min(l.TaintedFen, f.room(l.From)))
	f.Legs = append(f.Legs, l)
	f.changed[l.ID] = true
}

// answerOther takes an answer to a release, freeze, thaw or reminder.
func (d *desk) answerOther(f *File, o *Order, m *Message, a *Answer) error {
	if m.State == MessageDone || m.State == MessageFailed {
		a.Effect = EffectLate
		return nil
	}
	switch a.Result {
	case ResultSeen:
		d.settle(f, m, MessageSent)
		return nil
	case ResultFailed:
		d.again(f, m, a.Refusal)
		return nil
	}
	d.settle(f, m, MessageDone)
	if m.Kind == KindFreeze || m.Kind == KindThaw {
		d.tell(f, EvInstructed, o, func(b *EventBody) {
			b.Message, b.Measure, b.Result, b.Fen, b.HeldFen = m.ID, m.Ref, a.Result, m.Fen, a.HeldFen
		})
		d.act(f, o, "stop.instructed", fen("fen", m.Fen), func(x access.Act) access.Act { return x.With("result", string(a.Result)) })
		return nil
	}
	if m.Kind != KindRelease {
		return nil
	}
	if a.Result == ResultDone || a.Refusal == refusalTooLate || a.Refusal == refusalWithdrawn {
		return d.freed(f, o, m.Fen)
	}
	m.State = MessageFailed
	d.flag(f, o, FlagUnreleased)
	return nil
}

// Refusals of a release that mean that nothing is held any more.
const (
	refusalTooLate   = "too_late"
	refusalWithdrawn = "withdrawn"
)

// again puts a message back: the bank's own system failed.
func (d *desk) again(f *File, m *Message, why string) {
	m.Tries++
	m.LastFault = clip(cmp.Or(why, "failed"), 60)
	if m.State != MessageQueued {
		m.State = MessageDue
	}
	m.NextAt = d.wall + backoff(m.Tries)
	f.changed[m.ID] = true
}

// Bounds of trying again: the first time soon, for minutes decide; never more often than a bank in trouble can bear.
const (
	backoffFirst = when.Second
	backoffMost  = when.Minute
)

func backoff(tries int) when.Micros {
	if tries > 6 {
		return backoffMost
	}
	return min(backoffFirst<<max(0, tries-1), backoffMost)
}

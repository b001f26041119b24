package chase

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"fanzha/base/access"
	"fanzha/base/seal"
	"fanzha/centre/stoppay/docket"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Bounds of what a bank may say; those of the page that banks learn.
const (
	dispositionsMax       = 500
	earlierMax            = 50
	seqMax                = 10_000
	AmountMax       int64 = 10_000_000_000_000 // 100 billion yuan: a slip of units is caught, and sums of a thousand fit
	SkewMax               = 5 * when.Minute    // how far a bank's clock may be ahead of ours
)

// CheckAnswer refuses what no bank can mean.
func CheckAnswer(bank string, a *docket.Answer) error {
	switch {
	case a.Bank != "" && a.Bank != bank:
		return docket.Refuse(docket.ErrAnswer, "field", "bank")
	case !docket.Word(a.ID):
		return docket.Refuse(docket.ErrAnswer, "field", "id")
	case !docket.Word(a.Message):
		return docket.ErrNotFound
	case a.Seq < 0 || a.Seq > seqMax || a.Seq == 0 && a.Result != docket.ResultSeen:
		return docket.Refuse(docket.ErrAnswer, "field", "seq")
	case a.HeldFen < 0 || a.HeldFen > AmountMax || a.BalanceFen < 0 || a.BalanceFen > AmountMax:
		return docket.Refuse(docket.ErrAnswer, "field", "held_fen")
	case len(a.Dispositions) > dispositionsMax || len(a.Earlier) > earlierMax:
		return docket.Refuse(docket.ErrAnswer, "field", "dispositions")
	case !slices.Contains([]docket.Result{docket.ResultSeen, docket.ResultHeld, docket.ResultPart, docket.ResultNotHeld, docket.ResultRefused, docket.ResultDone, docket.ResultFailed}, a.Result):
		return docket.Refuse(docket.ErrAnswer, "field", "result")
	case !docket.Short(a.Refusal) || len(a.Text) > 4*ReasonMax || !docket.Sound(a.Text) || !docket.Short(a.Person) || !docket.Short(a.Phone):
		return docket.Refuse(docket.ErrAnswer, "field", "text")
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

func checkDisposition(x *docket.Disposition) error {
	fate, ok := x.Code.Fate()
	if !ok || x.Code == docket.CodePayment {
		return docket.Refuse(docket.ErrAnswer, "field", "dispositions.code")
	}
	if x.Fen < 0 || x.Fen > AmountMax || x.Fen == 0 && fate != docket.FateNone || x.TxFen < 0 || x.TxFen > AmountMax {
		return docket.Refuse(docket.ErrAnswer, "field", "dispositions.fen")
	}
	if fate == docket.FateOnward {
		account, err := ident.ParseAccount(string(x.To.Account))
		if err != nil {
			return docket.Refuse(docket.ErrAnswer, "field", "dispositions.account")
		}
		x.To.Account = account
	}
	if !docket.Short(x.Ref) || !docket.Short(x.To.Bank) || !docket.Short(x.To.Name) || !docket.Short(x.To.Kind) || !docket.Short(x.Place) || !docket.Short(x.Claim) {
		return docket.Refuse(docket.ErrAnswer, "field", "dispositions")
	}
	return nil
}

// HashOf is the content of an answer in 64 characters: by it a repeated answer is told from another one with the same id.
func HashOf(a *docket.Answer) string {
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
func (d *Desk) answer(f *docket.File, a docket.Answer) (conflict bool, err error) {
	d.Enter(f)
	m := f.Message(a.Message)
	if m == nil || m.Bank != a.Bank {
		return false, docket.ErrNotFound
	}
	o := f.Order(m.Order)
	if o == nil && f.Measure == "" {
		return false, docket.ErrNotFound
	}
	a.ReceivedAt, a.Effect = d.Now, docket.EffectCounted
	switch {
	case f.Prior != nil && f.Prior.Hash == a.Hash:
		return false, docket.ErrUnchanged
	case f.Prior != nil:
		if o == nil || slices.Contains(o.Flags, docket.FlagID) {
			return true, docket.ErrUnchanged
		}
		d.flag(f, o, docket.FlagID)
		d.Leave(f)
		return true, nil
	}
	if m.Kind == docket.KindStop {
		err = d.answerStop(f, o, m, &a)
	} else {
		err = d.answerOther(f, o, m, &a)
	}
	if err != nil {
		return false, err
	}
	f.Answers = append(f.Answers, a)
	d.Leave(f)
	return false, nil
}

// answerStop takes an answer to the order itself.
func (d *Desk) answerStop(f *docket.File, o *docket.Order, m *docket.Message, a *docket.Answer) error {
	if a.Result == docket.ResultSeen {
		return d.seen(f, o, m, a)
	}
	if a.Seq <= o.AnswerSeq {
		return d.late(f, o, m, a)
	}
	f.Touch(o)
	o.SentAt = cmp.Or(o.SentAt, d.Now)
	if a.Result == docket.ResultFailed { // it takes no place in the row: what the bank says when it works again counts
		o.Result = a.Result
		d.again(f, m, a.Refusal)
		d.act(f, o, "stop.bank_failed")
		return nil
	}
	o.AnswerSeq = a.Seq
	in := docket.InAnswer
	if a.Result == docket.ResultRefused {
		in = docket.InRefuse
	}
	state, err := docket.Next(o.State, in)
	if err != nil {
		return err
	}
	o.State, o.Result, o.Refusal, o.Final = state, a.Result, a.Refusal, a.Final
	o.AnsweredAt = cmp.Or(o.AnsweredAt, d.Now)
	o.SeenAt = cmp.Or(o.SeenAt, d.Now)
	o.RemindAt = 0
	d.reminded(f, m)
	if a.Final || in == docket.InRefuse {
		d.settle(f, m, docket.MessageDone)
	} else {
		d.settle(f, m, docket.MessageSent)
	}
	return d.takeIn(f, o, a)
}

// late keeps an answer that a later one has overtaken. It has no effect but one: the bank has the order.
func (d *Desk) late(f *docket.File, o *docket.Order, m *docket.Message, a *docket.Answer) error {
	a.Effect = docket.EffectLate
	if a.Seq == o.AnswerSeq {
		a.Effect = docket.EffectConflict
		d.flag(f, o, docket.FlagSeq)
	}
	if m.State == docket.MessageDue || m.State == docket.MessageQueued {
		d.settle(f, m, docket.MessageSent)
	}
	state, err := docket.Next(o.State, docket.InSent)
	if err != nil || state == o.State {
		return err
	}
	o.State, o.SentAt = state, cmp.Or(o.SentAt, d.Now)
	f.Touch(o)
	return nil
}

// takeIn applies amounts, movements and their consequences: hold, next layer, netting.
func (d *Desk) takeIn(f *docket.File, o *docket.Order, a *docket.Answer) error {
	err := d.hold(f, o, a)
	if err != nil {
		return err
	}
	d.tell(f, docket.EvAnswered, o)
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
	return d.bound(f, f.Order(o.ID), a) // the orders may have moved in memory
}

// bound releases at once what may not be held: more than was asked, anything for a claim that has ended, a hold that the bank
// itself refuses, and what exceeds the limit of the claim.
func (d *Desk) bound(f *docket.File, o *docket.Order, a *docket.Answer) error {
	reason := ""
	amount := int64(0)
	switch {
	case o.HoldState != docket.Holding && o.HoldState != docket.ReleaseSent || o.StandingFen() <= 0:
	case o.HoldState == docket.ReleaseSent:
		reason = reasonStill
	case f.Claim.State == docket.ClaimWithdrawn:
		reason = ReasonWithdrawn
	case f.Claim.Standing == docket.Lapsed:
		reason = reasonLapsed
	case a.Result == docket.ResultRefused:
		reason = reasonRefused
	case o.StandingFen() > o.Fen:
		reason, amount = reasonOver, o.StandingFen()-o.Fen
	}
	if reason != "" {
		err := d.Release(f, o, amount, reason)
		if err != nil {
			return err
		}
	}
	return d.net(f)
}

// seen records an acknowledgement.
func (d *Desk) seen(f *docket.File, o *docket.Order, m *docket.Message, a *docket.Answer) error {
	if a.Seq > 0 && a.Seq <= o.AnswerSeq {
		a.Effect = docket.EffectLate
		return nil
	}
	o.AnswerSeq = max(o.AnswerSeq, a.Seq)
	d.settle(f, m, docket.MessageSent)
	state, err := docket.Next(o.State, docket.InSeen)
	if err != nil {
		return err
	}
	if o.SeenAt == 0 {
		o.SeenAt = d.Now
	}
	o.SentAt = cmp.Or(o.SentAt, d.Now)
	o.State = state
	f.Touch(o)
	d.act(f, o, "stop.seen")
	return nil
}

// settle moves a message on; what is done stays done.
func (d *Desk) settle(f *docket.File, m *docket.Message, to docket.MessageState) {
	if m.State == docket.MessageDone || m.State == to {
		return
	}
	m.State = to
	m.SentAt = cmp.Or(m.SentAt, d.Now)
	if to == docket.MessageDone {
		m.DoneAt = d.Now
	}
	f.Mark(m.ID)
}

// hold applies what the bank says it holds.
func (d *Desk) hold(f *docket.File, o *docket.Order, a *docket.Answer) error {
	held := a.HeldFen
	said := a.Result == docket.ResultHeld || a.Result == docket.ResultPart
	if said != (held > 0) || a.Result == docket.ResultHeld && held < o.Fen {
		d.flag(f, o, docket.FlagAmount)
	}
	if held > 0 && a.Result == docket.ResultRefused {
		d.flag(f, o, docket.FlagRefused)
	}
	if o.HoldState == docket.Frozen {
		return nil // the money is the freeze's: what the stop still holds of it is no news
	}
	if held == 0 {
		return d.nothing(f, o)
	}
	d.clock(f, o, a)
	if held > o.Fen {
		d.flag(f, o, docket.FlagOverHeld)
	}
	if o.HoldState.Ended() || o.ExpiresAt <= d.Now {
		return d.tooLate(f, o, held)
	}
	if o.FreedFen > 0 {
		held = min(held, o.HeldFen) // what was released does not come back by an older total
	}
	if held < o.HeldFen-o.LeavingFen && o.HoldState.Live() {
		d.flag(f, o, docket.FlagDropped)
	}
	state, err := docket.NextHold(o.HoldState, docket.HoldMore)
	if err != nil {
		return err
	}
	fresh := held > o.HeldFen
	o.HoldState, o.HeldFen = state, held
	o.TotalFen = max(o.TotalFen, held)
	o.LeavingFen = min(o.LeavingFen, held)
	o.HeldAt = cmp.Or(o.HeldAt, d.Now)
	if !fresh {
		return nil
	}
	d.tell(f, docket.EvHeld, o)
	return d.renewed(f, o)
}

// tooLate records a hold that is reported when it is over. A bank that means to go on holding is told to release.
func (d *Desk) tooLate(f *docket.File, o *docket.Order, held int64) error {
	told := slices.Contains(o.Flags, docket.FlagAfterEnd)
	d.flag(f, o, docket.FlagAfterEnd)
	o.TotalFen = max(o.TotalFen, held)
	if !o.HoldState.Ended() {
		o.HeldFen = held
		return d.expire(f, o)
	}
	if told || o.HoldState == docket.Renewed || o.BankEnds <= d.Now {
		return nil
	}
	_, err := d.followUp(f, o, docket.Instruction{Kind: docket.KindRelease, Fen: held, Reason: reasonEnded}, o.BankEnds)
	return err
}

// nothing: the bank holds nothing (any more) by this order.
func (d *Desk) nothing(f *docket.File, o *docket.Order) error {
	in := docket.HoldNothing
	switch {
	case f.RenewalOf(o.ID) != nil:
		in = docket.HoldRenew
	case o.HoldState == docket.Holding:
		d.flag(f, o, docket.FlagDropped)
	}
	state, err := docket.NextHold(o.HoldState, in)
	if err != nil {
		return err
	}
	if o.HoldState.Live() {
		o.HeldFen, o.LeavingFen = 0, 0
	}
	o.HoldState = state
	return nil
}

// clock fixes the end of the hold: the law's span from the bank's first execution, earlier when the bank says so, never later
// by a further answer. What the bank's clock cannot have said is replaced by what can be true.
func (d *Desk) clock(f *docket.File, o *docket.Order, a *docket.Answer) {
	at := a.ExecutedAt
	switch {
	case at == 0:
		d.flag(f, o, docket.FlagNoTime)
		at = cmp.Or(o.SentAt, o.SealedAt)
	case at > d.Now+SkewMax:
		d.flag(f, o, docket.FlagFuture)
		at = d.Now
	case at < o.SealedAt-SkewMax:
		d.flag(f, o, docket.FlagBefore)
		at = o.SealedAt
	}
	if o.ExecutedAt == 0 || at < o.ExecutedAt {
		o.ExecutedAt = at
	}
	end := d.stopEnd(f, o)
	if a.ExpiresAt != 0 {
		o.BankEnds = a.ExpiresAt
		if a.ExpiresAt > end+SkewMax {
			d.flag(f, o, docket.FlagTooLong)
		}
		end = min(end, a.ExpiresAt)
	}
	o.ExpiresAt = docket.Sooner(o.ExpiresAt, end)
	d.shorten(f, o)
}

// shorten lets the holds of the same stop end with it, when the bank tells later of an earlier execution.
func (d *Desk) shorten(f *docket.File, o *docket.Order) {
	end := d.stopEnd(f, o)
	for i := range f.Orders {
		s := &f.Orders[i]
		if s.ID != o.ID && s.Target.Account == o.Target.Account && s.Count == o.Count && s.ExpiresAt > end && !s.HoldState.Ended() {
			s.ExpiresAt = end
			f.Touch(s)
		}
	}
}

// answerOther takes an answer to whatever is no stop. There is no order where it rests on a measure alone.
func (d *Desk) answerOther(f *docket.File, o *docket.Order, m *docket.Message, a *docket.Answer) error {
	after := m.Kind == docket.KindRestrict && m.State == docket.MessageFailed && a.Result == docket.ResultDone // refused at first, or given up: now it stands
	if m.State == docket.MessageDone || m.State == docket.MessageFailed && !after {
		a.Effect = docket.EffectLate
		return nil
	}
	switch a.Result {
	case docket.ResultSeen:
		if m.State != docket.MessageCancelled {
			d.settle(f, m, docket.MessageSent)
		}
		return nil
	case docket.ResultFailed:
		d.again(f, m, a.Refusal)
		return nil
	}
	d.settle(f, m, docket.MessageDone)
	if m.Kind.OnMeasure() {
		return d.answerMeasure(f, o, m, a)
	}
	if m.Kind != docket.KindRelease {
		return nil
	}
	if a.Result == docket.ResultDone || a.Refusal == refusalTooLate || a.Refusal == refusalWithdrawn {
		return d.freed(f, o, m.Fen)
	}
	m.State = docket.MessageFailed
	d.flag(f, o, docket.FlagUnreleased)
	return nil
}

// executed is when a bank carried out a message, in its own words as far as they can be: not before it was ordered, and not after
// its answer came.
func executed(m *docket.Message, a *docket.Answer) when.Micros {
	if a.ExecutedAt == 0 {
		return a.ReceivedAt
	}
	return min(max(a.ExecutedAt, m.IssuedAt), a.ReceivedAt)
}

// Refusals of a release that mean that nothing is held any more.
const (
	refusalTooLate   = "too_late"
	refusalWithdrawn = "withdrawn"
)

// again puts a message back: the bank's own system failed.
func (d *Desk) again(f *docket.File, m *docket.Message, why string) {
	if m.State == docket.MessageCancelled {
		return // it was taken back: nobody waits for it
	}
	m.Tries++
	m.LastFault = clip(cmp.Or(why, "failed"), 60)
	if m.State != docket.MessageQueued {
		m.State = docket.MessageDue
	}
	sealed := max(m.MadeAt, 0)
	if sealed == 0 {
		sealed = d.Wall
	}
	o := f.Order(m.Order)
	if o != nil {
		sealed = o.SealedAt
	}
	m.NextAt = d.Wall + min(backoff(m.Tries), d.Rules.Pause(d.Wall-sealed))
	f.Mark(m.ID)
}

// backoffFirst is the first pause before trying again, for minutes decide. It doubles up to the pause of the rulebook.
const backoffFirst = when.Second

func backoff(tries int) when.Micros { return backoffFirst << min(max(0, tries-1), 20) }

package mules

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/sim"
	"fanzha/sim/bank"
	"fanzha/sim/money"
	"fanzha/sim/town"
	simwire "fanzha/sim/wire"
	"fanzha/term/fraud"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// course is one case that is being lived.
type course struct {
	k      *money.Case
	run    *money.Run
	number int
	start  when.Micros // of the first payment
	victim sim.Person
	tale   tale
	tellAt when.Micros // when the victim calls
	told   bool
}

// tale is what a victim tells.
type tale struct {
	fraud fraud.Type
	brief string
}

var tales = []tale{
	{fraud.BrushingRebate, "事主被拉入群聊做任务刷单返利，前几单返现后被要求连续垫付，随后无法提现。"},
	{fraud.FakeInvestment, "事主经网友推荐下载投资软件，按“老师”指导转账充值，提现时被要求再缴保证金。"},
	{fraud.ImpostorService, "事主接到自称平台客服的电话，称会员未取消将每月扣费，被引导转账“验证流水”。"},
	{fraud.FakeLoan, "事主申请网络贷款，对方以账号填错、需要解冻为由要求转账。"},
	{fraud.ImpostorPolice, "事主接到自称办案人员的电话，称其涉嫌洗钱，要求把存款转入“安全账户”。"},
	{fraud.Romance, "事主在网上结识网友，对方以合作开店急需周转为由多次要求转账。"},
}

// begin lets a victim pay at a moment: the accounts of the case are opened and its plan starts then.
func (w *World) begin(at when.Micros) (*course, error) {
	r := town.Roll(w.o.Seed, streamLife, uint64(w.begun), 0)
	k := w.plan()
	c := &course{k: k, number: w.begun, start: at, victim: w.o.People.Person(r.N(w.o.People.People())), tale: tales[r.N(len(tales))]}
	w.begun++
	wait := when.Micros(r.Between(toldLeast, toldMost)) * when.Second
	if w.begun%late == 0 {
		wait = toldLate
	}
	c.tellAt = at + k.LastPaid + wait
	k.Accounts[0].Name = c.victim.Name
	for i := range k.Accounts {
		a := &k.Accounts[i]
		a.ID = w.number(a.Bank)
		var own []bank.Entry
		if a.Own > 0 {
			own = append(own, bank.In(bank.Entry{Ref: "own", At: at - 30*when.Day, Fen: a.Own}))
		}
		err := w.bank(i, c).Open(bank.Account{Number: a.ID, Name: a.Name, Kind: a.Kind, Merchant: a.Role == money.Merchant}, own...)
		if err != nil {
			return c, fmt.Errorf("account of case %d: %w", c.number, err)
		}
	}
	c.run = k.Play(blocked{w, c})
	w.courses = append(w.courses, c)
	return c, nil
}

// plan is the next case whose payments do not take too long. The first ones shall show something soon: one payment, at a bank that
// answers by itself.
func (w *World) plan() *money.Case {
	early := w.begun < len(before)
	for {
		k := money.Plan(w.o.Seed, w.planned, w.params)
		w.planned++
		first := k.Accounts[k.Payments[0].Payee].Bank
		switch {
		case k.LastPaid > paidWithin, early && (k.LastPaid > 0 || w.o.Banks[first].Channel == Paper):
		default:
			return k
		}
	}
}

// bank is where an account of a case is kept.
func (w *World) bank(account int, c *course) *bank.Bank {
	return w.house.banks[c.k.Accounts[account].Bank]
}

// blocked asks the banks what mules cannot move.
type blocked struct {
	w *World
	c *course
}

// Blocked implements money.Holds.
func (b blocked) Blocked(account int, _ when.Micros) int64 {
	p, _ := b.w.bank(account, b.c).Look(b.c.k.Accounts[account].ID)
	return p.HeldFen
}

// play makes the moves of a case that are due.
func (w *World) play(c *course, now when.Micros) error {
	var errs []error
	c.run.Until(now-c.start, func(t money.Transfer) { errs = append(errs, w.book(c, t)) })
	return errors.Join(errs...)
}

// book enters a transfer at the banks of both sides and keeps a line for the centre of what a switch sees. A bank that has begun to
// hold the money in this very moment refuses the debit: then nothing has moved.
func (w *World) book(c *course, t money.Transfer) error {
	at := c.start + t.At
	ref := fmt.Sprintf("%x%s", int64(w.epoch/when.Second), t.ID)
	if t.Book {
		return short(w.bank(t.From, c).Move(c.k.Accounts[t.From].ID, c.k.Accounts[t.To].ID, bank.Entry{Ref: ref, At: at, Fen: t.Fen}))
	}
	if t.From >= 0 {
		err := w.bank(t.From, c).Debit(c.k.Accounts[t.From].ID, w.debit(c, t, bank.Entry{Ref: ref, At: at, Fen: t.Fen}))
		if err != nil {
			return short(err)
		}
	}
	if t.To < 0 {
		return nil
	}
	in := bank.Entry{Ref: ref, At: at, Fen: t.Fen}
	if t.From >= 0 {
		a := c.k.Accounts[t.From]
		in.Bank, in.Account, in.Name, in.Kind = w.o.Banks[a.Bank].Code, a.ID, a.Name, a.Kind
		w.note(c, t, ref)
	}
	return w.bank(t.To, c).Credit(c.k.Accounts[t.To].ID, in)
}

func short(err error) error {
	if errors.Is(err, bank.ErrShort) {
		return nil
	}
	return err
}

// debit completes the line in the payer's ledger.
func (w *World) debit(c *course, t money.Transfer, e bank.Entry) bank.Entry {
	if t.To < 0 {
		e.Code, e.Place = wire.Code(t.Exit), sim.CityZH
		return e
	}
	a := c.k.Accounts[t.To]
	e.Bank, e.Account, e.Name, e.Kind = w.o.Banks[a.Bank].Code, a.ID, a.Name, a.Kind
	e.Code = wire.MovedOtherBank
	if a.Kind == "payment" {
		e.Code = wire.Wallet
	}
	return e
}

// signal is a transfer as the intake takes it.
type signal struct {
	Kind         string `json:"kind"`
	ID           string `json:"id"`
	Time         string `json:"time"`
	Phone        string `json:"phone,omitempty"`
	PersonID     string `json:"person_id,omitempty"`
	Name         string `json:"name,omitempty"`
	Place        string `json:"place,omitempty"`
	Account      string `json:"account"`
	PayeeAccount string `json:"payee_account"`
	PayeeName    string `json:"payee_name"`
	PayeeBank    string `json:"payee_bank"`
	AmountFen    int64  `json:"amount_fen"`
	Channel      string `json:"channel"`
}

// note keeps a line of a transfer between two banks.
func (w *World) note(c *course, t money.Transfer, ref string) {
	from, to := c.k.Accounts[t.From], c.k.Accounts[t.To]
	s := signal{
		Kind: "transfer", ID: ref, Time: stamp(c.start + t.At), Name: from.Name, Account: from.ID, PayeeAccount: to.ID, PayeeName: to.Name,
		PayeeBank: w.o.Banks[to.Bank].Name, AmountFen: t.Fen, Channel: "mobile",
	}
	if t.From == 0 {
		s.Phone, s.PersonID, s.Place = c.victim.Phone, c.victim.ID, c.victim.Area
	}
	w.keep(s)
}

// keep adds a line for the centre.
func (w *World) keep(s signal) {
	raw, err := json.Marshal(s)
	if err != nil {
		return // texts and numbers have no value that JSON lacks
	}
	w.lines = append(append(w.lines, raw...), '\n')
}

func stamp(at when.Micros) string { return at.Time().Format(time.RFC3339Nano) }

// linesMax bounds what waits for a centre that takes nothing.
const linesMax = 4 << 20

// tell hands in the transfers that the centre has not taken yet.
func (w *World) tell(ctx context.Context) error {
	if len(w.lines) == 0 {
		return nil
	}
	_, err := w.partner.Post(ctx, sim.Batch{Partner: switchOf(w.o.Intake), Lines: w.lines})
	if err != nil && len(w.lines) < linesMax {
		return err
	}
	w.lines = w.lines[:0]
	return err
}

// switchOf is the partner that tells of transfers: the first bank of the city's register.
func switchOf(keys map[string]string) string {
	for _, p := range sim.Partners() {
		if p.Kind == "bank" && keys[p.Code] != "" {
			return p.Code
		}
	}
	return ""
}

// report lets the duty officer take the victim's report, unless somebody was faster.
func (w *World) report(ctx context.Context, c *course) error {
	first, err := ident.ParseAccount(c.k.Accounts[c.k.Payments[0].Payee].ID)
	if err != nil {
		c.told = true
		return err
	}
	taken, err := w.o.Centre.Ordered(ctx, first)
	if err != nil {
		return err
	}
	if !taken {
		_, err = w.officer.OpenClaim(ctx, w.reportOf(c))
	}
	var refused *simwire.Refusal
	c.told = err == nil || errors.As(err, &refused) && !refused.Away()
	return err
}

func (w *World) reportOf(c *course) simwire.Report {
	payer := c.k.Accounts[0]
	r := simwire.Report{
		Cause: w.name("live", c.number), Source: "hotline", Fraud: string(c.tale.fraud), Brief: c.tale.brief, Victim: victimOf(c.victim), PhoneVerified: true, Signed: true,
	}
	for _, p := range c.k.Payments {
		to := c.k.Accounts[p.Payee]
		r.Payments = append(r.Payments, simwire.Payment{
			Bank: w.o.Banks[payer.Bank].Code, Account: payer.ID, Ref: fmt.Sprintf("%x%s", int64(w.epoch/when.Second), p.Ref), At: stamp(c.start + p.At), Fen: p.Fen,
			Channel: "mobile", Voucher: true, Payee: simwire.Payee{Bank: w.o.Banks[to.Bank].Code, Account: to.ID, Name: to.Name, Kind: to.Kind},
		})
	}
	return r
}

func victimOf(p sim.Person) simwire.Victim {
	return simwire.Victim{Name: p.Name, IDNumber: p.ID, Phone: p.Phone}
}

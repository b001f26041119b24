package mules

import (
	"context"
	"errors"
	"strings"

	"fanzha/edge/partner/wire"
	"fanzha/sim"
	"fanzha/sim/bank"
	"fanzha/sim/town"
	simwire "fanzha/sim/wire"
	"fanzha/term/fraud"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// The teaching case: Mr Wang has paid 86,000 yuan four minutes ago. 61,200 are still on the account that he paid; 24,800 went on in
// two parts and have become virtual currency.
const (
	lessonPaid  = 86_000_00
	lessonAgo   = 4 * when.Minute
	lessonFresh = 6 * when.Minute // an older one is not shown any more
	lessonFirst = 16_000_00
	lessonRest  = 8_800_00
	lessonFloor = 32_450_00 // what Mr Wang has left
)

// lesson is a teaching case that may be typed in.
type lesson struct {
	report simwire.Report
	payee  ident.Account
	paidAt when.Micros
}

// errNoTeacher: the city is too small for a lesson.
var errNoTeacher = errors.New("the city has no Mr Wang, or too few banks")

// Lesson returns the report of a case that is some minutes old and that nobody has reported. Where there is none, its money has
// moved in the last four minutes: the accounts are opened with that past.
func (w *World) Lesson(ctx context.Context) (simwire.Report, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.o.Clock.Now()
	if w.lesson != nil && now-w.lesson.paidAt < lessonFresh {
		taken, err := w.o.Centre.Ordered(ctx, w.lesson.payee)
		if err != nil || !taken {
			return w.lesson.report, err
		}
	}
	made, err := w.newLesson(now)
	if err != nil {
		return simwire.Report{}, err
	}
	err = w.tell(ctx)
	if err != nil {
		return simwire.Report{}, err
	}
	w.lesson = made
	return made.report, nil
}

// wang finds a man of that name.
func (w *World) wang(r *town.Rand) (sim.Person, bool) {
	n := w.o.People.People()
	first := r.N(n)
	for i := range n {
		p := w.o.People.Person((first + i) % n)
		if p.Male && p.Age >= 25 && strings.HasPrefix(p.Name, "王") {
			return p, true
		}
	}
	return sim.Person{}, false
}

// actor is one account of the lesson.
type actor struct {
	bank          int
	number, name  string
	kind, ownCode string
}

func (w *World) actor(bankIndex int, name, kind string) actor {
	return actor{bank: bankIndex, number: w.number(bankIndex), name: name, kind: kind, ownCode: w.o.Banks[bankIndex].Code}
}

// entry is a line whose other side is an actor.
func (a actor) entry(ref string, at when.Micros, fen int64) bank.Entry {
	return bank.Entry{Ref: ref, At: at, Fen: fen, Bank: a.ownCode, Account: a.number, Name: a.name, Kind: a.kind}
}

func (w *World) newLesson(now when.Micros) (*lesson, error) {
	r := town.Roll(w.o.Seed, streamLife, uint64(now), 1)
	wang, found := w.wang(&r)
	last := len(w.o.Banks) - 1
	if !found || last < 3 {
		return nil, errNoTeacher
	}
	paid := (now - lessonAgo) / when.Second * when.Second
	victim := w.actor(1, wang.Name, "person")
	payee := w.actor(0, string(town.StrangerName(nil, r.Next())), "person")
	second := w.actor(2, string(town.StrangerName(nil, r.Next())), "person")
	wallet := w.actor(last, string(town.StrangerName(nil, r.Next())), "payment")
	ref := w.name("L", w.numbers)
	onward := func(to actor, suffix string, after when.Micros, fen int64) bank.Entry {
		e := to.entry(ref+suffix, paid+after, fen)
		e.Code = wire.MovedOtherBank
		if to.kind == "payment" {
			e.Code = wire.Wallet
		}
		return bank.Out(e)
	}
	coin := func(suffix string, after when.Micros, fen int64) bank.Entry {
		return bank.Out(bank.Entry{Ref: ref + suffix, At: paid + after, Fen: fen, Code: wire.CryptoOfframp, Place: "场外交易商户"})
	}
	one, two := 70*when.Second, 95*when.Second
	err := errors.Join(
		w.open(victim, bank.In(bank.Entry{Ref: "own", At: paid - 30*when.Day, Fen: lessonPaid + lessonFloor}), onward(payee, "", 0, lessonPaid)),
		w.open(payee, bank.In(victim.entry(ref, paid, lessonPaid)), onward(second, "a", one, lessonFirst), onward(wallet, "b", two, lessonRest)),
		w.open(second, bank.In(payee.entry(ref+"a", paid+one, lessonFirst)), coin("c", one+70*when.Second, lessonFirst)),
		w.open(wallet, bank.In(payee.entry(ref+"b", paid+two, lessonRest)), coin("d", two+60*when.Second, lessonRest)),
	)
	if err != nil {
		return nil, err
	}
	account, err := ident.ParseAccount(payee.number)
	if err != nil {
		return nil, err
	}
	w.keep(signal{
		Kind: "transfer", ID: ref, Time: stamp(paid), Phone: wang.Phone, PersonID: wang.ID, Name: wang.Name, Place: wang.Area, Account: victim.number,
		PayeeAccount: payee.number, PayeeName: payee.name, PayeeBank: w.o.Banks[payee.bank].Name, AmountFen: lessonPaid, Channel: "mobile",
	})
	return &lesson{payee: account, paidAt: paid, report: simwire.Report{
		Source: "hotline", Fraud: string(fraud.FakeInvestment), Victim: victimOf(wang), PhoneVerified: true, Signed: true,
		Brief: "事主称四分钟前按“投资老师”指导，用手机银行转账86000元，随后对方失联。",
		Payments: []simwire.Payment{{
			Bank: victim.ownCode, Account: victim.number, Ref: ref, At: stamp(paid), Fen: lessonPaid, Channel: "mobile", Voucher: true,
			Payee: simwire.Payee{Bank: payee.ownCode, Account: payee.number, Name: payee.name, Kind: payee.kind},
		}},
	}}, nil
}

func (w *World) open(a actor, history ...bank.Entry) error {
	return w.house.banks[a.bank].Open(bank.Account{Number: a.number, Name: a.name, Kind: a.kind}, history...)
}

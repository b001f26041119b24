package chase

import (
	"fmt"

	"fanzha/edge/partner/wire"
	"fanzha/sim/bank"
	"fanzha/sim/money"
	"fanzha/term/when"
)

// country is one case of the world with its banks: what mules move is booked there, and what banks hold does not move.
type country struct {
	c     *money.Case
	start when.Micros // of the first payment
	run   *money.Run
	banks []*bank.Bank
	codes []string
}

// bankCode names a bank of the world in the centre's directory.
func bankCode(i int) string { return fmt.Sprintf("sim_%02d", i) }

// countryOptions say where a case takes place.
type countryOptions struct {
	start  when.Micros
	banks  int
	clock  bank.Clock
	keys   wire.Verifier
	behave func(i int) bank.Behaviour
}

// newCountry opens the accounts of a case at simulated banks.
func newCountry(c *money.Case, o countryOptions) (*country, error) {
	w := &country{c: c, start: o.start}
	for i := range o.banks {
		o := bank.Options{Code: bankCode(i), Clock: o.clock, Seed: c.Seed, Keys: o.keys, Behaviour: o.behave(i)}
		w.banks = append(w.banks, bank.New(o))
		w.codes = append(w.codes, o.Code)
	}
	for i := range c.Accounts {
		a := &c.Accounts[i]
		var history []bank.Entry
		if a.Own > 0 {
			history = append(history, bank.In(bank.Entry{Ref: "own", At: o.start - 30*when.Day, Fen: a.Own, Code: wire.MovedOtherBank}))
		}
		err := w.at(i).Open(bank.Account{Number: a.ID, Name: a.Name, Kind: a.Kind, Merchant: a.Role == money.Merchant}, history...)
		if err != nil {
			return nil, fmt.Errorf("opening account %d of case %d: %w", i, c.Number, err)
		}
	}
	w.run = c.Play(w)
	return w, nil
}

// at is the bank of an account.
func (w *country) at(account int) *bank.Bank { return w.banks[w.c.Accounts[account].Bank] }

// Blocked implements money.Holds: the bank says so.
func (w *country) Blocked(account int, _ when.Micros) int64 { return w.held(account) }

func (w *country) held(account int) int64 {
	p, _ := w.at(account).Look(w.c.Accounts[account].ID)
	return p.HeldFen
}

// move makes the next planned transfer and books it at the banks of both sides.
func (w *country) move() (money.Transfer, bool, error) {
	t, moved := w.run.Step()
	if !moved {
		return t, false, nil
	}
	return t, true, w.book(t)
}

func (w *country) book(t money.Transfer) error {
	at := w.start + t.At
	if t.Book {
		return w.at(t.From).Move(w.c.Accounts[t.From].ID, w.c.Accounts[t.To].ID, bank.Entry{Ref: t.ID, At: at, Fen: t.Fen})
	}
	if t.From >= 0 {
		err := w.at(t.From).Debit(w.c.Accounts[t.From].ID, w.debit(t, at))
		if err != nil {
			return fmt.Errorf("transfer %s of account %d: %w", t.ID, t.From, err)
		}
	}
	if t.To < 0 {
		return nil
	}
	in := bank.Entry{Ref: t.ID, At: at, Fen: t.Fen}
	if t.From >= 0 {
		a := w.c.Accounts[t.From]
		in.Bank, in.Account, in.Name, in.Kind = w.codes[a.Bank], a.ID, a.Name, a.Kind
	}
	return w.at(t.To).Credit(w.c.Accounts[t.To].ID, in)
}

// debit is the line in the payer's ledger.
func (w *country) debit(t money.Transfer, at when.Micros) bank.Entry {
	e := bank.Entry{Ref: t.ID, At: at, Fen: t.Fen, Code: wire.Code(t.Exit)}
	if t.To < 0 {
		e.Place = "示例省云河市"
		return e
	}
	a := w.c.Accounts[t.To]
	e.Bank, e.Account, e.Name, e.Kind = w.codes[a.Bank], a.ID, a.Name, a.Kind
	e.Code = wire.MovedOtherBank
	if a.Kind == "payment" {
		e.Code = wire.Wallet
	}
	return e
}

// inReach is the stolen money that was to be had between two moments by somebody who knows everything and reaches the banks
// that can be reached.
func (w *country) inReach(report, end when.Micros) int64 {
	return w.c.InReach(report-w.start, end-w.start, func(bank int, at when.Micros) bool {
		_, away := w.banks[bank].Away(w.start + at)
		return away
	})
}

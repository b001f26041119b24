// Package roomtest helps to test what stands on stop-payment: a desk over some books, a town of banks that keep their promises
// or break them, and the suite that every store of this room must pass.
package roomtest

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/seal"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/guard"
	"fanzha/centre/trace"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Books is everything that a store of this room implements.
type Books interface {
	stoppay.Ledger
	stoppay.Queue
	stoppay.Instructed
	stoppay.Reader
	stoppay.Lists
	stoppay.Tally
}

// The units of the fictional city that the tests use.
const (
	City = "990100000000"
	East = "990101000000" // county
	West = "990102000000"
)

// Start is where the tests' clock begins: 2026-11-18 in the afternoon, China time.
const Start = when.Micros(1_795_000_000_000_000)

// Units names units by their code.
type Units struct{}

// Name implements stoppay.Units.
func (Units) Name(_ context.Context, code string) (string, error) { return "反诈中心" + code, nil }

// Clock is a clock that a test also turns back.
type Clock struct{ now atomic.Int64 }

// Now implements clock.Clock.
func (c *Clock) Now() when.Micros { return when.Micros(c.now.Load()) }

// Set puts the clock anywhere.
func (c *Clock) Set(t when.Micros) { c.now.Store(int64(t)) }

var _ clock.Clock = (*Clock)(nil)

// Flow is a log of transfers that a test fills: what Follow answers, by the payee's account.
type Flow map[ident.Account]trace.Result

// Follow implements stoppay.Flow.
func (f Flow) Follow(_ context.Context, p stoppay.Payment, _ trace.Params) (trace.Result, error) {
	return f[p.Payee.Account], nil
}

// Holders knows every account by its number.
type Holders struct {
	Unknown map[ident.Account]bool
	Firms   map[ident.Account]bool // accounts of companies; all others are persons'
}

// Holder implements stoppay.Holders.
func (h Holders) Holder(_ context.Context, a ident.Account) (stoppay.Party, guard.Holder, error) {
	if h.Unknown[a] {
		return stoppay.Party{}, guard.Holder{}, nil
	}
	kind := "person"
	if h.Firms[a] {
		kind = "company"
	}
	return stoppay.Party{Account: a, Name: NameOf(a), Kind: kind}, guard.Holder{}, nil
}

// Desk is a service over some books, with a clock and a town of banks.
type Desk struct {
	*stoppay.Service
	Clock   *Clock
	Town    *Town
	Flow    Flow
	Rules   guard.Rules
	Books   Books
	Options stoppay.Options
	serial  atomic.Int64
}

// NewDesk returns a service over the books, with the rulebook's numbers and six banks.
func NewDesk(t testing.TB, books Books) *Desk {
	t.Helper()
	rules, err := guard.Load()
	check.NoError(t, err)
	sealer, err := seal.New(seal.Ed25519)
	check.NoError(t, err)
	d := &Desk{Clock: &Clock{}, Flow: Flow{}, Rules: rules, Books: books}
	d.Clock.Set(Start)
	d.Town = NewTown(t, d.Clock, sealer.Public())
	d.Options = stoppay.Options{
		Ledger: books, Queue: books, Orders: books, Reader: books, Lists: books, Tally: books, Gateway: d.Town, Sealer: sealer, Units: Units{}, Flow: d.Flow,
		Holders: Holders{}, Clock: d.Clock, Rules: &d.Rules, NewID: d.newID, Receipt: func() string { return "R" + d.newID() },
	}
	d.Service = stoppay.New(d.Options)
	for _, b := range Banks() {
		_, err = d.SaveBank(context.Background(), access.System(), b, 0)
		check.NoError(t, err)
	}
	return d
}

// Again returns a second service over the same books: another copy of the centre, or the same after a crash.
func (d *Desk) Again() *stoppay.Service { return stoppay.New(d.Options) }

func (d *Desk) newID() string { return fmt.Sprintf("s%08d", d.serial.Add(1)) }

// After moves the clock.
func (d *Desk) After(span when.Micros) { d.Clock.Set(d.Clock.Now() + span) }

// Banks are the six banks of the fictional province.
func Banks() []stoppay.Bank {
	var out []stoppay.Bank
	for i, b := range []struct{ code, name, kind, channel string }{
		{"yh_bank", "云河银行", "bank", "push"}, {"hk_rural", "河口农商银行", "bank", "push"}, {"sl_bank", "示例商业银行", "bank", "push"},
		{"df_bank", "东方示例银行", "bank", "push"}, {"xb_bank", "西部示例银行", "bank", stoppay.ChannelPoll}, {"pay_yun", "云付支付", "payment", "push"},
	} {
		out = append(out, stoppay.Bank{Code: b.code, Name: b.name, Kind: b.kind, Prefixes: []string{fmt.Sprintf("99000%d", i+1)}, Channel: b.channel, Active: true})
	}
	return out
}

// Card is the n-th account of a bank (1–6).
func Card(bank, n int) ident.Account { return ident.Account(fmt.Sprintf("99000%d%010d", bank, n)) }

// NameOf is the holder of an account.
func NameOf(a ident.Account) string { return "户主" + string(a[len(a)-4:]) }

// PartyOf is an account with its holder, the bank left to the prefix.
func PartyOf(a ident.Account) stoppay.Party {
	return stoppay.Party{Account: a, Name: NameOf(a), Kind: "person"}
}

// Victims pay from here.
const Victim = ident.Account("6299000000000017")

// Cmd reports a payment of an amount to an account, some minutes ago: a strong report, which is confirmed at once.
func Cmd(cause string, now when.Micros, to ident.Account, fen int64) stoppay.OpenCmd {
	return stoppay.OpenCmd{
		Cause: cause, Unit: East, Victim: stoppay.Victim{Name: "张建国", ID: "990101199003070015", Phone: "+8613800000000"}, Fraud: "fake_loan", Brief: "冒充客服", Source: "desk",
		Payments:      []stoppay.Payment{{Account: Victim, Ref: "P-" + cause, At: now - 4*when.Minute, Fen: fen, Channel: "手机银行", Payee: PartyOf(to), Seen: true, Voucher: true}},
		Officers:      [2]stoppay.Officer{{ID: "990101", Name: "李警官", Phone: "13900000001"}, {ID: "990102", Name: "王警官", Phone: "13900000002"}},
		Document:      stoppay.Document{Kind: "受案登记表", Number: "云公受〔2026〕1号", SHA256: strings.Repeat("ab", 32)},
		PhoneVerified: true, InPerson: true, Signed: true,
	}
}

// Operator is somebody at the stop-payment desk of a unit.
func Operator(unit string) access.Scope {
	return access.Scope{User: "op-" + unit, Name: "赵接线", Unit: unit, Roles: []access.Role{access.StopOfficer}}
}

// Leader is a shift leader of a unit.
func Leader(unit string) access.Scope {
	return access.Scope{User: "l-" + unit, Name: "王队", Unit: unit, Roles: []access.Role{access.Leader}}
}

// Liaison is a bank's person.
func Liaison(bank string) access.Scope {
	return access.Scope{User: "b-" + bank, Name: "银行联络员", Unit: City, Bank: bank, Roles: []access.Role{access.BankLiaison}}
}

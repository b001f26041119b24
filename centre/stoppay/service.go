package stoppay

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/centre/stoppay/chase"
	"fanzha/centre/stoppay/docket"
	"fanzha/centre/stoppay/guard"
	"fanzha/centre/trace"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Options are what a Service stands on. Flow, Holders and Payers may be nil: then nothing is known beforehand.
type Options struct {
	Ledger  Ledger
	Queue   Queue
	Orders  Instructed
	Reader  Reader
	Lists   Lists
	Tally   Tally
	Gateway Gateway
	Sealer  Sealer
	Units   Units
	Flow    Flow
	Holders Holders
	Payers  Payers
	Clock   clock.Clock
	Rules   *guard.Rules
	NewID   func() string
	Receipt func() string // unguessable: who has it sees the victim's trail
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct {
	o      Options
	lanes  lanes
	probes probes

	mu     sync.Mutex // guards banks and bankAt
	banks  *chase.Directory
	bankAt when.Micros
}

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Bounds of the service's own work.
const (
	takenRetries = 8                // how often a command is decided again when another claim took the stop of an account
	bankCache    = 10 * when.Second // how old the directory may be; saving an entry here drops it at once
)

// directory returns the banks.
func (s *Service) directory(ctx context.Context) (chase.Directory, error) {
	now := s.o.Clock.Now()
	s.mu.Lock()
	if s.banks != nil && now-s.bankAt < bankCache && now >= s.bankAt {
		d := *s.banks
		s.mu.Unlock()
		return d, nil
	}
	s.mu.Unlock()
	list, err := s.o.Reader.Banks(ctx)
	if err != nil {
		return chase.Directory{}, err
	}
	d := chase.NewDirectory(list)
	s.mu.Lock()
	s.banks, s.bankAt = &d, now
	s.mu.Unlock()
	return d, nil
}

// desk prepares a decision of a caller.
func (s *Service) desk(ctx context.Context, scope access.Scope) (*chase.Desk, error) {
	banks, err := s.directory(ctx)
	if err != nil {
		return nil, err
	}
	now := s.o.Clock.Now()
	return &chase.Desk{Rules: s.o.Rules, Now: now, Wall: now, By: scope, NewID: s.o.NewID, Sealer: s.o.Sealer, Banks: banks,
		Logs: s.o.Flow != nil, Known: map[ident.Account]chase.Known{}}, nil
}

// change decides on a claim. A stop that another claim took at the same moment is decided again, by what is there then.
func (s *Service) change(ctx context.Context, d *chase.Desk, t Touch, decide func(*File) error) error {
	for range takenRetries {
		err := s.o.Ledger.Change(ctx, t, decide)
		if !errors.Is(err, ErrStopTaken) {
			return err
		}
	}
	return ErrStopTaken
}

// Open makes a claim with the orders of all accounts that are known now, sealed, audited and queued in one transaction. The
// same cause again returns what the first one made.
func (s *Service) Open(ctx context.Context, scope access.Scope, cmd OpenCmd) (Opened, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Opened{}, err
	}
	cmd.Unit = cmp.Or(cmd.Unit, scope.Unit)
	if len(cmd.Unit) != 12 || !scope.Covers(cmd.Unit) {
		return Opened{}, docket.BadField("unit")
	}
	cmd.Payments = slices.Clone(cmd.Payments)
	d, err := s.desk(ctx, scope)
	if err != nil {
		return Opened{}, err
	}
	err = d.CheckOpen(&cmd)
	if err != nil {
		return Opened{}, err
	}
	op := chase.Opening{Cmd: cmd, Id: s.o.NewID(), Receipt: s.o.Receipt()}
	op.Unit, err = s.o.Units.Name(ctx, cmd.Unit)
	if err != nil {
		return Opened{}, err
	}
	accounts := s.foresee(ctx, &op)
	s.holders(ctx, d, accounts)
	draft := s.draft(d, op, accounts)
	var claim string
	var fresh bool
	for range takenRetries {
		claim, fresh, err = s.o.Ledger.Open(ctx, draft, func(f *File) error { return d.Open(f, op) })
		if !errors.Is(err, ErrStopTaken) {
			break
		}
	}
	if err != nil {
		return Opened{}, err
	}
	f, err := s.o.Reader.Get(ctx, scope, claim)
	if err != nil {
		return Opened{}, err
	}
	return Opened{Claim: f.Claim, Orders: f.Orders, Legs: f.Legs, Duplicates: duplicates(&f), Fresh: fresh}, nil
}

// draft says what the opening of a claim is decided on.
func (s *Service) draft(d *chase.Desk, op chase.Opening, accounts []ident.Account) Draft {
	r := s.o.Rules
	out := Draft{Cause: op.Cmd.Cause, Day: id.Day(d.Now), Claim: op.Id, Accounts: accounts, Reporter: chase.ReporterOf(op.Cmd.Victim),
		Since: d.Now - r.BudgetWindow, TinyFen: r.TinyFen, TinySince: d.Now - r.RansomWindow}
	out.Unit = op.Cmd.Unit
	for _, p := range op.Cmd.Payments {
		out.Paid = append(out.Paid, chase.PaidKey(out.Reporter, p))
		if p.Fen <= r.TinyFen {
			out.Payees = append(out.Payees, p.Payee.Account)
		}
	}
	return out
}

// foresee asks the log of transfers what is known of each payment, and lists all accounts that orders may go to. A log that is
// away costs hops, never the first order.
func (s *Service) foresee(ctx context.Context, op *chase.Opening) []ident.Account {
	var out []ident.Account
	op.Flows = make([]trace.Result, len(op.Cmd.Payments))
	order := make([]int, len(op.Cmd.Payments))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(op.Cmd.Payments[a].At, op.Cmd.Payments[b].At) })
	var before []chase.Strand
	for _, i := range order {
		p := op.Cmd.Payments[i]
		p.Earlier = chase.EarlierFen(p, before)
		r := s.flow(ctx, p)
		op.Flows[i] = r
		before = append(before, chase.Strand{Payment: p, Flow: r})
		out = append(out, p.Payee.Account)
		for _, a := range r.Accounts {
			out = append(out, ident.Account(a.Account))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// flow follows one payment in the log.
func (s *Service) flow(ctx context.Context, p Payment) trace.Result {
	if s.o.Flow == nil {
		return trace.Result{}
	}
	r := s.o.Rules
	result, err := s.o.Flow.Follow(ctx, p, trace.Params{MaxHops: r.MaxHops, Window: int64(r.Window), HopWindow: int64(r.HopWindow), MinFen: 1,
		PerAccount: r.PerAccount, Limit: chase.EdgesMax})
	if err != nil {
		return trace.Result{}
	}
	return result
}

// holders finds out who holds the accounts. What is not known stays unknown.
func (s *Service) holders(ctx context.Context, d *chase.Desk, accounts []ident.Account) {
	if s.o.Holders == nil {
		return
	}
	for _, a := range accounts {
		party, holder, err := s.o.Holders.Holder(ctx, a)
		if err == nil {
			d.Known[a] = chase.Known{Party: party, Holder: holder}
		}
	}
}

// duplicates are the orders of other claims on the accounts of this one.
func duplicates(f *File) []Duplicate {
	var out []Duplicate
	for account, list := range f.Stops {
		for _, s := range list {
			if s.Claim != f.Claim.ID {
				out = append(out, Duplicate{Account: account, Claim: s.Claim, Order: s.Order, Count: s.Count, State: s.State, HoldState: s.HoldState, ExpiresAt: s.ExpiresAt})
			}
		}
	}
	slices.SortFunc(out, func(a, b Duplicate) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Order, b.Order))
	})
	return out
}

// Answer records what a bank says to one of its messages, from any channel, with all that follows from it: hold, next layer,
// netting. The same answer again changes nothing.
func (s *Service) Answer(ctx context.Context, bank string, a Answer) (Order, error) {
	a.Dispositions = slices.Clone(a.Dispositions)
	err := chase.CheckAnswer(bank, &a)
	if err != nil {
		return Order{}, err
	}
	a.Hash = chase.HashOf(&a)
	s.probes.heard(bank)
	found, err := s.o.Reader.Find(ctx, access.System(), Key{Message: a.Message, Bank: bank})
	if err != nil {
		return Order{}, err
	}
	d, err := s.desk(ctx, access.System())
	if err != nil {
		return Order{}, err
	}
	if found.Claim == "" {
		return Order{}, s.answerMeasure(ctx, d, found, a)
	}
	accounts, flows := s.beyond(ctx, d, found, &a)
	var o *Order
	conflict := false
	err = s.change(ctx, d, Touch{Claim: found.Claim, Accounts: accounts, Bank: bank, Answer: a.ID}, func(f *File) error {
		var err error
		conflict, err = d.AnswerWith(f, a, flows)
		o = f.Order(found.Order)
		return err
	})
	if err != nil {
		return Order{}, err
	}
	if conflict {
		return *o, ErrAnswerConflict
	}
	return *o, nil
}

// beyond looks where the money that an answer tells of went on from there, so that reply and log are one trace.
func (s *Service) beyond(ctx context.Context, d *chase.Desk, at Found, a *Answer) ([]ident.Account, []trace.Result) {
	accounts := []ident.Account{at.Account}
	var flows []trace.Result
	for _, x := range a.Dispositions {
		fate, _ := x.Code.Fate()
		if fate != FateOnward {
			continue
		}
		accounts = append(accounts, x.To.Account)
		r := s.flow(ctx, Payment{Bank: a.Bank, Account: at.Account, Ref: x.Ref, At: x.At, Fen: max(x.Fen, x.TxFen), Payee: x.To})
		if len(r.Edges) > 0 {
			flows = append(flows, r)
		}
		for _, acc := range r.Accounts {
			accounts = append(accounts, ident.Account(acc.Account))
		}
	}
	slices.Sort(accounts)
	accounts = slices.Compact(accounts)
	s.holders(ctx, d, accounts)
	return accounts, flows
}

// Notice records a transfer inside a bank: in every claim that has an order on the account it left, it is a leg, and the next
// layer. The same notice again changes nothing.
func (s *Service) Notice(ctx context.Context, bank string, n Notice) error {
	from, err := ident.ParseAccount(string(n.From.Account))
	to, err2 := ident.ParseAccount(string(n.To.Account))
	if err != nil || err2 != nil || from == to {
		return docket.Refuse(ErrAnswer, "field", "account")
	}
	if !docket.Word(n.ID) || n.Bank != "" && n.Bank != bank || n.Fen <= 0 || n.Fen > chase.AmountMax || n.At <= 0 || n.At > s.o.Clock.Now()+chase.SkewMax {
		return docket.Refuse(ErrAnswer, "field", "notice")
	}
	if !docket.Short(n.Ref) || !docket.Short(n.To.Name) || !docket.Short(n.To.Kind) {
		return docket.Refuse(ErrAnswer, "field", "notice")
	}
	n.Bank, n.From.Account, n.To.Account, n.To.Bank = bank, from, to, bank
	s.probes.heard(bank)
	claims, err := s.o.Lists.ClaimsOn(ctx, from, noticeClaims)
	if err != nil {
		return err
	}
	for _, claim := range claims {
		err = s.noticeIn(ctx, claim, n)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	return nil
}

// noticeClaims bounds the claims that one notice goes into: one mule account serves many victims, but not without end.
const noticeClaims = 200

func (s *Service) noticeIn(ctx context.Context, claim string, n Notice) error {
	d, err := s.desk(ctx, access.System())
	if err != nil {
		return err
	}
	accounts := []ident.Account{n.From.Account, n.To.Account}
	s.holders(ctx, d, accounts)
	return s.change(ctx, d, Touch{Claim: claim, Accounts: accounts}, func(f *File) error { return d.Notice(f, n) })
}

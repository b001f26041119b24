package chase

import (
	"cmp"
	"context"
	"sync"

	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/guard"
	"fanzha/centre/trace"
	"fanzha/term/ident"
)

// feed is what the centre knows of transfers without asking anybody: those that a switch or a notice has told it so far. It is
// empty in reply mode.
type feed struct {
	mu    sync.Mutex // guards all below
	rule  string
	seen  []trace.Transfer
	names map[ident.Account]known
}

// known is what transfers tell of an account's holder.
type known struct {
	party   stoppay.Party
	cleared bool // a merchant that was cleared beforehand
}

func newFeed() *feed { return &feed{names: map[ident.Account]known{}} }

// reset forgets everything: cases do not share accounts.
func (f *feed) reset() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen, f.names = nil, map[ident.Account]known{}
}

// tell adds a transfer.
func (f *feed) tell(t trace.Transfer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = append(f.seen, t)
}

// name adds a holder.
func (f *feed) name(p stoppay.Party, cleared bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.names[p.Account] = known{p, cleared}
}

// Follow implements stoppay.Flow.
func (f *feed) Follow(_ context.Context, p stoppay.Payment, params trace.Params) (trace.Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.seen) == 0 {
		return trace.Result{}, nil
	}
	table, err := trace.NewTable(f.seen)
	if err != nil {
		return trace.Result{}, err
	}
	root, err := table.Find(p.Ref)
	switch {
	case err != nil && !p.Told:
		return trace.Result{}, nil //nolint:nilerr // the payment has not come through the switch yet
	case err != nil:
		root = trace.Transfer{ID: cmp.Or(p.Ref, "told"), From: cmp.Or(string(p.Account), "unknown"), To: string(p.Payee.Account), At: p.At, Fen: p.Fen}
	}
	return trace.Attribute(table, root, params, trace.AttributeOptions{Rule: trace.Rule(f.rule), Balances: map[string]int64{string(p.Payee.Account): p.Earlier}})
}

// Holder implements stoppay.Holders.
func (f *feed) Holder(_ context.Context, account ident.Account) (stoppay.Party, guard.Holder, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	k := f.names[account]
	return k.party, guard.Holder{Kind: k.party.Kind, Cleared: k.cleared}, nil
}

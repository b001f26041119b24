package funds

import (
	"cmp"
	"context"
	"sync/atomic"
	"time"

	"fanzha/centre/signal"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/guard"
	"fanzha/centre/trace"
	"fanzha/centre/trace/flow"
	"fanzha/centre/trace/flow/feed"
	"fanzha/internal/bus"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// flowTransfers is how many transfers the engine of switch mode may hold; memory is taken as they come. flowKeep is how far back:
// longer than any window of a trace.
const (
	flowTransfers = 1 << 24
	flowKeep      = 60 * when.Day
)

// Transfers is what the centre itself has seen of money moving (switch mode): the transfers of the signal log, in memory.
type Transfers struct {
	engine *flow.Engine
	rule   trace.Rule
	within when.Micros // how far a time that a victim remembers may lie from the transfer in our log
	fed    atomic.Int64
	kept   kept
}

func openTransfers(o transfersOptions) (*Transfers, error) {
	t := &Transfers{rule: trace.Rule(o.rule), within: o.within, kept: kept{path: o.path, centre: o.centre, warn: o.warn}}
	var err error
	t.engine, err = t.kept.restore()
	return t, err
}

// transfersOptions say how transfers are matched and where their snapshot is kept.
type transfersOptions struct {
	rule   string
	within when.Micros
	path   string // of the snapshot; empty: none is kept
	centre string // whose log it is
	warn   func(error)
}

// flowOptions are those of every engine here, new or restored.
func flowOptions() flow.Options { return flow.Options{Transfers: flowTransfers, Keep: flowKeep} }

// follow feeds one partition of the log into the engine until ctx ends.
func (t *Transfers) follow(ctx context.Context, log *bus.Log, partition int, report func(error)) {
	in := feed.New(t.engine, partition)
	for ctx.Err() == nil {
		err := log.Read(ctx, partition, in.Position(), func(seq uint64, envelope []byte) error {
			err := signal.DecodePayments(envelope, func(s *signal.Signal) {
				in.Put(paid(s))
				t.fed.Add(1)
			})
			if err != nil {
				in.Reset()
				return err
			}
			return in.Commit(seq)
		})
		if ctx.Err() != nil {
			return
		}
		report(err)
		in.Reset()
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

// paid is a signal as the engine takes it. Strings of a signal share the envelope's memory; the engine copies what it keeps.
func paid(s *signal.Signal) feed.Paid {
	return feed.Paid{
		Source: s.Source, ID: s.ID, From: string(s.Account), To: string(s.PayeeAccount), At: s.Time, Fen: s.AmountFen, Channel: s.Channel,
		Payer: flow.Party{Name: s.Name, Phone: string(s.Phone)}, Payee: flow.Party{Name: s.PayeeName},
	}
}

// Follow implements stoppay.Flow: what the log knows of a payment and of where the money went on. A payment that a bank or a
// confirmed claim has told of is followed from its payee also where the log itself has not seen it.
func (t *Transfers) Follow(_ context.Context, p stoppay.Payment, params trace.Params) (trace.Result, error) {
	root, found, err := t.find(p)
	if err != nil || !found && !p.Told {
		return trace.Result{}, err
	}
	if !found {
		root = trace.Transfer{ID: toldRoot, From: cmp.Or(string(p.Account), toldRoot), To: string(p.Payee.Account), At: p.At, Fen: p.Fen}
	}
	return t.engine.Attribute(root, params, trace.AttributeOptions{Rule: t.rule, Balances: map[string]int64{root.To: p.Earlier}})
}

// toldRoot names a transfer, and its payer where nobody named one, that the log has not seen.
const toldRoot = "told"

// find looks for the transfer that a victim tells of: the same payee and amount, the payer where it is named, nearest in time.
func (t *Transfers) find(p stoppay.Payment) (trace.Transfer, bool, error) {
	v, err := t.engine.View()
	if err != nil {
		return trace.Transfer{}, false, err
	}
	defer v.Close()
	var best trace.Transfer
	found := false
	v.In(string(p.Payee.Account), p.At-t.within-1, p.At+t.within, func(x trace.Transfer) bool {
		if x.Fen != p.Fen || p.Account != "" && x.From != string(p.Account) {
			return true
		}
		if !found || distance(x.At, p.At) < distance(best.At, p.At) {
			best, found = x, true
		}
		return true
	})
	return best, found, nil
}

func distance(a, b when.Micros) when.Micros { return max(a-b, b-a) }

// Holder implements stoppay.Holders.
func (t *Transfers) Holder(_ context.Context, account ident.Account) (stoppay.Party, guard.Holder, error) {
	p, err := t.engine.Party(string(account))
	return stoppay.Party{Account: account, Name: p.Name, Kind: "person"}, guard.Holder{Kind: "person"}, err
}

// Payers implements stoppay.Payers: who else paid an account, perhaps a victim who does not know yet.
func (t *Transfers) Payers(_ context.Context, account ident.Account, since when.Micros, limit int) ([]stoppay.Payer, error) {
	found, err := t.engine.OtherPayers(string(account), since)
	if err != nil {
		return nil, err
	}
	var out []stoppay.Payer
	for _, x := range found {
		if len(out) == limit {
			break
		}
		who, err := t.engine.Party(x.From)
		if err != nil {
			return nil, err
		}
		out = append(out, stoppay.Payer{Account: ident.Account(x.From), Name: who.Name, Phone: ident.Phone(who.Phone), Fen: x.Fen, At: x.At, Ref: x.ID})
	}
	return out, nil
}

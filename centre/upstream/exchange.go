package upstream

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// The centre's side of the exchange. Parcels bring batches in any order and as often as they like: numbers decide.

// Outgoing is what a peer should be sent now: what it does not have yet, and what we have of it.
func (s *Service) Outgoing(ctx context.Context, peer string) (Batch, error) {
	p, err := s.o.Peers.Peer(ctx, peer)
	if err != nil {
		return Batch{}, err
	}
	list, err := s.o.Outbox.Unsent(ctx, peer, p.Acked, BatchMax)
	return Batch{Ack: p.Got, Messages: list}, err
}

// Taken is what a batch did.
type Taken struct {
	New     int // messages that were new
	Again   int // messages that were known
	Ignored int // new ones that changed nothing: their order is not there, or has ended
}

// Accept takes a batch from a peer whose seal was verified. Everything before a gap is taken; the gap is ErrGap.
func (s *Service) Accept(ctx context.Context, peer string, b Batch) (Taken, error) {
	var done Taken
	p, err := s.o.Peers.Peer(ctx, peer)
	if err != nil {
		return done, err
	}
	if !p.Active {
		return done, ErrPeer
	}
	if len(b.Messages) > BatchMax {
		return done, badField("messages")
	}
	for i := range b.Messages {
		err = b.Messages[i].Check()
		if err != nil {
			return done, err
		}
	}
	err = s.acked(ctx, p, b.Ack)
	if err != nil {
		return done, err
	}
	for _, m := range b.Messages {
		switch {
		case m.Seq <= p.Got:
			done.Again++
			continue
		case m.Seq > p.Got+1:
			return done, fault.New(ErrGap.Kind, ErrGap.Code, "next", p.Got+1)
		}
		ignored, err := s.take(ctx, p, m)
		if errors.Is(err, ErrStale) { // a copy of this centre took it just now
			done.Again++
			p.Got = m.Seq
			continue
		}
		if err != nil {
			return done, err
		}
		done.New++
		if ignored {
			done.Ignored++
		}
		p.Got = m.Seq
	}
	return done, nil
}

// acked marks orders as delivered and forgets messages that the other side has.
func (s *Service) acked(ctx context.Context, p Peer, ack int64) error {
	switch {
	case ack > p.Sent || ack < 0:
		return fault.New(ErrForked.Kind, ErrForked.Code, "peer", p.Code)
	case ack <= p.Acked:
		return nil
	}
	for after := p.Acked; after < ack; {
		list, err := s.o.Outbox.Unsent(ctx, p.Code, after, BatchMax)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, m := range list {
			after = m.Seq
			if m.Seq > ack || m.Kind != MsgOrder {
				continue
			}
			_, err = s.act(ctx, access.System(), Ref{ID: m.Order}, func(pl *plan, o Order) error {
				if o.State != Queued {
					return nil
				}
				pl.by = byPeer(p, s.o.Clock.Now())
				return pl.do(ctx, o, Act{Do: ActDeliver})
			})
			if err != nil {
				return err
			}
		}
	}
	return s.o.Outbox.Acked(ctx, p.Code, ack)
}

func byPeer(p Peer, at when.Micros) By { return By{User: "centre:" + p.Code, Name: p.Name, At: at} }

// take applies the next message of a peer. One that fits nothing is noted and counted as taken: it would fit no better later.
func (s *Service) take(ctx context.Context, from Peer, m Message) (ignored bool, err error) {
	err = again(func() error {
		p := s.plan(byPeer(from, s.o.Clock.Now()))
		p.change.Seen = &Seen{Peer: from.Code, Seq: m.Seq, At: p.by.At, Order: m.Order}
		why := s.apply(ctx, p, from, m)
		ignored = errors.Is(why, ErrNotFound) || errors.Is(why, ErrState) || errors.Is(why, ErrNotBelow)
		if ignored {
			p.change.Moves = nil
			p.change.Seen.Ignored = fault.CodeOf(why)
			why = nil
		}
		if why != nil {
			return why
		}
		return p.save(ctx)
	})
	return ignored, err
}

// acts are the messages that are one act on an order that is known.
var acts = map[string]struct {
	side Side
	do   string
}{
	MsgWithdraw: {Received, ActRecall}, MsgChase: {Received, ActRemind}, MsgReceipt: {Given, ActReceipt}, MsgDistributed: {Given, ActDistributed},
	MsgReturned: {Given, ActAnswer}, MsgBounced: {Given, ActBounced}, MsgWithdrawn: {Given, ActWithdrawn},
}

func (s *Service) apply(ctx context.Context, p *plan, from Peer, m Message) error {
	if m.Kind == MsgOrder {
		return s.receive(ctx, p, from, m)
	}
	x := acts[m.Kind]
	o, err := s.o.Ledger.Find(ctx, access.System(), Name{Side: x.side, Peer: from.Code, Ref: m.Order})
	if err != nil {
		return err
	}
	return p.do(ctx, o, Act{Do: x.do, Note: m.Text, Result: m.Result, LossFen: m.LossFen})
}

func (s *Service) receive(ctx context.Context, p *plan, from Peer, m Message) error {
	if from.Place != Above {
		return ErrNotBelow
	}
	_, err := s.o.Ledger.Find(ctx, access.System(), Name{Side: Received, Peer: from.Code, Ref: m.Order})
	if err == nil {
		return fault.New(ErrState.Kind, ErrState.Code, "state", "known", "act", ActReceive)
	}
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	own, err := s.o.Own(ctx)
	if err != nil {
		return err
	}
	return p.do(ctx, Order{
		ID: s.o.NewID(), Side: Received, Peer: from.Code, Ref: m.Order, Theirs: m.Number, Unit: own, GivenAt: m.At, AckDue: m.AckDue, Due: m.Due,
		Person: Person{Name: m.Name, Phone: m.Phone, Place: m.Place}, Matter: Matter{Level: m.Level, Family: m.Family, Fraud: m.Fraud, Text: m.Text},
		By: p.by.User, ByName: p.by.Name,
	}, Act{Do: ActReceive})
}

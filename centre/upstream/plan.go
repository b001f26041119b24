package upstream

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/base/id"
)

// plan gathers what one command or message changes: an act on one order often means one on the order that passes it on, or on the one
// that it passes on. All of it is saved together.
type plan struct {
	s      *Service
	by     By
	latest map[string]Order
	change Change
}

func (s *Service) plan(by By) *plan {
	return &plan{s: s, by: by, latest: map[string]Order{}, change: Change{Day: id.Day(by.At)}}
}

func (p *plan) get(ctx context.Context, order string) (Order, error) {
	o, ok := p.latest[order]
	if ok {
		return o, nil
	}
	return p.s.o.Ledger.Get(ctx, access.System(), order)
}

// do decides an act and what follows from it.
func (p *plan) do(ctx context.Context, o Order, a Act) error {
	next, err := decide(o, a, p.by, p.s.o.Rules)
	if err != nil {
		return err
	}
	move := Move{Order: next, Step: Step{Seq: next.Version, At: p.by.At, By: p.by.User, ByName: p.by.Name, Act: a.Do, State: next.State, Note: a.Note}}
	m, tells := tell(&next, a, p.by)
	if tells {
		move.Tell = &m
	}
	p.latest[next.ID] = next
	p.change.Moves = append(p.change.Moves, move)
	return p.follow(ctx, next, a)
}

// up are the acts of a given order that its received order follows, down those of a received order that its given one follows.
var (
	up   = map[string]string{ActAnswer: ActReturn, ActBounced: ActReclaim, ActWithdrawn: ActConfirm}
	down = map[string]string{ActRecall: ActWithdraw, ActRemind: ActChase, ActReturn: ActWithdraw}
)

func (p *plan) follow(ctx context.Context, o Order, a Act) error {
	other, act := o.Parent, up[a.Do]
	if o.Side == Received {
		other, act = o.Child, down[a.Do]
	}
	if other == "" || act == "" {
		return nil
	}
	x, err := p.get(ctx, other)
	if err != nil {
		return err
	}
	if x.State == Withdrawing && act == ActReclaim {
		act = ActConfirm // nobody works on it any more, which is what the giver wants to hear
	}
	_, open := moves[x.Side][x.State][act]
	if !open { // it has ended already, or cannot be chased yet
		return nil
	}
	next := Act{Do: act, Note: a.Note, Result: a.Result, LossFen: a.LossFen}
	if act == ActWithdraw && next.Note == "" {
		next.Note = "已办结" // the result is known: it was returned here
	}
	return p.do(ctx, x, next)
}

func (p *plan) save(ctx context.Context) error { return p.s.o.Ledger.Save(ctx, p.change) }

// triesMax bounds how often a change is decided again when another one came between.
const triesMax = 5

// again runs what decides and saves until nobody was faster.
func again(run func() error) error {
	for try := 1; ; try++ {
		err := run()
		if !errors.Is(err, ErrStale) || try == triesMax {
			return err
		}
	}
}

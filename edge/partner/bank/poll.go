package bank

import (
	"context"
	"strconv"
	"sync"
	"time"

	"fanzha/edge/partner/wire"
)

// Pages of a poll.
const (
	pageSize = 50
	pageMax  = 200 // an order takes a few KB
)

// pageQuery is where a poll begins.
type pageQuery struct {
	After string `query:"after" doc:"Cursor: next of the last page, 0 at first. Asking with it says that everything up to it is stored." pattern:"^[0-9]{1,18}$"`
	Limit string `query:"limit" doc:"At most so many, 1 to 200; 50 when absent." pattern:"^[0-9]{1,3}$"`
	WaitS string `query:"wait_s" doc:"When there is nothing, wait so many seconds for something, 0 to 25." pattern:"^[0-9]{1,2}$"`
}

type span struct {
	after int64
	limit int
	wait  time.Duration
}

func (a *API) span(q pageQuery) (span, error) {
	after, ok := number(q.After, 0, 1<<62, 0)
	if !ok {
		return span{}, refuse(ErrQuery, "field", "after")
	}
	limit, ok := number(q.Limit, 1, pageMax, pageSize)
	if !ok {
		return span{}, refuse(ErrQuery, "field", "limit")
	}
	wait, ok := number(q.WaitS, 0, int64(a.set.PollMax/time.Second), 0)
	if !ok {
		return span{}, refuse(ErrQuery, "field", "wait_s")
	}
	return span{after: after, limit: int(limit), wait: time.Duration(wait) * time.Second}, nil
}

// number reads a whole number of a query; empty is the default.
func number(text string, least, most, otherwise int64) (int64, bool) {
	if text == "" {
		return otherwise, true
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= least && n <= most && strconv.FormatInt(n, 10) == text
}

// orders is the poll: the bank's queue after a cursor.
func (a *API) orders(ctx context.Context, c caller, q *pageQuery) (wire.Page, error) {
	s, err := a.span(*q)
	if err != nil {
		return wire.Page{}, err
	}
	out := wire.Page{Orders: []wire.Order{}, Next: s.after}
	err = a.await(ctx, c.bank, s.wait, func() (bool, error) {
		messages, err := a.opts.Desk.Pending(ctx, c.bank, s.after, s.limit)
		for _, m := range messages {
			if m.Order.Bank != c.bank {
				return false, ErrForeignRow
			}
			out.Orders, out.Next = append(out.Orders, m.Order), m.Seq
		}
		out.More = len(messages) == s.limit
		return len(messages) > 0, err
	})
	return out, err
}

// events lists what became of the bank's orders.
func (a *API) events(ctx context.Context, c caller, q *pageQuery) (wire.Events, error) {
	s, err := a.span(*q)
	if err != nil {
		return wire.Events{}, err
	}
	out := wire.Events{Events: []wire.Event{}, Next: s.after}
	err = a.await(ctx, c.bank, s.wait, func() (bool, error) {
		events, next, err := a.opts.Desk.Happened(ctx, c.bank, out.Next, s.limit)
		if err != nil {
			return false, err
		}
		out.Events, out.Next = append(out.Events, events...), max(out.Next, next)
		out.More = len(events) == s.limit
		return len(events) > 0, nil
	})
	return out, err
}

// await looks until there is something or the wait is over. While it waits it holds no place among the requests in work.
func (a *API) await(ctx context.Context, bank string, wait time.Duration, look func() (bool, error)) error {
	bell, silence := a.opts.Bell.listen(bank)
	defer silence()
	found, err := look()
	if found || err != nil || wait == 0 {
		return err
	}
	if !a.polls.enter(bank, a.set.PollsPerBank) {
		return refuse(ErrPolls, "limit", a.set.PollsPerBank)
	}
	defer a.polls.leave(bank)
	p, ok := ctx.Value(placeKey{}).(*place)
	if ok {
		p.leave()
	}
	end := time.NewTimer(wait)
	defer end.Stop()
	again := time.NewTicker(a.set.PollEvery)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil // the bank has gone; nobody reads the answer
		case <-end.C:
			return nil
		case <-bell:
		case <-again.C:
		}
		found, err = look()
		if found || err != nil {
			return err
		}
	}
}

// polls counts those that wait.
type polls struct {
	mu      sync.Mutex // guards waiting
	waiting map[string]int
}

func (p *polls) enter(bank string, limit int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting == nil {
		p.waiting = map[string]int{}
	}
	if p.waiting[bank] >= limit {
		return false
	}
	p.waiting[bank]++
	return true
}

func (p *polls) leave(bank string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting[bank]--
	if p.waiting[bank] == 0 {
		delete(p.waiting, bank)
	}
}

// Bell wakes polls of a bank for which something has been put in the queue. The zero value is ready.
type Bell struct {
	mu    sync.Mutex // guards heard
	heard map[string]map[chan struct{}]bool
}

// Ring wakes the polls of a bank.
func (b *Bell) Ring(bank string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.heard[bank] {
		select {
		case c <- struct{}{}:
		default: // it has been woken and not yet looked
		}
	}
}

// listen begins before the first look, so that nothing is missed between look and wait.
func (b *Bell) listen(bank string) (bell <-chan struct{}, silence func()) {
	c := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.heard == nil {
		b.heard = map[string]map[chan struct{}]bool{}
	}
	if b.heard[bank] == nil {
		b.heard[bank] = map[chan struct{}]bool{}
	}
	b.heard[bank][c] = true
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.heard[bank], c)
		if len(b.heard[bank]) == 0 {
			delete(b.heard, bank)
		}
	}
}

package exchange

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"fanzha/centre/upstream"
	"fanzha/edge/partner/parcel"
	"fanzha/term/fault"
)

// lookEvery is how often the links are looked at when nobody wakes the carrier.
const lookEvery = time.Second

// Pauses after failed exchanges with one centre, doubled with each.
const (
	backMin = time.Second
	backMax = time.Minute
)

// Links lists the other centres.
type Links interface {
	Peers(ctx context.Context) ([]upstream.Peer, error)
}

// Carrier exchanges with every centre that we call or share a folder with. A slow one holds up no other.
type Carrier struct {
	desk   *parcel.Desk
	links  Links
	client *Client
	log    *slog.Logger
	wake   chan struct{}

	mu    sync.Mutex // guards turns
	turns map[string]*turn
}

// turn is how it stands with one centre.
type turn struct {
	busy bool
	last time.Time // of the last parcel
	next time.Time // after failures, not before
	back time.Duration
	sent int64 // number of the last message in the last file
	got  int64 // what we last told to have
}

// NewCarrier makes a carrier.
func NewCarrier(d *parcel.Desk, links Links, log *slog.Logger) *Carrier {
	return &Carrier{desk: d, links: links, client: NewClient(d), log: log, wake: make(chan struct{}, 1), turns: map[string]*turn{}}
}

// Wake makes it look at once.
func (c *Carrier) Wake() {
	select {
	case c.wake <- struct{}{}:
	default: // it is woken already
	}
}

// Run carries until ctx ends; start runs one exchange beside the others and is waited for by whoever gave it.
func (c *Carrier) Run(ctx context.Context, start func(func())) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		peers, err := c.links.Peers(ctx)
		if err != nil && ctx.Err() == nil {
			c.log.Warn("exchange with other centres", "err", err)
		}
		for _, p := range peers {
			if p.Active && p.Via != upstream.ByCalls && c.begin(p) {
				start(func() { c.run(ctx, p) })
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-c.wake:
		}
	}
}

// begin says whether it is a centre's turn, and takes it.
func (c *Carrier) begin(p upstream.Peer) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.turns[p.Code]
	if t == nil {
		t = &turn{got: -1}
		c.turns[p.Code] = t
	}
	now := time.Now()
	due := p.Via == upstream.ByFile || p.Sent > p.Acked || p.Got != t.got || now.Sub(t.last) >= c.desk.Rules.PollEvery
	if t.busy || now.Before(t.next) || !due {
		return false
	}
	t.busy = true
	return true
}

// run is one turn of a centre.
func (c *Carrier) run(ctx context.Context, p upstream.Peer) {
	c.mu.Lock()
	t := *c.turns[p.Code]
	c.mu.Unlock()
	var err error
	if p.Via == upstream.ByHTTP {
		err = c.client.Exchange(ctx, p)
		t.last = time.Now()
	} else {
		err = c.files(ctx, p, &t)
	}
	after, lost := c.desk.Room.LinkOf(ctx, p.Code)
	t.busy = false
	if err == nil && lost == nil {
		t.got, t.back, t.next = after.Got, 0, time.Time{}
	}
	if err != nil {
		t.back = min(max(2*t.back, backMin), backMax)
		t.next = time.Now().Add(t.back)
		if ctx.Err() == nil {
			c.log.Warn("exchange with a centre", "centre", p.Code, "err", fault.CodeOf(err), "again", t.back.String())
		}
	}
	c.mu.Lock()
	c.turns[p.Code] = &t
	c.mu.Unlock()
	if err == nil && lost == nil && after.Sent > after.Acked && p.Via == upstream.ByHTTP {
		c.Wake()
	}
}

// files takes what lies in a centre's folder, and lays out a file when there is something new to say, or when what was said is still not
// confirmed after a while: a file may have been lost on its way.
func (c *Carrier) files(ctx context.Context, p upstream.Peer, t *turn) error {
	f, err := OpenFolder(c.desk, p.Dir)
	if err != nil {
		return err
	}
	_, err = f.Take(ctx, p)
	if err != nil {
		return err
	}
	p, err = c.desk.Room.LinkOf(ctx, p.Code)
	if err != nil {
		return err
	}
	waits := p.Sent > p.Acked
	first := t.got < 0 // since the start: what was laid out before is not known
	if !(waits && (p.Sent != t.sent || time.Since(t.last) >= c.desk.Rules.FileEvery)) && (p.Got == t.got || first && p.Got == 0) {
		return nil
	}
	_, err = f.Put(ctx, p)
	if err == nil {
		t.last, t.sent = time.Now(), p.Sent
	}
	return err
}

package flow

import (
	"errors"
	"sync"
	"sync/atomic"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow/slab"
	"fanzha/term/when"
)

// Engine holds the transfers. Its methods may be called from any goroutine.
type Engine struct {
	mu      sync.Mutex // guards everything of the writer: one at a time
	opts    Options
	st      atomic.Pointer[state]
	pins    slab.Pins
	old     []*state // replaced, not yet without readers
	batch   batch
	refused Refused
	closed  bool

	idle struct {
		mu sync.Mutex // guards list
		ts []*Tracer
	}
}

// Refused counts the transfers that were not taken in.
type Refused struct {
	Invalid int64 `json:"invalid"` // without id or account, or with an amount that is not positive
	Time    int64 `json:"time"`    // earlier or later than the engine reaches
}

// New makes an empty engine.
func New(o Options) (*Engine, error) {
	e := &Engine{opts: o.withDefaults()}
	e.pins.Init()
	s, err := newState(e.opts)
	if err != nil {
		return nil, ErrFull.With(err)
	}
	e.st.Store(s)
	return e, nil
}

// Close gives the memory back. Every view has been closed and nobody calls the engine any more.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil
	}
	e.closed = true
	var errs []error
	for _, s := range append(e.old, e.st.Load()) {
		errs = append(errs, s.release())
	}
	return errors.Join(errs...)
}

// Batch is some transfers of one partition of a log.
type Batch struct {
	Partition int
	Position  uint64 // place of the batch in the log of the partition, from 1 up; 0 for transfers that come from no log
	Transfers []trace.Transfer
	Parties   []AccountParty
}

// AccountParty is what a batch tells of the holder of an account.
type AccountParty struct {
	Account string
	Party   Party
}

// Add takes in one transfer that comes from no log.
func (e *Engine) Add(t trace.Transfer) error {
	one := [1]trace.Transfer{t}
	before := e.Refused()
	n, err := e.AddBatch(Batch{Transfers: one[:]})
	if err != nil || n == 1 {
		return err
	}
	if e.Refused().Time > before.Time {
		return ErrTime
	}
	return ErrTransfer
}

// AddBatch takes in a batch as a whole and returns how many of its transfers are new. A batch at or before the partition's
// place was taken in already and is left out. A transfer that is none is counted in Refused and left out; the batch goes on,
// because a log cannot be mended. With ErrFull nothing of the batch is taken in, and the place stays.
func (e *Engine) AddBatch(b Batch) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return 0, ErrClosed
	}
	s := e.st.Load()
	if b.Position > 0 && b.Position <= s.places[b.Partition] {
		return 0, nil
	}
	if len(b.Transfers) > e.opts.batchMax() {
		return 0, ErrBatch
	}
	n, err := e.batch.addTo(s, b, e.pins.Epoch())
	if err != nil {
		return 0, err
	}
	e.refused.Invalid += e.batch.invalid
	e.refused.Time += e.batch.outside
	if b.Position > 0 {
		s.places[b.Partition] = b.Position
	}
	s.shown.Store(s.n)
	return n, e.tidy(s)
}

// tidy ends an epoch in which something was outgrown, and takes back what no reader can see any more.
func (e *Engine) tidy(s *state) error {
	if s.out.Waiting()+s.in.Waiting()+len(s.acc.old)+len(e.old) == 0 {
		return nil
	}
	e.pins.Next()
	oldest := e.pins.Oldest()
	s.out.Reclaim(oldest)
	s.in.Reclaim(oldest)
	err := s.acc.reclaim(oldest)
	for len(e.old) > 0 && e.old[0].retired < oldest {
		err = errors.Join(err, e.old[0].release())
		e.old = e.old[1:]
	}
	return err
}

// Position is how far the log of a partition is taken in; 0 when nothing of it is.
func (e *Engine) Position(partition int) uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.st.Load().places[partition]
}

// Refused counts what was not taken in.
func (e *Engine) Refused() Refused {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.refused
}

// Stats say how much an engine holds and what that costs.
type Stats struct {
	Transfers int         `json:"transfers"`
	Accounts  int         `json:"accounts"`
	Hubs      int         `json:"hubs"` // lists longer than one array
	Late      int64       `json:"late"` // transfers that came after a later one
	Latest    when.Micros `json:"latest"`
	Refused   Refused     `json:"refused"`
	Bytes     Bytes       `json:"bytes"`
}

// Bytes is memory in use, by what it is for. Pages are 2 MiB, so that a small engine uses more than it needs.
type Bytes struct {
	Records  int64 `json:"records"`
	IDs      int64 `json:"ids"`
	Out      int64 `json:"out"`
	In       int64 `json:"in"`
	Accounts int64 `json:"accounts"`
	Parties  int64 `json:"parties"`
	Total    int64 `json:"total"`
}

// Stats reads the figures.
func (e *Engine) Stats() Stats {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.st.Load()
	n, accounts := int64(s.n), int64(s.acc.n.Load())
	v := Stats{Transfers: int(n), Accounts: int(accounts), Hubs: s.out.Hubs() + s.in.Hubs(), Late: s.late.Load(), Refused: e.refused}
	if n > 0 {
		v.Latest = s.base + when.Micros(s.lastT)
	}
	v.Bytes = Bytes{
		Records: n*20 + int64(s.apartN)*8, IDs: int64(s.ids.Used()) + n/slab.IDGroup*8,
		Out: int64(s.out.Used()) * 12, In: int64(s.in.Used()) * 4,
		Accounts: accounts*(8+1+8+8) + int64(s.acc.textN) + int64(len(s.acc.table.Load().slots))*8,
		Parties:  accounts*4 + int64(s.parties.Used),
	}
	v.Bytes.Total = v.Bytes.Records + v.Bytes.IDs + v.Bytes.Out + v.Bytes.In + v.Bytes.Accounts + v.Bytes.Parties
	return v
}

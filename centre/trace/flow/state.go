package flow

import (
	"bytes"
	"errors"
	"sync/atomic"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow/slab"
	"fanzha/internal/hugepage"
	"fanzha/term/when"
)

// A cell is one transfer in the list of its payer: enough to walk on without reading the record.
type cell struct{ tick, peer, ref uint32 }

// state is everything that is kept. Dropping old transfers replaces it as a whole.
type state struct {
	opts    Options
	base    when.Micros // moment of span 0; set with the first transfer
	acc     accounts
	recs    []record
	apart   []int64 // amounts that do not fit into a record
	apartN  int
	ids     slab.IDs
	out     slab.Lists[cell]
	in      slab.Lists[uint32]
	parties slab.Parties
	kinds   atomic.Pointer[[]string]

	shown atomic.Uint32 // transfers that readers may see; the record of each is complete
	n     uint32        // the writer's: transfers taken in
	lastT int64         // the writer's: time of the latest transfer, a span
	tied  uint32        // the writer's: transfers before this number are earlier than lastT
	late  atomic.Int64  // transfers that came after a later one

	places  map[int]uint64 // the writer's: how far each partition's log is taken in
	blocks  []hugepage.Block
	retired uint64 // epoch in which another state took this one's place
}

// reserve is hugepage.Reserve that notes the block for release.
func reserve[T any](s *state, n int) ([]T, error) {
	words, block, err := hugepage.Reserve[T](n)
	s.blocks = append(s.blocks, block)
	return words, err
}

const firstTable = 10 // the first hash table has 2^10 slots

// newState reserves everything at its largest size.
func newState(o Options) (*state, error) {
	s := &state{opts: o, places: map[int]uint64{}}
	var errs [13]error
	var ids []byte
	var groups []uint64
	s.recs, errs[0] = reserve[record](s, o.Transfers)
	s.acc.keys, errs[1] = reserve[uint64](s, o.Accounts)
	s.acc.forms, errs[2] = reserve[uint8](s, o.Accounts)
	s.acc.text, errs[3] = reserve[byte](s, o.Accounts*accountText+idMax)
	ids, errs[4] = reserve[byte](s, o.Transfers*idText+o.batchMax()*idMax)
	groups, errs[5] = reserve[uint64](s, o.Transfers/slab.IDGroup+1)
	s.out.Heads, errs[6] = reserve[uint64](s, o.Accounts)
	s.in.Heads, errs[7] = reserve[uint64](s, o.Accounts)
	s.out.Cells, errs[8] = reserve[cell](s, o.cells())
	s.in.Cells, errs[9] = reserve[uint32](s, o.cells())
	s.parties.Of, errs[10] = reserve[uint32](s, o.Accounts)
	s.parties.Data, errs[11] = reserve[byte](s, o.PartyBytes)
	s.apart, errs[12] = reserve[int64](s, o.Transfers/apartEach+o.batchMax())
	err := errors.Join(errs[:]...)
	if err != nil {
		return nil, errors.Join(err, s.release())
	}
	s.out.Init(o.Transfers)
	s.in.Init(o.Transfers)
	s.acc.order = o.AccountOrder
	t, err := newTable(firstTable)
	if err != nil {
		return nil, errors.Join(err, s.release())
	}
	s.acc.table.Store(t)
	s.ids.Init(ids, groups)
	s.kinds.Store(&[]string{""})
	s.parties.Banks.Store(&[]string{""})
	s.parties.Bank = map[string]int{"": 0}
	return s, nil
}

// release gives all memory back. No reader is left.
func (s *state) release() error {
	var errs []error
	for i := range s.blocks {
		errs = append(errs, s.blocks[i].Release())
	}
	for _, t := range append(s.acc.old, s.acc.table.Load()) {
		if t != nil {
			errs = append(errs, t.block.Release())
		}
	}
	return errors.Join(errs...)
}

// id reads the id of a transfer.
func (s *state) id(ref uint32) string {
	var buf [64]byte
	return string(s.ids.Read(buf[:0], ref))
}

// transfer makes the whole of a transfer.
func (s *state) transfer(ref uint32) trace.Transfer {
	r := &s.recs[ref]
	return trace.Transfer{ID: s.id(ref), From: s.acc.name(r.from), To: s.acc.name(r.to), At: s.at(r), Fen: s.fen(r), Kind: s.kind(r)}
}

func (s *state) kind(r *record) string {
	k := r.kind()
	if k == 0 {
		return ""
	}
	return (*s.kinds.Load())[k]
}

// before says whether transfer x stands before y in the order of (time, id).
func (s *state) before(x, y uint32) bool {
	a, b := s.recs[x].span(), s.recs[y].span()
	if a != b {
		return a < b
	}
	var one, two [64]byte
	return compareText(s.opts.IDOrder, s.ids.Read(one[:0], x), s.ids.Read(two[:0], y)) < 0
}

// compareText is how two ids of transfers stand to each other.
func compareText(o trace.Order, a, b []byte) int {
	if o == trace.ByNumber && len(a) != len(b) {
		return len(a) - len(b)
	}
	return bytes.Compare(a, b)
}

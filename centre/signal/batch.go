package signal

import (
	"sync/atomic"
	"unsafe"

	"fanzha/term/when"
)

// queueLength is how many requests may wait for the committer; each waiting one holds a goroutine of the edge.
const queueLength = 4096

// verdict is what the committer found about an item.
type verdict uint8

const (
	fresh verdict = iota
	repeated
	reused
)

// everywhere is the partition of a signal that goes to all of them.
const everywhere = -1

// item is one decoded record on its way to the log: its bytes are arena[from:to].
type item struct {
	key      Key
	sum      uint32
	from, to uint32
	line     int32
	part     int16
	kind     Kind
	verdict  verdict
}

const itemSize = int(unsafe.Sizeof(item{}))

// batch is one request in work. It is used again for other requests.
type batch struct {
	decoder *Decoder
	body    []byte
	arena   []byte
	scratch []byte
	items   []item
	receipt Receipt
	err     error
	done    chan struct{}
	held    int
	signal  Signal
}

func (b *batch) reset(now when.Micros) {
	b.decoder.now = now
	b.body, b.arena, b.items = b.body[:0], b.arena[:0], b.items[:0]
	b.receipt, b.err = Receipt{}, nil
}

// record decodes one record and adds it to the batch, accepted for now, or to the rejects.
func (b *batch) record(in *Intake, req Request, line int, record []byte) {
	if len(record) > LineMax {
		b.receipt.reject(line, refuse(codeLineTooLong, "", ""))
		return
	}
	s := &b.signal
	rej := b.decoder.Decode(record, req.Kind, s)
	if rej != nil {
		b.receipt.reject(line, rej)
		return
	}
	s.Source = req.Source
	from := len(b.arena)
	if s.ID == "" {
		b.scratch = appendSignal(b.scratch[:0], s)
		s.ID = contentID(b.scratch)
	}
	b.arena = appendSignal(b.arena, s)
	it := item{from: uint32(from), to: uint32(len(b.arena)), line: int32(line), part: everywhere, kind: s.Kind}
	source, id, sum, _ := identity(b.arena[from:]) // just encoded: well formed
	it.key, b.scratch = keyOf(b.scratch, source, id)
	it.sum = sum
	if s.Kind != Sighting {
		it.part = int16(Partition(s.Key(), in.opts.Partitions))
	}
	b.items = append(b.items, it)
}

// judge turns the committer's verdicts into the receipt, keeping the order of lines.
func (b *batch) judge() {
	var late []Reject
	for i := range b.items {
		it := &b.items[i]
		switch it.verdict {
		case fresh:
			b.receipt.Accepted++
		case repeated:
			b.receipt.Duplicate++
		case reused:
			b.receipt.Rejected++
			if len(late) < RejectsMax {
				_, id, _, _ := identity(b.arena[it.from:it.to])
				rej := refuse(codeIDReused, "id", "")
				rej.Line, rej.ID = int(it.line), string(id)
				late = append(late, *rej)
			}
		}
	}
	if late != nil {
		b.receipt.Rejects = mergeByLine(b.receipt.Rejects, late)
	}
}

// mergeByLine joins two lists that are in line order and cuts the result to RejectsMax.
func mergeByLine(a, b []Reject) []Reject {
	out := make([]Reject, 0, min(len(a)+len(b), RejectsMax))
	for len(out) < RejectsMax && len(a)+len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0].Line <= b[0].Line {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return out
}

// Stats are counts since the start; they only rise, except Held.
type Stats struct {
	Requests  int64
	Read      int64
	Accepted  [Sighting + 1]int64 // by kind
	Duplicate int64
	Rejected  int64
	Groups    int64 // group commits
	Envelopes int64
	Bytes     int64 // of envelopes
	Failed    int64 // groups that the log did not acknowledge
	Held      int64 // bytes that requests hold now
}

type counters struct {
	requests, read, duplicate, rejected, groups, envelopes, bytes, failed atomic.Int64
	accepted                                                              [Sighting + 1]atomic.Int64
}

func (c *counters) count(b *batch) {
	c.requests.Add(1)
	c.read.Add(int64(b.receipt.Read))
	c.duplicate.Add(int64(b.receipt.Duplicate))
	c.rejected.Add(int64(b.receipt.Rejected))
	var by [Sighting + 1]int64
	for i := range b.items {
		if b.items[i].verdict == fresh {
			by[b.items[i].kind]++
		}
	}
	for k, n := range by {
		if n > 0 {
			c.accepted[k].Add(n)
		}
	}
}

// Stats returns the counts, for metrics.
func (in *Intake) Stats() Stats {
	c := &in.stats
	s := Stats{
		Requests: c.requests.Load(), Read: c.read.Load(), Duplicate: c.duplicate.Load(), Rejected: c.rejected.Load(), Groups: c.groups.Load(),
		Envelopes: c.envelopes.Load(), Bytes: c.bytes.Load(), Failed: c.failed.Load(), Held: in.held.Load(),
	}
	for k := range s.Accepted {
		s.Accepted[k] = c.accepted[k].Load()
	}
	return s
}

// Busy says whether requests are in work.
func (in *Intake) Busy() bool { return in.held.Load() > 0 }

// Away says whether the log has stopped answering; for health.
func (in *Intake) Away() bool { return in.away.Load() }

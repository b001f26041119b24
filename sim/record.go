package sim

import (
	"cmp"
	"container/heap"
	"fanzha/sim/town"
	"slices"
	"strconv"

	"fanzha/term/when"
)

// What a record is about, on the wire.
const (
	kindCall     = "call"
	kindMessage  = "message"
	kindVisit    = "visit"
	kindTransfer = "transfer"
	kindReport   = "report"
	kindSighting = "sighting"
)

// ref is one finished line in the emitter's buffer.
type ref struct {
	arrive   when.Micros
	seq      uint64 // order of making; breaks ties of arrival
	off, end int
	partner  uint8
	bad      bool
}

// late is a line that is still on its way.
type late struct {
	ref
	line []byte
}

// emitter writes records as NDJSON lines and delivers them in order of arrival. Records are written once, straight into
// one buffer: a city makes hundreds of millions of bytes a day.
type emitter struct {
	seed    uint64
	epoch   []byte // in every id, so that cities that began at other moments never use an id twice
	buf     []byte
	refs    []ref
	onWay   lateHeap
	seq     uint64
	serial  [town.Police + 1]uint64
	at      int // offset of the open line
	partner uint8
	minute  when.Micros // minute of the cached time prefix
	prefix  []byte      // 2026-06-01T00:00:
	again   int         // duplicates sent again, counted when they arrive
	prompt  bool        // the open line must not come late
}

// open starts a line.
func (e *emitter) open(kind string, partner int, at when.Micros) {
	e.at, e.partner = len(e.buf), uint8(partner)
	e.serial[partner]++
	e.buf = append(e.buf, `{"kind":"`...)
	e.buf = append(e.buf, kind...)
	e.buf = append(e.buf, `","id":"`...)
	e.buf = append(e.buf, town.Partners[partner].Code...)
	e.buf = append(e.buf, e.epoch...)
	e.buf = strconv.AppendUint(e.buf, e.serial[partner], 36)
	e.buf = append(e.buf, '"')
	e.time("time", at)
}

// key starts a member; every member follows another one.
func (e *emitter) key(name string) {
	e.buf = append(e.buf, ',', '"')
	e.buf = append(e.buf, name...)
	e.buf = append(e.buf, '"', ':')
}

// text writes a string member. The city's own strings hold nothing that JSON has to escape; a test keeps it so.
func (e *emitter) text(name, value string) {
	e.key(name)
	e.buf = append(e.buf, '"')
	e.buf = append(e.buf, value...)
	e.buf = append(e.buf, '"')
}

func (e *emitter) int(name string, v int64) {
	e.key(name)
	e.buf = strconv.AppendInt(e.buf, v, 10)
}

func (e *emitter) bool(name string, v bool) {
	e.key(name)
	e.buf = strconv.AppendBool(e.buf, v)
}

func (e *emitter) number(name string, n town.Number) {
	e.key(name)
	e.buf = append(e.buf, '"')
	e.buf = append(n.AppendTo(e.buf), '"')
}

func (e *emitter) account(name string, a town.Account) {
	e.key(name)
	e.buf = append(e.buf, '"')
	e.buf = append(a.AppendTo(e.buf), '"')
}

func (e *emitter) time(name string, at when.Micros) {
	minute := at - at%when.Minute
	if minute != e.minute || e.prefix == nil {
		e.minute = minute
		e.prefix = minute.Time().AppendFormat(e.prefix[:0], "2006-01-02T15:04:")
	}
	e.key(name)
	e.buf = append(e.buf, '"')
	e.buf = append(e.buf, e.prefix...)
	rest := int(at - minute)
	e.buf = town.AppendPadded(e.buf, rest/int(when.Second), 2)
	e.buf = append(e.buf, '.')
	e.buf = town.AppendPadded(e.buf, rest%int(when.Second), 6)
	e.buf = append(e.buf, 'Z', '"')
}

// Delivery: most records arrive within seconds, a few within minutes, one in a hundred is sent again.
const (
	carrierLatePct = 2
	bankLatePct    = 1
	againPerMille  = 10
)

// close ends the line; the partner knows it from the moment ready and sends it soon after.
func (e *emitter) close(ready when.Micros) {
	e.buf = append(e.buf, '}', '\n')
	e.seq++
	r := town.Roll(e.seed, town.StreamDeliver, e.seq, 0)
	delay, latePct := 800+r.N(3200), carrierLatePct
	if town.Partners[e.partner].Kind == "bank" {
		delay, latePct = 200+r.N(1300), bankLatePct
	}
	if r.Pct(latePct) && !e.prompt {
		delay = 60_000 + r.N(420_000)
	}
	line := ref{arrive: ready + when.Micros(delay)*when.Millisecond, seq: e.seq, off: e.at, end: len(e.buf), partner: e.partner}
	e.refs = append(e.refs, line)
	if r.PerMille(againPerMille) {
		line.arrive += when.Micros(r.Between(5, 600)) * when.Second
		line.seq |= 1 << 63
		e.refs = append(e.refs, line)
	}
}

// closeNow ends the line and delivers it at that very moment, for lines that no partner would have delayed.
func (e *emitter) closeNow(at when.Micros, bad bool) {
	e.seq++
	e.refs = append(e.refs, ref{arrive: at, seq: e.seq, off: e.at, end: len(e.buf), partner: e.partner, bad: bad})
}

// deliver hands out what has arrived by the moment to, in order of arrival, and keeps the rest on its way.
func (e *emitter) deliver(to when.Micros, hand func(partner uint8, line []byte, bad bool)) {
	slices.SortFunc(e.refs, func(a, b ref) int {
		return cmp.Or(cmp.Compare(a.arrive, b.arrive), cmp.Compare(a.seq, b.seq))
	})
	i := 0
	for ; i < len(e.refs) && e.refs[i].arrive <= to; i++ {
		e.overtake(e.refs[i], hand)
		e.hand(e.refs[i], e.buf[e.refs[i].off:e.refs[i].end], hand)
	}
	e.overtake(ref{arrive: to, seq: 1<<64 - 1}, hand)
	for ; i < len(e.refs); i++ {
		r := e.refs[i]
		heap.Push(&e.onWay, late{ref: r, line: slices.Clone(e.buf[r.off:r.end])})
	}
	e.refs, e.buf = e.refs[:0], e.buf[:0]
}

// overtake hands out the lines on their way that arrive before the given one.
func (e *emitter) overtake(next ref, hand func(uint8, []byte, bool)) {
	for len(e.onWay) > 0 && e.onWay[0].before(next) {
		l := heap.Pop(&e.onWay).(late)
		e.hand(l.ref, l.line, hand)
	}
}

func (e *emitter) hand(r ref, line []byte, hand func(uint8, []byte, bool)) {
	if r.seq>>63 == 1 {
		e.again++
	}
	hand(r.partner, line, r.bad)
}

func (r ref) before(other ref) bool {
	return r.arrive < other.arrive || r.arrive == other.arrive && r.seq < other.seq
}

// lateHeap orders by arrival.
type lateHeap []late

func (h lateHeap) Len() int           { return len(h) }
func (h lateHeap) Less(i, j int) bool { return h[i].before(h[j].ref) }
func (h lateHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push is for container/heap.
func (h *lateHeap) Push(x any) { *h = append(*h, x.(late)) }

// Pop is for container/heap.
func (h *lateHeap) Pop() any {
	last := (*h)[len(*h)-1]
	(*h)[len(*h)-1] = late{}
	*h = (*h)[:len(*h)-1]
	return last
}

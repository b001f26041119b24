package bus

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// tail keeps the newest durable envelopes of one partition, or of the whole log, in memory, for readers of this process that follow
// closely: what was acknowledged a moment ago is handed over instead of being read from the log again. It is there where this process is
// the log's only writer, so that it knows that nothing lies between two envelopes: in a partition because appends to it follow each other,
// in the whole log because its positions have no gaps. What it cannot tell, the log is asked.
type tail struct {
	whole   bool
	mu      sync.Mutex // guards the rest
	most    int        // bytes that it holds at most
	held    []held     // in the order of the log
	bytes   int
	readers map[*follower]struct{}
	early   []held // the whole: durable, while some before them are under way; in the order of the log

	last    uint64 // newest position
	known   bool   // last is sure
	writing int    // appends under way
	mixed   bool   // … of which several at once in a partition, or beside one that failed: their order is not known
	moved   chan struct{}
	waiting bool // somebody waits for moved
}

// held is one envelope. Nothing of its place lies between prev and seq.
type held struct {
	prev, seq uint64
	envelope  []byte
	page      *page // whose bytes they are
}

// page is the memory of an envelope, which the tails of its partition and of the whole share.
type page struct {
	bytes []byte
	users atomic.Int32
}

// pages are used again when every reader of every tail has taken the envelope. Those that are dropped for want of room may be in a
// reader's hands and are left to the collector.
var pages = sync.Pool{New: func() any { return new(page) }}

// newPage copies an envelope; the caller is its first user.
func newPage(envelope []byte) *page {
	p := pages.Get().(*page)
	p.bytes = append(p.bytes[:0], envelope...)
	p.users.Store(1)
	return p
}

// left is called when a user has done with it.
func (p *page) left() {
	if p != nil && p.users.Add(-1) == 0 && cap(p.bytes) <= pageKept {
		pages.Put(p)
	}
}

// follower is a reader's place. Envelopes after it are kept, as long as there is room.
type follower struct {
	after uint64
	given bool // the envelope at after is in the reader's hands: nobody else's to write to
}

// Bounds of the tails.
const (
	// tailBytes is what all partitions together hold for readers that are behind: some hundred thousand signals. The whole holds half of it.
	tailBytes = 128 << 20
	// tailNear is how far from the end, in positions of the stream, a reader of the log begins to follow the tail.
	tailNear = 256
	// earlyMost is how many envelopes wait for one before them at most: more than are ever under way at once.
	earlyMost = 2 * PartitionsMax
	// pageKept is the largest memory of an envelope that is used again.
	pageKept = 256 << 10
)

func newTail(most int) *tail {
	return &tail{most: most, readers: map[*follower]struct{}{}, moved: make(chan struct{})}
}

// begin is called before an append.
func (t *tail) begin() {
	t.mu.Lock()
	t.writing++
	t.mixed = t.mixed || t.writing > 1 && !t.whole
	t.mu.Unlock()
}

// failed is called after an append that was not acknowledged: what the log holds is not known until the next one that is.
func (t *tail) failed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget()
	t.mixed = true // what comes of those that are under way beside it may lie before or after it
	t.ended()
}

// wanted says whether somebody reads here.
func (t *tail) wanted() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.readers) > 0
}

// stored is called after an append that was acknowledged; p may be nil where nobody was reading when it was made.
func (t *tail) stored(seq uint64, p *page) {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.ended()
	switch {
	case t.whole:
		t.arrived(seq, p)
		return
	case t.mixed:
		t.forget()
		return
	case t.known:
		t.keep(held{prev: t.last, seq: seq}, p)
	}
	t.last, t.known = seq, true
}

// arrived takes an envelope of the whole log, where those of several partitions may become durable in any order.
func (t *tail) arrived(seq uint64, p *page) {
	if !t.known && !t.mixed {
		t.last, t.known = seq, true
	}
	if !t.known || seq <= t.last {
		return
	}
	h := held{prev: seq - 1, seq: seq, page: p}
	if p != nil {
		p.users.Add(1)
	}
	at, _ := slices.BinarySearchFunc(t.early, seq, func(h held, seq uint64) int { return cmp.Compare(h.seq, seq) })
	t.early = slices.Insert(t.early, at, h)
	n := 0
	for n < len(t.early) && t.early[n].seq == t.last+1 {
		t.keep(t.early[n], t.early[n].page)
		t.last++
		t.early[n].page.left()
		n++
	}
	t.early = slices.Delete(t.early, 0, n)
}

// ended takes an append off the count and wakes who waits; the caller holds the mutex.
func (t *tail) ended() {
	t.writing--
	if t.writing == 0 {
		t.mixed = false
	}
	if len(t.early) > 0 && t.writing == 0 || len(t.early) > earlyMost { // what is missing before them was not acknowledged, and may be in the log all the same
		t.forget()
	}
	if t.waiting {
		close(t.moved)
		t.moved, t.waiting = make(chan struct{}), false
	}
}

func (t *tail) forget() {
	clear(t.held)
	clear(t.early)
	t.held, t.early, t.bytes, t.known = t.held[:0], t.early[:0], 0, false
}

// keep adds an envelope at the end and drops the oldest where there is no room; who needs them still finds them in the log. One that nobody
// reads, or whose bytes are not there, leaves nothing behind.
func (t *tail) keep(h held, p *page) {
	if len(t.readers) == 0 || p == nil {
		t.drop(len(t.held))
		t.bytes = 0
		return
	}
	p.users.Add(1)
	h.page, h.envelope = p, p.bytes
	t.held = append(t.held, h)
	t.bytes += len(h.envelope)
	n := 0
	for t.bytes > t.most {
		t.bytes -= len(t.held[n].envelope)
		n++
	}
	t.drop(n)
}

// drop removes the first n.
func (t *tail) drop(n int) {
	if n > 0 {
		rest := copy(t.held, t.held[n:])
		clear(t.held[rest:])
		t.held = t.held[:rest]
	}
}

// lists says whether the next envelope after a position, or that there is none yet, is known here; the caller holds the mutex.
func (t *tail) lists(after uint64) bool {
	return t.known && (after >= t.last || len(t.held) > 0 && t.held[0].prev <= after)
}

// follow admits a reader that stands at a position not far from the end; it returns nil while it is far.
func (t *tail) follow(after uint64) *follower {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.known || t.last > after+tailNear {
		return nil
	}
	f := &follower{after: after}
	t.readers[f] = struct{}{}
	return f
}

// leave takes a reader off.
func (t *tail) leave(f *follower) {
	if f == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.readers, f)
	t.release(f)
}

// at notes that a reader stands at a position that it was given elsewhere, and says whether it can go on from here.
func (t *tail) at(f *follower, after uint64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	f.after = after
	t.release(f)
	return t.lists(after)
}

// next gives the envelope after the reader's place and moves it there; what it gave before is its own again. Without one it gives what
// will be closed when there may be; without both, the tail cannot tell and the log has to be read.
func (t *tail) next(f *follower) (h held, ok bool, wait <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.release(f)
	if !t.lists(f.after) {
		return held{}, false, nil
	}
	for _, h := range t.held {
		if h.seq > f.after {
			f.after, f.given = h.seq, true
			return h, true, nil
		}
	}
	t.waiting = true
	return held{}, false, t.moved
}

// release drops what all readers have taken. The memory is used again when no reader has it in hands.
func (t *tail) release(f *follower) {
	f.given = false
	n := 0
	for n < len(t.held) && t.taken(t.held[n].seq) {
		t.bytes -= len(t.held[n].envelope)
		t.held[n].page.left()
		n++
	}
	t.drop(n)
}

// taken says whether every reader has taken the envelope and gone on.
func (t *tail) taken(seq uint64) bool {
	for f := range t.readers {
		if f.after < seq || f.after == seq && f.given {
			return false
		}
	}
	return true
}

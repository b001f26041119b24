package bus

import "sync"

// tail keeps the newest durable envelopes of one partition in memory, for readers of this process that follow closely: what was
// acknowledged a moment ago is handed over instead of being read from the log again. It is there where this process is the log's only
// writer, so that it knows that nothing lies between two envelopes. What it cannot tell, the log is asked.
type tail struct {
	mu      sync.Mutex // guards the rest
	most    int        // bytes that it holds at most
	held    []held     // in the order of the log
	bytes   int
	readers map[*follower]struct{}
	spare   [][]byte // memory of envelopes that all readers have taken

	last    uint64 // newest position
	known   bool   // last is sure
	writing int    // appends under way
	mixed   bool   // … of which several at once: their order is not known
	moved   chan struct{}
	waiting bool // somebody waits for moved
}

// held is one envelope. Nothing of its partition lies between prev and seq.
type held struct {
	prev, seq uint64
	envelope  []byte
}

// follower is a reader's place. Envelopes after it are kept, as long as there is room.
type follower struct {
	after uint64
	given bool // the envelope at after is in the reader's hands: nobody else's to write to
}

// Bounds of the tails.
const (
	// tailBytes is what all partitions together hold for readers that are behind: some hundred thousand signals.
	tailBytes = 128 << 20
	// tailNear is how far from the end, in positions of the stream, a reader of the log begins to follow the tail.
	tailNear = 256
	// tailSpare and tailSpareMax bound the memory of a partition that is kept for its next envelopes: number and bytes of each.
	tailSpare    = 4
	tailSpareMax = 256 << 10
)

func newTail(most int) *tail {
	return &tail{most: most, readers: map[*follower]struct{}{}, moved: make(chan struct{})}
}

// begin is called before an append.
func (t *tail) begin() {
	t.mu.Lock()
	t.writing++
	t.mixed = t.mixed || t.writing > 1
	t.mu.Unlock()
}

// failed is called after an append that was not acknowledged: what the log holds is not known until the next one that is.
func (t *tail) failed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget()
	t.ended()
}

// stored is called after an append that was acknowledged.
func (t *tail) stored(seq uint64, envelope []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.mixed {
		t.forget()
		t.ended()
		return
	}
	if t.known && len(t.readers) > 0 {
		t.push(held{prev: t.last, seq: seq}, envelope)
	}
	t.last, t.known = seq, true
	t.ended()
}

// ended takes an append off the count and wakes who waits; the caller holds the mutex.
func (t *tail) ended() {
	t.writing--
	if t.writing == 0 {
		t.mixed = false
	}
	if t.waiting {
		close(t.moved)
		t.moved, t.waiting = make(chan struct{}), false
	}
}

func (t *tail) forget() {
	clear(t.held)
	t.held, t.bytes, t.known = t.held[:0], 0, false
}

// push copies an envelope to the end and drops the oldest where there is no room; who needs them still finds them in the log.
func (t *tail) push(h held, envelope []byte) {
	if n := len(t.spare); n > 0 {
		h.envelope, t.spare = t.spare[n-1], t.spare[:n-1]
	}
	h.envelope = append(h.envelope[:0], envelope...)
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
		if len(t.spare) < tailSpare && cap(t.held[n].envelope) <= tailSpareMax {
			t.spare = append(t.spare, t.held[n].envelope)
		}
		n++
	}
	t.drop(n)
	if len(t.held) == 0 && len(t.readers) == 0 {
		t.spare = nil
	}
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

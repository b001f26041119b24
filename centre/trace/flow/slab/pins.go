package slab

import (
	"math"
	"sync"
	"sync/atomic"
)

// Readers is how many views may be open at once; one more is refused. Each costs a cache line that the writer looks at.
const Readers = 256

// Pins say which epochs readers are in. A reader writes the current epoch into its slot before it looks at anything and zero when it
// has ended. The writer retires what it has made unreachable under the current epoch, then begins the next one: a reader that could
// have seen it stands at that epoch or an earlier one.
type Pins struct {
	epoch atomic.Uint64
	slots [Readers]pin
	mu    sync.Mutex // guards free
	free  []int
}

type pin struct {
	at atomic.Uint64
	_  [56]byte // a cache line each: readers do not slow each other
}

// Init makes all slots free.
func (p *Pins) Init() {
	p.epoch.Store(1)
	for i := Readers - 1; i >= 0; i-- {
		p.free = append(p.free, i)
	}
}

// Take gives a reader a slot, if one is free.
func (p *Pins) Take() (int, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.free)
	if n == 0 {
		return 0, false
	}
	slot := p.free[n-1]
	p.free = p.free[:n-1]
	return slot, true
}

// Give takes a slot back.
func (p *Pins) Give(slot int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, slot)
}

// Enter begins to read.
func (p *Pins) Enter(slot int) { p.slots[slot].at.Store(p.epoch.Load()) }

// Leave ends it.
func (p *Pins) Leave(slot int) { p.slots[slot].at.Store(0) }

// Oldest is the earliest epoch in which a reader stands.
func (p *Pins) Oldest() uint64 {
	oldest := uint64(math.MaxUint64)
	for i := range p.slots {
		at := p.slots[i].at.Load()
		if at != 0 {
			oldest = min(oldest, at)
		}
	}
	return oldest
}

// Epoch is the present one: what is made unreachable now is retired under it.
func (p *Pins) Epoch() uint64 { return p.epoch.Load() }

// Next begins the next epoch.
func (p *Pins) Next() { p.epoch.Add(1) }

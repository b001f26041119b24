package flow

import (
	"math"
	"sync"
	"sync/atomic"
)

// Readers is how many views may be open at once; one more is ErrBusy. Each costs a cache line that the writer looks at.
const Readers = 256

// pins say which epochs readers are in. A reader writes the current epoch into its slot before it looks at anything and zero when it
// has ended. The writer retires what it has made unreachable under the current epoch, then begins the next one: a reader that could
// have seen it stands at that epoch or an earlier one.
type pins struct {
	epoch atomic.Uint64
	slots [Readers]pin
	mu    sync.Mutex // guards free
	free  []int
}

type pin struct {
	at atomic.Uint64
	_  [56]byte // a cache line each: readers do not slow each other
}

func (p *pins) init() {
	p.epoch.Store(1)
	for i := Readers - 1; i >= 0; i-- {
		p.free = append(p.free, i)
	}
}

func (p *pins) take() (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.free)
	if n == 0 {
		return 0, ErrBusy
	}
	slot := p.free[n-1]
	p.free = p.free[:n-1]
	return slot, nil
}

func (p *pins) give(slot int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, slot)
}

func (p *pins) enter(slot int) { p.slots[slot].at.Store(p.epoch.Load()) }
func (p *pins) leave(slot int) { p.slots[slot].at.Store(0) }

// oldest is the earliest epoch in which a reader stands.
func (p *pins) oldest() uint64 {
	oldest := uint64(math.MaxUint64)
	for i := range p.slots {
		at := p.slots[i].at.Load()
		if at != 0 {
			oldest = min(oldest, at)
		}
	}
	return oldest
}

package stoppay

import (
	"sync"

	"fanzha/term/when"
)

// probes are the banks that this process could not reach the last time. Such a bank gets one message at a time, every pause of the
// rulebook, whatever waits for it: it is not hammered, and what waits leaves at once when one has gone through. After half a minute
// the tries widen by one and on, for a single message that a bank fails on must not stand before all others. What is not known
// here, after a restart or on another copy, is tried as at first.
type probes struct {
	mu   sync.Mutex // guards away
	away map[string]*probe
}

// probe is how a bank that was not to be reached is tried.
type probe struct {
	since  when.Micros // of the latest try; a clock that shows an earlier moment has been set back, and nothing waits for it
	next   when.Micros
	failed int // tries without success
}

// widenAfter is how many failed tries make the next ones wider by a message.
const widenAfter = 6

// room is how many messages may be tried now; zero: the next try is not due yet.
func (p *probes) room(bank string, now when.Micros) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.away[bank]
	switch {
	case b == nil:
		return laneWidth
	case b.since <= now && now < b.next:
		return 0
	}
	return min(1+b.failed/widenAfter, laneWidth)
}

// missed notes that nothing of a try went through at a moment. The next one comes after 1, 2, 4 seconds and so on, at most the pause.
func (p *probes) missed(bank string, now, pause when.Micros) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away == nil {
		p.away = map[string]*probe{}
	}
	b := p.away[bank]
	if b == nil {
		b = &probe{failed: -1} // the first failure was no try of a bank known to be away
		p.away[bank] = b
	}
	b.failed++
	b.since, b.next = now, now+min(when.Second<<min(b.failed, widenAfter), pause)
}

// reached notes that a message went through.
func (p *probes) reached(bank string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.away, bank)
}

// heard notes that a bank has called us: it is tried with the next look, by one message, for its own line may still be down.
func (p *probes) heard(bank string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.away[bank]
	if b != nil {
		b.next = 0
	}
}

// soonest is when the next try of any of these banks is due, or the other moment where that is sooner.
func (p *probes) soonest(banks []string, other when.Micros) when.Micros {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, bank := range banks {
		b := p.away[bank]
		if b != nil && (other == 0 || b.next < other) {
			other = b.next
		}
	}
	return other
}

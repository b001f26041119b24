package detect

import (
	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
)

// Lot is how many signals are best given to ObserveAll at once: many more than are under way, so that there is seldom a beginning at
// which nothing is, and few enough to stay in the processor's own memory.
const Lot = 64

// How many signals ahead the memory is asked for: first for the place of an entity, then, when that must have come, for the entity. The
// processor has some twenty reads under way at most; further ahead they would wait for each other.
const (
	indexAhead  = 16
	recordAhead = 8
)

// ahead are the entities of a signal that is not yet observed.
type ahead struct {
	keys  [scenario.ByCount]uint64
	place [scenario.ByCount]uint32 // where the entity's record seems to be
}

// ObserveAll is Observe for each signal in order; hit is called for each that has some, with its number, before the next is observed.
// What the signals will need of the memory is asked for while those before them are worked on, instead of being waited for.
func (e *Engine) ObserveAll(lot []signal.Signal, hit func(i int, hits []Hit)) {
	for i := range min(indexAhead, len(lot)) {
		e.askIndex(&lot[i], &e.lot[i])
	}
	for i := range min(recordAhead, len(lot)) {
		e.askRecords(&lot[i], &e.lot[i])
	}
	for i := range lot {
		e.next = &e.lot[i%indexAhead]
		hits := e.Observe(&lot[i])
		if len(hits) > 0 {
			hit(i, hits)
		}
		if j := i + indexAhead; j < len(lot) {
			e.askIndex(&lot[j], &e.lot[j%indexAhead])
		}
		if j := i + recordAhead; j < len(lot) {
			e.askRecords(&lot[j], &e.lot[j%indexAhead])
		}
	}
	e.next = nil
}

// askIndex finds the entities of a signal and asks the processor for their places.
func (e *Engine) askIndex(s *signal.Signal, a *ahead) {
	if int(s.Kind) >= len(e.plans) {
		return
	}
	e.s = s
	for _, by := range e.plans[s.Kind].asks {
		a.keys[by] = 0
		text := e.keyText(by)
		if text != "" {
			a.keys[by] = hashString(text)
			e.store.AskIndex(a.keys[by])
		}
	}
}

// askRecords asks the processor for the entities themselves.
func (e *Engine) askRecords(s *signal.Signal, a *ahead) {
	if int(s.Kind) >= len(e.plans) {
		return
	}
	p := &e.plans[s.Kind]
	for _, by := range p.asks {
		if a.keys[by] != 0 {
			a.place[by] = e.store.AskEntity(a.keys[by])
		}
	}
	if p.pair >= 0 {
		e.askPair(a, p)
	}
}

// askPair asks for what is remembered of the person with an account or a number.
func (e *Engine) askPair(a *ahead, p *plan) {
	person, other := a.keys[scenario.ByPerson], a.keys[p.pairBy]
	if person != 0 && other != 0 {
		e.store.AskPair(pairOf(person, other, scenario.Pair(p.pair)))
	}
}

// asked takes over the entities that were found before.
func (e *Engine) asked() {
	for _, by := range e.plans[e.s.Kind].asks {
		key := e.next.keys[by]
		e.keys[by] = keyed{e.gen, key}
		if key != 0 {
			e.store.Open(key, e.next.place[by])
		}
	}
}

package detect

import (
	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
)

// Lot is how many signals are best given to ObserveAll at once: enough for all their memory to be on its way together.
const Lot = 16

// ahead are the entities of a signal that is not yet observed.
type ahead struct {
	keys  [scenario.ByCount]uint64
	place [scenario.ByCount]uint32 // where the entity's record seems to be
}

// ObserveAll is Observe for each signal in order; hit is called for each that has some, with its number, before the next is observed.
// What the signals will need of the memory is asked for beforehand, all at once, instead of being waited for one after the other.
func (e *Engine) ObserveAll(lot []signal.Signal, hit func(i int, hits []Hit)) {
	for len(lot) > Lot {
		e.ObserveAll(lot[:Lot], hit)
		lot = lot[Lot:]
	}
	if len(lot) > 1 {
		e.ask(lot)
	}
	for i := range lot {
		e.next = nil
		if len(lot) > 1 {
			e.next = &e.lot[i]
		}
		hits := e.Observe(&lot[i])
		if len(hits) > 0 {
			hit(i, hits)
		}
	}
	e.next = nil
}

// ask finds the entities of the signals and asks the processor for their records.
func (e *Engine) ask(lot []signal.Signal) {
	for i := range lot {
		s, a := &lot[i], &e.lot[i]
		if int(s.Kind) >= len(e.plans) {
			continue
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
	for i := range lot {
		s, a := &lot[i], &e.lot[i]
		if int(s.Kind) >= len(e.plans) {
			continue
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

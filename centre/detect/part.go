package detect

import (
	"fanzha/centre/detect/order"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
)

// Part is which scenarios of its set an engine asks. A centre of several partitions asks those that look at what other persons' signals
// left (收款账户, 对方号码, 设备 …) in one place, which reads all partitions in the order of intake, and all others in each partition: so a
// scenario is asked about a signal once, and always with the same memory behind it.
type Part uint8

// The parts.
const (
	All  Part = iota // of a centre of one partition, and wherever one engine sees all signals
	Near             // what the person's own partition can answer
	Far              // what it cannot
)

// PartOf is the part that is asked in a place of a log of so many partitions.
func PartOf(place, partitions int) Part {
	switch {
	case partitions <= 1:
		return All
	case order.Whole(place, partitions):
		return Far
	}
	return Near
}

// Asks says whether the scenario belongs to the part.
func (p Part) Asks(sc *scenario.Scenario) bool { return p == All || sc.Needs.Far == (p == Far) }

// Any says whether the part has a scenario of the set.
func (p Part) Any(set *scenario.Set) bool {
	for _, sc := range set.Scenarios {
		if p.Asks(sc) {
			return true
		}
	}
	return false
}

// gatherNeeds joins what the scenarios that are asked need of the memory.
func (e *Engine) gatherNeeds() {
	e.reads = make([]bool, len(e.set.Windows))
	for _, sc := range e.set.Scenarios {
		if !e.opts.Part.Asks(sc) {
			continue
		}
		for _, i := range sc.Needs.Windows {
			e.reads[i] = true
		}
		for i, x := range sc.Needs.Pairs {
			e.needs.Pairs[i] = e.needs.Pairs[i] || x
		}
		for i, x := range sc.Needs.Links {
			e.needs.Links[i] = e.needs.Links[i] || x
		}
	}
}

// Wants says whether signals of the kind change anything for the engine. Where hits wait for an answer, all do: they are its clock.
func (e *Engine) Wants(k signal.Kind) bool {
	if int(k) >= len(e.plans) || e.needs.Links != [2]bool{} {
		return true
	}
	for _, sc := range e.set.Scenarios {
		if e.opts.Part.Asks(sc) && (sc.On.Has(k) || sc.Absent != nil) {
			return true
		}
	}
	p, pairs := &e.plans[k], e.needs.Pairs
	switch k {
	case signal.Transfer:
		return p.remembers() || pairs[scenario.PairPayee] || pairs[scenario.PairOwn]
	case signal.Call:
		return p.remembers() || pairs[scenario.PairPeer]
	case signal.Message:
		return p.remembers() || pairs[scenario.PairSender]
	case signal.Visit:
		return p.remembers() || pairs[scenario.PairSite] || pairs[scenario.PairApp]
	}
	return p.remembers()
}

// remembers says whether signals of the kind leave something in windows or sequences.
func (p *plan) remembers() bool { return len(p.feeds)+len(p.windows)+len(p.steps) > 0 }

// Reading makes the reader of a place for engines that look at it together.
func Reading(place, partitions int, engines ...*Engine) *order.Reader {
	return order.New(place, partitions, Lot, func(k signal.Kind) bool {
		for _, e := range engines {
			if e.Wants(k) {
				return true
			}
		}
		return false
	})
}

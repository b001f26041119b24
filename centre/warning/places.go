package warning

import (
	"context"
	"sync"

	"fanzha/base/clock"
	"fanzha/term/when"
)

// Bounds of what is remembered about places: a minute is short against the life of a unit, and a city has fewer streets.
const (
	placeMemory = when.Minute
	maxPlaces   = 20_000
)

// places remembers for a short time which unit answers for a place: a batch of hits names hundreds of places, and nearly
// all of them were named a second ago.
type places struct {
	units Units
	clock clock.Clock

	mu    sync.Mutex // guards the rest
	since when.Micros
	known map[string]string
	round int // raised by forget: an answer that was asked for before is not remembered
}

// of returns the unit of a place.
func (p *places) of(ctx context.Context, place string) (string, error) {
	unit, round, known := p.recall(place)
	if known {
		return unit, nil
	}
	unit, err := p.units.Responsible(ctx, place)
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.round == round {
		p.known[place] = unit
	}
	return unit, nil
}

func (p *places) recall(place string) (unit string, round int, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	if p.known == nil || now-p.since >= placeMemory || len(p.known) >= maxPlaces {
		p.known, p.since = map[string]string{}, now
	}
	unit, known = p.known[place]
	return unit, p.round, known
}

// forget makes the next question ask again.
func (p *places) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known = nil
	p.round++
}

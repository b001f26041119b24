package window

import "fanzha/term/when"

// Sight is one active lead on a subject.
type Sight struct {
	Until  when.Micros
	Weight uint8 // percent
	Fraud  uint8 // row of the fraud dictionary plus 1; 0 = not said
}

// sightings is the list of subjects that partners warn of, by hash of kind and subject.
type sightings struct {
	m     map[uint64]Sight
	limit int
	shed  uint64
}

func newSightings(limit int) sightings { return sightings{m: make(map[uint64]Sight), limit: limit} }

// advance drops what has expired, once a day of event time.
func (g *sightings) advance(from, to when.Micros) {
	if from/when.Day != to/when.Day {
		g.drop(to - DefaultLate)
	}
}

func (g *sightings) drop(now when.Micros) {
	for k, v := range g.m {
		if v.Until < now {
			delete(g.m, k)
		}
	}
}

// Sight puts a subject on the list at a moment: while the old lead is active, the later end and the greater weight stand. A lead that
// has ended takes the subject off.
func (s *Store) Sight(key uint64, v Sight, now when.Micros) {
	old, ok := s.sights.m[key]
	switch {
	case v.Until <= now:
		delete(s.sights.m, key)
		return
	case ok && old.Until >= now:
		v.Until, v.Weight = max(v.Until, old.Until), max(v.Weight, old.Weight)
		if v.Fraud == 0 {
			v.Fraud = old.Fraud
		}
	case !ok && len(s.sights.m) >= s.sights.limit:
		s.sights.shed++
		return
	}
	s.sights.m[key] = v
}

// Sighted returns the active lead on a subject for an event at t.
func (s *Store) Sighted(key uint64, t when.Micros) (Sight, bool) {
	v, ok := s.sights.m[key]
	return v, ok && v.Until >= t
}

// AnySighted says whether the list holds anything at all, so that the common case hashes nothing.
func (s *Store) AnySighted() bool { return len(s.sights.m) > 0 }

package window

import (
	"math"

	"fanzha/term/when"
)

// calm says whether an event that comes late can be added to a log: no window that it falls into has run out by the clock, for such a
// window would have to begin anew, and none is too old for it. Windows whose ring is already ahead of it count it as late.
func (s *Store) calm(f *feed, v *view, e *Event) bool {
	late := uint64(0)
	for _, w := range f.into {
		if w.Bit >= 0 && e.Held>>w.Bit&1 == 0 {
			continue
		}
		a := &s.info[w.Window]
		b, now := a.bucket(e.At), s.now(a)
		if b+Buckets <= now {
			return false
		}
		_, newest := s.gather(a, v.log(), 0, 0)
		if newest < 0 {
			continue
		}
		head := newest / a.second
		if head+Buckets <= now {
			return false
		}
		if b+Buckets <= head {
			late++
		}
	}
	s.late += late
	return true
}

// spill turns a log into rings.
func (s *Store) spill(v *view) {
	meta, key := v.rec[wordMeta], v.key
	words := logOf(meta)
	log := append(s.spilled[:0], v.log()...)
	s.spilled = log
	v.rec[wordMeta] = meta&^(logMask<<logShift|noteMask<<noteShift) - uint64(words) | ringed
	if words > 0 {
		s.used[kindLog]--
	}
	for i := 0; i < len(log); {
		f := &s.feeds[log[i]&feedMask]
		for _, w := range f.into {
			a := &s.info[w.Window]
			if need := a.need[log[i]&feedMask]; log[i]&need == need {
				s.respill(key, w.Window, log[i:i+f.words])
			}
		}
		i += f.words
	}
}

// respill puts an event of a log into a ring, as it would be there had it been put there at first.
func (s *Store) respill(key uint64, id uint16, event []uint64) {
	a := &s.info[id]
	d := Def{ID: id, Measure: a.measure}
	t := when.Micros(moment(event[0])) * when.Second
	w := event[a.value[event[0]&feedMask]]
	value := amountOf(w)
	if d.Measure == Distinct {
		value = w >> lowBits << (64 - tagBits)
		if value == 0 { // no value: the event is not in this window
			return
		}
	}
	late := s.late // it was counted when it came
	s.enterRing(&d, key, put{a.bucket(t), momentValue(d.Measure, t, value)}, 0)
	s.late = late
}

// prune drops the events of a full log that no window has any more; false when they are too few for it to stay a log.
func (s *Store) prune(v *view) bool {
	log := v.log()
	var alive [logMost]int // where those that stay begin
	n, kept := 0, 0
	for i := 0; i < len(log); i += s.feeds[log[i]&feedMask].words {
		if s.lives(log, i) {
			alive[n] = i
			n++
		}
	}
	if n > logMost-pruneMin {
		return false
	}
	for _, i := range alive[:n] {
		kept += copy(log[kept:], log[i:i+s.feeds[log[i]&feedMask].words])
	}
	if n == 0 {
		s.used[kindLog]--
	}
	v.rec[wordMeta] -= uint64(len(log)-kept)*(1+1<<logShift) + uint64(logMost-n)<<noteShift
	return true
}

// lives says whether any window has the event that begins at i.
func (s *Store) lives(log []uint64, i int) bool {
	w := log[i]
	for _, in := range s.feeds[w&feedMask].into {
		a := &s.info[in.Window]
		if need := a.need[w&feedMask]; w&need != need {
			continue
		}
		_, newest := s.gather(a, log, 0, 0)
		head := newest / a.second
		if head+Buckets > s.now(a) && moment(w)/a.second+Buckets > head {
			return true
		}
	}
	return false
}

// logEnds is until when something in a log may count by the clock.
func (s *Store) logEnds(log []uint64) when.Micros {
	ends := when.Micros(0)
	for i := 0; i < len(log); {
		f := &s.feeds[log[i]&feedMask]
		ends = max(ends, when.Micros(moment(log[i])+1)*when.Second+f.longest+DefaultLate)
		i += f.words
	}
	return ends
}

// Windows counts the live windows and marks of all entities; those of logs one by one. It looks at everything.
func (s *Store) Windows() int {
	s.closeViews()
	n := 0
	for k := range kindLog {
		n += s.used[k]
	}
	for c := range s.recs.slabs {
		for slot := range s.recs.slabs[c].top {
			rec := s.recs.record(uint32(c)<<slotBits | slotAt(c, slot))
			if rec[wordKey] != freeKey {
				n += s.windowsOf(rec)
			}
		}
	}
	return n
}

func (s *Store) windowsOf(rec []uint64) int {
	meta, n := rec[wordMeta], 0
	log := rec[usedOf(meta)-logOf(meta) : usedOf(meta)]
	for i := range s.info {
		a := &s.info[i]
		if a.need == nil || len(log) == 0 {
			continue
		}
		k, _ := s.gather(a, log, 0, math.MaxInt64)
		if k > 0 {
			n++
		}
	}
	return n
}

// soundLog says whether words are so many events as Note makes them.
func (s *Store) soundLog(log []uint64, events int) bool {
	n := 0
	for ; len(log) > 0; n++ {
		f := int(log[0] & feedMask)
		if f >= len(s.feeds) || !s.feeds[f].slim && log[0]&tagMask&^s.feeds[f].held != 0 || len(log) < s.feeds[f].words {
			return false
		}
		log = log[s.feeds[f].words:]
	}
	return n == events && n <= logMost
}

package window

import "fanzha/term/when"

// ValueWith is what Value would say had Add been called with the same arguments just before; it changes nothing. An event that is too
// late to be added is not counted. Where the store is full, the event itself is counted all the same: it needs no memory.
func (s *Store) ValueWith(d *Def, key uint64, t when.Micros, value uint64) int64 {
	a := &s.info[d.ID]
	b := a.bucket(t)
	if b+Buckets <= s.now(a) {
		return s.Value(d, key, t)
	}
	value = momentValue(d.Measure, t, value)
	v := s.view(key)
	if a.need != nil && v.rec[wordMeta]&ringed == 0 {
		return s.fromLogWith(a, v.log(), t, value)
	}
	off := v.item(d.ID)
	if off == 0 || itemHead(v.rec[off])+Buckets <= s.now(a) {
		return alone(d.Measure, value)
	}
	h := v.rec[off]
	head := itemHead(h)
	if b+Buckets <= head {
		return s.Value(d, key, t)
	}
	seen := span(max(b, head)-Buckets+1, min(b, head)-(max(b, head)-Buckets+1)+1)
	p := v.payload(off)
	switch d.Measure {
	case Count:
		return countOf(itemForm(h), p, seen) + 1
	case Distinct:
		return distinctWith(h, p, b, tag(value))
	case Entropy:
		return entropyWith(p, seen, uint64(place(b)), value)
	}
	x, some := min(value, valueMost), false
	for _, w := range p {
		if seen>>(w&placeMask)&1 != 0 {
			some = true
		}
	}
	if some {
		y := uint64(valueOf(d.Measure, p, seen))
		combine(d.Measure, &y, x)
		x = min(y, valueMost)
	}
	return int64(x)
}

// alone is the measure over one event.
func alone(m Measure, value uint64) int64 {
	switch m {
	case Count, Distinct:
		return 1
	case Entropy:
		return 0
	}
	return int64(min(value, valueMost))
}

func entropyWith(p []uint64, seen uint, at, one uint64) int64 {
	var n classes15
	own := one
	for _, w := range p {
		if seen>>(w&placeMask)&1 == 0 {
			continue
		}
		w, here := w>>placeBits, w&placeMask == at
		if here {
			w, own = joinClasses(w, one), 0
		}
		n.add(w)
	}
	n.add(own)
	return n.entropy()
}

// distinctWith is the number of values with one more; seen and the ring are those after the event.
func distinctWith(h uint64, p []uint64, b int64, t uint32) int64 {
	head := itemHead(h)
	gone := uint(0)
	if b > head {
		gone = span(head+1, b-head)
	}
	ring := ringMask &^ gone
	newest := max(b, head)
	seen := span(newest-Buckets+1, b-(newest-Buckets+1)+1)
	var all uint64
	if itemForm(h) == formLarge {
		for i := range Buckets {
			if (seen&ring)>>uint(i)&1 != 0 {
				all |= p[i]
			}
		}
		return linearOf(all | bit(t))
	}
	live, n, known := 0, int64(0), false
	for i := range 2 * len(p) {
		l := uint32(p[i/2] >> (i % 2 * 32))
		if l == 0 || ring>>(l&placeMask)&1 == 0 {
			continue
		}
		live++
		known = known || l>>placeBits == t
		if seen>>(l&placeMask)&1 != 0 {
			n++
			all |= bit(l >> placeBits)
		}
	}
	switch {
	case known:
		return n
	case live >= exactly:
		return linearOf(all | bit(t))
	}
	return n + 1
}

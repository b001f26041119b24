package flow

// placeBits is how many bits the place of a reached account has.
const placeBits = 24

// seen is the set of accounts of one trace, with their places: an open hash table small enough for the processor's cache, where an
// array over all accounts would be a miss of main memory for every transfer. A slot is account (32 bits), stamp (8), place (24);
// a slot with another stamp is empty, so that nothing needs to be cleared between traces.
type seen struct {
	slots []uint64 // all that was ever needed
	now   []uint64 // the part that this trace uses: a power of two
	shift uint8
	stamp uint8
	most  int // accounts until it must be wider
}

// firstSeen is the smallest table, in bits: 64 KiB.
const firstSeen = 13

// begin empties the set.
func (s *seen) begin() {
	s.size(firstSeen)
	s.next()
}

func (s *seen) size(bitsN uint8) {
	if len(s.slots) < 1<<bitsN {
		s.slots = make([]uint64, 1<<bitsN)
		s.stamp = 0
	}
	s.now, s.shift, s.most = s.slots[:1<<bitsN], 32-bitsN, 1<<bitsN/2
}

// next makes every slot empty: by a new stamp or, every 255 times, by clearing.
func (s *seen) next() {
	s.stamp++
	if s.stamp == 0 {
		clear(s.slots)
		s.stamp = 1
	}
}

// widen makes the table four times as large; renew fills it.
func (s *seen) widen() { s.size(32 - s.shift + 2) }

// renew empties the set and takes in the accounts at their places.
func (s *seen) renew(nodes []node) {
	s.next()
	for i := range nodes {
		s.find(nodes[i].account, uint32(i))
	}
}

// find returns the place of an account; one that is not in the set is put there at the given place.
func (s *seen) find(account, place uint32) (uint32, bool) {
	now, mask := s.now, uint32(len(s.now)-1)
	want := uint64(account)<<8 | uint64(s.stamp)
	for i := account * 0x9e3779b1 >> s.shift; ; i++ {
		slot := &now[i&mask]
		if *slot>>placeBits == want {
			return uint32(*slot) & (1<<placeBits - 1), true
		}
		if uint8(*slot>>placeBits) != s.stamp {
			*slot = want<<placeBits | uint64(place)
			return place, false
		}
	}
}

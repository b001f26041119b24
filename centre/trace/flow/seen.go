package flow

// placeBits is how many bits the place of a reached account has.
const placeBits = 24

// seen is the set of accounts of one trace, with their places: an open hash table small enough for the processor's cache, where an
// array over all accounts would be a miss of main memory for every transfer. A slot is an account (32 bits), its place (24) and a
// stamp (8); a slot with another stamp is empty, so that nothing needs to be cleared between traces.
type seen struct {
	slots []uint64 // all that was ever needed
	now   []uint64 // the part that this trace uses: a power of two
	shift uint8
	stamp uint8
	most  int // accounts until it must be wider
}

// firstSeen is the smallest table, in bits: 512 KiB, which stays in the second cache and serves most traces as it is.
const firstSeen = 14

// begin empties the set. A table that had to be widened shrinks by one step a trace: wide traces come in groups.
func (s *seen) begin() {
	bitsN := uint8(firstSeen)
	if s.now != nil {
		bitsN = max(bitsN, 32-s.shift-1)
	}
	s.size(bitsN)
	s.next()
}

func (s *seen) size(bitsN uint8) {
	if len(s.slots) < 1<<bitsN {
		s.slots = make([]uint64, 1<<bitsN)
		s.stamp = 0
	}
	s.now, s.shift, s.most = s.slots[:1<<bitsN], 32-bitsN, min(1<<bitsN/2, MostReached)
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

// fit makes room for so many accounts at once, so that it need not be made again and again.
func (s *seen) fit(n int, nodes []node) {
	bitsN := 32 - s.shift
	for 1<<bitsN/2 < n && bitsN < placeBits {
		bitsN++
	}
	if bitsN > 32-s.shift {
		s.size(bitsN)
		s.renew(nodes)
	}
}

// renew empties the set and takes in the accounts at their places.
func (s *seen) renew(nodes []node) {
	s.next()
	for i := range nodes {
		s.put(nodes[i].account, i)
	}
}

// find returns the place of an account, −1 when it is not there.
func (s *seen) find(account uint32) int {
	slot := s.probe(account)
	if uint8(s.now[slot]) != s.stamp {
		return -1
	}
	return placeOf(s.now[slot])
}

// probe is the slot of an account, or the empty one where it would be put.
func (s *seen) probe(account uint32) uint32 {
	now, mask := s.now, uint32(len(s.now)-1)
	for i := s.home(account); ; i++ {
		v := now[i&mask]
		if uint8(v) != s.stamp || uint32(v>>32) == account {
			return i & mask
		}
	}
}

// placeOf is the place in a slot.
func placeOf(v uint64) int { return int(uint32(v) >> 8) }

const hashFactor = 0x9e3779b1

// home is where the search for an account begins.
func (s *seen) home(account uint32) uint32 { return account * hashFactor >> s.shift }

// put takes an account in that is not there.
func (s *seen) put(account uint32, at int) {
	s.now[s.probe(account)] = uint64(account)<<32 | uint64(at)<<8 | uint64(s.stamp)
}

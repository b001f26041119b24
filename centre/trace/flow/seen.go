package flow

// placeBits is how many bits the place of a reached account has.
const placeBits = 24

// seen is the set of accounts of one trace, with their places: an open hash table small enough for the processor's cache, where an
// array over all accounts would be a miss of main memory for every transfer. A slot is a stamp (8 bits) and a place (24), whose
// account says whether it is the one; a slot with another stamp is empty, so that nothing needs to be cleared between traces.
type seen struct {
	slots []uint32 // all that was ever needed
	now   []uint32 // the part that this trace uses: a power of two
	shift uint8
	stamp uint8
	most  int // accounts until it must be wider
}

// firstSeen is the smallest table, in bits: 128 KiB, which stays in the second cache and serves most traces as it is.
const firstSeen = 15

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
		s.slots = make([]uint32, 1<<bitsN)
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

// renew empties the set and takes in the accounts at their places.
func (s *seen) renew(nodes []node) {
	s.next()
	for i := range nodes {
		slot, _ := s.find(nodes, nodes[i].account)
		s.put(slot, i)
	}
}

// find returns the slot of an account and its place among the nodes, −1 when it is not there yet and put must put it there.
func (s *seen) find(nodes []node, account uint32) (slot uint32, at int) {
	now, mask := s.now, uint32(len(s.now)-1)
	for i := account * hashFactor >> s.shift; ; i++ {
		v := now[i&mask]
		if uint8(v) != s.stamp {
			return i & mask, -1
		}
		if nodes[v>>8].account == account {
			return i & mask, int(v >> 8)
		}
	}
}

const hashFactor = 0x9e3779b1

// home is the slot of an account in an empty set.
func (s *seen) home(account uint32) uint32 { return account * hashFactor >> s.shift }

func (s *seen) put(slot uint32, at int) { s.now[slot] = uint32(at)<<8 | uint32(s.stamp) }

// touch asks for the homes of the receivers of some cells, so that finding them does not wait for memory one by one.
func (s *seen) touch(cells []cell) (x uint32) {
	now, mask := s.now, uint32(len(s.now)-1)
	for i := range cells {
		x += now[cells[i].peer*hashFactor>>s.shift&mask]
	}
	return x
}

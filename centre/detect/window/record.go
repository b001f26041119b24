package window

// A record is everything the store knows of one entity (a person, an account, a number, a site): a run of words that starts with its
// key and a word of its own, followed by its items side by side and by its log (log.go). An event so costs one look-up per entity, not
// one per window. Few records lie across one line of memory more than they need.
//
//	word 0   key of the entity; 0: the place is free, and word 1 names the free places before and after it
//	word 1   words in use (16 bits) · of them of the log (8) · events in the log (6) · 0 · whether windows are kept as rings (1) ·
//	         second from which something in it may have run out (32)
//	item     head bucket (32) · number (16) · words that follow (8) · form (8), then these words
const (
	recordHead = 2
	wordKey    = 0
	wordMeta   = 1
	freeKey    = 0
	usedMask   = 0xffff

	logShift  = 16 // words of the log
	logMask   = 0xff
	noteShift = 24 // events in it
	noteMask  = 0x3f
	ringed    = 1 << 31
	restMask  = 1 << 30 // not used

	headBits  = 32
	wordsBits = 48
	formBits  = 56
)

func usedOf(meta uint64) int  { return int(meta & usedMask) }
func logOf(meta uint64) int   { return int(meta >> logShift & logMask) }
func notesOf(meta uint64) int { return int(meta >> noteShift & noteMask) }

// records is a hash table from entities to records.
type records struct {
	slabs [classes]slab
	spare [][]uint64 // chunks that no class has
	used  int        // chunks that classes have
	due   int        // chunks that a snapshot had beyond those there are
	index [indexSegments]segment
	n     int
	held  int // bytes of chunks and index
	class int // next place that the sweep looks at
	slot  int
}

func newRecords() records {
	var r records
	for i := range r.index {
		r.index[i].slots = make([]uint64, indexFirst)
	}
	r.held = indexSegments * indexFirst * 8
	return r
}

// record returns the words of a reference.
func (r *records) record(ref uint32) []uint64 {
	c := ref >> slotBits
	n := int(classWords[c&63])
	at := int(ref&placeMost) * n
	return r.slabs[c].chunks[ref>>placeLow&chunkMost][at : at+n : at+n]
}

// probe is record for a reference that may be out of date.
func (r *records) probe(ref uint32) ([]uint64, bool) {
	c, chunk := ref>>slotBits, int(ref>>placeLow&chunkMost)
	if c >= classes || chunk >= len(r.slabs[c].chunks) {
		return nil, false
	}
	n := int(classWords[c&63])
	at := int(ref&placeMost) * n
	words := r.slabs[c].chunks[chunk]
	if at+n > len(words) {
		return nil, false
	}
	return words[at : at+n : at+n], true
}

// bytes is what the records hold of memory.
func (r *records) bytes() int { return r.held }

package window

import (
	"math/bits"

	"fanzha/term/when"
)

// An entry is a run of words: key, head|definition|mode, payload.
const (
	chunkEntries = 1024 // entries per allocation: large enough to amortise, small enough not to overshoot
	wordKey      = 0
	wordMeta     = 1
	wordPayload  = 2
	freeKey      = 0 // no entry has this key
)

// retryFull is how long a table that found no room does not sweep itself again.
const retryFull = when.Minute

// table is an open-addressing hash table from a 64-bit key to a fixed run of words. It holds no pointers.
type table struct {
	words  int        // words per entry
	limit  int        // greatest number of entries
	chunks [][]uint64 // entries
	top    int        // entries ever used
	free   []uint32   // freed slots, last in first out
	index  []uint64   // tag (upper 32 bits of the key) << 32 | slot+1, 0 empty
	used   int        // entries in use
	cursor int        // next slot that the sweep looks at
	again  when.Micros
	shed   uint64
}

func newTable(words, limit int) table {
	return table{words: words, limit: limit, index: make([]uint64, 64)}
}

// entry returns the words of a slot.
func (t *table) entry(slot uint32) []uint64 {
	c := t.chunks[slot/chunkEntries]
	at := int(slot%chunkEntries) * t.words
	return c[at : at+t.words : at+t.words]
}

// home is where a key's probe begins: the lower half of the key spread over the index.
func (t *table) home(key uint64) int {
	hi, _ := bits.Mul64(key<<32, uint64(len(t.index)))
	return int(hi)
}

// find returns the entry of the key, nil when there is none.
func (t *table) find(key uint64) []uint64 {
	tag := key &^ 0xffffffff
	for i := t.home(key); ; {
		v := t.index[i]
		if v == 0 {
			return nil
		}
		if v&^0xffffffff == tag {
			e := t.entry(uint32(v) - 1)
			if e[wordKey] == key {
				return e
			}
		}
		i++
		if i == len(t.index) {
			i = 0
		}
	}
}

// insert makes an entry for a key that has none; nil when the table is full. expired tells which entries may go.
func (t *table) insert(key uint64, now when.Micros, expired func(e []uint64) bool) []uint64 {
	if t.used >= t.limit && !t.makeRoom(now, expired) {
		t.shed++
		return nil
	}
	if (t.used+1)*5 > len(t.index)*4 {
		t.grow()
	}
	slot := t.takeSlot()
	e := t.entry(slot)
	clear(e)
	e[wordKey] = key
	t.link(key, slot)
	t.used++
	return e
}

func (t *table) takeSlot() uint32 {
	if n := len(t.free); n > 0 {
		slot := t.free[n-1]
		t.free = t.free[:n-1]
		return slot
	}
	if t.top%chunkEntries == 0 && t.top/chunkEntries == len(t.chunks) {
		t.chunks = append(t.chunks, make([]uint64, chunkEntries*t.words))
	}
	t.top++
	return uint32(t.top - 1)
}

// makeRoom sweeps the whole table once; without success it is not tried again before retryFull has passed in event time, so that
// an overfull table costs a comparison, not a sweep, per event.
func (t *table) makeRoom(now when.Micros, expired func(e []uint64) bool) bool {
	if now < t.again {
		return false
	}
	for slot := 0; slot < t.top; slot++ {
		t.sweepSlot(uint32(slot), expired)
	}
	if t.used >= t.limit {
		t.again = now + retryFull
		return false
	}
	return true
}

// sweep looks at the next n slots and frees the expired ones.
func (t *table) sweep(n int, expired func(e []uint64) bool) {
	for ; n > 0 && t.top > 0; n-- {
		if t.cursor >= t.top {
			t.cursor = 0
		}
		t.sweepSlot(uint32(t.cursor), expired)
		t.cursor++
	}
}

func (t *table) sweepSlot(slot uint32, expired func(e []uint64) bool) {
	e := t.entry(slot)
	if e[wordKey] == freeKey || !expired(e) {
		return
	}
	t.unlink(e[wordKey], slot)
	e[wordKey] = freeKey
	t.free = append(t.free, slot)
	t.used--
}

// remove frees the entry of a key that is there.
func (t *table) remove(key uint64) {
	tag := key &^ 0xffffffff
	for i := t.home(key); ; i = (i + 1) % len(t.index) {
		v := t.index[i]
		slot := uint32(v) - 1
		if v&^0xffffffff != tag || v == 0 || t.entry(slot)[wordKey] != key {
			continue
		}
		t.unlink(key, slot)
		t.entry(slot)[wordKey] = freeKey
		t.free = append(t.free, slot)
		t.used--
		return
	}
}

func (t *table) link(key uint64, slot uint32) {
	i := t.home(key)
	for t.index[i] != 0 {
		i++
		if i == len(t.index) {
			i = 0
		}
	}
	t.index[i] = key&^0xffffffff | uint64(slot+1)
}

// unlink removes a slot from the index and closes the gap, so that no tombstones gather.
func (t *table) unlink(key uint64, slot uint32) {
	n := len(t.index)
	i := t.home(key)
	for uint32(t.index[i]) != slot+1 {
		i++
		if i == n {
			i = 0
		}
	}
	for j := i; ; {
		j++
		if j == n {
			j = 0
		}
		v := t.index[j]
		if v == 0 {
			break
		}
		h := t.home(t.entry(uint32(v) - 1)[wordKey])
		if (j-h+n)%n >= (j-i+n)%n {
			t.index[i] = v
			i = j
		}
	}
	t.index[i] = 0
}

// grow makes the index half as large again and links every entry anew.
func (t *table) grow() {
	t.index = make([]uint64, len(t.index)*3/2)
	t.relink()
}

func (t *table) relink() {
	for slot := 0; slot < t.top; slot++ {
		e := t.entry(uint32(slot))
		if e[wordKey] != freeKey {
			t.link(e[wordKey], uint32(slot))
		}
	}
}

// bytes is what the table holds of memory.
func (t *table) bytes() int {
	return len(t.chunks)*chunkEntries*t.words*8 + len(t.index)*8 + len(t.free)*4
}

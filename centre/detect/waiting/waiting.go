// Package waiting (等候) keeps what was found and waits for an answer: it fires when the answer does not come in time. It is moved by
// the arrival of signals alone, keeps no timer and no goroutine, is bounded, and goes on after a restart as if there had been none.
//
// # Contract
//
// An item is due at a moment of arrival. It is handed out when a signal arrives later than that, the earliest due first and those of
// the same moment in the order in which they were added. An answer takes an item out whose span of event time it falls into. As the
// log of a partition is in the order of arrival, which answers are in time depends on the answers and the item only, not on what else
// the partition holds.
package waiting

import (
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"

	"fanzha/term/when"
)

// Bounds of a wheel.
const (
	DefaultLimit = 20_000    // items; at about a kilobyte each some 20 MB
	MaxPayload   = 64 << 10  // bytes of one item
	maxItems     = 1_000_000 // of a snapshot
	farthest     = 1 << 56   // µs from 1970 of any moment in a snapshot; an item beyond it would wait for ever
)

// Item is one thing that waits.
type Item struct {
	Key      uint64      // what answers are told apart by; one item a key
	Scenario uint32      // who waits
	At       when.Micros // event time from which an answer counts
	Until    when.Micros // event time up to which an answer counts
	Due      when.Micros // arrival after which no answer counts
	Payload  []byte      // what is handed out
	seq      uint64
}

// Wheel is the waiting items of one partition. It is not safe for concurrent use.
type Wheel struct {
	limit   int
	items   map[uint64]*Item
	order   []*Item // a heap by Due and seq; items that were answered stay until they come up
	next    when.Micros
	arrived when.Micros
	seq     uint64
	shed    uint64
}

// New makes an empty wheel for at most so many items; 0 takes the default.
func New(limit int) *Wheel {
	if limit == 0 {
		limit = DefaultLimit
	}
	return &Wheel{limit: limit, items: map[uint64]*Item{}, next: math.MaxInt64}
}

// Len is the number of items that wait, Shed of those that found no room.
func (w *Wheel) Len() int { return len(w.items) }

// Shed is the number of items that found no room.
func (w *Wheel) Shed() uint64 { return w.shed }

// Arrive notes the arrival of a signal and says whether an item is due.
func (w *Wheel) Arrive(t when.Micros) bool {
	w.arrived = max(w.arrived, t)
	return w.next < w.arrived
}

// Take takes the next due item out; false when none is due.
func (w *Wheel) Take() (Item, bool) {
	for len(w.order) > 0 && w.order[0].Due < w.arrived {
		it := w.pop()
		if w.items[it.Key] == it {
			delete(w.items, it.Key)
			return *it, true
		}
	}
	return Item{}, false
}

// Waits says whether an item of the key waits.
func (w *Wheel) Waits(key uint64) bool { return w.items[key] != nil }

// Answer takes the item of the key out when the event time lies within its span.
func (w *Wheel) Answer(key uint64, at when.Micros) {
	it := w.items[key]
	if it != nil && at >= it.At && at <= it.Until {
		delete(w.items, key)
		w.tidy()
	}
}

// Add lets an item wait whose key has none. Without room it is counted as shed and false comes back.
func (w *Wheel) Add(it Item) bool {
	if len(w.items) >= w.limit || len(it.Payload) > MaxPayload {
		w.shed++
		return false
	}
	w.seq++
	it.seq = w.seq
	w.put(&it)
	return true
}

func (w *Wheel) put(it *Item) {
	w.items[it.Key] = it
	w.order = append(w.order, it)
	for i := len(w.order) - 1; i > 0; {
		up := (i - 1) / 2
		if !earlier(w.order[i], w.order[up]) {
			break
		}
		w.order[i], w.order[up] = w.order[up], w.order[i]
		i = up
	}
	w.next = w.order[0].Due
}

func (w *Wheel) pop() *Item {
	it := w.order[0]
	last := len(w.order) - 1
	w.order[0], w.order[last] = w.order[last], nil
	w.order = w.order[:last]
	w.sink(0)
	w.next = math.MaxInt64
	if last > 0 {
		w.next = w.order[0].Due
	}
	return it
}

func (w *Wheel) sink(i int) {
	for {
		first := 2*i + 1
		if first >= len(w.order) {
			return
		}
		if first+1 < len(w.order) && earlier(w.order[first+1], w.order[first]) {
			first++
		}
		if !earlier(w.order[first], w.order[i]) {
			return
		}
		w.order[i], w.order[first] = w.order[first], w.order[i]
		i = first
	}
}

func earlier(a, b *Item) bool {
	return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.seq, b.seq)) < 0
}

// tidy drops the answered items from the heap when they are more than half of it, so that the heap is bounded too.
func (w *Wheel) tidy() {
	if len(w.order) < 64 || len(w.order) < 2*len(w.items) {
		return
	}
	w.rebuild(w.sorted())
}

// sorted are the items in the order in which they come due; a sorted list is a heap.
func (w *Wheel) sorted() []*Item {
	live := make([]*Item, 0, len(w.items))
	for _, it := range w.items {
		live = append(live, it)
	}
	slices.SortFunc(live, func(a, b *Item) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.seq, b.seq)) })
	return live
}

func (w *Wheel) rebuild(live []*Item) {
	w.order, w.next = live, math.MaxInt64
	if len(live) > 0 {
		w.next = live[0].Due
	}
}

// Save writes the wheel.
func (w *Wheel) Save(out io.Writer) error {
	live := w.sorted()
	b := words(nil, uint64(w.arrived), w.seq, w.shed, uint64(len(live)))
	for _, it := range live {
		b = words(b, it.Key, uint64(it.Scenario), uint64(it.At), uint64(it.Until), uint64(it.Due), it.seq, uint64(len(it.Payload)))
		b = append(b, it.Payload...)
		if len(b) >= MaxPayload {
			_, err := out.Write(b)
			if err != nil {
				return err
			}
			b = b[:0]
		}
	}
	_, err := out.Write(b)
	return err
}

func words(b []byte, vs ...uint64) []byte {
	for _, v := range vs {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	return b
}

var errBroken = errors.New("waiting: snapshot contradicts itself")

// Restore reads what Save wrote; scenarios is how many there are. On an error the wheel that comes back is nil.
func Restore(in io.Reader, limit, scenarios int) (*Wheel, error) {
	w := New(limit)
	var head [4]uint64
	err := read(in, head[:])
	if err != nil {
		return nil, err
	}
	if head[3] > maxItems || head[3] > uint64(w.limit) || distant(head[0]) {
		return nil, errBroken
	}
	var live []*Item
	for range head[3] {
		var v [7]uint64
		err = read(in, v[:])
		if err != nil {
			return nil, err
		}
		if v[1] >= uint64(scenarios) || v[6] > MaxPayload || v[5] > head[1] || w.items[v[0]] != nil {
			return nil, errBroken
		}
		if distant(v[2]) || distant(v[3]) || distant(v[4]) {
			return nil, errBroken
		}
		it := &Item{Key: v[0], Scenario: uint32(v[1]), At: when.Micros(v[2]), Until: when.Micros(v[3]), Due: when.Micros(v[4]), seq: v[5], Payload: make([]byte, v[6])}
		_, err = io.ReadFull(in, it.Payload)
		if err != nil {
			return nil, err
		}
		if n := len(live); n > 0 && !earlier(live[n-1], it) {
			return nil, errBroken
		}
		w.items[it.Key] = it
		live = append(live, it)
	}
	w.arrived, w.seq, w.shed = when.Micros(head[0]), head[1], head[2]
	w.rebuild(live)
	return w, nil
}

func distant(moment uint64) bool { return int64(moment) > farthest || int64(moment) < -farthest }

func read(in io.Reader, into []uint64) error {
	var b [8]byte
	for i := range into {
		_, err := io.ReadFull(in, b[:])
		if err != nil {
			return err
		}
		into[i] = binary.LittleEndian.Uint64(b[:])
	}
	return nil
}

package flow

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"strings"
	"sync/atomic"

	"github.com/cespare/xxhash/v2"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow/slab"
	"fanzha/internal/hugepage"
)

// accounts numbers the ids of accounts in the order in which they are first seen. An id of at most 19 decimal digits, as cards
// have, is kept as a number and its length; any other as text. Look-ups run beside the one writer without locks.
type accounts struct {
	order trace.Order
	n     atomic.Uint32
	keys  []uint64 // digits as a number, or where in text the id begins
	forms []uint8  // number of digits, or asText
	text  []byte   // length as varint, bytes
	textN int
	table atomic.Pointer[table]
	old   []*table // outgrown, with the epoch in which that happened
}

const asText = 255

// table is an open hash table: the upper half of the hash, then the number of the account plus one; zero is empty.
type table struct {
	slots []uint64
	shift uint8
	block hugepage.Block
	epoch uint64 // when it was outgrown
}

// key is an id made ready for look-up.
type key struct {
	value uint64
	hash  uint64
	form  uint8
}

// keyOf reads an id.
func keyOf(id string) key {
	if len(id) > 0 && len(id) <= slab.MaxDigits {
		var v uint64
		i := 0
		for ; i < len(id); i++ {
			d := uint64(id[i] - '0')
			if d > 9 {
				break
			}
			v = v*10 + d
		}
		if i == len(id) {
			return key{v, hashDigits(v, uint8(len(id))), uint8(len(id))}
		}
	}
	return key{0, xxhash.Sum64String(id), asText}
}

// hashDigits mixes a number and its length.
func hashDigits(v uint64, form uint8) uint64 {
	hi, lo := bits.Mul64(v^0x9e3779b97f4a7c15, 0xd6e8feb86659fd93+uint64(form)<<1)
	return hi ^ lo*0x9e3779b97f4a7c15
}

func newTable(bitsN uint8) (*table, error) {
	slots, block, err := hugepage.Reserve[uint64](1 << bitsN)
	if err != nil {
		return nil, err
	}
	return &table{slots: slots, shift: 64 - bitsN, block: block}, nil
}

// numberMask is the part of a slot that is a number.
const numberMask = 1<<32 - 1

// home is where a key's search begins.
func (t *table) home(hash uint64) uint64 { return hash >> t.shift }

// tag is the part of a hash that a slot keeps. The home takes the upper bits, so the tag takes the lower ones.
func tag(hash uint64) uint64 { return hash << 32 }

// find returns the number of an account.
func (a *accounts) find(k key, id string) (uint32, bool) {
	t := a.table.Load()
	mask := uint64(len(t.slots) - 1)
	for i := t.home(k.hash); ; i = (i + 1) & mask {
		s := atomic.LoadUint64(&t.slots[i])
		if s == 0 {
			return 0, false
		}
		if s&^numberMask == tag(k.hash) && a.same(uint32(s)-1, k, id) {
			return uint32(s) - 1, true
		}
	}
}

func (a *accounts) same(n uint32, k key, id string) bool {
	if a.forms[n] != k.form {
		return false
	}
	return k.form != asText && a.keys[n] == k.value || k.form == asText && string(a.textOf(n)) == id
}

func (a *accounts) textOf(n uint32) []byte {
	b := a.text[a.keys[n]:]
	size, used := binary.Uvarint(b)
	return b[used : used+int(size)]
}

// add numbers a new account. The caller has seen that there is room.
func (a *accounts) add(k key, id string, epoch uint64) (uint32, error) {
	n := a.n.Load()
	t := a.table.Load()
	if int(n)*4 >= len(t.slots)*3 {
		err := a.grow(epoch)
		if err != nil {
			return 0, err
		}
		t = a.table.Load()
	}
	a.keys[n], a.forms[n] = k.value, k.form
	if k.form == asText {
		a.keys[n] = uint64(a.textN)
		a.textN += binary.PutUvarint(a.text[a.textN:], uint64(len(id)))
		a.textN += copy(a.text[a.textN:], id)
	}
	t.put(k.hash, n)
	a.n.Store(n + 1)
	return n, nil
}

func (t *table) put(hash uint64, n uint32) {
	mask := uint64(len(t.slots) - 1)
	i := t.home(hash)
	for t.slots[i] != 0 {
		i = (i + 1) & mask
	}
	atomic.StoreUint64(&t.slots[i], tag(hash)|uint64(n+1))
}

// grow moves to a table of twice the size. Look-ups go on in the old one, which is given back when their readers have ended.
func (a *accounts) grow(epoch uint64) error {
	t := a.table.Load()
	next, err := newTable(64 - t.shift + 1)
	if err != nil {
		return err
	}
	for n := range a.n.Load() {
		next.put(a.hashAt(n), n)
	}
	a.table.Store(next)
	t.epoch = epoch
	a.old = append(a.old, t)
	return nil
}

// hashAt is the hash of a numbered account.
func (a *accounts) hashAt(n uint32) uint64 {
	if a.forms[n] == asText {
		return xxhash.Sum64(a.textOf(n))
	}
	return hashDigits(a.keys[n], a.forms[n])
}

func (a *accounts) reclaim(oldest uint64) error {
	for len(a.old) > 0 && a.old[0].epoch < oldest {
		err := a.old[0].block.Release()
		if err != nil {
			return err
		}
		a.old = a.old[1:]
	}
	return nil
}

// appendName writes the id of an account.
func (a *accounts) appendName(dst []byte, n uint32) []byte {
	form := a.forms[n]
	if form == asText {
		return append(dst, a.textOf(n)...)
	}
	return slab.AppendDigits(dst, a.keys[n], int(form))
}

func (a *accounts) name(n uint32) string {
	var buf [slab.MaxDigits]byte
	return string(a.appendName(buf[:0], n))
}

// compare says how the ids of two accounts stand to each other.
func (a *accounts) compare(x, y uint32) int {
	if a.forms[x] != asText && (a.forms[x] == a.forms[y] || a.order == trace.ByNumber) {
		return cmp.Compare(a.keys[x], a.keys[y])
	}
	var one, two [slab.MaxDigits]byte
	return strings.Compare(string(a.appendName(one[:0], x)), string(a.appendName(two[:0], y)))
}

// fits says whether an id may be used at all under the order of ids.
func fits(id string, order trace.Order) bool {
	return id != "" && len(id) <= idMax && (order != trace.ByNumber || trace.IsNumber(id))
}

// idMax bounds ids of accounts and of transfers, so that a length is never in doubt: the intake allows less.
const idMax = 1 << 12

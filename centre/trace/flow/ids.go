package flow

import (
	"encoding/binary"
	"strings"

	"fanzha/centre/trace"
)

// idGroup is how many ids stand together: the first whole, the others as what differs from the one before. Larger groups save
// bytes and cost time to read one.
const idGroup = 8

// ids keeps the ids of transfers, by number of transfer: shared length (one byte), rest length (varint), rest.
type ids struct {
	data   []byte
	used   int
	groups []uint64 // where each group begins
	last   []byte   // the writer's: the newest id
}

// idCost is the most that an id of that length takes.
func idCost(size int) int { return size + 3 }

// add keeps the id of transfer ref, which is the next.
func (l *ids) add(ref uint32, id string) {
	shared := 0
	if ref%idGroup == 0 {
		l.groups[ref/idGroup] = uint64(l.used)
	} else {
		for most := min(len(id), len(l.last), 255); shared < most && id[shared] == l.last[shared]; {
			shared++
		}
	}
	l.data[l.used] = byte(shared)
	l.used++
	l.used += binary.PutUvarint(l.data[l.used:], uint64(len(id)-shared))
	l.used += copy(l.data[l.used:], id[shared:])
	l.last = append(l.last[:0], id...)
}

// read writes the id of a transfer over buf.
func (l *ids) read(buf []byte, ref uint32) []byte {
	at := l.groups[ref/idGroup]
	buf = buf[:0]
	for range ref%idGroup + 1 {
		b := l.data[at:]
		rest, used := uint64(b[1]), 1
		if rest >= 0x80 {
			rest, used = binary.Uvarint(b[1:])
		}
		from := 1 + uint64(used)
		buf = append(buf[:b[0]], b[from:from+rest]...)
		at += from + rest
	}
	return buf
}

// compareText is how two ids of transfers stand to each other.
func compareText[A, B string | []byte](o trace.Order, a A, b B) int {
	if o == trace.ByNumber && len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(string(a), string(b))
}

package font

import (
	"encoding/binary"
	"sync"
)

// Has says whether the typeface can print a character. Only the basic plane counts: the PDF writer reaches no other.
func Has(r rune) bool {
	set, err := printable()
	return err == nil && r >= 0 && r <= 0xFFFF && set[r/64]&(1<<(r%64)) != 0
}

// printable reads the table of characters of the typeface.
var printable = sync.OnceValues(func() (*[1024]uint64, error) {
	raw, err := SansSC()
	if err != nil {
		return nil, err
	}
	set := &[1024]uint64{}
	u16 := binary.BigEndian.Uint16
	u32 := binary.BigEndian.Uint32
	for i := range int(u16(raw[4:])) {
		entry := raw[12+16*i:]
		if string(entry[:4]) != "cmap" {
			continue
		}
		cmap := raw[u32(entry[8:]):]
		for j := range int(u16(cmap[2:])) {
			segments(cmap[u32(cmap[8+8*j:]):], set)
		}
	}
	return set, nil
})

// segments marks the characters of a table in format 4 (segments of the basic plane); other formats repeat or exceed it.
func segments(table []byte, set *[1024]uint64) {
	u16 := binary.BigEndian.Uint16
	if u16(table) != 4 {
		return
	}
	n := int(u16(table[6:])) / 2
	ends, starts := table[14:], table[16+2*n:]
	for i := range n {
		for c := int(u16(starts[2*i:])); c <= int(u16(ends[2*i:])) && c < 0xFFFF; c++ {
			set[c/64] |= 1 << (c % 64)
		}
	}
}

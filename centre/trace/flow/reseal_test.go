package flow_test

import (
	"encoding/binary"
	"hash/crc32"
)

// reseal gives damaged blocks checksums that hold, so that fuzzing gets behind them.
func reseal(b []byte) []byte {
	b = append([]byte(nil), b...)
	for at := 0; at+8 <= len(b); {
		n := int(binary.LittleEndian.Uint32(b[at:]))
		if n > len(b)-at-8 {
			return b
		}
		binary.LittleEndian.PutUint32(b[at+4:], crc32.Checksum(b[at+8:at+8+n], crc32.MakeTable(crc32.Castagnoli)))
		at += 8 + n
	}
	return b
}

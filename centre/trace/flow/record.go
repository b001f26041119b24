package flow

import "fanzha/term/when"

// A record is one transfer in 20 bytes: payer, payee, then 96 bits of time (44), amount (44) and kind (8).
type record struct{ from, to, w0, w1, w2 uint32 }

const (
	spanBits  = 44              // µs since base: 203 days
	spanMax   = 1<<spanBits - 1 //
	tickShift = spanBits - 32   // a tick is 4,096 µs, so that 32 bits hold the span
	fenInline = 1<<43 - 1       // 87 billion yuan; a larger amount stands apart and the record says where
	fenApart  = 1 << 43         // flag in the 44 bits of the amount
	kindsMax  = 1<<8 - 1        // the empty kind not counted
	none      = ^uint32(0)      // no transfer
)

// pack puts time, amount and kind into a record.
func (r record) pack(span, fen uint64, kind uint8) record {
	return record{from: r.from, to: r.to, w0: uint32(span), w1: uint32(span>>32) | uint32(fen)<<12, w2: uint32(fen>>20) | uint32(kind)<<24}
}

// span is the time in µs since base.
func (r *record) span() int64 { return int64(r.w0) | int64(r.w1&0xfff)<<32 }

// amount is the 44 bits of the amount.
func (r *record) amount() uint64 { return uint64(r.w1>>12) | uint64(r.w2&0xffffff)<<20 }

func (r *record) kind() uint8 { return uint8(r.w2 >> 24) }

// tickOf is the coarse time of a span.
func tickOf(span int64) uint32 { return uint32(span >> tickShift) }

// fen is the amount of a transfer.
func (s *state) fen(r *record) int64 {
	a := r.amount()
	if a&fenApart != 0 {
		return s.apart[a&^fenApart]
	}
	return int64(a)
}

// at is the moment of a transfer.
func (s *state) at(r *record) when.Micros { return s.base + when.Micros(r.span()) }

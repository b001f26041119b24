package seal

import (
	"encoding/binary"
	"unicode/utf8"

	"fanzha/term/when"
)

// Bounds of canonical bytes: an order has a few dozen fields, and its longest text is a reason of some sentences.
const (
	MaxCanonical = 64 << 10 // bytes in all
	MaxText      = 16 << 10 // bytes of one text
	MaxList      = 256      // items of one list
)

// Writer builds canonical bytes. Numbers are eight bytes, texts and lists carry their length in four, all big-endian.
type Writer struct{ b []byte }

// NewWriter begins with the title of the object, a zero byte and the version of its layout.
func NewWriter(title string, version byte) *Writer {
	b := make([]byte, 0, 1024)
	b = append(b, title...)
	return &Writer{append(b, 0, version)}
}

// Text adds a text.
func (w *Writer) Text(s string) *Writer {
	w.b = binary.BigEndian.AppendUint32(w.b, uint32(len(s)))
	w.b = append(w.b, s...)
	return w
}

// Int adds a whole number.
func (w *Writer) Int(n int64) *Writer {
	w.b = binary.BigEndian.AppendUint64(w.b, uint64(n))
	return w
}

// Time adds a moment in microseconds of UTC, zero for none.
func (w *Writer) Time(at when.Micros) *Writer { return w.Int(int64(at)) }

// Bool adds one byte, 0 or 1.
func (w *Writer) Bool(v bool) *Writer {
	var c byte
	if v {
		c = 1
	}
	w.b = append(w.b, c)
	return w
}

// List adds the number of items that follow.
func (w *Writer) List(n int) *Writer {
	w.b = binary.BigEndian.AppendUint32(w.b, uint32(n))
	return w
}

// Bytes returns what was written.
func (w *Writer) Bytes() []byte { return w.b }

// Reader reads canonical bytes back. The first thing that is wrong ends it: later reads return zero values, Done tells.
type Reader struct {
	b   []byte
	bad bool
}

// NewReader checks title and version.
func NewReader(b []byte, title string, version byte) *Reader {
	r := &Reader{b: b}
	head := len(title) + 2
	if len(b) > MaxCanonical || len(b) < head || string(b[:len(title)]) != title || b[len(title)] != 0 || b[len(title)+1] != version {
		r.bad = true
		return r
	}
	r.b = b[head:]
	return r
}

func (r *Reader) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.b) {
		r.bad = true
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *Reader) length(most int) int {
	b := r.take(4)
	if b == nil {
		return 0
	}
	n := binary.BigEndian.Uint32(b)
	if n > uint32(most) {
		r.bad = true
		return 0
	}
	return int(n)
}

// Text reads a text.
func (r *Reader) Text() string {
	b := r.take(r.length(MaxText))
	if !utf8.Valid(b) {
		r.bad = true
		return ""
	}
	return string(b)
}

// Int reads a whole number.
func (r *Reader) Int() int64 {
	b := r.take(8)
	if b == nil {
		return 0
	}
	return int64(binary.BigEndian.Uint64(b))
}

// Time reads a moment.
func (r *Reader) Time() when.Micros { return when.Micros(r.Int()) }

// Bool reads a byte that must be 0 or 1.
func (r *Reader) Bool() bool {
	b := r.take(1)
	if b == nil {
		return false
	}
	if b[0] > 1 {
		r.bad = true
	}
	return b[0] == 1
}

// List reads the number of items that follow.
func (r *Reader) List() int { return r.length(MaxList) }

// Done says whether everything was sound and nothing is left.
func (r *Reader) Done() error {
	if r.bad || len(r.b) != 0 {
		return ErrCanonical
	}
	return nil
}

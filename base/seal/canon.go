package seal

import (
	"encoding/binary"
	"strconv"
	"unicode/utf8"

	"fanzha/term/when"
)

// Bounds of canonical bytes: an order has a few dozen fields, and its longest text is a reason of some sentences.
const (
	MaxCanonical = 64 << 10 // bytes in all
	MaxText      = 16 << 10 // bytes of one text
	MaxList      = 256      // items of one list
)

// Writer builds canonical bytes: "FZ", one letter of the object, one byte of the version, then every field as four bytes of
// length (big-endian) and the bytes of its text. Numbers are decimal digits, moments are numbers of microseconds of UTC and
// empty when not set, yes and no are "1" and "0", a list is the number of its items before them.
type Writer struct{ b []byte }

// NewWriter begins an object.
func NewWriter(mark, version byte) *Writer {
	b := make([]byte, 0, 1024)
	return &Writer{append(b, 'F', 'Z', mark, version)}
}

// Text adds a text.
func (w *Writer) Text(s string) *Writer {
	w.b = binary.BigEndian.AppendUint32(w.b, uint32(len(s)))
	w.b = append(w.b, s...)
	return w
}

// Int adds a whole number.
func (w *Writer) Int(n int64) *Writer { return w.Text(strconv.FormatInt(n, 10)) }

// Time adds a moment, zero for none.
func (w *Writer) Time(at when.Micros) *Writer {
	if at == 0 {
		return w.Text("")
	}
	return w.Int(int64(at))
}

// Bool adds yes or no.
func (w *Writer) Bool(v bool) *Writer {
	if v {
		return w.Text("1")
	}
	return w.Text("0")
}

// List adds the number of items that follow.
func (w *Writer) List(n int) *Writer { return w.Int(int64(n)) }

// Bytes returns what was written.
func (w *Writer) Bytes() []byte { return w.b }

// Reader reads canonical bytes back. The first thing that is wrong ends it: later reads return zero values, Done tells.
type Reader struct {
	b   []byte
	bad bool
}

// NewReader checks mark and version.
func NewReader(b []byte, mark, version byte) *Reader {
	if len(b) > MaxCanonical || len(b) < 4 || b[0] != 'F' || b[1] != 'Z' || b[2] != mark || b[3] != version {
		return &Reader{bad: true}
	}
	return &Reader{b: b[4:]}
}

// Text reads a text.
func (r *Reader) Text() string {
	if r.bad || len(r.b) < 4 {
		r.bad = true
		return ""
	}
	n := binary.BigEndian.Uint32(r.b)
	if n > MaxText || int(n) > len(r.b)-4 {
		r.bad = true
		return ""
	}
	out := r.b[4 : 4+n]
	r.b = r.b[4+n:]
	if !utf8.Valid(out) {
		r.bad = true
		return ""
	}
	return string(out)
}

// Int reads a whole number; only its one way of writing is accepted.
func (r *Reader) Int() int64 {
	s := r.Text()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != s {
		r.bad = true
		return 0
	}
	return n
}

// Time reads a moment.
func (r *Reader) Time() when.Micros {
	if len(r.b) >= 4 && binary.BigEndian.Uint32(r.b) == 0 {
		_ = r.Text()
		return 0
	}
	at := r.Int()
	r.bad = r.bad || at == 0
	return when.Micros(at)
}

// Bool reads yes or no.
func (r *Reader) Bool() bool {
	s := r.Text()
	r.bad = r.bad || s != "0" && s != "1"
	return s == "1"
}

// List reads the number of items that follow.
func (r *Reader) List() int {
	n := r.Int()
	if n < 0 || n > MaxList {
		r.bad = true
	}
	if r.bad {
		return 0
	}
	return int(n)
}

// Done says whether everything was sound and nothing is left.
func (r *Reader) Done() error {
	if r.bad || len(r.b) != 0 {
		return ErrCanonical
	}
	return nil
}

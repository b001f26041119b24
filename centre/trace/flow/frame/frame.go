package flow

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// A snapshot is cut into blocks of at most blockSize bytes, each with its length and CRC-32C, ended by an empty block: a reader knows
// of damage before it uses a byte of the block, and of a file that ends early.
const blockSize = 1 << 20

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// writer frames what is written. The first fault stays and ends everything.
type writer struct {
	w   io.Writer
	buf []byte
	err error
}

func (w *writer) bytes(p []byte) {
	for len(p) > 0 && w.err == nil {
		n := min(len(p), blockSize-len(w.buf))
		w.buf = append(w.buf, p[:n]...)
		p = p[n:]
		if len(w.buf) == blockSize {
			w.flush()
		}
	}
}

func (w *writer) u32(v uint32) {
	if len(w.buf)+4 > blockSize {
		w.flush()
	}
	w.buf = binary.LittleEndian.AppendUint32(w.buf, v)
}

func (w *writer) u64(v uint64) {
	if len(w.buf)+8 > blockSize {
		w.flush()
	}
	w.buf = binary.LittleEndian.AppendUint64(w.buf, v)
}

func (w *writer) text(s string) {
	w.u32(uint32(len(s)))
	w.bytes([]byte(s))
}

func (w *writer) texts(list []string) {
	w.u32(uint32(len(list)))
	for _, s := range list {
		w.text(s)
	}
}

// flush writes the block at hand.
func (w *writer) flush() {
	if w.err == nil {
		var head [8]byte
		binary.LittleEndian.PutUint32(head[:], uint32(len(w.buf)))
		binary.LittleEndian.PutUint32(head[4:], crc32.Checksum(w.buf, castagnoli))
		_, w.err = w.w.Write(head[:])
	}
	if w.err == nil {
		_, w.err = w.w.Write(w.buf)
	}
	w.buf = w.buf[:0]
}

// close writes what is left and the empty block.
func (w *writer) close() error {
	if len(w.buf) > 0 {
		w.flush()
	}
	w.flush()
	return w.err
}

// reader gives back what writer framed. The first fault stays; values read after it are zero.
type reader struct {
	r    *bufio.Reader
	buf  []byte
	rest []byte
	end  bool
	err  error
}

var errShort = errors.New("it ends early")

func (r *reader) next() {
	if r.err != nil {
		return
	}
	if r.end {
		r.err = errShort
		return
	}
	var head [8]byte
	_, err := io.ReadFull(r.r, head[:])
	if err != nil {
		r.err = errShort
		return
	}
	n := binary.LittleEndian.Uint32(head[:])
	if n > blockSize {
		r.err = errors.New("a block is too large")
		return
	}
	if r.buf == nil {
		r.buf = make([]byte, blockSize)
	}
	_, err = io.ReadFull(r.r, r.buf[:n])
	switch {
	case err != nil:
		r.err = errShort
	case crc32.Checksum(r.buf[:n], castagnoli) != binary.LittleEndian.Uint32(head[4:]):
		r.err = errors.New("a checksum differs")
	default:
		r.rest, r.end = r.buf[:n], n == 0
	}
}

// bytes fills p.
func (r *reader) bytes(p []byte) {
	for len(p) > 0 {
		if len(r.rest) == 0 {
			r.next()
			if r.end && r.err == nil {
				r.err = errShort
			}
			if r.err != nil {
				clear(p)
				return
			}
		}
		n := copy(p, r.rest)
		p, r.rest = p[n:], r.rest[n:]
	}
}

func (r *reader) u32() uint32 {
	if len(r.rest) >= 4 {
		v := binary.LittleEndian.Uint32(r.rest)
		r.rest = r.rest[4:]
		return v
	}
	var b [4]byte
	r.bytes(b[:])
	return binary.LittleEndian.Uint32(b[:])
}

func (r *reader) u64() uint64 {
	if len(r.rest) >= 8 {
		v := binary.LittleEndian.Uint64(r.rest)
		r.rest = r.rest[8:]
		return v
	}
	var b [8]byte
	r.bytes(b[:])
	return binary.LittleEndian.Uint64(b[:])
}

// count reads a number of things and refuses more than there may be.
func (r *reader) count(most int) int {
	n := r.u64()
	if n > uint64(most) && r.err == nil {
		r.err = errors.New("it holds more than there is room for")
	}
	if r.err != nil {
		return 0
	}
	return int(n)
}

func (r *reader) text() string {
	n := r.u32()
	if n > idMax && r.err == nil {
		r.err = errors.New("a text is too long")
	}
	if r.err != nil {
		return ""
	}
	b := make([]byte, n)
	r.bytes(b)
	return string(b)
}

func (r *reader) texts(most int) []string {
	n := int(r.u32())
	if n > most && r.err == nil {
		r.err = errors.New("a list is too long")
	}
	var list []string
	for range n {
		if r.err != nil {
			return nil
		}
		list = append(list, r.text())
	}
	return list
}

// finish wants the end and nothing behind it.
func (r *reader) finish() error {
	if r.err == nil && len(r.rest) > 0 {
		r.err = errors.New("something follows the end")
	}
	if r.err == nil && !r.end {
		r.next()
		if r.err == nil && !r.end {
			r.err = errors.New("something follows the end")
		}
	}
	if r.err == nil {
		_, err := r.r.ReadByte()
		if !errors.Is(err, io.EOF) {
			r.err = errors.New("something follows the end")
		}
	}
	return r.err
}

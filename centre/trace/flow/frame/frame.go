// Package frame is the form of a snapshot on disk: blocks of at most a mebibyte, each with its length and CRC-32C, ended by an empty
// block, so that a reader knows of damage before it uses a byte of the block, and of a file that ends early. Within the blocks are
// numbers (little-endian), bytes and texts.
package frame

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// blockSize bounds a block, and with it what damage can make a reader allocate.
const blockSize = 1 << 20

// textMax bounds one text.
const textMax = 1 << 12

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// NewWriter writes to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w, buf: make([]byte, 0, blockSize)} }

// NewReader reads from r.
func NewReader(r io.Reader) *Reader { return &Reader{r: bufio.NewReaderSize(r, blockSize)} }

// Writer frames what is written. The first fault stays and ends everything.
type Writer struct {
	w   io.Writer
	buf []byte
	err error
}

// Bytes writes bytes as they are.
func (w *Writer) Bytes(p []byte) {
	for len(p) > 0 && w.err == nil {
		n := min(len(p), blockSize-len(w.buf))
		w.buf = append(w.buf, p[:n]...)
		p = p[n:]
		if len(w.buf) == blockSize {
			w.flush()
		}
	}
}

// U32 writes a number of four bytes.
func (w *Writer) U32(v uint32) {
	if len(w.buf)+4 > blockSize {
		w.flush()
	}
	w.buf = binary.LittleEndian.AppendUint32(w.buf, v)
}

// U64 writes a number of eight bytes.
func (w *Writer) U64(v uint64) {
	if len(w.buf)+8 > blockSize {
		w.flush()
	}
	w.buf = binary.LittleEndian.AppendUint64(w.buf, v)
}

// Text writes a text with its length.
func (w *Writer) Text(s string) {
	w.U32(uint32(len(s)))
	w.Bytes([]byte(s))
}

// Texts writes a list of texts.
func (w *Writer) Texts(list []string) {
	w.U32(uint32(len(list)))
	for _, s := range list {
		w.Text(s)
	}
}

// flush writes the block at hand.
func (w *Writer) flush() {
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

// Close writes what is left and the empty block.
func (w *Writer) Close() error {
	if len(w.buf) > 0 {
		w.flush()
	}
	w.flush()
	return w.err
}

// Reader gives back what a Writer framed. The first fault stays; values read after it are zero.
type Reader struct {
	r    *bufio.Reader
	buf  []byte
	rest []byte
	end  bool
	Err  error // the first fault
}

var errShort = errors.New("it ends early")

func (r *Reader) next() {
	if r.Err != nil {
		return
	}
	if r.end {
		r.Err = errShort
		return
	}
	var head [8]byte
	_, err := io.ReadFull(r.r, head[:])
	if err != nil {
		r.Err = errShort
		return
	}
	n := binary.LittleEndian.Uint32(head[:])
	if n > blockSize {
		r.Err = errors.New("a block is too large")
		return
	}
	if r.buf == nil {
		r.buf = make([]byte, blockSize)
	}
	_, err = io.ReadFull(r.r, r.buf[:n])
	switch {
	case err != nil:
		r.Err = errShort
	case crc32.Checksum(r.buf[:n], castagnoli) != binary.LittleEndian.Uint32(head[4:]):
		r.Err = errors.New("a checksum differs")
	default:
		r.rest, r.end = r.buf[:n], n == 0
	}
}

// Bytes fills p, with zeros after a fault.
func (r *Reader) Bytes(p []byte) {
	for len(p) > 0 {
		if len(r.rest) == 0 {
			r.next()
			if r.end && r.Err == nil {
				r.Err = errShort
			}
			if r.Err != nil {
				clear(p)
				return
			}
		}
		n := copy(p, r.rest)
		p, r.rest = p[n:], r.rest[n:]
	}
}

// U32 reads a number of four bytes.
func (r *Reader) U32() uint32 {
	if len(r.rest) >= 4 {
		v := binary.LittleEndian.Uint32(r.rest)
		r.rest = r.rest[4:]
		return v
	}
	var b [4]byte
	r.Bytes(b[:])
	return binary.LittleEndian.Uint32(b[:])
}

// U64 reads a number of eight bytes.
func (r *Reader) U64() uint64 {
	if len(r.rest) >= 8 {
		v := binary.LittleEndian.Uint64(r.rest)
		r.rest = r.rest[8:]
		return v
	}
	var b [8]byte
	r.Bytes(b[:])
	return binary.LittleEndian.Uint64(b[:])
}

// Count reads a number of things and refuses more than there may be.
func (r *Reader) Count(most int) int {
	n := r.U64()
	if n > uint64(most) && r.Err == nil {
		r.Err = errors.New("it holds more than there is room for")
	}
	if r.Err != nil {
		return 0
	}
	return int(n)
}

// Text reads a text.
func (r *Reader) Text() string {
	n := r.U32()
	if n > textMax && r.Err == nil {
		r.Err = errors.New("a text is too long")
	}
	if r.Err != nil {
		return ""
	}
	b := make([]byte, n)
	r.Bytes(b)
	return string(b)
}

// Texts reads a list of at most so many texts.
func (r *Reader) Texts(most int) []string {
	n := int(r.U32())
	if n > most && r.Err == nil {
		r.Err = errors.New("a list is too long")
	}
	var list []string
	for range n {
		if r.Err != nil {
			return nil
		}
		list = append(list, r.Text())
	}
	return list
}

// Finish wants the end and nothing behind it.
func (r *Reader) Finish() error {
	if r.Err == nil && len(r.rest) > 0 {
		r.Err = errors.New("something follows the end")
	}
	if r.Err == nil && !r.end {
		r.next()
		if r.Err == nil && !r.end {
			r.Err = errors.New("something follows the end")
		}
	}
	if r.Err == nil {
		_, err := r.r.ReadByte()
		if !errors.Is(err, io.EOF) {
			r.Err = errors.New("something follows the end")
		}
	}
	return r.Err
}

// Package charset turns what Chinese systems write into UTF-8: GB18030 (and its subsets GBK and GB2312), UTF-16 with a byte
// order mark, UTF-8 with or without one. It works line by line, so that bytes that are no text spoil their own line only.
package charset

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The charsets, by the names they are reported under.
const (
	UTF8    = "utf-8"
	UTF8BOM = "utf-8-bom"
	UTF16LE = "utf-16le"
	UTF16BE = "utf-16be"
	GB18030 = "gb18030"
	Unknown = "unknown"
)

// LineMax bounds a line before conversion; a longer one is handed on in pieces, which no parser will accept.
const LineMax = 1 << 20

// Of maps a charset parameter or option to one of the names; "" when it is none of ours.
func Of(name string) string {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "", "utf-8", "utf8":
		return UTF8
	case "gb18030", "gbk", "gb2312", "gb-18030", "cp936", "x-gbk":
		return GB18030
	case "utf-16le", "utf-16", "utf16": // a byte order mark in the text may say otherwise
		return UTF16LE
	case "utf-16be":
		return UTF16BE
	}
	return ""
}

// Detect names the charset of a text by its beginning; whole says that sample is all of it. UTF-8 wins where both fit.
func Detect(sample []byte, whole bool) string {
	switch {
	case bytes.HasPrefix(sample, []byte{0xef, 0xbb, 0xbf}):
		return UTF8BOM
	case bytes.HasPrefix(sample, []byte{0xff, 0xfe}):
		return UTF16LE
	case bytes.HasPrefix(sample, []byte{0xfe, 0xff}):
		return UTF16BE
	}
	if !whole { // a character may be cut at the end: judge up to the last line break
		if i := bytes.LastIndexByte(sample, '\n'); i >= 0 {
			sample = sample[:i+1]
		}
	}
	if utf8.Valid(sample) {
		return UTF8
	}
	// Bad bytes may stand in some lines of a good file: the charset that reads more lines as text is meant.
	asUTF8, asGB := 0, 0
	for line := range bytes.Lines(sample) {
		if ascii(line) {
			continue
		}
		if utf8.Valid(line) {
			asUTF8++
		} else if _, ok := FromGB18030(line); ok {
			asGB++
		}
	}
	switch {
	case asGB > asUTF8:
		return GB18030
	case asUTF8 > 0:
		return UTF8
	}
	return Unknown
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// replacement is U+FFFD in GB18030; the decoder gives the same character for bytes that are no text.
var replacement = []byte{0x84, 0x31, 0xa4, 0x37}

// FromGB18030 converts a line; ok is false when some bytes are not GB18030.
func FromGB18030(line []byte) (out []byte, ok bool) {
	if ascii(line) {
		return line, true
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(line)
	if err != nil {
		return nil, false
	}
	if bytes.ContainsRune(out, utf8.RuneError) && bytes.Count(out, []byte("\uFFFD")) != bytes.Count(line, replacement) {
		return nil, false
	}
	return out, true
}

// Reader returns r converted to UTF-8. A line that is not text in its charset comes out as it was, with a byte in front that
// no UTF-8 text has, so that whoever parses it refuses this line and no other.
func Reader(r io.Reader, name string) io.Reader {
	switch name {
	case GB18030:
		return &lines{r: bufio.NewReaderSize(r, 64<<10), convert: fromGB}
	case UTF16LE:
		return &lines{r: bufio.NewReaderSize(&wide{r: bufio.NewReader(r), order: binary.LittleEndian}, 64<<10), convert: same}
	case UTF16BE:
		return &lines{r: bufio.NewReaderSize(&wide{r: bufio.NewReader(r), order: binary.BigEndian}, 64<<10), convert: same}
	}
	return r
}

func same(dst, line []byte) []byte { return append(dst, line...) }

func fromGB(dst, line []byte) []byte {
	out, ok := FromGB18030(line)
	if !ok {
		return append(append(dst, 0xff), line...)
	}
	return append(dst, out...)
}

// lines converts line by line. No GB18030 character has a byte 0x0A, so cutting there is safe.
type lines struct {
	r       *bufio.Reader
	convert func(dst, line []byte) []byte
	out     []byte
	at      int
	err     error
}

// Read hands on converted lines.
func (l *lines) Read(p []byte) (int, error) {
	for l.at == len(l.out) {
		if l.err != nil {
			return 0, l.err
		}
		var line []byte
		for {
			var part []byte
			part, l.err = l.r.ReadSlice('\n')
			line = append(line, part...)
			if !errors.Is(l.err, bufio.ErrBufferFull) || len(line) >= LineMax {
				break
			}
		}
		if errors.Is(l.err, bufio.ErrBufferFull) {
			l.err = nil
		}
		l.out, l.at = l.convert(l.out[:0], line), 0
	}
	n := copy(p, l.out[l.at:])
	l.at += n
	return n, nil
}

// wide reads UTF-16 as UTF-8; half a surrogate pair becomes a byte that no UTF-8 text has. A byte order mark is dropped.
type wide struct {
	r     *bufio.Reader
	order binary.ByteOrder
	began bool
	out   []byte
}

// Read hands on converted characters.
func (w *wide) Read(p []byte) (int, error) {
	for len(w.out) < len(p) {
		u, err := w.unit()
		if err != nil {
			if len(w.out) > 0 {
				break
			}
			return 0, err
		}
		r := rune(u)
		switch {
		case !w.began && u == 0xfeff:
		case utf16.IsSurrogate(r):
			low, err := w.unit()
			r = utf16.DecodeRune(r, rune(low))
			if err != nil || r == utf8.RuneError {
				w.out = append(w.out, 0xff)
			} else {
				w.out = utf8.AppendRune(w.out, r)
			}
		default:
			w.out = utf8.AppendRune(w.out, r)
		}
		w.began = true
	}
	n := copy(p, w.out)
	w.out = w.out[:copy(w.out, w.out[n:])]
	return n, nil
}

func (w *wide) unit() (uint16, error) {
	var b [2]byte
	_, err := io.ReadFull(w.r, b[:])
	if err != nil {
		return 0, err // an odd last byte is dropped with io.ErrUnexpectedEOF
	}
	return w.order.Uint16(b[:]), nil
}

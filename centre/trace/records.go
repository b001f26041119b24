package trace

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"fanzha/term/fault"
)

// RecordMax bounds one record of a file: a transfer with its remarks is some hundred bytes, and a quote that is never
// closed must not swallow a file.
const RecordMax = 64 << 10

// readAhead is how much of a file is read at once; it is at least RecordMax.
const readAhead = 1 << 20

// records splits a file into records of fields: RFC 4180 with any delimiter, lines that end in LF or CRLF, a byte order mark
// in front tolerated, empty lines left out.
type records struct {
	in     *bufio.Reader
	comma  byte
	line   int64    // of the first line of the record
	next   int64    // of the line that comes next
	fields [][]byte // of the record; valid until the next one is read
	long   []byte   // a record that needed more than one line
	bytes  int64    // read so far
}

func newRecords(r io.Reader) *records {
	in := bufio.NewReaderSize(r, readAhead)
	mark, err := in.Peek(3)
	if err == nil && bytes.Equal(mark, []byte("\uFEFF")) {
		_, _ = in.Discard(3) // three bytes are buffered: it cannot go wrong
	}
	return &records{in: in, next: 1}
}

// readLine returns the next line without its end. At the end of the file it returns io.EOF.
func (r *records) readLine() ([]byte, error) {
	line, err := r.in.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull) || len(line) > RecordMax:
		return nil, r.wrong(codeLong)
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case len(line) == 0:
		return nil, io.EOF
	}
	r.next++
	r.bytes += int64(len(line))
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), nil
}

// wrong is a fault about a whole record.
func (r *records) wrong(code string) error {
	return fault.New(fault.Invalid, code, "line", max(r.line, 1))
}

// read reads one record into fields.
func (r *records) read() error {
	for {
		r.line = r.next
		line, err := r.readLine()
		if err != nil {
			return err
		}
		if len(line) == 0 {
			continue
		}
		if bytes.IndexByte(line, '"') >= 0 {
			return r.splitQuoted(line)
		}
		r.split(line)
		return nil
	}
}

// split cuts a line that has no quotes.
func (r *records) split(line []byte) {
	r.fields = r.fields[:0]
	for {
		i := bytes.IndexByte(line, r.comma)
		if i < 0 {
			r.fields = append(r.fields, line)
			return
		}
		r.fields = append(r.fields, line[:i])
		line = line[i+1:]
	}
}

// splitQuoted cuts a record in which a quote occurs; it may go on over several lines.
func (r *records) splitQuoted(line []byte) error {
	r.long = append(r.long[:0], line...)
	for {
		done, err := r.unquote()
		if err != nil || done {
			return err
		}
		line, err = r.readLine()
		if errors.Is(err, io.EOF) {
			return r.wrong(codeQuote)
		}
		if err != nil {
			return err
		}
		r.long = append(append(r.long, '\n'), line...)
		if len(r.long) > RecordMax {
			return r.wrong(codeLong)
		}
	}
}

// unquote cuts r.long into fields; done is false when a quote is still open at its end.
func (r *records) unquote() (done bool, err error) {
	r.fields = r.fields[:0]
	rest := r.long
	for {
		var field []byte
		if len(rest) > 0 && rest[0] == '"' {
			text, after, closed := quoted(rest[1:])
			if !closed {
				return false, nil
			}
			if len(after) > 0 && after[0] != r.comma {
				return false, r.wrong(codeQuote)
			}
			field, rest = text, after
		} else {
			end := bytes.IndexByte(rest, r.comma)
			if end < 0 {
				end = len(rest)
			}
			field, rest = rest[:end], rest[end:]
		}
		r.fields = append(r.fields, field)
		if len(rest) == 0 {
			return true, nil
		}
		rest = rest[1:]
	}
}

// quoted reads up to the closing quote; a doubled quote stands for one.
func quoted(b []byte) (text, after []byte, closed bool) {
	doubled := false
	for i := 0; i < len(b); i++ {
		if b[i] != '"' {
			continue
		}
		if i+1 < len(b) && b[i+1] == '"' {
			doubled = true
			i++
			continue
		}
		text = b[:i]
		if doubled {
			text = bytes.ReplaceAll(text, []byte(`""`), []byte(`"`))
		}
		return text, b[i+1:], true
	}
	return nil, nil, false
}

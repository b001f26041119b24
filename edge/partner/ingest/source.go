package ingest

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"

	"fanzha/internal/charset"
)

// source is an opened file whose lines can be read as UTF-8.
type source struct {
	name     string
	format   string
	charset  string
	identity string // of the content, for going on; "" for standard input
	size     int64  // -1 when unknown
	counted  *counter
	lines    *lineReader
	close    func() error
}

// counter counts the bytes read from the file, for progress.
type counter struct {
	r io.Reader
	n int64
}

// Read reads and counts.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// openSource opens a file, recognises its charset and format, and stands before its first line.
func openSource(name string, o *Options) (*source, error) {
	s := &source{name: name, size: -1, close: func() error { return nil }}
	raw := o.Stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, ErrOpen.With(err)
		}
		s.close = f.Close
		s.identity, s.size, err = identify(f)
		if err != nil {
			return nil, errors.Join(ErrOpen.With(err), f.Close())
		}
		raw = f
	}
	if raw == nil {
		return nil, ErrOpen.With(errors.New("no standard input"))
	}
	s.counted = &counter{r: raw}
	err := s.recognise(s.counted, o)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// identify digests size and beginning of a file: the same content under another name goes on, another content does not.
func identify(f *os.File) (string, int64, error) {
	info, err := f.Stat()
	if err != nil {
		return "", 0, err
	}
	if info.IsDir() {
		return "", 0, errors.New("is a folder")
	}
	if !info.Mode().IsRegular() {
		return "", -1, nil
	}
	h := sha256.New()
	fmt.Fprintf(h, "%d\n", info.Size())
	_, err = io.CopyN(h, f, 1<<20)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", 0, err
	}
	_, err = f.Seek(0, io.SeekStart)
	return hex.EncodeToString(h.Sum(nil)[:16]), info.Size(), err
}

// recognise sets charset, format and line reader.
func (s *source) recognise(raw io.Reader, o *Options) error {
	name := s.name
	buf := bufio.NewReaderSize(raw, sampleBytes)
	if magic, _ := buf.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		gz, err := gzip.NewReader(buf)
		if err != nil {
			return ErrRead.With(err)
		}
		buf = bufio.NewReaderSize(gz, sampleBytes)
		name = strings.TrimSuffix(name, ".gz")
	}
	sample, err := buf.Peek(sampleBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return ErrRead.With(err)
	}
	whole := err != nil
	s.charset = charset.Of(o.Charset)
	switch {
	case s.charset == "":
		return ErrCharset
	case o.Charset == "":
		s.charset = charset.Detect(sample, whole)
	case s.charset == charset.UTF16LE && bytes.HasPrefix(sample, []byte{0xfe, 0xff}):
		s.charset = charset.UTF16BE
	}
	if s.charset == charset.UTF8 && bytes.HasPrefix(sample, []byte("\ufeff")) {
		s.charset = charset.UTF8BOM
	}
	var text io.Reader = buf
	if s.charset == charset.UTF8BOM {
		_, _ = buf.Discard(3) // was peeked
	} else {
		text = charset.Reader(buf, s.charset)
	}
	s.lines = &lineReader{r: bufio.NewReaderSize(text, sampleBytes)}
	head, _ := s.lines.r.Peek(4096) // an error comes again at reading
	s.format, err = formatOf(name, o, head)
	return err
}

// formatOf chooses by option, name, or the beginning of the text.
func formatOf(name string, o *Options, head []byte) (string, error) {
	first := bytes.TrimLeft(head, " \t\r\n")
	format := o.Format
	if format == "" {
		switch strings.ToLower(filepath.Ext(name)) {
		case ".jsonl", ".ndjson", ".json":
			format = JSONL
		case ".csv", ".tsv":
			format = CSV
		case ".txt", ".list":
			format = Lines
		default:
			format = sniff(first, o)
		}
	}
	switch format {
	case JSONL:
		if bytes.HasPrefix(first, []byte("[")) {
			return "", ErrArray
		}
	case CSV, Lines:
	default:
		return "", ErrFormat
	}
	return format, nil
}

// sniff takes text that begins with a brace for JSONL and a first line that names a field or a mapped column for CSV.
func sniff(first []byte, o *Options) string {
	if bytes.HasPrefix(first, []byte("{")) || bytes.HasPrefix(first, []byte("[")) {
		return JSONL
	}
	line, _, _ := bytes.Cut(first, []byte("\n"))
	cells, _ := splitCells(string(bytes.TrimRight(line, "\r")), delimiterOf(string(line)))
	known := fieldTypes(o.Kind)
	for _, c := range cells {
		name := strings.TrimSpace(c)
		_, isField := known[name]
		isField = isField || slices.Contains(mapValues(o.Map), name)
		if isField {
			return CSV
		}
	}
	return Lines
}

func mapValues(m map[string]string) (out []string) {
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

// lineReader reads lines of bounded length and counts them.
type lineReader struct {
	r    *bufio.Reader
	n    int
	long []byte
}

// next returns the next line without its break. A line longer than lineMax comes cut: no parser will take it.
func (l *lineReader) next() ([]byte, error) {
	line, err := l.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		l.long = append(l.long[:0], line...)
		for errors.Is(err, bufio.ErrBufferFull) {
			line, err = l.r.ReadSlice('\n')
			if len(l.long) < lineMax {
				l.long = append(l.long, line...)
			}
		}
		line = l.long
	}
	if len(line) == 0 && err != nil {
		return nil, err
	}
	l.n++
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return bytes.TrimRight(line, "\r\n"), nil
}

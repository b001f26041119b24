package statement

import (
	"archive/zip"
	"errors"
	"io"
)

// Bounds of the texts that cells share. A million rows in which four columns never repeat need 4 million texts and 100 MB.
const (
	maxShared      = 512 << 20 // bytes of all texts
	maxSharedTexts = 16 << 20  // their number: 16 bytes each beside the text
	sharedAtOnce   = 64 << 10  // bytes that are read on at once
)

// sharedTexts are the texts that cells refer to. They are read as far as somebody asked: a look at the columns needs the first few.
type sharedTexts struct {
	part  io.ReadCloser // nil: there are none, or all were read
	scan  *xmlScan
	list  []string
	size  int
	bytes []byte // of the texts that are being read
	ends  []int
}

// openShared opens the table; a workbook may have none.
func openShared(z *zip.Reader) *sharedTexts {
	s := &sharedTexts{}
	f, err := z.Open("xl/sharedStrings.xml")
	if err == nil {
		s.part, s.scan = f, newXMLScan(io.LimitReader(f, maxUnpacked))
	}
	return s
}

func (s *sharedTexts) close() error {
	if s.part == nil {
		return nil
	}
	part := s.part
	s.part, s.scan = nil, nil
	return part.Close()
}

// text is the n-th text.
func (s *sharedTexts) text(n int) (string, error) {
	for n >= len(s.list) {
		if s.part == nil {
			return "", ErrFormat
		}
		err := s.read()
		if errors.Is(err, io.EOF) {
			err = s.close()
		}
		if err != nil {
			return "", err
		}
	}
	return s.list[n], nil
}

// read reads some more texts; io.EOF with the last ones. They are kept as pieces of one string.
func (s *sharedTexts) read() error {
	s.bytes, s.ends = s.bytes[:0], s.ends[:0]
	var err error
	for err == nil && len(s.bytes) < sharedAtOnce && len(s.ends) < sharedAtOnce {
		err = s.one()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	s.size += len(s.bytes)
	if s.size > maxShared {
		return tooBig(maxShared)
	}
	if len(s.list)+len(s.ends) > maxSharedTexts {
		return tooBig(maxSharedTexts)
	}
	all, from := string(s.bytes), 0
	for _, end := range s.ends {
		s.list = append(s.list, all[from:end])
		from = end
	}
	return err
}

// one reads one text; readings beside characters (rPh) are left out.
func (s *sharedTexts) one() error {
	x, inside, beside, before := s.scan, false, false, len(s.bytes)
	for {
		err := x.next()
		if err != nil {
			s.bytes = s.bytes[:before]
			if inside {
				return errBroken(err)
			}
			return err
		}
		switch {
		case x.begins(siTag) && !x.empty:
			inside = true
		case x.tag == siTag:
			s.ends = append(s.ends, len(s.bytes))
			return nil
		case x.tag == rPhTag:
			beside = !x.end && !x.empty
		case x.ends(tTag) && inside && !beside:
			s.bytes = appendPlain(s.bytes, x.text)
			if len(s.bytes)-before > maxLine {
				return ErrFormat
			}
		}
	}
}

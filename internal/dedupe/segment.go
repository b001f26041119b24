package dedupe

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"fanzha/internal/paced"
)

// A segment file is
//
//	"FZDEDUP1" · number of entries, 8 · newest moment, 8 · number of positions, 4 · positions, 8 each · the entries, 16 each,
//	in the order of keys · CRC-32C of all before, 4
//
// with fixed integers big-endian. Its name is the range of sealings it holds: 00000001-00000008.seg.
const magic = "FZDEDUP1"

// blockEntries is the number of entries that one read from disk covers; the first key of each block is in memory.
const blockEntries = 256

// segment is an open file of sorted entries.
type segment struct {
	path        string
	first, last int // range of sealings
	n           int
	newest      int64
	positions   []uint64
	file        *os.File
	data        int64 // offset of the entries
	filter      bloom
	index       []uint64 // hi of the first entry of every block
}

var crcTable = crc32.MakeTable(crc32.Castagnoli)

// next yields entries in order; ok is false after the last.
type next func() (e entry, ok bool, err error)

// meta is what a segment says about itself.
type meta struct {
	first, last int
	n           int
	newest      int64
	positions   []uint64
}

func segmentName(first, last int) string { return fmt.Sprintf("%08d-%08d.seg", first, last) }

// writeSegment writes a file so that it is either whole under its name or not there. It is open afterwards.
func writeSegment(dir string, m meta, entries next) (*segment, error) {
	path := filepath.Join(dir, segmentName(m.first, m.last))
	tmp := path + ".tmp"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	s := &segment{path: path, first: m.first, last: m.last, n: m.n, newest: m.newest, positions: m.positions, file: f, filter: newBloom(m.n)}
	err = s.fill(entries)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(tmp))
	}
	return s, nil
}

// fill writes the file of the segment and learns what is in it on the way.
func (s *segment) fill(entries next) error {
	buf := binary.BigEndian.AppendUint64([]byte(magic), uint64(s.n))
	buf = binary.BigEndian.AppendUint64(buf, uint64(s.newest))
	buf = binary.BigEndian.AppendUint32(buf, uint32(len(s.positions)))
	for _, p := range s.positions {
		buf = binary.BigEndian.AppendUint64(buf, p)
	}
	s.data = int64(len(buf))
	crc, n, out := uint32(0), 0, paced.New(s.file)
	write := func() error {
		crc = crc32.Update(crc, crcTable, buf)
		_, err := out.Write(buf)
		buf = buf[:0]
		return err
	}
	for {
		e, ok, err := entries()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if n%blockEntries == 0 {
			s.index = append(s.index, e.hi)
		}
		s.filter.add(e)
		buf = appendEntry(buf, e)
		n++
		if len(buf) >= pieceBytes {
			err = write()
			if err != nil {
				return err
			}
		}
	}
	if n != s.n {
		return fmt.Errorf("segment has %d entries, %d were announced", n, s.n)
	}
	err := write()
	if err != nil {
		return err
	}
	_, err = s.file.Write(binary.BigEndian.AppendUint32(nil, crc))
	return err
}

// pieceBytes is how much of a file is written at once.
const pieceBytes = 32 << 10

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// openSegment reads a whole file once: to check it and to fill its filter and block index.
func openSegment(path string) (*segment, error) {
	s := &segment{path: path}
	_, err := fmt.Sscanf(filepath.Base(path), "%08d-%08d.seg", &s.first, &s.last)
	if err != nil {
		return nil, fmt.Errorf("name of %s: %w", path, err)
	}
	s.file, err = os.Open(path)
	if err != nil {
		return nil, err
	}
	err = s.load()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), s.file.Close())
	}
	return s, nil
}

func (s *segment) load() error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	crc := crc32.New(crcTable)
	r := io.TeeReader(bufio.NewReaderSize(s.file, 1<<16), crc)
	head := make([]byte, 28)
	_, err = io.ReadFull(r, head)
	if err != nil || string(head[:8]) != magic {
		return errors.New("not a segment file")
	}
	n, count := binary.BigEndian.Uint64(head[8:]), binary.BigEndian.Uint32(head[24:])
	s.newest = int64(binary.BigEndian.Uint64(head[16:]))
	s.data = 28 + int64(count)*8
	if count > 1<<16 || n > 1<<40 || info.Size() != s.data+int64(n)*entrySize+4 {
		return errors.New("wrong length")
	}
	s.n = int(n)
	raw := make([]byte, count*8)
	_, err = io.ReadFull(r, raw)
	if err != nil {
		return err
	}
	for i := range count {
		s.positions = append(s.positions, binary.BigEndian.Uint64(raw[i*8:]))
	}
	s.filter = newBloom(s.n)
	var buf [blockEntries * entrySize]byte
	for left := s.n; left > 0; left -= blockEntries {
		block := buf[:min(left, blockEntries)*entrySize]
		_, err = io.ReadFull(r, block)
		if err != nil {
			return err
		}
		s.index = append(s.index, entryAt(block).hi)
		for ; len(block) > 0; block = block[entrySize:] {
			s.filter.add(entryAt(block))
		}
	}
	want := crc.Sum32()
	_, err = io.ReadFull(r, buf[:4])
	if err != nil || binary.BigEndian.Uint32(buf[:4]) != want {
		return errors.New("checksum does not fit")
	}
	return nil
}

// find looks a key up: the filter, then the block, then one read.
func (s *segment) find(e entry, buf []byte) (sum uint32, ok bool, err error) {
	if !s.filter.has(e) {
		return 0, false, nil
	}
	low, high := 0, len(s.index) // the last block whose first key is <= e; equal first keys are looked through from the left
	for low < high {
		mid := (low + high) / 2
		if s.index[mid] < e.hi {
			low = mid + 1
		} else {
			high = mid
		}
	}
	for block := max(0, low-1); block < len(s.index) && s.index[block] <= e.hi; block++ {
		n := min(blockEntries, s.n-block*blockEntries)
		raw := buf[:n*entrySize]
		_, err = s.file.ReadAt(raw, s.data+int64(block)*blockEntries*entrySize)
		if err != nil {
			return 0, false, fmt.Errorf("%s: %w", s.path, err)
		}
		sum, ok = search(raw, e)
		if ok {
			return sum, true, nil
		}
	}
	return 0, false, nil
}

// reader yields the segment's entries in order.
func (s *segment) reader() next {
	r := bufio.NewReaderSize(io.NewSectionReader(s.file, s.data, int64(s.n)*entrySize), 1<<16)
	left := s.n
	var buf [entrySize]byte
	return func() (entry, bool, error) {
		if left == 0 {
			return entry{}, false, nil
		}
		left--
		_, err := io.ReadFull(r, buf[:])
		return entryAt(buf[:]), err == nil, err
	}
}

// merged yields the entries of several segments in order. Keys are distinct: a key is sealed once.
func merged(from []*segment) next {
	type head struct {
		e    entry
		pull next
	}
	var heads []head
	started := false
	return func() (entry, bool, error) {
		if !started {
			started = true
			for _, s := range from {
				h := head{pull: s.reader()}
				e, ok, err := h.pull()
				if err != nil {
					return entry{}, false, err
				}
				h.e = e
				if ok {
					heads = append(heads, h)
				}
			}
		}
		if len(heads) == 0 {
			return entry{}, false, nil
		}
		least := 0
		for i := range heads {
			if compare(heads[i].e, heads[least].e) < 0 {
				least = i
			}
		}
		out := heads[least].e
		e, ok, err := heads[least].pull()
		if err != nil {
			return entry{}, false, err
		}
		heads[least].e = e
		if !ok {
			heads = append(heads[:least], heads[least+1:]...)
		}
		return out, true, nil
	}
}

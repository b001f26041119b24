package detect

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"fanzha/centre/detect/waiting"
	"fanzha/centre/detect/window"
)

// A snapshot is a header block and the memory, cut into blocks of at most blockSize bytes, each with its length and CRC-32C, ended
// by an empty block: a reader knows of damage before it uses a byte of the block.
const (
	snapshotMagic   = "FZDETECT"
	snapshotVersion = 3
	blockSize       = 1 << 16
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Snapshot writes the engine's memory as of the log position.
func (e *Engine) Snapshot(w io.Writer, position uint64) error {
	b := &blockWriter{w: w}
	out := bufio.NewWriterSize(b, blockSize)
	header := binary.LittleEndian.AppendUint64([]byte(snapshotMagic), snapshotVersion)
	header = binary.LittleEndian.AppendUint64(header, position)
	header = append(header, fmt.Sprintf("%-64s", e.identity())...)
	_, err := out.Write(header)
	if err != nil {
		return fmt.Errorf("detect: write snapshot: %w", err)
	}
	err = e.store.Save(out)
	if err == nil {
		err = e.waits.Save(out)
	}
	if err != nil {
		return fmt.Errorf("detect: write snapshot: %w", err)
	}
	err = out.Flush()
	if err != nil {
		return fmt.Errorf("detect: write snapshot: %w", err)
	}
	return b.close()
}

// Identified is a text model that can name itself; a snapshot made with another model is not used.
type Identified interface{ Identity() string }

// identity names everything that decides what the memory means.
func (e *Engine) identity() string {
	id := e.set.Hash
	m, ok := e.opts.Text.(Identified)
	if ok {
		id += m.Identity()
	}
	return id[:min(len(id), 64)]
}

const headerSize = len(snapshotMagic) + 8 + 8 + 64

// Restore replaces the engine's memory by a snapshot's and returns its log position. A snapshot of another scenario set or model is
// ErrSnapshotOther, a damaged one ErrSnapshotBroken; the engine is then as before.
func (e *Engine) Restore(r io.Reader) (uint64, error) {
	in := bufio.NewReaderSize(&blockReader{r: bufio.NewReaderSize(r, blockSize)}, blockSize)
	header := make([]byte, headerSize)
	_, err := io.ReadFull(in, header)
	if err != nil {
		return 0, ErrSnapshotBroken.With(err)
	}
	if string(header[:8]) != snapshotMagic || binary.LittleEndian.Uint64(header[8:]) != snapshotVersion {
		return 0, ErrSnapshotOther
	}
	if string(header[24:]) != fmt.Sprintf("%-64s", e.identity()) {
		return 0, ErrSnapshotOther
	}
	store := window.NewStore(e.defs, e.feeds, e.ttl, e.opts.Limits)
	err = store.Restore(in)
	if err != nil {
		return 0, ErrSnapshotBroken.With(err)
	}
	waits, err := waiting.Restore(in, e.opts.Waiting, len(e.set.Scenarios))
	if err != nil {
		return 0, ErrSnapshotBroken.With(err)
	}
	_, err = in.ReadByte()
	if !errors.Is(err, io.EOF) {
		return 0, ErrSnapshotBroken.With(errors.New("something follows the end"))
	}
	e.store, e.waits = store, waits
	return binary.LittleEndian.Uint64(header[16:]), nil
}

// blockWriter frames what is written.
type blockWriter struct{ w io.Writer }

// Write writes one or more blocks.
func (b *blockWriter) Write(p []byte) (int, error) {
	done := 0
	for done < len(p) {
		part := p[done:min(done+blockSize, len(p))]
		err := b.block(part)
		if err != nil {
			return done, err
		}
		done += len(part)
	}
	return done, nil
}

func (b *blockWriter) block(part []byte) error {
	var head [8]byte
	binary.LittleEndian.PutUint32(head[:], uint32(len(part)))
	binary.LittleEndian.PutUint32(head[4:], crc32.Checksum(part, castagnoli))
	_, err := b.w.Write(head[:])
	if err == nil {
		_, err = b.w.Write(part)
	}
	if err != nil {
		return fmt.Errorf("detect: write snapshot: %w", err)
	}
	return nil
}

func (b *blockWriter) close() error { return b.block(nil) }

// blockReader gives back what blockWriter framed; io.EOF only at the empty block.
type blockReader struct {
	r    io.Reader
	buf  []byte
	rest []byte
	end  bool
}

// Read reads from verified blocks.
func (b *blockReader) Read(p []byte) (int, error) {
	if len(b.rest) == 0 {
		err := b.next()
		if err != nil {
			return 0, err
		}
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

func (b *blockReader) next() error {
	if b.end {
		return io.EOF
	}
	var head [8]byte
	_, err := io.ReadFull(b.r, head[:])
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	n := binary.LittleEndian.Uint32(head[:])
	if n > blockSize {
		return errors.New("block too large")
	}
	if b.buf == nil {
		b.buf = make([]byte, blockSize)
	}
	part := b.buf[:n]
	_, err = io.ReadFull(b.r, part)
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	if crc32.Checksum(part, castagnoli) != binary.LittleEndian.Uint32(head[4:]) {
		return errors.New("checksum differs")
	}
	if n == 0 {
		b.end = true
		return io.EOF
	}
	b.rest = part
	return nil
}

package dedupe

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Sizes of the index.
const (
	// SealAt is the number of keys in memory at which they are written to a file: 24–32 MB.
	SealAt = 1 << 20
	// mergeFan is how many files of one size become one.
	mergeFan = 8
	// mergeMost is how many tables' worth of keys a merge makes at most: files of 1–2 GiB. Larger ones would hold back the
	// space of old keys too long.
	mergeMost = 128
)

// Options of an index.
type Options struct {
	Dir    string
	Retain time.Duration // keys older than this may be forgotten; zero keeps all
	SealAt int           // zero: SealAt; smaller for tests
	Logger *slog.Logger
}

// Index is used by one goroutine; sealing and merging run beside it.
type Index struct {
	opts     Options
	table    *table
	frozen   *table // being written; still looked up
	segments []*segment
	sealed   int      // number of the last sealing
	stored   []uint64 // positions that the segments cover
	undo     []entry  // keys that the group in work put
	buf      []byte
	work     chan result // of the sealing that runs, nil when none does
}

// result is what a sealing made.
type result struct {
	segments []*segment
	dropped  []*segment
	err      error
}

// Open reads the folder's files. One that is damaged, and all after it, are set aside (renamed to .bad): what they knew is
// learned again from the log, because the positions fall back with them.
func Open(o Options) (*Index, error) {
	if o.SealAt == 0 {
		o.SealAt = SealAt
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	err := os.MkdirAll(o.Dir, 0o700)
	if err != nil {
		return nil, fmt.Errorf("dedupe folder: %w", err)
	}
	x := &Index{opts: o, table: newTable(tableFirst), buf: make([]byte, blockEntries*entrySize)}
	names, err := filepath.Glob(filepath.Join(o.Dir, "*"))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	bad := false
	for _, name := range names {
		switch {
		case strings.HasSuffix(name, ".tmp"):
			err = os.Remove(name)
		case strings.HasSuffix(name, ".seg"):
			bad, err = x.admit(name, bad)
		}
		if err != nil {
			x.Close()
			return nil, err
		}
	}
	return x, nil
}

// admit opens a file and adds it, or sets it aside.
func (x *Index) admit(name string, bad bool) (bool, error) {
	var s *segment
	var err error
	if !bad {
		s, err = openSegment(name)
		if errors.Is(err, os.ErrPermission) {
			return false, err
		}
	}
	if bad || err != nil {
		x.opts.Logger.Warn("dedupe file set aside", "file", name, "error", err)
		return true, os.Rename(name, name+".bad")
	}
	if s.last <= x.sealed { // a merge was interrupted before its sources were removed
		return false, errors.Join(s.file.Close(), os.Remove(name))
	}
	for len(x.segments) > 0 && x.segments[len(x.segments)-1].first >= s.first { // the same, sorted the other way
		old := x.segments[len(x.segments)-1]
		x.segments = x.segments[:len(x.segments)-1]
		err = errors.Join(old.file.Close(), os.Remove(old.path))
		if err != nil {
			return false, err
		}
	}
	x.segments = append(x.segments, s)
	x.sealed, x.stored = s.last, s.positions
	return false, nil
}

// Positions returns the positions up to which the files cover the log.
func (x *Index) Positions() []uint64 { return slices.Clone(x.stored) }

// Len returns the number of keys, in files and in memory.
func (x *Index) Len() int {
	n := x.table.n
	if x.frozen != nil {
		n += x.frozen.n
	}
	for _, s := range x.segments {
		n += s.n
	}
	return n
}

// Begin starts a group of at most n new keys.
func (x *Index) Begin(n int) error {
	x.undo = slices.Grow(x.undo[:0], n)
	return nil
}

// Ask says that a key will be put soon, so that its memory is on the way by then; it changes nothing.
func (x *Index) Ask(key Key) {
	e := entryOf(key, 0)
	x.table.ask(e)
	for _, s := range x.segments {
		s.filter.ask(e)
	}
}

// Put returns the checksum remembered for key, or remembers sum. Sum may be anything; a key of zeros is not possible.
func (x *Index) Put(key Key, sum uint32) (old uint32, seen bool, err error) {
	e := entryOf(key, sum)
	have := x.table.get(e)
	if have.empty() && x.frozen != nil {
		have = x.frozen.get(e)
	}
	if !have.empty() {
		return have.sum, true, nil
	}
	for i := len(x.segments) - 1; i >= 0; i-- {
		old, seen, err = x.segments[i].find(e, x.buf)
		if seen || err != nil {
			return old, seen, err
		}
	}
	x.table.add(e)
	x.undo = append(x.undo, e)
	return 0, false, nil
}

// End keeps the group, or forgets it when positions is nil. A full table is frozen and written beside; the error of an
// earlier writing is returned once, and it is tried again: nothing is forgotten meanwhile.
func (x *Index) End(positions []uint64, at int64) error {
	if positions == nil {
		for _, e := range x.undo {
			x.table.remove(e)
		}
		x.undo = x.undo[:0]
		return nil
	}
	if x.table.n < x.opts.SealAt {
		return x.collect(false)
	}
	err := x.collect(x.table.n >= 2*x.opts.SealAt) // the writer is behind: wait for it rather than grow without end
	if x.work != nil || x.frozen != nil {
		return err
	}
	// The next one will be as large; if it grew, all that wait would wait for it several times.
	x.frozen, x.table = x.table, newTable(x.table.size())
	x.seal(slices.Clone(positions), at)
	return err
}

// collect takes the result of a sealing when there is one.
func (x *Index) collect(wait bool) error {
	if x.work == nil {
		return nil
	}
	var r result
	if wait {
		r = <-x.work
	} else {
		select {
		case r = <-x.work:
		default:
			return nil
		}
	}
	x.work = nil
	if r.err != nil { // the keys stay in memory, and go back to the table to be sealed with the next
		for _, e := range x.frozen.sorted() {
			x.table.add(e)
		}
		x.frozen = nil
		return r.err
	}
	x.frozen = nil
	x.segments = r.segments
	newest := x.segments[len(x.segments)-1]
	x.sealed, x.stored = newest.last, newest.positions
	var errs []error
	for _, s := range r.dropped {
		errs = append(errs, s.file.Close(), os.Remove(s.path))
	}
	return errors.Join(errs...)
}

// seal writes the frozen table, then merges and drops files as due, in a goroutine that owns copies of what it needs.
func (x *Index) seal(positions []uint64, at int64) {
	x.work = make(chan result, 1)
	frozen, number, have := x.frozen, x.sealed+1, slices.Clone(x.segments)
	go func(out chan<- result) {
		list := frozen.sorted()
		i := 0
		s, err := writeSegment(x.opts.Dir, meta{number, number, len(list), at, positions}, func() (entry, bool, error) {
			if i == len(list) {
				return entry{}, false, nil
			}
			i++
			return list[i-1], true, nil
		})
		if err != nil {
			out <- result{err: fmt.Errorf("seal: %w", err)}
			return
		}
		r := result{segments: append(have, s)}
		r.expire(x.opts.Retain, at)
		for r.merge(x.opts.Dir, x.opts.SealAt, x.opts.Logger) {
		}
		out <- r
	}(x.work)
}

// expire drops files whose newest key is too old; the newest file stays, because it holds the positions.
func (r *result) expire(retain time.Duration, now int64) {
	for retain > 0 && len(r.segments) > 1 && r.segments[0].newest < now-retain.Microseconds() {
		r.dropped = append(r.dropped, r.segments[0])
		r.segments = r.segments[1:]
	}
}

// merge joins the last mergeFan files when they are of about one size. Failing to merge is no harm: it is tried again later.
func (r *result) merge(dir string, sealAt int, logger *slog.Logger) bool {
	n := len(r.segments)
	if n < mergeFan {
		return false
	}
	last := r.segments[n-mergeFan:]
	m := meta{first: last[0].first, last: last[mergeFan-1].last, newest: last[mergeFan-1].newest, positions: last[mergeFan-1].positions}
	low, high := last[0].n, last[0].n
	for _, s := range last {
		m.n += s.n
		low, high = min(low, s.n), max(high, s.n)
	}
	if high > 4*low || m.n > mergeMost*sealAt {
		return false
	}
	s, err := writeSegment(dir, m, merged(last))
	if err != nil {
		logger.Warn("dedupe merge", "error", err)
		return false
	}
	r.dropped = append(r.dropped, last...)
	r.segments = append(slices.Clone(r.segments[:n-mergeFan]), s)
	return true
}

// Close waits for the sealing that runs and closes the files. Keys in memory are not written: the log has them.
func (x *Index) Close() {
	err := x.collect(true)
	if err != nil {
		x.opts.Logger.Warn("dedupe index", "error", err)
	}
	for _, s := range x.segments {
		_ = s.file.Close() // only read from
	}
	x.segments = nil
}

package bus

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"fanzha/internal/check"
)

// seen is what of each file was synced.
type seen struct {
	mu    sync.Mutex
	bytes map[string]int64
	fails error
}

func (s *seen) sync(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails != nil {
		return s.fails
	}
	s.bytes[f.Name()] = info.Size()
	return nil
}

// has says whether a text stands in the synced part of the blocks.
func (s *seen) has(t *testing.T, text string) bool {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, n := range s.bytes {
		if filepath.Ext(name) != ".blk" {
			continue
		}
		raw, err := os.ReadFile(name)
		check.NoError(t, err)
		if bytes.Contains(raw[:min(n, int64(len(raw)))], []byte(text)) {
			return true
		}
	}
	return false
}

// written says whether a text stands in the block files, synced or not.
func written(t *testing.T, d *disk, text string) bool {
	t.Helper()
	blocks, err := d.blocks()
	check.NoError(t, err)
	for _, b := range blocks {
		raw, err := os.ReadFile(d.path(b))
		check.NoError(t, err)
		if bytes.Contains(raw, []byte(text)) {
			return true
		}
	}
	return false
}

// Protects: the server writes an envelope into a block file before it answers, and does not sync it; what Append has answered, and what a reader is shown, stands in the synced part of the block files of the embedded server,
// whoever synced it and through changes of the block; a sync that failed is told to the writer, and nothing is durable afterwards.
func TestAnsweredIsSynced(t *testing.T) {
	l := open(t, Options{Dir: t.TempDir(), Partitions: 4})
	s := &seen{bytes: map[string]int64{}}
	l.disk.sync = s.sync
	text := func(c, i int) string { return fmt.Sprintf("<%d-%d>", c, i) }
	const callers, rounds = 4, 5
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for i := range rounds {
				env := append([]byte(text(c, i)), make([]byte, 700<<10)...)
				_, err := l.Append(t.Context(), c, env)
				if err != nil || !s.has(t, text(c, i)) {
					t.Errorf("envelope %s was answered (%v) and is not synced", text(c, i), err)
				}
			}
		})
	}
	wg.Wait()
	check.True(t, l.disk.block > 1, "the block never changed")
	got, last := collect(t, l, 2, 0, rounds)
	check.Equal(t, got[3][:5], text(2, 3))

	// What was stored and not answered, and so not synced, is synced before it is shown.
	l.tails[2].begin()
	_, err := l.publish(t.Context(), 2, []byte("<left>"))
	check.NoError(t, err)
	check.True(t, written(t, l.disk, "<left>"), "the server answers before it has written: see docs/adr/0010")
	l.tails[2].failed()
	check.True(t, !s.has(t, "<left>"), "the server syncs by itself")
	got, _ = collect(t, l, 2, last, 1)
	check.Equal(t, got, []string{"<left>"})
	check.True(t, s.has(t, "<left>"), "an envelope was shown before it was durable")

	s.mu.Lock()
	s.fails = errors.New("disk on fire")
	s.mu.Unlock()
	_, err = l.Append(t.Context(), 0, []byte("<lost>"))
	check.Fault(t, err, "bus.append")
	s.mu.Lock()
	s.fails = nil
	s.mu.Unlock()
	_, err = l.Append(t.Context(), 0, []byte("<after>"))
	check.Fault(t, err, "bus.append")
	check.Fault(t, l.Check(t.Context()), "bus.read")
}

// Protects: a server that writes elsewhere or later than we think is found out; a block that was written anew or dropped is not taken
// for that.
func TestBlocksAreLookedAfter(t *testing.T) {
	d := newDisk(t.TempDir())
	check.NoError(t, os.MkdirAll(d.dir, 0o700))
	write := func(block int, text string) {
		t.Helper()
		f, err := os.OpenFile(d.path(block), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		check.NoError(t, err)
		_, err = f.WriteString(text)
		check.NoError(t, err)
		check.NoError(t, f.Close())
	}
	at := uint64(0)
	acknowledged := func(n int) error {
		d.begin()
		at++
		d.end(at, n)
		return d.durable(at)
	}
	write(1, "old")
	check.NoError(t, d.open(0))
	write(1, "first")
	check.NoError(t, acknowledged(5))
	write(1, "half")
	write(2, "half")
	check.NoError(t, acknowledged(8))
	check.NoError(t, os.Rename(d.path(2), d.path(9)))
	write(2, "anew")
	check.NoError(t, os.Remove(d.path(9)))
	check.NoError(t, acknowledged(4))
	check.NoError(t, os.Remove(d.path(1)))
	check.NoError(t, os.Remove(d.path(2)))
	write(5, "later")
	check.NoError(t, acknowledged(5))
	check.Equal(t, d.block, 5)
	write(5, "x")
	check.True(t, errors.Is(acknowledged(2000), errDisk), "what is in no block was called durable")
	check.True(t, errors.Is(acknowledged(0), errDisk), "after a failure something was called durable")
	d.close()

	d = newDisk(t.TempDir())
	check.True(t, d.open(0) != nil, "a folder that is not there was opened")
}

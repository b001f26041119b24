package bus

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/nats-io/nats-server/v2/server"
)

// disk makes durable what the embedded server has written. The server writes an envelope into its newest block file before it
// acknowledges it; left alone it would sync each by itself. Here all that are under way together are synced at once, before any of them
// is acknowledged to its writer or shown to a reader. That the files are where and as we think is checked with every sync: a server that
// writes elsewhere or later is found out, and nothing is acknowledged.
type disk struct {
	root string                    // of all the server's files
	dir  string                    // of the blocks: 1.blk, 2.blk, …
	sync func(file *os.File) error // File.Sync; tests look on

	turn    sync.Mutex // held by who syncs; guards the next five
	block   int
	file    *os.File
	size    int64 // of the block at its last sync
	grown   int64 // by how much blocks have grown since the start
	written int64 // … and how much of it was acknowledged by the server, at least
	failed  error // after it nothing is durable any more: what a failed sync has lost is not known

	synced atomic.Uint64 // all up to this position are durable

	mu      sync.Mutex // guards what follows
	changed *sync.Cond
	begun   uint64 // appends handed to the server
	ended   uint64 // … and answered
	acked   uint64 // newest position that was acknowledged
	bytes   int64  // acknowledged
}

func newDisk(dir string) *disk {
	root := filepath.Join(dir, server.JetStreamStoreDir)
	d := &disk{root: root, dir: filepath.Join(root, "$G", "streams", StreamName, "msgs"), sync: (*os.File).Sync}
	d.changed = sync.NewCond(&d.mu)
	return d
}

// errDisk says that the blocks are not as the server of this version writes them.
var errDisk = errors.New("bus: an acknowledged envelope is not in the block files")

func (d *disk) path(block int) string { return filepath.Join(d.dir, strconv.Itoa(block)+".blk") }

// open makes durable what a process before, or the making of the stream, may have left unsynced: files and folders. All up to last is
// durable then.
func (d *disk) open(last uint64) error {
	d.turn.Lock()
	defer d.turn.Unlock()
	err := filepath.WalkDir(d.root, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.IsDir() && !e.Type().IsRegular() {
			return err
		}
		return d.named(path)
	})
	if err != nil {
		return ErrOpen.With(fmt.Errorf("sync the files of the log: %w", err))
	}
	blocks, err := d.blocks()
	if err == nil && len(blocks) > 0 {
		err = d.take(blocks[len(blocks)-1])
		if err == nil {
			err = d.one()
		}
	}
	if err != nil {
		return ErrOpen.With(fmt.Errorf("sync the blocks of the log: %w", err))
	}
	d.grown, d.acked = 0, last
	d.synced.Store(last)
	return nil
}

// named syncs a file or folder by its name. One that the server has taken away meanwhile needs none.
func (d *disk) named(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(d.sync(f), f.Close())
}

// blocks lists the numbers of the block files.
func (d *disk) blocks() ([]int, error) {
	entries, err := os.ReadDir(d.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var list []int
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".blk")
		n, bad := strconv.Atoi(name)
		if ok && bad == nil {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return list, err
}

// take makes a block the present one.
func (d *disk) take(block int) error {
	if d.file != nil {
		_ = d.file.Close() // it is synced, and was never written to through this handle
		d.file = nil
	}
	f, err := os.Open(d.path(block))
	if err != nil {
		return err
	}
	d.block, d.file, d.size = block, f, 0
	return nil
}

// begin is called before an append.
func (d *disk) begin() {
	d.mu.Lock()
	d.begun++
	d.mu.Unlock()
}

// end is called after an append, with its position and size where it was acknowledged.
func (d *disk) end(seq uint64, size int) {
	d.mu.Lock()
	d.ended++
	d.acked, d.bytes = max(d.acked, seq), d.bytes+int64(size)
	d.changed.Broadcast()
	d.mu.Unlock()
}

// durable returns when everything up to a position is synced. Who comes first syncs for all whose appends are under way.
func (d *disk) durable(seq uint64) error {
	if d.synced.Load() >= seq {
		return nil
	}
	d.turn.Lock()
	defer d.turn.Unlock()
	if d.failed != nil {
		return d.failed
	}
	if d.synced.Load() >= seq {
		return nil
	}
	d.mu.Lock()
	for all := d.begun; d.ended < all; {
		d.changed.Wait()
	}
	seq, d.written = max(seq, d.acked), d.bytes
	d.mu.Unlock()
	err := d.all()
	if err != nil {
		d.failed = err
		return err
	}
	d.synced.Store(seq)
	return nil
}

// all syncs every block that was written to since the last time. A block is left only when the next one was there before it was synced:
// then nothing is written to it any more.
func (d *disk) all() error {
	err := d.same()
	for err == nil {
		_, none := os.Stat(d.path(d.block + 1))
		err = d.one()
		if err != nil || none != nil {
			break
		}
		err = d.take(d.block + 1)
		if err == nil {
			err = d.named(d.dir)
		}
	}
	if err == nil && d.grown < d.written {
		err = errDisk
	}
	return err
}

// one syncs the present block.
func (d *disk) one() error {
	info, err := d.file.Stat()
	if err != nil {
		return err
	}
	d.grown += info.Size() - d.size
	d.size = info.Size()
	return d.sync(d.file)
}

// same makes sure that the present block is the file of its name: the server may have written it anew, or dropped it for its age.
func (d *disk) same() error {
	if d.file != nil {
		have, err := d.file.Stat()
		if err != nil {
			return err
		}
		named, err := os.Stat(d.path(d.block))
		if err == nil && os.SameFile(have, named) {
			return nil
		}
		if err == nil {
			d.grown = max(d.grown, d.written) // by how much a file that was written anew has grown cannot be told
			err = d.take(d.block)
			d.size = named.Size()
			return err
		}
	}
	blocks, err := d.blocks()
	if err != nil || len(blocks) == 0 {
		return errors.Join(errDisk, err)
	}
	next := blocks[len(blocks)-1]
	for _, b := range blocks {
		if d.file == nil || b > d.block {
			next = b
			break
		}
	}
	if d.file != nil { // what it still grew by cannot be told
		d.grown = max(d.grown, d.written)
	}
	return d.take(next)
}

// works says why nothing is durable any more, nil as long as it is.
func (d *disk) works() error {
	d.turn.Lock()
	defer d.turn.Unlock()
	return d.failed
}

// close is called when the log has ended.
func (d *disk) close() {
	d.turn.Lock()
	defer d.turn.Unlock()
	if d.file != nil {
		_ = d.file.Close() // it was only read from
		d.file = nil
	}
	d.failed = ErrClosed
}

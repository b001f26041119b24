package funds

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"fanzha/centre/trace/flow"
	"fanzha/internal/bus"
)

// FlowFolder is where the snapshot of the transfers in memory stands below the data folder.
const FlowFolder = "flow"

const (
	keptFile   = "transfers.snap"
	keptSpoilt = ".spoilt" // ending of one that could not be used: set aside for whoever wants to know why
	keptBuffer = 1 << 20
)

// errForeign: a snapshot of another centre, or of a log that is not there any more.
var errForeign = errors.New("the snapshot belongs to another log")

// kept is the snapshot of the transfers in memory: where the log was when it was taken stands in it, so that a restart reads the log
// from there on, and the whole log where there is no snapshot or none that can be used.
type kept struct {
	path   string
	centre string
	warn   func(error)

	mu   sync.Mutex // guards last, and the file against two writers
	last int64      // transfers that the engine had been fed at the last snapshot
}

// restore makes the engine of the snapshot; without one that can be used, an empty one.
func (k *kept) restore() (*flow.Engine, error) {
	if k.path == "" {
		return flow.New(flowOptions())
	}
	e, err := k.read()
	switch {
	case err == nil:
		return e, nil
	case !errors.Is(err, fs.ErrNotExist):
		k.aside(err)
	}
	return flow.New(flowOptions())
}

func (k *kept) read() (*flow.Engine, error) {
	f, err := os.Open(k.path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	r := bufio.NewReaderSize(f, keptBuffer)
	head := make([]byte, len(k.head()))
	_, err = io.ReadFull(r, head)
	if err != nil || string(head) != k.head() {
		return nil, errForeign
	}
	return flow.Restore(r, flowOptions())
}

// head begins the file: whose log the places in it are of.
func (k *kept) head() string { return "fanzha flow of " + k.centre + "\n" }

// aside sets a snapshot that cannot be used aside: the log has everything that was in it.
func (k *kept) aside(why error) {
	err := os.Rename(k.path, k.path+keptSpoilt)
	k.warn(fmt.Errorf("snapshot of the transfers set aside, the whole log is read: %w", errors.Join(why, err)))
}

// check drops what was restored when the log does not reach as far as the snapshot says: it is not the log that it was taken of.
func (t *Transfers) check(ctx context.Context, log *bus.Log) error {
	for p := range log.Partitions() {
		last, err := log.Last(ctx, p)
		if err != nil {
			return err
		}
		if t.engine.Position(p) <= last {
			continue
		}
		t.kept.aside(errForeign)
		fresh, err := flow.New(flowOptions())
		if err != nil {
			return err
		}
		old := t.engine
		t.engine = fresh
		return old.Close()
	}
	return nil
}

// save writes a snapshot beside the old one, syncs and renames: after a crash one of the two is there, whole. Nothing new, nothing
// written.
func (t *Transfers) save() error {
	k := &t.kept
	k.mu.Lock()
	defer k.mu.Unlock()
	fed := t.fed.Load()
	if k.path == "" || fed == k.last {
		return nil
	}
	err := os.MkdirAll(filepath.Dir(k.path), 0o700)
	if err != nil {
		return fmt.Errorf("folder of the snapshot: %w", err)
	}
	temp := k.path + ".new"
	err = t.write(temp)
	if err != nil {
		return fmt.Errorf("write snapshot of the transfers: %w", errors.Join(err, os.Remove(temp)))
	}
	err = os.Rename(temp, k.path)
	if err == nil {
		err = syncFolder(filepath.Dir(k.path))
	}
	if err == nil {
		k.last = fed
	}
	return err
}

func (t *Transfers) write(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, keptBuffer)
	_, err = b.WriteString(t.kept.head())
	if err == nil {
		err = t.engine.Snapshot(b)
	}
	if err == nil {
		err = b.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncFolder makes a rename last.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// keep writes a snapshot every so often until ctx ends.
func (t *Transfers) keep(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			err := t.save()
			if err != nil {
				t.kept.warn(err)
			}
		}
	}
}

// close writes the last snapshot and gives the memory back. Nothing follows the log any more.
func (t *Transfers) close() error { return errors.Join(t.save(), t.engine.Close()) }

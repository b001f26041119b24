package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"fanzha/centre/detect"
)

// snapshots keeps the newest window snapshot of each partition as DIR/detect/NN.snap.
type snapshots struct {
	dir    string
	before func(ctx context.Context, partition int) error // what must be durable before a snapshot is
}

func (s snapshots) path(partition int) string {
	return filepath.Join(s.dir, fmt.Sprintf("%02d.snap", partition))
}

// Save writes beside the old snapshot, syncs, and renames: after a crash one of the two is there, whole.
func (s snapshots) Save(partition int, write func(io.Writer) error) error {
	err := s.before(context.Background(), partition)
	if err != nil {
		return err
	}
	err = os.MkdirAll(s.dir, 0o700)
	if err != nil {
		return fmt.Errorf("folder of snapshots: %w", err)
	}
	tmp := s.path(partition) + ".new"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open snapshot: %w", err)
	}
	b := bufio.NewWriterSize(f, 1<<20)
	err = write(b)
	if err == nil {
		err = b.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	return os.Rename(tmp, s.path(partition))
}

// Load opens the newest snapshot.
func (s snapshots) Load(partition int) (io.ReadCloser, error) {
	f, err := os.Open(s.path(partition))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, detect.ErrNoSnapshot
	}
	if err != nil {
		return nil, fmt.Errorf("open snapshot: %w", err)
	}
	return struct {
		io.Reader
		io.Closer
	}{bufio.NewReaderSize(f, 1<<20), f}, nil
}

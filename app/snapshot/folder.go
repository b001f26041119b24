// Package snapshot keeps the windows of detection in files: what a start goes on from instead of reading the whole log.
package snapshot

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"fanzha/centre/detect"
	"fanzha/internal/paced"
)

// Folder keeps the newest snapshot of each partition as NN.snap in it. It implements detect.Snapshots.
type Folder string

func (f Folder) path(partition int) string {
	return filepath.Join(string(f), fmt.Sprintf("%02d.snap", partition))
}

// pieceBytes is how much is written at once.
const pieceBytes = 128 << 10

// Save writes beside the old snapshot, syncs, and renames: after a crash one of the two is there, whole.
func (f Folder) Save(partition int, write func(io.Writer) error) error {
	err := os.MkdirAll(string(f), 0o700)
	if err != nil {
		return fmt.Errorf("folder of snapshots: %w", err)
	}
	tmp := f.path(partition) + ".new"
	out, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open snapshot: %w", err)
	}
	b := bufio.NewWriterSize(paced.New(out), pieceBytes)
	err = write(b)
	if err == nil {
		err = b.Flush()
	}
	if err == nil {
		err = out.Sync()
	}
	err = errors.Join(err, out.Close())
	if err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	return os.Rename(tmp, f.path(partition))
}

// Load opens the newest snapshot; detect.ErrNoSnapshot where there is none.
func (f Folder) Load(partition int) (io.ReadCloser, error) {
	in, err := os.Open(f.path(partition))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, detect.ErrNoSnapshot
	}
	if err != nil {
		return nil, fmt.Errorf("open snapshot: %w", err)
	}
	return struct {
		io.Reader
		io.Closer
	}{bufio.NewReaderSize(in, 1<<20), in}, nil
}

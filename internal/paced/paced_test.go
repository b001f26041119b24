package paced_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/internal/paced"
)

// memory is a file that counts what was not synced.
type memory struct {
	bytes.Buffer
	unsynced, most int
	fails          error
}

func (m *memory) Write(p []byte) (int, error) {
	m.unsynced += len(p)
	m.most = max(m.most, m.unsynced)
	return m.Buffer.Write(p)
}

func (m *memory) Sync() error {
	m.unsynced = 0
	return m.fails
}

// Protects: everything is written once and in order, never much more than a piece waits for a sync, and a sync that fails is told.
func TestWriter(t *testing.T) {
	m := &memory{}
	w := paced.New(m)
	var want []byte
	for i := range 300 {
		p := bytes.Repeat([]byte{byte(i)}, 100_000)
		want = append(want, p...)
		n, err := w.Write(p)
		check.NoError(t, err)
		check.Equal(t, n, len(p))
	}
	check.True(t, bytes.Equal(m.Bytes(), want), "what was written is not what was given")
	check.True(t, m.most < paced.Piece+100_000, "too much waits for a sync")
	m.fails = errors.New("disk on fire")
	_, err := w.Write(make([]byte, paced.Piece))
	check.True(t, errors.Is(err, m.fails), "the failed sync is not told")
}

// BenchmarkLogBeside measures the sync of 180 KB of a log while files of 32 MB are written beside it: the 99th of a hundred, in
// milliseconds.
func BenchmarkLogBeside(b *testing.B) {
	for name, open := range map[string]func(f *os.File) paced.File{
		"paced": func(f *os.File) paced.File {
			return struct {
				*paced.Writer
				syncer
			}{paced.New(f), f}
		},
		"at once": func(f *os.File) paced.File { return f },
	} {
		b.Run(name, func(b *testing.B) { beside(b, open) })
	}
}

type syncer interface{ Sync() error }

func beside(b *testing.B, open func(f *os.File) paced.File) {
	dir := b.TempDir()
	log, err := os.Create(filepath.Join(dir, "log"))
	check.NoError(b, err)
	stop, ended := make(chan struct{}), make(chan error)
	go func() { ended <- bulk(filepath.Join(dir, "bulk"), open, stop) }()
	var took []time.Duration
	piece := make([]byte, 180_000)
	for b.Loop() {
		_, err := log.Write(piece)
		check.NoError(b, err)
		began := time.Now()
		check.NoError(b, log.Sync())
		took = append(took, time.Since(began))
	}
	close(stop)
	check.NoError(b, <-ended)
	check.NoError(b, log.Close())
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// bulk writes files until it is stopped.
func bulk(path string, open func(f *os.File) paced.File, stop chan struct{}) error {
	piece := make([]byte, 128<<10)
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		f, err := os.Create(path)
		if err != nil {
			return err
		}
		w := open(f)
		for n := 0; n < 32<<20 && err == nil; n += len(piece) {
			_, err = w.Write(piece)
		}
		err = errors.Join(err, f.Sync(), f.Close())
		if err != nil {
			return err
		}
	}
}

// Package paced writes large files beside a log that is synced all the time. A file system brings everything that was written with one
// of its transactions to the disk before it calls that transaction done: a hundred megabytes of a snapshot hold up the sync of a log by as
// long as they take. So a large file is synced in pieces, and the processor is left to others after each.
package paced

import (
	"io"
	"runtime"
)

// Piece is after how many bytes a file is synced: what a disk takes in a few milliseconds. A quarter of it made the syncs of the log no
// shorter, as each sync of a piece costs something itself.
const Piece = 4 << 20

// File is what is written to.
type File interface {
	io.Writer
	Sync() error
}

// Writer writes to a file and syncs it after every piece. The last sync is the caller's.
type Writer struct {
	file  File
	since int
}

// New makes the writer of a file.
func New(file File) *Writer { return &Writer{file: file} }

// Write writes.
func (w *Writer) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	w.since += n
	if err == nil && w.since >= Piece {
		w.since = 0
		err = w.file.Sync()
	}
	runtime.Gosched()
	return n, err
}

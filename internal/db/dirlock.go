package db

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"fanzha/term/fault"
)

// DirLock holds a data directory for one process.
type DirLock struct{ file *os.File }

// LockDir takes the directory's lock file, or refuses with db.dir_locked and the pid that holds it. The kernel lets go of
// the lock when the process ends in whatever way, so a stale file never locks anyone out.
func LockDir(dir string) (*DirLock, error) {
	path := filepath.Join(dir, "lock")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, ErrUnavailable.With(err)
	}
	err = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		text, _ := io.ReadAll(io.LimitReader(file, 32))
		_ = file.Close()
		return nil, fault.New(ErrDirLocked.Kind, ErrDirLocked.Code, "dir", dir, "pid", strings.TrimSpace(string(text)))
	}
	if err == nil {
		err = file.Truncate(0)
	}
	if err == nil {
		_, err = file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		_ = file.Close()
		return nil, ErrUnavailable.With(err)
	}
	return &DirLock{file: file}, nil
}

// Release lets the directory go. The file stays: removing it would let two processes lock two files of the same name.
func (l *DirLock) Release() error {
	err := l.file.Truncate(0)
	return errors.Join(err, l.file.Close())
}

package exchange

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fanzha/centre/upstream"
	"fanzha/edge/partner/parcel"
	"fanzha/term/fault"
)

// The folders of a centre. We write out and read in; whoever carries the files, a person or a gate, empties the one and fills the other.
const (
	outFolder  = "out"
	inFolder   = "in"
	doneFolder = "done"
	badFolder  = "bad"
)

// Ending is that of a parcel's file.
const Ending = ".fzx"

// filesMax bounds the files of one look; what is left waits for the next.
const filesMax = 200

// Folder exchanges files with one centre.
type Folder struct {
	desk *parcel.Desk
	dir  string
}

// OpenFolder makes the folders of a centre where they are missing.
func OpenFolder(d *parcel.Desk, dir string) (*Folder, error) {
	for _, name := range []string{outFolder, inFolder, doneFolder, badFolder} {
		err := os.MkdirAll(filepath.Join(dir, name), 0o750)
		if err != nil {
			return nil, ErrFolder.With(err)
		}
	}
	return &Folder{d, dir}, nil
}

// Put lays out a parcel with everything that the centre has not confirmed, and with what we have of it. The file is complete when its name
// appears.
func (f *Folder) Put(ctx context.Context, peer upstream.Peer) (string, error) {
	raw, p, err := f.desk.Out(ctx, peer, 0)
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("%s-%s-%d%s", p.From, p.To, p.MadeAt, Ending)
	return name, f.place(filepath.Join(f.dir, outFolder), name, raw)
}

// place writes a file whole: aside, synced, then renamed.
func (f *Folder) place(dir, name string, raw []byte) error {
	t, err := os.CreateTemp(dir, ".part-*")
	if err != nil {
		return ErrFolder.With(err)
	}
	_, err = t.Write(raw)
	err = errors.Join(err, t.Sync(), t.Close())
	if err == nil {
		err = os.Rename(t.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		_ = os.Remove(t.Name())
		return ErrFolder.With(err)
	}
	return nil
}

// Look is what one look at the folder did.
type Look struct {
	Taken   int // files, with nothing new among them or something
	Waiting int // files whose predecessors have not come yet
	Refused int
}

// Take reads the parcels that lie there, the oldest first. A parcel after a gap stays and is read again when the one before has come. A file
// that is no parcel for us is put aside with the reason.
func (f *Folder) Take(ctx context.Context, peer upstream.Peer) (Look, error) {
	var done Look
	names, err := f.names()
	if err != nil {
		return done, err
	}
	for _, name := range names {
		if ctx.Err() != nil {
			return done, ctx.Err()
		}
		err = f.take(ctx, peer, name, &done)
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

func (f *Folder) names() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(f.dir, inFolder))
	if err != nil {
		return nil, ErrFolder.With(err)
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && strings.HasSuffix(e.Name(), Ending) && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names) // the time stands in the name: the oldest of a sender first
	return names[:min(len(names), filesMax)], nil
}

func (f *Folder) take(ctx context.Context, peer upstream.Peer, name string, done *Look) error {
	from := filepath.Join(f.dir, inFolder, name)
	raw, err := readFile(from)
	if err != nil {
		return err
	}
	sender, _, err := parcel.Sender(raw)
	if err == nil && sender != peer.Code {
		err = parcel.ErrSender // another centre's files do not lie here
	}
	if err == nil {
		_, _, _, err = f.desk.In(ctx, raw, parcel.File, 0)
	}
	switch {
	case err == nil:
		done.Taken++
		return moved(from, filepath.Join(f.dir, doneFolder, name))
	case errors.Is(err, upstream.ErrGap):
		done.Waiting++
		return nil
	case !refused(err):
		return err // it stays and is read again
	}
	done.Refused++
	err = f.place(filepath.Join(f.dir, badFolder), name+".txt", []byte(fault.CodeOf(err)+"\n"))
	if err != nil {
		return err
	}
	return moved(from, filepath.Join(f.dir, badFolder, name))
}

// refused says whether reading the file again would end the same way.
func refused(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Denied, fault.NotFound, fault.Conflict, fault.Expired:
		return true
	}
	return false
}

func readFile(path string) ([]byte, error) {
	r, err := os.Open(path)
	if err != nil {
		return nil, ErrFolder.With(err)
	}
	defer func() { _ = r.Close() }()
	raw, err := io.ReadAll(io.LimitReader(r, parcel.Max+1))
	if err != nil {
		return nil, ErrFolder.With(err)
	}
	return raw, nil
}

func moved(from, to string) error {
	err := os.Rename(from, to)
	if err != nil {
		return ErrFolder.With(err)
	}
	return nil
}

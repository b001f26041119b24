package folder

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/term/fault"
)

// The folders of a bank.
const (
	outFolder     = "out"
	inFolder      = "in"
	receiptFolder = "receipts"
	doneFolder    = "done"
	badFolder     = "bad"
)

// maxFiles bounds the files of one look; what is left waits for the next.
const maxFiles = 200

// Form is what the files are. The zero Form is CSV.
type Form struct {
	Ending  string // of answer files, with its dot
	Order   func(o wire.Order) (raw []byte, ending string, err error)
	Answers func(raw []byte, bank string) ([]Line, error) // a file that cannot be read at all is a fault
}

// csvForm is the form of this package's own files.
var csvForm = Form{
	Ending:  ".csv",
	Order:   func(o wire.Order) ([]byte, string, error) { raw, err := EncodeOrder(o); return raw, ".csv", err },
	Answers: DecodeAnswers,
}

// Exchange is the folder of one bank.
type Exchange struct {
	dir  string
	bank string
	form Form

	mu   sync.Mutex // guards last: two looks at once would take a file twice
	last map[string]print
}

// print is what a file looked like: size and time of change.
type print struct {
	size    int64
	changed time.Time
}

// Open makes the folders of a bank where they are missing.
func Open(dir, bank string, form Form) (*Exchange, error) {
	if form.Order == nil {
		form = csvForm
	}
	for _, name := range []string{outFolder, inFolder, receiptFolder, doneFolder, badFolder} {
		err := os.MkdirAll(filepath.Join(dir, name), 0o750)
		if err != nil {
			return nil, refuse(ErrFolder, "folder", name)
		}
	}
	return &Exchange{dir: dir, bank: bank, form: form, last: map[string]print{}}, nil
}

// Put lays an order into the folder. The same order again is no second order: its file has the same name and content.
func (e *Exchange) Put(o wire.Order) error {
	if o.Bank != e.bank {
		return ErrForeign
	}
	raw, ending, err := e.form.Order(o)
	if err != nil {
		return err
	}
	return e.place(outFolder, o.ID+ending, raw)
}

// place writes a file whole: aside, synced, then renamed.
func (e *Exchange) place(folder, name string, raw []byte) error {
	f, err := os.CreateTemp(filepath.Join(e.dir, folder), ".part-*")
	if err != nil {
		return refuse(ErrFolder, "folder", folder)
	}
	_, err = f.Write(raw)
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(e.dir, folder, name))
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return refuse(ErrFolder, "folder", folder)
	}
	return syncFolder(filepath.Join(e.dir, folder))
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return refuse(ErrFolder, "folder", filepath.Base(path))
	}
	err = errors.Join(d.Sync(), d.Close())
	if err != nil {
		return refuse(ErrFolder, "folder", filepath.Base(path))
	}
	return nil
}

// Take is what one look did.
type Take struct {
	Files   int
	Answers int
	Refused int // answers or whole files
}

// Look reads the answers that lie there complete and hands each to take. An answer that take refuses is told in the receipt; when
// take says that the centre is not available, the file stays and is read again.
func (e *Exchange) Look(ctx context.Context, take func(ctx context.Context, a wire.Answer) error) (Take, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	names, err := e.complete()
	if err != nil {
		return Take{}, err
	}
	var done Take
	for _, name := range names {
		if ctx.Err() != nil {
			return done, ctx.Err()
		}
		err = e.file(ctx, name, &done, take)
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// complete lists files that look as they did at the last look, oldest name first.
func (e *Exchange) complete() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(e.dir, inFolder))
	if err != nil {
		return nil, refuse(ErrFolder, "folder", inFolder)
	}
	now := map[string]print{}
	var names []string
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasPrefix(name, ".") || !strings.EqualFold(filepath.Ext(name), e.form.Ending) || !entry.Type().IsRegular() {
			continue
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, refuse(ErrFolder, "folder", inFolder)
		}
		now[name] = print{info.Size(), info.ModTime()}
		if e.last[name] == now[name] && len(names) < maxFiles {
			names = append(names, name)
		}
	}
	e.last = now
	slices.Sort(names)
	return names, nil
}

// file reads one file, writes its receipt and moves it away. A crash in between reads it again, which changes nothing.
func (e *Exchange) file(ctx context.Context, name string, done *Take, take func(ctx context.Context, a wire.Answer) error) error {
	raw, err := e.read(name)
	if err != nil {
		return err
	}
	lines, err := e.form.Answers(raw, e.bank)
	if isAway(err) {
		return err
	}
	if err != nil {
		done.Files++
		done.Refused++
		return errors.Join(e.receipt(name, []Line{{Number: 1, Err: err}}), e.move(name, badFolder))
	}
	for i := range lines {
		if lines[i].Err == nil {
			lines[i].Err = take(ctx, lines[i].Answer)
		}
		if isAway(lines[i].Err) {
			return lines[i].Err
		}
		done.Answers++
		if lines[i].Err != nil {
			done.Refused++
		}
	}
	done.Files++
	return errors.Join(e.receipt(name, lines), e.move(name, doneFolder))
}

// isAway says whether the centre could not look at it now: the file stays.
func isAway(err error) bool {
	kind := fault.KindOf(err)
	return err != nil && (kind == fault.Unavailable || kind == fault.Internal)
}

func (e *Exchange) read(name string) ([]byte, error) {
	f, err := os.Open(filepath.Join(e.dir, inFolder, name))
	if err != nil {
		return nil, refuse(ErrFolder, "folder", inFolder)
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	err = errors.Join(err, f.Close())
	if err != nil {
		return nil, refuse(ErrFolder, "folder", inFolder)
	}
	return raw, nil
}

// receipt tells line by line what became of a file.
func (e *Exchange) receipt(name string, lines []Line) error {
	var rows [][]string
	for _, l := range lines {
		row := []string{digits(int64(l.Number)), l.Answer.ID, l.Answer.Order, "ok", "", ""}
		if l.Err != nil {
			row[3], row[4] = "refused", fault.CodeOf(l.Err)
			var f *fault.Fault
			if errors.As(l.Err, &f) {
				row[5] = fault.Lookup(f).ZH
			}
		}
		rows = append(rows, row)
	}
	raw, err := write([]string{"line", "id", "order", "outcome", "code", "text"}, rows)
	if err != nil {
		return refuse(ErrFolder, "folder", receiptFolder)
	}
	return e.place(receiptFolder, strings.TrimSuffix(name, filepath.Ext(name))+".csv", raw)
}

// move takes a file away; one of the same name that was moved earlier keeps its place and this one gets a number.
func (e *Exchange) move(name, folder string) error {
	to := filepath.Join(e.dir, folder, name)
	for n := 2; ; n++ {
		_, err := os.Lstat(to)
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err != nil || n > 10_000 {
			return refuse(ErrFolder, "folder", folder)
		}
		to = filepath.Join(e.dir, folder, strings.TrimSuffix(name, filepath.Ext(name))+"-"+digits(int64(n))+filepath.Ext(name))
	}
	err := os.Rename(filepath.Join(e.dir, inFolder, name), to)
	if err != nil {
		return refuse(ErrFolder, "folder", folder)
	}
	delete(e.last, name)
	return nil
}

package sheet

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/trace/sheet/statement"
	"fanzha/term/fault"
)

// MaxUpload bounds a file: a million rows are some 200 MB of text.
const MaxUpload = 512 << 20

// BeginCmd asks for the import of a file whose content the caller already has.
type BeginCmd struct {
	Sheet  string
	Name   string
	SHA256 string // of the content, in hex
	Bytes  int64
	Map    statement.Map // empty: as the file's columns were mapped before, or as guessed
}

// Preview tells the layout of a file; nothing is kept. A map that was used for the same columns before is the guess.
func (s *Service) Preview(ctx context.Context, scope access.Scope, sheet string, r io.Reader) (statement.Layout, error) {
	err := scope.Require(access.FlowWork)
	if err != nil {
		return statement.Layout{}, err
	}
	_, err = s.o.Sheets.Get(ctx, scope, sheet)
	if err != nil {
		return statement.Layout{}, err
	}
	d, err := statement.Open(r, s.o.Columns)
	if err != nil {
		return statement.Layout{}, err
	}
	layout := d.Layout()
	err = d.Close()
	if err != nil {
		return statement.Layout{}, err
	}
	known, err := s.o.Reads.MapFor(ctx, scope, signature(&layout))
	if known != nil {
		layout.Guess = known
	}
	return layout, err
}

// signature is the same for files with the same columns.
func signature(l *statement.Layout) string {
	sum := sha256.Sum256([]byte(strings.Join(l.Names(), "\x00")))
	return hex.EncodeToString(sum[:])
}

// Begin records that a file is being imported; Run reads it. A file that the sheet already has is refused; one whose import was
// undone comes back into view at once, and run is false.
func (s *Service) Begin(ctx context.Context, scope access.Scope, cmd BeginCmd) (f File, run bool, err error) {
	err = scope.Require(access.FlowWork)
	if err != nil {
		return f, false, err
	}
	if cmd.Name == "" || len(cmd.Name) > maxName || len(cmd.SHA256) != 64 {
		return f, false, badField("name")
	}
	if cmd.Bytes > MaxUpload {
		return f, false, fault.New(fault.Invalid, statement.ErrTooBig.Code, "limit", MaxUpload)
	}
	w, err := s.load(ctx, scope, cmd.Sheet)
	if err != nil {
		return f, false, err
	}
	if len(w.files) >= maxFiles {
		return f, false, fault.New(fault.Conflict, ErrTooMany.Code, "what", "files", "limit", maxFiles)
	}
	now := s.o.Clock.Now()
	f = File{ID: s.o.NewID(), Sheet: w.sheet.ID, Unit: w.sheet.Unit, Name: cmd.Name, SHA256: cmd.SHA256, Bytes: cmd.Bytes, State: Importing, Map: cmd.Map,
		At: now, BeatAt: now, By: scope.User, ByName: scope.Name}
	have, fresh, err := s.o.Files.Begin(ctx, f, now.Add(-staleFor))
	if err != nil || fresh {
		return f, err == nil, err
	}
	if have.State == Importing {
		return have, false, ErrBusy
	}
	return have, false, s.attach(ctx, scope, have)
}

// attach brings a ready file into view.
func (s *Service) attach(ctx context.Context, scope access.Scope, f File) error {
	var err error
	for range retries {
		var w work
		w, err = s.load(ctx, scope, f.Sheet)
		if err != nil {
			return err
		}
		for _, id := range w.state.Files {
			if id == f.ID {
				return fault.New(fault.Conflict, ErrDuplicate.Code, "name", f.Name)
			}
		}
		err = s.append(ctx, scope, w, Act{Kind: ActFile, File: f.ID, Note: f.Name})
		if !errors.Is(err, ErrVersion) {
			return err
		}
	}
	return err
}

// Run reads a file that Begin has recorded, and ends its import in every case: ready, or failed with the reason on the file.
func (s *Service) Run(ctx context.Context, scope access.Scope, f File, r io.Reader) error {
	err := s.read(ctx, scope, &f, r)
	if errors.Is(err, ErrBroken) {
		return err // another import took it over
	}
	f.State, f.BeatAt = Ready, s.o.Clock.Now()
	if err != nil {
		f.State, f.Error = Failed, cmp.Or(fault.CodeOf(err), "internal")
		if ctx.Err() != nil { // whatever it was doing then: the same file can be given again
			f.Error = ErrBroken.Code
		}
	}
	e := Entry{Sheet: f.Sheet, Act: Act{Kind: ActFile, File: f.ID, Note: f.Name}, At: f.BeatAt, By: scope.User, ByName: scope.Name}
	// The end is recorded even when the caller has gone: a file must not stay under way for ever.
	err = errors.Join(err, s.o.Files.End(context.WithoutCancel(ctx), f, e))
	if err != nil {
		return err
	}
	_, err = s.load(ctx, scope, f.Sheet) // the Book is made now, so that the first look need not wait for it
	return err
}

func (s *Service) read(ctx context.Context, scope access.Scope, f *File, r io.Reader) error {
	d, err := statement.Open(r, s.o.Columns)
	if err != nil {
		return err
	}
	layout := d.Layout()
	f.Columns = signature(&layout)
	err = s.settleMap(ctx, scope, f, &layout)
	if err != nil {
		return errors.Join(err, d.Close())
	}
	p := newPacker()
	blocks := int64(0)
	keep := func() error {
		if ctx.Err() != nil { // not ErrBroken: that says that another import took this one over, whose end is not ours to record
			return ctx.Err()
		}
		k := Block{Seq: blocks, Rows: int64(p.rows)}
		f.Rows += k.Rows
		blocks++
		var err error
		k.Data, err = p.block()
		if err != nil {
			return err
		}
		f.BeatAt = s.o.Clock.Now()
		return s.o.Files.Keep(ctx, *f, k)
	}
	report, err := d.Read(f.Map, func(rec *statement.Record) error {
		p.add(rec)
		if p.rows < BlockRows {
			return nil
		}
		return keep()
	})
	if err == nil && p.rows > 0 {
		err = keep()
	}
	f.Bad, f.Skipped, f.Faults = report.Bad, report.Skipped, report.Faults
	if err == nil && f.Rows == 0 {
		err = ErrNoRows
	}
	return errors.Join(err, d.Close())
}

// settleMap takes the map that came with the file, else the one that was used for these columns, else the guess.
func (s *Service) settleMap(ctx context.Context, scope access.Scope, f *File, l *statement.Layout) error {
	if len(f.Map) > 0 {
		return nil
	}
	known, err := s.o.Reads.MapFor(ctx, scope, f.Columns)
	if err != nil {
		return err
	}
	f.Map = known
	if known == nil {
		f.Map = l.Guess
	}
	return nil
}

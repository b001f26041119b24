package sheet

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/trace"
	"fanzha/centre/trace/sheet/recent"
	"fanzha/centre/trace/sheet/statement"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Options are what a Service stands on. All but CachedRows are required.
type Options struct {
	Sheets     Sheets
	Files      Files
	Reads      Reads
	Clock      clock.Clock
	NewID      func() string
	Rules      *Rules
	Columns    *statement.Columns
	CachedRows int64 // of all Books in memory; 0: cachedRows
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct {
	o     Options
	books *recent.Cache[*Book]
}

// New returns a service.
func New(o Options) *Service {
	if o.CachedRows == 0 {
		o.CachedRows = cachedRows
	}
	return &Service{o: o, books: recent.New(o.CachedRows, func(b *Book) int64 { return b.Rows })}
}

// cachedRows bounds the rows of all Books in memory: about 600 MB.
const cachedRows = 4_000_000

// Bounds of the service.
const (
	listMax   = 200
	suggested = 50               // roots that are proposed
	staleFor  = 10 * time.Minute // an import that has kept no block for so long is broken
	sweepMax  = 100
	retries   = 8 // how often a file is brought into view again when the sheet changed meanwhile
)

// CreateCmd asks for a sheet.
type CreateCmd struct{ Name, Claim string }

// ActCmd asks for one act.
type ActCmd struct {
	Sheet   string
	Version int64 // what the caller saw
	Act     Act
}

// View is all that a screen shows of a sheet.
type View struct {
	Sheet     Sheet
	Files     []File
	State     State
	Flow      Flow
	Roots     []trace.Transfer // the chosen ones
	Suggested []trace.Transfer // the largest others
	Checks    []Check
	Rows      int64
	Repeated  int64
	Matched   int64
}

// Create makes an empty sheet of the caller's unit.
func (s *Service) Create(ctx context.Context, scope access.Scope, cmd CreateCmd) (Sheet, error) {
	err := scope.Require(access.FlowWork)
	if err != nil {
		return Sheet{}, err
	}
	name := strings.TrimSpace(cmd.Name)
	if name == "" || len(name) > maxName || !utf8.ValidString(name) {
		return Sheet{}, badField("name")
	}
	if len(cmd.Claim) > maxName {
		return Sheet{}, badField("claim")
	}
	now := s.o.Clock.Now()
	sheet := Sheet{ID: s.o.NewID(), Name: name, Claim: cmd.Claim, Unit: scope.Unit, CreatedAt: now, CreatedBy: scope.User, CreatedName: scope.Name,
		UpdatedAt: now, UpdatedName: scope.Name, Version: 1}
	return sheet, s.o.Sheets.Create(ctx, sheet)
}

// List returns the caller's sheets, the latest changed first.
func (s *Service) List(ctx context.Context, scope access.Scope) ([]Sheet, error) {
	err := scope.Require(access.ClaimRead)
	if err != nil {
		return nil, err
	}
	return s.o.Sheets.List(ctx, scope, listMax)
}

// Get returns a sheet with its flow.
func (s *Service) Get(ctx context.Context, scope access.Scope, id string) (View, error) {
	err := scope.Require(access.ClaimRead)
	if err != nil {
		return View{}, err
	}
	w, err := s.load(ctx, scope, id)
	if err != nil {
		return View{}, err
	}
	return s.view(w)
}

// Edges returns the flow of a sheet for a claim: edges as every mode of trace has them, with the parties at their ends.
func (s *Service) Edges(ctx context.Context, scope access.Scope, id string) ([]FlowEdge, []FlowAccount, error) {
	v, err := s.Get(ctx, scope, id)
	if err != nil {
		return nil, nil, err
	}
	return v.Flow.Edges, v.Flow.Accounts, nil
}

// work is a sheet loaded: what an act is decided on.
type work struct {
	sheet   Sheet
	files   []File
	entries []Entry
	state   State
	book    *Book
}

func (s *Service) load(ctx context.Context, scope access.Scope, id string) (work, error) {
	var w work
	if id == "" || len(id) > maxName {
		return w, ErrNotFound
	}
	var err error
	w.sheet, err = s.o.Sheets.Get(ctx, scope, id)
	if err != nil {
		return w, err
	}
	// Files before entries: a file that is seen ready has its entry, for both are written at once. The other way round a file
	// that becomes ready between the reads would look as if it had been undone.
	w.files, err = s.o.Files.Of(ctx, scope, id)
	if err != nil {
		return w, err
	}
	w.entries, err = s.o.Reads.Entries(ctx, scope, id)
	if err != nil {
		return w, err
	}
	w.state = Fold(w.entries, s.o.Rules.Defaults())
	inView := s.inView(&w)
	key := id
	for _, f := range inView {
		key += "\x00" + f.ID
	}
	w.book, err = s.books.Get(key, func() (*Book, error) { return s.book(ctx, scope, inView) })
	return w, err
}

// inView are the ready files of the state, in the order of their content: a Book does not depend on which came first.
func (s *Service) inView(w *work) (ready []File) {
	for i := range w.files {
		f := &w.files[i]
		f.Attached = slices.Contains(w.state.Files, f.ID)
		if f.State == Ready && f.Attached {
			ready = append(ready, *f)
		}
	}
	slices.SortFunc(ready, func(a, b File) int { return strings.Compare(a.SHA256, b.SHA256) })
	return ready
}

// book reads the files' blocks. Another caller may wait for it, so it is not broken off when this one gives up.
func (s *Service) book(ctx context.Context, scope access.Scope, files []File) (*Book, error) {
	ctx = context.WithoutCancel(ctx)
	rows := int64(0)
	for _, f := range files {
		rows += f.Rows
	}
	b := newBuilder(s.o.Rules, rows)
	for _, f := range files {
		b.file(f.ID)
		err := s.o.Reads.Blocks(ctx, scope, f.ID, func(k Block) error {
			c, err := unpack(k.Data, wanted)
			if err != nil {
				return err
			}
			return b.block(c)
		})
		if err != nil {
			return nil, err
		}
	}
	return b.finish(), nil
}

func (s *Service) view(w work) (View, error) {
	f, err := follow(w.book, &w.state, s.o.Rules)
	if err != nil {
		return View{}, err
	}
	v := View{Sheet: w.sheet, Files: w.files, State: w.state, Flow: f, Checks: w.book.Checks, Rows: w.book.Rows, Repeated: w.book.Repeated, Matched: w.book.Matched}
	chosen := map[string]bool{}
	for _, id := range w.state.Roots {
		t, known := w.state.transfer(w.book, id)
		if known {
			chosen[t.ID] = true
			v.Roots = append(v.Roots, t)
		}
	}
	for _, t := range w.book.Largest(suggested) {
		if !chosen[t.ID] {
			v.Suggested = append(v.Suggested, t)
		}
	}
	return v, nil
}

// Act does one act on the version that the caller saw.
func (s *Service) Act(ctx context.Context, scope access.Scope, cmd ActCmd) (View, error) {
	err := scope.Require(access.FlowWork)
	if err != nil {
		return View{}, err
	}
	w, err := s.load(ctx, scope, cmd.Sheet)
	if err != nil {
		return View{}, err
	}
	if cmd.Act.Kind == ActFile {
		return View{}, badField("kind") // files come by Begin
	}
	if cmd.Version != w.sheet.Version {
		return View{}, ErrVersion
	}
	err = decide(&w.state, w.book, cmd.Act, s.o.Clock.Now())
	if err != nil {
		return View{}, err
	}
	err = s.append(ctx, scope, w, cmd.Act)
	if err != nil {
		return View{}, err
	}
	return s.Get(ctx, scope, cmd.Sheet)
}

// Undo takes the last act back; Redo does it again.
func (s *Service) Undo(ctx context.Context, scope access.Scope, sheet string, version int64) (View, error) {
	return s.Act(ctx, scope, ActCmd{Sheet: sheet, Version: version, Act: Act{Kind: ActUndo}})
}

// Redo does again what was undone last.
func (s *Service) Redo(ctx context.Context, scope access.Scope, sheet string, version int64) (View, error) {
	return s.Act(ctx, scope, ActCmd{Sheet: sheet, Version: version, Act: Act{Kind: ActRedo}})
}

func (s *Service) append(ctx context.Context, scope access.Scope, w work, a Act) error {
	if len(w.entries) >= maxEntries {
		return fault.New(fault.Conflict, ErrTooMany.Code, "what", "entries", "limit", maxEntries)
	}
	e := s.entry(scope, w.sheet, a)
	return s.o.Sheets.Append(ctx, w.sheet, e)
}

func (s *Service) entry(scope access.Scope, sheet Sheet, a Act) Entry {
	return Entry{Sheet: sheet.ID, Seq: sheet.Version + 1, Act: a, At: s.o.Clock.Now(), By: scope.User, ByName: scope.Name}
}

// Sweep marks imports as failed whose process has gone. It returns how many.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	before := s.o.Clock.Now().Add(-staleFor)
	files, err := s.o.Reads.Stale(ctx, access.System(), before, sweepMax)
	if err != nil {
		return 0, err
	}
	for n, f := range files {
		f.State, f.Error = Failed, ErrBroken.Code
		err = s.o.Files.End(ctx, f, Entry{})
		if err != nil && !errors.Is(err, ErrBroken) {
			return n, err
		}
	}
	return len(files), nil
}

// Search asks for transfers of one account.
type Search struct {
	Sheet, Account string
	Limit          int
}

// Find returns transfers that touch an account, the latest last, for choosing a root.
func (s *Service) Find(ctx context.Context, scope access.Scope, q Search) ([]trace.Transfer, error) {
	err := scope.Require(access.ClaimRead)
	if err != nil {
		return nil, err
	}
	w, err := s.load(ctx, scope, q.Sheet)
	if err != nil {
		return nil, err
	}
	var out []trace.Transfer
	v := newView(w.book, &w.state)
	v.Touching([]string{v.show(q.Account)}, 0, when.Micros(1)<<62, func(t trace.Transfer) bool {
		out = append(out, t)
		return len(out) < min(max(q.Limit, 1), listMax)
	})
	return out, nil
}

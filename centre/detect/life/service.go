package life

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/detect"
	"fanzha/centre/detect/life/proof"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Ledger Ledger
	Jobs   Jobs
	Bench  Bench
	Beside Beside
	Hushes Hushes
	Weeks  Weeks
	Clock  clock.Clock
	Rules  *proof.Rules
	Engine detect.Options // with the text model that is in force
	NewID  func() string
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Rules returns the settings in force.
func (s *Service) Rules() *proof.Rules { return s.o.Rules }

// Bounds of a page.
const (
	PageDefault = 50
	PageMax     = 200
)

// Filter chooses versions.
type Filter struct {
	Code   string
	States []State
	Limit  int
	Cursor string
}

// List returns a page of versions, the newest first. The right is scenario.read.
func (s *Service) List(ctx context.Context, scope access.Scope, f Filter) ([]Version, string, error) {
	err := scope.Require(access.ScenarioRead)
	if err != nil {
		return nil, "", err
	}
	q := Query{Code: f.Code, States: f.States, Limit: f.Limit}
	for _, st := range f.States {
		if !slices.Contains(States, st) {
			return nil, "", badField("state")
		}
	}
	if !sound(f.Code) {
		return nil, "", badField("code")
	}
	limit, err := begin(f.Cursor, &q.After, &q.Limit)
	if err != nil {
		return nil, "", err
	}
	out, err := s.o.Ledger.List(ctx, scope, q)
	if err != nil || len(out) <= limit {
		return out, "", err
	}
	last := out[limit-1]
	return out[:limit], cursorOf(last.At, last.ID), nil
}

func cursorOf(at when.Micros, id string) string { return strconv.FormatInt(int64(at), 36) + "." + id }

// begin sets where a page begins and asks for one row more than it shows, so that a next page is known of.
func begin(cursor string, after **Key, asked *int) (limit int, err error) {
	*after, err = keyOf(cursor)
	limit = *asked
	if limit <= 0 || limit > PageMax {
		limit = PageDefault
	}
	*asked = limit + 1
	return limit, err
}

func keyOf(cursor string) (*Key, error) {
	if cursor == "" {
		return nil, nil
	}
	at, id, ok := strings.Cut(cursor, ".")
	n, err := strconv.ParseInt(at, 36, 64)
	if !ok || id == "" || err != nil || !sound(cursor) {
		return nil, ErrCursor
	}
	return &Key{when.Micros(n), id}, nil
}

// Get returns one version with its text. The right is scenario.read.
func (s *Service) Get(ctx context.Context, scope access.Scope, id string) (Version, error) {
	err := scope.Require(access.ScenarioRead)
	if err != nil {
		return Version{}, err
	}
	if id == "" || !sound(id) {
		return Version{}, ErrNotFound
	}
	return s.o.Ledger.Get(ctx, scope, id)
}

// Write saves a new draft, also with mistakes in it: they stand beside it. The code is that of its text, the number the next of the
// code. The right is scenario.work, at the city's centre or above.
func (s *Service) Write(ctx context.Context, scope access.Scope, text string) (Version, error) {
	err := writer(scope)
	if err != nil {
		return Version{}, err
	}
	v := Version{Origin: Own}
	return s.fresh(ctx, scope, v, numbered{text: text, act: ActWrite})
}

// Fork saves a new draft from the text of any version, with the number that it needs.
func (s *Service) Fork(ctx context.Context, scope access.Scope, id string) (Version, error) {
	err := writer(scope)
	if err != nil {
		return Version{}, err
	}
	of, err := s.Get(ctx, scope, id)
	if err != nil {
		return Version{}, err
	}
	v := Version{Origin: Own, Lists: of.Lists, From: of.From, FromUnit: of.FromUnit}
	return s.fresh(ctx, scope, v, numbered{text: of.Text, act: ActWrite, renumber: true})
}

// numbered is a text that becomes a draft.
type numbered struct {
	text     string
	act      Act
	renumber bool // the text gets the next number instead of being told that it lacks it
}

func (s *Service) fresh(ctx context.Context, scope access.Scope, v Version, n numbered) (Version, error) {
	v.Code = codeIn(n.text)
	if v.Code == "" {
		return Version{}, badField("code")
	}
	highest, err := s.o.Ledger.Highest(ctx, access.System(), v.Code)
	if err != nil {
		return Version{}, err
	}
	by := s.who(scope, "")
	v.ID, v.Number, v.Unit, v.At = s.o.NewID(), highest+1, scope.Unit, by.At
	if scope.IsSystem() {
		v.Unit = rootUnit
	}
	if n.renumber {
		n.text = withNumber(n.text, v.Number)
	}
	v.Made, v.Last = by, by
	err = s.put(&v, n.text)
	if err != nil {
		return Version{}, err
	}
	err = s.save(ctx, &v, done{act: n.act, unit: v.Unit})
	return v, err
}

// put gives a version its text and says what is wrong with it.
func (s *Service) put(v *Version, text string) error {
	if len(text) > TextMax {
		return badField("text")
	}
	v.Text, v.Hash = text, HashOf(text)
	c := s.check(text, v.Lists, v)
	v.Problems = c.Problems
	if c.Scenario != nil {
		v.NameZH, v.NameEN, v.Family, v.Level, v.Fraud = c.Scenario.Name.ZH, c.Scenario.Name.EN, c.Scenario.Family, c.Scenario.Level, c.Scenario.Fraud
	}
	return nil
}

// done is one act, by somebody of a unit, with what is saved before it in the same breath.
type done struct {
	act    Act
	unit   string
	before []Change
}

// save makes one act of one version durable.
func (s *Service) save(ctx context.Context, v *Version, d done) error {
	from := v.State
	err := v.step(d.act)
	if err != nil {
		return err
	}
	v.Rev++
	return s.o.Ledger.Save(ctx, append(d.before, Change{Version: *v, Step: Step{Act: d.act, From: from, By: v.Last, Unit: d.unit}})...)
}

func (s *Service) who(scope access.Scope, note string) Who {
	return Who{User: scope.User, Name: scope.Name, At: s.o.Clock.Now(), Note: mend(note)}
}

// Command is one act on the version that the caller saw.
type Command struct {
	ID     string
	Rev    int64 // that the caller saw
	Act    Act
	Note   string
	Text   string // of a save
	Urgent bool   // of a proposal: it cannot wait for back-test and shadow, Note says why
}

// Do does one act of a person.
func (s *Service) Do(ctx context.Context, scope access.Scope, c Command) (Version, error) {
	right, known := rightOf[c.Act]
	if !known {
		return Version{}, badField("act")
	}
	switch {
	case !may(scope, c.Act):
		return Version{}, access.Lack(right)
	case !atCity(scope):
		return Version{}, ErrNotCity
	}
	v, err := s.Get(ctx, scope, c.ID)
	if err != nil {
		return Version{}, err
	}
	switch {
	case c.Rev != v.Rev:
		return Version{}, ErrStale
	case v.Origin.Stored() && !scope.Covers(v.Unit):
		return Version{}, ErrNotFound
	}
	by := s.who(scope, c.Note)
	if needsReason(c.Act) || c.Urgent {
		err = needNote(by.Note)
		if err != nil {
			return Version{}, err
		}
	}
	v.Last = by
	more, err := s.decide(ctx, scope, &v, c)
	if err != nil {
		return Version{}, err
	}
	err = s.save(ctx, &v, done{c.Act, scope.Unit, more})
	if err != nil {
		return Version{}, err
	}
	s.o.Bench.Changed()
	return v, nil
}

// decide checks what an act needs and fills in what it changes; the state is moved afterwards.
func (s *Service) decide(ctx context.Context, scope access.Scope, v *Version, c Command) ([]Change, error) {
	_, ok := moves[v.State][c.Act]
	if !ok {
		return nil, fault.New(ErrState.Kind, ErrState.Code, "state", string(v.State), "act", string(c.Act))
	}
	switch c.Act {
	case ActSave:
		if v.Locked {
			return nil, ErrFrozen
		}
		return nil, s.put(v, c.Text)
	case ActShadow:
		return nil, s.beginShadow(ctx, v)
	case ActUnshadow, ActDiscard:
		v.ShadowAt = 0
	case ActRefuse:
		v.Proposed, v.ShadowAt = Who{}, 0
	case ActPropose:
		return nil, s.propose(v, c)
	case ActSign:
		if !v.apart(scope) {
			return nil, ErrSamePerson
		}
		return s.sign(ctx, v)
	case ActResume:
		return nil, s.fits(ctx, v, Published)
	case ActRetire:
		v.Off = true
		return nil, s.fits(ctx, v, Retired)
	case ActPause:
		return nil, s.fits(ctx, v, Paused)
	}
	return nil, nil
}

// sane refuses a text with mistakes.
func sane(v *Version) error {
	if len(v.Problems) == 0 {
		return nil
	}
	return Refuse(v.Problems)
}

func (s *Service) beginShadow(ctx context.Context, v *Version) error {
	err := s.recheck(v)
	if err != nil {
		return err
	}
	running, err := s.o.Ledger.List(ctx, access.System(), Query{States: []State{Shadow, Proposed}, Limit: PageMax})
	if err != nil {
		return err
	}
	n := int64(0)
	for i := range running {
		if running[i].InShadow() {
			n++
		}
	}
	if n >= s.o.Rules.ShadowsMost {
		return fault.New(ErrManyShadow.Kind, ErrManyShadow.Code, "most", s.o.Rules.ShadowsMost)
	}
	v.Locked, v.ShadowAt = true, v.Last.At
	return nil
}

// recheck judges a text again: lists and fields may have changed since it was saved.
func (s *Service) recheck(v *Version) error {
	v.Problems = s.check(v.Text, v.Lists, v).Problems
	return sane(v)
}

// propose is the first signature: the text is sound, was back-tested as it stands, and has run in shadow.
func (s *Service) propose(v *Version, c Command) error {
	err := s.recheck(v)
	if err != nil {
		return err
	}
	if c.Urgent {
		v.Urgent = v.Last.Note
	} else {
		v.Urgent = ""
		if v.Tested != v.Hash {
			return ErrUntested
		}
		if v.ShadowAt == 0 || v.Last.At-v.ShadowAt < s.o.Rules.ShadowLeast {
			return fault.New(ErrUnshadowed.Kind, ErrUnshadowed.Code, "hours", int64(s.o.Rules.ShadowLeast/when.Hour))
		}
	}
	v.Locked, v.Proposed = true, v.Last
	return nil
}

// sign is the second signature: what was in force of the code is replaced.
func (s *Service) sign(ctx context.Context, v *Version) ([]Change, error) {
	err := s.recheck(v)
	if err == nil {
		err = s.fits(ctx, v, Published)
	}
	if err != nil {
		return nil, err
	}
	v.Signed, v.LiveAt, v.ShadowAt = v.Last, v.Last.At, 0
	before, err := s.o.Ledger.List(ctx, access.System(), Query{Code: v.Code, States: []State{Published, Paused}, Limit: PageMax})
	if err != nil {
		return nil, err
	}
	var out []Change
	for _, old := range before {
		from := old.State
		old.Last = v.Last
		old.Last.Note = fmt.Sprintf("v%d", v.Number)
		err = old.step(ActReplace)
		if err != nil {
			return nil, err
		}
		old.Rev++
		out = append(out, Change{Version: old, Step: Step{Act: ActReplace, From: from, By: old.Last, Unit: v.Unit}})
	}
	return out, nil
}

// fits says whether the set that would be in force with a version in a state can be compiled.
func (s *Service) fits(ctx context.Context, v *Version, to State) error {
	all, err := s.InForce(ctx)
	if err != nil {
		return err
	}
	next := []Version{*v}
	next[0].State = to
	for _, x := range all {
		if x.ID != v.ID && (x.Code != v.Code || to != Published) {
			next = append(next, x)
		}
	}
	_, err = Compile(Wanted(s.o.Bench.Base(), next))
	if err != nil {
		return ErrSet.With(err)
	}
	return nil
}

// InForce are the versions that say what is in force: published, paused, and retired without another taking over.
func (s *Service) InForce(ctx context.Context) ([]Version, error) {
	return s.every(ctx, Query{States: []State{Published, Paused, Retired}})
}

// Shadows are the versions that run beside the live set.
func (s *Service) Shadows(ctx context.Context) ([]Version, error) {
	all, err := s.every(ctx, Query{States: []State{Shadow, Proposed}})
	return slices.DeleteFunc(all, func(v Version) bool { return !v.InShadow() }), err
}

// every reads all pages of a query, for the centre itself.
func (s *Service) every(ctx context.Context, q Query) ([]Version, error) {
	var out []Version
	q.Limit = PageMax
	for {
		page, err := s.o.Ledger.List(ctx, access.System(), q)
		out = append(out, page...)
		if err != nil || len(page) < q.Limit {
			return out, err
		}
		last := page[len(page)-1]
		q.After = &Key{last.At, last.ID}
	}
}

// Tested notes that a back-test of a version's text has ended. A version that was changed meanwhile keeps its own.
func (s *Service) Tested(ctx context.Context, j Job) error {
	v, err := s.o.Ledger.Get(ctx, access.System(), j.Version)
	if err != nil {
		return err
	}
	if v.Hash != j.Hash || v.State != Draft && v.State != Shadow && v.State != Proposed {
		return nil
	}
	v.Tested, v.Job, v.Precision = j.Hash, j.ID, j.Backtest.Precision
	v.Last = Who{User: j.By.User, Name: j.By.Name, At: s.o.Clock.Now()}
	err = s.save(ctx, &v, done{act: ActTested, unit: j.Unit})
	if errors.Is(err, ErrStale) {
		return s.Tested(ctx, j)
	}
	return err
}

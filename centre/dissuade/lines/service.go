package lines

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/term/fault"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Records Records
	Queue   Queue
	About   About
	Clock   clock.Clock
	Rules   *Rules
	NewID   func() string
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Rules returns the rules in force, for the console's tables.
func (s *Service) Rules() *Rules { return s.o.Rules }

// triesMax bounds how often an act is decided again when another one came between.
const triesMax = 8

// idMax bounds an id that comes from outside.
const idMax = 200

func sound(id string) bool {
	return id != "" && len(id) <= idMax && utf8.ValidString(id) && !strings.ContainsRune(id, 0)
}

// file loads a plan, or makes the one that a warning has before anybody did anything.
func (s *Service) file(ctx context.Context, warning string) (File, error) {
	f, err := s.o.Records.File(ctx, access.System(), warning)
	if !errors.Is(err, ErrNotFound) {
		return f, err
	}
	ref, err := s.o.About.Warning(ctx, warning)
	if err != nil {
		return File{}, err
	}
	return File{Plan: fresh(ref, s.o.Clock.Now(), s.o.Rules)}, nil
}

// Get returns the plan of a warning with its lines, steps and what is on record of calls, messages and visits. Who is only asked for
// help does not see it.
func (s *Service) Get(ctx context.Context, scope access.Scope, warning string) (File, []Attempt, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return File{}, nil, err
	}
	if !sound(warning) {
		return File{}, nil, ErrNotFound
	}
	f, err := s.file(ctx, warning)
	if err == nil && !scope.Covers(f.Plan.Unit) {
		err = ErrNotFound
	}
	if err != nil {
		return File{}, nil, err
	}
	attempts, err := s.o.About.Attempts(ctx, warning)
	slices.SortFunc(attempts, func(a, b Attempt) int { return cmp.Compare(b.At, a.At) })
	return f, attempts, err
}

// rightOf names the right of each act on a plan; what is not listed is the centre's own.
var rightOf = map[Act]access.Right{
	ActAway: access.WarningWork, ActNotFound: access.WarningWork, ActConfirm: access.WarningWork, ActDeny: access.WarningWork, ActRefused: access.WarningWork,
	ActEscalate: access.WarningWork, ActResume: access.WarningWork, ActProve: access.WarningWork, ActRead: access.WarningWork, ActAsk: access.WarningWork,
	ActSettle: access.OrderChase,
}

// Do carries out an act of a person on the plan of a warning: c.Act, Note, NextAt, and for a new line its kind and whom it asks.
func (s *Service) Do(ctx context.Context, scope access.Scope, warning string, c Command) (File, error) {
	right, ok := rightOf[c.Act]
	if !ok {
		return File{}, badField("act")
	}
	err := scope.Require(right)
	if err != nil {
		return File{}, err
	}
	if !sound(warning) {
		return File{}, ErrNotFound
	}
	if c.Act == ActAsk {
		c.Line = s.o.NewID()
		err = s.known(ctx, c)
	}
	if err != nil {
		return File{}, err
	}
	return s.act(ctx, scope, task{warning, c, func(f File) bool { return scope.Covers(f.Plan.Unit) }})
}

// known looks up whom a new line asks.
func (s *Service) known(ctx context.Context, c Command) error {
	var err error
	switch {
	case asksUnit(c.Kind):
		err = s.o.About.Unit(ctx, c.ToUnit)
		if fault.KindOf(err) == fault.NotFound {
			return ErrUnit
		}
	case c.Kind == Bank:
		err = s.o.About.Bank(ctx, c.ToBank)
		if fault.KindOf(err) == fault.NotFound {
			return ErrBank
		}
	}
	return err
}

// gives says whether the caller stands on the side of the unit that asked, receives whether on that of who is asked.
func gives(scope access.Scope, l *Line) bool {
	return scope.Can(access.WarningWork) && scope.Covers(l.Unit)
}

func receives(scope access.Scope, l *Line) bool {
	if l.ToBank != "" && scope.Can(access.BankWork) && scope.Bank == l.ToBank {
		return true
	}
	return l.ToUnit != "" && (scope.Can(access.WarningWork) || scope.Can(access.OrderWork)) && scope.Covers(l.ToUnit)
}

// May says which acts the caller may do on a line as it stands.
func May(scope access.Scope, l *Line) []Act {
	out := []Act{}
	for _, a := range []Act{ActTake, ActTry, ActDone, ActRefuse, ActReturn, ActStop} {
		_, ok := lineMoves[a][l.State]
		barred := l.Kind == Transfer && (a == ActDone || a == ActStop && l.State == LineTaken || a == ActTry)
		if ok && !barred && mayAct(scope, l, a) {
			out = append(out, a)
		}
	}
	return out
}

// mayAct says who does what on a line. A bank or carrier that has no desk here answers on the telephone: then its answer is written down
// by who asked.
func mayAct(scope access.Scope, l *Line, a Act) bool {
	switch a {
	case ActTry, ActStop:
		return gives(scope, l)
	case ActTake, ActRefuse, ActReturn, ActDone:
		return receives(scope, l) || l.ToUnit == "" && gives(scope, l)
	}
	return false
}

// DoLine carries out an act of a person on a line.
func (s *Service) DoLine(ctx context.Context, scope access.Scope, id string, c Command) (Line, error) {
	_, known := lineMoves[c.Act]
	if !known {
		return Line{}, badField("act")
	}
	if !sound(id) {
		return Line{}, ErrNotFound
	}
	l, err := s.Line(ctx, scope, id)
	if err != nil {
		return Line{}, err
	}
	if !mayAct(scope, &l, c.Act) {
		return Line{}, fault.New(fault.Denied, "access.denied")
	}
	c.Line = id
	f, err := s.act(ctx, scope, task{l.Warning, c, anyFile})
	if err != nil {
		return Line{}, err
	}
	i := slices.IndexFunc(f.Lines, func(l Line) bool { return l.ID == id })
	if i < 0 {
		return Line{}, ErrNotFound
	}
	return f.Lines[i], nil
}

// Line returns one line to who asked or is asked.
func (s *Service) Line(ctx context.Context, scope access.Scope, id string) (Line, error) {
	err := entitled(scope)
	if err != nil {
		return Line{}, err
	}
	if !sound(id) {
		return Line{}, ErrNotFound
	}
	return s.o.Records.Line(ctx, scope, id)
}

func entitled(scope access.Scope) error {
	if scope.Can(access.WarningRead) || scope.Can(access.BankWork) {
		return nil
	}
	return scope.Require(access.WarningRead)
}

// task is a command on the plan of a warning, and whether the caller may act on it.
type task struct {
	warning string
	Command
	covers func(File) bool
}

func anyFile(File) bool { return true }

// act loads, decides and saves, again while another act comes between.
func (s *Service) act(ctx context.Context, scope access.Scope, t task) (File, error) {
	c := t.Command
	c.Note = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(c.Note, "\uFFFD"), "\x00", "\uFFFD"))
	for range triesMax {
		f, err := s.file(ctx, t.warning)
		if err != nil {
			return File{}, err
		}
		if !t.covers(f) {
			return File{}, ErrNotFound
		}
		c.By = Who{User: scope.User, Name: scope.Name, Unit: scope.Unit, At: s.o.Clock.Now()}
		if c.Act == ActNotFound || c.Act == ActRefused || c.Act == ActEscalate {
			c.Attempts, err = s.o.About.Attempts(ctx, t.warning)
		}
		if err != nil {
			return File{}, err
		}
		change, err := decide(f, c, s.o.Rules)
		if err != nil {
			return File{}, err
		}
		if change == nil {
			return f, nil
		}
		err = s.o.Records.Save(ctx, *change)
		if errors.Is(err, ErrStale) {
			continue
		}
		if err != nil {
			return File{}, err
		}
		return merged(f, change), nil
	}
	return File{}, ErrStale
}

// merged is a file after a change.
func merged(f File, c *Change) File {
	out := File{Plan: c.Plan, Lines: slices.Clone(f.Lines), Steps: append(slices.Clone(f.Steps), c.Step)}
	for _, l := range c.Lines {
		i := slices.IndexFunc(out.Lines, func(have Line) bool { return have.ID == l.ID })
		if i < 0 {
			out.Lines = append(out.Lines, l)
			continue
		}
		out.Lines[i] = l
	}
	return out
}

// News is what the centre itself tells a plan. Cause makes it count once, however often it comes.
type News struct {
	Act     Act
	Warning string
	Cause   string
	Attempt Attempt
}

// Tell takes note of an event: the warning was raised, became more urgent, moved, showed life or ended; an attempt was recorded.
func (s *Service) Tell(ctx context.Context, n News) error {
	c := Command{Act: n.Act, Cause: n.Cause, Attempt: n.Attempt}
	var err error
	c.Ref, err = s.o.About.Warning(ctx, n.Warning)
	if err != nil {
		return err
	}
	if n.Act == ActTried && !c.Ref.Active {
		return nil
	}
	_, err = s.act(ctx, access.System(), task{n.Warning, c, anyFile})
	return err
}

// Search returns nil when a second officer has confirmed that the person of a warning is not to be found, else ErrSearch: without
// that neither report nor closing may say so.
func (s *Service) Search(ctx context.Context, warning string) error {
	f, err := s.file(ctx, warning)
	if err == nil && f.Plan.State != NotFound {
		err = ErrSearch
	}
	return err
}

// PageMax bounds a list.
const PageMax = 200

// List returns requests that were given or received, the latest first, and whether there are more.
func (s *Service) List(ctx context.Context, scope access.Scope, q Query) ([]Line, bool, error) {
	err := entitled(scope)
	if err != nil {
		return nil, false, err
	}
	if q.Side != Given && q.Side != Received {
		return nil, false, ErrFilter
	}
	if q.Limit <= 0 || q.Limit > PageMax {
		q.Limit = PageMax
	}
	q.Limit++
	list, err := s.o.Records.List(ctx, scope, q)
	if len(list) < q.Limit {
		return list, false, err
	}
	return list[:q.Limit-1], true, err
}

// Due returns plans by their next step, the one that is due first at the top.
func (s *Service) Due(ctx context.Context, scope access.Scope, q DueQuery) ([]Plan, bool, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, false, err
	}
	if q.Limit <= 0 || q.Limit > PageMax {
		q.Limit = PageMax
	}
	q.Limit++
	list, err := s.o.Queue.Due(ctx, scope, q)
	if len(list) < q.Limit {
		return list, false, err
	}
	return list[:q.Limit-1], true, err
}

// Lend returns the scope in which who has taken a request may ask for the number of its person: his own name, the jurisdiction of the
// unit that asked him. Nobody gets it before he has taken the request, or after it has ended.
func (s *Service) Lend(ctx context.Context, scope access.Scope, id string) (access.Scope, Line, error) {
	l, err := s.Line(ctx, scope, id)
	if err != nil {
		return scope, l, err
	}
	if l.State != LineTaken || l.ToUnit == "" || !receives(scope, &l) {
		return scope, l, notNow(string(l.State), "reveal")
	}
	scope.Unit = l.Unit
	return scope, l, nil
}

// MayPlan says which acts the caller may do on a plan as it stands.
func MayPlan(scope access.Scope, p *Plan) []Act {
	out := []Act{}
	if p.State == Ended || !scope.Covers(p.Unit) {
		return out
	}
	for _, a := range []Act{ActAway, ActNotFound, ActConfirm, ActDeny, ActRefused, ActEscalate, ActSettle, ActResume, ActProve, ActRead, ActAsk} {
		_, ok := moves[a][p.State]
		switch a {
		case ActAsk:
			ok = true
		case ActConfirm:
			ok = ok && p.Asked.User != scope.User
		case ActRead:
			ok = ok && p.NextWhat == NextAnswer
		}
		if ok && scope.Can(rightOf[a]) {
			out = append(out, a)
		}
	}
	return out
}

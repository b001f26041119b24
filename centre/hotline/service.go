package hotline

import (
	"context"
	"errors"
	"strings"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/term/ident"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Tickets   Tickets
	Notes     Notes
	Telephony Telephony
	Clock     clock.Clock
	Rules     *Rules
	NewID     func() string
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Rules returns the rules in force, for the console's script and tables.
func (s *Service) Rules() *Rules { return s.o.Rules }

// ReceiveCmd makes a ticket of a call.
type ReceiveCmd struct {
	Key       string // optional: the same key of the same user makes one ticket
	Phone     ident.Phone
	Direction Direction // empty: In
	Queue     bool      // it waits for a desk; else the caller of this command has it
	Record    string    // id of the call record, where it is known already
}

// Receive makes a ticket: of a call that came in, or of one that is about to be made.
func (s *Service) Receive(ctx context.Context, scope access.Scope, cmd ReceiveCmd) (Ticket, error) {
	err := scope.Require(access.HotlineWork)
	if err != nil {
		return Ticket{}, err
	}
	if cmd.Direction == "" {
		cmd.Direction = In
	}
	switch {
	case !sound(cmd.Key, KeyMax):
		return Ticket{}, badField("key")
	case !sound(cmd.Record, KeyMax):
		return Ticket{}, badField("record_id")
	case cmd.Direction != In && cmd.Direction != Out:
		return Ticket{}, badField("direction")
	case cmd.Direction == Out && cmd.Phone == "":
		return Ticket{}, ErrNoNumber
	case cmd.Direction == Out && cmd.Queue:
		return Ticket{}, badField("direction")
	}
	by := s.by(scope)
	t := Ticket{ID: s.o.NewID(), Key: cmd.Key, MadeBy: scope.User, Unit: scope.Unit, Direction: cmd.Direction, Phone: cmd.Phone, Record: cmd.Record, Times: 1}
	if cmd.Phone != "" {
		before, err := s.o.Tickets.List(ctx, scope, Query{Phone: cmd.Phone, Since: by.At.Add(-s.o.Rules.DuplicateWithin), Limit: PageMax})
		if err != nil {
			return Ticket{}, err
		}
		t.Times += int64(len(before))
		if len(before) > 0 {
			t.Earlier = before[0].ID
		}
	}
	act := ActStart
	if cmd.Queue {
		act = ActReceive
	}
	t, err = decide(t, Act{Do: act}, by, s.o.Rules)
	if err != nil {
		return Ticket{}, err
	}
	kept, fresh, err := s.o.Tickets.Add(ctx, id.Day(by.At), change(t, Act{Do: act}, by, scope))
	if err == nil && !fresh && (kept.Phone != cmd.Phone || kept.Direction != cmd.Direction) {
		err = ErrKeyReused
	}
	if err != nil {
		return Ticket{}, err
	}
	return kept, nil
}

func (s *Service) by(scope access.Scope) By {
	return By{User: scope.User, Name: scope.Name, At: s.o.Clock.Now(), Leads: scope.Can(access.HotlineLead), System: scope.IsSystem()}
}

func change(t Ticket, a Act, by By, scope access.Scope) Change {
	note := a.Note
	switch a.Do {
	case ActPromise:
		note = strings.TrimSpace(a.At.String() + " " + note)
	case ActClose:
		note = strings.TrimSpace(a.Kind + " " + note)
	case ActAttach:
		note = a.Record
	case ActLink:
		note = a.Number
	}
	return Change{Ticket: t, Unit: scope.Unit, Step: Step{Seq: t.Version, At: by.At, By: by.User, ByName: by.Name, Act: a.Do, State: t.State, Note: note}}
}

// triesMax bounds how often an act without a version is decided again when another one came between.
const triesMax = 5

// Ref names a ticket and the version that the caller saw; 0 for acts that hold whatever came between.
type Ref struct {
	ID      string
	Version int64
}

// Do carries out an act on a ticket.
func (s *Service) Do(ctx context.Context, scope access.Scope, on Ref, a Act) (Ticket, error) {
	right := access.HotlineWork
	if a.Do == ActTakeOver {
		right = access.HotlineLead
	}
	err := scope.Require(right)
	if err != nil {
		return Ticket{}, err
	}
	if a.Do == ActDial || a.Do == ActUndialled || a.Do == ActOverdue || a.Do == ActHandOver || a.Do == ActLink && !scope.IsSystem() || heardOnly[a.Do] || kindOf[a.Do] == "" {
		return Ticket{}, badField("act")
	}
	t, err := s.do(ctx, scope, do{ticket: on.ID, version: on.Version, act: a})
	if err != nil {
		return t, err
	}
	return s.line(ctx, scope, t, a)
}

// do is one act on its way.
type do struct {
	ticket  string
	version int64
	act     Act
	shown   bool
}

func (s *Service) do(ctx context.Context, scope access.Scope, d do) (Ticket, error) {
	d.act.Note = mend(d.act.Note)
	for try := 1; ; try++ {
		t, err := s.o.Tickets.Get(ctx, scope, d.ticket)
		if err != nil {
			return Ticket{}, err
		}
		if d.version != 0 && d.version != t.Version {
			return t, ErrStale
		}
		by := s.by(scope)
		next, err := decide(t, d.act, by, s.o.Rules)
		if err != nil {
			return t, err
		}
		c := change(next, d.act, by, scope)
		c.Shown = d.shown
		err = s.o.Tickets.Save(ctx, c)
		if err == nil {
			return next, nil
		}
		if !errors.Is(err, ErrStale) || d.version != 0 || try == triesMax {
			return t, err
		}
	}
}

// Dial rings the other side of a ticket, or, where the operator dials by hand, returns the number in full. That it was dialled or shown
// is saved before either happens.
func (s *Service) Dial(ctx context.Context, scope access.Scope, ticket string, version int64) (Ticket, ident.Phone, error) {
	err := scope.Require(access.HotlineWork)
	if err != nil {
		return Ticket{}, "", err
	}
	hand := s.o.Telephony.ByHand()
	t, err := s.do(ctx, scope, do{ticket: ticket, version: version, act: Act{Do: ActDial}, shown: hand})
	if err != nil {
		return Ticket{}, "", err
	}
	if hand {
		return t, t.Phone, nil
	}
	record, err := s.o.Telephony.Dial(ctx, Leg{Ticket: t.ID, Desk: scope.User, To: t.Phone})
	if err != nil {
		_, noted := s.do(ctx, scope, do{ticket: ticket, act: Act{Do: ActUndialled, Note: "线路未接通"}})
		return Ticket{}, "", errors.Join(err, noted)
	}
	if record == "" || t.Record != "" {
		return t, "", nil
	}
	t, err = s.do(ctx, scope, do{ticket: ticket, act: Act{Do: ActAttach, Record: record}})
	return t, "", err
}

// LinkCmd tells a ticket of the stop-payment that it started.
type LinkCmd struct {
	Ticket string
	Claim  string
	Number string
	Unit   string // that opened the claim
}

// Link notes a stop-payment on the ticket that it grew out of. A ticket of another unit does not exist for it; the same link again
// changes nothing.
func (s *Service) Link(ctx context.Context, cmd LinkCmd) error {
	t, err := s.o.Tickets.Get(ctx, access.System(), cmd.Ticket)
	switch {
	case err != nil:
		return err
	case t.Unit != cmd.Unit:
		return ErrNotFound
	case t.Claim == cmd.Claim:
		return nil
	}
	_, err = s.do(ctx, access.System(), do{ticket: cmd.Ticket, act: Act{Do: ActLink, Claim: cmd.Claim, Number: cmd.Number}})
	return err
}

// HandCmd gives a ticket to another desk at a change of shifts.
type HandCmd struct {
	Ticket, From, To, ToName string
}

// HandOver gives a ticket that is written up or promised to another desk. Where the one who leaves no longer has it, or a call is on, it changes
// nothing.
func (s *Service) HandOver(ctx context.Context, cmd HandCmd) error {
	t, err := s.o.Tickets.Get(ctx, access.System(), cmd.Ticket)
	if err != nil || t.Desk != cmd.From || cmd.To == cmd.From || t.State != Wrapped && t.State != Promised {
		return err
	}
	if cmd.To == "" || !sound(cmd.To, KeyMax) {
		return badField("to")
	}
	_, err = s.do(ctx, access.System(), do{ticket: cmd.Ticket, version: t.Version, act: Act{Do: ActHandOver, To: cmd.To, ToName: cmd.ToName, Note: cmd.ToName}})
	return err
}

// AddCare leaves a note for whoever answers the number of a ticket next.
func (s *Service) AddCare(ctx context.Context, scope access.Scope, ticket, note string) (Care, error) {
	err := scope.Require(access.HotlineWork)
	if err != nil {
		return Care{}, err
	}
	t, err := s.o.Tickets.Get(ctx, scope, ticket)
	if err != nil {
		return Care{}, err
	}
	note = mend(note)
	switch {
	case t.Phone == "":
		return Care{}, ErrNoNumber
	case note == "" || len([]rune(note)) > NoteMax:
		return Care{}, badField("note")
	}
	c := Care{ID: s.o.NewID(), Unit: t.Unit, Phone: t.Phone, Note: note, At: s.o.Clock.Now(), By: scope.User, ByName: scope.Name}
	return c, s.o.Notes.AddCare(ctx, c)
}

// tickBatch bounds how many overdue promises one look tells.
const tickBatch = 200

// Tick tells promises that were missed, each once. It returns how many.
func (s *Service) Tick(ctx context.Context) (int, error) {
	list, err := s.o.Tickets.List(ctx, access.System(), Query{Due: s.o.Clock.Now(), Sort: Promise, Limit: tickBatch})
	if err != nil {
		return 0, err
	}
	told := 0
	for _, t := range list {
		_, err = s.do(ctx, access.System(), do{ticket: t.ID, version: t.Version, act: Act{Do: ActOverdue}})
		switch {
		case errors.Is(err, ErrStale), errors.Is(err, ErrState): // somebody rings just now, or another copy has told it
		case err != nil:
			return told, err
		default:
			told++
		}
	}
	return told, nil
}

// Caller returns the number of a ticket in full, for the records that it starts; screens get it masked.
func (s *Service) Caller(ctx context.Context, scope access.Scope, ticket string) (ident.Phone, error) {
	err := scope.Require(access.HotlineWork)
	if err != nil {
		return "", err
	}
	t, err := s.o.Tickets.Get(ctx, scope, ticket)
	return t.Phone, err
}

package dispatch

import (
	"context"
	"errors"
	"strings"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/term/fault"
	"fanzha/term/fraud"
	"fanzha/term/when"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Ledger    Ledger
	Reader    Reader
	Lists     Lists
	Tally     Tally
	Units     Units
	Contacts  Contacts
	Clock     clock.Clock
	Deadlines *Rules
	NewID     func() string
	Search    Search // nil: anybody's word that a person is not to be found is enough
}

// Search returns nil when it is confirmed that the person of a warning is not to be found, else the refusal of such a report.
type Search func(ctx context.Context, warning string) error

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// IssueCmd asks for an order. It is the centre's own act (playbook).
type IssueCmd struct {
	Cause    string // unique: the second Issue with the same cause returns the first order
	Warning  string
	Target   string
	Person   Person // masked
	Unit     string
	Level    Level
	Family   Family
	Fraud    string
	ReasonZH string
	ReasonEN string
}

// ReportCmd is the unit's report.
type ReportCmd struct {
	ID      string
	Version int64
	Result  Result
	Note    string
	LossFen int64
}

// TransferCmd hands an order to another unit.
type TransferCmd struct {
	ID      string
	Version int64
	ToUnit  string
	Reason  string
}

// ChaseOnceCmd is a chase by the centre's own procedures; the same cause chases once.
type ChaseOnceCmd struct {
	ID    string
	Cause string
	Note  string
}

// Bounds of the service's own work.
const (
	staleRetries = 8    // how often a command is decided again when the row changed under it; more means a broken store
	alarmBatch   = 200  // orders announced as overdue in one transaction
	tickMax      = 5000 // orders announced by one Tick; the rest follows with the next
	keyMax       = 200  // bytes of an id, cause or search word
)

// Issue makes an order, or returns the one that the cause already made, or the open one that the unit already has for this
// warning.
func (s *Service) Issue(ctx context.Context, cmd IssueCmd) (Order, error) {
	rule, err := s.checkIssue(ctx, cmd)
	if err != nil {
		return Order{}, err
	}
	if !fraud.Known(cmd.Fraud) {
		cmd.Fraud = string(fraud.Other)
	}
	now := s.o.Clock.Now()
	d := Draft{Order: draft(cmd, rule, s.o.Deadlines.name(rule), now), Day: id.Day(now)}
	d.Order.ID = s.o.NewID()
	c := command{Action: ActIssue, At: now, By: system, Cause: cmd.Cause}
	o, _, err := s.o.Ledger.Issue(ctx, d, func(o Order) Change {
		before := o
		before.State = "" // the history says: from nothing
		return Change{Order: o, Step: stepOf(&before, &o, c, nil), Events: eventsOf(&o, c, nil), Cause: cmd.Cause}
	})
	return o, err
}

var system = actor{ID: "system", Name: "system"}

func (s *Service) checkIssue(ctx context.Context, cmd IssueCmd) (Rule, error) {
	for _, f := range []struct{ name, value string }{{"cause", cmd.Cause}, {"warning", cmd.Warning}, {"target", cmd.Target}} {
		if f.value == "" || !sound(f.value) {
			return Rule{}, badField(f.name)
		}
	}
	if !sound(cmd.Person.Name) || !sound(cmd.Person.Phone) || !sound(cmd.Person.Place) {
		return Rule{}, badField("person")
	}
	if cmd.Person.Phone != "" && !strings.Contains(cmd.Person.Phone, "*") {
		return Rule{}, ErrUnmasked
	}
	rule, ok := s.o.Deadlines.Of(cmd.Level, cmd.Family)
	if !ok {
		return Rule{}, badField("level")
	}
	return rule, s.checkUnit(ctx, cmd.Unit)
}

// checkUnit makes sure that a unit can be given an order.
func (s *Service) checkUnit(ctx context.Context, code string) error {
	if len(code) != 12 {
		return ErrUnitUnknown
	}
	u, err := s.o.Units.Get(ctx, code)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return ErrUnitUnknown
	}
	if err != nil {
		return err
	}
	if !u.Active {
		return ErrUnitInactive
	}
	return nil
}

// Escalate raises the level of the warning's open orders; deadlines only become shorter. It returns how many changed.
func (s *Service) Escalate(ctx context.Context, warning string, level Level) (int, error) {
	if level.Rank() > Low.Rank() {
		return 0, badField("level")
	}
	return s.forOpen(ctx, warning, func(o Order) (command, error) {
		rule, ok := s.o.Deadlines.Of(level, o.Family)
		if !ok {
			return command{}, badField("level")
		}
		return command{Action: ActEscalate, Level: level, Rule: rule, RuleName: s.o.Deadlines.name(rule)}, nil
	})
}

// Withdraw takes back the warning's open orders. Reported orders stay: their report waits to be read. It returns how many
// changed.
func (s *Service) Withdraw(ctx context.Context, warning, reason string) (int, error) {
	return s.forOpen(ctx, warning, func(Order) (command, error) {
		return command{Action: ActWithdraw, Note: clip(reason)}, nil
	})
}

// OpenOf returns the open orders of a warning, for the centre's own procedures.
func (s *Service) OpenOf(ctx context.Context, warning string) ([]Order, error) {
	return s.o.Reader.OpenOf(ctx, access.System(), warning)
}

// forOpen runs a command of the centre on every open order of a warning.
func (s *Service) forOpen(ctx context.Context, warning string, build func(Order) (command, error)) (int, error) {
	open, err := s.o.Reader.OpenOf(ctx, access.System(), warning)
	if err != nil {
		return 0, err
	}
	changed := 0
	for _, o := range open {
		done, err := s.ownAct(ctx, o.ID, build)
		if err != nil {
			return changed, err
		}
		if done {
			changed++
		}
	}
	return changed, nil
}

// Contacted stamps an attempt on the order. The same attempt (c.ID) twice changes nothing; on an order that is no longer open
// it changes nothing either.
func (s *Service) Contacted(ctx context.Context, id string, c Contact) error {
	if c.ID == "" || !sound(c.ID) {
		return badField("attempt")
	}
	_, err := s.ownAct(ctx, id, func(Order) (command, error) {
		return command{Action: ActContact, Contact: c, Cause: "attempt/" + id + "/" + c.ID}, nil
	})
	return err
}

// ChaseOnce chases on behalf of the unit above, once per cause; on an order that is no longer open it does nothing.
func (s *Service) ChaseOnce(ctx context.Context, cmd ChaseOnceCmd) error {
	if cmd.Cause == "" || !sound(cmd.Cause) {
		return badField("cause")
	}
	_, err := s.ownAct(ctx, cmd.ID, func(Order) (command, error) {
		return command{Action: ActChase, Note: clip(cmd.Note), Cause: "chase/" + cmd.Cause}, nil
	})
	return err
}

// HandCmd gives a signed order to another officer of the unit at a change of shifts.
type HandCmd struct {
	ID, From, To, ToName string
}

// HandOver gives a signed order to another officer, after both have signed the hand-over; where the one who leaves no longer has it, it does
// nothing. Who signed it in the first place stays in its history.
func (s *Service) HandOver(ctx context.Context, cmd HandCmd) error {
	if cmd.To == "" || !sound(cmd.To) || !sound(cmd.From) {
		return badField("to")
	}
	_, err := s.ownAct(ctx, cmd.ID, func(Order) (command, error) {
		return command{Action: ActHandOver, From: cmd.From, To: actor{ID: cmd.To, Name: cmd.ToName}, Note: clip(cmd.ToName)}, nil
	})
	return err
}

// ownAct runs a command of the centre's own procedures: what the order's state forbids, or what was done before, is simply
// nothing left to do.
func (s *Service) ownAct(ctx context.Context, id string, build func(Order) (command, error)) (bool, error) {
	if !sound(id) {
		return false, ErrNotFound
	}
	for range staleRetries {
		o, err := s.o.Reader.Get(ctx, access.System(), id)
		if err != nil {
			return false, err
		}
		c, err := build(o)
		if err != nil {
			return false, err
		}
		c.By, c.At = system, s.o.Clock.Now()
		change, err := decide(o, c)
		if err != nil && fault.KindOf(err) == fault.Conflict {
			return false, nil
		}
		if err != nil || change == nil {
			return false, err
		}
		err = s.o.Ledger.Save(ctx, *change)
		if errors.Is(err, ErrStale) {
			continue
		}
		if errors.Is(err, ErrCauseKnown) {
			return false, nil
		}
		return err == nil, err
	}
	return false, ErrStale
}

// Tick announces deadlines that have passed: each once, by an order.overdue event. It returns how many it announced.
func (s *Service) Tick(ctx context.Context, now when.Micros) (int, error) {
	announced := 0
	for seen := 0; seen < tickMax; {
		late, err := s.o.Reader.Alarms(ctx, access.System(), now, alarmBatch)
		if err != nil {
			return announced, err
		}
		n, err := s.announce(ctx, late, now)
		announced += n
		if err != nil || len(late) < alarmBatch || n == 0 {
			return announced, err
		}
		seen += len(late)
	}
	return announced, nil
}

// announce marks a batch in one transaction; when one of its orders changed meanwhile, one by one. An order that changed is
// looked at again by the next Tick.
func (s *Service) announce(ctx context.Context, late []Order, now when.Micros) (int, error) {
	var changes []Change
	n := 0
	for _, o := range late {
		change, err := decide(o, command{Action: ActOverdue, At: now, By: system})
		if err != nil {
			return 0, err
		}
		if change != nil {
			changes = append(changes, *change)
			n += len(change.Events)
		}
	}
	if len(changes) == 0 {
		return 0, nil
	}
	err := s.o.Ledger.Save(ctx, changes...)
	if !errors.Is(err, ErrStale) {
		if err != nil {
			n = 0
		}
		return n, err
	}
	n = 0
	for _, c := range changes {
		err = s.o.Ledger.Save(ctx, c)
		if err != nil && !errors.Is(err, ErrStale) {
			return n, err
		}
		if err == nil {
			n += len(c.Events)
		}
	}
	return n, nil
}

package playbook_test

import (
	"cmp"
	"context"
	"fmt"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/centre/sanction"
	"fanzha/centre/stoppay"
	"fanzha/centre/warning/roomtest"
	"fanzha/term/when"
)

// till is the world's money: stop orders with their holds, the freezes that grew from them, and sanctions.
type till struct {
	Holds     map[string]stoppay.Order
	Freezes   map[string]measure.Freeze
	Curbs     map[string]measure.Restriction
	Nobody    bool // no authority is in force
	Sent      map[string]stoppay.InstructCmd
	Messages  []stoppay.Message      // as the banks have them
	Released  map[string]when.Micros // objects of objections
	Sanctions map[string]sanction.State
}

func newTill() till {
	return till{
		Holds: map[string]stoppay.Order{}, Freezes: map[string]measure.Freeze{}, Curbs: map[string]measure.Restriction{}, Sent: map[string]stoppay.InstructCmd{}, Released: map[string]when.Micros{},
		Sanctions: map[string]sanction.State{},
	}
}

// stops is the world's face of stop-payment.
type stops struct{ w *world }

func (s stops) Release(_ context.Context, _ access.Scope, c stoppay.ReleaseCmd) (o stoppay.Order, err error) {
	err = s.w.call(func() error {
		o = s.w.till.Holds[c.Order]
		switch {
		case o.ID == "":
			return stoppay.ErrNotFound
		case s.w.causes[c.Cause] != "":
			return nil
		case o.HoldState == stoppay.Frozen:
			return stoppay.ErrFrozen
		case o.HeldFen == 0:
			return stoppay.ErrNoHold
		case c.Fen > o.HeldFen:
			return stoppay.ErrExceeds
		case c.Fen == 0:
			c.Fen = o.HeldFen
		}
		o.HeldFen -= c.Fen
		s.w.till.Holds[c.Order], s.w.causes[c.Cause] = o, c.Order
		s.w.note("release %d of %s: %s", c.Fen, c.Order, c.Reason)
		return nil
	})
	return o, err
}

func (s stops) Instruct(_ context.Context, c stoppay.InstructCmd) error {
	return s.w.call(func() error {
		if s.w.till.Sent[c.ID].ID == "" {
			s.w.till.Sent[c.ID] = c
			s.w.note("%s %s %d of %s until %d", c.Kind, c.ID, c.Fen, c.Order+c.Parent, c.Until)
		}
		return nil
	})
}

func (s stops) Frozen(_ context.Context, c stoppay.FrozenCmd) error {
	return s.w.call(func() error {
		o := s.w.till.Holds[c.Order]
		if o.Freeze == c.Freeze && o.FrozenFen <= c.Fen {
			return nil
		}
		o.HoldState, o.Freeze, o.FrozenFen, o.HeldFen = stoppay.Frozen, c.Freeze, c.Fen, c.Fen
		s.w.till.Holds[c.Order] = o
		s.w.note("frozen %d of %s by %s", c.Fen, c.Order, c.Freeze)
		return nil
	})
}

func (s stops) Thawed(_ context.Context, order, freeze string) error {
	return s.w.call(func() error {
		o := s.w.till.Holds[order]
		if o.Freeze != freeze || o.HoldState != stoppay.Frozen {
			return stoppay.ErrNoHold
		}
		o.HoldState, o.FrozenFen, o.HeldFen = stoppay.Released, 0, 0
		s.w.till.Holds[order] = o
		s.w.note("thawed %s", order)
		return nil
	})
}

func (s stops) Claim(_ context.Context, _ access.Scope, id string) (d stoppay.Detail, err error) {
	err = s.w.call(func() error {
		if id != "C1" {
			return stoppay.ErrNotFound
		}
		d.Claim = stoppay.Claim{ID: id, Officers: [2]stoppay.Officer{{ID: "990101"}, {ID: "990102"}}}
		for _, o := range s.w.till.Holds {
			d.Orders = append(d.Orders, o)
		}
		d.Messages = s.w.till.Messages
		return nil
	})
	return d, err
}

func (s stops) Direct(_ context.Context, c stoppay.DirectCmd) error {
	return s.w.call(func() error {
		switch {
		case c.Bank == "nowhere":
			return stoppay.ErrBank
		case s.w.till.Sent[c.ID].ID == "":
			s.w.till.Sent[c.ID] = stoppay.InstructCmd{ID: c.ID}
			s.w.note("%s %s %s of %s until %d for %s under %s", c.Kind, c.ID, c.Limits, c.Account.Account, c.Until, c.Matter, c.Officers[0].ID+c.Officers[1].ID)
		}
		return nil
	})
}

func (s stops) Authority(_ context.Context, _ string) (who [2]stoppay.Officer, doc stoppay.Document, err error) {
	err = s.w.call(func() error {
		if s.w.till.Nobody {
			return access.ErrUnitNotFound
		}
		who = [2]stoppay.Officer{{ID: "a"}, {ID: "b"}}
		return nil
	})
	return who, doc, err
}

// measures is the world's face of measures.
type measures struct{ w *world }

func (m measures) Freeze(_ context.Context, _ access.Scope, id string) (f measure.Freeze, err error) {
	err = m.w.call(func() error {
		f = m.w.till.Freezes[id]
		if f.ID == "" {
			return measure.ErrNotFound
		}
		return nil
	})
	return f, err
}

func (m measures) Restriction(_ context.Context, _ access.Scope, id string) (x measure.Restriction, err error) {
	err = m.w.call(func() error {
		x = m.w.till.Curbs[id]
		if x.ID == "" {
			return measure.ErrNotFound
		}
		return nil
	})
	return x, err
}

func (m measures) RestrictionTold(_ context.Context, c measure.ToldCmd) error {
	return m.w.call(func() error {
		x := m.w.till.Curbs[c.ID]
		if x.Bank != c.Bank {
			return measure.ErrNotFound
		}
		if x.Told.State != c.Told.State || x.Told.Refusal != c.Told.Refusal {
			x.Told = c.Told
			m.w.till.Curbs[c.ID] = x
			m.w.note("%s %s %s", c.ID, c.Told.State, c.Told.Refusal)
		}
		return nil
	})
}

func (m measures) FreezeTold(_ context.Context, c measure.ToldCmd) error {
	return m.w.call(func() error {
		f := m.w.till.Freezes[c.ID]
		if f.Bank != c.Bank {
			return measure.ErrNotFound
		}
		if f.Told.State != c.Told.State || f.Told.Refusal != c.Told.Refusal {
			f.Told = c.Told
			m.w.till.Freezes[c.ID] = f
			m.w.note("%s thaw %s %s", c.ID, c.Told.State, c.Told.Refusal)
		}
		return nil
	})
}

func (m measures) AnswerFreeze(_ context.Context, bank string, a measure.BankAnswer) (measure.Freeze, error) {
	err := m.w.call(func() error {
		f := m.w.till.Freezes[a.Freeze]
		switch {
		case f.Bank != bank:
			return measure.ErrNotFound
		case a.Fen > f.Fen:
			return measure.ErrAmount
		case f.State != measure.FreezeApproved:
			return measure.ErrState
		}
		f.State, f.Frozen, f.ExecutedAt = measure.FreezeActive, a.Fen, a.ExecutedAt
		if a.Refusal != "" {
			f.State, f.Frozen, f.ExecutedAt = measure.FreezeRejected, 0, 0
		}
		m.w.till.Freezes[a.Freeze] = f
		m.w.note("%s %s %d %s%s", a.Freeze, f.State, f.Frozen, a.Refusal, since(f.ExecutedAt))
		return nil
	})
	return m.w.till.Freezes[a.Freeze], err
}

func (m measures) AnswerRenewal(_ context.Context, bank, id, refusal string) (measure.Freeze, error) {
	err := m.w.call(func() error {
		f := m.w.till.Freezes[id]
		switch {
		case f.Bank != bank:
			return measure.ErrNotFound
		case f.RenewedFrom == 0:
			return nil
		}
		if refusal != "" {
			f.ExpiresAt = f.RenewedFrom
		}
		f.RenewedFrom, f.RenewRefusal = 0, refusal
		m.w.till.Freezes[id] = f
		m.w.note("renewal of %s %s: until %d", id, cmp.Or(refusal, "done"), f.ExpiresAt)
		return nil
	})
	return m.w.till.Freezes[id], err
}

func (m measures) Released(_ context.Context, kind measure.ObjectKind, id string, at when.Micros) error {
	return m.w.call(func() error {
		key := fmt.Sprint(kind, " ", id)
		if m.w.till.Released[key] == 0 {
			m.w.till.Released[key] = at
			m.w.note("%s released at %d", key, at)
		}
		return nil
	})
}

// since says from when the bank keeps money; nothing where it is from the answer on.
func since(at when.Micros) string {
	if at == 0 || at == roomtest.Start+when.Minute {
		return ""
	}
	return fmt.Sprint("since ", at)
}

// sanctions is the world's face of sanctions.
type sanctions struct{ w *world }

func (s sanctions) Revoke(_ context.Context, _ access.Scope, a sanction.Act) (sanction.Sanction, error) {
	return sanction.Sanction{}, s.w.call(func() error {
		switch s.w.till.Sanctions[a.ID] {
		case "":
			return sanction.ErrNotFound
		case sanction.InForce, sanction.Noticed, sanction.Recognised:
			s.w.till.Sanctions[a.ID] = sanction.Revoked
			s.w.note("revoke %s: %s", a.ID, a.Note)
			return nil
		}
		return sanction.ErrState
	})
}

package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"fanzha/base/access"
	auditstore "fanzha/base/audit/store"
	idstore "fanzha/base/id/store"
	"fanzha/centre/stoppay"
	"fanzha/internal/db"
)

// Store keeps claims and their orders. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

// Open implements stoppay.Ledger. The cause is inserted first: of two transactions with the same cause the second waits for
// the first and then finds its claim.
func (s *Store) Open(ctx context.Context, d stoppay.Draft, decide func(*stoppay.File) error) (string, bool, error) {
	claim, fresh := d.Claim, true
	err := s.db.Write(ctx, func(tx db.Tx) error {
		claim, fresh = d.Claim, true
		known, err := cause(ctx, tx, "open/"+d.Cause, d.Claim)
		if err != nil {
			return err
		}
		if known {
			fresh = false
			err = tx.QueryRow(ctx, `select claim_id from stop_cause where cause = ?`, "open/"+d.Cause).Scan(&claim)
			return db.Wrap("read cause", err)
		}
		same, err := paid(ctx, tx, d)
		if err != nil {
			return err
		}
		if same != "" {
			claim, fresh = same, false
			return nil
		}
		f := stoppay.File{Claim: stoppay.Claim{ID: d.Claim}}
		number, err := idstore.NextNumber(ctx, tx, "claim", d.Day)
		if err != nil {
			return err
		}
		f.Claim.Number = "ZF" + number
		err = background(ctx, tx, &f, d)
		if err != nil {
			return err
		}
		err = decide(&f)
		if err != nil {
			return err
		}
		err = insertMany(ctx, tx, table{into: `stop_claim (` + claimColumns + `)`}, [][]any{values(claimFields(&f.Claim))})
		if err != nil {
			return err
		}
		return save(ctx, tx, &f, loaded{})
	})
	return claim, fresh, clash(err)
}

// cause records what makes a change happen once; true when it is known already.
func cause(ctx context.Context, tx db.Tx, text, claim string) (bool, error) {
	r, err := tx.Exec(ctx, `insert into stop_cause (cause, claim_id) values (?, ?) on conflict (cause) do nothing`, text, claim)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n == 0, db.Wrap("record cause", err)
}

// clash names the invariant that a write ran into.
func clash(err error) error {
	if db.IsUnique(err, "stop_order_slot_once") {
		return stoppay.ErrStopTaken.With(err)
	}
	return err
}

// Change implements stoppay.Ledger.
func (s *Store) Change(ctx context.Context, t stoppay.Touch, decide func(*stoppay.File) error) error {
	err := s.db.Write(ctx, func(tx db.Tx) error {
		if t.Cause != "" {
			known, err := cause(ctx, tx, t.Cause, t.Claim)
			if err != nil {
				return err
			}
			if known {
				return stoppay.ErrUnchanged
			}
		}
		if t.Measure != "" {
			return changeMeasure(ctx, tx, t, decide)
		}
		// The update locks the claim: whoever decides on it next waits for the end of this transaction.
		claim, err := one(ctx, tx, from(`update stop_claim set rev = rev + 1 where id = ? returning `+claimColumns, t.Claim), claimFields)
		if err != nil {
			return err
		}
		f := stoppay.File{Claim: claim}
		err = load(ctx, tx, &f)
		if err != nil {
			return err
		}
		err = surroundings(ctx, tx, &f, t)
		if err != nil {
			return err
		}
		had := had(&f)
		err = decide(&f)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update stop_claim set `+assignments(claimColumns)+` where id = ?`, append(values(claimFields(&f.Claim)), f.Claim.ID)...)
		if err != nil {
			return err
		}
		return save(ctx, tx, &f, had)
	})
	if errors.Is(err, stoppay.ErrUnchanged) {
		return nil
	}
	return clash(err)
}

// changeMeasure decides on the messages that rest on one measure alone. The row that is inserted first, or found, is what one decision
// waits at for the other.
func changeMeasure(ctx context.Context, tx db.Tx, t stoppay.Touch, decide func(*stoppay.File) error) error {
	_, err := tx.Exec(ctx, `insert into stop_cause (cause, claim_id) values (?, '') on conflict (cause) do update set claim_id = ''`, "measure/"+t.Measure)
	if err != nil {
		return err
	}
	f := stoppay.File{Measure: t.Measure}
	list, err := many(ctx, tx, from(`select `+messageColumns+`, seal, canonical from stop_message where ref = ? and claim_id = '' order by seq`, t.Measure), withBytes)
	if err != nil {
		return err
	}
	f.Messages, err = filled(list)
	if err != nil {
		return err
	}
	if len(f.Messages) > 0 {
		f.Claim.Unit = f.Messages[0].Unit
	}
	err = surroundings(ctx, tx, &f, t)
	if err != nil {
		return err
	}
	had := had(&f)
	err = decide(&f)
	if err != nil {
		return err
	}
	return save(ctx, tx, &f, had)
}

// loaded are the ids of what was there before a decision.
type loaded struct {
	ids      map[string]bool
	payments int
}

func had(f *stoppay.File) loaded {
	l := loaded{ids: map[string]bool{}, payments: len(f.Payments)}
	for i := range f.Orders {
		l.ids["o"+f.Orders[i].ID] = true
	}
	for i := range f.Messages {
		l.ids["m"+f.Messages[i].ID] = true
	}
	return l
}

// save writes what a decision changed.
func save(ctx context.Context, tx db.Tx, f *stoppay.File, had loaded) error {
	var rows [][]any
	for i := range f.Payments[had.payments:] {
		rows = append(rows, values(paymentFields(&f.Payments[had.payments+i])))
	}
	err := insertMany(ctx, tx, table{into: `stop_payment (` + paymentColumns + `)`}, rows)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context, db.Tx, *stoppay.File, loaded) error{saveOrders, saveLegs, saveMessages, saveAnswers, trail} {
		err = step(ctx, tx, f, had)
		if err != nil {
			return err
		}
	}
	return nil
}

// saveOrders updates before it inserts: a renewal may take the place that an order gives up in the same decision.
func saveOrders(ctx context.Context, tx db.Tx, f *stoppay.File, had loaded) error {
	for _, id := range slices.Sorted(maps.Keys(f.Gone)) {
		_, err := tx.Exec(ctx, `update stop_order set slot = '' where id = ? and slot = ?`, id, f.Gone[id])
		if err != nil {
			return err
		}
	}
	var rows [][]any
	for i := range f.Orders {
		o := &f.Orders[i]
		if !f.Changed(o.ID) {
			continue
		}
		if !had.ids["o"+o.ID] {
			rows = append(rows, values(orderFields(o)))
			continue
		}
		_, err := tx.Exec(ctx, `update stop_order set `+assignments(orderColumns)+` where id = ?`, append(values(orderFields(o)), o.ID)...)
		if err != nil {
			return err
		}
	}
	return insertMany(ctx, tx, table{into: `stop_order (` + orderColumns + `)`}, rows)
}

func saveLegs(ctx context.Context, tx db.Tx, f *stoppay.File, _ loaded) error {
	var rows [][]any
	for i := range f.Legs {
		if f.Changed(f.Legs[i].ID) {
			rows = append(rows, append(values(legFields(&f.Legs[i])), i))
		}
	}
	return insertMany(ctx, tx, table{into: `stop_leg (` + legColumns + `, place)`, conflict: ` on conflict (id) do update set order_id = excluded.order_id,
		layer = excluded.layer, to_bank = excluded.to_bank, to_account = excluded.to_account, to_name = excluded.to_name, to_kind = excluded.to_kind,
		fen = excluded.fen, tainted_fen = excluded.tainted_fen, next_order = excluded.next_order, halt = excluded.halt`}, rows)
}

// saveMessages numbers new messages per bank, banks in one order, so that two transactions never wait for each other in a ring.
func saveMessages(ctx context.Context, tx db.Tx, f *stoppay.File, had loaded) error {
	fresh := map[string][]*stoppay.Message{}
	for i := range f.Messages {
		m := &f.Messages[i]
		if !f.Changed(m.ID) {
			continue
		}
		if !had.ids["m"+m.ID] {
			fresh[m.Bank] = append(fresh[m.Bank], m)
			continue
		}
		// a message that was decided on: how far its delivery has come; whoever had leased it gives it up
		_, err := tx.Exec(ctx, `update stop_message set state = ?, escalate = ?, tries = ?, next_at = ?, sent_at = ?, done_at = ?, last_fault = ?, ref = ?,
			remind_at = ?, reminders = ?, result = ?, refusal = ?, lease_until = 0 where id = ?`, string(m.State), m.Escalate, m.Tries, int64(m.NextAt),
			int64(m.SentAt), int64(m.DoneAt), m.LastFault, m.Ref, int64(m.RemindAt), m.Reminders, string(m.Result), m.Refusal, m.ID)
		if err != nil {
			return err
		}
	}
	var rows [][]any
	for _, bank := range slices.Sorted(maps.Keys(fresh)) {
		list := fresh[bank]
		var last int64
		err := tx.QueryRow(ctx, `insert into stop_cursor (bank, last) values (?, ?)
			on conflict (bank) do update set last = stop_cursor.last + excluded.last returning last`, bank, len(list)).Scan(&last)
		if err != nil {
			return db.Wrap("number messages", err)
		}
		for i, m := range list {
			m.Seq = last - int64(len(list)) + int64(i) + 1
			rows = append(rows, append(values(messageFields(m)), int64(0), m.Seal, m.Canonical))
		}
	}
	return insertMany(ctx, tx, table{into: `stop_message (` + messageColumns + `, lease_until, seal, canonical)`}, rows)
}

func saveAnswers(ctx context.Context, tx db.Tx, f *stoppay.File, _ loaded) error {
	var rows [][]any
	for i := range f.Answers {
		rows = append(rows, values(answerFields(&f.Claim.ID, &f.Answers[i])))
	}
	return insertMany(ctx, tx, table{into: `stop_answer (` + answerColumns + `)`}, rows)
}

// trail writes audit entries and events.
func trail(ctx context.Context, tx db.Tx, f *stoppay.File, _ loaded) error {
	for _, a := range f.Acts {
		err := auditstore.Record(ctx, tx, a)
		if err != nil {
			return err
		}
	}
	for _, e := range f.Events {
		body, err := json.Marshal(e.Body)
		if err != nil {
			return err
		}
		err = db.Emit(ctx, tx, db.Event{Kind: e.Kind, Subject: cmp.Or(f.Claim.ID, f.Measure), Unit: e.Unit, At: e.At, Body: body})
		if err != nil {
			return err
		}
	}
	return nil
}

// SaveBank implements stoppay.Ledger.
func (s *Store) SaveBank(ctx context.Context, scope access.Scope, b stoppay.Bank, version int64) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		prefixes := strings.Join(b.Prefixes, ",")
		query := `insert into stop_bank (` + bankColumns + `) values (` + marks(12) + `) on conflict (code) do nothing`
		args := values(bankFields(&b, &prefixes))
		if version > 0 {
			query = `update stop_bank set ` + assignments(bankColumns) + ` where code = ? and version = ?`
			args = append(args, b.Code, version)
		}
		r, err := tx.Exec(ctx, query, args...)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err != nil {
			return db.Wrap("save bank", err)
		}
		if n != 1 {
			return stoppay.ErrVersion
		}
		at := b.Saved
		return auditstore.Record(ctx, tx, access.ActOf(scope, at, "bank.save").On("bank", b.Code).With("channel", b.Channel).With("name", b.Name))
	})
}

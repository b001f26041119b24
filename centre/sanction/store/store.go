// Package store keeps sanctions in the records store: table sanction. A change, its audit entry and its event are one transaction.
package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	idstore "fanzha/base/id/store"
	"fanzha/centre/sanction"
	"fanzha/internal/db"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Store keeps sanctions. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var _ sanction.Store = (*Store)(nil)

// columns of sanction in the order of fields.
const columns = `id, number, unit, name, id_number, minor, tier, crime, cards, times, persons, false_identity, case_number, document,
	document_sha256, measures, edition, years, state, nominated_at, nominated_by, recognised_at, recognised_by, recognised_in, noticed_at,
	noticed_by, notice_ref, starts_at, ends_at, chain_from, appeal, appeal_at, appeal_by, appeal_text, appeal_due, appeal_late, appeal_end,
	appeal_reason, appeal_remedy, ended_at, ended_by, end_reason, version`

func fields(s *sanction.Sanction) []any {
	return []any{
		&s.ID, &s.Number, &s.Unit, &s.Name, &s.IDNumber, &s.Minor, &s.Tier, &s.Crime, &s.Facts.Cards, &s.Facts.Times, &s.Facts.Persons,
		&s.Facts.FalseIdentity, &s.Case, &s.Document, &s.SHA256, &s.Measures, &s.Edition, &s.Years, &s.State, &s.NominatedAt, &s.NominatedBy,
		&s.RecognisedAt, &s.RecognisedBy, &s.RecognisedIn, &s.NoticedAt, &s.NoticedBy, &s.NoticeRef, &s.StartsAt, &s.EndsAt, &s.ChainFrom,
		&s.Appeal, &s.AppealAt, &s.AppealBy, &s.AppealText, &s.AppealDue, &s.AppealLate, &s.AppealEnd, &s.AppealReason, &s.AppealRemedy,
		&s.EndedAt, &s.EndedBy, &s.EndReason, &s.Version,
	}
}

// plain turns a pointer to a field into the plain value that both drivers take.
func plain(p any) any {
	switch v := p.(type) {
	case *string:
		return *v
	case *int64:
		return *v
	case *bool:
		return *v
	case *when.Micros:
		return int64(*v)
	case *ident.IDNumber:
		return string(*v)
	case *sanction.State:
		return string(*v)
	case *sanction.AppealState:
		return string(*v)
	}
	panic("sanction/store: a field of a kind that is not stored")
}

func values(s *sanction.Sanction) []any {
	var out []any
	for _, p := range fields(s) {
		out = append(out, plain(p))
	}
	return append(out, int64(s.Alarm()))
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// insertRow adds a sanction; updateRow changes it where it is still the one that was decided on.
var (
	insertRow = `insert into sanction (` + columns + `, alarm_at) values (` + marks(strings.Count(columns, ",")+2) + `)`
	updateRow = `update sanction set ` + strings.ReplaceAll(columns, ",", " = ?,") + ` = ?, alarm_at = ? where id = ? and version = ?`
)

// Save implements sanction.Store.
func (s *Store) Save(ctx context.Context, day string, c sanction.Change) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		err := put(ctx, tx, day, c.Sanction)
		switch {
		case db.IsUnique(err, "sanction_once"), db.IsUnique(err, "sanction_one_start"):
			return sanction.ErrTwice.With(err)
		case err != nil:
			return err
		}
		return trail(ctx, tx, c)
	})
}

func put(ctx context.Context, tx db.Tx, day string, x *sanction.Sanction) error {
	if x.Version == 1 {
		number, err := idstore.NextNumber(ctx, tx, "sanction", day)
		if err != nil {
			return err
		}
		x.Number = "CJ" + number
		_, err = tx.Exec(ctx, insertRow, values(x)...)
		return err
	}
	got, err := tx.Exec(ctx, updateRow, append(values(x), x.ID, x.Version-1)...)
	if err != nil {
		return err
	}
	n, err := got.RowsAffected()
	if err != nil {
		return db.Wrap("save sanction", err)
	}
	if n != 1 {
		return sanction.ErrStale
	}
	return nil
}

// trail writes the audit entry and the event. Names and identity numbers stay in the record.
func trail(ctx context.Context, tx db.Tx, c sanction.Change) error {
	x := c.Sanction
	e := audit.Entry{At: c.Step.At, Actor: c.Step.Actor, ActorName: c.Step.Name, Action: c.Step.Action}.On("sanction", x.ID).In(x.Unit).
		Because(c.Step.Note).With("number", x.Number).With("from", c.Step.From).With("state", string(x.State)).
		With("tier", strconv.FormatInt(x.Tier, 10)).With("edition", x.Edition).With("document", x.Document).With("sha256", x.SHA256).
		With("measures", x.Measures).With("starts_at", x.StartsAt.String()).With("ends_at", x.EndsAt.String()).With("appeal", string(x.Appeal))
	err := auditstore.Append(ctx, tx, e)
	if err != nil {
		return err
	}
	body, err := c.Body()
	if err != nil {
		return err
	}
	return db.Emit(ctx, tx, db.Event{Kind: c.Kind, Subject: x.ID, Unit: x.Unit, At: c.Step.At, Body: body})
}

// Reveal implements sanction.Store.
func (s *Store) Reveal(ctx context.Context, scope access.Scope, r sanction.Reveal) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		return auditstore.Append(ctx, tx, audit.By(scope, r.At, "person.reveal").On("sanction", r.ID).In(r.Unit).Because(r.Reason).With("field", r.Field))
	})
}

// visible is what a caller sees: what units of his jurisdiction nominated. No bank sees sanctions here: it is told by events.
func visible(scope access.Scope) (string, []any) {
	if scope.Bank != "" {
		return "1 = 0", nil
	}
	return scope.Predicate("unit")
}

// Get implements sanction.Store.
func (s *Store) Get(ctx context.Context, scope access.Scope, id string) (sanction.Sanction, error) {
	var x sanction.Sanction
	where, args := visible(scope)
	err := s.db.QueryRow(ctx, `select `+columns+` from sanction where id = ? and `+where, append([]any{id}, args...)...).Scan(fields(&x)...)
	if errors.Is(err, sql.ErrNoRows) {
		return x, sanction.ErrNotFound
	}
	return x, db.Wrap("read sanction", err)
}

// List implements sanction.Store.
func (s *Store) List(ctx context.Context, scope access.Scope, q sanction.Query) ([]sanction.Sanction, error) {
	where, args := visible(scope)
	add := func(part string, more ...any) {
		where += " and " + part
		args = append(args, more...)
	}
	for _, e := range [][2]string{{"id_number", q.Subject}, {"case_number", q.Case}, {"appeal", string(q.Appeal)}} {
		if e[1] != "" {
			add(e[0]+" = ?", e[1])
		}
	}
	if len(q.States) > 0 {
		list := make([]any, len(q.States))
		for i, st := range q.States {
			list[i] = st
		}
		add("state in ("+marks(len(list))+")", list...)
	}
	if q.EndsBefore != 0 {
		add("state = 'in_force' and ends_at < ?", int64(q.EndsBefore))
	}
	order := "nominated_at desc, id desc"
	switch {
	case q.Due != 0:
		add("alarm_at > 0 and alarm_at <= ?", int64(q.Due))
		order = "alarm_at, id"
	case q.After != nil:
		add("(nominated_at, id) < (?, ?)", int64(q.After.At), q.After.ID)
	}
	rows, err := s.db.Query(ctx, `select `+columns+` from sanction where `+where+` order by `+order+` limit ?`, append(args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []sanction.Sanction
	for rows.Next() {
		var x sanction.Sanction
		err = rows.Scan(fields(&x)...)
		if err != nil {
			return nil, db.Wrap("read sanctions", err)
		}
		out = append(out, x)
	}
	return out, db.Wrap("read sanctions", rows.Err())
}

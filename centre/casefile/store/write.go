package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/casefile"
	"fanzha/internal/db"
)

// Store keeps cases. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var (
	_ casefile.Store   = (*Store)(nil)
	_ casefile.Records = (*Store)(nil)
)

// insertRow adds a case; updateRow changes it where it is still the one that was decided on.
var (
	insertRow = `insert into case_file (` + columns + `) values (` + marks(count(columns)) + `)`
	updateRow = `update case_file set ` + strings.ReplaceAll(columns, ",", " = ?,") + ` = ? where id = ? and version = ?`
)

// upsert writes a part: what it is never changes but for the columns given.
func upsert(table, columns string) string {
	var set []string
	for _, c := range append([]string{"gone", "version"}, strings.Split(columns, ", ")...) {
		set = append(set, c+" = excluded."+c)
	}
	return `insert into ` + table + ` (id, case_id, gone, version, ` + columns + `) values (` + marks(4+count(columns)) + `)
		on conflict (id) do update set ` + strings.Join(set, ", ")
}

var (
	putSuspect = upsert("case_suspect", suspectColumns)
	putMeasure = upsert("case_measure", measureColumns)
	putMoney   = upsert("case_money", moneyColumns)
	putExhibit = upsert("case_exhibit", exhibitColumns)
	putCard    = upsert("case_card", cardColumns)
)

// Save implements casefile.Store.
func (s *Store) Save(ctx context.Context, changes []casefile.Change) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		for i := range changes {
			err := save(ctx, tx, &changes[i])
			switch {
			case db.IsUnique(err, "case_number_once"):
				return casefile.ErrNumber.With(err)
			case db.IsUnique(err, "case_measured_once"):
				return casefile.ErrTwice.With(err)
			case err != nil:
				return err
			}
		}
		return nil
	})
}

func save(ctx context.Context, tx db.Tx, c *casefile.Change) error {
	err := put(ctx, tx, c.Case)
	if err == nil {
		err = link(ctx, tx, c.Case)
	}
	if err == nil {
		err = parts(ctx, tx, c.Case)
	}
	if err == nil {
		err = trail(ctx, tx, c)
	}
	return err
}

func put(ctx context.Context, tx db.Tx, c *casefile.Case) error {
	args := values(rowOf(c).fields())
	if c.Version == 1 {
		_, err := tx.Exec(ctx, insertRow, args...)
		return err
	}
	got, err := tx.Exec(ctx, updateRow, append(args, c.ID, c.Version-1)...)
	if err != nil {
		return err
	}
	n, err := got.RowsAffected()
	if err != nil {
		return db.Wrap("save case", err)
	}
	if n != 1 {
		return casefile.ErrStale
	}
	return nil
}

// link writes what a case is found by beside its row.
func link(ctx context.Context, tx db.Tx, c *casefile.Case) error {
	if c.Version > 1 {
		_, err := tx.Exec(ctx, `delete from case_link where case_id = ?`, c.ID)
		if err != nil {
			return err
		}
	}
	for kind, list := range map[string][]string{"campaign": c.Campaigns, "claim": c.Claims} {
		for _, v := range list {
			_, err := tx.Exec(ctx, `insert into case_link (case_id, kind, value) values (?, ?, ?)`, c.ID, kind, v)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// parts writes the parts that this change has touched. What was taken out goes first, so that what replaces it finds its place.
func parts(ctx context.Context, tx db.Tx, c *casefile.Case) error {
	type one struct {
		query  string
		part   casefile.Part
		fields []any
	}
	var list []one
	for i := range c.Suspects {
		list = append(list, one{putSuspect, c.Suspects[i].Part, suspectFields(&c.Suspects[i])})
	}
	for i := range c.Measures {
		list = append(list, one{putMeasure, c.Measures[i].Part, measureFields(&c.Measures[i])})
	}
	for i := range c.Money {
		list = append(list, one{putMoney, c.Money[i].Part, moneyFields(&c.Money[i])})
	}
	for i := range c.Exhibits {
		list = append(list, one{putExhibit, c.Exhibits[i].Part, exhibitFields(&c.Exhibits[i])})
	}
	for i := range c.Cards {
		list = append(list, one{putCard, c.Cards[i].Part, cardFields(&c.Cards[i])})
	}
	for _, x := range list {
		if x.part.Version != c.Version {
			continue
		}
		_, err := tx.Exec(ctx, x.query, append([]any{x.part.ID, c.ID, x.part.Gone, x.part.Version}, values(x.fields)...)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// trail writes the history, the audit entry and the event. Names stay in the record.
func trail(ctx context.Context, tx db.Tx, c *casefile.Change) error {
	x := c.Case
	diffs, err := json.Marshal(c.Diffs)
	if err != nil {
		return fmt.Errorf("history of case: %w", err)
	}
	_, err = tx.Exec(ctx, `insert into case_step (case_id, version, at, actor, name, action, was, state, note, diffs) values (`+marks(10)+`)`,
		x.ID, x.Version, int64(c.Step.At), c.Step.Actor, c.Step.Name, c.Step.Action, c.Step.From, string(x.State), c.Step.Note, string(diffs))
	if err != nil {
		return err
	}
	e := audit.Entry{At: c.Step.At, Actor: c.Step.Actor, ActorName: c.Step.Name, Action: c.Step.Action}.On("case", x.ID).In(x.Unit).Because(c.Step.Note).
		With("number", x.Number).With("from", c.Step.From).With("state", string(x.State)).With("version", strconv.FormatInt(x.Version, 10))
	for _, d := range c.Diffs {
		e = e.With(d.Field, d.Old+" → "+d.New)
	}
	err = auditstore.Append(ctx, tx, e)
	if err != nil {
		return err
	}
	body, err := c.Body()
	if err != nil {
		return err
	}
	return db.Emit(ctx, tx, db.Event{Kind: c.Kind, Subject: x.ID, Unit: x.Unit, At: c.Step.At, Body: body})
}

// Record implements casefile.Records.
func (s *Store) Record(ctx context.Context, scope access.Scope, l casefile.Look) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		return auditstore.Append(ctx, tx, audit.By(scope, l.At, l.Action).On("case", l.ID).In(l.Unit).Because(l.Reason).
			With("field", l.Field).With("rows", strconv.FormatInt(l.Rows, 10)))
	})
}

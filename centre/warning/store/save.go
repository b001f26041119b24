package store

import (
	"context"
	"slices"
	"strings"

	"fanzha/base/id"
	numbers "fanzha/base/id/store"
	"fanzha/centre/warning"
	"fanzha/internal/db"
)

// Rows in one statement: enough to make round trips rare on PostgreSQL, few enough to keep the statements' texts few.
const (
	rowsPerUpsert = 16
	rowsPerInsert = 32
)

// save writes a change. Locks are taken in one order by every transaction of this room: targets, phones, the number series,
// warnings, hits; the outbox and the audit chain follow at the end of the transaction.
func save(ctx context.Context, tx db.Tx, c *warning.Change) error {
	steps := []func(context.Context, db.Tx, *warning.Change) error{
		saveTargets, savePhones, giveNumbers, saveWarnings, handOver, saveHits, saveSteps, emit, savePosition,
	}
	for _, step := range steps {
		err := step(ctx, tx, c)
		if err != nil {
			return err
		}
	}
	return nil
}

// table is one that keeps versions of its rows.
type table struct {
	name    string
	columns []string
}

// upsert inserts new rows (version 1) and updates known ones; a row whose version is not the one before answers errStale.
func (t table) upsert(ctx context.Context, tx db.Tx, rows [][]any) error {
	tail := " on conflict (id) do update set " + excluded(t.columns) + " where " + t.name + ".version = excluded.version - 1"
	return chunks(rows, rowsPerUpsert, func(part [][]any) error {
		query := "insert into " + t.name + " (" + list("", t.columns) + ") values " + values(len(part), len(t.columns)) + tail
		r, err := tx.Exec(ctx, query, slices.Concat(part...)...)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err == nil && n != int64(len(part)) {
			return errStale
		}
		return err
	})
}

// saveTargets writes people. A target that gets another's identity must follow the one that gives it up; that never happens
// here: an identity is given once and stays.
func saveTargets(ctx context.Context, tx db.Tx, c *warning.Change) error {
	slices.SortFunc(c.Targets, func(a, b warning.Target) int { return strings.Compare(a.ID, b.ID) })
	rows := make([][]any, 0, len(c.Targets))
	for _, t := range c.Targets {
		rows = append(rows, targetValues(t))
	}
	return table{"target", targetColumns}.upsert(ctx, tx, rows)
}

// savePhones links phones that nobody had; when somebody else has got one meanwhile, the unique constraint says so.
func savePhones(ctx context.Context, tx db.Tx, c *warning.Change) error {
	slices.SortFunc(c.Phones, func(a, b warning.Link) int { return strings.Compare(string(a.Phone), string(b.Phone)) })
	return chunks(c.Phones, rowsPerInsert, func(part []warning.Link) error {
		args := make([]any, 0, 3*len(part))
		for _, l := range part {
			args = append(args, string(l.Phone), l.Target, l.N)
		}
		_, err := tx.Exec(ctx, "insert into target_phone (phone, target, n) values "+values(len(part), 3), args...)
		return err
	})
}

func giveNumbers(ctx context.Context, tx db.Tx, c *warning.Change) error {
	for i := range c.Warnings {
		w := &c.Warnings[i]
		if w.Number != "" {
			continue
		}
		n, err := numbers.NextNumber(ctx, tx, "warning", id.Day(w.OpenedAt))
		if err != nil {
			return err
		}
		w.Number = warning.NumberPrefix + n
	}
	return nil
}

// saveWarnings writes warnings, those that are no longer active first: they make room under one_open_warning_per_target.
func saveWarnings(ctx context.Context, tx db.Tx, c *warning.Change) error {
	order := func(w warning.Warning) string {
		if w.Active() {
			return "2" + w.ID
		}
		return "1" + w.ID
	}
	slices.SortFunc(c.Warnings, func(a, b warning.Warning) int { return strings.Compare(order(a), order(b)) })
	rows := make([][]any, 0, len(c.Warnings))
	for _, w := range c.Warnings {
		rows = append(rows, warningValues(w))
	}
	return table{"warning", warningColumns}.upsert(ctx, tx, rows)
}

// handOver moves what belongs to a merged target or an absorbed warning, and the hits of a warning that moved.
func handOver(ctx context.Context, tx db.Tx, c *warning.Change) error {
	type statement struct {
		query string
		args  []any
	}
	var all []statement
	for _, m := range c.Merges {
		all = append(all,
			statement{"update target_phone set target = ? where target = ?", []any{m.To, m.From}},
			statement{"update warning set target = ? where target = ?", []any{m.To, m.From}},
			statement{"update hit set target = ? where target = ?", []any{m.To, m.From}},
			statement{"update unmasking set target = ? where target = ?", []any{m.To, m.From}})
	}
	for _, a := range c.Absorbs {
		all = append(all, statement{"update hit set warning = ?, unit = ? where warning = ?", []any{a.To, unitOf(c, a.To), a.From}})
	}
	for _, id := range c.Rehomed {
		all = append(all, statement{"update hit set unit = ? where warning = ?", []any{unitOf(c, id), id}})
	}
	for _, s := range all {
		_, err := tx.Exec(ctx, s.query, s.args...)
		if err != nil {
			return err
		}
	}
	return nil
}

func unitOf(c *warning.Change, id string) string {
	for _, w := range c.Warnings {
		if w.ID == id {
			return w.Unit
		}
	}
	return ""
}

// saveHits stores hits; one that is there already was recorded by another transaction in the meantime.
func saveHits(ctx context.Context, tx db.Tx, c *warning.Change) error {
	return chunks(c.Hits, rowsPerInsert, func(part []warning.Hit) error {
		args := make([]any, 0, len(hitColumns)*len(part))
		for _, h := range part {
			row, err := hitValues(h)
			if err != nil {
				return err
			}
			args = append(args, row...)
		}
		query := "insert into hit (" + list("", hitColumns) + ") values " + values(len(part), len(hitColumns)) + " on conflict (id) do nothing"
		r, err := tx.Exec(ctx, query, args...)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err == nil && n != int64(len(part)) {
			return errStale
		}
		return err
	})
}

// saveSteps writes the history, and with each step its audit entry.
func saveSteps(ctx context.Context, tx db.Tx, c *warning.Change) error {
	for _, s := range c.Steps {
		err := auditStep(ctx, tx, s)
		if err != nil {
			return err
		}
	}
	return chunks(c.Steps, rowsPerInsert, func(part []warning.Step) error {
		args := make([]any, 0, len(stepColumns)*len(part))
		for _, s := range part {
			args = append(args, stepValues(s)...)
		}
		_, err := tx.Exec(ctx, "insert into warning_history ("+list("", stepColumns)+") values "+values(len(part), len(stepColumns)), args...)
		return err
	})
}

func emit(ctx context.Context, tx db.Tx, c *warning.Change) error {
	for _, e := range c.Events {
		err := db.Emit(ctx, tx, db.Event{Kind: e.Kind, Subject: e.Subject, Unit: e.Unit, At: e.At, Body: e.Body})
		if err != nil {
			return err
		}
	}
	return nil
}

// savePosition moves the partition's position forward, never back.
func savePosition(ctx context.Context, tx db.Tx, c *warning.Change) error {
	if c.Seq == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `insert into hit_position (part, seq) values (?, ?)
		on conflict (part) do update set seq = excluded.seq where hit_position.seq < excluded.seq`, c.Partition, int64(c.Seq))
	return err
}

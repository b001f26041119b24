// Package store keeps the audit chain in the records store.
package store

import (
	"context"
	"strconv"

	"fanzha/base/access"
	"fanzha/base/audit"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Append writes an entry in the caller's transaction: it is kept if and only if the act is. The entry takes its place in the
// chain at the end of the transaction, by updating the chain's one row, so that on PostgreSQL the row is locked last and
// shortly, and the transactions of all processes form one chain.
func Append(_ context.Context, tx db.Tx, e audit.Entry) error {
	clean, err := e.Clean()
	if err != nil {
		return err
	}
	return db.AtEnd(tx, db.StageAudit, clean, flush)
}

// Record is Append for base/access, which knows only its own word for an act.
func Record(ctx context.Context, tx db.Tx, a access.Act) error {
	e := audit.Entry{At: a.At, Actor: a.Actor, ActorName: a.ActorName, Unit: a.Unit, Action: a.Action,
		Object: a.Object, ObjectID: a.ObjectID, Reason: a.Reason}
	for _, d := range a.Detail {
		e = e.With(d[0], d[1])
	}
	return Append(ctx, tx, e)
}

func flush(ctx context.Context, tx db.Tx, items []any) error {
	seq, prev, err := take(ctx, tx, len(items))
	if err != nil {
		return err
	}
	for _, item := range items {
		e := item.(audit.Entry)
		seq++
		e.Seq = seq
		s := audit.Chain(prev, e)
		_, err = tx.Exec(ctx, `insert into audit_entry
			(seq, version, at, actor, actor_name, unit, action, object, object_id, reason, detail, prev, hash)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			s.Seq, s.Version, int64(s.At), s.Actor, s.ActorName, s.Unit, s.Action, s.Object, s.ObjectID, s.Reason,
			audit.EncodeDetail(s.Detail), s.Prev[:], s.Hash[:])
		if err != nil {
			return err
		}
		prev = s.Hash
	}
	_, err = tx.Exec(ctx, `update audit_chain set hash = ? where one = 1`, prev[:])
	return err
}

// take reserves n places: it locks the chain and returns the place and hash before them. The row is made by the first entry.
func take(ctx context.Context, tx db.Tx, n int) (int64, audit.Hash, error) {
	var last int64
	var hash []byte
	err := tx.QueryRow(ctx, `insert into audit_chain (one, seq, hash) values (1, ?, ?)
		on conflict (one) do update set seq = audit_chain.seq + excluded.seq returning seq, hash`, n, audit.Genesis[:]).Scan(&last, &hash)
	if err != nil {
		return 0, audit.Hash{}, db.Wrap("audit chain", err)
	}
	var prev audit.Hash
	copy(prev[:], hash)
	return last - int64(n), prev, nil
}

// Filter chooses entries. Empty fields choose all.
type Filter struct {
	Actor, Action, Object, ObjectID string
	From, To                        when.Micros // From is included, To is not
	Cursor                          string      // from the page before
	Limit                           int
}

const (
	defaultPage = 50
	maxPage     = 500
)

const columns = `seq, version, at, actor, actor_name, unit, action, object, object_id, reason, detail, prev, hash`

// List returns entries of the caller's jurisdiction and of the centre as a whole, newest first, and the cursor of the next
// page ("" at the end). Only the audit administrator may.
func List(ctx context.Context, q db.Queryer, scope access.Scope, f Filter) ([]audit.Stored, string, error) {
	err := scope.Require(access.AuditRead)
	if err != nil {
		return nil, "", err
	}
	within, args := scope.Predicate("unit")
	query := `select ` + columns + ` from audit_entry where (` + within + ` or unit = '')`
	for _, c := range []struct{ column, value string }{
		{"actor", f.Actor}, {"action", f.Action}, {"object", f.Object}, {"object_id", f.ObjectID},
	} {
		if c.value != "" {
			query += ` and ` + c.column + ` = ?`
			args = append(args, c.value)
		}
	}
	if f.From != 0 {
		query += ` and at >= ?`
		args = append(args, int64(f.From))
	}
	if f.To != 0 {
		query += ` and at < ?`
		args = append(args, int64(f.To))
	}
	if f.Cursor != "" {
		before, convErr := strconv.ParseInt(f.Cursor, 10, 64)
		if convErr != nil {
			return nil, "", audit.ErrCursor
		}
		query += ` and seq < ?`
		args = append(args, before)
	}
	if f.Limit <= 0 {
		f.Limit = defaultPage
	}
	f.Limit = min(f.Limit, maxPage)
	found, err := read(ctx, q, query+` order by seq desc limit ?`, append(args, f.Limit+1))
	if err != nil || len(found) <= f.Limit {
		return found, "", err
	}
	found = found[:f.Limit]
	return found, strconv.FormatInt(found[f.Limit-1].Seq, 10), nil
}

// History returns the newest entries about one record (Object, ObjectID and Limit of the filter), newest first, for the
// record's own page. The caller has checked that the record may be seen.
func History(ctx context.Context, q db.Queryer, f Filter) ([]audit.Stored, error) {
	if f.Limit <= 0 || f.Limit > maxPage {
		f.Limit = maxPage
	}
	return read(ctx, q, `select `+columns+` from audit_entry where object_id = ? and object = ? order by seq desc limit ?`,
		[]any{f.ObjectID, f.Object, f.Limit})
}

// read returns what can be read: an entry whose hash or detail has not its form is returned with what could be read, for the
// list must show it; Verify names it.
func read(ctx context.Context, q db.Queryer, query string, args []any) ([]audit.Stored, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []audit.Stored
	for rows.Next() {
		s, _, scanErr := scan(rows)
		if scanErr != nil {
			return nil, db.Wrap("read audit", scanErr)
		}
		out = append(out, s)
	}
	return out, db.Wrap("read audit", rows.Err())
}

type scanner interface{ Scan(into ...any) error }

// scan reads a row; sound is false when hash, prev or detail have not their form.
func scan(row scanner) (s audit.Stored, sound bool, err error) {
	var detail, prev, hash []byte
	err = row.Scan(&s.Seq, &s.Version, &s.At, &s.Actor, &s.ActorName, &s.Unit, &s.Action, &s.Object, &s.ObjectID, &s.Reason,
		&detail, &prev, &hash)
	if err != nil {
		return s, false, err
	}
	copy(s.Prev[:], prev)
	copy(s.Hash[:], hash)
	s.Detail, sound = audit.DecodeDetail(detail)
	return s, sound && len(prev) == len(s.Prev) && len(hash) == len(s.Hash), nil
}

package store

import (
	"context"
	"strings"

	"fanzha/base/access"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	"fanzha/centre/stats/printed"
	"fanzha/internal/db"
	"fanzha/term/fault"
)

// ErrPrintedTwice: the same figure from the same source is kept already.
var ErrPrintedTwice = fault.New(fault.Conflict, "stats.printed_twice")

const printedColumns = `id, unit, region, code, name, text, compare, value, scale, qualifier, measure, first_day, last_day, source, quote, taken_at, taken_by, withdrawn`

// TakePrinted keeps printed figures, all or none, with an audit entry.
func (s *Store) TakePrinted(ctx context.Context, list []printed.Figure, act access.Act) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		for _, f := range list {
			r, err := tx.Exec(ctx, `insert into printed_figure (`+printedColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '') on conflict do nothing`,
				f.ID, indicator.UnitOf(f.Region), f.Region, f.Code, f.Name, f.Text, f.Compare, f.Value, f.Scale, f.Qualifier, f.Measure, int64(f.Span.From), int64(f.Span.To),
				f.Source, f.Quote, int64(f.TakenAt), f.TakenBy)
			if err != nil {
				return err
			}
			n, err := r.RowsAffected()
			if err != nil {
				return db.Wrap("keep printed figure", err)
			}
			if n == 0 {
				return fault.New(ErrPrintedTwice.Kind, ErrPrintedTwice.Code, "name", f.Name)
			}
		}
		return auditstore.Record(ctx, tx, act)
	})
}

// PrintedFilter chooses printed figures; an empty part chooses all.
type PrintedFilter struct {
	Code   string
	Region string
	Span   stats.Span // those of exactly these days
	All    bool       // withdrawn ones too
	After  string     // id of the last one of the page before
	Limit  int        // 0: 1000
}

// printedMost bounds one answer.
const printedMost = 1000

// Printed lists printed figures of the caller's jurisdiction by id.
func (s *Store) Printed(ctx context.Context, scope access.Scope, f PrintedFilter) ([]printed.Figure, error) {
	where, args := scope.Predicate("unit")
	parts := []string{where}
	add := func(part string, values ...any) {
		parts = append(parts, part)
		args = append(args, values...)
	}
	if f.Code != "" {
		add("code = ?", f.Code)
	}
	if f.Region != "" {
		add("region = ?", f.Region)
	}
	if f.Span.To > 0 {
		add("first_day = ? and last_day = ?", int64(f.Span.From), int64(f.Span.To))
	}
	if !f.All {
		add("withdrawn = ''")
	}
	if f.After != "" {
		add("id > ?", f.After)
	}
	limit := f.Limit
	if limit <= 0 || limit > printedMost {
		limit = printedMost
	}
	rows, err := s.db.Query(ctx, `select `+printedColumns+` from printed_figure where `+strings.Join(parts, " and ")+` order by id limit ?`, append(args, limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []printed.Figure
	for rows.Next() {
		var x printed.Figure
		var unit string
		err = rows.Scan(&x.ID, &unit, &x.Region, &x.Code, &x.Name, &x.Text, &x.Compare, &x.Value, &x.Scale, &x.Qualifier, &x.Measure, &x.Span.From, &x.Span.To, &x.Source, &x.Quote,
			&x.TakenAt, &x.TakenBy, &x.Withdrawn)
		if err != nil {
			return nil, db.Wrap("read printed figures", err)
		}
		out = append(out, x)
	}
	return out, db.Wrap("read printed figures", rows.Err())
}

// WithdrawPrinted says of a printed figure that it no longer stands, and why; the record stays.
func (s *Store) WithdrawPrinted(ctx context.Context, scope access.Scope, id string, act access.Act) error {
	where, args := scope.Predicate("unit")
	return s.db.Write(ctx, func(tx db.Tx) error {
		r, err := tx.Exec(ctx, `update printed_figure set withdrawn = ? where id = ? and withdrawn = '' and `+where, append([]any{act.Reason, id}, args...)...)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err != nil {
			return db.Wrap("withdraw printed figure", err)
		}
		if n == 0 {
			return ErrNotFound
		}
		return auditstore.Record(ctx, tx, act)
	})
}

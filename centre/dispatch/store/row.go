package store

import (
	"context"
	"database/sql"

	"fanzha/centre/dispatch"
	"fanzha/internal/db"
)

// columns of dispatch_order that make an Order, in the order of fields.
const columns = `id, number, cause, warning, target, person_name, person_phone, person_place, unit, from_unit, round,
	level, family, fraud, reason_zh, reason_en, state, version, rev, rule, sms_counts,
	issued_at, turn_at, sign_due, call_due, visit_due, report_due,
	signed_at, signed_by, signed_by_name, called_at, texted_at, reached_at, visited_at, tried_at, next_at, attempts,
	reported_at, reported_by, reported_by_name, result, note, loss_fen, ended_at, chases, chased_at, late, missed`

// fields points at an order's fields in the order of columns.
func fields(o *dispatch.Order) []any {
	return []any{
		&o.ID, &o.Number, &o.Cause, &o.Warning, &o.Target, &o.Person.Name, &o.Person.Phone, &o.Person.Place, &o.Unit, &o.FromUnit, &o.Round,
		&o.Level, &o.Family, &o.Fraud, &o.ReasonZH, &o.ReasonEN, &o.State, &o.Version, &o.Rev, &o.Rule, &o.SMSCounts,
		&o.IssuedAt, &o.TurnAt, &o.SignDue, &o.CallDue, &o.VisitDue, &o.ReportDue,
		&o.SignedAt, &o.SignedBy, &o.SignedByName, &o.CalledAt, &o.TextedAt, &o.ReachedAt, &o.VisitedAt, &o.TriedAt, &o.NextAt, &o.Attempts,
		&o.ReportedAt, &o.ReportedBy, &o.ReportedByName, &o.Result, &o.Note, &o.LossFen, &o.EndedAt, &o.Chases, &o.ChasedAt, &o.Late, &o.Missed,
	}
}

// derived are the columns that repeat what the code computes from the row: due_at, alarm_at, sort_at, rank.
func derived(o *dispatch.Order) []any {
	_, due := dispatch.NextDue(o)
	k := dispatch.KeyOf(o)
	return []any{int64(due), int64(dispatch.NextAlarm(o)), k.Sort, k.Rank}
}

// values are the arguments of an insert or update.
func values(o *dispatch.Order) []any {
	out := make([]any, 0, 52)
	for _, p := range fields(o) {
		out = append(out, plain(p))
	}
	return append(out, derived(o)...)
}

// orders runs a query that selects columns.
func orders(ctx context.Context, q db.Queryer, query string, args []any) ([]dispatch.Order, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []dispatch.Order
	for rows.Next() {
		var o dispatch.Order
		err = rows.Scan(fields(&o)...)
		if err != nil {
			return nil, db.Wrap("read orders", err)
		}
		out = append(out, o)
	}
	return out, db.Wrap("read orders", rows.Err())
}

const stepColumns = `order_id, seq, at, actor, actor_name, actor_unit, action, from_state, to_state, unit, level, deadlines, note`

func stepFields(s *dispatch.Step) []any {
	return []any{&s.Order, &s.Seq, &s.At, &s.Actor, &s.ActorName, &s.ActorUnit, &s.Action, &s.From, &s.To, &s.Unit, &s.Level, &s.Deadlines, &s.Note}
}

func steps(rows *sql.Rows, err error) ([]dispatch.Step, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []dispatch.Step
	for rows.Next() {
		var s dispatch.Step
		err = rows.Scan(stepFields(&s)...)
		if err != nil {
			return nil, db.Wrap("read steps", err)
		}
		out = append(out, s)
	}
	return out, db.Wrap("read steps", rows.Err())
}

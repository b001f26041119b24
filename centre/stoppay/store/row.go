package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"fanzha/centre/stoppay"
	"fanzha/internal/db"
)

// list is a field that is stored as JSON text.
type list struct{ to any }

// Scan implements sql.Scanner.
func (l list) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), l.to)
	case []byte:
		return json.Unmarshal(v, l.to)
	}
	return fmt.Errorf("a list from %T", src)
}

// plain turns a pointer to a field into the plain value that both drivers take.
func plain(p any) any {
	l, ok := p.(list)
	if ok {
		v := reflect.ValueOf(l.to).Elem()
		if v.Kind() == reflect.Slice && v.IsNil() {
			return "[]"
		}
		text, err := json.Marshal(v.Interface())
		if err != nil {
			panic("stoppay/store: " + err.Error())
		}
		return string(text)
	}
	v := reflect.ValueOf(p).Elem()
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int64:
		return v.Int()
	case reflect.Bool:
		return v.Bool()
	case reflect.Slice:
		return v.Bytes()
	}
	panic("stoppay/store: a field of a kind that is not stored")
}

func values(fields []any) []any {
	out := make([]any, len(fields))
	for i, p := range fields {
		out[i] = plain(p)
	}
	return out
}

const claimColumns = `id, number, receipt, unit, unit_name, state, standing, confirm_by, strength, reasons, source, reporter, cause, warning, fraud,
	brief, victim_name, victim_id, victim_phone, loss_fen, held_fen, exit_fen, back_fen, cap_fen, opened_at, opened_by, officers, document_kind,
	document_number, document_sha, review_by, review_told, reviewed, reviewed_by, finding, closed_at, followed_at, next_at, latest_at, version, rev`

func claimFields(c *stoppay.Claim) []any {
	return []any{
		&c.ID, &c.Number, &c.Receipt, &c.Unit, &c.UnitName, &c.State, &c.Standing, &c.ConfirmBy, &c.Strength, list{&c.Reasons}, &c.Source, &c.Reporter,
		&c.Cause, &c.Warning, &c.Fraud, &c.Brief, &c.Victim.Name, &c.Victim.ID, &c.Victim.Phone, &c.LossFen, &c.HeldFen, &c.ExitFen, &c.BackFen,
		&c.CapFen, &c.OpenedAt, &c.OpenedBy, list{&c.Officers}, &c.Document.Kind, &c.Document.Number, &c.Document.SHA256, &c.ReviewBy, &c.ReviewTold,
		&c.Reviewed, &c.ReviewedBy, &c.Finding, &c.ClosedAt, &c.FollowedAt, &c.NextAt, &c.LatestAt, &c.Version, &c.Rev,
	}
}

const paymentColumns = `id, claim_id, bank, account, ref, at, fen, channel, payee_bank, payee_account, payee_name, payee_kind, seen, voucher`

func paymentFields(p *stoppay.Payment) []any {
	return []any{&p.ID, &p.Claim, &p.Bank, &p.Account, &p.Ref, &p.At, &p.Fen, &p.Channel, &p.Payee.Bank, &p.Payee.Account, &p.Payee.Name, &p.Payee.Kind, &p.Seen, &p.Voucher}
}

const orderColumns = `id, number, claim_id, unit, parent, supplement, renews, layer, bank, account, name, kind, matches, fen, floor_fen, lane, limits,
	evidence, mode, count, slot, basis, reason, state, result, refusal, answer_seq, final, flags, executed_at, expires_at, bank_ends, hold_state,
	total_fen, held_fen, leaving_fen, freed_fen, frozen_fen, freeze_id, sealed_at, sent_at, seen_at, answered_at, held_at, seen_by, answer_by,
	reminders, remind_at, escalated, alerts, seal_suite, seal_key, next_at, version`

func orderFields(o *stoppay.Order) []any {
	return []any{
		&o.ID, &o.Number, &o.Claim, &o.Unit, &o.Parent, &o.Supplement, &o.Renews, &o.Layer, &o.Target.Bank, &o.Target.Account, &o.Target.Name, &o.Target.Kind,
		list{&o.Matches}, &o.Fen, &o.FloorFen, &o.Lane, list{&o.Limits}, &o.Evidence, &o.Mode, &o.Count, &o.Slot, &o.Basis, &o.Reason, &o.State, &o.Result,
		&o.Refusal, &o.AnswerSeq, &o.Final, list{&o.Flags}, &o.ExecutedAt, &o.ExpiresAt, &o.BankEnds, &o.HoldState, &o.TotalFen, &o.HeldFen, &o.LeavingFen,
		&o.FreedFen, &o.FrozenFen, &o.Freeze, &o.SealedAt, &o.SentAt, &o.SeenAt, &o.AnsweredAt, &o.HeldAt, &o.SeenBy, &o.AnswerBy, &o.Reminders,
		&o.RemindAt, &o.Escalated, &o.Alerts, &o.SealSuite, &o.SealKey, &o.NextAt, &o.Version,
	}
}

// legColumns without place, which only the store knows.
const legColumns = `id, claim_id, order_id, layer, from_account, to_bank, to_account, to_name, to_kind, code, at, fen, tainted_fen, ref, spot, mode,
	next_order, halt`

func legFields(l *stoppay.Leg) []any {
	return []any{&l.ID, &l.Claim, &l.Order, &l.Layer, &l.From, &l.To.Bank, &l.To.Account, &l.To.Name, &l.To.Kind, &l.Code, &l.At, &l.Fen, &l.TaintedFen, &l.Ref,
		&l.Place, &l.Mode, &l.Next, &l.Halt}
}

// messageColumns without the bytes, which only delivery needs.
const messageColumns = `id, kind, number, claim_id, order_id, bank, seq, ref, fen, state, escalate, tries, next_at, drop_at, sent_at, done_at, last_fault,
	suite, key, unit, made_at, remind_at, reminders, result, refusal`

func messageFields(m *stoppay.Message) []any {
	return []any{&m.ID, &m.Kind, &m.Number, &m.ClaimID, &m.Order, &m.Bank, &m.Seq, &m.Ref, &m.Fen, &m.State, &m.Escalate, &m.Tries, &m.NextAt, &m.DropAt,
		&m.SentAt, &m.DoneAt, &m.LastFault, &m.Suite, &m.Key,
		&m.Unit, &m.MadeAt, &m.RemindAt, &m.Reminders, &m.Result, &m.Refusal}
}

const answerColumns = `bank, id, claim_id, message_id, seq, at, received_at, result, refusal, text, executed_at, expires_at, held_fen, balance_fen,
	earlier, dispositions, final, person, phone, effect, hash`

func answerFields(claim *string, a *stoppay.Answer) []any {
	return []any{&a.Bank, &a.ID, claim, &a.Message, &a.Seq, &a.At, &a.ReceivedAt, &a.Result, &a.Refusal, &a.Text, &a.ExecutedAt, &a.ExpiresAt, &a.HeldFen,
		&a.BalanceFen, list{&a.Earlier}, list{&a.Dispositions}, &a.Final, &a.Person, &a.Phone, &a.Effect, &a.Hash}
}

const bankColumns = `code, name, kind, channel, address, first_name, first_phone, second_name, second_phone, active, version, prefixes`

func bankFields(b *stoppay.Bank, prefixes *string) []any {
	return []any{&b.Code, &b.Name, &b.Kind, &b.Channel, &b.Address, &b.First.Name, &b.First.Phone, &b.Second.Name, &b.Second.Phone, &b.Active, &b.Version, prefixes}
}

// query is a select with its arguments.
type query struct {
	text string
	args []any
}

func from(text string, args ...any) query { return query{text, args} }

// many runs a query and maps its rows.
func many[T any](ctx context.Context, in db.Queryer, q query, fields func(*T) []any) ([]T, error) {
	rows, err := in.Query(ctx, q.text, q.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []T
	for rows.Next() {
		var t T
		err = rows.Scan(fields(&t)...)
		if err != nil {
			return nil, db.Wrap("read rows", err)
		}
		out = append(out, t)
	}
	return out, db.Wrap("read rows", rows.Err())
}

// one runs a query of one row; ErrNotFound when there is none.
func one[T any](ctx context.Context, in db.Queryer, q query, fields func(*T) []any) (T, error) {
	var t T
	err := in.QueryRow(ctx, q.text, q.args...).Scan(fields(&t)...)
	if errors.Is(err, sql.ErrNoRows) {
		return t, stoppay.ErrNotFound
	}
	return t, db.Wrap("read row", err)
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// table names a table with its columns, and what to do with a row that is there.
type table struct{ into, conflict string }

// insertMany inserts rows in as few statements as the databases' limit of arguments allows.
func insertMany(ctx context.Context, tx db.Tx, t table, rows [][]any) error {
	for len(rows) > 0 {
		n := min(len(rows), max(1, argsMax/len(rows[0])))
		one := "(" + marks(len(rows[0])) + ")"
		args := make([]any, 0, n*len(rows[0]))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		_, err := tx.Exec(ctx, `insert into `+t.into+` values `+strings.TrimSuffix(strings.Repeat(one+", ", n), ", ")+t.conflict, args...)
		if err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// argsMax bounds the arguments of one statement: both databases take more, but a planner does not thank for it.
const argsMax = 3000

func assignments(columns string) string {
	names := strings.Split(columns, ",")
	for i, n := range names {
		names[i] = strings.TrimSpace(n) + " = ?"
	}
	return strings.Join(names, ", ")
}

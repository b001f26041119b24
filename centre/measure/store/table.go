package store

import (
	"encoding/json"
	"strings"

	"fanzha/centre/measure"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// table is how one kind of record lies in the database: columns in the order of fields.
type table[T any] struct {
	name    string
	columns string
	time    string // column by which its list is ordered
	fields  func(*T) []any
}

func (t table[T]) insert() string {
	return `insert into ` + t.name + ` (` + t.columns + `, alarm_at) values (` + marks(strings.Count(t.columns, ",")+2) + `)`
}

func (t table[T]) update() string {
	return `update ` + t.name + ` set ` + strings.ReplaceAll(t.columns, ",", " = ?,") + ` = ?, alarm_at = ? where id = ? and version = ?`
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

var freezes = table[measure.Freeze]{
	name: "measure_freeze",
	columns: `id, number, order_id, claim, unit, bank, account, holder, fen, frozen_fen, interest, major, months, case_number, document,
	document_sha256, state, proposed_at, proposed_by, approved_at, approved_by, approver_unit, executed_at, expires_at, earlier_organ,
	earlier_fen, earlier_until, renewals, renew_asked_at, renew_asked_by, renew_basis, renewed_from, renew_refusal, announced, lift_by, ended_at, ended_by,
	end_reason, bank_state, bank_refusal, bank_at, version`,
	time: "proposed_at",
	fields: func(f *measure.Freeze) []any {
		return []any{
			&f.ID, &f.Number, &f.Order, &f.Claim, &f.Unit, &f.Bank, &f.Account, &f.Holder, &f.Fen, &f.Frozen, &f.Interest, &f.Major, &f.Months,
			&f.Basis.Case, &f.Basis.Document, &f.Basis.SHA256, &f.State, &f.ProposedAt, &f.ProposedBy, &f.ApprovedAt, &f.ApprovedBy,
			&f.ApproverUnit, &f.ExecutedAt, &f.ExpiresAt, &f.Earlier.Organ, &f.Earlier.Fen, &f.Earlier.Until, &f.Renewals, &f.RenewAskedAt,
			&f.RenewAskedBy, &f.RenewBasis, &f.RenewedFrom, &f.RenewRefusal, &f.Announced, &f.LiftBy, &f.EndedAt, &f.EndedBy, &f.EndReason,
			&f.Told.State, &f.Told.Refusal, &f.Told.At, &f.Version,
		}
	},
}

var restrictions = table[measure.Restriction]{
	name: "measure_restriction",
	columns: `id, number, warning, claim, unit, bank, account, person, phone, reason, document, state, count, imposed_at, imposed_by, ends_at,
	review_due, reviewed_at, reviewed_by, announced, ended_at, ended_by, end_reason, limits,
	bank_state, bank_refusal, bank_at, version`,
	time: "imposed_at",
	fields: func(x *measure.Restriction) []any {
		return []any{
			&x.ID, &x.Number, &x.Warning, &x.Claim, &x.Unit, &x.Bank, &x.Account, &x.Person, &x.Phone, &x.Reason, &x.Document, &x.State, &x.Count,
			&x.ImposedAt, &x.ImposedBy, &x.EndsAt, &x.ReviewDue, &x.ReviewedAt, &x.ReviewedBy, &x.Announced, &x.EndedAt, &x.EndedBy,
			&x.EndReason, &x.Limits, &x.Told.State, &x.Told.Refusal, &x.Told.At, &x.Version,
		}
	},
}

var markTable = table[measure.Mark]{
	name: "measure_mark",
	columns: `id, number, unit, bank, subject_kind, subject, kind, basis, source, state, set_at, set_by, ends_at, ended_at, ended_by,
	end_reason, version`,
	time: "set_at",
	fields: func(m *measure.Mark) []any {
		return []any{
			&m.ID, &m.Number, &m.Unit, &m.Bank, &m.SubjectKind, &m.Subject, &m.Kind, &m.Basis, &m.Source, &m.State, &m.SetAt, &m.SetBy, &m.EndsAt,
			&m.EndedAt, &m.EndedBy, &m.EndReason, &m.Version,
		}
	},
}

var objections = table[measure.Objection]{
	name: "measure_objection",
	columns: `id, number, receipt, unit, object, object_id, claim, bank, orderers, name, phone, channel, ground, statement, evidence, state,
	filed_at, filed_by, machine_by, human_by, overdue, machine, fen, decided_at, decided_by, reason, remedy, released_at, version`,
	time: "filed_at",
	fields: func(o *measure.Objection) []any {
		return []any{
			&o.ID, &o.Number, &o.Receipt, &o.Unit, &o.Object, &o.ObjectID, &o.Claim, &o.Bank, &o.Orderers, &o.Name, &o.Phone, &o.Channel, &o.Ground,
			&o.Text, &list{&o.Evidence}, &o.State, &o.FiledAt, &o.FiledBy, &o.MachineBy, &o.HumanBy, &o.Overdue, &o.Machine, &o.Fen, &o.DecidedAt,
			&o.DecidedBy, &o.Reason, &o.Remedy, &o.ReleasedAt, &o.Version,
		}
	},
}

// list keeps evidence as a JSON array in a text column.
type list struct{ to *[]measure.Evidence }

// Scan implements sql.Scanner.
func (l *list) Scan(from any) error {
	text, _ := from.(string)
	if b, ok := from.([]byte); ok {
		text = string(b)
	}
	*l.to = nil
	if text == "[]" {
		return nil
	}
	return json.Unmarshal([]byte(text), l.to)
}

func (l *list) text() string {
	if len(*l.to) == 0 {
		return "[]"
	}
	b, err := json.Marshal(*l.to)
	if err != nil {
		panic("measure/store: evidence is plain data: " + err.Error())
	}
	return string(b)
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
	case *ident.Account:
		return string(*v)
	case *ident.Phone:
		return string(*v)
	case *measure.ToldState:
		return string(*v)
	case *measure.FreezeState:
		return string(*v)
	case *measure.RestrictionState:
		return string(*v)
	case *measure.MarkState:
		return string(*v)
	case *measure.ObjectionState:
		return string(*v)
	case *measure.ObjectKind:
		return string(*v)
	case *list:
		return v.text()
	}
	panic("measure/store: a field of a kind that is not stored")
}

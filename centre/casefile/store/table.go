// Package store keeps cases in the records store: tables case_file, case_link, case_suspect, case_measure, case_money, case_exhibit,
// case_card and case_step. A change, its audit entry and its event are one transaction; of many changes all are.
package store

import (
	"strings"

	"fanzha/centre/casefile"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// columns of case_file in the order of fields; campaigns and claims are texts there.
const columns = `id, number, unit, region, fraud, scope, track, state, void, filed_at, occurred_at, solved_at, closed_at, withdrawn_at, entered_at,
	entered_by, updated_at, loss_fen, band, large, campaigns, claims, victim_kind, victim_name, victim_sex, victim_age, age_band, occupation,
	victim_area, member_unit, warned, warning, supervision, supervised_at, supervise_due, supervise_ref, progress_at, brief, version`

// row is a case as its table holds it.
type row struct {
	casefile.Case
	campaigns, claims string
}

func rowOf(c *casefile.Case) *row {
	return &row{Case: *c, campaigns: strings.Join(c.Campaigns, "|"), claims: strings.Join(c.Claims, "|")}
}

func (r *row) whole() casefile.Case {
	r.Campaigns, r.Claims = split(r.campaigns), split(r.claims)
	return r.Case
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

func (r *row) fields() []any {
	c := &r.Case
	return []any{
		&c.ID, &c.Number, &c.Unit, &c.Region, &c.Fraud, &c.Scope, &c.Track, &c.State, &c.Void, &c.FiledAt, &c.OccurredAt, &c.SolvedAt, &c.ClosedAt,
		&c.WithdrawnAt, &c.EnteredAt, &c.EnteredBy, &c.UpdatedAt, &c.LossFen, &c.Band, &c.Large, &r.campaigns, &r.claims, &c.Victim.Kind, &c.Victim.Name,
		&c.Victim.Sex, &c.Victim.Age, &c.AgeBand, &c.Victim.Occupation, &c.Victim.Area, &c.Victim.MemberUnit, &c.Warned, &c.Warning, &c.Supervision,
		&c.SupervisedAt, &c.SuperviseDue, &c.SuperviseRef, &c.ProgressAt, &c.Brief, &c.Version,
	}
}

// A part's table: its columns after id, case_id, gone, version.
const (
	suspectColumns = `name, id_number, role, two_cards, fugitive`
	measureColumns = `suspect, kind, at`
	moneyColumns   = `kind, fen, at, note`
	exhibitColumns = `kind, n, fen, at, note`
	cardColumns    = `kind, mark, bank, carrier, outlet, opened_at, at, result, checked_at, check_note`
)

func suspectFields(p *casefile.Suspect) []any {
	return []any{&p.Name, &p.IDNumber, &p.Role, &p.TwoCards, &p.Fugitive}
}

func measureFields(m *casefile.Measure) []any { return []any{&m.Suspect, &m.Kind, &m.At} }

func moneyFields(m *casefile.Money) []any { return []any{&m.Kind, &m.Fen, &m.At, &m.Note} }

func exhibitFields(x *casefile.Exhibit) []any { return []any{&x.Kind, &x.N, &x.Fen, &x.At, &x.Note} }

func cardFields(k *casefile.Card) []any {
	return []any{&k.Kind, &k.Mark, &k.Bank, &k.Carrier, &k.Outlet, &k.OpenedAt, &k.At, &k.Check, &k.CheckedAt, &k.CheckNote}
}

// plain turns a pointer to a field into the plain value that both drivers take.
func plain(p any) any {
	switch v := p.(type) {
	case *string:
		return *v
	case *int64:
		return *v
	case *int:
		return int64(*v)
	case *bool:
		return *v
	case *when.Micros:
		return int64(*v)
	case *ident.IDNumber:
		return string(*v)
	case *casefile.State:
		return string(*v)
	}
	panic("casefile/store: a field of a kind that is not stored")
}

func values(fields []any) []any {
	out := make([]any, 0, len(fields))
	for _, p := range fields {
		out = append(out, plain(p))
	}
	return out
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

func count(columns string) int { return strings.Count(columns, ",") + 1 }

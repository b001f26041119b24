package cases

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/casefile"
	"fanzha/edge/api"
)

// CaseRow is one case in a list.
type CaseRow struct {
	ID           string     `json:"id"`
	Number       string     `json:"number"`
	Unit         api.Unit   `json:"unit"`
	Region       string     `json:"region" doc:"Where it happened: 6, 9 or 12 digits."`
	Fraud        string     `json:"fraud"`
	Scope        string     `json:"scope" enum:"telecom,related,handled"`
	Track        string     `json:"track"`
	State        string     `json:"state" enum:"filed,solved,closed,withdrawn"`
	Void         bool       `json:"void" doc:"Entered by mistake: counts as nothing."`
	FiledAt      string     `json:"filed_at"`
	OccurredAt   string     `json:"occurred_at"`
	SolvedAt     string     `json:"solved_at"`
	ClosedAt     string     `json:"closed_at"`
	WithdrawnAt  string     `json:"withdrawn_at"`
	EnteredAt    string     `json:"entered_at"`
	LossFen      int64      `json:"loss_fen"`
	Band         string     `json:"band"`
	Large        bool       `json:"large"`
	Campaigns    []string   `json:"campaigns"`
	Victim       CaseVictim `json:"victim"`
	Warned       bool       `json:"warned" doc:"Defrauded after a warning."`
	Supervision  string     `json:"supervision" enum:",ministry,province,city"`
	SuperviseDue string     `json:"supervise_due"`
	Overdue      bool       `json:"overdue" doc:"Supervised, past its date, not solved."`
	Persons      int        `json:"persons"`
	Bags         int        `json:"exhibits"`
	Version      int64      `json:"version"`
	SuperviseRef string     `json:"supervise_ref"`
	SupervisedAt string     `json:"supervised_at"`
	ProgressAt   string     `json:"progress_at"`
}

// CaseVictim is a profile of who was harmed.
type CaseVictim struct {
	Kind       string `json:"kind" enum:"person,enterprise"`
	Name       string `json:"name" doc:"Masked."`
	Sex        string `json:"sex" enum:",female,male"`
	Age        int    `json:"age" doc:"-1: not known."`
	AgeBand    string `json:"age_band"`
	Occupation string `json:"occupation"`
	Area       string `json:"area"`
	MemberUnit string `json:"member_unit"`
}

// CaseDetail is one case with all its parts. What was taken out is not shown.
type CaseDetail struct {
	CaseRow
	EnteredBy string        `json:"entered_by" doc:"Name."`
	Warning   string        `json:"warning"`
	Claims    []string      `json:"claims"`
	Brief     string        `json:"brief"`
	Suspects  []CaseSuspect `json:"suspects"`
	Money     []CaseMoney   `json:"money"`
	Exhibits  []CaseExhibit `json:"exhibit_list"`
	Cards     []CaseCard    `json:"cards"`
	BackFen   int64         `json:"back_fen" doc:"Recovered and returned."`
	Acts      []string      `json:"acts" doc:"What the caller may do with it now."`
}

// CaseSuspect is a person with his measures.
type CaseSuspect struct {
	ID       string        `json:"id"`
	Name     string        `json:"name" doc:"Masked."`
	IDNumber string        `json:"id_number" doc:"Masked."`
	Role     string        `json:"role"`
	TwoCards bool          `json:"two_cards"`
	Fugitive string        `json:"fugitive"`
	Measures []CaseMeasure `json:"measures"`
}

// CaseMeasure is one measure against a person.
type CaseMeasure struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	At   string `json:"at"`
}

// CaseMoney is money that came back or is kept.
type CaseMoney struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Fen  int64  `json:"fen"`
	At   string `json:"at"`
	Note string `json:"note"`
}

// CaseExhibit is what was seized.
type CaseExhibit struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	N    int64  `json:"n"`
	Fen  int64  `json:"fen"`
	At   string `json:"at"`
	Note string `json:"note"`
}

// CaseCard is an involved card.
type CaseCard struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	Mark      string `json:"mark" doc:"Last four characters."`
	Bank      string `json:"bank"`
	Carrier   string `json:"carrier"`
	Outlet    string `json:"outlet"`
	OpenedAt  string `json:"opened_at"`
	At        string `json:"at"`
	Check     string `json:"check" doc:"Result of the look back; empty: open."`
	CheckedAt string `json:"checked_at"`
	CheckNote string `json:"check_note"`
}

func (d *desk) row(ctx context.Context, c casefile.Case) CaseRow {
	return CaseRow{
		ID: c.ID, Number: c.Number, Unit: d.api.UnitOf(ctx, c.Unit), Region: c.Region, Fraud: c.Fraud, Scope: c.Scope, Track: c.Track, State: string(c.State),
		Void: c.Void, FiledAt: api.Stamp(c.FiledAt), OccurredAt: api.Stamp(c.OccurredAt), SolvedAt: api.Stamp(c.SolvedAt), ClosedAt: api.Stamp(c.ClosedAt),
		WithdrawnAt: api.Stamp(c.WithdrawnAt), EnteredAt: api.Stamp(c.EnteredAt), LossFen: c.LossFen, Band: c.Band, Large: c.Large,
		Campaigns: append([]string{}, c.Campaigns...), Warned: c.Warned, Supervision: c.Supervision, SuperviseDue: api.Stamp(c.SuperviseDue),
		Overdue: c.Overdue(d.Clock.Now()), Persons: c.Persons, Bags: c.Bags, Version: c.Version, SuperviseRef: c.SuperviseRef,
		SupervisedAt: api.Stamp(c.SupervisedAt), ProgressAt: api.Stamp(c.ProgressAt),
		Victim: CaseVictim{
			Kind: c.Victim.Kind, Name: c.Victim.Name, Sex: c.Victim.Sex, Age: c.Victim.Age, AgeBand: c.AgeBand, Occupation: c.Victim.Occupation, Area: c.Victim.Area,
			MemberUnit: c.Victim.MemberUnit,
		},
	}
}

func card(k casefile.Card) CaseCard {
	return CaseCard{
		ID: k.ID, Kind: k.Kind, Mark: k.Mark, Bank: k.Bank, Carrier: k.Carrier, Outlet: k.Outlet, OpenedAt: api.Stamp(k.OpenedAt), At: api.Stamp(k.At), Check: k.Check,
		CheckedAt: api.Stamp(k.CheckedAt), CheckNote: k.CheckNote,
	}
}

// detail renders what a command or query returned.
func (d *desk) detail(ctx context.Context, scope access.Scope, c casefile.Case, err error) (CaseDetail, error) {
	if err != nil {
		return CaseDetail{}, err
	}
	out := CaseDetail{
		CaseRow: d.row(ctx, c), Warning: c.Warning, Claims: append([]string{}, c.Claims...), Brief: c.Brief, Suspects: []CaseSuspect{}, Money: []CaseMoney{},
		Exhibits: []CaseExhibit{}, Cards: []CaseCard{}, BackFen: c.Back("recovered") + c.Back("returned"), Acts: c.Acts(scope),
	}
	if c.EnteredBy != access.System().User {
		who, err := d.People.Account(ctx, access.System(), c.EnteredBy)
		if err == nil {
			out.EnteredBy = who.Name
		}
	}
	for _, s := range c.Suspects {
		if s.Gone {
			continue
		}
		v := CaseSuspect{ID: s.ID, Name: s.Name, IDNumber: string(s.IDNumber), Role: s.Role, TwoCards: s.TwoCards, Fugitive: s.Fugitive, Measures: []CaseMeasure{}}
		for _, m := range c.Measures {
			if m.Suspect == s.ID && !m.Gone {
				v.Measures = append(v.Measures, CaseMeasure{ID: m.ID, Kind: m.Kind, At: api.Stamp(m.At)})
			}
		}
		out.Suspects = append(out.Suspects, v)
	}
	for _, m := range c.Money {
		if !m.Gone {
			out.Money = append(out.Money, CaseMoney{ID: m.ID, Kind: m.Kind, Fen: m.Fen, At: api.Stamp(m.At), Note: m.Note})
		}
	}
	for _, x := range c.Exhibits {
		if !x.Gone {
			out.Exhibits = append(out.Exhibits, CaseExhibit{ID: x.ID, Kind: x.Kind, N: x.N, Fen: x.Fen, At: api.Stamp(x.At), Note: x.Note})
		}
	}
	for _, k := range c.Cards {
		if !k.Gone {
			out.Cards = append(out.Cards, card(k))
		}
	}
	out.Persons, out.Bags = len(out.Suspects), len(out.Exhibits)
	return out, nil
}

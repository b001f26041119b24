package cases

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/casefile"
	"fanzha/edge/api"
	"fanzha/term/ident"
)

// CaseFields are what an officer writes about a case. Days are YYYY-MM-DD in the centre's zone, or moments.
type CaseFields struct {
	Number     string   `json:"number" minLength:"1" maxLength:"64"`
	Unit       string   `json:"unit,omitempty" maxLength:"12" doc:"Empty: the caller's."`
	Region     string   `json:"region" minLength:"6" maxLength:"12"`
	Fraud      string   `json:"fraud" minLength:"1" maxLength:"32"`
	Scope      string   `json:"scope,omitempty" maxLength:"32" doc:"Empty: telecom."`
	Track      string   `json:"track,omitempty" maxLength:"32"`
	FiledAt    string   `json:"filed_at" minLength:"8" maxLength:"40"`
	OccurredAt string   `json:"occurred_at,omitempty" maxLength:"40"`
	LossFen    int64    `json:"loss_fen,omitempty" minimum:"0"`
	Large      bool     `json:"large,omitempty"`
	Campaigns  []string `json:"campaigns,omitempty" maxItems:"20"`
	Warned     bool     `json:"warned,omitempty"`
	Warning    string   `json:"warning,omitempty" maxLength:"64"`
	Claims     []string `json:"claims,omitempty" maxItems:"20"`
	Brief      string   `json:"brief,omitempty" maxLength:"500"`
	VictimKind string   `json:"victim_kind,omitempty" maxLength:"32" doc:"Empty: person."`
	VictimName *string  `json:"victim_name,omitempty" maxLength:"60" doc:"Absent in a correction: stays."`
	Sex        string   `json:"sex,omitempty" maxLength:"32"`
	Age        *int     `json:"age,omitempty" minimum:"-1" maximum:"130"`
	Occupation string   `json:"occupation,omitempty" maxLength:"32"`
	Area       string   `json:"area,omitempty" maxLength:"12"`
	MemberUnit string   `json:"member_unit,omitempty" maxLength:"60"`
}

func (b *CaseFields) fields() (casefile.Fields, error) {
	f := casefile.Fields{
		Number: b.Number, Unit: b.Unit, Region: b.Region, Fraud: b.Fraud, Scope: b.Scope, Track: b.Track, LossFen: b.LossFen, Large: b.Large, Campaigns: b.Campaigns,
		Warned: b.Warned, Warning: b.Warning, Claims: b.Claims, Brief: b.Brief,
		Victim: casefile.Victim{Kind: b.VictimKind, Sex: b.Sex, Age: -1, Occupation: b.Occupation, Area: b.Area, MemberUnit: b.MemberUnit},
	}
	if b.VictimName != nil {
		f.Victim.Name = *b.VictimName
	}
	if b.Age != nil {
		f.Victim.Age = *b.Age
	}
	if f.Scope == "" {
		f.Scope = "telecom"
	}
	if f.Victim.Kind == "" {
		f.Victim.Kind = "person"
	}
	var err error
	f.FiledAt, err = moment("filed_at", b.FiledAt, false)
	if err == nil {
		f.OccurredAt, err = moment("occurred_at", b.OccurredAt, false)
	}
	return f, err
}

type caseFileInput struct {
	Body struct {
		CaseFields
		Note string `json:"note,omitempty" maxLength:"2000"`
	}
}

type caseCorrectInput struct {
	api.ByID
	Body struct {
		CaseFields
		Version int64  `json:"version" minimum:"1"`
		Reason  string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

type caseActInput struct {
	api.ByID
	Body struct {
		Version   int64    `json:"version" minimum:"1"`
		At        string   `json:"at,omitempty" maxLength:"40" doc:"Day of the act; empty: now."`
		Note      string   `json:"note,omitempty" maxLength:"2000"`
		Void      bool     `json:"void,omitempty" doc:"Of a withdrawal: it was entered by mistake."`
		Level     string   `json:"level,omitempty" maxLength:"32" doc:"Of supervision; empty: lifted."`
		Due       string   `json:"due,omitempty" maxLength:"40" doc:"Of supervision."`
		Ref       string   `json:"ref,omitempty" maxLength:"64" doc:"Of supervision: number of the letter."`
		Campaigns []string `json:"campaigns,omitempty" maxItems:"20" doc:"Of tagging: all special actions of the case."`
	}
}

// verb is one command on a case, and what it does.
type verb struct {
	name, summary string
	do            func(ctx context.Context, scope access.Scope, a casefile.Act, in *caseActInput) (casefile.Case, error)
}

// verbs are bound late: the description of the interface is made without rooms.
func (d *desk) verbs() []verb {
	type act = casefile.Act
	return []verb{
		{"solve", "Solved (破案)", func(ctx context.Context, s access.Scope, a act, _ *caseActInput) (casefile.Case, error) {
			return d.Cases.Solve(ctx, s, a)
		}},
		{"reopen", "Back under investigation, with a reason", func(ctx context.Context, s access.Scope, a act, _ *caseActInput) (casefile.Case, error) {
			return d.Cases.Reopen(ctx, s, a)
		}},
		{"close", "Concluded (办结)", func(ctx context.Context, s access.Scope, a act, _ *caseActInput) (casefile.Case, error) {
			return d.Cases.Close(ctx, s, a)
		}},
		{"withdraw", "Withdrawn (撤案), or entered by mistake", func(ctx context.Context, s access.Scope, a act, _ *caseActInput) (casefile.Case, error) {
			return d.Cases.Withdraw(ctx, s, a)
		}},
		{"supervise", "Supervision (督办) set, changed or lifted", func(ctx context.Context, s access.Scope, a act, in *caseActInput) (casefile.Case, error) {
			due, err := moment("due", in.Body.Due, true)
			if err != nil {
				return casefile.Case{}, err
			}
			return d.Cases.Supervise(ctx, s, a, casefile.Supervise{Level: in.Body.Level, Due: due, Ref: in.Body.Ref})
		}},
		{"progress", "A report to the supervisor", func(ctx context.Context, s access.Scope, a act, _ *caseActInput) (casefile.Case, error) {
			return d.Cases.Progress(ctx, s, a)
		}},
		{"tag", "Special actions (专项行动) of the case", func(ctx context.Context, s access.Scope, a act, in *caseActInput) (casefile.Case, error) {
			return d.Cases.Tag(ctx, s, a, in.Body.Campaigns)
		}},
	}
}

// at is the day of an act; now when none was given.
func (d *desk) at(id string, version int64, day, note string) (casefile.Act, error) {
	at, err := moment("at", day, false)
	if at == 0 {
		at = d.Clock.Now()
	}
	return casefile.Act{ID: id, Version: version, At: at, Note: note}, err
}

func (d *desk) commandRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/cases", ID: "file-case", Summary: "Enter a case", Tag: "cases"},
		func(ctx context.Context, scope access.Scope, in *caseFileInput) (CaseDetail, error) {
			f, err := in.Body.fields()
			if err != nil {
				return CaseDetail{}, err
			}
			c, err := d.Cases.File(ctx, scope, f, in.Body.Note)
			return d.detail(ctx, scope, c, err)
		})
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/cases/{id}/correct", ID: "correct-case", Summary: "Put a case right, with a reason", Tag: "cases"},
		func(ctx context.Context, scope access.Scope, in *caseCorrectInput) (CaseDetail, error) {
			f, err := in.Body.fields()
			if err != nil {
				return CaseDetail{}, err
			}
			if f.Unit == "" {
				f.Unit = scope.Unit
			}
			c, err := d.Cases.Correct(ctx, scope, casefile.CorrectCmd{Act: casefile.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Reason}, Fields: f, Name: in.Body.VictimName})
			return d.detail(ctx, scope, c, err)
		})
	for _, v := range d.verbs() {
		api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/cases/{id}/" + v.name, ID: v.name + "-case", Summary: v.summary, Tag: "cases"},
			func(ctx context.Context, scope access.Scope, in *caseActInput) (CaseDetail, error) {
				a, err := d.at(in.ID, in.Body.Version, in.Body.At, in.Body.Note)
				if err != nil {
					return CaseDetail{}, err
				}
				a.Void = in.Body.Void
				c, err := v.do(ctx, scope, a, in)
				return d.detail(ctx, scope, c, err)
			})
	}
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/cases/{id}/reveal", ID: "reveal-in-case", Summary: "One masked value in full, for a reason", Tag: "cases"}, d.reveal)
}

type caseRevealInput struct {
	api.ByID
	Body struct {
		Suspect string `json:"suspect,omitempty" maxLength:"64" doc:"Empty: of the victim."`
		Field   string `json:"field" enum:"name,id_number"`
		Reason  string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

// CaseRevealed is one value in full.
type CaseRevealed struct {
	Value string `json:"value"`
}

func (d *desk) reveal(ctx context.Context, scope access.Scope, in *caseRevealInput) (CaseRevealed, error) {
	b := in.Body
	value, err := d.Cases.Reveal(ctx, scope, casefile.RevealCmd{ID: in.ID, Suspect: b.Suspect, Field: b.Field, Reason: b.Reason})
	return CaseRevealed{value}, err
}

// CasePart is one part of a case: which of its fields count depends on the part.
type CasePart struct {
	Version  int64  `json:"version" minimum:"1"`
	At       string `json:"at,omitempty" maxLength:"40" doc:"Its day; empty: now."`
	Note     string `json:"note,omitempty" maxLength:"200"`
	Kind     string `json:"kind,omitempty" maxLength:"32" doc:"Of the part; of a suspect: a measure that is known at once."`
	Suspect  string `json:"suspect,omitempty" maxLength:"64" doc:"Of a measure."`
	Name     string `json:"name,omitempty" maxLength:"60" doc:"Of a suspect."`
	IDNumber string `json:"id_number,omitempty" maxLength:"18" doc:"Of a suspect."`
	Role     string `json:"role,omitempty" maxLength:"32" doc:"Of a suspect."`
	Fugitive string `json:"fugitive,omitempty" maxLength:"32" doc:"Of a suspect."`
	TwoCards bool   `json:"two_cards,omitempty" doc:"Of a suspect."`
	Fen      int64  `json:"fen,omitempty" minimum:"0" doc:"Of money and cash."`
	N        int64  `json:"n,omitempty" minimum:"0" doc:"Of an exhibit."`
	Bank     string `json:"bank,omitempty" maxLength:"60" doc:"Of a bank card or account."`
	Carrier  string `json:"carrier,omitempty" maxLength:"60" doc:"Of a phone card."`
	Outlet   string `json:"outlet,omitempty" maxLength:"200" doc:"Of a card."`
	Mark     string `json:"mark,omitempty" maxLength:"4" doc:"Of a card: its last four characters."`
	OpenedAt string `json:"opened_at,omitempty" maxLength:"40" doc:"Of a card."`
	Card     string `json:"card,omitempty" maxLength:"64" doc:"Of a look back."`
	Result   string `json:"result,omitempty" maxLength:"32" doc:"Of a look back."`
	Part     string `json:"part,omitempty" maxLength:"64" doc:"What is taken out."`
}

type casePartInput struct {
	api.ByID
	Body CasePart
}

// partVerb adds or changes one part.
type partVerb struct {
	path, id, summary string
	do                func(ctx context.Context, s access.Scope, a casefile.Act, b CasePart) (casefile.Case, error)
}

func (d *desk) partVerbs() []partVerb {
	type act = casefile.Act
	return []partVerb{
		{"suspects", "add-suspect", "A person of the case", func(ctx context.Context, s access.Scope, a act, b CasePart) (casefile.Case, error) {
			p := casefile.EntryPerson{Suspect: casefile.Suspect{Name: b.Name, IDNumber: ident.IDNumber(b.IDNumber), Role: b.Role, TwoCards: b.TwoCards, Fugitive: b.Fugitive}}
			if b.Kind != "" {
				p.Measures = []casefile.Measure{{Kind: b.Kind}}
			}
			return d.Cases.AddSuspect(ctx, s, a, p)
		}},
		{"measures", "measure-suspect", "A measure against a person; each counts once", func(ctx context.Context, s access.Scope, a act, b CasePart) (casefile.Case, error) {
			return d.Cases.Measure(ctx, s, a, casefile.Measure{Suspect: b.Suspect, Kind: b.Kind})
		}},
		{"money", "add-case-money", "Money that came back or is kept", func(ctx context.Context, s access.Scope, a act, b CasePart) (casefile.Case, error) {
			return d.Cases.AddMoney(ctx, s, a, casefile.Money{Kind: b.Kind, Fen: b.Fen, Note: b.Note})
		}},
		{"exhibits", "add-exhibit", "What was seized", func(ctx context.Context, s access.Scope, a act, b CasePart) (casefile.Case, error) {
			return d.Cases.AddExhibit(ctx, s, a, casefile.Exhibit{Kind: b.Kind, N: b.N, Fen: b.Fen, Note: b.Note})
		}},
		{"cards", "add-involved-card", "An involved card or account", func(ctx context.Context, s access.Scope, a act, b CasePart) (casefile.Case, error) {
			opened, err := moment("opened_at", b.OpenedAt, false)
			if err != nil {
				return casefile.Case{}, err
			}
			return d.Cases.AddCard(ctx, s, a, casefile.Card{Kind: b.Kind, Bank: b.Bank, Carrier: b.Carrier, Outlet: b.Outlet, Mark: b.Mark, OpenedAt: opened})
		}},
		{"checks", "check-involved-card", "Result of the look back at a card (一案双查)", func(ctx context.Context, s access.Scope, a act, b CasePart) (casefile.Case, error) {
			return d.Cases.CheckCard(ctx, s, a, casefile.CardCheck{Card: b.Card, Result: b.Result})
		}},
		{"remove", "remove-case-part", "Take out what was wrong, with a reason", func(ctx context.Context, s access.Scope, a act, b CasePart) (casefile.Case, error) {
			return d.Cases.Remove(ctx, s, a, b.Part)
		}},
	}
}

func (d *desk) partRoutes() {
	for _, v := range d.partVerbs() {
		api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/cases/{id}/" + v.path, ID: v.id, Summary: v.summary, Tag: "cases"},
			func(ctx context.Context, scope access.Scope, in *casePartInput) (CaseDetail, error) {
				a, err := d.at(in.ID, in.Body.Version, in.Body.At, in.Body.Note)
				if err != nil {
					return CaseDetail{}, err
				}
				c, err := v.do(ctx, scope, a, in.Body)
				return d.detail(ctx, scope, c, err)
			})
	}
}

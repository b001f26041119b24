package api

import (
	"context"
	"errors"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/detect"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/warning"
)

// Moment is one point on a person's line of life.
type Moment struct {
	At       string            `json:"at"`
	Type     string            `json:"type" enum:"hit,state,attempt,order,reveal"`
	Level    string            `json:"level"`
	TitleZH  string            `json:"title_zh"`
	TitleEN  string            `json:"title_en"`
	TextZH   string            `json:"text_zh"`
	TextEN   string            `json:"text_en"`
	By       string            `json:"by"`
	Evidence []detect.Evidence `json:"evidence"`
	Ref      string            `json:"ref"`
}

// Budget is how often a person was contacted within the window.
type Budget struct {
	Used    int64 `json:"used"`
	Limit   int64 `json:"limit"`
	WindowH int64 `json:"window_h"`
}

// PersonFile is one person at risk with everything that happened (一人一档).
type PersonFile struct {
	Person    Person       `json:"person"`
	Phones    []string     `json:"phones"`
	HasID     bool         `json:"has_id_number"`
	PlaceName string       `json:"place_name"`
	Unit      Unit         `json:"unit"`
	Open      string       `json:"open_warning_id"`
	Warnings  []WarningRow `json:"warnings"`
	Budget    Budget       `json:"budget"`
	Timeline  []Moment     `json:"timeline"`
}

type revealInput struct {
	ByID
	Body struct {
		Field     string `json:"field" enum:"name,phone,id_number"`
		Reason    string `json:"reason" maxLength:"2000"`
		WarningID string `json:"warning_id" maxLength:"64"`
	}
}

type revealed struct {
	Value string `json:"value"`
}

type searchInput struct {
	Q string `query:"q" maxLength:"64"`
}

// Found is the answer to a search.
type Found struct {
	Persons  []Person     `json:"persons"`
	Warnings []WarningRow `json:"warnings"`
	Orders   []OrderRow   `json:"orders"`
}

func (a *API) personRoutes() {
	route(a, op{method: http.MethodGet, path: "/persons/{id}", id: "get-person", summary: "A person at risk: one line of life", tag: "persons"},
		func(ctx context.Context, scope access.Scope, in *ByID) (PersonFile, error) {
			return a.personFile(ctx, scope, in.ID)
		})
	route(a, op{method: http.MethodPost, path: "/persons/{id}/reveal", id: "reveal", summary: "See one value in full; audited", tag: "persons"},
		func(ctx context.Context, scope access.Scope, in *revealInput) (revealed, error) {
			cmd := warning.RevealCmd{Target: in.ID, Field: in.Body.Field, Reason: in.Body.Reason, Warning: in.Body.WarningID}
			value, err := a.Warnings.Reveal(ctx, scope, cmd)
			return revealed{value}, err
		})
	route(a, op{method: http.MethodGet, path: "/search", id: "search", summary: "Persons by full number or name, warnings, orders", tag: "persons"},
		func(ctx context.Context, scope access.Scope, in *searchInput) (Found, error) {
			return a.search(ctx, scope, in.Q)
		})
}

func (a *API) personFile(ctx context.Context, scope access.Scope, id string) (PersonFile, error) {
	p, err := a.Warnings.Person(ctx, scope, id)
	if err != nil {
		return PersonFile{}, err
	}
	out := PersonFile{Person: a.person(ctx, p.Target), HasID: p.IDNumber != "", Unit: a.unit(ctx, p.Unit), Open: p.Open, Phones: []string{}, Timeline: []Moment{}}
	out.PlaceName = out.Person.PlaceName
	for _, phone := range p.Phones {
		out.Phones = append(out.Phones, phone.Mask())
	}
	out.Warnings, err = a.warningRows(ctx, p.Warnings)
	if err != nil {
		return PersonFile{}, err
	}
	moments, err := a.Warnings.Timeline(ctx, scope, p.ID)
	if err != nil {
		return PersonFile{}, err
	}
	for _, m := range moments {
		a.nameMoment(&m)
		out.Timeline = append(out.Timeline, Moment{
			stamp(m.At), string(m.Type), string(m.Level), m.TitleZH, m.TitleEN, m.TextZH, m.TextEN, m.By, evidence(m.Evidence), m.Ref,
		})
	}
	b, err := a.Attempts.Budget(ctx, scope, p.ID)
	if errors.Is(err, dissuade.ErrNotFound) { // another unit answers for the person now: the file stays, how often that unit called is its own
		return out, nil
	}
	out.Budget = Budget{b.Used, b.Limit, b.WindowH}
	return out, err
}

// nameMoment puts codes of scenarios and outcomes into words.
func (a *API) nameMoment(m *warning.Moment) {
	switch m.Type {
	case warning.MomentHit:
		zh, en := a.Scenarios.Name(m.Scenario)
		m.TitleZH, m.TitleEN = m.TitleZH+"："+zh, m.TitleEN+": "+en
	case warning.MomentState:
		if m.TextZH != "" {
			w := a.noteWords(m.TextZH)
			m.TextZH, m.TextEN = w.zh, w.en
		}
	}
}

// evidence never renders as null.
func evidence(e []detect.Evidence) []detect.Evidence {
	if e == nil {
		return []detect.Evidence{}
	}
	return e
}

func (a *API) search(ctx context.Context, scope access.Scope, q string) (Found, error) {
	out := Found{Persons: []Person{}, Warnings: []WarningRow{}, Orders: []OrderRow{}}
	if q == "" {
		return out, nil
	}
	found, err := a.Warnings.Search(ctx, scope, q)
	if err != nil {
		return out, err
	}
	for _, t := range found.Persons {
		out.Persons = append(out.Persons, a.person(ctx, t))
	}
	out.Warnings, err = a.warningRows(ctx, found.Warnings)
	if err != nil {
		return out, err
	}
	orders, _, err := a.Orders.List(ctx, scope, dispatch.Filter{Number: q, Limit: warning.MaxSearch})
	if err == nil {
		out.Orders = a.orderRows(ctx, orders)
	}
	return out, err
}

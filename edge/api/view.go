package api

import (
	"context"

	"fanzha/centre/detect"
	"fanzha/centre/warning"
	"fanzha/term/ident"
)

// Person is a person at risk as every list shows it: masked.
type Person struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Phone     string `json:"phone"`
	Place     string `json:"place"`
	PlaceName string `json:"place_name"`
}

// Unit names a unit.
type Unit struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Actor names a colleague.
type Actor struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// OrderRef points from a warning to its latest order.
type OrderRef struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	State  string `json:"state"`
}

// WarningRow is a warning in a list.
type WarningRow struct {
	WarningHead
	Hits int64 `json:"hits"`
}

// WarningHead is what lists and the detail of a warning have in common.
type WarningHead struct {
	ID           string    `json:"id"`
	Number       string    `json:"number"`
	Level        string    `json:"level" enum:"urgent,high,medium,low"`
	Family       string    `json:"family" enum:"fund,contact"`
	Fraud        string    `json:"fraud"`
	State        string    `json:"state" enum:"open,working,watching,review,closed"`
	Unit         Unit      `json:"unit"`
	Person       Person    `json:"person"`
	OpenedAt     string    `json:"opened_at"`
	LastHitAt    string    `json:"last_hit_at"`
	DueAt        string    `json:"due_at"`
	DueWhat      string    `json:"due_what"`
	Overdue      bool      `json:"overdue"`
	Scenarios    int       `json:"scenarios"`
	PossibleLoss int64     `json:"possible_loss_fen"`
	ReasonZH     string    `json:"reason_zh"`
	ReasonEN     string    `json:"reason_en"`
	ClaimedBy    *Actor    `json:"claimed_by"`
	Order        *OrderRef `json:"order"`
	Outcome      string    `json:"outcome"`
	Finding      string    `json:"finding"`
	WatchUntil   string    `json:"watch_until"`
	Version      int64     `json:"version"`
}

// Hit is one finding with its evidence.
type Hit struct {
	ID         string            `json:"id"`
	Scenario   string            `json:"scenario"`
	ScenarioZH string            `json:"scenario_name_zh"`
	ScenarioEN string            `json:"scenario_name_en"`
	Version    int               `json:"version"`
	Family     string            `json:"family"`
	Level      string            `json:"level"`
	Score      int               `json:"score"`
	Fraud      string            `json:"fraud"`
	At         string            `json:"at"`
	Kind       string            `json:"kind"`
	Source     string            `json:"source"`
	ReasonZH   string            `json:"reason_zh"`
	ReasonEN   string            `json:"reason_en"`
	Evidence   []detect.Evidence `json:"evidence"`
	Peer       string            `json:"peer"`
	URL        string            `json:"url"`
	Payee      string            `json:"payee"`
	AmountFen  int64             `json:"amount_fen"`
	WarningID  string            `json:"warning_id"`
	Person     *Person           `json:"person"`
}

func (a *API) unit(ctx context.Context, code string) Unit {
	if code == "" {
		return Unit{}
	}
	return Unit{Code: code, Name: a.People.UnitName(ctx, code)}
}

func (a *API) person(ctx context.Context, t warning.Target) Person {
	return Person{
		ID: t.ID, Name: ident.MaskName(t.Name), Phone: t.Phone.Mask(), Place: t.Place, PlaceName: a.Places.Name(ctx, t.Place),
	}
}

// warningRow renders one warning; order may be nil.
func (a *API) warningRow(ctx context.Context, v warning.View, order *OrderRef) WarningRow {
	r := WarningHead{
		ID: v.ID, Number: v.Number, Level: string(v.Level), Family: string(v.Family), Fraud: v.Fraud, State: string(v.State),
		Unit: a.unit(ctx, v.Unit), Person: a.person(ctx, v.Person),
		OpenedAt: stamp(v.OpenedAt), LastHitAt: stamp(v.LastHitAt), DueAt: stamp(v.DueAt), DueWhat: v.DueWhat,
		Overdue:   v.DueAt != 0 && v.DueAt < a.Clock.Now(),
		Scenarios: len(v.Scenarios), PossibleLoss: v.PossibleLossFen,
		ReasonZH: v.ReasonZH, ReasonEN: v.ReasonEN, Order: order,
		Outcome: string(v.Outcome), Finding: string(v.Finding), WatchUntil: stamp(v.WatchUntil), Version: v.Version,
	}
	if v.ClaimedBy != "" {
		r.ClaimedBy = &Actor{v.ClaimedBy, v.ClaimedName}
	}
	return WarningRow{r, v.Hits}
}

// warningRows renders a page with the latest order of each.
func (a *API) warningRows(ctx context.Context, views []warning.View) ([]WarningRow, error) {
	ids := make([]string, len(views))
	for i, v := range views {
		ids[i] = v.ID
	}
	orders, err := a.Orders.Latest(ctx, scopeOf(ctx), ids)
	if err != nil {
		return nil, err
	}
	rows := make([]WarningRow, len(views))
	for i, v := range views {
		var ref *OrderRef
		o, ok := orders[v.ID]
		if ok {
			ref = &OrderRef{o.ID, o.Number, string(o.State)}
		}
		rows[i] = a.warningRow(ctx, v, ref)
	}
	return rows, nil
}

func (a *API) hit(ctx context.Context, h warning.Hit, who *warning.Target) Hit {
	zh, en := a.Scenarios.Name(h.Scenario)
	out := Hit{
		ID: h.ID, Scenario: h.Scenario, ScenarioZH: zh, ScenarioEN: en, Version: h.Version, Family: h.Family, Level: h.Level,
		Score: h.Score, Fraud: h.Fraud, At: stamp(h.At), Kind: h.Kind, Source: h.Source, ReasonZH: h.ReasonZH, ReasonEN: h.ReasonEN,
		Evidence: h.Evidence, Peer: h.Peer.Mask(), URL: string(h.URL), Payee: h.Payee.Mask(), AmountFen: h.AmountFen, WarningID: h.Warning,
	}
	if out.Evidence == nil {
		out.Evidence = []detect.Evidence{}
	}
	if who != nil {
		p := a.person(ctx, *who)
		out.Person = &p
	}
	return out
}

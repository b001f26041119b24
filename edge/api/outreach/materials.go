package outreach

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/outreach"
	"fanzha/edge/api"
)

// PublicityMaterial is one edition with its stock.
type PublicityMaterial struct {
	Head
	Kind       string `json:"kind"`
	Title      string `json:"title"`
	Edition    string `json:"edition"`
	Text       string `json:"text"`
	SHA256     string `json:"sha256"`
	Printed    int64  `json:"printed"`
	Handed     int64  `json:"handed"`
	Spoiled    int64  `json:"spoiled"`
	Balance    int64  `json:"balance"`
	ApprovedBy string `json:"approved_by"`
}

func materialRow(v *view, m *outreach.Material) PublicityMaterial {
	return PublicityMaterial{
		Head: v.head(&m.Head), Kind: m.Sort, Title: m.Title, Edition: m.Edition, Text: m.Text, SHA256: m.SHA256, Printed: m.Printed, Handed: m.Handed, Spoiled: m.Spoiled,
		Balance: m.Balance(), ApprovedBy: v.person(m.ApprovedBy),
	}
}

// StockMove is one move of stock.
type StockMove struct {
	Head
	Material string `json:"material"`
	Act      string `json:"act" enum:"printed,handed,spoiled"`
	N        int64  `json:"n"`
	Event    string `json:"event"`
	Region   string `json:"region"`
}

func moveRow(v *view, m *outreach.Move) StockMove {
	return StockMove{Head: v.head(&m.Head), Material: m.Material, Act: m.Act, N: m.N, Event: m.Event, Region: m.Region}
}

type materialAdding struct {
	Body struct {
		Unit    string `json:"unit,omitempty" maxLength:"12"`
		Kind    string `json:"kind" maxLength:"32"`
		Title   string `json:"title" minLength:"1" maxLength:"400"`
		Edition string `json:"edition" minLength:"1" maxLength:"80"`
		Text    string `json:"text,omitempty" maxLength:"20000"`
		SHA256  string `json:"sha256,omitempty" maxLength:"64"`
	}
}

type materialMoving struct {
	api.ByID
	Body struct {
		Version int64  `json:"version,omitempty" minimum:"0" doc:"Of the edition; 0: as it is now."`
		Act     string `json:"act" enum:"printed,handed,spoiled"`
		N       int64  `json:"n" minimum:"1"`
		Region  string `json:"region,omitempty" maxLength:"12"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

type materialQuery struct {
	ListInput
	Kind string `query:"kind" maxLength:"32"`
}

type moveQuery struct {
	ListInput
	Material string `query:"material" maxLength:"64"`
	Event    string `query:"event" maxLength:"64"`
	Act      string `query:"act" enum:"printed,handed,spoiled,"`
}

func (d *desk) materialRoutes() {
	api.Handle(d.api, get("/materials", "list-materials", "Editions with their stock"),
		func(ctx context.Context, scope access.Scope, in *materialQuery) (api.List[PublicityMaterial], error) {
			f, err := in.filter(map[string]string{"kind": in.Kind})
			if err != nil {
				return api.List[PublicityMaterial]{}, err
			}
			found, next, err := d.Outreach.Materials(ctx, scope, f)
			v := d.view(ctx, scope)
			return rows(found, next, func(m *outreach.Material) PublicityMaterial { return materialRow(v, m) }), err
		})
	api.Handle(d.api, post("/materials", "add-material", "Draft an edition"),
		func(ctx context.Context, scope access.Scope, in *materialAdding) (PublicityMaterial, error) {
			b := in.Body
			m, err := d.Outreach.AddMaterial(ctx, scope, outreach.Material{
				Head: outreach.Head{Unit: b.Unit}, Sort: b.Kind, Title: b.Title, Edition: b.Edition, Text: b.Text, SHA256: b.SHA256,
			})
			return one(d.view(ctx, scope), m, err, materialRow)
		})
	acts(d, post("/materials/{id}/approve", "approve-material", "Let an edition be stocked: never by its writer"),
		func(ctx context.Context, scope access.Scope, a outreach.Act) (outreach.Material, error) {
			return d.Outreach.ApproveMaterial(ctx, scope, a)
		}, materialRow)
	acts(d, post("/materials/{id}/retire", "retire-material", "Take an edition out of use, with a reason"),
		func(ctx context.Context, scope access.Scope, a outreach.Act) (outreach.Material, error) {
			return d.Outreach.RetireMaterial(ctx, scope, a)
		}, materialRow)
	api.Handle(d.api, post("/materials/{id}/move", "move-material", "Book what was printed, handed out or spoiled"),
		func(ctx context.Context, scope access.Scope, in *materialMoving) (PublicityMaterial, error) {
			b := in.Body
			m, err := d.Outreach.MoveStock(ctx, scope, outreach.Move{Head: outreach.Head{Note: b.Note}, Material: in.ID, Act: b.Act, N: b.N, Region: b.Region}, b.Version)
			return one(d.view(ctx, scope), m, err, materialRow)
		})
	api.Handle(d.api, get("/moves", "list-material-moves", "Moves of stock, the latest first"),
		func(ctx context.Context, scope access.Scope, in *moveQuery) (api.List[StockMove], error) {
			f, err := in.filter(map[string]string{"material": in.Material, "event": in.Event, "act": in.Act})
			if err != nil {
				return api.List[StockMove]{}, err
			}
			found, next, err := d.Outreach.Moves(ctx, scope, f)
			v := d.view(ctx, scope)
			return rows(found, next, func(m *outreach.Move) StockMove { return moveRow(v, m) }), err
		})
}

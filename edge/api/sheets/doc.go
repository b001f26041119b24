// Package sheets is the console's HTTP of the analyst's sheet (资金流向台): sheets, the files in them, acts with undo and redo, and
// the table of layers as a file. Numbers of accounts are shown whole to who may work on sheets, because acts name them; names
// of people leave masked.
package sheets

import (
	"context"
	"net/http"
	"sync"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/trace/sheet"
	"fanzha/edge/api"
)

// Services are what these pages stand on.
type Services struct {
	Sheets *sheet.Service
	Clock  clock.Clock
	Dir    string // where uploads lie until they are read; empty: the system's
}

// Desk answers the routes, and reads uploads.
type Desk struct {
	Services
	runs    sync.WaitGroup
	running chan struct{} // has room for as many imports as run at once
	ctx     context.Context
	stop    context.CancelFunc
}

// mostRuns is how many imports run at once: each keeps one processor busy; the others wait, with state "queued".
const mostRuns = 2

// Register adds the routes to the console. The caller closes the Desk before the store.
func Register(a *api.API, s Services) *Desk {
	d := &Desk{Services: s, running: make(chan struct{}, mostRuns)}
	d.ctx, d.stop = context.WithCancel(context.Background())
	api.Handle(a, api.Route{Method: http.MethodGet, Path: "/sheets", ID: "list-sheets", Summary: "Sheets, the latest changed first", Tag: "sheets"}, d.list)
	api.Handle(a, api.Route{Method: http.MethodPost, Path: "/sheets", ID: "create-sheet", Summary: "An empty sheet", Tag: "sheets"}, d.create)
	api.Handle(a, api.Route{Method: http.MethodGet, Path: "/sheets/{id}", ID: "get-sheet", Summary: "One sheet with its flow", Tag: "sheets"}, d.get)
	api.Handle(a, api.Route{Method: http.MethodPost, Path: "/sheets/{id}/act", ID: "act-on-sheet", Summary: "One act of the analyst; each can be undone", Tag: "sheets"}, d.act)
	api.Handle(a, api.Route{Method: http.MethodPost, Path: "/sheets/{id}/undo", ID: "undo-on-sheet", Summary: "Take the last act back", Tag: "sheets"}, d.undo)
	api.Handle(a, api.Route{Method: http.MethodPost, Path: "/sheets/{id}/redo", ID: "redo-on-sheet", Summary: "Do again what was undone last", Tag: "sheets"}, d.redo)
	api.Handle(a, api.Route{Method: http.MethodGet, Path: "/sheets/{id}/transfers", ID: "find-in-sheet", Summary: "Transfers of one account, for choosing where to begin", Tag: "sheets"}, d.find)
	a.Upload("POST /api/v1/sheets/{id}/preview", sheet.MaxUpload, uploadSpan, d.preview)
	a.Upload("POST /api/v1/sheets/{id}/files", sheet.MaxUpload, uploadSpan, d.upload)
	a.File("GET /api/v1/sheets/{id}/layers.xlsx", d.layers)
	return d
}

// Close breaks running imports off (they are marked failed and can be given again) and waits for their ends.
func (d *Desk) Close() {
	d.stop()
	d.runs.Wait()
}

type createInput struct {
	Body struct {
		Name    string `json:"name" minLength:"1" maxLength:"200"`
		ClaimID string `json:"claim_id,omitempty" maxLength:"64"`
	}
}

type actInput struct {
	api.ByID
	Body struct {
		Version   int64       `json:"version" minimum:"1"`
		Kind      string      `json:"kind" enum:"root,params,note,merge,split,add_leg,remove_leg,hide"`
		Transfers []string    `json:"transfers,omitempty" maxItems:"50"`
		Params    *paramsView `json:"params,omitempty"`
		Account   string      `json:"account,omitempty" maxLength:"200"`
		Note      string      `json:"note,omitempty" maxLength:"4000"`
		Accounts  []string    `json:"accounts,omitempty" maxItems:"500"`
		Holder    string      `json:"holder,omitempty" maxLength:"200"`
		From      string      `json:"from,omitempty" maxLength:"200"`
		To        string      `json:"to,omitempty" maxLength:"200"`
		At        string      `json:"at,omitempty" maxLength:"40"`
		Fen       int64       `json:"fen,omitempty" minimum:"0"`
		Leg       string      `json:"leg,omitempty" maxLength:"64"`
		Hidden    bool        `json:"hidden,omitempty"`
	}
}

type versionInput struct {
	api.ByID
	Body struct {
		Version int64 `json:"version" minimum:"1"`
	}
}

// findUsual is how many transfers are found where nobody asked for a number.
const findUsual = 50

type findInput struct {
	api.ByID
	Account string `query:"account" maxLength:"200"`
	Limit   int    `query:"limit" minimum:"0" maximum:"200"`
}

func (d *Desk) list(ctx context.Context, scope access.Scope, _ *api.None) (api.List[sheetRow], error) {
	list, err := d.Sheets.List(ctx, scope)
	if err != nil {
		return api.List[sheetRow]{}, err
	}
	out := api.List[sheetRow]{Items: make([]sheetRow, 0, len(list))}
	for _, s := range list {
		out.Items = append(out.Items, sheetRow{ID: s.ID, Name: s.Name, ClaimID: s.Claim, Files: s.Files, Rows: s.Rows, UpdatedAt: api.Stamp(s.UpdatedAt), By: s.UpdatedName})
	}
	return out, nil
}

func (d *Desk) create(ctx context.Context, scope access.Scope, in *createInput) (sheetView, error) {
	s, err := d.Sheets.Create(ctx, scope, sheet.CreateCmd{Name: in.Body.Name, Claim: in.Body.ClaimID})
	if err != nil {
		return sheetView{}, err
	}
	return d.one(ctx, scope, s.ID)
}

func (d *Desk) get(ctx context.Context, scope access.Scope, in *api.ByID) (sheetView, error) {
	return d.one(ctx, scope, in.ID)
}

func (d *Desk) one(ctx context.Context, scope access.Scope, id string) (sheetView, error) {
	v, err := d.Sheets.Get(ctx, scope, id)
	if err != nil {
		return sheetView{}, err
	}
	return render(v, scope), nil
}

func (d *Desk) act(ctx context.Context, scope access.Scope, in *actInput) (sheetView, error) {
	b := &in.Body
	at, err := api.ParseMoment("at", b.At)
	if err != nil {
		return sheetView{}, err
	}
	a := sheet.Act{Kind: sheet.Kind(b.Kind), Transfers: b.Transfers, Account: b.Account, Note: b.Note, Accounts: b.Accounts, Holder: b.Holder, From: b.From, To: b.To,
		At: at, Fen: b.Fen, Leg: b.Leg, Hidden: b.Hidden}
	if b.Params != nil {
		p := b.Params.params()
		a.Params = &p
	}
	v, err := d.Sheets.Act(ctx, scope, sheet.ActCmd{Sheet: in.ID, Version: b.Version, Act: a})
	if err != nil {
		return sheetView{}, err
	}
	return render(v, scope), nil
}

func (d *Desk) undo(ctx context.Context, scope access.Scope, in *versionInput) (sheetView, error) {
	v, err := d.Sheets.Undo(ctx, scope, in.ID, in.Body.Version)
	if err != nil {
		return sheetView{}, err
	}
	return render(v, scope), nil
}

func (d *Desk) redo(ctx context.Context, scope access.Scope, in *versionInput) (sheetView, error) {
	v, err := d.Sheets.Redo(ctx, scope, in.ID, in.Body.Version)
	if err != nil {
		return sheetView{}, err
	}
	return render(v, scope), nil
}

func (d *Desk) find(ctx context.Context, scope access.Scope, in *findInput) (api.List[rootView], error) {
	if in.Limit == 0 {
		in.Limit = findUsual
	}
	list, err := d.Sheets.Find(ctx, scope, sheet.Search{Sheet: in.ID, Account: in.Account, Limit: in.Limit})
	out := api.List[rootView]{Items: make([]rootView, 0, len(list))}
	for _, t := range list {
		out.Items = append(out.Items, rootOf(t, false, accounts(scope)))
	}
	return out, err
}

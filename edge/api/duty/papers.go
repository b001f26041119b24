package duty

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/duty"
	"fanzha/edge/api"
)

type handOverQuery struct {
	State []string `query:"state" doc:"draft, signed, done, withdrawn"`
}

type handOverDrawInput struct {
	Body struct {
		To   string `json:"to" minLength:"1" maxLength:"120" doc:"Who takes over: account id, login or name."`
		Note string `json:"note,omitempty" maxLength:"2000" doc:"What the next shift should know."`
	}
}

type handOverAssignInput struct {
	api.ByID
	Body struct {
		Version int64    `json:"version" minimum:"1"`
		To      string   `json:"to" minLength:"1" maxLength:"120"`
		Keys    []string `json:"keys,omitempty" maxItems:"2000" doc:"Empty: all that nobody has."`
	}
}

// verbs are the acts that only need their version and words.
var verbs = []struct{ verb, summary string }{
	{"refresh", "Draw the list anew; what was chosen stays"},
	{"sign", "The signature of who leaves: the list is frozen"},
	{"recall", "Take the signature back while the other has not signed"},
	{"return", "Give the list back to who leaves, with a reason"},
	{"take", "The signature of who takes over: the items change hands"},
	{"withdraw", "Throw a draft away"},
}

func (d *desk) paperRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/duty/handovers", ID: "list-handovers", Summary: "Hand-overs of the jurisdiction, the latest first", Tag: "duty"},
		func(ctx context.Context, scope access.Scope, in *handOverQuery) (api.List[HandOver], error) {
			list, err := d.Room.HandOvers(ctx, scope, states(in.State)...)
			return api.List[HandOver]{Items: d.papers(ctx, list)}, err
		})
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/duty/handovers", ID: "draw-handover", Summary: "Draw the list of what is open, to be handed to another", Tag: "duty"},
		func(ctx context.Context, scope access.Scope, in *handOverDrawInput) (HandOver, error) {
			h, err := d.Room.Draw(ctx, scope, in.Body.To, in.Body.Note)
			return d.whole(ctx, scope, &h), err
		})
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/duty/handovers/{id}", ID: "get-handover", Summary: "One hand-over with its list", Tag: "duty"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (HandOver, error) {
			h, err := d.Room.HandOver(ctx, scope, in.ID)
			return d.whole(ctx, scope, &h), err
		})
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/duty/handovers/{id}/assign", ID: "assign-handover", Summary: "Give items of a draft to somebody", Tag: "duty"},
		func(ctx context.Context, scope access.Scope, in *handOverAssignInput) (HandOver, error) {
			b := in.Body
			h, err := d.Room.Assign(ctx, scope, in.ID, duty.Giving{Version: b.Version, Keys: b.Keys, To: b.To})
			return d.whole(ctx, scope, &h), err
		})
	for _, v := range verbs {
		api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/duty/handovers/{id}/" + v.verb, ID: v.verb + "-handover", Summary: v.summary, Tag: "duty"},
			func(ctx context.Context, scope access.Scope, in *dutyActInput) (HandOver, error) {
				h, err := d.Room.Do(ctx, scope, in.ID, duty.Act{Do: v.verb, Version: in.Body.Version, Note: in.Body.Note})
				return d.whole(ctx, scope, &h), err
			})
	}
}

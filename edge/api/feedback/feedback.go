// Package feedback is the console's HTTP of what an officer sends from the door of the person: evidence, one form that records the contact
// and reports the order, the drawn call-backs, and the file for the platform above. It stands on edge/api and keeps its habits.
package feedback

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/proof"
	"fanzha/centre/dissuade/sample"
	"fanzha/edge/api"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// uploadSpan is how long a piece may take over a line of a village.
const uploadSpan = 3 * time.Minute

// Services are the rooms behind these pages.
type Services struct {
	Attempts *dissuade.Service
	Orders   *dispatch.Service
	Proofs   *proof.Service
	Samples  *sample.Service
	Clock    clock.Clock
}

// desk registers and answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes of feedback to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	route := func(method, path, id, summary string) api.Route {
		return api.Route{Method: method, Path: path, ID: id, Summary: summary, Tag: "feedback"}
	}
	a.Upload("PUT /api/v1/proofs/{sha}", proof.PhotoMax+1, uploadSpan, d.put)
	api.Handle(a, route(http.MethodPost, "/proofs/{sha}/view", "view-proof", "See a photo, voice note or signature; audited"), d.view)
	api.Handle(a, route(http.MethodPost, "/feedback", "send-feedback", "Record the contact and report the order; the same key counts once"), d.send)
	d.sampleRoutes(route)
	d.exportRoutes()
}

func reply(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}

// put takes the bytes of a piece in, under the name that they have.
func (d *desk) put(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
	err := scope.Require(access.WarningWork) // before a megabyte is read
	if err != nil {
		return err
	}
	q := r.URL.Query()
	taken, err := api.ParseMoment("query.taken", q.Get("taken"))
	if err != nil {
		return err
	}
	sent, err := api.ParseMoment("query.sent", q.Get("sent"))
	if err != nil {
		return err
	}
	kind := proof.Kind(q.Get("kind"))
	data, err := io.ReadAll(io.LimitReader(r.Body, int64(proof.Limit(kind))+1))
	if err != nil {
		return fault.New(proof.ErrSize.Kind, proof.ErrSize.Code, "limit", proof.Limit(kind)).With(err)
	}
	p, err := d.Proofs.Put(r.Context(), scope, proof.Put{SHA256: r.PathValue("sha"), Kind: kind, Taken: taken, Sent: sent, Place: q.Get("place"), Data: data})
	if err != nil {
		return err
	}
	return reply(w, map[string]any{"sha256": p.SHA256, "received": api.Stamp(p.Received)})
}

type viewInput struct {
	SHA  string `path:"sha" maxLength:"64"`
	Body struct {
		Warning string `json:"warning_id" maxLength:"64"`
		Attempt string `json:"attempt_id" maxLength:"64"`
	}
}

// SeenProof is a piece of evidence as it is shown.
type SeenProof struct {
	Kind     string `json:"kind" enum:"photo,voice,signature"`
	Media    string `json:"media"`
	Data     string `json:"data" doc:"Base64."`
	Taken    string `json:"taken" doc:"By the clock of the device."`
	SkewMS   int64  `json:"skew_ms" doc:"The device's clock minus the centre's."`
	Received string `json:"received"`
	Place    string `json:"place" doc:"Latitude, longitude, metres of accuracy; empty: not given."`
	Size     int64  `json:"size"`
}

// view shows a piece to who has the attempt in his jurisdiction.
func (d *desk) view(ctx context.Context, scope access.Scope, in *viewInput) (SeenProof, error) {
	list, _, err := d.Attempts.ListFor(ctx, scope, dissuade.Filter{Warning: in.Body.Warning, Limit: dissuade.PageMax})
	if err != nil {
		return SeenProof{}, err
	}
	for i := range list {
		a := &list[i]
		if a.ID != in.Body.Attempt || !names(a, in.SHA) {
			continue
		}
		p, data, err := d.Proofs.View(ctx, scope, proof.Look{By: a.By, SHA256: in.SHA, Attempt: a.ID, Warning: a.Warning, AtUnit: a.AtUnit, On: a.Order})
		if err != nil {
			return SeenProof{}, err
		}
		return SeenProof{
			Kind: string(p.Kind), Media: p.Media, Data: base64.StdEncoding.EncodeToString(data), Taken: api.Stamp(p.Taken), SkewMS: p.SkewMS,
			Received: api.Stamp(p.Received), Place: p.Place, Size: p.Size,
		}, nil
	}
	return SeenProof{}, proof.ErrNotFound
}

func names(a *dissuade.Attempt, sha string) bool {
	for _, e := range a.Evidence {
		if strings.TrimPrefix(e.Value, proof.Mark) == sha {
			return true
		}
	}
	return false
}

// made turns the moment of a phone whose clock may be wrong into ours: only the span since then is believed.
func made(now when.Micros, at, sent when.Micros) when.Micros {
	if at == 0 || sent < at {
		return now
	}
	return now - (sent - at)
}

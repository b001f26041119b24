package scenarios

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"fanzha/base/access"
	"fanzha/edge/api"
)

type scenarioHubInput struct {
	Body struct {
		File string `json:"file" maxLength:"250000" doc:"The whole hub file."`
	}
}

func (a *desk) hubRoutes() {
	a.api.File("GET /api/v1/scenario-versions/{id}/hub", func(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
		f, err := a.Room.Export(r.Context(), scope, r.PathValue("id"))
		if err != nil {
			return err
		}
		raw, err := f.Encode()
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-v%d.hub.json"`, f.Code, f.Number))
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, err = bytes.NewReader(raw).WriteTo(w)
		return err
	})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/scenario-hub", ID: "import-scenario", Summary: "Take a scenario from another centre's hub file as a draft", Tag: "scenarios"},
		func(ctx context.Context, scope access.Scope, in *scenarioHubInput) (ScenarioVersionDetail, error) {
			return a.detail(ctx, scope)(a.Room.Import(ctx, scope, []byte(in.Body.File)))
		})
}

package stats

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strings"
	"time"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/centre/stats/store"
	"fanzha/edge/api"
	"fanzha/term/fault"
	"fanzha/term/region"
)

// Bounds of a map.
const (
	mapBytes    = 2 << 20
	mapFeatures = 2000
	mapPoints   = 200_000
	mapTime     = time.Minute
)

// ErrMap: the file is not a map that can be shown.
var ErrMap = fault.New(fault.Invalid, "stats.map")

func badMap(why string) error { return fault.New(ErrMap.Kind, ErrMap.Code, "why", why) }

// MapSetting is the centre's own map.
type MapSetting struct {
	Kind      string          `json:"kind" enum:"none,geojson"`
	Name      string          `json:"name,omitempty"`
	UpdatedAt string          `json:"updated_at,omitempty"`
	GeoJSON   json.RawMessage `json:"geojson,omitempty"`
}

// PopulationRow is a population base.
type PopulationRow struct {
	Region     string `json:"region"`
	RegionName string `json:"region_name"`
	Day        string `json:"day" doc:"In force from this day on."`
	N          int64  `json:"n"`
	Source     string `json:"source"`
	SetAt      string `json:"set_at"`
}

type populationInput struct {
	Body struct {
		Region string `json:"region" minLength:"6" maxLength:"12"`
		Day    string `json:"day" maxLength:"10"`
		N      int64  `json:"n" minimum:"1" maximum:"2000000000"`
		Source string `json:"source" minLength:"1" maxLength:"200" doc:"Where the number comes from, with its date."`
	}
}

func (d *desk) settingRoutes() {
	const tag = "stats"
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/settings/map", ID: "get-map", Summary: "The centre's own map", Tag: tag},
		func(ctx context.Context, scope access.Scope, _ *api.None) (MapSetting, error) {
			err := scope.Require(access.FigureRead)
			if err != nil {
				return MapSetting{Kind: "none"}, err
			}
			m, err := d.Store.Map(ctx)
			return mapOf(m), err
		})
	d.api.Upload("PUT /api/v1/settings/map", mapBytes+4096, mapTime, d.setMap)
	api.Handle(d.api, api.Route{Method: http.MethodDelete, Path: "/settings/map", ID: "drop-map", Summary: "Remove the centre's map", Tag: tag},
		func(ctx context.Context, scope access.Scope, _ *api.None) (MapSetting, error) {
			err := scope.Require(access.FigureManage)
			if err == nil {
				err = d.Store.SetMap(ctx, store.Map{}, access.ActOf(scope, d.Clock.Now(), "stats.map").On("map", "none"))
			}
			return MapSetting{Kind: "none"}, err
		})
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/populations", ID: "list-populations", Summary: "Population bases with their days and sources", Tag: tag}, d.populations)
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/populations", ID: "set-population", Summary: "Set a population base from a day on", Tag: tag}, d.setPopulation)
}

func mapOf(m store.Map) MapSetting {
	if len(m.GeoJSON) == 0 {
		return MapSetting{Kind: "none"}
	}
	return MapSetting{Kind: "geojson", Name: m.Name, UpdatedAt: api.Stamp(m.UpdatedAt), GeoJSON: m.GeoJSON}
}

// setMap takes a map of the centre: areas by their codes.
func (d *desk) setMap(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
	err := scope.Require(access.FigureManage)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return badMap("size")
	}
	var in struct {
		Name    string          `json:"name"`
		GeoJSON json.RawMessage `json:"geojson"`
	}
	err = json.Unmarshal(raw, &in)
	if err != nil || len(in.Name) > 120 || len(in.GeoJSON) > mapBytes {
		return badMap("json")
	}
	clean, err := CleanMap(in.GeoJSON)
	if err != nil {
		return err
	}
	m := store.Map{Name: strings.TrimSpace(in.Name), GeoJSON: clean, UpdatedAt: d.Clock.Now(), UpdatedBy: scope.User}
	err = d.Store.SetMap(r.Context(), m, access.ActOf(scope, d.Clock.Now(), "stats.map").On("map", "geojson").With("name", m.Name))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(mapOf(m))
}

type feature struct {
	Type       string         `json:"type"`
	Properties map[string]any `json:"properties"`
	Geometry   geometry       `json:"geometry"`
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// CleanMap checks a GeoJSON collection of areas and writes it again with nothing but code, name and outline: what else a file carries
// does not reach other people's screens.
func CleanMap(raw []byte) ([]byte, error) {
	var in struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
	}
	err := json.Unmarshal(raw, &in)
	switch {
	case err != nil || in.Type != "FeatureCollection":
		return nil, badMap("collection")
	case len(in.Features) == 0 || len(in.Features) > mapFeatures:
		return nil, badMap("features")
	}
	points := 0
	for i := range in.Features {
		f := &in.Features[i]
		code, _ := f.Properties["code"].(string)
		name, _ := f.Properties["name"].(string)
		_, err = region.ParsePlace(code)
		if err != nil || f.Type != "Feature" {
			return nil, badMap("code")
		}
		if len(name) > 120 {
			return nil, badMap("name")
		}
		f.Properties = map[string]any{"code": code, "name": name}
		n, err := f.Geometry.check()
		if err != nil {
			return nil, err
		}
		points += n
		if points > mapPoints {
			return nil, badMap("points")
		}
	}
	return json.Marshal(struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
	}{"FeatureCollection", in.Features})
}

// check reads an outline and counts its points.
func (g *geometry) check() (int, error) {
	var shapes [][][][]float64
	switch g.Type {
	case "Polygon":
		shapes = make([][][][]float64, 1)
		err := json.Unmarshal(g.Coordinates, &shapes[0])
		if err != nil {
			return 0, badMap("outline")
		}
	case "MultiPolygon":
		err := json.Unmarshal(g.Coordinates, &shapes)
		if err != nil {
			return 0, badMap("outline")
		}
	default:
		return 0, badMap("outline")
	}
	n := 0
	for _, rings := range shapes {
		for _, ring := range rings {
			if len(ring) < 4 {
				return 0, badMap("outline")
			}
			for _, p := range ring {
				if len(p) < 2 || len(p) > 3 || math.Abs(p[0]) > 180 || math.Abs(p[1]) > 90 {
					return 0, badMap("coordinates")
				}
			}
			n += len(ring)
		}
	}
	if n == 0 {
		return 0, badMap("outline")
	}
	return n, nil
}

func (d *desk) populations(ctx context.Context, scope access.Scope, _ *api.None) (api.List[PopulationRow], error) {
	out := api.List[PopulationRow]{Items: []PopulationRow{}}
	err := scope.Require(access.FigureRead)
	if err != nil {
		return out, err
	}
	list, err := d.Store.Populations(ctx)
	for _, p := range list {
		out.Items = append(out.Items, PopulationRow{Region: p.Region, RegionName: d.Names.Region(ctx, p.Region), Day: p.Day.String(), N: p.N, Source: p.Source, SetAt: api.Stamp(p.SetAt)})
	}
	return out, err
}

func (d *desk) setPopulation(ctx context.Context, scope access.Scope, in *populationInput) (PopulationRow, error) {
	b := in.Body
	err := scope.Require(access.FigureManage)
	if err != nil {
		return PopulationRow{}, err
	}
	place, err := region.ParsePlace(b.Region)
	if err != nil {
		return PopulationRow{}, err
	}
	day, err := stats.ParseDay(b.Day)
	if err != nil || strings.TrimSpace(b.Source) == "" {
		return PopulationRow{}, badField("body.day")
	}
	p := store.Population{Region: place, Day: day, N: b.N, Source: strings.TrimSpace(b.Source), SetAt: d.Clock.Now(), SetBy: scope.User}
	act := access.ActOf(scope, p.SetAt, "stats.population").On("population", place).With("day", day.String()).With("source", p.Source)
	err = d.Store.SetPopulation(ctx, p, act)
	if err == nil {
		err = d.Figures.LoadPopulation(ctx)
	}
	return PopulationRow{Region: place, RegionName: d.Names.Region(ctx, place), Day: p.Day.String(), N: p.N, Source: p.Source, SetAt: api.Stamp(p.SetAt)}, err
}

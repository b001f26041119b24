package stats

import (
	"context"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	"fanzha/edge/api"
)

type indicatorQuery struct {
	Group string `query:"group" maxLength:"12"`
	Q     string `query:"q" maxLength:"60" doc:"Part of a code or name."`
}

type indicatorInput struct {
	Code string `path:"code" maxLength:"64"`
}

type seriesInput struct {
	AskInput
	N int `query:"n" minimum:"1" maximum:"400" default:"13"`
}

type groupInput struct {
	AskInput
	By     string `query:"by" required:"true" maxLength:"20" doc:"unit, region, day, or a side of the indicator."`
	Digits int    `query:"digits" doc:"Of unit and region: 4 city, 6 county, 9 township, 12 station."`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

type factInput struct {
	AskInput
	Part   string `query:"part" enum:"num,den,less" default:"num"`
	Cursor string `query:"cursor" maxLength:"400"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// Series is the course of a figure.
type Series struct {
	Points []Reading `json:"points"`
	Streak int       `json:"streak" doc:"For how many periods in a row it has gone the same way."`
	Dir    string    `json:"dir" enum:"up,down,flat,none"`
}

// Facts is a page of what is behind a figure.
type Facts struct {
	Items  []Fact `json:"items"`
	Next   string `json:"next"`
	SumN   int64  `json:"sum_n" doc:"Of all pages."`
	SumFen int64  `json:"sum_fen"`
}

func (d *desk) figureRoutes() {
	const tag = "stats"
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/indicators", ID: "list-indicators", Summary: "The dictionary of indicators", Tag: tag}, d.dictionary)
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/indicators/{code}", ID: "get-indicator", Summary: "One entry of the dictionary", Tag: tag},
		func(_ context.Context, scope access.Scope, in *indicatorInput) (Indicator, error) {
			err := scope.Require(access.FigureRead)
			if err != nil {
				return Indicator{}, err
			}
			e, ok := d.Figures.Evaluator().Book.Find(in.Code)
			if !ok {
				return Indicator{}, indicator.ErrUnknown
			}
			return entryOf(e), nil
		})
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/indicators/{code}/reading", ID: "read-indicator", Summary: "A figure with its comparisons", Tag: tag}, d.read)
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/indicators/{code}/series", ID: "read-series", Summary: "The course of a figure over periods", Tag: tag}, d.series)
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/indicators/{code}/groups", ID: "read-groups", Summary: "A figure in its parts", Tag: tag}, d.groups)
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/indicators/{code}/facts", ID: "list-facts", Summary: "What is behind a figure, the latest first", Tag: tag}, d.facts)
}

func (d *desk) dictionary(_ context.Context, scope access.Scope, in *indicatorQuery) (api.List[Indicator], error) {
	out := api.List[Indicator]{Items: []Indicator{}}
	err := scope.Require(access.FigureRead)
	if err != nil {
		return out, err
	}
	for _, e := range d.Figures.Evaluator().Book.All() {
		words := strings.ToLower(e.Code + " " + e.ZH + " " + e.EN)
		if (in.Group == "" || e.Group == in.Group) && strings.Contains(words, strings.ToLower(in.Q)) {
			out.Items = append(out.Items, entryOf(e))
		}
	}
	return out, nil
}

func (d *desk) read(ctx context.Context, scope access.Scope, in *AskInput) (Reading, error) {
	a, err := d.ask(scope, in)
	if err != nil {
		return Reading{}, err
	}
	var named *indicator.Period
	if in.BaseFrom != "" {
		p := indicator.Period{Kind: a.Period.Kind}
		p.Span.From, err = dayOr("query.base_from", in.BaseFrom, 0)
		if err == nil {
			p.Span.To, err = dayOr("query.base_to", in.BaseTo, p.Span.From)
		}
		if err == nil && p.Span.Days() == 0 {
			err = badField("query.base_to")
		}
		if err != nil {
			return Reading{}, err
		}
		named = &p
	}
	r, err := d.compared(a, named)
	if err == nil {
		err = d.beside(ctx, scope, a, &r)
	}
	return r, err
}

func (d *desk) series(_ context.Context, scope access.Scope, in *seriesInput) (Series, error) {
	out := Series{Points: []Reading{}}
	a, err := d.ask(scope, &in.AskInput)
	if err != nil {
		return out, err
	}
	points, err := d.Figures.Evaluator().Series(a, in.N)
	if err != nil {
		return out, err
	}
	for _, f := range points {
		out.Points = append(out.Points, d.reading(f))
	}
	n, dir := indicator.Streak(points)
	out.Streak, out.Dir = n, string(dir)
	return out, nil
}

func (d *desk) groups(ctx context.Context, scope access.Scope, in *groupInput) (Groups, error) {
	a, err := d.ask(scope, &in.AskInput)
	if err != nil {
		return Groups{Rows: []GroupRow{}}, err
	}
	s, err := split(in.By, in.Digits)
	if err != nil {
		return Groups{Rows: []GroupRow{}}, err
	}
	t, err := d.Figures.Evaluator().Groups(a, s, in.Limit)
	if err != nil {
		return Groups{Rows: []GroupRow{}}, err
	}
	out := d.table(ctx, t, s)
	return out, d.moved(t, out.Rows)
}

func (d *desk) facts(ctx context.Context, scope access.Scope, in *factInput) (Facts, error) {
	out := Facts{Items: []Fact{}}
	a, err := d.ask(scope, &in.AskInput)
	if err != nil {
		return out, err
	}
	term, place, err := readCursor(in.Cursor)
	if err != nil {
		return out, err
	}
	ev, part := d.Figures.Evaluator(), indicator.Part(in.Part)
	for len(out.Items) < in.Limit {
		page := stats.Page{After: place, Limit: in.Limit - len(out.Items)}
		found, more, err := ev.Facts(a, part, term, page)
		if err != nil {
			return out, err
		}
		for _, f := range found {
			out.Items = append(out.Items, d.fact(ctx, f))
			place = stats.Place{Seq: f.Seq, ID: f.ID}
		}
		if len(found) == page.Limit {
			out.Next = writeCursor(term, place)
			break
		}
		if !more {
			break
		}
		term, place = term+1, stats.Place{}
	}
	sum, err := ev.PartSum(a, part)
	out.SumN, out.SumFen = sum.N, sum.Fen
	return out, err
}

// A cursor names the term of the formula and the last fact of it that was given.
func writeCursor(term int, p stats.Place) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(term) + " " + strconv.FormatInt(p.Seq, 10) + " " + p.ID))
}

func readCursor(s string) (int, stats.Place, error) {
	if s == "" {
		return 0, stats.Place{}, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return 0, stats.Place{}, badField("query.cursor")
	}
	parts := strings.SplitN(string(raw), " ", 3)
	if len(parts) != 3 {
		return 0, stats.Place{}, badField("query.cursor")
	}
	term, err := strconv.Atoi(parts[0])
	if err != nil || term < 0 || term > 1000 {
		return 0, stats.Place{}, badField("query.cursor")
	}
	seq, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return 0, stats.Place{}, badField("query.cursor")
	}
	return term, stats.Place{Seq: seq, ID: parts[2]}, nil
}

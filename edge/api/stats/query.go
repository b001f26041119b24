package stats

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	"fanzha/centre/stats/store"
	"fanzha/edge/api"
)

// Bounds of a question of one's own.
const (
	rowsMost   = 1000
	outerMost  = 200 // values of the first side that are split by the second
	reasonLest = 4   // characters
)

// QueryOnly limits a question to values of a side.
type QueryOnly struct {
	Dim    string   `json:"dim" maxLength:"20"`
	Values []string `json:"values" minItems:"1" maxItems:"200"`
}

// QueryBody is a question of one's own: an indicator over days, split by at most two sides.
type QueryBody struct {
	Code   string      `json:"code" maxLength:"64"`
	From   string      `json:"from" maxLength:"10"`
	To     string      `json:"to" maxLength:"10"`
	By     []string    `json:"by" maxItems:"2" doc:"unit:6, region:9, day, or a side."`
	Only   []QueryOnly `json:"only" maxItems:"16"`
	Limit  int         `json:"limit" minimum:"1" maximum:"1000"`
	Reason string      `json:"reason" maxLength:"200" doc:"Why it is asked; kept in the audit log."`
}

type queryInput struct{ Body QueryBody }

// QueryColumn is a heading of the answer.
type QueryColumn struct {
	Key string `json:"key"`
	ZH  string `json:"zh"`
	EN  string `json:"en"`
}

// QueryKey is one value by which a row is told.
type QueryKey struct {
	Value string `json:"value"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
}

// QueryRow is a row of the answer.
type QueryRow struct {
	Keys   []QueryKey `json:"keys"`
	N      int64      `json:"n"`
	Fen    int64      `json:"fen"`
	TextZH string     `json:"text_zh"`
	TextEN string     `json:"text_en"`
	Hidden bool       `json:"hidden" doc:"Too few people: area and person's sides together would name them."`
}

// QueryAnswer is the answer to a question of one's own.
type QueryAnswer struct {
	Columns   []QueryColumn `json:"columns"`
	Rows      []QueryRow    `json:"rows"`
	WholeZH   string        `json:"whole_zh"`
	WholeEN   string        `json:"whole_en"`
	Truncated bool          `json:"truncated"`
}

// SavedQuery is a question that its owner keeps.
type SavedQuery struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Body      QueryBody `json:"body"`
	UpdatedAt string    `json:"updated_at"`
}

type saveQueryInput struct {
	Body struct {
		Name string    `json:"name" minLength:"1" maxLength:"60"`
		Body QueryBody `json:"body"`
	}
}

func (d *desk) queryRoutes() {
	const tag = "stats"
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/query", ID: "ask-query", Summary: "A question of one's own, with a reason", Tag: tag}, d.query)
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/queries", ID: "list-queries", Summary: "The caller's saved questions", Tag: tag}, d.saved)
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/queries", ID: "save-query", Summary: "Keep a question", Tag: tag}, d.save)
	api.Handle(d.api, api.Route{Method: http.MethodDelete, Path: "/queries/{id}", ID: "drop-query", Summary: "Remove a saved question", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (api.None, error) {
			err := scope.Require(access.FigureQuery)
			if err == nil {
				err = d.Store.DropQuestion(ctx, scope.User, in.ID)
			}
			return api.None{}, err
		})
}

// prepared is a question that was found sound.
type prepared struct {
	ask    indicator.Ask
	splits []stats.Split
	cross  *crossing // of a place and something of the person: small counts are hidden; nil where rows may all be shown
	limit  int
	owner  string // the account that asks
}

// prepare checks every part of a question.
func (d *desk) prepare(scope access.Scope, b QueryBody) (prepared, error) {
	var p prepared
	err := scope.Require(access.FigureQuery)
	if err != nil {
		return p, err
	}
	p.limit, p.owner = max(1, min(b.Limit, rowsMost)), scope.User
	in := AskInput{Code: b.Code, Period: string(indicator.Range), From: b.From, To: b.To}
	e, ok := d.Figures.Evaluator().Book.Find(b.Code)
	if ok && !e.Takes(indicator.Range) {
		in.Period, in.At = string(e.Periods[0]), b.To
	}
	p.ask, err = d.ask(scope, &in)
	if err != nil {
		return p, err
	}
	for _, o := range b.Only {
		dim, known := stats.ParseDim(o.Dim)
		if !known {
			return p, badField("body.only.dim")
		}
		p.ask.Only = append(p.ask.Only, stats.Only{Dim: dim, Values: o.Values})
	}
	if len(b.By) > 2 {
		return p, badField("body.by")
	}
	for _, by := range b.By {
		s, err := splitOf(by)
		if err != nil {
			return p, err
		}
		p.splits = append(p.splits, s)
	}
	if revealing(p) && e.Hide > 0 {
		p.cross, err = crossed(p, e.Hide)
		if err == nil {
			p.cross.stock = e.Stock
		}
	}
	return p, err
}

// splitOf reads "region:9", "unit:6", "day", "fraud_type".
func splitOf(by string) (stats.Split, error) {
	name, digits, _ := strings.Cut(by, ":")
	n := map[string]int{"4": 4, "6": 6, "9": 9, "12": 12}[digits]
	if digits != "" && n == 0 {
		return stats.Split{}, badField("body.by")
	}
	return split(name, n)
}

// personal says whether a side tells something of a person.
func personal(dim stats.Dim) bool {
	return dim == stats.AgeBand || dim == stats.Sex || dim == stats.Occupation || dim == stats.MemberUnit
}

// revealing says whether the rows tell a place and something of the person at once: few of them would name somebody.
func revealing(p prepared) bool {
	person, place := false, false
	for _, o := range p.ask.Only {
		person = person || personal(o.Dim)
	}
	for _, s := range p.splits {
		person = person || s.By == stats.BySide && personal(s.Dim)
		place = place || s.By == stats.ByUnit || s.By == stats.ByRegion
	}
	return person && place
}

func (d *desk) query(ctx context.Context, scope access.Scope, in *queryInput) (QueryAnswer, error) {
	out := QueryAnswer{Columns: []QueryColumn{}, Rows: []QueryRow{}}
	b := in.Body
	p, err := d.prepare(scope, b)
	if err != nil {
		return out, err
	}
	if utf8.RuneCountInString(strings.TrimSpace(b.Reason)) < reasonLest {
		return out, badField("body.reason")
	}
	raw, err := json.Marshal(b)
	if err != nil {
		return out, badField("body")
	}
	act := access.ActOf(scope, d.Clock.Now(), "stats.query").On("indicator", b.Code).Because(b.Reason).With("question", string(raw))
	if p.cross == nil {
		err = d.Store.Told(ctx, act)
	} else {
		p.cross.asked, err = d.Store.Ask(ctx, p.cross.family(p.owner), p.cross.record(), act)
	}
	if err != nil {
		return out, err
	}
	ev := d.Figures.Evaluator()
	whole, err := ev.Read(p.ask)
	if err != nil {
		return out, err
	}
	out.WholeZH, out.WholeEN = whole.ZH(), whole.EN()
	for i, s := range p.splits {
		out.Columns = append(out.Columns, column(b.By[i], s))
	}
	out.Columns = append(out.Columns, QueryColumn{Key: "value", ZH: whole.Entry.ZH, EN: whole.Entry.EN})
	return out, d.rows(ctx, ev, p, &out)
}

func column(by string, s stats.Split) QueryColumn {
	switch s.By {
	case stats.ByUnit:
		return QueryColumn{by, "单位", "Unit"}
	case stats.ByRegion:
		return QueryColumn{by, "地区", "Area"}
	case stats.ByDay:
		return QueryColumn{by, "日期", "Day"}
	}
	return QueryColumn{by, s.Dim.Name(), s.Dim.English()}
}

// rows fills in the rows: by the first side, and each of those by the second.
func (d *desk) rows(ctx context.Context, ev indicator.Evaluator, p prepared, out *QueryAnswer) error {
	if p.cross != nil {
		return d.crossRows(ctx, ev, p, out)
	}
	if len(p.splits) == 0 {
		f, err := ev.Read(p.ask)
		out.Rows = append(out.Rows, p.row(nil, f))
		return err
	}
	limit := min(p.limit, outerMost)
	if len(p.splits) == 1 {
		limit = min(p.limit, 500)
	}
	first, err := ev.Groups(p.ask, p.splits[0], limit)
	if err != nil {
		return err
	}
	out.Truncated = first.Rest != nil
	for _, r := range first.Rows {
		key := d.key(ctx, p.splits[0], r.Value)
		if len(p.splits) == 1 {
			out.Rows = append(out.Rows, p.row([]QueryKey{key}, r.Figure))
			continue
		}
		second, err := ev.Groups(r.Figure.Ask, p.splits[1], min(p.limit, 500))
		if err != nil {
			return err
		}
		out.Truncated = out.Truncated || second.Rest != nil
		for _, x := range second.Rows {
			if len(out.Rows) >= p.limit {
				out.Truncated = true
				return nil
			}
			out.Rows = append(out.Rows, p.row([]QueryKey{key, d.key(ctx, p.splits[1], x.Value)}, x.Figure))
		}
	}
	return nil
}

func (d *desk) key(ctx context.Context, s stats.Split, value string) QueryKey {
	k := QueryKey{Value: value}
	k.ZH, k.EN = d.named(ctx, s, value)
	return k
}

// row renders one row.
func (p prepared) row(keys []QueryKey, f indicator.Figure) QueryRow {
	if keys == nil {
		keys = []QueryKey{}
	}
	r := QueryRow{Keys: keys, N: f.Num, TextZH: f.ZH(), TextEN: f.EN()}
	if f.Money() {
		r.N, r.Fen = 0, f.Num
	}
	return r
}

func (d *desk) saved(ctx context.Context, scope access.Scope, _ *api.None) (api.List[SavedQuery], error) {
	out := api.List[SavedQuery]{Items: []SavedQuery{}}
	err := scope.Require(access.FigureQuery)
	if err != nil {
		return out, err
	}
	list, err := d.Store.Questions(ctx, scope.User)
	for _, q := range list {
		out.Items = append(out.Items, savedOf(q))
	}
	return out, err
}

func savedOf(q store.Question) SavedQuery {
	out := SavedQuery{ID: q.ID, Name: q.Name, UpdatedAt: api.Stamp(q.CreatedAt)}
	// It was written by save; one that a later version cannot read opens empty.
	_ = json.Unmarshal(q.Body, &out.Body)
	return out
}

func (d *desk) save(ctx context.Context, scope access.Scope, in *saveQueryInput) (SavedQuery, error) {
	_, err := d.prepare(scope, in.Body.Body)
	if err != nil {
		return SavedQuery{}, err
	}
	raw, err := json.Marshal(in.Body.Body)
	if err != nil {
		return SavedQuery{}, badField("body")
	}
	q := store.Question{ID: d.NewID(), Owner: scope.User, Name: strings.TrimSpace(in.Body.Name), Body: raw, CreatedAt: d.Clock.Now()}
	if q.Name == "" {
		return SavedQuery{}, badField("body.name")
	}
	err = d.Store.SaveQuestion(ctx, q)
	return savedOf(q), err
}

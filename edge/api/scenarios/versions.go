package scenarios

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/detect/life"
	"fanzha/centre/warning"
	"fanzha/edge/api"
)

// ScenarioSignature is who acted on a version, when and in which words.
type ScenarioSignature struct {
	Act  string `json:"act" enum:"made,proposed,signed,last"`
	Name string `json:"name"`
	At   string `json:"at"`
	Note string `json:"note"`
}

// ScenarioProblem is one mistake in a text.
type ScenarioProblem struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Why    string `json:"why"`
	WhyZH  string `json:"why_zh"`
}

// ScenarioVersion is one text of a scenario with its life.
type ScenarioVersion struct {
	ID          string              `json:"id"`
	Code        string              `json:"code"`
	Number      int64               `json:"number" doc:"The file's version."`
	State       string              `json:"state" enum:"draft,shadow,proposed,published,paused,retired,discarded"`
	Version     int64               `json:"version" doc:"Of this record: sent back with every act."`
	NameZH      string              `json:"name_zh"`
	NameEN      string              `json:"name_en"`
	Family      string              `json:"family"`
	Level       string              `json:"level"`
	Fraud       string              `json:"fraud"`
	Hash        string              `json:"hash"`
	Origin      string              `json:"origin" enum:"shipped,folder,own,hub"`
	Changed     bool                `json:"changed_here" doc:"Came from another centre and was changed here."`
	From        string              `json:"from_unit" doc:"Unit that sent it."`
	Unit        string              `json:"unit"`
	At          string              `json:"at"`
	ShadowAt    string              `json:"shadow_at" doc:"Since when it runs beside the live set."`
	LiveAt      string              `json:"live_at"`
	Live        int                 `json:"live" doc:"Partitions in which it is in force."`
	Partitions  int                 `json:"partitions"`
	Locked      bool                `json:"locked" doc:"It has run in shadow: its text stands."`
	Urgent      string              `json:"urgent" doc:"Why it was proposed without back-test or shadow."`
	Tested      bool                `json:"tested" doc:"A back-test of this very text has ended."`
	Backtest    string              `json:"backtest_id"`
	PrecisionPM int64               `json:"precision_pm" doc:"Of the last back-test of this text; -1: not known."`
	Problems    []ScenarioProblem   `json:"problems"`
	Signatures  []ScenarioSignature `json:"signatures"`
	Hits24h     int64               `json:"hits_24h" doc:"Of the code, live."`
	Hits7d      int64               `json:"hits_7d"`
	Acts        []string            `json:"acts" doc:"What the caller may do now."`
}

// ScenarioVersionDetail is a version with its text.
type ScenarioVersionDetail struct {
	ScenarioVersion
	Text  string   `json:"text"`
	Lists []string `json:"lists" doc:"Lists that came with it."`
}

type versionQuery struct {
	Code   string   `query:"code" maxLength:"48"`
	State  []string `query:"state"`
	Cursor string   `query:"cursor" maxLength:"256"`
	Limit  int      `query:"limit" minimum:"0" maximum:"200"`
}

type scenarioWriteInput struct {
	Body struct {
		Text string `json:"text,omitempty" maxLength:"200000" doc:"A new scenario, mistakes allowed; its code is needed."`
		From string `json:"from,omitempty" maxLength:"64" doc:"Instead: the version whose text is taken."`
	}
}

type scenarioActInput struct {
	api.ByID
	Act  string `path:"act" enum:"save,shadow,unshadow,propose,sign,refuse,pause,resume,retire,discard"`
	Body struct {
		Version int64  `json:"version" minimum:"1" doc:"That the caller saw."`
		Note    string `json:"note,omitempty" maxLength:"1000"`
		Text    string `json:"text,omitempty" maxLength:"200000" doc:"Of save."`
		Urgent  bool   `json:"urgent,omitempty" doc:"Of propose: without back-test or shadow; the note says why."`
	}
}

func (a *desk) versionRoutes() {
	tag := "scenarios"
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/scenario-versions", ID: "list-scenario-versions", Summary: "Versions of scenarios, the newest first", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *versionQuery) (api.List[ScenarioVersion], error) {
			out := api.List[ScenarioVersion]{Items: []ScenarioVersion{}}
			found, next, err := a.Room.List(ctx, scope, life.Filter{Code: in.Code, States: api.Convert[life.State](in.State), Cursor: in.Cursor, Limit: in.Limit})
			if err != nil {
				return out, err
			}
			v, err := a.view(ctx, scope)
			for i := range found {
				out.Items = append(out.Items, v.version(&found[i]))
			}
			out.Next = next
			return out, err
		})
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/scenario-versions/{id}", ID: "get-scenario-version", Summary: "One version with its text", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (ScenarioVersionDetail, error) {
			return a.detail(ctx, scope)(a.Room.Get(ctx, scope, in.ID))
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/scenario-versions", ID: "write-scenario", Summary: "A new draft, from a text or from a version", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *scenarioWriteInput) (ScenarioVersionDetail, error) {
			if in.Body.From != "" {
				return a.detail(ctx, scope)(a.Room.Fork(ctx, scope, in.Body.From))
			}
			return a.detail(ctx, scope)(a.Room.Write(ctx, scope, in.Body.Text))
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/scenario-versions/{id}/{act}", ID: "act-on-scenario", Summary: "Save, run in shadow, propose, sign, refuse, pause, resume, retire, discard", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *scenarioActInput) (ScenarioVersionDetail, error) {
			return a.detail(ctx, scope)(a.Room.Do(ctx, scope, life.Command{
				ID: in.ID, Rev: in.Body.Version, Act: life.Act(in.Act), Note: in.Body.Note, Text: in.Body.Text, Urgent: in.Body.Urgent,
			}))
		})
	a.shadowRoutes()
}

// view renders versions for one caller.
type view struct {
	*desk
	ctx    context.Context
	scope  access.Scope
	counts map[string]warning.ScenarioCount
}

func (a *desk) view(ctx context.Context, scope access.Scope) (*view, error) {
	v := &view{desk: a, ctx: ctx, scope: scope, counts: map[string]warning.ScenarioCount{}}
	list, err := a.Warnings.ScenarioCounts(ctx, scope)
	for _, c := range list {
		v.counts[c.Scenario] = c
	}
	return v, err
}

func (v *view) version(x *life.Version) ScenarioVersion {
	c := v.counts[x.Code]
	out := ScenarioVersion{
		ID: x.ID, Code: x.Code, Number: x.Number, State: string(x.State), Version: x.Rev, NameZH: x.NameZH, NameEN: x.NameEN, Family: x.Family, Level: x.Level,
		Fraud: x.Fraud, Hash: x.Hash, Origin: string(x.Origin), Changed: x.LocalEdited(), From: x.FromUnit, Unit: x.Unit, At: api.Stamp(x.At),
		ShadowAt: api.Stamp(x.ShadowAt), LiveAt: api.Stamp(x.LiveAt), Locked: x.Locked, Urgent: x.Urgent, Tested: x.Tested == x.Hash, Backtest: x.Job,
		PrecisionPM: -1, Problems: problems(x.Problems), Hits24h: c.Day, Hits7d: c.Week, Acts: []string{},
	}
	if out.Tested {
		out.PrecisionPM = x.Precision
	}
	if x.State == life.Published {
		out.Live, out.Partitions = v.Live.InForce(x.Code, x.Hash)
	}
	for _, s := range []struct {
		act string
		who life.Who
	}{{"made", x.Made}, {"proposed", x.Proposed}, {"signed", x.Signed}, {"last", x.Last}} {
		if s.who.User != "" {
			out.Signatures = append(out.Signatures, ScenarioSignature{Act: s.act, Name: s.who.Name, At: api.Stamp(s.who.At), Note: s.who.Note})
		}
	}
	for _, act := range x.Acts(v.scope) {
		out.Acts = append(out.Acts, string(act))
	}
	return out
}

func problems(list []life.Problem) []ScenarioProblem {
	out := []ScenarioProblem{}
	for _, p := range list {
		out = append(out, ScenarioProblem{Line: p.Line, Column: p.Column, Why: p.Why, WhyZH: p.ZH()})
	}
	return out
}

// detail renders what a command or query returned.
func (a *desk) detail(ctx context.Context, scope access.Scope) func(life.Version, error) (ScenarioVersionDetail, error) {
	return func(x life.Version, err error) (ScenarioVersionDetail, error) {
		if err != nil {
			return ScenarioVersionDetail{}, err
		}
		v, err := a.view(ctx, scope)
		if err != nil {
			return ScenarioVersionDetail{}, err
		}
		out := ScenarioVersionDetail{ScenarioVersion: v.version(&x), Text: x.Text, Lists: []string{}}
		for name := range x.Lists {
			out.Lists = append(out.Lists, name)
		}
		return out, nil
	}
}

// ShadowDay compares a version in shadow with the live set on one day.
type ShadowDay struct {
	Day    string `json:"day" doc:"YYYY-MM-DD in the centre's zone."`
	Hits   int64  `json:"hits"`
	Shadow int64  `json:"shadow" doc:"Persons it would have alerted."`
	Both   int64  `json:"both" doc:"… whom the live set warned as well."`
	Only   int64  `json:"only" doc:"… whom it did not."`
	Live   int64  `json:"live" doc:"Hits of the live version of the code."`
	Hushed int64  `json:"suppressed" doc:"What a suppression silenced."`
}

type shadowQuery struct {
	api.ByID
	Day    string `query:"day" maxLength:"10" doc:"YYYY-MM-DD; empty: every day."`
	Cursor string `query:"cursor" maxLength:"256"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (a *desk) shadowRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/scenario-versions/{id}/shadow", ID: "get-scenario-shadow", Summary: "A version in shadow beside the live set, day by day", Tag: "scenarios"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (api.List[ShadowDay], error) {
			out := api.List[ShadowDay]{Items: []ShadowDay{}}
			days, err := a.Room.ShadowDays(ctx, scope, in.ID)
			for _, d := range days {
				out.Items = append(out.Items, ShadowDay{Day: dayText(d.Day), Hits: d.Hits, Shadow: d.Shadow, Both: d.Both, Only: d.Only, Live: d.Same, Hushed: d.Hushed})
			}
			return out, err
		})
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/scenario-versions/{id}/shadow/hits", ID: "list-scenario-shadow-hits", Summary: "Hits in shadow, the newest first", Tag: "scenarios"},
		func(ctx context.Context, scope access.Scope, in *shadowQuery) (api.List[ScenarioRow], error) {
			out := api.List[ScenarioRow]{Items: []ScenarioRow{}}
			day, err := dayNumber("query.day", in.Day)
			if err != nil {
				return out, err
			}
			rows, next, err := a.Room.ShadowHits(ctx, scope, life.ShadowQuery{Version: in.ID, Day: day, Limit: in.Limit}, in.Cursor)
			for i := range rows {
				out.Items = append(out.Items, a.row(ctx, &rows[i]))
			}
			out.Next = next
			return out, err
		})
}

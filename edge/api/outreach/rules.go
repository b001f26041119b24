package outreach

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/outreach"
	"fanzha/edge/api"
)

// OutreachWord is one entry of a dictionary.
type OutreachWord struct {
	Code    string   `json:"code"`
	ZH      string   `json:"zh"`
	EN      string   `json:"en"`
	Channel string   `json:"channel" doc:"Of a form."`
	Live    bool     `json:"live" doc:"Of a form: its audience are views."`
	Auto    bool     `json:"auto" doc:"Of a criterion: the centre looks it up itself."`
	Venues  []string `json:"venues" doc:"Of a set."`
	Label   string   `json:"label"`
	Source  string   `json:"source"`
}

// OutreachSetting is one number that publicity runs by.
type OutreachSetting struct {
	Code       string `json:"code"`
	Value      int64  `json:"value"`
	Unit       string `json:"unit"`
	ZH         string `json:"zh"`
	EN         string `json:"en"`
	Label      string `json:"label"`
	Confidence string `json:"confidence"`
	Source     string `json:"source"`
}

// OutreachRules are the words and numbers of publicity, for screens and forms.
type OutreachRules struct {
	Kinds     []OutreachWord    `json:"kinds"`
	Forms     []OutreachWord    `json:"forms"`
	Venues    []OutreachWord    `json:"venues"`
	Sets      []OutreachWord    `json:"sets"`
	Themes    []string          `json:"themes"`
	Genres    []OutreachWord    `json:"genres"`
	Platforms []OutreachWord    `json:"platforms"`
	Rights    []OutreachWord    `json:"rights"`
	Materials []OutreachWord    `json:"materials"`
	Units     []OutreachWord    `json:"units"`
	Criteria  []OutreachWord    `json:"criteria"`
	Settings  []OutreachSetting `json:"settings"`
	Numbers   []string          `json:"numbers" doc:"The only numbers that a text may name."`
}

// TextFinding is something that a text for others may not hold.
type TextFinding struct {
	Code string `json:"code" enum:"link,phone,account,identity,contact,name"`
	From int    `json:"from" doc:"In characters."`
	To   int    `json:"to"`
	Text string `json:"text" doc:"Its middle hidden."`
}

type textChecking struct {
	Body struct {
		Text string `json:"text" maxLength:"80000"`
	}
}

func (d *desk) ruleRoutes() {
	api.Handle(d.api, get("/rules", "outreach-rules", "Words and numbers of publicity, with their sources"),
		func(_ context.Context, scope access.Scope, _ *struct{}) (OutreachRules, error) {
			err := scope.Require(access.OutreachRead)
			if err != nil {
				return OutreachRules{}, err
			}
			return ruleBook(d.Outreach.Rules()), nil
		})
	api.Handle(d.api, post("/check", "check-publicity-text", "What a text for others may not hold"),
		func(_ context.Context, scope access.Scope, in *textChecking) (api.List[TextFinding], error) {
			err := scope.Require(access.OutreachRead)
			if err != nil {
				return api.List[TextFinding]{}, err
			}
			return rows(d.Outreach.Rules().Check(in.Body.Text), "", func(f *outreach.Finding) TextFinding { return TextFinding(*f) }), nil
		})
}

func ruleBook(r *outreach.Rules) OutreachRules {
	out := OutreachRules{
		Kinds: words(r.Kinds), Forms: words(r.Forms), Venues: words(r.Venues), Sets: words(r.Sets), Themes: r.Themes, Genres: words(r.Genres), Platforms: words(r.Platforms),
		Rights: words(r.Rights), Materials: words(r.Materials), Units: words(r.Units), Criteria: words(r.Criteria), Settings: []OutreachSetting{}, Numbers: r.Texts.Numbers,
	}
	for _, s := range r.Settings {
		out.Settings = append(out.Settings, OutreachSetting{
			Code: s.Code, Value: int64(s.Value), Unit: s.Unit, ZH: s.ZH, EN: s.EN, Label: s.Label, Confidence: s.Confidence, Source: s.Origin.Source,
		})
	}
	return out
}

func words(list []outreach.Word) []OutreachWord {
	out := []OutreachWord{}
	for _, w := range list {
		row := OutreachWord{Code: w.Code, ZH: w.ZH, EN: w.EN, Channel: w.Channel, Live: w.Live, Auto: w.Auto, Venues: w.Venues, Label: w.Label, Source: w.Origin.Source}
		if row.Venues == nil {
			row.Venues = []string{}
		}
		out = append(out, row)
	}
	return out
}

package govern

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/centre/govern/score"
	"fanzha/edge/api"
)

// SheetLine is one indicator of a score sheet.
type SheetLine struct {
	Code      string `json:"code"`
	ZH        string `json:"zh"`
	EN        string `json:"en"`
	Indicator string `json:"indicator" doc:"Code of the indicator dictionary."`
	Weight    int64  `json:"weight" doc:"Points."`
	Formula   string `json:"formula" enum:"ratio,range,deduct,place"`
	Good      string `json:"good" enum:"up,down"`
	Target    string `json:"target"`
	Zero      string `json:"zero"`
	Points    string `json:"points"`
	Base      int64  `json:"base" doc:"Smallest denominator that counts."`
	Reported  bool   `json:"reported" doc:"The units report it themselves."`
	Scale     int64  `json:"scale" doc:"100 for percent, 10000 for per ten thousand; 0 plain."`
	Unit      string `json:"unit"`
	UnitEN    string `json:"unit_en" doc:"Empty: as in Chinese."`
}

// GovernSheetRow is a score sheet.
type GovernSheetRow struct {
	Code          string      `json:"code"`
	ZH            string      `json:"zh"`
	EN            string      `json:"en"`
	Objects       string      `json:"objects"`
	LateDays      int64       `json:"late_days"`
	ObjectionDays int64       `json:"objection_days"`
	Cover         int64       `json:"cover" doc:"Percent of the weight that must be scored."`
	Yellow        int64       `json:"yellow" doc:"Hundredths of a point: below it yellow."`
	Red           int64       `json:"red"`
	Lines         []SheetLine `json:"lines"`
	Rules         []SheetRule `json:"rules"`
	Source        string      `json:"source"`
	Label         string      `json:"label"`
}

// SheetRule is what is proposed after consecutive months in the worst band.
type SheetRule struct {
	Months int64  `json:"months"`
	Step   string `json:"step" enum:"notice,listing,interview"`
}

// MarkCell is one line's points of one unit.
type MarkCell struct {
	Line  string      `json:"line"`
	Value GovernValue `json:"value"`
	State string      `json:"state" enum:"scored,small,missing"`
	Centi int64       `json:"centi" doc:"Hundredths of a point."`
}

// RankedRow is one unit's place.
type RankedRow struct {
	Member    string     `json:"member"`
	Name      string     `json:"name"`
	Key       string     `json:"key"`
	Marks     []MarkCell `json:"marks"`
	Centi     int64      `json:"centi" doc:"Hundredths of a point per hundred; -1: not ranked."`
	Place     int        `json:"place" doc:"0: not ranked."`
	Band      string     `json:"band" enum:"blue,yellow,red,"`
	LastPlace int        `json:"last_place"`
	Streak    int        `json:"streak" doc:"Months in a row in the worst band."`
	Proposed  string     `json:"proposed" enum:"notice,listing,interview,"`
}

// CorrectionRow is a value that an objection changed.
type CorrectionRow struct {
	Member string       `json:"member"`
	Line   string       `json:"line"`
	Was    GovernValue  `json:"was"`
	Is     GovernValue  `json:"is"`
	By     GovernPerson `json:"by"`
	Reason string       `json:"reason"`
}

// RankingRow is the ranking of a month.
type RankingRow struct {
	GovernHead
	Sheet     GovernSheetRow  `json:"sheet"`
	Rows      []RankedRow     `json:"rows"`
	Computed  GovernPerson    `json:"computed"`
	Published GovernPerson    `json:"published"`
	Finalised GovernPerson    `json:"finalised"`
	Amended   []CorrectionRow `json:"amended"`
	SHA256    string          `json:"sha256"`
	Intact    bool            `json:"intact" doc:"A final ranking still is what was frozen."`
}

// ProtestRow is an objection against a line.
type ProtestRow struct {
	GovernHead
	Text    string           `json:"text"`
	Files   []GovernEvidence `json:"files"`
	Claimed GovernValue      `json:"claimed"`
	Filed   GovernPerson     `json:"filed"`
	Decided GovernPerson     `json:"decided"`
	Reason  string           `json:"reason"`
}

type governComputeInput struct {
	Body struct {
		Sheet string `json:"sheet" minLength:"1" maxLength:"32"`
		Month string `json:"month" pattern:"^[0-9]{4}-[0-9]{2}$"`
	}
}

type governProtestInput struct {
	Body struct {
		Ranking string           `json:"ranking" minLength:"1" maxLength:"64"`
		Member  string           `json:"member" minLength:"1" maxLength:"32"`
		Line    string           `json:"line" minLength:"1" maxLength:"32"`
		Text    string           `json:"text" minLength:"1" maxLength:"2000"`
		Files   []GovernEvidence `json:"files,omitempty" maxItems:"20"`
		Num     int64            `json:"num" minimum:"0"`
		Den     int64            `json:"den" minimum:"0"`
	}
}

type governRuleInput struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Uphold  bool   `json:"uphold"`
		Note    string `json:"note" minLength:"1" maxLength:"2000"`
		Num     int64  `json:"num,omitempty" minimum:"0"`
		Den     int64  `json:"den,omitempty" minimum:"0"`
	}
}

func (d *desk) rankingRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/govern/sheets", ID: "list-score-sheets", Summary: "Score sheets in force, with their formulas", Tag: tag},
		func(_ context.Context, scope access.Scope, _ *api.None) (api.List[GovernSheetRow], error) {
			out := api.List[GovernSheetRow]{Items: []GovernSheetRow{}}
			for _, s := range d.Room.Rules().Sheets {
				out.Items = append(out.Items, sheetRow(s))
			}
			return out, reads(scope)
		})
	listing(d, route{"/govern/rankings", "list-rankings", "Monthly rankings"},
		d.Room.Rankings, d.ranking)
	one(d, route{"/govern/rankings/{id}", "get-ranking", "One ranking, with formula and numbers"},
		d.Room.Ranking, d.ranking)
	making(d, route{"/govern/rankings", "compute-ranking", "Score a month"}, func(ctx context.Context, scope access.Scope, in *governComputeInput) (govern.Ranking, error) {
		return d.Room.ComputeRanking(ctx, scope, in.Body.Sheet, in.Body.Month)
	}, d.ranking)
	acting(d, route{"/govern/rankings/{id}/publish", "publish-ranking", "Show it to those in it; the objection period begins"},
		d.Room.PublishRanking, d.ranking)
	acting(d, route{"/govern/rankings/{id}/finalise", "finalise-ranking", "Freeze it; proposals follow"},
		d.Room.FinaliseRanking, d.ranking)
	acting(d, route{"/govern/rankings/{id}/drop", "drop-ranking", "Throw a draft away"},
		d.Room.DropRanking, d.ranking)
	listing(d, route{"/govern/protests", "list-protests", "Objections against rankings"},
		d.Room.Protests, d.protest)
	making(d, route{"/govern/protests", "file-protest", "Object to a line of one's own row"}, func(ctx context.Context, scope access.Scope, in *governProtestInput) (govern.Protest, error) {
		b := in.Body
		return d.Room.FileProtest(ctx, scope, govern.ProtestCmd{Ranking: b.Ranking, Member: b.Member, Line: b.Line, Text: b.Text, Files: proof(b.Files),
			Claimed: score.Value{Num: b.Num, Den: b.Den, Known: true}})
	}, d.protest)
	making(d, route{"/govern/protests/{id}/rule", "rule-protest", "Decide an objection, with a reason"}, func(ctx context.Context, scope access.Scope, in *governRuleInput) (govern.Protest, error) {
		b := in.Body
		return d.Room.RuleProtest(ctx, scope, govern.Ruling{Act: govern.Act{ID: in.ID, Version: b.Version, Note: b.Note}, Uphold: b.Uphold,
			Value: score.Value{Num: b.Num, Den: b.Den, Known: true}})
	}, d.protest)
	acting(d, route{"/govern/protests/{id}/withdraw", "withdraw-protest", "Take an objection back"},
		d.Room.WithdrawProtest, d.protest)
}

// reads says whether a caller may see what the rulebook says of the joint conference: it is shown to all who are in it.
func reads(scope access.Scope) error {
	if scope.Can(access.MemberWork) {
		return nil
	}
	return scope.Require(access.GovernRead)
}

func sheetRow(s score.Sheet) GovernSheetRow {
	out := GovernSheetRow{Code: s.Code, ZH: s.ZH, EN: s.EN, Objects: s.Objects, LateDays: int64(s.LateDays), ObjectionDays: int64(s.ObjectionDays), Cover: int64(s.Cover),
		Yellow: int64(s.Yellow), Red: int64(s.Red), Lines: []SheetLine{}, Rules: []SheetRule{}, Source: s.Source, Label: s.Label}
	for _, l := range s.Lines {
		out.Lines = append(out.Lines, SheetLine{l.Code, l.ZH, l.EN, l.Indicator, int64(l.Weight), string(l.Formula), l.Good, l.Target, l.Zero, l.Points, int64(l.Base),
			l.Reported, int64(l.Scale), l.Unit, l.UnitEN})
	}
	for _, r := range s.Propose {
		out.Rules = append(out.Rules, SheetRule{int64(r.Months), r.Step})
	}
	return out
}

func (d *desk) ranking(ctx context.Context, r *govern.Ranking) RankingRow {
	out := RankingRow{GovernHead: d.head(ctx, r.Head), Sheet: sheetRow(r.Sheet), Rows: []RankedRow{}, Computed: person(r.Computed), Published: person(r.Published),
		Finalised: person(r.Finalised), Amended: []CorrectionRow{}, SHA256: r.SHA256, Intact: r.Intact()}
	for _, x := range r.Rows {
		row := RankedRow{Member: x.Object, Name: x.Name, Key: x.Key, Marks: []MarkCell{}, Centi: x.Centi, Place: x.Place, Band: x.Band, LastPlace: x.LastPlace,
			Streak: x.Streak, Proposed: x.Proposed}
		for _, m := range x.Marks {
			row.Marks = append(row.Marks, MarkCell{m.Line, value(m.Value), m.State, m.Centi})
		}
		out.Rows = append(out.Rows, row)
	}
	for _, c := range r.Amended {
		out.Amended = append(out.Amended, CorrectionRow{c.Object, c.Line, value(c.Was), value(c.Is), person(c.By), c.Reason})
	}
	return out
}

func (d *desk) protest(ctx context.Context, p *govern.Protest) ProtestRow {
	return ProtestRow{d.head(ctx, p.Head), p.Text, files(p.Files), value(p.Claimed), person(p.Filed), person(p.Decided), p.Reason}
}

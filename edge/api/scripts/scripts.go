// Package scripts is the console's HTTP of dissuasion scripts: finding one, reading it as it is spoken in the caller's unit, saying what
// worked, and a centre's own words with their two persons. It stands on edge/api and keeps its habits.
package scripts

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/dissuade/spoken"
	"fanzha/edge/api"
)

// SpokenVotes counts the words of colleagues on a script.
type SpokenVotes struct {
	Steps []SpokenCount `json:"steps" doc:"Steps that were said to have worked, in the order of speaking."`
	None  int64         `json:"none" doc:"Nothing worked."`
}

// SpokenCount counts one step.
type SpokenCount struct {
	Step string `json:"step" enum:"open,prove,foretell,test,relatives,close"`
	N    int64  `json:"n"`
}

// SpokenRow is a script in a list.
type SpokenRow struct {
	Code    string      `json:"code"`
	Fraud   string      `json:"fraud"`
	ZH      string      `json:"zh"`
	EN      string      `json:"en"`
	Pinyin  string      `json:"pinyin" doc:"Of the Chinese name, syllables apart."`
	Edition int64       `json:"edition"`
	From    string      `json:"from" doc:"Day of the edition."`
	Votes   SpokenVotes `json:"votes"`
}

// SpokenList is the library as it was asked for.
type SpokenList struct {
	Items   []SpokenRow `json:"items"`
	Kinds   int         `json:"kinds" doc:"All kinds."`
	LabelZH string      `json:"label_zh"`
	LabelEN string      `json:"label_en"`
	Source  string      `json:"source"`
}

// SpokenStep is one step in one reading. {unit}, {name} and {number} are filled in by who speaks.
type SpokenStep struct {
	Step  string   `json:"step" enum:"open,prove,foretell,test,relatives,close"`
	Lines []string `json:"lines"`
}

// SpokenReading is a script in one reading, as it is spoken in the caller's unit.
type SpokenReading struct {
	Reading string       `json:"reading" enum:"zh,zh_elder,en,en_elder"`
	Steps   []SpokenStep `json:"steps"`
	Version int64        `json:"version" doc:"Number of the unit's own words; 0: as shipped."`
	Unit    api.Unit     `json:"unit" doc:"Whose own words they are."`
}

// SpokenScript is one script.
type SpokenScript struct {
	SpokenRow
	Readings  []SpokenReading `json:"readings"`
	Southwest []SpokenStep    `json:"southwest" doc:"Lines in Southwestern Mandarin."`
	MayWrite  bool            `json:"may_write" doc:"The caller may propose words for his unit."`
	LinesMost int64           `json:"lines_most" doc:"Of a step."`
}

// SpokenWho acted.
type SpokenWho struct {
	Name string `json:"name"`
	At   string `json:"at"`
	Note string `json:"note"`
}

// SpokenVersion is one reading in a unit's own words.
type SpokenVersion struct {
	ID          string       `json:"id"`
	Unit        api.Unit     `json:"unit"`
	Reading     string       `json:"reading" enum:"zh,zh_elder,en,en_elder"`
	Number      int64        `json:"number"`
	State       string       `json:"state" enum:"proposed,approved,returned,withdrawn,replaced"`
	Version     int64        `json:"version" doc:"Sent back with an act."`
	Steps       []SpokenStep `json:"steps"`
	Made        SpokenWho    `json:"made"`
	Decided     SpokenWho    `json:"decided"`
	Ended       SpokenWho    `json:"ended"`
	MayApprove  bool         `json:"may_approve" doc:"The caller may approve or return it."`
	MayWithdraw bool         `json:"may_withdraw"`
}

// SpokenVersions is the history of a script.
type SpokenVersions struct {
	Items []SpokenVersion `json:"items"`
}

type spokenQuery struct {
	Fraud string `query:"fraud" maxLength:"32"`
	Q     string `query:"q" maxLength:"60" doc:"Name, pinyin, initials or a word."`
}

// SpokenCode is the code of a script in an address.
type SpokenCode struct {
	Code string `path:"code" maxLength:"64"`
}

type spokenVoteInput struct {
	SpokenCode
	Body struct {
		Reading string `json:"reading" enum:"zh,zh_elder,en,en_elder"`
		Step    string `json:"step" enum:",open,prove,foretell,test,relatives,close" doc:"Empty: none worked."`
		Warning string `json:"warning,omitempty" maxLength:"64" doc:"The warning on which it was spoken."`
	}
}

type spokenProposeInput struct {
	SpokenCode
	Body struct {
		Reading string       `json:"reading" enum:"zh,zh_elder,en,en_elder"`
		Steps   []SpokenStep `json:"steps" minItems:"6" maxItems:"6"`
		Note    string       `json:"note" minLength:"1" maxLength:"300" doc:"Why."`
	}
}

type spokenActInput struct {
	SpokenCode
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Note    string `json:"note,omitempty" maxLength:"300"`
	}
}

// Services are the rooms behind these pages.
type Services struct {
	Room *spoken.Service
}

// desk registers and answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes of scripts to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	route := func(method, path, id, summary string) api.Route {
		return api.Route{Method: method, Path: "/scripts" + path, ID: id, Summary: summary, Tag: "scripts"}
	}
	api.Handle(a, route(http.MethodGet, "", "list-scripts", "Dissuasion scripts (劝阻话术), by type, name, pinyin or a word"), d.list)
	api.Handle(a, route(http.MethodGet, "/{code}", "get-script", "One script as it is spoken in the caller's unit"), d.get)
	api.Handle(a, route(http.MethodPost, "/{code}/votes", "vote-script", "Say which step worked; one word for each warning, which may be changed"), d.vote)
	api.Handle(a, route(http.MethodGet, "/{code}/versions", "list-script-versions", "The words of units, the newest first"), d.versions)
	api.Handle(a, route(http.MethodPost, "/{code}/versions", "propose-script-version", "Propose words of one's own for one reading"), d.propose)
	for _, each := range []struct {
		act     spoken.Act
		summary string
	}{
		{spoken.ActApprove, "Approve words that somebody else proposed"}, {spoken.ActReturn, "Return words with a reason"}, {spoken.ActWithdraw, "Withdraw words with a reason"},
	} {
		api.Handle(a, route(http.MethodPost, "/{code}/versions/{id}/"+string(each.act), string(each.act)+"-script-version", each.summary),
			func(ctx context.Context, scope access.Scope, in *spokenActInput) (SpokenVersion, error) {
				v, err := d.Room.Decide(ctx, scope, each.act, spoken.Command{Kind: in.Code, ID: in.ID, Rev: in.Body.Version, Note: in.Body.Note})
				return d.version(ctx, scope, &v), err
			})
	}
}

func (d *desk) list(ctx context.Context, scope access.Scope, in *spokenQuery) (SpokenList, error) {
	rows, err := d.Room.List(ctx, scope, in.Fraud, in.Q)
	b := d.Room.Book()
	out := SpokenList{Items: []SpokenRow{}, Kinds: len(b.Scripts), LabelZH: b.LabelZH, LabelEN: b.LabelEN, Source: b.Source}
	for _, r := range rows {
		out.Items = append(out.Items, rowOf(r))
	}
	return out, err
}

func rowOf(r spoken.Row) SpokenRow {
	return SpokenRow{Code: r.Code, Fraud: r.Fraud, ZH: r.ZH, EN: r.EN, Pinyin: r.Pinyin, Edition: r.Edition, From: r.From, Votes: votesOf(r.Votes)}
}

func votesOf(t spoken.Tally) SpokenVotes {
	out := SpokenVotes{Steps: []SpokenCount{}, None: t[""]}
	for _, s := range spoken.Steps {
		if t[s] > 0 {
			out.Steps = append(out.Steps, SpokenCount{string(s), t[s]})
		}
	}
	return out
}

func stepsOf(w spoken.Words) []SpokenStep {
	out := []SpokenStep{}
	for _, s := range spoken.Steps {
		if len(w[s]) > 0 {
			out = append(out, SpokenStep{string(s), w[s]})
		}
	}
	return out
}

func (d *desk) get(ctx context.Context, scope access.Scope, in *SpokenCode) (SpokenScript, error) {
	x, err := d.Room.Get(ctx, scope, in.Code)
	if err != nil {
		return SpokenScript{}, err
	}
	out := SpokenScript{
		SpokenRow: rowOf(x.Row), Readings: []SpokenReading{}, Southwest: stepsOf(x.Southwest), MayWrite: scope.Can(access.WarningWork), LinesMost: d.Room.Book().Tone.LinesMost,
	}
	for _, r := range spoken.Readings {
		one := SpokenReading{Reading: string(r), Steps: stepsOf(x.Texts[r])}
		if own := x.Local[r]; own != nil {
			one.Version, one.Unit = own.Number, d.api.UnitOf(ctx, own.Unit)
		}
		out.Readings = append(out.Readings, one)
	}
	return out, nil
}

func (d *desk) vote(ctx context.Context, scope access.Scope, in *spokenVoteInput) (SpokenVotes, error) {
	t, err := d.Room.Vote(ctx, scope, spoken.VoteCmd{Kind: in.Code, Reading: spoken.Reading(in.Body.Reading), Step: spoken.Step(in.Body.Step), Warning: in.Body.Warning})
	return votesOf(t), err
}

func (d *desk) versions(ctx context.Context, scope access.Scope, in *SpokenCode) (SpokenVersions, error) {
	list, err := d.Room.History(ctx, scope, in.Code)
	out := SpokenVersions{Items: []SpokenVersion{}}
	for i := range list {
		out.Items = append(out.Items, d.version(ctx, scope, &list[i]))
	}
	return out, err
}

func (d *desk) propose(ctx context.Context, scope access.Scope, in *spokenProposeInput) (SpokenVersion, error) {
	words := spoken.Words{}
	for _, s := range in.Body.Steps {
		words[spoken.Step(s.Step)] = s.Lines
	}
	v, err := d.Room.Propose(ctx, scope, spoken.ProposeCmd{Kind: in.Code, Reading: spoken.Reading(in.Body.Reading), Words: words, Note: in.Body.Note})
	return d.version(ctx, scope, &v), err
}

func (d *desk) version(ctx context.Context, scope access.Scope, v *spoken.Version) SpokenVersion {
	out := SpokenVersion{
		ID: v.ID, Reading: string(v.Reading), Number: v.Number, State: string(v.State), Version: v.Rev, Steps: stepsOf(v.Words),
		Made: whoOf(v.Made), Decided: whoOf(v.Decided), Ended: whoOf(v.Ended),
	}
	if v.ID != "" {
		out.Unit = d.api.UnitOf(ctx, v.Unit)
		out.MayApprove, out.MayWithdraw = spoken.MayDecide(scope, v)
	}
	return out
}

func whoOf(w spoken.Who) SpokenWho {
	if w.User == "" {
		return SpokenWho{}
	}
	return SpokenWho{Name: w.Name, At: api.Stamp(w.At), Note: w.Note}
}

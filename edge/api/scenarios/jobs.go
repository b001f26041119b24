package scenarios

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"fanzha/base/access"
	"fanzha/centre/detect/drift"
	"fanzha/centre/detect/life"
	"fanzha/centre/detect/life/proof"
	"fanzha/edge/api"
	"fanzha/term/fault"
)

// ScenarioValue is a value that a scenario looked at, as an officer may see it.
type ScenarioValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ScenarioRow is one line behind a number of a job: an alert, a loss, a flipped decision. Persons are masked.
type ScenarioRow struct {
	At         string          `json:"at"`
	Unit       api.Unit        `json:"unit"`
	Groups     []string        `json:"groups" doc:"The numbers that count it."`
	Person     string          `json:"person" doc:"Masked."`
	PersonID   string          `json:"person_id" doc:"Of the person at risk, where one is known."`
	WarningID  string          `json:"warning_id"`
	Scenario   string          `json:"scenario"`
	Level      string          `json:"level"`
	Score      int             `json:"score"`
	Fraud      string          `json:"fraud"`
	Kind       string          `json:"kind"`
	Source     string          `json:"source"`
	Hits       int64           `json:"hits"`
	AmountFen  int64           `json:"amount_fen"`
	Outcome    string          `json:"outcome" doc:"Of the warning."`
	ReasonZH   string          `json:"reason_zh"`
	ReasonEN   string          `json:"reason_en"`
	Values     []ScenarioValue `json:"values"`
	LossAt     string          `json:"loss_at" doc:"When the person reported a loss."`
	LatenessS  int64           `json:"lateness_s"`
	RecordedAt string          `json:"recorded_at"`
	Suppressed string          `json:"suppressed" doc:"Why a suppression silences it."`
}

// ScenarioBacktest is what a text would have done in a period. Shares are permille, -1 where nothing is known.
type ScenarioBacktest struct {
	Signals       int64           `json:"events" doc:"Signals of the period."`
	Read          int64           `json:"events_read" doc:"Signals of the whole log, which fill the windows."`
	Days          int64           `json:"days"`
	Hits          int64           `json:"hits"`
	Alerts        int64           `json:"alerts" doc:"Hits of a person within the merge time are one."`
	AlertsDay     int64           `json:"alerts_day" doc:"Tenths of an alert a day."`
	Unattributed  int64           `json:"unattributed" doc:"Alerts that name nobody."`
	Known         int64           `json:"known" doc:"Alerts of which it is known whether they are right."`
	Real          int64           `json:"real"`
	False         int64           `json:"false"`
	Unknown       int64           `json:"unknown"`
	PrecisionPM   int64           `json:"precision_pm"`
	Later         int64           `json:"later" doc:"Alerts whose person reported a loss afterwards."`
	Victims       int64           `json:"victims" doc:"Losses reported in the period."`
	Found         int64           `json:"found" doc:"… of persons alerted before the report."`
	Missed        int64           `json:"missed"`
	RecallPM      int64           `json:"recall_pm"`
	Suppressed    int64           `json:"suppressed" doc:"Alerts that a suppression silences, beside those counted."`
	Overlap       int64           `json:"overlap" doc:"Alerts on persons whom another scenario of the live set warned at that time."`
	OnlyHere      int64           `json:"only_here"`
	OnlyLive      int64           `json:"only_live" doc:"Warnings of the live set that this text does not give."`
	OverlapPM     int64           `json:"overlap_pm"`
	OfficerMin    int64           `json:"officer_min" doc:"Minutes of officers for all alerts."`
	OfficerMinNew int64           `json:"officer_min_new" doc:"… for those that the live set does not give anyway."`
	OfficerMinDay int64           `json:"officer_min_day"`
	ByDay         []ScenarioCount `json:"by_day"`
	ByLevel       []ScenarioCount `json:"by_level"`
	Samples       []ScenarioRow   `json:"samples" doc:"Within the caller's jurisdiction."`
}

// ScenarioCount is a number under a key: a day, a level.
type ScenarioCount struct {
	Key string `json:"key"`
	N   int64  `json:"n"`
}

// ScenarioDiff is what two texts decide differently.
type ScenarioDiff struct {
	Both    int64            `json:"both" doc:"Alerts on persons whom both alert."`
	Lost    int64            `json:"lost" doc:"Alerts of the old text alone."`
	Gained  int64            `json:"gained" doc:"Alerts of the new text alone."`
	Old     ScenarioBacktest `json:"old"`
	New     ScenarioBacktest `json:"new"`
	Samples []ScenarioRow    `json:"samples"`
}

// SignalQuality says how good sources and scenarios were.
type SignalQuality struct {
	Days      int64              `json:"days"`
	Signals   int64              `json:"signals"`
	Victims   int64              `json:"victims" doc:"Losses reported in the period."`
	Unwarned  int64              `json:"unwarned" doc:"… of persons nobody had warned."`
	Sources   []SignalQualityRow `json:"sources"`
	Scenarios []SignalQualityRow `json:"scenarios"`

	Drift      []SignalDrift `json:"drift" doc:"The last week of the period against the weeks before it, the most changed first."`
	DriftWeeks int           `json:"drift_weeks"`
}

// SignalRed counts what is bad in a report of quality.
type SignalRed struct {
	Sources   int64 `json:"sources" doc:"Sources with a figure beyond its setting."`
	Scenarios int64 `json:"scenarios"`
	Drift     int64 `json:"drift" doc:"Measures of a source that have changed."`
}

// SignalDrift is one measure of the signals of one source.
type SignalDrift struct {
	Source  string `json:"source" doc:"* stands for the sources beyond the bound."`
	Measure string `json:"measure" enum:"kind,hour,length,scam_p,amount_fen,duration_s"`
	Before  int64  `json:"before"`
	Now     int64  `json:"now"`
	Index   int64  `json:"psi_permille" doc:"Population stability index; 0 where there are too few values."`
	State   string `json:"state" enum:"steady,shifted,changed,few"`
}

func drifted(lines []drift.Line) []SignalDrift {
	out := []SignalDrift{}
	for _, l := range lines {
		out = append(out, SignalDrift{l.Source, l.Measure, l.Before, l.Now, l.Index, string(l.State)})
	}
	return out
}

// SignalQualityRow is one source or scenario. Shares are permille and spans seconds, -1 where nothing is known.
type SignalQualityRow struct {
	proof.QualityRow
	NameZH string `json:"zh"`
	NameEN string `json:"en"`
}

// ScenarioJob is a run over a stored period.
type ScenarioJob struct {
	ID       string            `json:"id"`
	Kind     string            `json:"kind" enum:"backtest,diff,quality"`
	State    string            `json:"state" enum:"waiting,running,done,failed,cancelled"`
	Versions []string          `json:"versions" doc:"Ids; empty: a text that was not saved."`
	Code     string            `json:"code"`
	From     string            `json:"from"`
	To       string            `json:"to"`
	At       string            `json:"at"`
	By       string            `json:"by" doc:"Name."`
	Weekly   bool              `json:"weekly" doc:"The report of a week that is made by itself."`
	Red      SignalRed         `json:"red" doc:"What is bad in a report of quality."`
	SeenBy   string            `json:"seen_by" doc:"Who has looked at a week's report."`
	SeenAt   string            `json:"seen_at"`
	SeenNote string            `json:"seen_note" doc:"What follows from it."`
	EndedAt  string            `json:"ended_at"`
	Done     int64             `json:"done"`
	Total    int64             `json:"total"`
	Fault    string            `json:"fault" doc:"Code of what made it fail."`
	FaultZH  string            `json:"fault_zh"`
	FaultEN  string            `json:"fault_en"`
	RowsCut  bool              `json:"rows_cut" doc:"There are more rows than are kept; the numbers are exact."`
	Backtest *ScenarioBacktest `json:"backtest,omitempty"`
	Diff     *ScenarioDiff     `json:"diff,omitempty"`
	Quality  *SignalQuality    `json:"quality,omitempty"`
}

type period struct {
	From string `json:"from" maxLength:"40" doc:"Event time, inclusive."`
	To   string `json:"to" maxLength:"40" doc:"Exclusive."`
}

type scenarioBacktestInput struct {
	Body struct {
		From string `json:"from" maxLength:"40" doc:"Event time, inclusive."`
		To   string `json:"to" maxLength:"40" doc:"Exclusive."`
		ID   string `json:"id,omitempty" maxLength:"64" doc:"Of a version."`
		Text string `json:"text,omitempty" maxLength:"200000" doc:"Instead: a text that is not saved."`
	}
}

type scenarioDiffInput struct {
	Body struct {
		From string `json:"from" maxLength:"40" doc:"Event time, inclusive."`
		To   string `json:"to" maxLength:"40" doc:"Exclusive."`
		Old  string `json:"old" minLength:"1" maxLength:"64"`
		New  string `json:"new" minLength:"1" maxLength:"64"`
	}
}

type signalQualityInput struct{ Body period }

type seenInput struct {
	api.ByID
	Body struct {
		Note string `json:"note" minLength:"1" maxLength:"500" doc:"What follows from it."`
	}
}

type jobQuery struct {
	Kind    string `query:"kind" enum:"backtest,diff,quality,"`
	Version string `query:"version" maxLength:"64"`
	Weekly  bool   `query:"weekly" doc:"Only the reports of weeks, with what is red in them and without their tables."`
	Cursor  string `query:"cursor" maxLength:"256"`
	Limit   int    `query:"limit" minimum:"0" maximum:"200"`
}

type rowQuery struct {
	api.ByID
	Group  string `query:"group" maxLength:"100" doc:"Of groups; empty: every row."`
	Cursor string `query:"cursor" maxLength:"20"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (a *desk) jobRoutes() {
	tag := "scenarios"
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/scenario-backtests", ID: "start-backtest", Summary: "Run a version over a stored period", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *scenarioBacktestInput) (ScenarioJob, error) {
			ask := life.Ask{Kind: life.JobBacktest, Text: in.Body.Text}
			if in.Body.ID != "" {
				ask.Versions, ask.Text = []string{in.Body.ID}, ""
			}
			return a.start(ctx, scope, period{in.Body.From, in.Body.To}, ask)
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/scenario-diffs", ID: "start-diff", Summary: "Compare the decisions of two versions over a period", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *scenarioDiffInput) (ScenarioJob, error) {
			return a.start(ctx, scope, period{in.Body.From, in.Body.To}, life.Ask{Kind: life.JobDiff, Versions: []string{in.Body.Old, in.Body.New}})
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/signal-quality", ID: "start-quality", Summary: "How good sources and scenarios were in a period", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *signalQualityInput) (ScenarioJob, error) {
			return a.start(ctx, scope, in.Body, life.Ask{Kind: life.JobQuality})
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/signal-quality/{id}/seen", ID: "see-quality", Summary: "Say what follows from a week's report; it is then off the page of today", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *seenInput) (ScenarioJob, error) {
			j, err := a.Room.See(ctx, scope, in.ID, in.Body.Note)
			if err != nil {
				return ScenarioJob{}, err
			}
			return a.job(ctx, scope, &j), nil
		})
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/scenario-jobs", ID: "list-scenario-jobs", Summary: "Back-tests and their like, the latest first", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *jobQuery) (api.List[ScenarioJob], error) {
			out := api.List[ScenarioJob]{Items: []ScenarioJob{}}
			jobs, next, err := a.Room.JobList(ctx, scope, life.JobQuery{Kind: in.Kind, Version: in.Version, Weekly: in.Weekly, Limit: in.Limit}, in.Cursor)
			for i := range jobs {
				one := a.job(ctx, scope, &jobs[i])
				if in.Weekly {
					one.Quality = nil
				}
				out.Items = append(out.Items, one)
			}
			out.Next = next
			return out, err
		})
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/scenario-jobs/{id}", ID: "get-scenario-job", Summary: "One job with its result", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (ScenarioJob, error) {
			j, err := a.Room.Job(ctx, scope, in.ID)
			if err != nil {
				return ScenarioJob{}, err
			}
			return a.job(ctx, scope, &j), nil
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/scenario-jobs/{id}/cancel", ID: "cancel-scenario-job", Summary: "End a job that waits or runs", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (api.None, error) {
			return api.None{}, a.Room.Cancel(ctx, scope, in.ID)
		})
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/scenario-jobs/{id}/rows", ID: "list-scenario-rows", Summary: "What a number of a job counts", Tag: tag}, a.rows)
}

func (a *desk) start(ctx context.Context, scope access.Scope, p period, ask life.Ask) (ScenarioJob, error) {
	var err error
	ask.From, err = api.ParseMoment("body.from", p.From)
	if err != nil {
		return ScenarioJob{}, err
	}
	ask.To, err = api.ParseMoment("body.to", p.To)
	if err != nil {
		return ScenarioJob{}, err
	}
	j, err := a.Room.Start(ctx, scope, ask)
	if err != nil {
		return ScenarioJob{}, err
	}
	return a.job(ctx, scope, &j), nil
}

func (a *desk) rows(ctx context.Context, scope access.Scope, in *rowQuery) (api.List[ScenarioRow], error) {
	out := api.List[ScenarioRow]{Items: []ScenarioRow{}}
	after := int64(0)
	if in.Cursor != "" {
		n, err := strconv.ParseInt(in.Cursor, 10, 64)
		if err != nil || n < 0 {
			return out, life.ErrCursor
		}
		after = n
	}
	rows, next, err := a.Room.Rows(ctx, scope, life.RowQuery{Job: in.ID, Group: in.Group, After: after, Limit: in.Limit})
	for i := range rows {
		out.Items = append(out.Items, a.row(ctx, &rows[i]))
	}
	if next != 0 {
		out.Next = strconv.FormatInt(next, 10)
	}
	return out, err
}

// job renders a job. Its samples are those within the caller's jurisdiction.
func (a *desk) job(ctx context.Context, scope access.Scope, j *life.Job) ScenarioJob {
	out := ScenarioJob{
		ID: j.ID, Kind: j.Kind, State: j.State, Versions: []string{}, Code: j.Code, From: api.Stamp(j.From), To: api.Stamp(j.To), At: api.Stamp(j.At),
		By: j.By.Name, Weekly: j.Week != 0, Red: SignalRed(j.Red()), SeenBy: j.Seen.Name, SeenAt: api.Stamp(j.Seen.At), SeenNote: j.Seen.Note, EndedAt: api.Stamp(j.Ended), Done: j.Done, Total: j.Total, Fault: j.Fault, RowsCut: j.RowCut,
	}
	for _, t := range j.Texts {
		if t.Version != "" {
			out.Versions = append(out.Versions, t.Version)
		}
	}
	if j.Fault != "" {
		t := fault.Lookup(fault.New(fault.Invalid, j.Fault, "most", proof.HitsMost))
		out.FaultZH, out.FaultEN = t.ZH, t.EN
	}
	if j.Backtest != nil {
		b := a.backtest(ctx, scope, j.Backtest)
		out.Backtest = &b
	}
	if j.Diff != nil {
		d := j.Diff
		out.Diff = &ScenarioDiff{
			Both: d.Both, Lost: d.OnlyOld, Gained: d.OnlyNew, Old: a.backtest(ctx, scope, &d.Old), New: a.backtest(ctx, scope, &d.New),
			Samples: a.samples(ctx, scope, d.Samples),
		}
	}
	if j.Quality != nil {
		out.Quality = a.quality(j.Quality)
	}
	return out
}

func (a *desk) backtest(ctx context.Context, scope access.Scope, b *proof.Backtest) ScenarioBacktest {
	out := ScenarioBacktest{
		Signals: b.InPeriod, Read: b.Signals, Days: b.Days, Hits: b.Hits, Alerts: b.Alerts, AlertsDay: b.PerDayTenth, Unattributed: b.Nobody, Known: b.Real + b.False,
		Real: b.Real, False: b.False, Unknown: b.Unknown, PrecisionPM: b.Precision, Later: b.Later, Victims: b.Victims, Found: b.Caught, Missed: b.Missed,
		RecallPM: b.Recall, Overlap: b.Overlap, Suppressed: b.Hushed, OnlyHere: b.New, OnlyLive: b.OnlyLive, OverlapPM: b.OverlapPM, OfficerMin: b.Minutes, OfficerMinNew: b.MinutesNew,
		ByDay: []ScenarioCount{}, ByLevel: []ScenarioCount{}, Samples: a.samples(ctx, scope, b.Samples),
	}
	if b.Days > 0 {
		out.OfficerMinDay = (b.Minutes + b.Days/2) / b.Days
	}
	for _, d := range b.ByDay {
		out.ByDay = append(out.ByDay, ScenarioCount{dayText(d.Day), d.N})
	}
	for _, t := range b.ByLevel {
		out.ByLevel = append(out.ByLevel, ScenarioCount(t))
	}
	return out
}

func (a *desk) samples(ctx context.Context, scope access.Scope, rows []proof.Row) []ScenarioRow {
	out := []ScenarioRow{}
	for i := range rows {
		if scope.Covers(rows[i].Unit) {
			out = append(out, a.row(ctx, &rows[i]))
		}
	}
	return out
}

func (a *desk) row(ctx context.Context, r *proof.Row) ScenarioRow {
	out := ScenarioRow{
		At: api.Stamp(r.At), Groups: r.Groups, Person: r.Person, PersonID: r.Target, WarningID: r.Warning, Scenario: r.Scenario, Level: r.Level, Score: r.Score,
		Fraud: r.Fraud, Kind: r.Kind, Source: r.Source, Hits: r.Hits, AmountFen: r.AmountFen, Outcome: r.Outcome, ReasonZH: r.ReasonZH, ReasonEN: r.ReasonEN,
		Values: []ScenarioValue{}, LossAt: api.Stamp(r.LossAt), LatenessS: r.LatenessS, RecordedAt: api.Stamp(r.RecordedAt), Suppressed: r.Suppressed,
	}
	if r.Unit != "" {
		out.Unit = a.api.UnitOf(ctx, r.Unit)
	}
	for _, e := range r.Evidence {
		out.Values = append(out.Values, ScenarioValue(e))
	}
	if out.Groups == nil {
		out.Groups = []string{}
	}
	return out
}

func (a *desk) quality(q *proof.Quality) *SignalQuality {
	named := func(rows []proof.QualityRow, scenarios bool) []SignalQualityRow {
		out := []SignalQualityRow{}
		for _, r := range rows {
			row := SignalQualityRow{QualityRow: r, NameZH: r.Key, NameEN: r.Key}
			if scenarios {
				row.NameZH, row.NameEN = a.api.Scenarios.Name(r.Key)
			}
			out = append(out, row)
		}
		return out
	}
	return &SignalQuality{
		Drift: drifted(q.Drift), DriftWeeks: q.DriftWeeks,
		Days: q.Days, Signals: q.Signals, Victims: q.Victims, Unwarned: q.Unwarned, Sources: named(q.Sources, false), Scenarios: named(q.Scenarios, true),
	}
}

// dayText is a day number as people write it.
func dayText(day int64) string { return time.Unix(day*86400, 0).UTC().Format(time.DateOnly) }

// dayNumber is dayText backwards; empty is 0.
func dayNumber(field, text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fault.New(life.ErrField.Kind, life.ErrField.Code, "field", field)
	}
	return t.Unix() / 86400, nil
}

package lines

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/lines"
	"fanzha/edge/api"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// LinesPlan is the search for one person.
type LinesPlan struct {
	WarningID string   `json:"warning_id"`
	Unit      api.Unit `json:"unit"`
	Level     string   `json:"level" enum:"urgent,high,medium,low"`
	State     string   `json:"state" enum:"trying,away,not_found_asked,not_found,refused,escalated,ended"`
	Since     string   `json:"since"`
	NextWhat  string   `json:"next_what" doc:"A line, or follow, confirm, look_again, escalate, settle, answer."`
	NextAt    string   `json:"next_at"`
	Overdue   bool     `json:"overdue"`
	Asked     LineWho  `json:"asked" doc:"Who gave the person up, noted the refusal or escalated."`
	Decided   LineWho  `json:"decided"`
}

// LinesPlanRow is a plan in a list.
type LinesPlanRow struct {
	LinesPlan
	Person api.Person `json:"person"`
}

// LineWho acted.
type LineWho struct {
	ID   string   `json:"id"`
	Name string   `json:"name"`
	Unit api.Unit `json:"unit"`
	At   string   `json:"at"`
	Note string   `json:"note"`
}

// LineTrack is one line as it stands beside the others.
type LineTrack struct {
	Kind    string   `json:"kind" enum:"call,relatives,station,bank,carrier,assist,transfer"`
	ID      string   `json:"id" doc:"Of the line; empty for own calls and the station's order."`
	OrderID string   `json:"order_id" doc:"The station's order."`
	State   string   `json:"state" doc:"open, asked, taken, done, refused, returned, stopped, a state of an order, or none."`
	To      string   `json:"to" doc:"Who is asked: a unit, a bank, a carrier."`
	ToCode  string   `json:"to_code"`
	Owner   string   `json:"owner"`
	Task    string   `json:"task"`
	Answer  LineWho  `json:"answer"`
	Tries   int64    `json:"tries"`
	LastAt  string   `json:"last_at"`
	Last    string   `json:"last" doc:"Code of the last outcome."`
	NextAt  string   `json:"next_at"`
	DueAt   string   `json:"due_at"`
	Overdue bool     `json:"overdue"`
	May     []string `json:"may" doc:"Acts that the caller may do on it."`
}

// LineRow is a request in a list, as either side sees it.
type LineRow struct {
	LineTrack
	WarningID string     `json:"warning_id" doc:"Empty for who is only asked."`
	Fraud     string     `json:"fraud"`
	Level     string     `json:"level"`
	Person    api.Person `json:"person"`
	Unit      api.Unit   `json:"unit" doc:"That asks."`
	AskedBy   LineWho    `json:"asked_by"`
	AskedAt   string     `json:"asked_at"`
	Reveals   bool       `json:"reveals" doc:"The caller may see the number, with a reason."`
}

// LineItem is one entry of the list of what was tried.
type LineItem struct {
	Code     string `json:"code"`
	ZH       string `json:"zh"`
	EN       string `json:"en"`
	Least    int64  `json:"least"`
	Have     int64  `json:"have"`
	Last     string `json:"last"`
	NotFound bool   `json:"not_found" doc:"Needed before a person is given up."`
	Refused  bool   `json:"refused" doc:"Part of the list when a person refuses."`
}

// LineStep is one line of what was done.
type LineStep struct {
	At      string  `json:"at"`
	Act     string  `json:"act"`
	Kind    string  `json:"kind"`
	Outcome string  `json:"outcome"`
	By      LineWho `json:"by"`
}

// LineChoice is a code with its names.
type LineChoice struct {
	Code string `json:"code"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// LinesGate is what to know before the person is contacted.
type LinesGate struct {
	Budget api.Budget    `json:"budget"`
	Quiet  bool          `json:"quiet"`
	Exempt bool          `json:"exempt" doc:"Contacts on this level need no reason."`
	Why    []api.Caution `json:"why" doc:"A call now needs a reason because of these."`
	Latest []LineContact `json:"latest"`
	Wishes []LineWish    `json:"wishes"`
}

// LineContact is a contact of any unit.
type LineContact struct {
	At      string   `json:"at"`
	Channel string   `json:"channel" enum:"call,sms,visit"`
	Outcome string   `json:"outcome"`
	By      string   `json:"by"`
	Unit    api.Unit `json:"unit"`
	Reason  string   `json:"reason"`
}

// LineWish is what the person asked for.
type LineWish struct {
	ID    string   `json:"id"`
	Until string   `json:"until"`
	From  int64    `json:"from_min"`
	To    int64    `json:"to_min"`
	Note  string   `json:"note"`
	By    string   `json:"by"`
	Unit  api.Unit `json:"unit"`
	At    string   `json:"at"`
}

// LinesPage is one warning with its lines side by side.
type LinesPage struct {
	Plan      LinesPlan    `json:"plan"`
	Person    api.Person   `json:"person"`
	Number    string       `json:"number"`
	Fraud     string       `json:"fraud"`
	ReasonZH  string       `json:"reason_zh"`
	ReasonEN  string       `json:"reason_en"`
	Tracks    []LineTrack  `json:"tracks"`
	Checklist []LineItem   `json:"checklist"`
	Gate      LinesGate    `json:"gate"`
	Steps     []LineStep   `json:"steps"`
	May       []string     `json:"may" doc:"Acts on the plan that the caller may do now."`
	Banks     []LineChoice `json:"banks"`
	Carriers  []LineChoice `json:"carriers"`
	Outcomes  []LineChoice `json:"outcomes" doc:"Of a try on a line."`
	LabelZH   string       `json:"label_zh"`
	LabelEN   string       `json:"label_en"`
	OrderID   string       `json:"order_id" doc:"The open order; empty when there is none."`
}

// LineRevealed is a value in full.
type LineRevealed struct {
	Value string `json:"value"`
}

func key(cursor string) (*lines.Key, error) {
	if cursor == "" {
		return nil, nil
	}
	at, id, ok := strings.Cut(cursor, ".")
	n, err := strconv.ParseInt(at, 36, 64)
	if !ok || err != nil || id == "" {
		return nil, lines.ErrFilter
	}
	return &lines.Key{At: when.Micros(n), ID: id}, nil
}

func cursor(at when.Micros, id string) string { return strconv.FormatInt(int64(at), 36) + "." + id }

func targets[T any](list []T, of func(*T) string) []string {
	var out []string
	for i := range list {
		id := of(&list[i])
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// people are the persons of a list, masked.
func (d *desk) people(ctx context.Context, ids []string) (map[string]api.Person, error) {
	found, err := d.Warnings.People(ctx, access.System(), ids)
	out := map[string]api.Person{}
	for id, t := range found {
		out[id] = api.Person{ID: t.ID, Name: ident.MaskName(t.Name), Phone: t.Phone.Mask(), Place: t.Place, PlaceName: d.api.Places.Name(ctx, t.Place)}
	}
	return out, err
}

func (d *desk) who(ctx context.Context, w lines.Who) LineWho {
	if w.User == "" {
		return LineWho{}
	}
	return LineWho{ID: w.User, Name: w.Name, Unit: d.api.UnitOf(ctx, w.Unit), At: api.Stamp(w.At), Note: w.Note}
}

func (d *desk) planView(ctx context.Context, p *lines.Plan) LinesPlan {
	return LinesPlan{
		WarningID: p.Warning, Unit: d.api.UnitOf(ctx, p.Unit), Level: p.Level, State: string(p.State), Since: api.Stamp(p.Since), NextWhat: p.NextWhat,
		NextAt: api.Stamp(p.NextAt), Overdue: p.NextAt != 0 && p.NextAt < d.Clock.Now(), Asked: d.who(ctx, p.Asked), Decided: d.who(ctx, p.Decided),
	}
}

func (d *desk) track(ctx context.Context, scope access.Scope, l *lines.Line) LineTrack {
	out := LineTrack{
		Kind: string(l.Kind), ID: l.ID, State: string(l.State), ToCode: l.ToUnit + l.ToBank + l.Carrier, Task: l.Task, Owner: l.Asked.Name,
		Answer: d.who(ctx, l.Answer), Tries: l.Tries, LastAt: api.Stamp(l.TriedAt), Last: l.LastOutcome, NextAt: api.Stamp(l.NextAt), DueAt: api.Stamp(l.DueAt),
		Overdue: l.DueAt != 0 && l.DueAt < d.Clock.Now(), May: []string{},
	}
	out.To = out.ToCode
	if l.ToUnit != "" {
		out.To = d.api.UnitOf(ctx, l.ToUnit).Name
	}
	if l.Asked.User == access.System().User {
		out.Owner = "" // opened by itself: nobody has it yet
	}
	if l.Taken.User != "" {
		out.Owner = l.Taken.Name
	}
	for _, a := range lines.May(scope, l) {
		out.May = append(out.May, string(a))
	}
	return out
}

// rows renders requests. Who is only asked sees the request, who asks, and the person masked.
func (d *desk) rows(ctx context.Context, scope access.Scope, list []lines.Line) ([]LineRow, error) {
	people, err := d.people(ctx, targets(list, func(l *lines.Line) string { return l.Target }))
	if err != nil {
		return nil, err
	}
	out := []LineRow{}
	for i := range list {
		l := &list[i]
		v, err := d.Warnings.View(ctx, access.System(), l.Warning)
		if err != nil {
			return nil, err
		}
		r := LineRow{
			LineTrack: d.track(ctx, scope, l), Fraud: v.Fraud, Level: string(v.Level), Person: people[l.Target], Unit: d.api.UnitOf(ctx, l.Unit),
			AskedBy: d.who(ctx, l.Asked), AskedAt: api.Stamp(l.AskedAt),
			Reveals: l.State == lines.LineTaken && l.ToUnit != "" && scope.Covers(l.ToUnit) && scope.Can(access.PersonReveal),
		}
		if scope.Covers(v.Unit) {
			r.WarningID = l.Warning
		}
		out = append(out, r)
	}
	return out, nil
}

func (d *desk) gateView(ctx context.Context, g dissuade.Gate) LinesGate {
	out := LinesGate{Budget: api.Budget{Used: g.Budget.Used, Limit: g.Budget.Limit, WindowH: g.Budget.WindowH}, Quiet: g.Quiet, Exempt: g.Exempt,
		Why: []api.Caution{}, Latest: []LineContact{}, Wishes: []LineWish{}}
	for _, c := range g.Why {
		out.Why = append(out.Why, api.Caution{Code: c.Code, ZH: c.ZH, EN: c.EN})
	}
	for _, a := range g.Latest {
		out.Latest = append(out.Latest, LineContact{api.Stamp(a.At), string(a.Channel), a.Outcome, a.ByName, d.api.UnitOf(ctx, a.Unit), a.Reason})
	}
	for _, w := range g.Wishes {
		out.Wishes = append(out.Wishes, LineWish{w.ID, api.Stamp(w.Until), w.From, w.To, w.Note, w.ByName, d.api.UnitOf(ctx, w.Unit), api.Stamp(w.At)})
	}
	return out
}

func (d *desk) page(ctx context.Context, scope access.Scope, in *api.ByID) (LinesPage, error) {
	f, attempts, err := d.Lines.Get(ctx, scope, in.ID)
	if err != nil {
		return LinesPage{}, err
	}
	v, err := d.Warnings.View(ctx, scope, in.ID)
	if err != nil {
		return LinesPage{}, err
	}
	people, err := d.people(ctx, []string{v.Target})
	if err != nil {
		return LinesPage{}, err
	}
	out := LinesPage{
		Plan: d.planView(ctx, &f.Plan), Person: people[v.Target], Number: v.Number, Fraud: v.Fraud, ReasonZH: v.ReasonZH, ReasonEN: v.ReasonEN,
		Steps: []LineStep{}, May: []string{}, Checklist: d.items(f, attempts), LabelZH: d.Lines.Rules().LabelZH, LabelEN: d.Lines.Rules().LabelEN,
	}
	gate, err := d.Attempts.Gate(ctx, scope, in.ID)
	if err != nil {
		return LinesPage{}, err
	}
	out.Gate = d.gateView(ctx, gate)
	err = d.tracks(ctx, scope, &out, seen{f, attempts})
	if err != nil {
		return LinesPage{}, err
	}
	for i := range f.Lines {
		if f.Lines[i].Kind == lines.Call {
			continue
		}
		out.Tracks = append(out.Tracks, d.track(ctx, scope, &f.Lines[i]))
	}
	d.steps(ctx, &out, f)
	for _, a := range lines.MayPlan(scope, &f.Plan) {
		out.May = append(out.May, string(a))
	}
	return out, d.choices(ctx, &out)
}

// seen is what is on record of a warning.
type seen struct {
	file     lines.File
	attempts []lines.Attempt
}

// tracks adds the two lines whose record are attempts: own calls, and the station's order.
func (d *desk) tracks(ctx context.Context, scope access.Scope, out *LinesPage, s seen) error {
	f, attempts := s.file, s.attempts
	v, err := d.Warnings.View(ctx, scope, f.Plan.Warning)
	if err != nil {
		return err
	}
	call := LineTrack{Kind: string(lines.Call), State: string(lines.LineOpen), Owner: v.ClaimedName, May: []string{}}
	if f.Plan.State == lines.Ended {
		call.State = string(lines.LineDone)
	}
	station := LineTrack{Kind: string(lines.Station), State: "none", May: []string{}}
	for i := len(attempts) - 1; i >= 0; i-- { // the latest first, so that the latest is what remains
		a := attempts[i]
		t := &call
		if a.Channel == "visit" {
			t = &station
		}
		if a.Channel == "sms" {
			continue
		}
		t.Tries++
		t.LastAt, t.Last = api.Stamp(a.At), a.Outcome
	}
	switch f.Plan.NextWhat {
	case string(lines.Call), lines.NextFollow, lines.NextLookAgain:
		call.NextAt, call.DueAt, call.Overdue = api.Stamp(f.Plan.NextAt), api.Stamp(f.Plan.NextAt), f.Plan.NextAt < d.Clock.Now()
	case string(lines.Station):
		station.NextAt = api.Stamp(f.Plan.NextAt)
	}
	orders, err := d.Orders.Latest(ctx, scope, []string{f.Plan.Warning})
	if err != nil {
		return err
	}
	o, ok := orders[f.Plan.Warning]
	if ok {
		station.OrderID, station.State, station.To, station.ToCode = o.ID, string(o.State), d.api.UnitOf(ctx, o.Unit).Name, o.Unit
		station.Owner, station.DueAt, station.Overdue = o.SignedByName, api.Stamp(o.DueAt), o.Overdue
		if o.State == dispatch.Issued || o.State == dispatch.Signed {
			out.OrderID = o.ID
		}
	}
	out.Tracks = append(out.Tracks, call, station)
	return nil
}

func (d *desk) items(f lines.File, attempts []lines.Attempt) []LineItem {
	out := []LineItem{}
	r := d.Lines.Rules()
	have := lines.Count(r, f, attempts, func(lines.Need) bool { return true })
	for i, n := range r.Checklist {
		out = append(out, LineItem{n.Code, n.NameZH, n.NameEN, n.Least, have[i].Have, api.Stamp(have[i].Last), n.NotFound, n.Refused})
	}
	return out
}

// steps lists what was done, the latest first; attempts stand on their own line.
func (d *desk) steps(ctx context.Context, out *LinesPage, f lines.File) {
	for i := range f.Steps {
		s := &f.Steps[i]
		step := LineStep{At: api.Stamp(s.By.At), Act: string(s.Act), Outcome: s.Outcome, By: d.who(ctx, s.By)}
		j := slices.IndexFunc(f.Lines, func(l lines.Line) bool { return l.ID == s.Line })
		if j >= 0 {
			step.Kind = string(f.Lines[j].Kind)
		}
		out.Steps = append(out.Steps, step)
	}
}

// choices are whom a line may ask, and how a try may turn out.
func (d *desk) choices(ctx context.Context, out *LinesPage) error {
	r := d.Lines.Rules()
	out.Banks, out.Carriers, out.Outcomes = []LineChoice{}, []LineChoice{}, []LineChoice{}
	banks, err := d.Banks.Banks(ctx, access.System())
	for _, b := range banks {
		out.Banks = append(out.Banks, LineChoice{b.Code, b.Name, b.Name})
	}
	for _, c := range r.Carriers {
		out.Carriers = append(out.Carriers, LineChoice{c.Code, c.NameZH, c.NameEN})
	}
	for _, o := range r.Outcomes {
		out.Outcomes = append(out.Outcomes, LineChoice{o.Code, o.NameZH, o.NameEN})
	}
	return err
}

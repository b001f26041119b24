package proof

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"fanzha/centre/detect"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// RowsMost bounds the rows that a job keeps; its numbers are exact beyond it.
const RowsMost = 20_000

// samplesMost is how many hits a result shows by itself.
const samplesMost = 10

// Row is one line behind a number of a job: an alert, a loss, a flipped decision. Everything personal in it is masked.
type Row struct {
	N          int64             `json:"-"`
	Unit       string            `json:"unit"`   // of the person
	Groups     []string          `json:"groups"` // the numbers that count it
	At         when.Micros       `json:"at"`
	Person     string            `json:"person"` // masked
	Target     string            `json:"target,omitempty"`
	Warning    string            `json:"warning,omitempty"`
	Level      string            `json:"level,omitempty"`
	Score      int               `json:"score,omitempty"`
	Fraud      string            `json:"fraud,omitempty"`
	Kind       string            `json:"kind,omitempty"`
	Source     string            `json:"source,omitempty"`
	Hits       int64             `json:"hits,omitempty"`
	AmountFen  int64             `json:"amount_fen,omitempty"`
	Outcome    string            `json:"outcome,omitempty"`
	ReasonZH   string            `json:"reason_zh,omitempty"`
	ReasonEN   string            `json:"reason_en,omitempty"`
	Evidence   []detect.Evidence `json:"evidence,omitempty"`
	HitID      string            `json:"hit,omitempty"`
	LossAt     when.Micros       `json:"loss_at,omitempty"`
	LatenessS  int64             `json:"lateness_s,omitempty"`
	Scenario   string            `json:"scenario,omitempty"`
	Suppressed string            `json:"suppressed,omitempty"` // why a suppression silences it
	RecordedAt when.Micros       `json:"recorded_at,omitempty"`
}

// The groups of a back-test's rows; each is the list behind one number.
const (
	GroupAlert    = "alerts"       // every alert
	GroupKnown    = "known"        // real or false
	GroupReal     = "real"         // known to be right
	GroupFalse    = "false"        // known to be wrong
	GroupUnknown  = "unknown"      // nobody knows
	GroupLater    = "later"        // the person reported a loss afterwards
	GroupOverlap  = "overlap"      // the live set warned of the same person at that time
	GroupNew      = "only_here"    // it did not
	GroupOnlyLive = "only_live"    // warnings of the live set that this text does not give
	GroupVictim   = "victims"      // losses of the period
	GroupCaught   = "found"        // … alerted before
	GroupMissed   = "missed"       // … not
	GroupNobody   = "unattributed" // alerts that name nobody
	GroupHushed   = "suppressed"   // alerts that a suppression silences
	GroupBoth     = "both"         // diff: decided alike
	GroupOnlyOld  = "lost"         // by the old text alone
	GroupOnlyNew  = "gained"       // by the new one alone
)

// Backtest is what a text would have done in a period. Counts are exact; shares are permille, -1 where nothing is known.
type Backtest struct {
	Signals     int64      `json:"signals"`   // read
	InPeriod    int64      `json:"in_period"` // … with event time in the period
	Days        int64      `json:"days"`
	Hits        int64      `json:"hits"`
	Alerts      int64      `json:"alerts"` // hits of a person within the merge time are one
	Nobody      int64      `json:"unattributed"`
	PerDayTenth int64      `json:"alerts_day_tenth"` // tenths of an alert a day
	Real        int64      `json:"real"`
	False       int64      `json:"false"`
	Unknown     int64      `json:"unknown"`
	Precision   int64      `json:"precision_pm"` // real / (real + false)
	Later       int64      `json:"later"`        // alerts whose person reported a loss afterwards
	Victims     int64      `json:"victims"`      // losses in the period
	Caught      int64      `json:"caught"`       // … of persons alerted before the report
	Missed      int64      `json:"missed"`
	Recall      int64      `json:"recall_pm"`
	Overlap     int64      `json:"overlap"`
	OnlyLive    int64      `json:"only_live"`
	New         int64      `json:"new"`
	OverlapPM   int64      `json:"overlap_pm"`
	Minutes     int64      `json:"minutes"`     // of officers, for all alerts
	MinutesNew  int64      `json:"minutes_new"` // … for those that the live set did not give anyway
	Hushed      int64      `json:"suppressed"`  // alerts that a suppression silences, beside those counted above
	ByDay       []DayCount `json:"by_day"`
	ByLevel     []Tally    `json:"by_level"`
	Samples     []Row      `json:"samples"`
}

// DayCount is a number of a day, days counted from 1970-01-01 in the centre's zone.
type DayCount struct {
	Day int64 `json:"day"`
	N   int64 `json:"n"`
}

// Tally is a number under a name.
type Tally struct {
	Key string `json:"key"`
	N   int64  `json:"n"`
}

// alert is hits of one person within the merge time.
type alert struct {
	first  *detect.Hit
	best   *detect.Hit // of the highest level and score
	last   when.Micros
	hits   int64
	unit   string
	known  *Known
	loss   *Loss
	groups []string
}

var levelRank = map[string]int{"urgent": 4, "high": 3, "medium": 2, "low": 1}

// Judge makes results of what a pass found. It is not safe for concurrent use.
type Judge struct {
	Rules   *Rules
	Records Records
	From    when.Micros
	To      when.Micros

	known map[string][]*Known // by phone and identity number
}

// Learn reads what the centre knows of the period.
func (j *Judge) Learn(ctx context.Context) error {
	j.known = map[string][]*Known{}
	return j.Records.Warnings(ctx, j.From-j.Rules.Merge, j.To+j.Rules.VictimAfter, func(k Known) error {
		one := &k
		for _, key := range append(slices.Clone(k.Phones), k.IDs...) {
			if key != "" {
				j.known[key] = append(j.known[key], one)
			}
		}
		return nil
	})
}

// of is the warning of a person at a moment, nil when there is none.
func (j *Judge) of(h *detect.Hit) *Known {
	var best *Known
	for _, key := range []string{string(h.Phone), string(h.PersonID)} {
		if key == "" {
			continue
		}
		for _, k := range j.known[key] {
			if h.At < k.FirstAt-j.Rules.Merge || h.At > k.LastAt+j.Rules.Merge {
				continue
			}
			if best == nil || k.Judged && !best.Judged {
				best = k
			}
		}
	}
	return best
}

// alerts merges hits per person, by time.
func (j *Judge) alerts(ctx context.Context, hits []detect.Hit) ([]*alert, error) {
	order := make([]*detect.Hit, len(hits))
	for i := range hits {
		order[i] = &hits[i]
	}
	slices.SortFunc(order, func(a, b *detect.Hit) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	open := map[string]*alert{}
	var out []*alert
	for _, h := range order {
		key := personKey(string(h.Phone), string(h.PersonID))
		a := open[key]
		if a == nil || key == "" || h.At-a.last > j.Rules.Merge {
			unit, err := j.Records.UnitOf(ctx, h.Place, string(h.PersonID))
			if err != nil {
				return nil, err
			}
			a = &alert{first: h, best: h, unit: unit}
			open[key] = a
			out = append(out, a)
		}
		if levelRank[h.Level] > levelRank[a.best.Level] || h.Level == a.best.Level && h.Score > a.best.Score {
			a.best = h
		}
		a.last = h.At
		a.hits++
	}
	return out, nil
}

// judged is a text's alerts and what they amount to.
type judged struct {
	Backtest
	alerts []*alert
	rows   []Row
}

// Backtest judges the hits of one text.
func (j *Judge) Backtest(ctx context.Context, read *Read, i int) (*Backtest, []Row, error) {
	out, err := j.backtest(ctx, read, i)
	if err != nil {
		return nil, nil, err
	}
	return &out.Backtest, out.rows, nil
}

func (j *Judge) backtest(ctx context.Context, read *Read, i int) (*judged, error) {
	hits := read.Hits[i]
	out := &judged{}
	var err error
	out.alerts, err = j.alerts(ctx, hits)
	if err != nil {
		return nil, err
	}
	b := &out.Backtest
	b.Signals, b.InPeriod, b.Days, b.Hits, b.Alerts = read.Signals, read.InPeriod, read.Days, int64(len(hits)), int64(len(out.alerts))
	losses := lossesOf(read.Losses)
	days, levels := map[int64]int64{}, map[string]int64{}
	for _, a := range out.alerts {
		j.judge(b, a, losses)
		days[DayOf(a.first.At)]++
		levels[a.best.Level]++
	}
	if b.Days > 0 {
		b.PerDayTenth = (b.Alerts*10 + b.Days/2) / b.Days
	}
	b.Precision, b.OverlapPM = share(b.Real, b.Real+b.False), share(b.Overlap, b.Alerts)
	b.ByDay, b.ByLevel = daysOf(days), levelsOf(levels)
	for n := range min(samplesMost, len(out.alerts)) { // spread over the period
		b.Samples = append(b.Samples, out.alerts[n*len(out.alerts)/min(samplesMost, len(out.alerts))].row())
	}
	for _, a := range out.alerts {
		out.rows = append(out.rows, a.row())
	}
	err = j.hushed(ctx, out, read, i)
	if err != nil {
		return nil, err
	}
	out.rows = append(out.rows, j.onlyLive(b, out.alerts)...)
	more, err := j.victims(ctx, b, read.Losses, out.alerts)
	out.rows = append(out.rows, more...)
	return out, err
}

// hushed counts and lists the alerts that a suppression silences.
func (j *Judge) hushed(ctx context.Context, out *judged, read *Read, i int) error {
	if i >= len(read.Hushed) {
		return nil
	}
	alerts, err := j.alerts(ctx, read.Hushed[i])
	out.Hushed = int64(len(alerts))
	for _, a := range alerts {
		a.groups = []string{GroupHushed}
		out.rows = append(out.rows, a.row())
	}
	return err
}

// onlyLive lists the warnings of the period that the text does not give.
func (j *Judge) onlyLive(b *Backtest, alerts []*alert) []Row {
	given := map[string]bool{}
	for _, a := range alerts {
		if a.known != nil {
			given[a.known.Warning] = true
		}
	}
	left := map[string]*Known{}
	for _, list := range j.known {
		for _, k := range list {
			if !given[k.Warning] && k.FirstAt >= j.From && k.FirstAt < j.To {
				left[k.Warning] = k
			}
		}
	}
	b.OnlyLive = int64(len(left))
	var out []Row
	for _, id := range slices.Sorted(maps.Keys(left)) {
		k := left[id]
		out = append(out, Row{Unit: k.Unit, Groups: []string{GroupOnlyLive}, At: k.FirstAt, Person: k.masked(), Target: k.Target, Warning: id, Outcome: k.Outcome})
	}
	return out
}

// judge says what is known of one alert.
func (j *Judge) judge(b *Backtest, a *alert, losses map[string][]*Loss) {
	a.groups = []string{GroupAlert}
	key := personKey(string(a.first.Phone), string(a.first.PersonID))
	if key == "" {
		b.Nobody++
		a.groups = append(a.groups, GroupNobody)
	}
	a.known = j.of(a.first)
	a.loss = lossAfter(losses[key], a.first.At, j.Rules.VictimAfter)
	minutes := j.Rules.Minutes[a.best.Level]
	b.Minutes += minutes
	if a.known != nil && otherThan(a.known.Scenarios, a.first.Scenario) {
		b.Overlap++
		a.groups = append(a.groups, GroupOverlap)
	} else {
		b.New++
		b.MinutesNew += minutes
		a.groups = append(a.groups, GroupNew)
	}
	if a.loss != nil {
		b.Later++
		a.groups = append(a.groups, GroupLater)
	}
	switch {
	case a.loss != nil, a.known != nil && a.known.Judged && a.known.Real:
		b.Real++
		a.groups = append(a.groups, GroupKnown, GroupReal)
	case a.known != nil && a.known.Judged:
		b.False++
		a.groups = append(a.groups, GroupKnown, GroupFalse)
	default:
		b.Unknown++
		a.groups = append(a.groups, GroupUnknown)
	}
}

func otherThan(codes []string, code string) bool {
	return slices.ContainsFunc(codes, func(c string) bool { return c != code })
}

func lossesOf(all []Loss) map[string][]*Loss {
	out := map[string][]*Loss{}
	for i := range all {
		if all[i].Person != "" {
			out[all[i].Person] = append(out[all[i].Person], &all[i])
		}
	}
	return out
}

// lossAfter is the first loss that was reported after a moment and within a span; losses are in order.
func lossAfter(losses []*Loss, at, within when.Micros) *Loss {
	for _, l := range losses {
		if l.At > at && l.At-at <= within {
			return l
		}
	}
	return nil
}

// victims asks for every loss of the period whether its person was alerted before the report, within the days that count.
func (j *Judge) victims(ctx context.Context, b *Backtest, losses []Loss, alerts []*alert) ([]Row, error) {
	at := map[string][]when.Micros{}
	for _, a := range alerts {
		key := personKey(string(a.first.Phone), string(a.first.PersonID))
		at[key] = append(at[key], a.first.At)
	}
	var out []Row
	for i := range losses {
		l := &losses[i]
		if l.At >= j.To || l.Person == "" {
			continue
		}
		b.Victims++
		group := GroupMissed
		if slices.ContainsFunc(at[l.Person], func(t when.Micros) bool { return t < l.At && l.At-t <= j.Rules.VictimAfter }) {
			group = GroupCaught
			b.Caught++
		} else {
			b.Missed++
		}
		row, err := j.lossRow(ctx, l)
		if err != nil {
			return nil, err
		}
		row.Groups = []string{GroupVictim, group}
		out = append(out, row)
	}
	b.Recall = share(b.Caught, b.Victims)
	return out, nil
}

func (j *Judge) lossRow(ctx context.Context, l *Loss) (Row, error) {
	unit, err := j.Records.UnitOf(ctx, l.Place, l.PersonID)
	return Row{
		Unit: unit, At: l.At, LossAt: l.At, Person: Mask(l.Phone, l.PersonID), Kind: "report", Source: l.Source, Fraud: l.Fraud, AmountFen: l.AmountFen,
	}, err
}

// Mask is whom a row is about, as it may be shown: the number, else the identity number.
func Mask(phone, id string) string {
	if phone != "" {
		return ident.Phone(phone).Mask()
	}
	return ident.IDNumber(id).Mask()
}

// row is an alert as it is shown: what the officer would have read, nothing of the person.
func (a *alert) row() Row {
	h := a.best
	r := hitRow(h)
	r.Unit, r.At, r.Hits, r.Groups = a.unit, a.first.At, a.hits, a.groups
	if a.known != nil {
		r.Target, r.Warning, r.Outcome = a.known.Target, a.known.Warning, a.known.Outcome
	}
	if a.loss != nil {
		r.LossAt = a.loss.At
	}
	return r
}

// Warned says whether the live set warned of a person at a moment.
func (j *Judge) Warned(person string, at when.Micros) bool {
	return slices.ContainsFunc(j.known[person], func(k *Known) bool { return at >= k.FirstAt-j.Rules.Merge && at <= k.LastAt+j.Rules.Merge })
}

// RowOf is one hit as it is shown: masked.
func RowOf(h *detect.Hit) Row { return hitRow(h) }

// hitRow is one hit as it is shown.
func hitRow(h *detect.Hit) Row {
	return Row{
		At: h.At, Person: Mask(string(h.Phone), string(h.PersonID)), Level: h.Level, Score: h.Score, Fraud: h.Fraud, Kind: h.Kind, Source: h.Source, Hits: 1,
		AmountFen: h.AmountFen, ReasonZH: h.ReasonZH, ReasonEN: h.ReasonEN, Evidence: h.Evidence, HitID: h.ID, Scenario: h.Scenario,
		Suppressed: h.Suppressed,
	}
}

// share is permille, -1 of nothing.
func share(of, all int64) int64 {
	if all == 0 {
		return -1
	}
	return (of*1000 + all/2) / all
}

// DayOf is the day of a moment in the centre's zone, from 1970-01-01.
func DayOf(at when.Micros) int64 {
	_, offset := at.Time().In(when.Zone).Zone()
	return (int64(at)/int64(when.Second) + int64(offset)) / 86400
}

func daysOf(m map[int64]int64) []DayCount {
	out := []DayCount{}
	for d, n := range m {
		out = append(out, DayCount{d, n})
	}
	slices.SortFunc(out, func(a, b DayCount) int { return cmp.Compare(a.Day, b.Day) })
	return out
}

func levelsOf(m map[string]int64) []Tally {
	out := []Tally{}
	for _, l := range []string{"urgent", "high", "medium", "low"} {
		if m[l] > 0 {
			out = append(out, Tally{l, m[l]})
		}
	}
	return out
}

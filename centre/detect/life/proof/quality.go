package proof

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"fanzha/centre/detect/drift"
	"fanzha/term/when"
)

// Quality says how good sources and scenarios were in a period.
type Quality struct {
	Days      int64        `json:"days"`
	Signals   int64        `json:"signals"`
	Victims   int64        `json:"victims"`  // losses reported in the period
	Unwarned  int64        `json:"unwarned"` // … of persons nobody had warned
	Sources   []QualityRow `json:"sources"`
	Scenarios []QualityRow `json:"scenarios"`

	Drift      []drift.Line `json:"drift,omitempty"` // the last week of the period against the weeks before it
	DriftWeeks int          `json:"drift_weeks,omitempty"`
}

// Red counts what is bad by the settings.
type Red struct {
	Sources   int64 // with a figure that is bad
	Scenarios int64
	Drift     int64 // measures of a source that have changed
}

// Red counts what is bad in a report.
func (q *Quality) Red() Red {
	var r Red
	bad := func(row QualityRow) bool { return len(row.Bad) > 0 }
	for _, row := range q.Sources {
		r.Sources += one(bad(row))
	}
	for _, row := range q.Scenarios {
		r.Scenarios += one(bad(row))
	}
	for _, l := range q.Drift {
		r.Drift += one(l.State == drift.Changed)
	}
	return r
}

func one(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// QualityRow is one source or scenario. Shares are permille, -1 where nothing is known; spans are seconds, -1 where none was measured.
// Lateness is from the event to the receipt of the signal; of a scenario to the recorded hit.
type QualityRow struct {
	Key           string   `json:"key"`
	Signals       int64    `json:"signals"` // of a source
	Hits          int64    `json:"hits"`
	Alerts        int64    `json:"alerts"` // warnings with evidence of it
	Judged        int64    `json:"judged"` // … of which it is known whether the danger was real
	Real          int64    `json:"real"`
	Mismatches    int64    `json:"mismatches"` // 不符
	Precision     int64    `json:"precision_pm"`
	LateP50       int64    `json:"late_p50_s"`
	LateP95       int64    `json:"late_p95_s"`
	Duplicates    int64    `json:"duplicates"` // hits that joined a warning that was there
	Warned        int64    `json:"warned"`     // warnings of persons
	WarnedVictims int64    `json:"warned_victims"`
	LaterVictim   int64    `json:"later_victim_pm"`
	Bad           []string `json:"bad"` // columns that are bad by the settings
}

// gathered is a row in the making.
type gathered struct {
	QualityRow
	late     Lateness
	warnings map[string]bool
	latest   []Row
}

// latestMost bounds the late hits that are listed for one row.
const latestMost = 200

// Quality judges what was recorded in the period; read is the pass over the log for the same period.
func (j *Judge) Quality(ctx context.Context, read *Read) (*Quality, []Row, error) {
	q := &Quality{Days: read.Days, Signals: read.InPeriod}
	sources, scenarios := map[string]*gathered{}, map[string]*gathered{}
	at := func(m map[string]*gathered, key string) *gathered {
		g := m[key]
		if g == nil {
			g = &gathered{QualityRow: QualityRow{Key: key}, warnings: map[string]bool{}}
			m[key] = g
		}
		return g
	}
	for name, s := range read.Sources {
		g := at(sources, name)
		g.Signals, g.late = s.Signals, s.Late
	}
	err := j.Records.Hits(ctx, j.From, j.To, func(h LiveHit) error {
		late := int64(max(0, h.RecordedAt-h.At) / when.Second)
		for i, g := range []*gathered{at(sources, h.Source), at(scenarios, h.Scenario)} {
			g.Hits++
			if h.Warning != "" {
				g.warnings[h.Warning] = true
				if !h.Opened {
					g.Duplicates++
				}
			}
			if i == 1 {
				g.late.Add(late)
			}
			g.keep(h, late)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	losses := lossesOf(read.Losses)
	byID := map[string]*Known{}
	for _, list := range j.known {
		for _, k := range list {
			byID[k.Warning] = k
		}
	}
	rows := map[string]*Row{}
	for kind, m := range map[string]map[string]*gathered{"sources": sources, "scenarios": scenarios} {
		for key, g := range m {
			j.judgeRow(g, kind+"/"+key+"/", judging{byID, losses, rows})
		}
	}
	out := j.finish(q, sources, scenarios)
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		out = append(out, *rows[id])
	}
	more, err := j.unwarned(ctx, q, read.Losses)
	return q, append(out, more...), err
}

// keep remembers the latest hits of a row, for the list behind its lateness.
func (g *gathered) keep(h LiveHit, late int64) {
	if len(g.latest) >= 2*latestMost {
		g.cut()
	}
	row := hitRow(&h.Hit)
	row.Unit, row.Target, row.Warning, row.LatenessS, row.RecordedAt = h.Unit, h.Target, h.Warning, late, h.RecordedAt
	g.latest = append(g.latest, row)
}

func (g *gathered) cut() {
	slices.SortFunc(g.latest, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.LatenessS, a.LatenessS), cmp.Compare(a.HitID, b.HitID))
	})
	g.latest = g.latest[:min(len(g.latest), latestMost)]
}

// judging is what the warnings of a row are judged by; rows are by warning.
type judging struct {
	known  map[string]*Known
	losses map[string][]*Loss
	rows   map[string]*Row
}

func (j *Judge) judgeRow(g *gathered, prefix string, w judging) {
	for id := range g.warnings {
		k := w.known[id]
		if k == nil {
			continue
		}
		g.Alerts++
		g.Warned++
		row := w.rows[id]
		if row == nil {
			row = &Row{Unit: k.Unit, At: k.FirstAt, Person: k.masked(), Target: k.Target, Warning: id, Outcome: k.Outcome}
			w.rows[id] = row
		}
		row.Groups = append(row.Groups, prefix+"alerts", prefix+"warned")
		if k.Judged {
			g.Judged++
			row.Groups = append(row.Groups, prefix+"judged")
			if k.Real {
				g.Real++
				row.Groups = append(row.Groups, prefix+"real")
			} else {
				g.Mismatches++
				row.Groups = append(row.Groups, prefix+"mismatches")
			}
		}
		loss := j.lossOfWarned(k, w.losses)
		if loss != nil || k.Defrauded {
			g.WarnedVictims++
			row.Groups = append(row.Groups, prefix+"warned_victims")
			if loss != nil {
				row.LossAt, row.AmountFen = loss.At, loss.AmountFen
			}
		}
	}
}

func (j *Judge) lossOfWarned(k *Known, losses map[string][]*Loss) *Loss {
	for _, key := range append(slices.Clone(k.Phones), k.IDs...) {
		loss := lossAfter(losses[key], max(k.FirstAt, k.OpenedAt), j.Rules.VictimAfter)
		if loss != nil {
			return loss
		}
	}
	return nil
}

func (k *Known) masked() string {
	if len(k.Phones) > 0 {
		return Mask(k.Phones[0], "")
	}
	if len(k.IDs) > 0 {
		return Mask("", k.IDs[0])
	}
	return ""
}

// finish makes rows of what was gathered, and returns those behind their lateness.
func (j *Judge) finish(q *Quality, sources, scenarios map[string]*gathered) []Row {
	var out []Row
	rowsOf := func(kind string, m map[string]*gathered) []QualityRow {
		list := []QualityRow{}
		for _, key := range slices.Sorted(maps.Keys(m)) {
			g := m[key]
			r := g.QualityRow
			r.Precision, r.LaterVictim = share(r.Real, r.Judged), share(r.WarnedVictims, r.Warned)
			r.LateP50, r.LateP95, r.Bad = -1, -1, []string{}
			if g.late.N() > 0 {
				r.LateP50, r.LateP95 = g.late.Quantile(500), g.late.Quantile(950)
			}
			if r.Precision >= 0 && r.Precision < j.Rules.PrecisionBad {
				r.Bad = append(r.Bad, "precision_pm")
			}
			if r.LateP95 > j.Rules.LateBadS {
				r.Bad = append(r.Bad, "late_p95_s")
			}
			list = append(list, r)
			g.cut()
			for _, row := range g.latest {
				row.Groups = []string{kind + "/" + key + "/latest"}
				out = append(out, row)
			}
		}
		return list
	}
	q.Sources, q.Scenarios = rowsOf("sources", sources), rowsOf("scenarios", scenarios)
	return out
}

// unwarned lists the losses of the period, and which of them nobody had warned of.
func (j *Judge) unwarned(ctx context.Context, q *Quality, losses []Loss) ([]Row, error) {
	var out []Row
	for i := range losses {
		l := &losses[i]
		if l.At >= j.To || l.Person == "" {
			continue
		}
		q.Victims++
		row, err := j.lossRow(ctx, l)
		if err != nil {
			return nil, err
		}
		row.Groups = []string{GroupVictim}
		warned := slices.ContainsFunc(append(slices.Clone(j.known[l.Phone]), j.known[l.PersonID]...), func(k *Known) bool {
			return k.FirstAt < l.At && l.At-k.FirstAt <= j.Rules.VictimAfter
		})
		if !warned {
			q.Unwarned++
			row.Groups = append(row.Groups, "unwarned")
		}
		out = append(out, row)
	}
	return out, nil
}

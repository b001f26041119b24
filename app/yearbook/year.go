// Package yearbook drafts a year of bulletins of the invented city of 云河 and counts every figure of them a second time: how the
// centre's figures are shown to be true before a real one is printed.
package yearbook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"fanzha/app/figures"
	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stats/bulletin/pattern"
	"fanzha/centre/stats/bulletin/reckon"
	"fanzha/centre/stats/cube"
	"fanzha/centre/stats/indicator"
	"fanzha/edge/print"
	"fanzha/sim"
	"fanzha/term/when"
)

// centre is the unit whose bulletins are drafted.
const centre = sim.CityCode + "000000"

// SideNames are words for values of sides that bulletins group by.
var SideNames = map[stats.Dim]map[string]string{
	stats.AgeBand: {"under_18": "未满18周岁", "age_18_25": "18至25周岁", "age_26_35": "26至35周岁", "age_36_45": "36至45周岁", "age_46_59": "46至59周岁",
		"over_60": "60周岁以上"},
	stats.Bank:    {"yh_bank": "云河银行", "sheng_bank": "省银行", "guo_bank": "国银行", "min_bank": "民银行", "hang_bank": "行银行", "xin_bank": "信银行"},
	stats.Carrier: {"yd": "移动", "lt": "联通", "dx": "电信"},
}

// Options say which year of which invented city is drafted.
type Options struct {
	Seed uint64
	Year int
	// Every takes each so-many-th day and week alone; 0 or 1: all of them.
	Every int
	// Print makes a document of every so-many-th issue in all formats; 0: none.
	Print int
	// Keep gets every issue with its documents; nil: they are dropped.
	Keep func(bulletin.Issue, []print.File) error
}

// Report is what came of it.
type Report struct {
	Seed        uint64         `json:"seed"`
	Year        int            `json:"year"`
	Facts       int            `json:"facts"`
	Issues      map[string]int `json:"issues"` // by kind
	Figures     int            `json:"figures"`
	Comparisons int            `json:"comparisons"`
	Differing   int            `json:"differing"` // figures or bases that the recount counts otherwise
	Misread     int            `json:"misread"`   // figures that the text does not say when it is read back
	Stopped     int            `json:"stopped"`   // issues that could not be released
	Why         []string       `json:"why"`       // of the first of them
	Documents   int            `json:"documents"`
	Digest      string         `json:"digest"` // over all issues: the same seed gives the same
	DraftMS     [3]float64     `json:"draft_ms"`
	Seconds     float64        `json:"seconds"`
	Workers     int            `json:"workers"`
}

// Draft drafts a year of bulletins of the invented city from its facts: every week, month and day. Each is read back and
// recounted from the facts themselves, as before a release.
func Draft(ctx context.Context, o Options) (Report, error) {
	began := time.Now()
	facts := cityFacts(o.Seed, stats.Span{From: stats.Date(o.Year-1, 1, 1), To: stats.Date(o.Year, 12, 31)})
	s, done, err := yearService(facts, o.Year)
	if err != nil {
		return Report{}, err
	}
	defer done()
	rep := Report{Seed: o.Seed, Year: o.Year, Facts: len(facts), Issues: map[string]int{}, Workers: runtime.GOMAXPROCS(0)}
	digest := sha256.New()
	var times []float64
	for n, cmd := range yearOf(o) {
		one := time.Now()
		i, found, err := s.Preview(ctx, access.System(), cmd)
		if err != nil {
			return rep, fmt.Errorf("%s of %s: %w", cmd.Kind, cmd.Day, err)
		}
		times = append(times, float64(time.Since(one).Microseconds())/1000)
		rep.count(&i, found)
		digest.Write([]byte(i.Digest()))
		var files []print.File
		if o.Print > 0 && n%o.Print == 0 {
			files, err = yearPrint(s, i)
			if err != nil {
				return rep, err
			}
			rep.Documents += len(files)
		}
		if o.Keep == nil {
			continue
		}
		err = o.Keep(i, files)
		if err != nil {
			return rep, err
		}
	}
	slices.Sort(times)
	rep.DraftMS = [3]float64{times[len(times)/2], times[len(times)*99/100], times[len(times)-1]}
	rep.Digest = hex.EncodeToString(digest.Sum(nil))
	rep.Seconds = time.Since(began).Seconds()
	return rep, nil
}

// whyMost is how many reasons a report holds.
const whyMost = 10

func (r *Report) count(i *bulletin.Issue, found []bulletin.Finding) {
	r.Issues[i.Kind]++
	r.Figures += len(i.Figures)
	for _, f := range i.Figures {
		r.Comparisons += len(f.Compare)
	}
	for _, f := range found {
		switch f.Code {
		case "recount_differs":
			r.Differing++
		case "reread_differs", "figure_changed":
			r.Misread++
		}
		if f.Severity == bulletin.Stop && len(r.Why) < whyMost {
			r.Why = append(r.Why, i.Kind+" "+i.Span.From.String()+" "+f.Paragraph+": "+f.ZH)
		}
	}
	if bulletin.Blocking(found) > 0 {
		r.Stopped++
	}
}

// yearOf lists the issues of a year: every day, the weeks that end in it, the months, and with them the message of every day, the
// public notice of every week, the press release and the meeting pack of every month.
func yearOf(o Options) []bulletin.DraftCmd {
	var out []bulletin.DraftCmd
	every := max(o.Every, 1)
	first, last := stats.Date(o.Year, 1, 1), stats.Date(o.Year, 12, 31)
	put := func(kind string, d stats.Day) {
		out = append(out, bulletin.DraftCmd{Kind: kind, Day: d, Unit: centre})
	}
	for d := first; d <= last; d += stats.Day(every) {
		put("daily", d)
		put("group", d)
	}
	sunday := first + stats.Day((7-int(first.Time().Weekday()))%7)
	for d := sunday; d <= last; d += stats.Day(7 * every) {
		put("weekly", d)
		put("public", d)
	}
	for m := 1; m <= 12; m++ {
		d := stats.Date(o.Year, time.Month(m), 1)
		put("monthly", d)
		put("press", d)
		put("meeting", d)
	}
	return out
}

func yearPrint(s *bulletin.Service, i bulletin.Issue) ([]print.File, error) {
	t, _ := s.Template(i.Kind)
	job := print.Job{Issue: i, Definitions: s.Definitions(&i), Kind: t.ZH}
	var out []print.File
	for _, format := range print.Formats {
		f, err := print.Make(job, format)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// yearService is a room of bulletins over facts in memory. It saves nothing.
func yearService(facts []stats.Fact, year int) (*bulletin.Service, func(), error) {
	c, err := cube.New(cube.Options{})
	if err != nil {
		return nil, nil, err
	}
	done := func() { _ = c.Close() }
	for part := range slices.Chunk(facts, 10_000) {
		_, err = c.Apply(part)
		if err != nil {
			done()
			return nil, nil, err
		}
	}
	book, err := indicator.Default()
	if err != nil {
		done()
		return nil, nil, err
	}
	templates, err := pattern.Load()
	if err != nil {
		done()
		return nil, nil, err
	}
	shield, err := figures.NewShield()
	if err != nil {
		done()
		return nil, nil, err
	}
	names := inventedNames{}
	now := clock.NewManual(stats.Date(year+1, 1, 1).Start() + 8*when.Hour)
	n := 0
	return bulletin.New(bulletin.Options{
		Press: noPress{}, Words: reckon.Grammar{}, Shield: shield, Lines: noLines{}, Units: names, Clock: now, Templates: templates, UpTo: func() int64 { return 0 },
		NewID: func() string { n++; return fmt.Sprintf("year-%06d", n) },
		Book: &reckon.Reckoner{
			Eval: func() indicator.Evaluator {
				return indicator.Evaluator{Book: book, Counter: c, People: inventedHeads{}, Home: sim.CityCode}
			},
			Raw: rawOf(facts), Names: names,
		},
	}), done, nil
}

// rawFacts are facts in memory by measure, as the recount reads them.
type rawFacts map[string][]stats.Fact

func rawOf(facts []stats.Fact) rawFacts {
	out := rawFacts{}
	for _, f := range facts {
		out[f.Measure] = append(out[f.Measure], f)
	}
	return out
}

// Facts implements bulletin.Raw.
func (r rawFacts) Facts(_ context.Context, q stats.Stored, each func(stats.Fact) error) error {
	for _, m := range q.Measures {
		for _, f := range r[m] {
			d := stats.DayOf(f.At)
			if d < q.Span.From || d > q.Span.To {
				continue
			}
			err := each(f)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// inventedNames names the places of the invented city.
type inventedNames struct{}

// UnitName implements bulletin.Names.
func (inventedNames) UnitName(_ context.Context, code string) string {
	if code == centre {
		return sim.CityZH + "反诈中心"
	}
	for _, s := range sim.Stations() {
		if s.Code == code {
			return s.NameZH
		}
	}
	return inventedNames{}.RegionName(context.Background(), strings.TrimSuffix(code, "000000")) + "反诈中心"
}

// RegionName implements bulletin.Names.
func (inventedNames) RegionName(_ context.Context, code string) string {
	for _, c := range sim.Counties() {
		if c.Code == code {
			return c.NameZH
		}
	}
	for _, s := range sim.Stations() {
		if s.Area == code {
			return s.AreaZH
		}
	}
	return code
}

// SideName implements bulletin.Names.
func (inventedNames) SideName(_ context.Context, d stats.Dim, value string) string {
	return SideNames[d][value]
}

// inventedHeads is the population of the invented city.
type inventedHeads struct{}

// At implements indicator.Population.
func (inventedHeads) At(region string, _ stats.Day) (int64, stats.Day, bool) {
	n, ok := map[string]int64{"990100": 2_600_000, "990101": 1_060_000, "990102": 910_000, "990103": 630_000}[region]
	return n, stats.Date(2025, 11, 1), ok
}

// noPress has published nothing.
type noPress struct{}

func (noPress) Last(context.Context, string, string, stats.Day) (bulletin.Issue, error) {
	return bulletin.Issue{}, bulletin.ErrNotFound
}
func (noPress) LastNo(context.Context, string, string, int) (int64, error) { return 0, nil }
func (noPress) Errata(context.Context, access.Scope, string) ([]bulletin.Erratum, error) {
	return nil, nil
}
func (noPress) ErrataSince(context.Context, string, string, when.Micros) ([]bulletin.Erratum, error) {
	return nil, nil
}

// noLines has nothing to say.
type noLines struct{}

func (noLines) Lines(context.Context, string, string, stats.Span) ([]bulletin.Line, error) {
	return nil, nil
}

func (noLines) Parts(context.Context, string, string, stats.Span) ([]bulletin.Section, error) {
	return nil, nil
}

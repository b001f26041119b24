package chase

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fanzha/sim/money"
	"fanzha/term/when"
)

// Options say how much is measured.
type Options struct {
	Seed     uint64
	Cases    int           // of every run
	Fixed    time.Duration // every call of the centre takes so long in virtual time, so that the same seed gives the same figures; zero: as measured
	Only     []string      // names or beginnings of names of figures: nothing else is run and reported; empty: all
	Progress func(run string, done, of int)
}

func (o Options) progress(run string, done, of int) {
	if o.Progress != nil {
		o.Progress(run, done, of)
	}
}

// Report is everything that was measured.
type Report struct {
	Seed    uint64        `json:"seed"`
	Cases   int           `json:"cases_per_run"`
	Pace    string        `json:"centre_time"` // measured, or the fixed time of a call
	Took    float64       `json:"took_s"`
	Figures []Figure      `json:"figures"`
	Curve   []Point       `json:"curve"`
	Runs    []RunSummary  `json:"runs"`
	Ways    []WayOfMoney  `json:"baselines"`
	Calls   []CallFigures `json:"centre_calls"`
	Chaos   chaosCount    `json:"disturbances"`

	honest []Outcome // of every run with honest reports
}

// WayOfMoney explains a column of the curve.
type WayOfMoney struct {
	Name string `json:"name"`
	What string `json:"what"`
}

// RunSummary is what a run was and how much it ordered.
type RunSummary struct {
	Name     string  `json:"name"`
	Pace     string  `json:"pace"`
	Mode     Mode    `json:"mode"`
	Delay    float64 `json:"report_delay_min"`
	Cases    int     `json:"cases"`
	Accounts float64 `json:"accounts_mean"`
	Orders   int     `json:"orders"`
	LossFen  int64   `json:"loss_fen"`
	HeldFen  int64   `json:"recovered_fen"`
}

// CallFigures is how long the centre took, on this machine.
type CallFigures struct {
	Run   string  `json:"run"`
	Calls int     `json:"calls"`
	P50   float64 `json:"p50_ms"`
	P99   float64 `json:"p99_ms"`
	Max   float64 `json:"max_ms"`
}

// Point is one point of the curve over the delay of the report.
type Point struct {
	Pace    string  `json:"pace"`
	Delay   int     `json:"report_delay_min"`
	Way     string  `json:"way"`
	Value   float64 `json:"recovered_pct"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	HeldFen int64   `json:"numerator"`
	LossFen int64   `json:"denominator"`
	Cases   int     `json:"cases"`
}

// delays of the curve, in minutes.
var delays = []int{1, 5, 15, 60, 720}

// Run measures everything.
func Run(ctx context.Context, o Options) (Report, error) {
	began := time.Now()
	rep := Report{Seed: o.Seed, Cases: o.Cases, Pace: "measured"}
	if o.Fixed > 0 {
		rep.Pace = o.Fixed.String()
	}
	for _, b := range money.Baselines() {
		rep.Ways = append(rep.Ways, WayOfMoney{b.Name, b.What})
	}
	rep.Ways = append(rep.Ways, WayOfMoney{"centre_reply", "this centre, told of hops by banks' answers only"},
		WayOfMoney{"centre_switch", "this centre, told of transfers between banks as they happen"})
	err := o.check()
	if err != nil {
		return rep, err
	}
	for _, p := range parts {
		if !o.wants(p) {
			continue
		}
		had := len(rep.Figures)
		err = p.run(ctx, o, &rep)
		if err != nil {
			return rep, err
		}
		err = p.named(rep.Figures[had:])
		if err != nil {
			return rep, err
		}
	}
	rep.Figures = slices.DeleteFunc(rep.Figures, func(f Figure) bool { return !o.asks(f.Name) })
	rep.Took = round(time.Since(began).Seconds(), 1)
	return rep, nil
}

// Failed counts the figures that miss their target.
func (r Report) Failed() int {
	n := 0
	for _, f := range r.Figures {
		if f.Pass != nil && !*f.Pass {
			n++
		}
	}
	return n
}

// keep adds what every run reports.
func (r *Report) keep(res result) {
	s := RunSummary{Name: res.name, Pace: res.pace.Name, Mode: res.mode, Delay: seconds(res.delay) / 60, Cases: len(res.cases)}
	accounts := 0
	for _, c := range res.cases {
		accounts += c.Accounts
		s.Orders += c.Orders
		s.LossFen += c.LossFen
		s.HeldFen += c.RecoveredFen
	}
	if len(res.cases) > 0 {
		s.Accounts = round(float64(accounts)/float64(len(res.cases)), 1)
	}
	r.Runs = append(r.Runs, s)
	spans := make([]when.Micros, len(res.calls))
	for i, d := range res.calls {
		spans[i] = when.Micros(d / time.Microsecond)
	}
	r.Calls = append(r.Calls, callFigures(res.name, spans))
}

// grid is the curve: both paces, both ways of learning of hops, all delays, every bank automated.
func grid(ctx context.Context, o Options, rep *Report) error {
	var list []result
	for _, pace := range []money.Pace{money.Fast(), money.Slow()} {
		for _, minutes := range delays {
			rep.baselines(o, pace, minutes)
			for _, mode := range []Mode{Reply, Switch} {
				l := cell{
					name: fmt.Sprintf("%s/%s/%dmin", pace.Name, mode, minutes), pace: pace, mode: mode,
					delay: when.Micros(minutes) * when.Minute, banks: automated, until: when.Day,
				}
				res, err := l.run(ctx, o)
				if err != nil {
					return err
				}
				rep.keep(res)
				rep.point(pace.Name, minutes, "centre_"+string(mode), res.cases)
				list = append(list, res)
			}
		}
	}
	for _, res := range list {
		rep.honest = append(rep.honest, res.cases...)
	}
	rep.ofGrid(o, list)
	return nil
}

// baselines plays the same cases in the ways of others.
func (r *Report) baselines(o Options, pace money.Pace, minutes int) {
	p := money.Default(pace)
	for _, b := range money.Baselines() {
		var list []Outcome
		for n := range o.Cases {
			got := b.Try(money.Plan(o.Seed, n, p), when.Micros(minutes)*when.Minute)
			list = append(list, Outcome{LossFen: got.LossFen, OracleFen: got.OracleFen, RecoveredFen: got.HeldFen})
		}
		r.point(pace.Name, minutes, b.Name, list)
	}
}

func (r *Report) point(pace string, minutes int, way string, list []Outcome) {
	f := share("", "", r.Seed, pairs(list, func(c Outcome) pair { return pair{c.RecoveredFen, c.LossFen} }))
	r.Curve = append(r.Curve, Point{
		Pace: pace, Delay: minutes, Way: way, Value: f.Value, Low: f.Low, High: f.High, HeldFen: f.Top, LossFen: f.Bottom, Cases: f.Count,
	})
}

func pairs(list []Outcome, of func(Outcome) pair) []pair {
	out := make([]pair, len(list))
	for i, c := range list {
		out[i] = of(c)
	}
	return out
}

// spans collects the times of outcomes; negative ones did not happen.
func spans(list []Outcome, of func(Outcome) when.Micros) []when.Micros {
	var out []when.Micros
	for _, c := range list {
		if t := of(c); t >= 0 {
			out = append(out, t)
		}
	}
	return out
}

func (r *Report) add(f ...Figure) { r.Figures = append(r.Figures, f...) }

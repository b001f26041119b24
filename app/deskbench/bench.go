package deskbench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"fanzha/app"
	"fanzha/app/benchserver"
	"fanzha/sim"
	"fanzha/term/when"
)

// Cmd are the choices of the command.
type Cmd struct {
	Seed      uint64        `help:"Seed of the day." default:"20261123"`
	History   int           `help:"Warnings of the past." default:"100000"`
	Warnings  int           `help:"Records of the day, a third of them told before." default:"13000"`
	Users     int           `help:"People who read lists." default:"500"`
	Operators int           `help:"Scripted operators." default:"60"`
	Pause     time.Duration `help:"Between two looks of one reader, on average, by this machine's clock." default:"5s"`
	Pace      int           `help:"Seconds of the centre's clock a second, at most; 0 is as fast as goes." default:"120"`
	From      int           `help:"Hour of the day at which it begins." default:"0"`
	Hours     int           `help:"Hours of the day that are lived." default:"24"`
	Database  string        `help:"postgres://… of an empty database; empty keeps the records in a temporary folder."`
	Past      string        `help:"Folder that keeps the past from one run to the next; it is made by the first." type:"path" placeholder:"DIR"`
	JSON      bool          `help:"Print the result as JSON." name:"json"`
}

// Report is what was measured.
type Report struct {
	Seed      uint64  `json:"seed"`
	Records   string  `json:"records"`
	History   int     `json:"history"`
	Told      int     `json:"told"`
	Accepted  int     `json:"accepted"`
	Same      int     `json:"told_by_the_same_source_again"`
	Users     int     `json:"users"`
	Operators int     `json:"operators"`
	LoadS     float64 `json:"load_s"`
	DayS      float64 `json:"day_s"`
	Pace      float64 `json:"pace"`
	Lists     []Op    `json:"lists"`
	Kept      Kept    `json:"kept"`
	Signed    int     `json:"orders_signed"`
	Retried   int     `json:"commands_overtaken"`
	Costs     []Cost  `json:"costs"`
	CPUS      float64 `json:"server_cpu_s"`
	RSS       string  `json:"server_rss"`
	Peak      string  `json:"server_rss_peak"`
}

// historyMost is what the numbers of invented persons have room for.
const historyMost = 90 * lived

// bench is one run.
type bench struct {
	Cmd
	report Report
	server *benchserver.Server
	desk   *desk
	times  *times
	keys   []string
}

// errChoice refuses sizes that measure nothing.
var errChoice = errors.New("a past of at most 450,000 warnings; at least 1 record, user, operator and hour of the day, at most 24 hours; pause above 0")

// Run measures and prints.
func (c *Cmd) Run(ctx context.Context) (Report, error) {
	if c.Warnings < 1 || c.Users < 1 || c.Operators < 1 || c.From < 0 || c.Hours < 1 || c.From+c.Hours > 24 || c.Pause <= 0 || c.History < 0 || c.History > historyMost || c.Pace < 0 {
		return Report{}, errChoice
	}
	b := &bench{Cmd: *c, times: &times{all: map[string][]time.Duration{}, fail: map[string]int{}}}
	b.report = Report{Seed: c.Seed, History: c.History, Users: c.Users, Operators: c.Operators, Records: "sqlite"}
	if c.Database != "" {
		b.report.Records = "postgresql"
	}
	var err error
	b.server, err = benchserver.StartWith(ctx, benchserver.Options{Prepare: b.prepare, Database: c.Database, Exercise: true})
	if err != nil {
		return b.report, err
	}
	begin, end, err := b.live(ctx)
	if err != nil {
		return b.report, errors.Join(err, b.server.Stop())
	}
	err = b.weigh()
	if err != nil {
		return b.report, errors.Join(err, b.server.Stop())
	}
	_, err = b.server.End()
	if err == nil {
		err = b.examine(ctx, begin, end)
	}
	return b.report, errors.Join(err, b.server.Remove())
}

// live makes everybody come to work and lets the day pass.
func (b *bench) live(ctx context.Context) (begin, end time.Time, err error) {
	now, err := b.server.Push(ctx, 0)
	if err != nil {
		return begin, end, err
	}
	local := now.In(when.Zone)
	begin = time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, when.Zone)
	_, err = b.server.Push(ctx, begin.Add(time.Duration(b.From)*time.Hour).Sub(now))
	if err != nil {
		return begin, end, err
	}
	err = b.gather(ctx, begin)
	if err != nil {
		return begin, end, err
	}
	readers, err := b.comers(ctx)
	if err != nil {
		return begin, end, err
	}
	reading, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	failed := make(chan error, len(readers))
	for _, r := range readers {
		wg.Go(func() { failed <- r.read(reading, b.Pause, b.times) })
	}
	start := time.Now()
	end, err = b.day(ctx, begin)
	b.report.DayS = time.Since(start).Seconds()
	b.report.Pace = float64(b.Hours) * 3600 / b.report.DayS
	stop()
	wg.Wait()
	close(failed)
	for readErr := range failed {
		if err == nil {
			err = readErr
		}
	}
	b.report.Lists = b.times.ops()
	if err == nil {
		b.report.Costs, err = b.costs(ctx, readers)
	}
	b.report.Signed, b.report.Retried = b.desk.signed, b.desk.lost
	return begin, end, err
}

// gather makes the keys of the sources and tells the centre what is known before the day.
func (b *bench) gather(ctx context.Context, begin time.Time) error {
	for _, s := range sources {
		key, err := app.LocalKey(ctx, b.server.Settings, s.name)
		if err != nil {
			return err
		}
		b.keys = append(b.keys, key)
	}
	known, err := lines(listings(begin.Add(-time.Minute)))
	if err == nil {
		_, err = hand(ctx, b.server.URL, b.keys[0], known)
	}
	if err == nil {
		_, err = b.server.Push(ctx, 0)
	}
	return err
}

// comers signs everybody in: the operators of the desk, an officer of each station, and the readers.
func (b *bench) comers(ctx context.Context) ([]*reader, error) {
	through := connections(b.Operators + b.Users + 64)
	b.desk = &desk{taken: map[string]bool{}, rand: rand.New(rand.NewPCG(b.Seed, 3))}
	var all []*caller
	for i := range b.Operators + b.Users {
		c, err := newCaller(b.server.URL, login(i), through)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	err := atOnce(all, func(c *caller) error { return c.signIn(ctx) })
	if err != nil {
		return nil, err
	}
	for i, c := range all[:b.Operators] {
		b.desk.operators = append(b.desk.operators, &operator{caller: c, urgent: i%urgentOnly == 0})
	}
	b.desk.leader = all[0]
	seen := map[string]bool{}
	var readers []*reader
	for i, c := range all[b.Operators:] {
		readers = append(readers, &reader{caller: c, past: b.past, rand: rand.New(rand.NewPCG(b.Seed, uint64(100+i)))})
		role, unit := readerOf(b.Operators+i, sim.Stations())
		if role == "officer" && !seen[unit] {
			seen[unit] = true
			b.desk.stations = append(b.desk.stations, c)
		}
	}
	return readers, nil
}

// day lets the clock run and everything arrive in its order.
func (b *bench) day(ctx context.Context, begin time.Time) (time.Time, error) {
	arrivals, err := b.plan(begin)
	if err != nil {
		return begin, err
	}
	first := b.From * 3600
	arrivals = arrivals[sort.Search(len(arrivals), func(i int) bool { return arrivals[i].second >= first }):]
	start := time.Now()
	var now time.Time
	for second := first + step; second <= first+b.Hours*3600; second += step {
		now, err = b.server.Push(ctx, step*time.Second)
		if err != nil {
			return now, err
		}
		err = b.desk.turn(ctx, now)
		if err == nil && second%signEvery == 0 {
			err = b.desk.sign(ctx)
		}
		n := sort.Search(len(arrivals), func(i int) bool { return arrivals[i].second >= second })
		if err == nil {
			err = b.arrive(ctx, arrivals[:n])
		}
		arrivals = arrivals[n:]
		if err != nil {
			return now, fmt.Errorf("second %d of the day: %w", second, err)
		}
		if b.Pace > 0 {
			err = until(ctx, start.Add(time.Duration(second-first)*time.Second/time.Duration(b.Pace)))
			if err != nil {
				return now, err
			}
		}
	}
	return b.server.Push(ctx, step*time.Second)
}

// until waits for a moment of this machine's clock: the pace is part of what is measured.
func until(ctx context.Context, at time.Time) error {
	wait := time.NewTimer(time.Until(at))
	defer wait.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-wait.C:
		return nil
	}
}

// arrive hands each source's records over, the sources beside each other.
func (b *bench) arrive(ctx context.Context, due []arrival) error {
	type parcel struct {
		source int
		body   []byte
	}
	parcels := make([]parcel, len(sources))
	for _, a := range due {
		parcels[a.source].source = a.source
		parcels[a.source].body = append(append(parcels[a.source].body, a.line...), '\n')
	}
	var mu sync.Mutex // guards the report
	return atOnce(parcels, func(p parcel) error {
		if len(p.body) == 0 {
			return nil
		}
		r, err := hand(ctx, b.server.URL, b.keys[p.source], p.body)
		mu.Lock()
		defer mu.Unlock()
		b.report.Told += r.Read
		b.report.Accepted += r.Accepted
		b.report.Same += r.Duplicate
		return err
	})
}

// ticks of the processor a second, as Linux counts them for programs.
const ticks = 100

// weigh reads what the server has used of the machine.
func (b *bench) weigh() error {
	memory, err := b.server.Memory()
	if err != nil {
		return err
	}
	b.report.RSS, b.report.Peak = memory["VmRSS"], memory["VmHWM"]
	b.report.CPUS, err = b.processor()
	return err
}

// processor is how many seconds of processor time the server has used.
func (b *bench) processor() (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", b.server.Process.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("read processor time: %q", raw)
	}
	used := 0.0
	for _, f := range fields[11:13] { // utime and stime
		n, err := strconv.ParseFloat(f, 64)
		if err != nil {
			return 0, err
		}
		used += n / ticks
	}
	return used, nil
}

// examine reads the records.
func (b *bench) examine(ctx context.Context, begin, end time.Time) error {
	records, err := app.OpenRecords(ctx, b.server.Settings)
	if err != nil {
		return err
	}
	b.report.Kept, err = examine(ctx, records, when.Of(begin), when.Of(end))
	return errors.Join(err, records.Close())
}

// quantiles are the middle, the 99th of a hundred, and the largest.
func quantiles(all []float64) (p50, p99, top float64) {
	if len(all) == 0 {
		return 0, 0, 0
	}
	sort.Float64s(all)
	at := func(q float64) float64 { return all[min(len(all)-1, int(q*float64(len(all))))] }
	return at(.5), at(.99), all[len(all)-1]
}

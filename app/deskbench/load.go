package deskbench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"fanzha/app"
	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/centre/detect"
	"fanzha/centre/warning"
	"fanzha/internal/conf"
	"fanzha/sim"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// The years before the day, shortened.
const (
	daysMost  = 90 //; fewer for a small past, with at least dayLeast warnings each
	dayLeast  = 50
	openShare = 50      // one in so many is still open when the day begins, the newest
	returning = 5       // one in so many persons has been warned before
	hands     = 16      // work on closing done at once
	copyStep  = 100_000 // between the numbers of two copies
)

const (
	password = "Desk-Bench-2026" // of accounts that live as long as the temporary folder
	centre   = sim.CityCode + "000000"
)

// past fills a centre that is not running.
type past struct {
	*app.Centre
	clock *clock.Manual
	rand  *rand.Rand
	days  int
}

// prepare takes the past that is kept from an earlier run, or makes it.
func (b *bench) prepare(ctx context.Context, s conf.Settings) error {
	if b.Past == "" || b.Database != "" {
		return b.fill(ctx, s)
	}
	_, err := os.Stat(b.Past)
	if err == nil {
		return copyFolder(s.Data, b.Past)
	}
	err = b.fill(ctx, s)
	if err != nil {
		return err
	}
	return copyFolder(b.Past, s.Data)
}

// copyFolder copies the files of a centre that does not run; they stay readable for their owner only, as its keys have to be.
func copyFolder(to, from string) error {
	err := os.MkdirAll(to, 0o700)
	if err != nil {
		return err
	}
	source, err := os.OpenRoot(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	target, err := os.OpenRoot(to)
	if err != nil {
		return err
	}
	defer func() { _ = target.Close() }()
	return fs.WalkDir(source.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == "." {
			return err
		}
		if d.IsDir() {
			return target.Mkdir(path, 0o700)
		}
		return copyFile(target, source, path)
	})
}

func copyFile(to, from *os.Root, path string) error {
	in, err := from.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := to.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// fill makes units, accounts and the warnings of the past. The first of them take the ordinary road from the moment they are found: recorded as
// detection records them, ordered out by the playbook, ended by a command; only detection and HTTP are left out. The others are copies.
func (b *bench) fill(ctx context.Context, s conf.Settings) error {
	now := when.Of(time.Now())
	days := min(daysMost, min(b.History, lived)/dayLeast+1)
	p := past{clock: clock.NewManual(now - when.Micros(days)*when.Day - when.Hour), rand: rand.New(rand.NewPCG(b.Seed, 1)), days: days}
	var err error
	p.Centre, err = app.Open(ctx, app.Options{Settings: s, Clock: p.clock})
	if err != nil {
		return err
	}
	_, err = p.BuildCity(ctx)
	if err == nil {
		err = b.hire(ctx, p.People)
	}
	began := time.Now()
	if err == nil {
		err = p.live(ctx, min(b.History, lived))
	}
	err = errors.Join(err, p.Close())
	if err != nil {
		return err
	}
	records, err := app.OpenRecords(ctx, s)
	if err != nil {
		return err
	}
	err = errors.Join(copies(ctx, records, b.History/lived-min(1, b.History/lived)), records.Close())
	b.report.LoadS = time.Since(began).Seconds()
	return err
}

// hire makes the accounts of operators and readers: the first work, all others read.
func (b *bench) hire(ctx context.Context, people *accessstore.Store) error {
	stations := sim.Stations()
	for i := range b.Operators + b.Users {
		role, unit := access.Operator, centre
		if i >= b.Operators {
			role, unit = readerOf(i, stations)
		}
		made, link, err := people.CreateAccount(ctx, access.System(), accessstore.NewAccount{Login: login(i), Name: "测量", Unit: unit})
		if err != nil {
			return err
		}
		_, err = people.SetRoles(ctx, access.System(), accessstore.Grant{Account: made.ID, Roles: []access.Role{role}, Reason: "测量"})
		if err == nil {
			err = people.SetPassword(ctx, link.Token, password)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readerOf spreads readers: of ten, six officers of stations, two operators, one analyst, one leader.
func readerOf(i int, stations []sim.Station) (access.Role, string) {
	switch i % 10 {
	case 0, 1:
		return access.Operator, centre
	case 2:
		return access.Analyst, centre
	case 3:
		return access.Leader, centre
	}
	return access.Officer, stations[i/10%len(stations)].Code
}

func login(i int) string { return fmt.Sprintf("clp-%d", i) }

func phone(n int) string { return fmt.Sprintf("1990%07d", n) }

// persons is how many persons so many warnings are of.
func persons(warnings int) int { return warnings*(returning-1)/returning + 1 }

// past is the number of somebody who has been warned in one of the copies of the past.
func (b *bench) past(n int) string {
	one := persons(min(b.History, lived))
	return phone(n/one%max(1, b.History/lived)*copyStep + n%one)
}

// live lets the past happen, day by day.
func (p *past) live(ctx context.Context, all int) error {
	open := all / openShare
	for day := range p.days {
		p.clock.Set(p.clock.Now() + when.Day)
		first, last := all*day/p.days, all*(day+1)/p.days
		for from := first; from < last; from += 500 {
			hits := make([]detect.Hit, 0, 500)
			for n := from; n < min(last, from+500); n++ {
				hits = append(hits, p.hit(n, all))
			}
			_, err := p.Warnings().Record(ctx, warning.Batch{Hits: hits})
			if err != nil {
				return err
			}
		}
		err := p.Drain(ctx)
		if err == nil {
			err = p.end(ctx, open)
		}
		for err == nil {
			n, tickErr := p.Warnings().Tick(ctx, p.clock.Now())
			err = tickErr
			if n < warning.MaxTick {
				break
			}
		}
		if err != nil {
			return fmt.Errorf("day %d of the past: %w", day+1, err)
		}
	}
	return p.Drain(ctx)
}

// hit is what detection would have found of a person.
func (p *past) hit(n, all int) detect.Hit {
	stations := sim.Stations()
	place := stations[p.rand.IntN(len(stations))].Area
	h := detect.Hit{
		ID: fmt.Sprintf("past-%d", n), Version: 1, Hash: "bench", At: p.clock.Now() - when.Minute, Source: "past", Signal: fmt.Sprint(n), Kind: "call",
		Phone: ident.Phone("+86" + phone(n%persons(all))), Place: place, Fraud: "impostor_police", Scenario: "contact_sighted_number",
		Family: string(warning.Contact), Level: string(warning.Medium), Score: 60, ReasonZH: "测量：与涉案号码通话", ReasonEN: "bench: talked with a listed number",
	}
	switch k := p.rand.IntN(100); {
	case k < 3:
		h.Level, h.Family, h.Score, h.Scenario, h.Kind, h.AmountFen = string(warning.Urgent), string(warning.Fund), 90, "fund_sighted_account", "transfer", 3_000_000
	case k < 35:
		h.Level, h.Score = string(warning.High), 76
	case k >= 80:
		h.Level, h.Score, h.Scenario = string(warning.Low), 50, "contact_scam_message"
	}
	return h
}

var endings = []warning.Outcome{warning.Dissuaded, warning.Dissuaded, warning.Dissuaded, warning.Dissuaded, warning.Dissuaded, warning.FalseAlarm, warning.Unreachable, warning.Refused}

// end closes what waits, down to so many.
func (p *past) end(ctx context.Context, keep int) error {
	var ids []string
	for f := (warning.Filter{State: []warning.State{warning.Open}, Limit: warning.MaxLimit}); ; {
		found, next, err := p.Warnings().List(ctx, access.System(), f)
		if err != nil {
			return err
		}
		for _, v := range found {
			ids = append(ids, v.ID)
		}
		if next == "" {
			break
		}
		f.Cursor = next
	}
	work := make(chan string)
	failed := make(chan error, hands)
	var wg sync.WaitGroup
	for w := range hands {
		wg.Go(func() {
			var first error
			for id := range work {
				_, err := p.Warnings().Close(ctx, access.System(), warning.CloseCmd{ID: id, Outcome: endings[(len(id)+int(id[len(id)-1])+w)%len(endings)], Note: "测量数据"})
				if err != nil && first == nil {
					first = err
				}
			}
			failed <- first
		})
	}
	for _, id := range ids[:max(0, len(ids)-keep)] { // the least urgent stay
		work <- id
	}
	close(work)
	wg.Wait()
	close(failed)
	var errs []error
	for err := range failed {
		errs = append(errs, err)
	}
	return errors.Join(append(errs, p.Drain(ctx))...)
}

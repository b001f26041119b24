package life

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fanzha/centre/detect"
	"fanzha/centre/detect/life/proof"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// memoryLog is a log in memory.
type memoryLog map[int][][]byte

func (l memoryLog) Last(_ context.Context, p int) (uint64, error) { return uint64(len(l[p])), nil }

func (l memoryLog) Read(ctx context.Context, p int, after uint64, fn func(uint64, []byte) error) error {
	for i, e := range l[p][after:] {
		err := fn(after+uint64(i)+1, e)
		if err != nil {
			return err
		}
	}
	<-ctx.Done()
	return ctx.Err()
}

// records is what the centre knows in the tests.
type records struct {
	warnings []proof.Known
	hits     []proof.LiveHit
}

func (r records) Warnings(_ context.Context, _, _ when.Micros, fn func(proof.Known) error) error {
	for _, k := range r.warnings {
		err := fn(k)
		if err != nil {
			return err
		}
	}
	return nil
}

func (r records) Hits(_ context.Context, _, _ when.Micros, fn func(proof.LiveHit) error) error {
	for _, h := range r.hits {
		err := fn(h)
		if err != nil {
			return err
		}
	}
	return nil
}

func (records) UnitOf(_ context.Context, place, _ string) (string, error) { return city, nil }

func phone(n int) string { return fmt.Sprintf("+8613900000%03d", n) }

// story makes a log: each person n pays n times within an hour; even ones report a loss a day later.
func story(t *testing.T, people int) memoryLog {
	t.Helper()
	l := memoryLog{}
	put := func(s *signal.Signal) {
		s.Source, s.Received = "bank", s.Time+30*when.Second
		s.ID = fmt.Sprint(s.Kind, s.Phone, s.Time)
		p := signal.Partition(s.Key(), 2)
		l[p] = append(l[p], signal.EncodeEnvelope(nil, s.Received, s))
	}
	for n := range people {
		for i := range n {
			put(&signal.Signal{Kind: signal.Transfer, Time: began + when.Micros(i)*when.Minute, Phone: ident.Phone(phone(n)), Account: "9900020000000004567",
				PayeeAccount: "9900020000000001118", AmountFen: 100})
		}
	}
	for n := range people {
		if n%2 == 0 {
			put(&signal.Signal{Kind: signal.Report, Time: began + when.Day, Phone: ident.Phone(phone(n)), Lost: true, Text: "被骗", AmountFen: 5000, Channel: "110"})
		}
	}
	return l
}

// TestBacktest protects the numbers of a back-test against a count by hand: ten people who pay 0 to 9 times; from 4 transfers on the fifth
// one hits, so five people are alerted; 0, 2, 4 … report a loss.
func TestBacktest(t *testing.T) {
	ctx := context.Background()
	d := open(t)
	old, err := Single(d.base, text("one_two", 1, 4), nil)
	check.NoError(t, err)
	next, err := Single(d.base, text("one_two", 2, 6), nil)
	check.NoError(t, err)
	told := int64(0)
	r := proof.Run{Log: story(t, 10), Partitions: 2, Sets: []*scenario.Set{old, next}, From: began - when.Hour, To: began + 2*when.Day, After: 30 * when.Day,
		Progress: func(done, total int64) { told = max(told, done*1000/total) }}
	read, err := r.Do(ctx)
	check.NoError(t, err)
	check.Equal(t, []any{read.Signals, len(read.Hits[0]), len(read.Hits[1]), len(read.Losses), told}, []any{int64(50), 5, 3, 5, int64(1000)})
	j := &proof.Judge{Rules: d.Rules(), From: r.From, To: r.To, Records: records{warnings: []proof.Known{
		{Warning: "w5", Unit: city, Phones: []string{phone(5)}, FirstAt: began, LastAt: began, Judged: true, Outcome: "false_alarm", Scenarios: []string{"another"}},
		{Warning: "w7", Unit: city, Phones: []string{phone(7)}, FirstAt: began, LastAt: began, Judged: true, Real: true, Outcome: "dissuaded", Scenarios: []string{"one_two"}},
		{Warning: "w1", Unit: city, Phones: []string{phone(1)}, FirstAt: began, LastAt: began},
	}}}
	check.NoError(t, j.Learn(ctx))
	b, rows, err := j.Backtest(ctx, read, 0)
	check.NoError(t, err)
	check.Equal(t, []int64{b.Alerts, b.Real, b.False, b.Unknown, b.Precision, b.Later, b.Victims, b.Caught, b.Missed, b.Recall, b.Overlap, b.New, b.OnlyLive, b.Minutes, b.MinutesNew},
		[]int64{5, 3, 1, 1, 750, 2, 5, 2, 3, 400, 1, 4, 1, 200, 160})
	check.Equal(t, []any{len(b.Samples), b.ByLevel, b.Days, b.PerDayTenth}, []any{5, []proof.Tally{{Key: "high", N: 5}}, int64(2), int64(25)})
	counts := map[string]int64{}
	for _, row := range rows {
		check.True(t, !strings.Contains(row.Person, "13900000"), "a number is not masked")
		for _, g := range row.Groups {
			counts[g]++
		}
	}
	check.Equal(t, counts, map[string]int64{proof.GroupAlert: 5, proof.GroupKnown: 4, proof.GroupReal: 3, proof.GroupFalse: 1, proof.GroupUnknown: 1, proof.GroupLater: 2, proof.GroupVictim: 5, proof.GroupCaught: 2,
		proof.GroupMissed: 3, proof.GroupOverlap: 1, proof.GroupNew: 4, proof.GroupOnlyLive: 1})
	diff, rows, err := j.Diff(ctx, read)
	check.NoError(t, err)
	// the old text alerts on the fifth transfer, the new one on the seventh: three persons are alerted by both, two by the old one alone
	check.Equal(t, []any{diff.Both, diff.OnlyOld, diff.OnlyNew, len(rows), len(diff.Samples)}, []any{int64(3), int64(2), int64(0), 5, 2})
	back, _, err := j.Diff(ctx, &proof.Read{Hits: [][]detect.Hit{read.Hits[1], read.Hits[0]}, Losses: read.Losses})
	check.NoError(t, err)
	check.Equal(t, []int64{back.Both, back.OnlyOld, back.OnlyNew}, []int64{3, 0, 2})
	good := *j
	good.Records = records{hits: []proof.LiveHit{
		{Hit: detect.Hit{ID: "a", Scenario: "another", Source: "bank", At: began}, Warning: "w5", Opened: true, RecordedAt: began + 2*when.Hour},
		{Hit: detect.Hit{ID: "b", Scenario: "one_two", Source: "bank", At: began}, Warning: "w7", RecordedAt: began + when.Minute},
	}}
	q, _, err := good.Quality(ctx, read)
	check.NoError(t, err)
	check.Equal(t, []any{len(q.Sources), q.Sources[0].Signals, q.Sources[0].Hits, q.Sources[0].Precision, q.Sources[0].Mismatches, q.Sources[0].LateP50, q.Sources[0].Duplicates, q.Victims, q.Unwarned},
		[]any{1, int64(50), int64(2), int64(500), int64(1), int64(30), int64(1), int64(5), int64(5)})
	check.Equal(t, []any{q.Scenarios[0].Precision, q.Scenarios[0].Bad}, []any{int64(0), []string{"precision_pm", "late_p95_s"}})
	cancelled, stop := context.WithCancel(ctx)
	stop()
	_, err = r.Do(cancelled)
	check.True(t, err != nil, "a cancelled run goes on")
}

// TestTry protects the live test: pasted events are decided one by one with the values that decided, and the log is shown within the
// caller's jurisdiction only.
func TestTry(t *testing.T) {
	ctx := context.Background()
	d, li := open(t), analyst("li")
	d.clock.Set(began + when.Hour)
	line := `{"id":"e%d","kind":"transfer","time":"2026-11-20T02:0%d:00Z","phone":"13900000001","account":"9900020000000004567","payee_account":"9900020000000001118","amount_fen":100}` + "\n"
	events := fmt.Sprintf(line, 1, 1) + fmt.Sprintf(line, 2, 2) + fmt.Sprintf(line, 3, 3)
	got, err := d.Try(ctx, li, Try{Text: text("one_two", 1, 2), Events: events}, Past{Records: records{}})
	check.NoError(t, err)
	check.Equal(t, []any{got.Signals, got.Hits, got.Decisions[1].Hit, got.Decisions[2].Hit, got.Decisions[1].Values[0].Value}, []any{int64(3), int64(1), false, true, "1"})
	_, err = d.Try(ctx, li, Try{Text: text("one_two", 1, 2), Events: "{}"}, Past{Records: records{}})
	check.Fault(t, err, "life.events")
	log := Past{Log: story(t, 6), Partitions: 2, Records: records{}}
	got, err = d.Try(ctx, li, Try{Text: text("one_two", 1, 2)}, log)
	check.NoError(t, err)
	check.Equal(t, []any{got.Signals, got.Asked, got.Hits, len(got.Decisions)}, []any{int64(18), int64(15), int64(3), 15})
	far := li
	far.Unit = "990200000000"
	got, err = d.Try(ctx, far, Try{Text: text("one_two", 1, 2)}, log)
	check.NoError(t, err)
	check.Equal(t, []any{got.Hits, len(got.Decisions)}, []any{int64(3), 0})
}

// TestLateness protects the quantiles: within 1/32 of the exact ones.
func TestLateness(t *testing.T) {
	var l proof.Lateness
	for n := range int64(10_000) {
		l.Add(n)
	}
	for _, pm := range []int64{10, 500, 950} {
		got, want := l.Quantile(pm), 10*pm
		check.True(t, got <= want && want-got <= want/16, fmt.Sprint(pm, got, want))
	}
}

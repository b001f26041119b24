package finbench_test

// This protects the four reads of FinBench: each answer over the sample is compared with that of an independent oracle, which
// is nothing but SQL over the same files, on many parameters whose answers are not empty.

import (
	"database/sql"
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fanzha/centre/trace/finbench"
	"fanzha/internal/check"
	_ "fanzha/internal/db" // the driver "sqlite"
	"fanzha/term/when"
)

const sample = "../../../../shared/data/finbench_sf001"

// open loads the sample twice: into Data, and into tables of SQLite. It does so once for all tests.
func open(t *testing.T) (*finbench.Data, *sql.DB) {
	t.Helper()
	_, err := os.Stat(sample)
	if err != nil {
		t.Skipf("the FinBench sample is not beside the repository (%s): its reads are not checked here", sample)
	}
	check.WithoutRace(t, "SQLite as the oracle takes ten minutes")
	loading.Do(func() { loaded.data, loaded.conn = load(t) })
	if loaded.conn == nil {
		t.Fatal("the sample was not loaded")
	}
	return loaded.data, loaded.conn
}

var (
	loading sync.Once
	loaded  struct {
		data *finbench.Data
		conn *sql.DB
	}
)

func load(t *testing.T) (*finbench.Data, *sql.DB) {
	t.Helper()
	data, err := finbench.Load(os.DirFS(sample))
	check.NoError(t, err)
	conn, err := sql.Open("sqlite", "file:finbench?mode=memory&cache=shared")
	check.NoError(t, err)
	conn.SetMaxOpenConns(1)
	for name, columns := range map[string]string{"AccountTransferAccount": "src,dst,amount,at", "AccountWithdrawAccount": "src,dst,amount,at",
		"LoanDepositAccount": "loan,account,amount,at", "MediumSignInAccount": "medium,account,at", "Medium": "id,type,blocked,at",
		"Loan": "id,amount,balance,at", "PersonOwnAccount": "person,account,at"} {
		copyTable(t, conn, name, columns)
	}
	for _, s := range views {
		_, err = conn.Exec(s)
		check.NoError(t, err)
	}
	return data, conn
}

// views turn the text of the files into whole fen and moments that compare as text: milliseconds filled up with zeros.
var views = []string{
	`create table flow as select 'transfer' as label, rowid as row, cast(src as integer) src, cast(dst as integer) dst,
		cast(round(amount * 100) as integer) fen, substr(at || case when instr(at, '.') > 0 then '' else '.' end || '000', 1, 23) at from AccountTransferAccount where src <> dst
		union all select 'withdraw', rowid, cast(src as integer), cast(dst as integer), cast(round(amount * 100) as integer),
		substr(at || case when instr(at, '.') > 0 then '' else '.' end || '000', 1, 23) from AccountWithdrawAccount where src <> dst`,
	`create index flow_src on flow(src)`, `create index flow_dst on flow(dst)`,
	`create table ranked as select *, row_number() over (partition by label, src order by at desc, row) as newest_out,
		row_number() over (partition by label, dst order by at desc, row) as newest_in from flow`,
	`create index ranked_src on ranked(src, at)`, `create index ranked_dst on ranked(dst, at)`,
}

func copyTable(t *testing.T, conn *sql.DB, name, columns string) {
	t.Helper()
	f, err := os.Open(sample + "/snapshot/" + name + ".csv")
	check.NoError(t, err)
	defer func() { check.NoError(t, f.Close()) }()
	in := csv.NewReader(f)
	in.Comma = '|'
	records, err := in.ReadAll()
	check.NoError(t, err)
	tx, err := conn.Begin()
	check.NoError(t, err)
	_, err = tx.Exec("create table " + name + "(" + columns + ")")
	check.NoError(t, err)
	n := strings.Count(columns, ",") + 1
	insert, err := tx.Prepare("insert into " + name + " values (" + strings.TrimSuffix(strings.Repeat("?,", n), ",") + ")")
	check.NoError(t, err)
	for _, r := range records[1:] {
		args := make([]any, n)
		for i := range args {
			args[i] = r[i]
		}
		_, err = insert.Exec(args...)
		check.NoError(t, err)
	}
	check.NoError(t, insert.Close())
	check.NoError(t, tx.Commit())
}

// The oracle. :from and :to are outside of the window; :limit cuts before the window is applied.
const (
	sqlMedia = `with recursive walk(account, at, distance) as (
			select cast(:id as integer), :from, 0
			union select r.dst, r.at, w.distance + 1 from walk w join ranked r on r.src = w.account and r.at > w.at
			where w.distance < 3 and r.label = 'transfer' and r.newest_out <= :limit and r.at > :from and r.at < :to)
		select distinct w.account || ' ' || w.distance || ' ' || m.id || ' ' || m.type from walk w
		join MediumSignInAccount s on cast(s.account as integer) = w.account join Medium m on m.id = s.medium
		where m.blocked = 'true' and s.at > :from and s.at < :to and w.distance > 0 and w.account <> :id
		order by w.distance, w.account, cast(m.id as integer)`
	sqlLoans = `with recursive own(account) as (select cast(account as integer) from PersonOwnAccount where cast(person as integer) = :id),
		walk(account, at, distance) as (
			select account, :to, 0 from own
			union select r.src, r.at, w.distance + 1 from walk w join ranked r on r.dst = w.account and r.at < w.at
			where w.distance < 3 and r.label = 'transfer' and r.newest_in <= :limit and r.at > :from and r.at < :to),
		paid as (select distinct w.account, l.id, cast(round(l.amount * 100) as integer) fen, cast(round(l.balance * 100) as integer) left_fen
			from walk w join LoanDepositAccount d on cast(d.account as integer) = w.account join Loan l on l.id = d.loan
			where w.distance > 0 and w.account not in (select account from own) and d.at > :from and d.at < :to)
		select account || ' ' || sum(fen) || ' ' || sum(left_fen) from paid group by account order by sum(fen) desc, account`
	sqlTraces = `with recursive walk(path, account, at, distance) as (
			select '/' || cast(account as integer) || '/', cast(account as integer), :from, 0 from PersonOwnAccount where cast(person as integer) = :id
			union select w.path || r.dst || '/', r.dst, r.at, w.distance + 1 from walk w join ranked r on r.src = w.account and r.at > w.at
			where w.distance < 3 and r.label = 'transfer' and r.newest_out <= :limit and r.at > :from and r.at < :to
				and instr(w.path, '/' || r.dst || '/') = 0)
		select distinct distance || ' ' || path from walk where distance > 0`
	sqlLoanTrace = `with recursive upstream(account, fen) as (select dst, sum(fen) from flow where label = 'transfer' and at > :from and at < :to group by dst),
		step as (select r.src, r.dst, r.fen from ranked r left join upstream u on u.account = r.src
			where r.newest_out <= :limit and r.at > :from and r.at < :to and r.fen * 1000000 > coalesce(u.fen, 0) * :ppm),
		near(account, distance) as (
			select distinct cast(account as integer), 1 from LoanDepositAccount where cast(loan as integer) = :id and at > :from and at < :to
			union select s.dst, n.distance + 1 from near n join step s on s.src = n.account where n.distance < 4),
		closest as (select account, min(distance) distance from near group by account),
		inflow as (select s.dst account, sum(s.fen) fen from step s join closest c on c.account = s.src and c.distance < 4 group by s.dst),
		answer as (select c.account, c.distance, (2000 * i.fen + l.fen) / (2 * l.fen) ratio from inflow i join closest c on c.account = i.account,
			(select cast(round(amount * 100) as integer) fen from Loan where cast(id as integer) = :id) l where c.distance > 1)
		select account || ' ' || ratio || ' ' || distance from answer order by distance desc, ratio desc, account`
)

// ask runs one query of the oracle; every row is one text.
func ask(t *testing.T, conn *sql.DB, query string, q finbench.Query) []string {
	t.Helper()
	rows, err := conn.Query(query, sql.Named("id", q.ID), sql.Named("from", text(q.From)), sql.Named("to", text(q.To)),
		sql.Named("limit", q.Limit), sql.Named("ppm", q.ThresholdPPM))
	check.NoError(t, err)
	defer func() { check.NoError(t, rows.Close()) }()
	out := []string{}
	for rows.Next() {
		var s string
		check.NoError(t, rows.Scan(&s))
		out = append(out, s)
	}
	check.NoError(t, rows.Err())
	return out
}

func text(m when.Micros) string { return m.Time().Format("2006-01-02 15:04:05.000") }

// windows are tried with every id: 28 days as in FinBench's own parameters, a season, all three years; wide and tight limits.
func windows(id finbench.ID) []finbench.Query {
	day := func(y int, m time.Month, d int) when.Micros { return when.Of(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) }
	return []finbench.Query{
		{ID: id, From: day(2022, 10, 1), To: day(2022, 10, 29), Limit: 500},
		{ID: id, From: day(2022, 8, 1), To: day(2022, 11, 1), Limit: 500, ThresholdPPM: 100_000},
		{ID: id, From: day(2021, 1, 1), To: day(2022, 12, 1), Limit: 3, ThresholdPPM: 500_000},
		{ID: id, From: day(2020, 1, 1), To: day(2023, 1, 1), Limit: 500, ThresholdPPM: 20_000},
	}
}

// busiest are the ids that a query names first.
func busiest(t *testing.T, conn *sql.DB, query string) (ids []finbench.ID) {
	t.Helper()
	for _, s := range ask(t, conn, query, finbench.Query{}) {
		var id finbench.ID
		_, err := fmt.Sscan(s, &id)
		check.NoError(t, err)
		ids = append(ids, id)
	}
	return ids
}

// compare asks both for every id and window, and wants enough answers that are not empty.
func compare(t *testing.T, c comparison) {
	t.Helper()
	nonEmpty, rows, largest, spent := 0, 0, 0, time.Duration(0)
	for _, id := range busiest(t, c.conn, c.ids) {
		for _, q := range windows(id)[:c.windows] {
			check.NoError(t, q.Check())
			began := time.Now()
			got := c.answer(q)
			spent += time.Since(began)
			want := ask(t, c.conn, c.sql, q)
			if c.unordered {
				slices.Sort(got)
				slices.Sort(want)
			}
			check.Equal(t, got, want)
			rows, largest = rows+len(got), max(largest, len(got))
			if len(got) > 0 {
				nonEmpty++
			}
		}
	}
	t.Logf("%d answers not empty, %d rows in all, %d in the largest, %v spent", nonEmpty, rows, largest, spent.Round(time.Microsecond))
	check.True(t, nonEmpty >= 8, "too few answers that show anything")
}

type comparison struct {
	conn      *sql.DB
	sql, ids  string
	windows   int
	unordered bool
	answer    func(finbench.Query) []string
}

func TestRead1BlockedMedia(t *testing.T) {
	data, conn := open(t)
	compare(t, comparison{conn: conn, sql: sqlMedia, windows: 4, ids: `select src from flow where label = 'transfer' group by src order by count(*) desc limit 6`,
		answer: func(q finbench.Query) (out []string) {
			for _, r := range data.BlockedMedia(q) {
				out = append(out, fmt.Sprintf("%d %d %d %s", r.Other, r.Distance, r.Medium, r.Kind))
			}
			return slices.Clip(append([]string{}, out...))
		}})
}

func TestRead2LoansUpstream(t *testing.T) {
	data, conn := open(t)
	compare(t, comparison{conn: conn, sql: sqlLoans, windows: 4, ids: `select person from PersonOwnAccount p join flow f on f.dst = cast(p.account as integer) group by person order by count(*) desc limit 6`,
		answer: func(q finbench.Query) []string {
			out := []string{}
			for _, r := range data.LoansUpstream(q) {
				out = append(out, fmt.Sprintf("%d %d %d", r.Other, r.LoanFen, r.BalanceFen))
			}
			return out
		}})
}

func TestRead5Traces(t *testing.T) {
	data, conn := open(t)
	compare(t, comparison{conn: conn, sql: sqlTraces, windows: 3, unordered: true,
		ids: `select person from PersonOwnAccount p join flow f on f.src = cast(p.account as integer) group by person order by count(*) desc limit 6`,
		answer: func(q finbench.Query) []string {
			traces, err := data.Traces(q)
			check.NoError(t, err)
			out := []string{}
			for i, p := range traces {
				check.True(t, i == 0 || len(p) <= len(traces[i-1]), "the longest trace comes first")
				s := fmt.Sprintf("%d /", len(p)-1)
				for _, account := range p {
					s += fmt.Sprintf("%d/", account)
				}
				out = append(out, s)
			}
			return out
		}})
}

func TestRead8LoanTrace(t *testing.T) {
	data, conn := open(t)
	compare(t, comparison{conn: conn, sql: sqlLoanTrace, windows: 4, ids: `select loan from LoanDepositAccount group by loan order by count(*) desc, loan limit 5`,
		answer: func(q finbench.Query) []string {
			out := []string{}
			for _, r := range data.LoanTrace(q) {
				out = append(out, fmt.Sprintf("%d %d %d", r.Account, int64(r.Ratio), r.Distance))
			}
			return out
		}})
}

func TestRefusesWhatIsNoData(t *testing.T) {
	_, err := finbench.Load(fs.FS(os.DirFS(t.TempDir())))
	check.Fault(t, err, "trace.finbench_file")
	check.Fault(t, finbench.Query{From: 2, To: 1, Limit: 1}.Check(), "trace.finbench_query")
	check.Fault(t, finbench.Query{From: 1, To: 2}.Check(), "trace.finbench_query")
	check.Equal(t, finbench.Ratio(1234).String(), "1.234")
	check.Equal(t, finbench.Ratio(7).String(), "0.007")
}

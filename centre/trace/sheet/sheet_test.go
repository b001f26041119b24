// Protects: what an analyst does with statements can always be undone, no fen is lost or doubled, the same transfer in two
// statements counts once, and nothing depends on the order in which files came. On both databases.
package sheet_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/trace"
	"fanzha/centre/trace/sheet"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

// Four accounts of an invented case. The victim's 86,000.00 go to M1, on to M2 and M3, and out in cash and by purchase.
const (
	victim = "9900010000000000018"
	mule1  = "9900020000000000019"
	mule2  = "9900030000000000011"
	mule3  = "9900040000000000012"
)

// Payer's statement, in two columns; payee's with a mark, newest first, in GB-like names; a third one without a statement.
var files = map[string]string{
	"victim.csv": "账号,户名,交易时间,支出,收入,余额,流水号,对方账号,对方户名,摘要\n" +
		victim + ",刘某,2026-11-01 10:00:00,86000.00,,1200.00,S1," + mule1 + ",张三,转账\n",
	"mule1.csv": "卡号,户名,交易日期,交易时间,借贷标志,交易金额,余额,流水号,对方账号,对方户名,摘要\n" +
		mule1 + ",张三,20261101,100200,借,3.00,6997.00,S5,,,跨行手续费\n" +
		mule1 + ",张三,20261101,100200,借,30000.00,7000.00,S4," + mule3 + ",王五,转账\n" +
		mule1 + ",张三,20261101,100200,借,50000.00,37000.00,S3," + mule2 + ",李四,转账\n" +
		mule1 + ",张三,20261101,100001,贷,86000.00,87000.00,S2," + victim + ",刘某,转账\n",
	"mule2.csv": "账号\t交易时间\t收/支\t交易金额\t交易后余额\t对方账号\t对方户名\t摘要\t商户名称\n" +
		mule2 + "\t2026-11-01 10:02:03\t收入\t50000.00\t50000.00\t" + mule1 + "\t张三\t转账\t\n" +
		mule2 + "\t2026-11-01 10:30:00\t支出\t20000.00\t30000.00\t\t\tATM取款\t\n" +
		mule2 + "\t2026-11-01 10:40:00\t支出\t12000.00\t18000.00\t\t\t消费\t云河金行\n",
}

// desked is a desk on each database with an empty sheet.
func desked(t *testing.T, fn func(t *testing.T, s *sheet.Service, id string)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := desk(t, d)
		w, err := s.Create(t.Context(), analyst, sheet.CreateCmd{Name: "刘某被骗案"})
		check.NoError(t, err)
		fn(t, s, w.ID)
	})
}

func view(t testing.TB, s *sheet.Service, id string) sheet.View {
	t.Helper()
	v, err := s.Get(context.Background(), analyst, id)
	check.NoError(t, err)
	return v
}

func act(t testing.TB, s *sheet.Service, id string, a sheet.Act) sheet.View {
	t.Helper()
	v, err := s.Act(context.Background(), analyst, sheet.ActCmd{Sheet: id, Version: view(t, s, id).Sheet.Version, Act: a})
	check.NoError(t, err)
	return v
}

// loss is the id of the victim's transfer.
func loss(t testing.TB, v sheet.View) string {
	t.Helper()
	for _, r := range v.Suggested {
		if r.From == victim && r.To == mule1 {
			return r.ID
		}
	}
	t.Fatal("the victim's transfer is not proposed")
	return ""
}

// drawn is a flow in words.
func drawn(v sheet.View) string {
	var b strings.Builder
	for _, e := range v.Flow.Edges {
		fmt.Fprintf(&b, "%d %s>%s %d/%d", e.Layer, short(e.From), short(e.To), e.Fen, e.TaintedFen)
		if e.Hidden {
			b.WriteString(" hidden")
		}
		if e.Manual {
			b.WriteString(" manual")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func short(account string) string {
	for name, a := range map[string]string{"V": victim, "M1": mule1, "M2": mule2, "M3": mule3} {
		if a == account {
			return name
		}
	}
	return account
}

const wholeFlow = `1 V>M1 8600000/8600000
2 M1>M2 5000000/4900000
2 M1>M3 3000000/3000000
2 M1>FEE 300/300 hidden
3 M2>CASH_ATM 2000000/2000000
3 M2>POS_PURCHASE 1200000/1200000
`

func TestFlowOfACase(t *testing.T) {
	desked(t, func(t *testing.T, s *sheet.Service, id string) {
		for _, name := range []string{"victim.csv", "mule1.csv", "mule2.csv"} {
			give(t, s, id, name, []byte(files[name]))
		}
		v := view(t, s, id)
		check.Equal(t, v.Rows, 8)
		check.Equal(t, v.Matched, 2) // S1 with S2 by time, M1 > M2 by time
		v = act(t, s, id, sheet.Act{Kind: sheet.ActRoot, Transfers: []string{loss(t, v)}})
		check.Equal(t, drawn(v), wholeFlow)
		check.Equal(t, v.Flow.Conservation, sheet.Conservation{InFen: 8600000, HeldFen: 699700 + 1700000, ExitFen: 300 + 2000000 + 1200000, FollowedFen: 3000000, Balanced: true})
		for _, c := range v.Checks {
			check.Equal(t, c.Gaps, 0)
			check.Equal(t, c.Opening+c.InFen-c.OutFen, c.Closing)
		}
	})
}

func TestOrderOfFilesIsNothing(t *testing.T) {
	want := ""
	for _, order := range [][]string{{"victim.csv", "mule1.csv", "mule2.csv"}, {"mule2.csv", "victim.csv", "mule1.csv"}, {"mule1.csv", "mule2.csv", "victim.csv"}} {
		d := dbtest.SQLite(t)
		s := desk(t, d)
		w, err := s.Create(t.Context(), analyst, sheet.CreateCmd{Name: "x"})
		check.NoError(t, err)
		root := ""
		for i, name := range order {
			give(t, s, w.ID, name, []byte(files[name]))
			v := view(t, s, w.ID)
			if i == 1 { // the root is chosen before the last statement is there, and stays
				root = loss(t, v)
				act(t, s, w.ID, sheet.Act{Kind: sheet.ActRoot, Transfers: []string{root}})
			}
		}
		v := view(t, s, w.ID)
		got := drawn(v)
		if want == "" {
			want = got
		}
		check.Equal(t, got, want)
		check.Equal(t, len(v.Flow.Edges) > 4, true)
	}
}

func TestSameFileOnce(t *testing.T) {
	desked(t, func(t *testing.T, s *sheet.Service, id string) {
		ctx := t.Context()
		file := []byte(files["mule1.csv"])
		sum := sha256.Sum256(file)
		cmd := sheet.BeginCmd{Sheet: id, Name: "a.csv", SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(file))}
		give(t, s, id, "a.csv", file)
		_, _, err := s.Begin(ctx, analyst, cmd)
		check.Fault(t, err, sheet.ErrDuplicate.Code)
		// an overlapping export: the same rows and one more
		give(t, s, id, "b.csv", append(file, []byte(mule1+",张三,20261101,120000,借,1.00,6996.00,S9,,,短信费\n")...))
		v := view(t, s, id)
		check.Equal(t, v.Repeated, 4)
		check.Equal(t, v.Rows, 9)
		// undone, it comes back without being read again
		v, err = s.Undo(ctx, analyst, id, v.Sheet.Version)
		check.NoError(t, err)
		check.Equal(t, v.Rows, 4)
		v, err = s.Undo(ctx, analyst, id, v.Sheet.Version)
		check.NoError(t, err)
		check.Equal(t, v.Rows, 0)
		_, run, err := s.Begin(ctx, analyst, cmd)
		check.NoError(t, err)
		check.Equal(t, run, false)
		check.Equal(t, view(t, s, id).Rows, 4)
	})
}

func TestActs(t *testing.T) {
	desked(t, func(t *testing.T, s *sheet.Service, id string) {
		for name := range files {
			give(t, s, id, name, []byte(files[name]))
		}
		v := act(t, s, id, sheet.Act{Kind: sheet.ActRoot, Transfers: []string{loss(t, view(t, s, id))}})
		// a payment that no statement shows
		v = act(t, s, id, sheet.Act{Kind: sheet.ActAddLeg, From: mule3, To: "9900050000000000013", Holder: "赵六", At: v.Roots[0].At + 20*when.Minute, Fen: 2500000, Note: "银行电话告知"})
		check.True(t, strings.Contains(drawn(v), "3 M3>9900050000000000013 2500000/2500000 manual"), drawn(v))
		leg := ""
		for _, e := range v.Flow.Edges {
			if e.Manual {
				leg = e.ID
			}
		}
		// M2 and M3 are one man's
		v = act(t, s, id, sheet.Act{Kind: sheet.ActMerge, Accounts: []string{mule3, mule2}, Holder: "李四"})
		check.True(t, strings.Contains(drawn(v), "2 M1>M2 3000000/"), drawn(v))
		check.True(t, strings.Contains(drawn(v), "3 M2>9900050000000000013 2500000/"), drawn(v))
		v = act(t, s, id, sheet.Act{Kind: sheet.ActSplit, Account: mule3})
		check.True(t, strings.Contains(drawn(v), "3 M3>9900050000000000013"), drawn(v))
		v = act(t, s, id, sheet.Act{Kind: sheet.ActHide, Account: mule3, Hidden: true})
		check.True(t, strings.Contains(drawn(v), "2 M1>M3 3000000/3000000 hidden"), drawn(v))
		v = act(t, s, id, sheet.Act{Kind: sheet.ActRemoveLeg, Leg: leg})
		check.True(t, !strings.Contains(drawn(v), "manual"), drawn(v))
		v = act(t, s, id, sheet.Act{Kind: sheet.ActNote, Account: mule1, Note: "本人称不知情"})
		for _, a := range v.Flow.Accounts {
			check.Equal(t, a.Note != "", a.Account.Account == mule1)
		}
		for _, bad := range []struct {
			act  sheet.Act
			code string
		}{
			{sheet.Act{Kind: sheet.ActRoot, Transfers: []string{"12345"}}, sheet.ErrTransfer.Code},
			{sheet.Act{Kind: sheet.ActNote, Account: "nobody", Note: "x"}, sheet.ErrAccount.Code},
			{sheet.Act{Kind: sheet.ActRemoveLeg, Leg: leg}, sheet.ErrLeg.Code},
			{sheet.Act{Kind: sheet.ActMerge, Accounts: []string{mule1}}, sheet.ErrField.Code},
			{sheet.Act{Kind: sheet.ActParams, Params: &sheet.Params{Rule: "luck"}}, sheet.ErrField.Code},
			{sheet.Act{Kind: sheet.ActAddLeg, From: mule1, To: mule1, At: start, Fen: 1}, sheet.ErrField.Code},
			{sheet.Act{Kind: sheet.ActFile, File: "x"}, sheet.ErrField.Code},
			{sheet.Act{Kind: sheet.ActRedo}, sheet.ErrNoRedo.Code},
			{sheet.Act{Kind: "dance"}, sheet.ErrField.Code},
		} {
			_, err := s.Act(t.Context(), analyst, sheet.ActCmd{Sheet: id, Version: v.Sheet.Version, Act: bad.act})
			check.Fault(t, err, bad.code)
		}
		_, err := s.Act(t.Context(), analyst, sheet.ActCmd{Sheet: id, Version: v.Sheet.Version - 1, Act: sheet.Act{Kind: sheet.ActUndo}})
		check.Fault(t, err, sheet.ErrVersion.Code)
	})
}

// Undo of every act gives back what was there before, and redo what came after.
func TestUndoRestores(t *testing.T) {
	desked(t, func(t *testing.T, s *sheet.Service, id string) {
		for name := range files {
			give(t, s, id, name, []byte(files[name]))
		}
		root := loss(t, view(t, s, id))
		params := view(t, s, id).State.Params
		params.Rule, params.MaxHops = trace.ProRata, 3
		var states []sheet.State
		var flows []string
		note := func() {
			v := view(t, s, id)
			v.State.Undo, v.State.Redo = "", ""
			states, flows = append(states, v.State), append(flows, drawn(v))
		}
		note()
		for _, a := range []sheet.Act{
			{Kind: sheet.ActRoot, Transfers: []string{root}}, {Kind: sheet.ActParams, Params: &params}, {Kind: sheet.ActMerge, Accounts: []string{mule2, mule3}, Holder: "李四"},
			{Kind: sheet.ActAddLeg, From: mule3, To: "x1", At: start, Fen: 5}, {Kind: sheet.ActNote, Account: mule1, Note: "n"}, {Kind: sheet.ActHide, Account: mule2, Hidden: true},
			{Kind: sheet.ActSplit, Account: mule3}, {Kind: sheet.ActRoot, Transfers: nil},
		} {
			act(t, s, id, a)
			note()
		}
		same := func(i int) {
			v := view(t, s, id)
			v.State.Undo, v.State.Redo = "", ""
			if d := cmp.Diff(states[i], v.State); d != "" {
				t.Fatalf("state %d: %s", i, d)
			}
			check.Equal(t, drawn(v), flows[i])
		}
		for i := len(states) - 2; i >= 0; i-- {
			act(t, s, id, sheet.Act{Kind: sheet.ActUndo})
			same(i)
		}
		for i := 1; i < len(states); i++ {
			act(t, s, id, sheet.Act{Kind: sheet.ActRedo})
			same(i)
		}
	})
}

func TestJurisdictionAndRights(t *testing.T) {
	desked(t, func(t *testing.T, s *sheet.Service, id string) {
		ctx := t.Context()
		give(t, s, id, "victim.csv", []byte(files["victim.csv"]))
		_, err := s.Get(ctx, other, id)
		check.Fault(t, err, sheet.ErrNotFound.Code)
		list, err := s.List(ctx, other)
		check.NoError(t, err)
		check.Equal(t, len(list), 0)
		_, err = s.Preview(ctx, other, id, strings.NewReader(files["victim.csv"]))
		check.Fault(t, err, sheet.ErrNotFound.Code)
		v, err := s.Get(ctx, leader, id) // the city above reads
		check.NoError(t, err)
		_, err = s.Act(ctx, leader, sheet.ActCmd{Sheet: id, Version: v.Sheet.Version, Act: sheet.Act{Kind: sheet.ActUndo}})
		check.Fault(t, err, access.ErrDenied.Code)
		_, err = s.Create(ctx, leader, sheet.CreateCmd{Name: "x"})
		check.Fault(t, err, access.ErrDenied.Code)
	})
}

// broken is a file that ends in a fault after its first bytes.
type broken struct{ r *strings.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil {
		return n, fmt.Errorf("the disk went away")
	}
	return n, nil
}

func TestBrokenImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		c := clock.NewManual(start)
		s := deskAt(t, d, c)
		w, err := s.Create(ctx, analyst, sheet.CreateCmd{Name: "x"})
		check.NoError(t, err)
		cmd := sheet.BeginCmd{Sheet: w.ID, Name: "a.csv", SHA256: strings.Repeat("a", 64)}
		f, _, err := s.Begin(ctx, analyst, cmd)
		check.NoError(t, err)
		_, _, err = s.Begin(ctx, analyst, cmd)
		check.Fault(t, err, sheet.ErrBusy.Code)
		check.True(t, s.Run(ctx, analyst, f, broken{strings.NewReader(files["mule1.csv"])}) != nil, "a broken file")
		check.Equal(t, view(t, s, w.ID).Files[0].State, sheet.Failed)
		// the same file may be given again; a process that dies leaves an import that another may take over
		first, run, err := s.Begin(ctx, analyst, cmd)
		check.NoError(t, err)
		check.True(t, run, "again")
		c.Set(start.Add(time.Hour))
		second, run, err := s.Begin(ctx, analyst, cmd)
		check.NoError(t, err)
		check.True(t, run, "taken over")
		check.Fault(t, s.Run(ctx, analyst, first, strings.NewReader(files["mule1.csv"])), sheet.ErrBroken.Code)
		check.NoError(t, s.Run(ctx, analyst, second, strings.NewReader(files["mule1.csv"])))
		v := view(t, s, w.ID)
		check.Equal(t, len(v.Files), 1)
		check.Equal(t, v.Rows, 4)
		_, _, err = s.Begin(ctx, analyst, sheet.BeginCmd{Sheet: w.ID, Name: "b.csv", SHA256: strings.Repeat("b", 64)})
		check.NoError(t, err)
		c.Set(start.Add(2 * time.Hour))
		n, err := s.Sweep(ctx)
		check.NoError(t, err)
		check.Equal(t, n, 1)
		check.Equal(t, view(t, s, w.ID).Files[1].Error, sheet.ErrBroken.Code)
	})
}

// The map that was settled for a bank's columns is the guess for its next file.
func TestMapIsKept(t *testing.T) {
	desked(t, func(t *testing.T, s *sheet.Service, id string) {
		odd := "甲,乙,丙,交易时间,交易金额\n" + mule1 + ",出,备,2026-11-01 10:00:00,5.00\n"
		l, err := s.Preview(t.Context(), analyst, id, strings.NewReader(odd+"\n"))
		if err == nil {
			t.Fatalf("two names were enough: %v", l.Guess)
		}
		odd = strings.Replace(odd, "丙", "摘要", 1)
		l, err = s.Preview(t.Context(), analyst, id, strings.NewReader(odd))
		check.NoError(t, err)
		m := l.Guess
		m[0], m[8] = "乙", "甲" // direction, account
		sum := sha256.Sum256([]byte(odd))
		f, _, err := s.Begin(t.Context(), analyst, sheet.BeginCmd{Sheet: id, Name: "odd.csv", SHA256: hex.EncodeToString(sum[:]), Map: m})
		check.NoError(t, err)
		check.NoError(t, s.Run(t.Context(), analyst, f, bytes.NewReader([]byte(odd))))
		l, err = s.Preview(t.Context(), analyst, id, strings.NewReader(odd+odd[strings.Index(odd, "\n")+1:]))
		check.NoError(t, err)
		check.Equal(t, l.Guess, m)
	})
}

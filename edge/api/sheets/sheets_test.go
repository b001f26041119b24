package sheets_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"fanzha/base/access"
	"fanzha/centre/trace/sheet"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// The invented case: the victim's 86,000.00 go to mule1, on to mule2 and mule3, and out in cash.
const (
	victim = "9900010000000000018"
	mule1  = "9900020000000000019"
	mule2  = "9900030000000000011"
	mule3  = "9900040000000000012"
)

const victimCSV = "账号,户名,交易时间,支出,收入,余额,流水号,对方账号,对方户名,摘要\n" +
	victim + ",刘大明,2026-11-01 10:00:00,86000.00,,1200.00,S1," + mule1 + ",张三丰,转账\n"

const mule1CSV = "卡号,户名,交易日期,交易时间,借贷标志,交易金额,余额,流水号,对方账号,对方户名,摘要\n" +
	mule1 + ",张三丰,20261101,100200,借,30000.00,7000.00,S4," + mule3 + ",王五一,转账\n" +
	mule1 + ",张三丰,20261101,100200,借,50000.00,37000.00,S3," + mule2 + ",李四海,转账\n" +
	mule1 + ",张三丰,20261101,100001,贷,86000.00,87000.00,S2," + victim + ",刘大明,转账\n"

func gb(t *testing.T, s string) []byte {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	check.NoError(t, err)
	return []byte(out)
}

// workbook is mule2's statement; the account stands above the table.
func workbook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range [][]any{
		{"账号：" + mule2 + " 户名：李四海"}, {"交易时间", "收/支", "交易金额", "交易后余额", "对方账号", "对方户名", "摘要"},
		{"2026-11-01 10:02:03", "收入", "50000.00", "50000.00", mule1, "张三丰", "转账"},
		{"2026-11-01 10:30:00", "支出", "20000.00", "30000.00", "", "", "ATM取款"},
	} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		check.NoError(t, err)
		check.NoError(t, f.SetSheetRow("Sheet1", cell, &row))
	}
	var out bytes.Buffer
	check.NoError(t, f.Write(&out))
	return out.Bytes()
}

type previewSeen struct {
	Columns          []struct{ Name string }
	Guess            map[string]string
	Charset, Account string
	Holder           string
}

func TestFilesArrive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		s := o.create()
		var p previewSeen
		o.must(call{who: "chen", method: http.MethodPost, path: "/" + s.ID + "/preview", body: gb(t, mule1CSV)}, &p)
		check.Equal(t, p.Charset, "gb18030")
		check.Equal(t, p.Guess["card"]+p.Guess["account"], "卡号")
		check.Equal(t, p.Guess["amount"], "交易金额")
		o.must(call{who: "chen", method: http.MethodPost, path: "/" + s.ID + "/preview", body: workbook(t)}, &p)
		check.Equal(t, p.Account, mule2)
		check.Equal(t, p.Holder, "李**")
		check.Equal(t, len(o.look("chen", s.ID).Files), 0) // a preview keeps nothing

		check.Equal(t, o.give(s.ID, "事主.csv", []byte(victimCSV)).State, "ready")
		check.Equal(t, o.give(s.ID, "一层.csv", gb(t, mule1CSV)).Rows, int64(3))
		check.Equal(t, o.give(s.ID, "二层.xlsx", workbook(t)).Rows, int64(2))
		v := o.look("chen", s.ID)
		check.Equal(t, v.Rows, int64(6))
		check.Equal(t, v.Matched, int64(2)) // victim → mule1 and mule1 → mule2 are in two statements
		file := call{who: "chen", method: http.MethodPost, path: "/" + s.ID + "/files?name=again.csv", body: []byte(victimCSV)}
		o.refused(file, "sheet.file_twice")

		bad := o.give(s.ID, "坏行.csv", []byte(strings.Replace(victimCSV, "刘大明,2026-11-01", "刘大明,昨天", 1)+strings.Split(victimCSV, "\n")[1]+"1\n"))
		check.Equal(t, bad.State, "ready")
		check.Equal(t, bad.Bad, int64(1))
		check.Equal(t, bad.Faults[0].Line, int64(2))
		check.Equal(t, bad.Faults[0].Why, "time")
		check.True(t, strings.Contains(bad.Error, "第2行交易时间"), bad.Error)
		none := o.give(s.ID, "全坏.csv", []byte(strings.Replace(victimCSV, "2026-11-01", "昨天", 1)))
		check.Equal(t, none.State, "failed")
		check.True(t, none.Error != "", "says why")
	})
}

// Protects what a mistaken file or map does: it is refused before anything is recorded, or fails with its reason.
func TestFilesRefused(t *testing.T) {
	o := open(t, dbtest.SQLite(t))
	s := o.create()
	post := func(what string, body any) call {
		return call{who: "chen", method: http.MethodPost, path: "/" + s.ID + what, body: body}
	}
	o.refused(post("/preview", []byte("%PDF-1.7\x00\x01\x02")), "sheet.file_format")
	o.refused(post("/preview", []byte("a,b\n1,2\n")), "sheet.file_header")
	o.refused(post("/files", []byte(victimCSV)), "sheet.field") // a file has a name
	for text, code := range map[string]string{"{": "sheet.map", `{"nonsense":"x"}`: "sheet.map", `["a"]`: "sheet.map"} {
		c := post("/files?name=a.csv", []byte(victimCSV))
		c.fieldMap = text
		o.refused(c, code)
	}
	check.Equal(t, len(o.look("chen", s.ID).Files), 0)
	mapped := func(name, fields string) fileSeen {
		c := post("/files?name="+name, []byte(victimCSV))
		c.fieldMap = fields
		var v sheetSeen
		o.must(c, &v)
		return o.read(s.ID, name)
	}
	check.Equal(t, mapped("gone.csv", `{"time":"没有这列","debit":"支出","credit":"收入","account":"账号"}`).State, "failed")
	f := mapped("good.csv", `{"time":"交易时间","debit":"支出","credit":"收入","account":"账号","peer_account":"对方账号"}`) // the same content after a failure
	check.Equal(t, f.State, "ready")
	check.Equal(t, f.Rows, int64(1))
}

// Protects the disk: a body beyond the limit of its route is refused.
func TestOversized(t *testing.T) {
	o := open(t, dbtest.SQLite(t))
	s := o.create()
	o.refused(call{who: "chen", method: http.MethodPost, path: "/" + s.ID + "/act", body: []byte(`{"version":1,"kind":"note","note":"` + strings.Repeat("x", 300<<10) + `"}`)}, "api.too_large")
	o.refused(call{who: "chen", method: http.MethodPost, path: "/" + s.ID + "/files?name=a.csv", body: &endless{left: sheet.MaxUpload + 1}}, "sheet.file_too_big")
	check.Equal(t, len(o.look("chen", s.ID).Files), 0)
}

// endless is a body of so many zeros.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, http.ErrBodyReadAfterClose
	}
	n := min(int64(len(p)), e.left)
	e.left -= n
	return int(n), nil
}

// chased is a sheet with the case and its root.
func chased(o *office) sheetSeen {
	o.t.Helper()
	s := o.create()
	o.give(s.ID, "事主.csv", []byte(victimCSV))
	o.give(s.ID, "一层.csv", gb(o.t, mule1CSV))
	o.give(s.ID, "二层.xlsx", workbook(o.t))
	for _, r := range o.look("chen", s.ID).Roots {
		if r.From == victim {
			return o.act(s.ID, map[string]any{"kind": "root", "transfers": []string{r.ID}})
		}
	}
	o.t.Fatal("the victim's transfer is not proposed")
	return s
}

func (s sheetSeen) account(number string) accountSeen {
	for _, a := range s.Accounts {
		if a.Account == number {
			return a
		}
	}
	return accountSeen{}
}

func TestActs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		s := chased(o)
		check.Equal(t, s.Conservation.InFen, int64(8_600_000))
		check.Equal(t, s.Conservation.ExitFen, int64(2_000_000))
		check.True(t, s.Conservation.Balanced, "every fen is somewhere")
		check.Equal(t, s.account(mule2).Layer, 2)
		check.Equal(t, s.account(mule2).Holder, "李**")
		o.refused(call{who: "chen", method: http.MethodPost, path: "/" + s.ID + "/act", body: map[string]any{"version": s.Version - 1, "kind": "note", "account": mule1}}, "sheet.version")
		o.refused(call{who: "chen", method: http.MethodPost, path: "/" + s.ID + "/act", body: map[string]any{"version": s.Version, "kind": "note", "account": "nobody"}}, "sheet.account_unknown")

		p := s.Params
		p["max_hops"], p["rule"] = 1, "lifo"
		check.Equal(t, o.act(s.ID, map[string]any{"kind": "params", "params": p}).account(mule3).Account, "")
		o.back(s.ID)
		n := o.act(s.ID, map[string]any{"kind": "note", "account": mule2, "note": "本人称不知情"})
		check.Equal(t, n.account(mule2).Note, "本人称不知情")
		h := o.act(s.ID, map[string]any{"kind": "hide", "account": mule3, "hidden": true})
		check.True(t, h.account(mule3).Hidden, "hidden")
		m := o.act(s.ID, map[string]any{"kind": "merge", "accounts": []string{mule2, mule3}, "holder": "李四海"})
		check.Equal(t, m.account(mule3).Merged+m.account(mule2).Merged, mule2)
		check.Equal(t, m.Conservation.InFen, s.Conservation.InFen)
		o.act(s.ID, map[string]any{"kind": "split", "account": mule3})
		l := o.act(s.ID, map[string]any{"kind": "add_leg", "from": mule3, "to": "9900050000000000013", "holder": "赵六", "at": "2026-11-01T02:20:00Z", "fen": 1_000_000, "note": "见照片"})
		var leg string
		for _, e := range l.Edges {
			if e.Manual {
				leg = e.ID
			}
		}
		check.True(t, leg != "", "the leg is followed")
		check.Equal(t, o.act(s.ID, map[string]any{"kind": "remove_leg", "leg": leg}).account("9900050000000000013").Account, "")
		o.act(s.ID, map[string]any{"kind": "hide", "account": mule3, "hidden": false})
	})
}

// back undoes, redoes and undoes again.
func (o *office) back(id string) {
	o.t.Helper()
	step := func(what string) (out sheetSeen) {
		o.must(call{who: "chen", method: http.MethodPost, path: "/" + id + "/" + what, body: map[string]any{"version": o.look("chen", id).Version}}, &out)
		return out
	}
	before := o.look("chen", id)
	undone := step("undo")
	check.Equal(o.t, undone.Redo, before.Undo)
	check.Equal(o.t, step("redo").Edges, before.Edges)
	check.Equal(o.t, step("undo").Edges, undone.Edges)
}

func TestUndoOfFile(t *testing.T) {
	o := open(t, dbtest.SQLite(t))
	s := o.create()
	o.give(s.ID, "事主.csv", []byte(victimCSV))
	var v sheetSeen
	o.must(call{who: "chen", method: http.MethodPost, path: "/" + s.ID + "/undo", body: map[string]any{"version": o.look("chen", s.ID).Version}}, &v)
	check.Equal(t, v.Files[0].State, "undone")
	check.Equal(t, v.Rows, int64(0))
	o.refused(call{who: "chen", method: http.MethodPost, path: "/" + s.ID + "/undo", body: map[string]any{"version": v.Version}}, "sheet.nothing_to_undo")
	check.Equal(t, o.give(s.ID, "事主.csv", []byte(victimCSV)).State, "ready") // back into view, not read again
}

func TestLayersOpen(t *testing.T) {
	o := open(t, dbtest.SQLite(t))
	s := chased(o)
	rows := func(who string) string {
		status, raw := o.do(call{who: who, method: http.MethodGet, path: "/" + s.ID + "/layers.xlsx"})
		check.Equal(t, status, http.StatusOK)
		f, err := excelize.OpenReader(bytes.NewReader(raw))
		check.NoError(t, err)
		cells, err := f.GetRows("Sheet1")
		check.NoError(t, err)
		var out []string
		for _, line := range cells {
			out = append(out, strings.Join(line, "|"))
		}
		return strings.Join(out, "\n")
	}
	whole := rows("chen")
	check.True(t, strings.Contains(whole, "资金流向分层表 刘某被骗案") && strings.Contains(whole, mule2) && strings.Contains(whole, "平衡"), whole)
	check.True(t, !strings.Contains(whole, "张三丰") && strings.Contains(whole, "张**"), "names leave masked: "+whole)
	check.True(t, !strings.Contains(rows("zhao"), mule2), "numbers are masked for who only reads")
}

// Protects jurisdiction and rights.
func TestWhoMay(t *testing.T) {
	o := open(t, dbtest.SQLite(t))
	s := chased(o)
	commands := []call{
		{method: http.MethodPost, path: "/" + s.ID + "/act", body: map[string]any{"version": s.Version, "kind": "note", "account": mule1, "note": "x"}},
		{method: http.MethodPost, path: "/" + s.ID + "/undo", body: map[string]any{"version": s.Version}},
		{method: http.MethodPost, path: "/" + s.ID + "/preview", body: []byte(victimCSV)},
		{method: http.MethodPost, path: "/" + s.ID + "/files?name=x.csv", body: []byte(mule1CSV)},
	}
	reads := []call{{method: http.MethodGet, path: "/" + s.ID}, {method: http.MethodGet, path: "/" + s.ID + "/layers.xlsx"}, {method: http.MethodGet, path: "/" + s.ID + "/transfers?account=" + mule1}}
	for _, c := range append(commands, reads...) {
		c.who = "lin"
		o.refused(c, "sheet.not_found")
		c.who = ""
		o.refused(c, "access.no_session")
	}
	for _, c := range commands {
		c.who = "zhao"
		o.refused(c, "access.denied")
	}
	var list struct{ Items []struct{ ID string } }
	for who, seen := range map[string]int{"lin": 0, "zhao": 1, "chen": 1, "zhou": 1} {
		o.must(call{who: who, method: http.MethodGet, path: ""}, &list)
		check.Equal(t, len(list.Items), seen)
	}
	status, raw := o.do(call{who: "zhao", method: http.MethodGet, path: "/" + s.ID})
	check.Equal(t, status, http.StatusOK)
	for _, secret := range []string{victim, mule1, mule2, mule3, "张三丰", "李四海", "刘大明"} {
		check.True(t, !bytes.Contains(raw, []byte(secret)), "shown to who only reads: "+secret)
	}
	check.Equal(t, o.look("chen", s.ID).Version, s.Version)
	o.must(call{who: "chen", method: http.MethodGet, path: "/" + s.ID + "/transfers?account=" + mule1}, &list)
	check.Equal(t, len(list.Items), 3)
}

// Protects an import whose process was killed: Sweep fails it, and the same file can be given again to the next process.
func TestProcessDies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		s := o.create()
		chen, err := o.people.AccountByLogin(t.Context(), access.System(), "chen")
		check.NoError(t, err)
		sum := sha256.Sum256([]byte(victimCSV))
		_, run, err := o.sheets.Begin(t.Context(), chen.Scope(), sheet.BeginCmd{Sheet: s.ID, Name: "a.csv", SHA256: hex.EncodeToString(sum[:]), Bytes: 1}) // and nobody reads it
		check.NoError(t, err)
		check.True(t, run, "new")
		o.desk.Close()

		next := serve(t, d)
		next.signIn()
		check.Equal(t, next.look("chen", s.ID).Files[0].State, "queued")
		next.refused(call{who: "chen", method: http.MethodPost, path: "/" + s.ID + "/files?name=a.csv", body: []byte(victimCSV)}, "sheet.file_importing")
		next.clock.Set(next.clock.Now().Add(11 * time.Minute))
		next.signIn()
		swept, err := next.sheets.Sweep(t.Context())
		check.NoError(t, err)
		check.Equal(t, swept, 1)
		f := next.look("chen", s.ID).Files[0]
		check.Equal(t, f.State, "failed")
		check.Equal(t, f.Error, "导入中断，文件未完整读入。")
		check.Equal(t, next.give(s.ID, "a.csv", []byte(victimCSV)).State, "ready")
	})
}

// Protects a stop in the middle of reading: the import is failed at once, not after the sweep's patience.
func TestStopWhileReading(t *testing.T) {
	o := open(t, dbtest.SQLite(t))
	s := o.create()
	var big strings.Builder
	big.WriteString(strings.SplitAfter(victimCSV, "\n")[0])
	for i := range 60_000 {
		big.WriteString(victim + ",刘大明,2026-11-01 10:00:00,1.00,,1200.00,N")
		big.WriteString(strings.Repeat("0", i%7) + mule1 + "," + mule1 + ",张三丰,转账\n")
	}
	var v sheetSeen
	o.must(call{who: "chen", method: http.MethodPost, path: "/" + s.ID + "/files?name=big.csv", body: []byte(big.String())}, &v)
	o.desk.Close()
	f := o.read(s.ID, "big.csv")
	check.True(t, f.State == "failed" && f.Error == "导入中断，文件未完整读入。" || f.State == "ready", f.State+" "+f.Error)
}

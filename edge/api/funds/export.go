package funds

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/edge/api"
	"fanzha/term/fault"
)

// maxExport bounds the rows of one file: a spreadsheet that people still open.
const maxExport = 20_000

// errExport says that a file could not be written.
var errExport = fault.New(fault.Internal, "api.export")

// workbook is one file for a spreadsheet program: a line that says who took it out and when, a header, rows.
type workbook struct {
	name    string // of the file, without ending
	title   string
	columns []string
	rows    [][]any
}

// exportRoutes are files, not JSON: they stand beside huma and name the caller by the session like every route.
func (a *desk) exportRoutes() {
	a.export("GET /api/v1/stops.xlsx", func(ctx context.Context, scope access.Scope, r *http.Request) (workbook, error) {
		q := r.URL.Query()
		f, err := a.stopFilter(&stopQuery{
			Bank: q.Get("bank"), State: q["state"], Hold: q["hold"], Claim: q.Get("claim"), Account: q.Get("account"), Expiring: q.Get("expiring"),
			Q: q.Get("q"), Silent: q.Get("silent") == "true", Flagged: q.Get("flagged") == "true",
		})
		if err != nil {
			return workbook{}, err
		}
		return a.stopBook(ctx, scope, f)
	})
	a.export("GET /api/v1/claims/{id}/flow.xlsx", func(ctx context.Context, scope access.Scope, r *http.Request) (workbook, error) {
		return a.flowBook(ctx, scope, r.PathValue("id"))
	})
}

func (a *desk) export(pattern string, make func(ctx context.Context, scope access.Scope, r *http.Request) (workbook, error)) {
	a.api.File(pattern, func(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
		book, err := make(r.Context(), scope, r)
		if err != nil {
			return err
		}
		return book.write(w, scope, a.Clock.Now().Time())
	})
}

func (b workbook) write(w http.ResponseWriter, scope access.Scope, now time.Time) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	const sheet = "Sheet1"
	stream, err := f.NewStreamWriter(sheet)
	if err != nil {
		return errExport.With(err)
	}
	line := 1
	put := func(cells ...any) {
		if err == nil {
			err = stream.SetRow(fmt.Sprintf("A%d", line), cells)
			line++
		}
	}
	put(b.title, fmt.Sprintf("导出人：%s（%s）", scope.Name, scope.Unit), "导出时间："+now.In(api.CentreZone).Format("2006-01-02 15:04:05"), "内部资料，注意保密")
	head := make([]any, len(b.columns))
	for i, c := range b.columns {
		head[i] = c
	}
	put(head...)
	for _, row := range b.rows {
		put(row...)
	}
	if err == nil {
		err = stream.Flush()
	}
	if err != nil {
		return errExport.With(err)
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="`+fileName(b.name)+`.xlsx"`)
	err = f.Write(w)
	if err != nil {
		return errExport.With(err)
	}
	return nil
}

// yuanCell is an amount in yuan for a spreadsheet; fen are exact to 90 trillion yuan there.
func yuanCell(fen int64) any { return float64(fen) / 100 }

func localTime(stamp string) string {
	t, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return ""
	}
	return t.In(api.CentreZone).Format("2006-01-02 15:04:05")
}

func (a *desk) stopBook(ctx context.Context, scope access.Scope, f stoppay.OrderFilter) (workbook, error) {
	b := workbook{name: "stops", title: "止付冻结台账", columns: []string{
		"指令编号", "案件编号", "层级", "机构", "账号", "户名", "请求止付(元)", "已止付(元)", "第几次", "状态", "止付状态", "下达时间", "接收时间", "反馈时间", "执行时间", "到期时间", "拒绝原因",
	}}
	f.Limit = stoppay.PageMax
	for len(b.rows) < maxExport {
		orders, next, err := a.Stops.Orders(ctx, scope, f)
		if err != nil {
			return b, err
		}
		rows, err := a.stopRows(ctx, scope, orders)
		if err != nil {
			return b, err
		}
		for _, r := range rows {
			b.rows = append(b.rows, []any{
				r.Number, r.ClaimNumber, r.Layer, r.BankName, r.Account, r.Name, yuanCell(r.Fen), yuanCell(r.HeldFen), r.Count, stateWords[r.State], holdWords[r.HoldState],
				localTime(r.SealedAt), localTime(r.SeenAt), localTime(r.AnsweredAt), localTime(r.ExecutedAt), localTime(r.ExpiresAt), r.RefusalZH,
			})
		}
		if next == "" {
			break
		}
		f.Cursor = next
	}
	return b, nil
}

var stateWords = map[string]string{
	"sealed": "待送达", "sent": "已送达", "seen": "已接收", "answered": "已反馈", "refused": "被拒绝", "failed": "未能送达", "cancelled": "已撤回",
}

var holdWords = map[string]string{
	"": "未止付", "holding": "止付中", "releasing": "解除中", "released": "已解除", "expired": "到期解除", "renewed": "已续止付", "frozen": "已转冻结",
}

func (a *desk) flowBook(ctx context.Context, scope access.Scope, claim string) (workbook, error) {
	d, err := a.Stops.Claim(ctx, scope, claim)
	if err != nil {
		return workbook{}, err
	}
	b := workbook{name: "flow-" + d.Claim.Number, title: "资金流向 " + d.Claim.Number, columns: []string{
		"层级", "转出账号", "去向", "转入机构", "转入账号", "转入户名", "时间", "金额(元)", "其中涉案(元)", "流水号", "地点", "来源", "未跟进原因",
	}}
	view := a.moneyView(ctx)
	for _, l := range d.Legs {
		leg := view.leg(l)
		b.rows = append(b.rows, []any{
			leg.Layer, leg.From, leg.CodeZH, leg.To.BankName, leg.To.Account, leg.To.Name, localTime(leg.At), yuanCell(leg.Fen), yuanCell(leg.Tainted), leg.Ref, leg.Place,
			modeWords[leg.Mode], leg.HaltZH,
		})
	}
	c := conservation(d.File)
	b.rows = append(b.rows, []any{}, []any{"守恒", "被骗", yuanCell(c.InFen), "已止付", yuanCell(c.HeldFen), "已流出", yuanCell(c.ExitFen), "追查中", yuanCell(c.FollowedFen), "未知", yuanCell(c.UnknownFen),
		map[bool]string{true: "平衡", false: "不平衡"}[c.Balanced]})
	return b, nil
}

var modeWords = map[string]string{"payment": "报案", "reply": "银行反馈", "switch": "实时流水", "statement": "调取明细", "manual": "人工补录"}

// fileName keeps what a header may carry.
func fileName(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && r != '"' && r >= ' ' {
			return r
		}
		return '_'
	}, text)
}

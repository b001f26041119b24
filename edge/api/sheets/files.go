package sheets

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/xuri/excelize/v2"

	"fanzha/base/access"
	"fanzha/centre/trace/sheet"
	"fanzha/centre/trace/sheet/statement"
	"fanzha/edge/api"
	"fanzha/term/fault"
	"fanzha/term/ident"
)

// uploadSpan is how long a file may take to arrive: half a gigabyte over a slow office line.
const uploadSpan = 20 * time.Minute

// The refusals of this page.
var (
	errUpload = fault.New(fault.Unavailable, "sheet.import_broken")
	errExport = fault.New(fault.Internal, "api.export")
)

func reply(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}

// decoded reads what the console put into a header or query with encodeURIComponent.
func decoded(s string) string {
	out, err := url.PathUnescape(s)
	if err != nil {
		return s
	}
	return out
}

type previewView struct {
	Columns []columnView      `json:"columns"`
	Guess   map[string]string `json:"guess"`
	Charset string            `json:"charset"`
	Account string            `json:"account"`
	Holder  string            `json:"holder"`
}

type columnView struct {
	Name    string   `json:"name"`
	Samples []string `json:"samples"`
}

// preview tells the columns of a file. It lies on disk meanwhile: the directory of a workbook stands at its end.
func (d *Desk) preview(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
	err := scope.Require(access.FlowWork)
	if err != nil {
		return err
	}
	err = announced(r)
	if err != nil {
		return err
	}
	file, _, err := d.receive(r.Body)
	if err != nil {
		return tooLarge(err)
	}
	defer remove(file)
	l, err := d.Sheets.Preview(r.Context(), scope, r.PathValue("id"), file)
	if err != nil {
		return err
	}
	out := previewView{Columns: []columnView{}, Guess: l.Guess.Names(), Charset: l.Format.Charset, Account: l.Account, Holder: ident.MaskName(l.Holder)}
	for _, c := range l.Columns {
		out.Columns = append(out.Columns, columnView{Name: c.Name, Samples: append([]string{}, c.Samples...)})
	}
	return reply(w, out)
}

// announced refuses a body whose head already says that it is too large, before it is sent.
func announced(r *http.Request) error {
	if r.ContentLength > sheet.MaxUpload {
		return fault.New(fault.Invalid, statement.ErrTooBig.Code, "limit", sheet.MaxUpload)
	}
	return nil
}

func tooLarge(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.New(fault.Invalid, statement.ErrTooBig.Code, "limit", large.Limit)
	}
	return err
}

// upload takes a file in: to a temporary file first, so that its content is known before anything is recorded; then it is read
// on its own, and the answer is the sheet with the file on its way.
func (d *Desk) upload(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
	err := scope.Require(access.FlowWork) // before half a gigabyte is written down
	if err != nil {
		return err
	}
	err = announced(r)
	if err != nil {
		return err
	}
	var names map[string]string
	text := decoded(r.Header.Get("X-Map"))
	if text != "" {
		err = json.Unmarshal([]byte(text), &names)
		if err != nil {
			return statement.ErrMap.With(err)
		}
	}
	m, err := statement.MapOf(names)
	if err != nil {
		return err
	}
	file, cmd, err := d.receive(r.Body)
	if err != nil {
		return tooLarge(err)
	}
	cmd.Sheet, cmd.Name, cmd.Map = r.PathValue("id"), decoded(r.URL.Query().Get("name")), m
	f, run, err := d.Sheets.Begin(r.Context(), scope, cmd)
	if err != nil || !run {
		remove(file)
		if err != nil {
			return err
		}
	} else {
		d.runs.Add(1)
		go d.run(scope, f, file)
	}
	v, err := d.Sheets.Get(r.Context(), scope, cmd.Sheet)
	if err != nil {
		return err
	}
	return reply(w, render(v, scope))
}

// receive writes an upload to a temporary file, which is at its beginning again afterwards.
func (d *Desk) receive(body io.Reader) (*os.File, sheet.BeginCmd, error) {
	file, err := os.CreateTemp(d.Dir, "fanzha-statement-*")
	if err != nil {
		return nil, sheet.BeginCmd{}, errUpload.With(err)
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(file, sum), body)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		remove(file)
		return nil, sheet.BeginCmd{}, err
	}
	return file, sheet.BeginCmd{SHA256: hex.EncodeToString(sum.Sum(nil)), Bytes: n}, nil
}

func remove(file *os.File) {
	err := errors.Join(file.Close(), os.Remove(file.Name()))
	if err != nil {
		slog.Warn("temporary file of an import stays", "err", err)
	}
}

// run reads a file; its outcome stands on the file.
func (d *Desk) run(scope access.Scope, f sheet.File, file *os.File) {
	defer d.runs.Done()
	defer remove(file)
	select {
	case d.running <- struct{}{}:
		defer func() { <-d.running }()
	case <-d.ctx.Done():
	}
	err := d.safely(scope, f, file)
	if err != nil {
		slog.Warn("statement not imported", "file", f.ID, "code", fault.CodeOf(err))
	}
}

// safely turns a panic of a parser into a failed import: one file must not end the process.
func (d *Desk) safely(scope access.Scope, f sheet.File, file io.Reader) (err error) {
	defer func() {
		p := recover()
		if p != nil {
			err = errUpload.With(fmt.Errorf("panic: %v", p))
			slog.Error("import of a statement panicked", "file", f.ID, "err", err)
		}
	}()
	return d.Sheets.Run(d.ctx, scope, f, file)
}

var layerColumns = []any{"层级", "转出账号", "转出户名", "转入账号", "转入户名", "转入银行", "时间", "金额(元)", "其中涉案(元)", "去向", "来源", "已隐藏", "备注"}

// yuan is an amount for a spreadsheet: exact to 90 trillion there.
func yuan(hundredths int64) any { return float64(hundredths) / 100 }

// layers is the table of layers as a workbook.
func (d *Desk) layers(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
	v, err := d.Sheets.Get(r.Context(), scope, r.PathValue("id"))
	if err != nil {
		return err
	}
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	stream, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return errExport.With(err)
	}
	line := 0
	put := func(cells ...any) {
		line++
		if err == nil {
			err = stream.SetRow(fmt.Sprintf("A%d", line), cells)
		}
	}
	put("资金流向分层表 "+v.Sheet.Name, fmt.Sprintf("导出人：%s（%s）", scope.Name, scope.Unit), "导出时间："+d.Clock.Now().Time().In(api.CentreZone).Format("2006-01-02 15:04:05"), "内部资料，注意保密")
	put(layerColumns...)
	d.layerRows(v, accounts(scope), put)
	c := v.Flow.Conservation
	put()
	put("守恒", "被骗", yuan(c.InFen), "账户内", yuan(c.HeldFen), "已流出", yuan(c.ExitFen), "待调取", yuan(c.FollowedFen), "未知", yuan(c.UnknownFen),
		map[bool]string{true: "平衡", false: "不平衡"}[c.Balanced])
	for _, x := range v.Flow.Exits {
		put("流出", x.Mark.ZH, yuan(x.Fen), fmt.Sprintf("%d笔", x.Count))
	}
	if err == nil {
		err = stream.Flush()
	}
	if err != nil {
		return errExport.With(err)
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="layers-`+v.Sheet.ID+`.xlsx"`)
	err = f.Write(w)
	if err != nil {
		return errExport.With(err)
	}
	return nil
}

func (d *Desk) layerRows(v sheet.View, show func(string) string, put func(cells ...any)) {
	of := map[string]sheet.FlowAccount{}
	for _, a := range v.Flow.Accounts {
		of[a.Account.Account] = a
	}
	marks := map[string]string{sheet.KindManual: "手工"}
	for _, x := range v.Flow.Exits {
		marks[x.Mark.Kind] = x.Mark.ZH
	}
	for _, e := range v.Flow.Edges {
		from, to := of[e.From], of[e.To]
		way, hidden := "银行流水", ""
		if e.Manual {
			way = "手工补录"
		}
		if e.Hidden {
			hidden = "是"
		}
		kind := marks[e.Kind]
		if kind == "" {
			kind = e.Kind
		}
		put(e.Layer, show(e.From), ident.MaskName(from.Holder), show(e.To), ident.MaskName(to.Holder), to.Bank, sheet.Second(e.At).Time().In(api.CentreZone).Format("2006-01-02 15:04:05"),
			yuan(e.Fen), yuan(e.TaintedFen), kind, way, hidden, e.Note)
	}
}

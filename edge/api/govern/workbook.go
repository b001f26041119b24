package govern

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/centre/govern/form"
	"fanzha/term/fault"
)

// Bounds of a workbook that comes from outside: a filled template has some tens of rows and weighs ten kilobytes.
const (
	numberMax  = 64 // bytes of a number as a cell holds it
	fileMax    = 1 << 20
	unzipMax   = 16 << 20
	rowsMax    = 500
	uploadSpan = time.Minute
)

// The refusals of workbooks. Texts are in term/fault/texts/govern.yaml.
var (
	errWorkbook = fault.New(fault.Invalid, "govern.workbook")
	errExport   = fault.New(fault.Internal, "api.export")
)

// The template: a title, a line that names form, period and member unit, a head, and a line for each field with its code.
const (
	formSheet = "填报"
	headRow   = 3
	colCode   = "A"
	colValue  = "D"
	stampMark = "fanzha-return"
)

var templateHead = []any{"代码", "项目", "单位", "填报数", "说明"}

// template sends the Excel template of a return, filled with what is there already.
func (d *desk) template(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
	x, _, err := d.Room.Return(r.Context(), scope, r.PathValue("id"))
	if err != nil {
		return err
	}
	f, err := d.Room.Rules().Form(x.Kind)
	if err != nil {
		return err
	}
	book, err := writeTemplate(f, x)
	if err != nil {
		return errExport.With(err)
	}
	defer func() { _ = book.Close() }()
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="`+x.Kind+"-"+x.Period+"-"+x.Member+`.xlsx"`)
	err = book.Write(w)
	if err != nil {
		return errExport.With(err)
	}
	return nil
}

func writeTemplate(f form.Form, x govern.Return) (*excelize.File, error) {
	book := excelize.NewFile()
	err := book.SetSheetName("Sheet1", formSheet)
	row := 0
	put := func(cells ...any) {
		row++
		if err == nil {
			err = book.SetSheetRow(formSheet, colCode+strconv.Itoa(row), &cells)
		}
	}
	put(f.ZH, "期别："+x.Period, "", "", "只填“填报数”一列；金额单位为元；没有请填 0")
	put(stampMark, x.Kind, x.Period, x.Member)
	put(templateHead...)
	for _, field := range f.Fields {
		hint := field.Hint
		if field.Measure == "" && field.Kind != form.Text {
			hint = strings.TrimSpace(hint + " 不计入指标")
		}
		var v any = ""
		n, given := x.Values.Numbers[field.Code]
		switch {
		case field.Kind == form.Text:
			v = x.Values.Texts[field.Code]
		case given && field.Kind == form.Fen:
			v = float64(n) / 100 // Excel keeps a double: exact to 90 trillion yuan, the bound is 10 billion
		case given:
			v = n
		}
		put(field.Code, field.ZH, field.Unit, v, hint)
		if err == nil {
			err = limit(book, field, row)
		}
	}
	for _, c := range f.Checks {
		put("", "校验："+c.ZH, "", "", c.Rule)
	}
	for i, width := range []float64{14, 34, 8, 20, 48} {
		name, _ := excelize.ColumnNumberToName(i + 1)
		if err == nil {
			err = book.SetColWidth(formSheet, name, name, width)
		}
	}
	return book, err
}

// limit puts the bounds of a field on its cell, so that Excel itself refuses what the centre would.
func limit(book *excelize.File, field form.Field, row int) error {
	cell := colValue + strconv.Itoa(row)
	v := excelize.NewDataValidation(true)
	v.Sqref = cell
	most, least := float64(field.Max), float64(field.Min)
	var err error
	switch field.Kind {
	case form.Text:
		err = v.SetRange(0, most, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween)
	case form.Fen:
		err = v.SetRange(least/100, most/100, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
	default:
		err = v.SetRange(least, most, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween)
	}
	if err != nil {
		return err
	}
	v.SetError(excelize.DataValidationErrorStyleStop, "填报数有误", field.ZH+"：请核对数值与单位")
	return book.AddDataValidation(formSheet, v)
}

// take reads a filled template and keeps it as the draft of its return. It does not hand it in.
func (d *desk) take(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
	version, err := strconv.ParseInt(r.URL.Query().Get("version"), 10, 64)
	if err != nil || version < 1 {
		return fault.New(govern.ErrField.Kind, govern.ErrField.Code, "field", "version")
	}
	x, _, err := d.Room.Return(r.Context(), scope, r.PathValue("id"))
	if err != nil {
		return err
	}
	f, err := d.Room.Rules().Form(x.Kind)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return errWorkbook.With(err)
	}
	filled, err := readTemplate(f, x, raw)
	if err != nil {
		return err
	}
	cmd := govern.FillCmd{Act: govern.Act{ID: x.ID, Version: version, Note: r.URL.Query().Get("note")}, Values: filled}
	var out ReturnRow
	if x.State == "signed" {
		x, err = d.Room.CorrectReturn(r.Context(), scope, cmd)
		out = d.returned(r.Context(), &x)
	} else {
		var slips []form.Slip
		x, slips, err = d.Room.FillReturn(r.Context(), scope, cmd)
		out = d.slipped(r.Context(), &x, slips)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(out)
}

// bad names the cell that cannot be read.
func bad(cell, zh, en string) error {
	return fault.New(errWorkbook.Kind, errWorkbook.Code, "cell", cell, "zh", zh, "en", en)
}

// readTemplate reads a workbook that somebody filled in: of this form, period and member unit, and nothing else.
func readTemplate(f form.Form, x govern.Return, raw []byte) (out form.Values, err error) {
	defer func() {
		// the library is not ours, and one file must not end the process
		p := recover()
		if p != nil {
			err = errWorkbook.With(fmt.Errorf("panic: %v", p))
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: unzipMax, UnzipXMLSizeLimit: unzipMax, RawCellValue: true})
	if err != nil {
		return out, bad("-", "不是 Excel 工作簿（.xlsx）", "not an Excel workbook (.xlsx)")
	}
	defer func() { _ = book.Close() }()
	rows, err := book.Rows(formSheet)
	if err != nil {
		return out, bad("-", "没有名为“"+formSheet+"”的工作表，请用本期模板", "no sheet named 填报: use the template of this period")
	}
	defer func() { _ = rows.Close() }()
	out = form.Values{Numbers: map[string]int64{}, Texts: map[string]string{}}
	stamped := false
	for line := 1; rows.Next() && line <= rowsMax; line++ {
		cells, err := rows.Columns()
		if err != nil {
			return out, bad("第"+strconv.Itoa(line)+"行", "无法读取", "cannot be read")
		}
		if line == headRow-1 {
			stamped = at(cells, 0) == stampMark && at(cells, 1) == x.Kind && at(cells, 2) == x.Period && at(cells, 3) == x.Member
			if !stamped {
				return out, bad("A2", "不是本单位本期的模板", "not the template of this unit and period")
			}
		}
		if line <= headRow {
			continue
		}
		err = fill(f, cells, line, &out)
		if err != nil {
			return out, err
		}
	}
	if !stamped {
		return out, bad("A2", "不是本单位本期的模板", "not the template of this unit and period")
	}
	return out, nil
}

func at(cells []string, i int) string {
	if i >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[i])
}

// fill takes one line of the template.
func fill(f form.Form, cells []string, line int, out *form.Values) error {
	code, text := at(cells, 0), at(cells, 3)
	field, known := f.Field(code)
	cell := colValue + strconv.Itoa(line)
	switch {
	case code == "" || text == "":
		return nil
	case !known:
		return bad(colCode+strconv.Itoa(line), "代码不在表内，请勿改动代码列", "no such field: leave the column of codes as it is")
	case field.Kind == form.Text:
		out.Texts[code] = text
		return nil
	}
	_, twice := out.Numbers[code]
	if twice {
		return bad(cell, "同一项目填了两次", "the same field twice")
	}
	plain, err := plainNumber(text, field.Kind == form.Fen)
	if err == nil {
		out.Numbers[code], err = field.Read(plain)
	}
	if err != nil {
		return bad(cell, "“"+field.ZH+"”应为数字（金额最多两位小数，人数件数为整数）", field.EN+": a number (money with at most two decimals, counts whole)")
	}
	return nil
}

// plainNumber undoes what Excel does to numbers: 1.2E7 is 12000000, and 0.30000000000000004 is 0.3. Nothing else is rounded.
func plainNumber(text string, money bool) (string, error) {
	if len(text) > numberMax {
		return "", fmt.Errorf("not a number: %.30q", text)
	}
	mantissa, power, found := strings.Cut(strings.ToUpper(text), "E")
	if found {
		n, err := strconv.Atoi(power)
		if err != nil || n < -15 || n > 15 {
			return "", fmt.Errorf("not a number: %.30q", text)
		}
	}
	if !found && (!money || len(mantissa) < 15) || len(text) > 32 {
		return text, nil
	}
	v, ok := new(big.Rat).SetString(text)
	if !ok || v.Sign() < 0 {
		return "", fmt.Errorf("not a number: %.30q", text)
	}
	places := 0
	if money {
		places = 2
	}
	out := v.FloatString(places)
	rounded, _ := new(big.Rat).SetString(out)
	off := new(big.Rat).Sub(v, rounded)
	if off.Abs(off).Cmp(big.NewRat(1, 100_000)) > 0 {
		return "", fmt.Errorf("more decimals than it may have: %.30q", text)
	}
	return out, nil
}

package feedback

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"fanzha/base/access"
	"fanzha/base/rulefile"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/proof"
	"fanzha/centre/warning"
	"fanzha/edge/api"
	"fanzha/rulebook"
	"fanzha/term/fault"
	"fanzha/term/fraud"
	"fanzha/term/money"
	"fanzha/term/when"
)

// exportMost bounds the rows of one file: a month of a large city's stations is asked for in parts.
const exportMost = 5000

// errExport says that the map of columns or the file is wrong.
var errExport = fault.New(fault.Internal, "api.export")

// column is one column of the file.
type column struct {
	Field string `yaml:"field"`
	Name  string `yaml:"name"`
}

// columns reads the map once.
var columns = sync.OnceValues(func() ([]column, error) {
	raw, err := rulebook.FS.ReadFile("feedback_export.yaml")
	if err != nil {
		return nil, err
	}
	return parseColumns(raw)
})

func parseColumns(raw []byte) ([]column, error) {
	var f struct {
		Version rulefile.Whole `yaml:"version"`
		Columns []column       `yaml:"columns"`
	}
	err := rulefile.Decode(raw, &f)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, c := range f.Columns {
		if cells[c.Field] == nil || c.Name == "" || seen[c.Name] {
			return nil, fmt.Errorf("column %q of field %q: unknown, without a name or twice", c.Name, c.Field)
		}
		seen[c.Name] = true
	}
	if f.Version < 1 || len(f.Columns) == 0 {
		return nil, fmt.Errorf("version and columns must be given")
	}
	return f.Columns, nil
}

// line is one order with what the columns need.
type line struct {
	dispatch.View
	unit, name, phone string
	last              *dissuade.Attempt // the latest contact that reached the person
}

// cells writes each field.
var cells = map[string]func(*line) string{
	"number":        func(l *line) string { return l.Number },
	"warning":       func(l *line) string { return l.Warning },
	"unit":          func(l *line) string { return l.unit },
	"unit_code":     func(l *line) string { return l.Unit },
	"level":         func(l *line) string { return levels[l.Level] },
	"fraud":         func(l *line) string { return fraudName(l.Fraud) },
	"issued":        func(l *line) string { return local(l.IssuedAt) },
	"signed":        func(l *line) string { return local(l.SignedAt) },
	"called":        func(l *line) string { return local(l.CalledAt) },
	"visited":       func(l *line) string { return local(l.VisitedAt) },
	"reported":      func(l *line) string { return local(l.ReportedAt) },
	"result":        func(l *line) string { r, _ := dispatch.ResultOf(l.Result); return r.NameZH },
	"result_code":   func(l *line) string { return string(l.Result) },
	"met":           func(l *line) string { return yes(l.VisitedAt > 0) },
	"believes":      believes,
	"paid_yuan":     func(l *line) string { return paid(l) },
	"loss_yuan":     func(l *line) string { return yuan(l.LossFen) },
	"note":          func(l *line) string { return l.Note },
	"evidence":      func(l *line) string { return evidence(l, false) },
	"evidence_hash": func(l *line) string { return evidence(l, true) },
	"name":          func(l *line) string { return l.name },
	"phone":         func(l *line) string { return l.phone },
}

var levels = map[dispatch.Level]string{dispatch.Urgent: "紧急", dispatch.High: "高", dispatch.Medium: "中", dispatch.Low: "低"}

func fraudName(code string) string {
	for _, e := range fraud.All {
		if string(e.Code) == code {
			return e.NameZH
		}
	}
	return code
}

func local(at when.Micros) string {
	if at == 0 {
		return ""
	}
	return at.Time().In(api.CentreZone).Format("2006-01-02 15:04:05")
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

func believes(l *line) string {
	if l.last == nil || l.last.Believes == nil {
		return ""
	}
	return yes(*l.last.Believes)
}

func yuan(fen int64) string {
	if fen == 0 {
		return ""
	}
	return money.Format(fen)
}

func paid(l *line) string {
	if l.last == nil {
		return ""
	}
	return yuan(l.last.AlreadyPaidFen)
}

func evidence(l *line, hashes bool) string {
	if l.last == nil {
		return ""
	}
	var out []string
	for _, e := range l.last.Evidence {
		sha, named := proof.IsName(e.Value)
		switch {
		case hashes && named:
			out = append(out, sha)
		case !hashes:
			out = append(out, e.Kind)
		}
	}
	return strings.Join(out, " ")
}

func (d *desk) exportRoutes() {
	d.api.File("GET /api/v1/feedback/export.csv", d.export)
}

// export writes the feedback of orders that were issued in a period: the same form that the officer filled in, under the names that the
// platform above reads.
func (d *desk) export(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
	cols, err := columns()
	if err != nil {
		return errExport.With(err)
	}
	q := r.URL.Query()
	from, err := api.ParseMoment("query.from", q.Get("from"))
	if err != nil {
		return err
	}
	to, err := api.ParseMoment("query.to", q.Get("to"))
	if err != nil {
		return err
	}
	asked := exportAsk{span: dispatch.Span{From: from, To: to}, reason: q.Get("reason"), personal: q.Get("personal") == "true"}
	lines, err := d.lines(r.Context(), scope, asked)
	if err != nil {
		return err
	}
	err = d.Proofs.Exported(r.Context(), scope, proof.Leaving{Reason: asked.reason, Rows: len(lines), Personal: asked.personal})
	if err != nil {
		return err
	}
	var out bytes.Buffer
	err = write(&out, cols, lines)
	if err != nil {
		return errExport.With(err)
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="feedback.csv"`)
	_, err = w.Write(out.Bytes())
	return err
}

// write makes the file: UTF-8 with its mark, because spreadsheet programs guess otherwise; a cell that a spreadsheet would reckon with is quoted.
func write(out *bytes.Buffer, cols []column, lines []line) error {
	out.WriteString("\uFEFF")
	f := csv.NewWriter(out)
	f.UseCRLF = true
	row := make([]string, len(cols))
	for i, c := range cols {
		row[i] = c.Name
	}
	err := f.Write(row)
	for i := range lines {
		for j, c := range cols {
			row[j] = guarded(cells[c.Field](&lines[i]))
		}
		if err == nil {
			err = f.Write(row)
		}
	}
	f.Flush()
	if err != nil {
		return err
	}
	return f.Error()
}

func guarded(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

type exportAsk struct {
	span     dispatch.Span
	reason   string
	personal bool
}

func (d *desk) lines(ctx context.Context, scope access.Scope, ask exportAsk) ([]line, error) {
	err := scope.Require(access.OrderWork)
	if err != nil {
		return nil, err
	}
	f := dispatch.Filter{Figure: dispatch.FigReported, Part: dispatch.Num, Span: ask.span, Limit: dispatch.PageMax}
	var out []line
	for {
		views, next, err := d.Orders.List(ctx, scope, f)
		if err != nil {
			return nil, err
		}
		for _, v := range views {
			l, err := d.line(ctx, scope, v, ask)
			if err != nil {
				return nil, err
			}
			out = append(out, l)
		}
		if len(out) > exportMost {
			return nil, fault.New(fault.Invalid, "feedback.export_too_large", "limit", exportMost)
		}
		if next == "" {
			return out, nil
		}
		f.Cursor = next
	}
}

func (d *desk) line(ctx context.Context, scope access.Scope, v dispatch.View, ask exportAsk) (line, error) {
	l := line{View: v, unit: d.api.UnitOf(ctx, v.Unit).Name, name: v.Person.Name, phone: v.Person.Phone}
	list, _, err := d.Attempts.ListFor(ctx, scope, dissuade.Filter{Order: v.ID, Limit: dissuade.PageMax})
	if err != nil {
		return l, err
	}
	for i := range list {
		if list[i].Reached && (l.last == nil || list[i].Met && !l.last.Met) {
			l.last = &list[i]
		}
	}
	if !ask.personal {
		return l, nil
	}
	for field, to := range map[string]*string{warning.FieldName: &l.name, warning.FieldPhone: &l.phone} {
		*to, err = d.api.Warnings.Reveal(ctx, scope, warning.RevealCmd{Target: v.Target, Field: field, Reason: ask.reason, Warning: v.Warning})
		if err != nil {
			return l, err
		}
	}
	return l, nil
}

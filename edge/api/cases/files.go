package cases

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"fanzha/base/access"
	"fanzha/centre/casefile"
	"fanzha/centre/casefile/table"
	"fanzha/edge/api"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// uploadSpan is how long a file may take to arrive over a slow office line.
const uploadSpan = 5 * time.Minute

// errExport says that a file could not be written.
var errExport = fault.New(fault.Internal, "api.export")

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (d *desk) fileRoutes() {
	d.api.Upload("POST /api/v1/cases/import", table.BytesMax, uploadSpan, d.importFile)
	d.api.File("GET /api/v1/cases/template.xlsx", d.template)
	d.api.File("GET /api/v1/cases/export.xlsx", d.export)
}

// ImportOutcome is what an import did, or would do.
type ImportOutcome struct {
	Read    int           `json:"read"`
	New     int           `json:"new"`
	Changed int           `json:"changed"`
	Same    int           `json:"same"`
	Faulty  int           `json:"faulty"`
	Taken   bool          `json:"taken"`
	DryRun  bool          `json:"dry_run"`
	Ignored []string      `json:"ignored_columns"`
	Errors  []ImportError `json:"errors"`
}

// ImportError is one thing that is wrong with a row.
type ImportError struct {
	Line      int    `json:"line"`
	Column    string `json:"column"`
	Code      string `json:"code"`
	MessageZH string `json:"message_zh"`
	MessageEN string `json:"message_en"`
}

// Outcome renders what an import did.
func Outcome(o casefile.Outcome, dry bool) ImportOutcome {
	out := ImportOutcome{
		Read: o.Read, New: o.New, Changed: o.Changed, Same: o.Same, Faulty: o.Faulty, Taken: o.Taken, DryRun: dry, Ignored: append([]string{}, o.Ignored...), Errors: []ImportError{},
	}
	for _, e := range o.Errors {
		t := fault.Lookup(e.Fault)
		out.Errors = append(out.Errors, ImportError{Line: e.Line, Column: e.Column, Code: e.Fault.Code, MessageZH: t.ZH, MessageEN: t.EN})
	}
	return out
}

// importFile takes the body in as a file; the query says how: dry=1, partial=1, update=1; the header X-Map names columns as JSON
// {field: heading}.
func (d *desk) importFile(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
	err := scope.Require(access.CaseWork) // before 16 MB are read
	if err != nil {
		return err
	}
	names, err := columnMap(r.Header.Get("X-Map"))
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return fault.New(casefile.ErrFile.Kind, casefile.ErrFile.Code, "why", "size")
		}
		return casefile.ErrFile.With(err)
	}
	t, err := table.Read(raw, d.Cases.Rules(), names)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	in := casefile.Import{Table: t, DryRun: q.Get("dry") == "1", Partial: q.Get("partial") == "1", Update: q.Get("update") == "1", Note: q.Get("note")}
	out, err := d.Cases.Import(r.Context(), scope, in)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(Outcome(out, in.DryRun))
}

// columnMap reads the header that a console encodes with encodeURIComponent.
func columnMap(header string) (map[string]string, error) {
	if header == "" {
		return nil, nil
	}
	text, err := url.PathUnescape(header)
	var names map[string]string
	if err == nil {
		err = json.Unmarshal([]byte(text), &names)
	}
	if err != nil || len(names) > 50 {
		return nil, fault.New(casefile.ErrColumn.Kind, casefile.ErrColumn.Code, "field", "X-Map")
	}
	return names, nil
}

// template is the empty return of a unit.
func (d *desk) template(w http.ResponseWriter, _ *http.Request, scope access.Scope) error {
	err := scope.Require(access.CaseWork)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	err = table.Template(&out, d.Cases.Rules(), scope.Unit)
	if err != nil {
		return err
	}
	return send(w, "cases-template.xlsx", out.Bytes())
}

func send(w http.ResponseWriter, name string, raw []byte) error {
	w.Header().Set("Content-Type", xlsxType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, err := w.Write(raw)
	if err != nil {
		return errExport.With(err)
	}
	return nil
}

// export is a list as a workbook, for a reason, with the same columns as an import: who corrects it there can bring it back.
func (d *desk) export(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
	q, err := queryOf(r.URL.Query())
	if err != nil {
		return err
	}
	f, err := q.filter()
	if err != nil {
		return err
	}
	list, err := d.Cases.Export(r.Context(), scope, f, r.URL.Query().Get("reason"))
	if err != nil {
		return err
	}
	raw, err := d.book(scope, list)
	if err != nil {
		return errExport.With(err)
	}
	return send(w, "cases.xlsx", raw)
}

// queryOf reads the filters of a list from a plain address.
func queryOf(v url.Values) (*caseQuery, error) {
	for _, list := range v {
		for _, s := range list {
			if len(s) > 4000 || len(list) > 30 {
				return nil, fault.New(errMoment.Kind, errMoment.Code, "field", "query")
			}
		}
	}
	yes := func(name string) bool { return v.Get(name) == "true" || v.Get(name) == "1" }
	several := func(name string) []string {
		var out []string
		for _, s := range v[name] {
			out = append(out, strings.FieldsFunc(s, func(r rune) bool { return r == ',' })...)
		}
		return out
	}
	return &caseQuery{
		Number: v.Get("number"), State: several("state"), Unit: v.Get("unit"), Region: v.Get("region"), Fraud: several("fraud"), Scope: v.Get("scope"), Track: v.Get("track"),
		Campaign: v.Get("campaign"), Supervision: v.Get("supervision"), Band: several("band"), Large: yes("large"), VictimKind: v.Get("victim_kind"), Sex: v.Get("sex"),
		AgeBand: v.Get("age_band"), Occupation: v.Get("occupation"), MemberUnit: v.Get("member_unit"), Warned: yes("warned"), Overdue: yes("overdue"), Claim: v.Get("claim"),
		Measure: v.Get("measure"), Exhibit: v.Get("exhibit"), Money: v.Get("money"), FiledFrom: v.Get("filed_from"), FiledTo: v.Get("filed_to"),
		SolvedFrom: v.Get("solved_from"), SolvedTo: v.Get("solved_to"), PartFrom: v.Get("part_from"), PartTo: v.Get("part_to"), Void: yes("void"),
	}, nil
}

// exported are the columns of an export beside those of an import that need no name.
var exported = []string{
	"案件编号", "主办单位代码", "发案地代码", "诈骗类型", "立案时间", "破案时间", "损失金额(元)", "统计口径", "打击方式", "督办级别", "专项行动", "是否大案", "受害人类别", "受害人性别", "受害人年龄",
	"受害人职业", "受害人住址区划", "受害人所在成员单位", "是否预警后被骗", "状态", "人员数",
}

var stateWords = map[casefile.State]string{casefile.Filed: "侦办中", casefile.Solved: "已破", casefile.Closed: "办结", casefile.Withdrawn: "撤案"}

func (d *desk) book(scope access.Scope, list []casefile.Case) ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	stream, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, err
	}
	line := 0
	put := func(cells ...any) {
		line++
		if err == nil {
			err = stream.SetRow(fmt.Sprintf("A%d", line), cells)
		}
	}
	put("案件登记表", fmt.Sprintf("导出人：%s（%s）", scope.Name, scope.Unit), "导出时间："+local(d.Clock.Now()), "内部资料，注意保密")
	head := make([]any, len(exported))
	for i, c := range exported {
		head[i] = c
	}
	put(head...)
	r := d.Cases.Rules()
	yes := map[bool]string{true: "是", false: "否"}
	for _, c := range list {
		var age any = ""
		if c.Victim.Age >= 0 {
			age = c.Victim.Age
		}
		put(c.Number, c.Unit, c.Region, casefile.WordOf(r.Frauds, c.Fraud), local(c.FiledAt), local(c.SolvedAt), yuan(c.LossFen), casefile.WordOf(r.Scopes, c.Scope),
			casefile.WordOf(r.Tracks, c.Track), casefile.WordOf(r.Supervision, c.Supervision), strings.Join(c.Campaigns, "、"), yes[c.Large], casefile.WordOf(r.Victims, c.Victim.Kind),
			casefile.WordOf(r.Sexes, c.Victim.Sex), age, casefile.WordOf(r.Occupations, c.Victim.Occupation), c.Victim.Area, c.Victim.MemberUnit, yes[c.Warned], stateWords[c.State], c.Persons)
	}
	if err == nil {
		err = stream.Flush()
	}
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = f.Write(&out)
	return out.Bytes(), err
}

// yuan is an amount for a spreadsheet: exact to 90 trillion there.
func yuan(hundredths int64) any { return float64(hundredths) / 100 }

// local is a moment as people read it in a file.
func local(m when.Micros) string {
	if m == 0 {
		return ""
	}
	t := m.Time().In(api.CentreZone)
	if t.Hour()+t.Minute()+t.Second() == 0 {
		return t.Format("2006-01-02")
	}
	return t.Format("2006-01-02 15:04:05")
}

package stats

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	"fanzha/centre/stats/printed"
	"fanzha/centre/stats/store"
	"fanzha/edge/api"
	"fanzha/internal/charset"
	"fanzha/term/fault"
	"fanzha/term/region"
)

// Bounds of a file of printed figures.
const (
	printedBytes = 4 << 20
	printedUnzip = 32 << 20
	printedTime  = time.Minute
)

// ErrPrinted: the file cannot be read as a table.
var ErrPrinted = fault.New(fault.Invalid, "stats.printed")

func badPrinted(why string) error { return fault.New(ErrPrinted.Kind, ErrPrinted.Code, "why", why) }

// PrintedFigure is a figure that others printed: it is not counted here.
type PrintedFigure struct {
	ID         string `json:"id"`
	Region     string `json:"region"`
	RegionName string `json:"region_name"`
	Code       string `json:"code" doc:"Of the dictionary; empty: it has none."`
	Name       string `json:"name" doc:"As printed."`
	Text       string `json:"text" doc:"Value as printed, with scale, qualifier and unit."`
	Compare    string `json:"compare" doc:"Comparison as printed."`
	Value      string `json:"value" doc:"Without the scale word."`
	Scale      int    `json:"scale" doc:"Power of ten of the scale word."`
	Qualifier  string `json:"qualifier"`
	Unit       string `json:"unit"`
	From       string `json:"from"`
	To         string `json:"to"`
	Source     string `json:"source"`
	Quote      string `json:"quote"`
	TakenAt    string `json:"taken_at"`
	Withdrawn  string `json:"withdrawn" doc:"Why; empty: it stands."`
}

// PrintedSlip is what is wrong with a line of the file.
type PrintedSlip struct {
	Line   int    `json:"line"`
	Column string `json:"column"`
	ZH     string `json:"zh"`
	EN     string `json:"en"`
}

// PrintedOutcome is what became of a file: with a slip, nothing of it is taken.
type PrintedOutcome struct {
	Taken int             `json:"taken"`
	Items []PrintedFigure `json:"items"`
	Slips []PrintedSlip   `json:"slips"`
}

type printedQuery struct {
	Code   string `query:"code" maxLength:"64"`
	Region string `query:"region" maxLength:"12"`
	All    bool   `query:"all" doc:"Withdrawn ones too."`
	Cursor string `query:"cursor" maxLength:"40"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

type withdrawInput struct {
	api.ByID
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"200"`
	}
}

func (d *desk) printedRoutes() {
	const tag = "stats"
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/printed", ID: "list-printed", Summary: "Figures that others printed, with their words and sources", Tag: tag}, d.printed)
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/printed/{id}/withdraw", ID: "withdraw-printed", Summary: "Say that a printed figure no longer stands, and why", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *withdrawInput) (api.None, error) {
			err := scope.Require(access.FigureManage)
			if err != nil {
				return api.None{}, err
			}
			act := access.ActOf(scope, d.Clock.Now(), "stats.printed_withdraw").On("printed", in.ID).Because(strings.TrimSpace(in.Body.Reason))
			return api.None{}, d.Store.WithdrawPrinted(ctx, scope, in.ID, act)
		})
	d.api.Upload("POST /api/v1/printed/import", printedBytes, printedTime, d.takePrinted)
}

func (d *desk) printed(ctx context.Context, scope access.Scope, in *printedQuery) (api.List[PrintedFigure], error) {
	out := api.List[PrintedFigure]{Items: []PrintedFigure{}}
	err := scope.Require(access.FigureRead)
	if err != nil {
		return out, err
	}
	list, err := d.Store.Printed(ctx, scope, store.PrintedFilter{Code: in.Code, Region: in.Region, All: in.All, After: in.Cursor, Limit: in.Limit + 1})
	if err != nil {
		return out, err
	}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		out.Next = list[len(list)-1].ID
	}
	out.Items = d.printedOf(ctx, list)
	return out, nil
}

func (d *desk) printedOf(ctx context.Context, list []printed.Figure) []PrintedFigure {
	out := []PrintedFigure{}
	for _, f := range list {
		x := PrintedFigure{
			ID: f.ID, Region: f.Region, RegionName: d.Names.Region(ctx, f.Region), Code: f.Code, Name: f.Name, Text: f.Text, Compare: f.Compare, Value: f.Value, Scale: f.Scale,
			Qualifier: f.Qualifier, Unit: f.Measure, From: f.Span.From.String(), To: f.Span.To.String(), Source: f.Source, Quote: f.Quote, Withdrawn: f.Withdrawn,
		}
		if f.TakenAt > 0 {
			x.TakenAt = api.Stamp(f.TakenAt)
		}
		out = append(out, x)
	}
	return out
}

// beside adds to a reading what others printed of the same days and area, and to its comparisons what they printed of theirs. Nothing
// of it enters the figure.
func (d *desk) beside(ctx context.Context, scope access.Scope, a indicator.Ask, r *Reading) error {
	area := a.Region
	if area == "" && len(scope.Unit) >= 6 {
		area = scope.Unit[:6]
	}
	if len(a.Only) > 0 || a.Unit != "" || area == "" {
		return nil
	}
	of := func(span stats.Span) ([]PrintedFigure, error) {
		list, err := d.Store.Printed(ctx, scope, store.PrintedFilter{Code: a.Code, Region: area, Span: span})
		return d.printedOf(ctx, list), err
	}
	var err error
	r.Printed, err = of(a.Period.Span)
	for i := range r.Compare {
		if err != nil {
			return err
		}
		var base stats.Span
		base.From, err = stats.ParseDay(r.Compare[i].Base.From)
		if err == nil {
			base.To, err = stats.ParseDay(r.Compare[i].Base.To)
		}
		if err == nil {
			r.Compare[i].Printed, err = of(base)
		}
	}
	return err
}

// takePrinted takes in a file of printed figures; with ?dry=1 it is only read.
func (d *desk) takePrinted(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
	err := scope.Require(access.FigureManage)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return badPrinted("size")
	}
	rows, err := tableOf(raw)
	if err != nil {
		return err
	}
	out, err := d.keepPrinted(r.Context(), scope, rows, r.URL.Query().Get("dry") == "1")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(out)
}

func (d *desk) keepPrinted(ctx context.Context, scope access.Scope, rows [][]string, dry bool) (PrintedOutcome, error) {
	out := PrintedOutcome{Items: []PrintedFigure{}, Slips: []PrintedSlip{}}
	book := d.Figures.Evaluator().Book
	reader := printed.Reader{
		Known:  func(code string) bool { _, ok := book.Find(code); return ok },
		Inside: func(code string) bool { return region.Under(indicator.UnitOf(code), scope.Unit) },
	}
	if len(scope.Unit) >= 6 {
		reader.Region = scope.Unit[:6]
	}
	list, slips := reader.Read(rows)
	for _, s := range slips {
		out.Slips = append(out.Slips, PrintedSlip(s))
	}
	now := d.Clock.Now()
	for i := range list {
		list[i].ID, list[i].TakenAt, list[i].TakenBy = d.NewID(), now, scope.User
	}
	out.Items = d.printedOf(ctx, list)
	if dry || len(list) == 0 || len(slips) > 0 {
		return out, nil
	}
	act := access.ActOf(scope, now, "stats.printed").On("printed", list[0].ID).With("figures", fmt.Sprint(len(list))).With("source", list[0].Source)
	out.Taken = len(list)
	return out, d.Store.TakePrinted(ctx, list, act)
}

// tableOf reads a workbook's first sheet, or CSV in any of the country's charsets.
func tableOf(raw []byte) (rows [][]string, err error) {
	if !bytes.HasPrefix(raw, []byte("PK")) {
		text, err := io.ReadAll(charset.Reader(bytes.NewReader(raw), charset.Detect(raw, true)))
		if err != nil {
			return nil, badPrinted("csv")
		}
		in := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
		in.FieldsPerRecord = -1
		rows, err = in.ReadAll()
		if err != nil {
			return nil, badPrinted("csv")
		}
		return rows, nil
	}
	defer func() {
		// the library is not ours, and one file must not end the process
		p := recover()
		if p != nil {
			rows, err = nil, ErrPrinted.With(fmt.Errorf("panic: %v", p))
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: printedUnzip, UnzipXMLSizeLimit: printedUnzip})
	if err != nil {
		return nil, badPrinted("xlsx")
	}
	defer func() { _ = book.Close() }()
	sheet, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		return nil, badPrinted("xlsx")
	}
	defer func() { _ = sheet.Close() }()
	for sheet.Next() && len(rows) <= printed.RowsMax+1 {
		cells, err := sheet.Columns()
		if err != nil {
			return nil, badPrinted("xlsx")
		}
		rows = append(rows, cells)
	}
	return rows, nil
}

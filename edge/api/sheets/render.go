package sheets

import (
	"fmt"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/trace"
	"fanzha/centre/trace/sheet"
	"fanzha/centre/trace/sheet/statement"
	"fanzha/edge/api"
	"fanzha/term/fault"
	"fanzha/term/ident"
)

type sheetRow struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	ClaimID   string `json:"claim_id,omitempty"`
	Files     int64  `json:"files"`
	Rows      int64  `json:"rows"`
	UpdatedAt string `json:"updated_at"`
	By        string `json:"by"`
}

type fileView struct {
	ID      string            `json:"id"`
	Name    string            `json:"name"`
	Rows    int64             `json:"rows" doc:"Taken over so far."`
	Bad     int64             `json:"bad" doc:"Refused, each for a reason."`
	Skipped int64             `json:"skipped" doc:"Totals, failed transactions, zero amounts."`
	State   string            `json:"state" doc:"queued, reading, ready, failed, undone"`
	Error   string            `json:"error"`
	Faults  []badView         `json:"faults"`
	Map     map[string]string `json:"map"`
}

type badView struct {
	Line   int64  `json:"line"`
	Column string `json:"column"`
	Why    string `json:"why"`
	ZH     string `json:"zh"`
	Sheet  string `json:"sheet,omitempty"`
}

type paramsView struct {
	Rule       string `json:"rule" enum:"fifo,lifo,prorata,libr,poison"`
	MaxHops    int    `json:"max_hops"`
	WindowH    int64  `json:"window_h"`
	HopWindowH int64  `json:"hop_window_h"`
	MinFen     int64  `json:"min_fen"`
	PerAccount int    `json:"per_account"`
	Limit      int    `json:"limit"`
}

func (p *paramsView) params() sheet.Params {
	return sheet.Params{Rule: trace.Rule(p.Rule), MaxHops: p.MaxHops, WindowH: p.WindowH, HopWindowH: p.HopWindowH, MinFen: p.MinFen, PerAccount: p.PerAccount, Limit: p.Limit}
}

type accountView struct {
	Account    string `json:"account"`
	Holder     string `json:"holder"`
	BankName   string `json:"bank_name"`
	Own        bool   `json:"own" doc:"Its statement is in the sheet."`
	Exit       string `json:"exit" doc:"Kind under which money leaves through it."`
	Layer      int    `json:"layer"`
	Arrived    string `json:"arrived"`
	InFen      int64  `json:"in_fen"`
	OutFen     int64  `json:"out_fen"`
	TaintedFen int64  `json:"tainted_fen"`
	StayedFen  int64  `json:"stayed_fen" doc:"Of tainted_fen: what stayed in it. The rest came in the last layer and was not followed."`
	Note       string `json:"note"`
	Hidden     bool   `json:"hidden"`
	MergedInto string `json:"merged_into"`
}

type edgeView struct {
	ID         string `json:"id"`
	Layer      int    `json:"layer"`
	From       string `json:"from"`
	To         string `json:"to"`
	At         string `json:"at"`
	Fen        int64  `json:"fen"`
	TaintedFen int64  `json:"tainted_fen"`
	Tainted    bool   `json:"tainted,omitempty" doc:"Rule poison: marked."`
	Kind       string `json:"kind"`
	Hidden     bool   `json:"hidden"`
	Manual     bool   `json:"manual"`
	Exit       bool   `json:"exit"`
	Note       string `json:"note,omitempty"`
}

type rootView struct {
	ID     string `json:"id"`
	From   string `json:"from"`
	To     string `json:"to"`
	At     string `json:"at"`
	Fen    int64  `json:"fen"`
	Chosen bool   `json:"chosen"`
}

type exitView struct {
	Code  string `json:"code"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
	Fen   int64  `json:"fen"`
	Count int64  `json:"count"`
}

type checkView struct {
	Account string `json:"account"`
	FileID  string `json:"file_id"`
	Rows    int64  `json:"rows"`
	InFen   int64  `json:"in_fen"`
	OutFen  int64  `json:"out_fen"`
	Opening int64  `json:"opening_fen"`
	Closing int64  `json:"closing_fen"`
	Gaps    int64  `json:"gaps" doc:"Rows whose balance does not follow from the row before."`
	GapLine int64  `json:"gap_line"`
	GapFen  int64  `json:"gap_fen"`
}

type conservationView struct {
	InFen       int64 `json:"in_fen"`
	HeldFen     int64 `json:"held_fen" doc:"Still in accounts whose statements are here."`
	ExitFen     int64 `json:"exit_fen"`
	FollowedFen int64 `json:"followed_fen" doc:"In accounts whose statements are not here."`
	UnknownFen  int64 `json:"unknown_fen" doc:"Left beyond the limits of the trace."`
	Balanced    bool  `json:"balanced"`
}

type sheetView struct {
	ID           string           `json:"id"`
	Name         string           `json:"name"`
	ClaimID      string           `json:"claim_id,omitempty"`
	Files        []fileView       `json:"files"`
	Roots        []rootView       `json:"roots"`
	Params       paramsView       `json:"params"`
	Accounts     []accountView    `json:"accounts"`
	Edges        []edgeView       `json:"edges"`
	Lost         []edgeView       `json:"lost" doc:"Transfers by which the money left beyond the limits of the trace, the largest part first; at most 500."`
	Exits        []exitView       `json:"exits"`
	Checks       []checkView      `json:"checks" doc:"Statements whose balances have gaps, and those of accounts in the flow; at most 200."`
	Conservation conservationView `json:"conservation"`
	Rows         int64            `json:"rows"`
	Repeated     int64            `json:"repeated" doc:"Rows that were there already."`
	Matched      int64            `json:"matched" doc:"Transfers seen from both sides."`
	Undo         string           `json:"undo"`
	Redo         string           `json:"redo"`
	Truncated    bool             `json:"truncated"`
	Version      int64            `json:"version"`
}

// maxChecks bounds the list of statements of one page.
const maxChecks = 200

// lostAt is what stands before the account at which the way is lost.
const lostAt = "unknown/"

// accounts shows numbers whole to who works with them, else masked.
func accounts(scope access.Scope) func(string) string {
	if scope.Can(access.FlowWork) {
		return func(s string) string { return s }
	}
	return masked
}

// masked hides a number. Statements also name accounts that are none: they may be short, or words.
func masked(s string) string {
	if strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" {
		return s // an exit, or nothing
	}
	number, lost := strings.CutPrefix(s, lostAt)
	if lost {
		return lostAt + masked(number)
	}
	for i := range len(s) {
		if s[i] >= 0x80 {
			return ident.MaskName(s)
		}
	}
	if len(s) < shortest {
		return "****"
	}
	return ident.Account(s).Mask()
}

// shortest is how long a number has to be for its last two characters to be shown.
const shortest = 4

func render(v sheet.View, scope access.Scope) sheetView {
	show := accounts(scope)
	p := v.State.Params
	out := sheetView{ID: v.Sheet.ID, Name: v.Sheet.Name, ClaimID: v.Sheet.Claim, Version: v.Sheet.Version, Undo: string(v.State.Undo), Redo: string(v.State.Redo),
		Truncated: v.Flow.Truncated, Rows: v.Rows, Repeated: v.Repeated, Matched: v.Matched,
		Params:       paramsView{Rule: string(p.Rule), MaxHops: p.MaxHops, WindowH: p.WindowH, HopWindowH: p.HopWindowH, MinFen: p.MinFen, PerAccount: p.PerAccount, Limit: p.Limit},
		Conservation: conservationView(v.Flow.Conservation),
		Files:        []fileView{}, Roots: []rootView{}, Accounts: []accountView{}, Edges: []edgeView{}, Lost: []edgeView{}, Exits: []exitView{}, Checks: []checkView{}}
	for _, f := range v.Files {
		out.Files = append(out.Files, fileOf(f))
	}
	for _, t := range v.Roots {
		out.Roots = append(out.Roots, rootOf(t, true, show))
	}
	for _, t := range v.Suggested {
		out.Roots = append(out.Roots, rootOf(t, false, show))
	}
	inFlow := map[string]bool{}
	for _, a := range v.Flow.Accounts {
		inFlow[a.Account.Account] = true
		out.Accounts = append(out.Accounts, accountView{Account: show(a.Account.Account), Holder: ident.MaskName(a.Holder), BankName: a.Bank, Own: a.Own, Exit: a.Exit, Layer: a.Layer,
			Arrived: api.Stamp(sheet.Second(a.Arrived)), InFen: a.InFen, OutFen: a.OutFen, TaintedFen: a.Stayed + a.Ended, StayedFen: a.Stayed, Note: a.Note, Hidden: a.Hidden,
			MergedInto: show(a.Merged)})
	}
	for _, e := range v.Flow.Edges {
		out.Edges = append(out.Edges, edgeOf(e, show))
	}
	for _, e := range v.Flow.Lost {
		out.Lost = append(out.Lost, edgeOf(sheet.FlowEdge{Edge: e}, show))
	}
	for _, x := range v.Flow.Exits {
		out.Exits = append(out.Exits, exitView{Code: strings.ToUpper(x.Mark.Kind), ZH: x.Mark.ZH, EN: x.Mark.EN, Fen: x.Fen, Count: x.Count})
	}
	for _, c := range v.Checks {
		if (c.Gaps > 0 || inFlow[c.Account]) && len(out.Checks) < maxChecks {
			out.Checks = append(out.Checks, checkView{Account: show(c.Account), FileID: c.File, Rows: c.Rows, InFen: c.InFen, OutFen: c.OutFen, Opening: c.Opening, Closing: c.Closing,
				Gaps: c.Gaps, GapLine: c.GapLine, GapFen: c.GapFen})
		}
	}
	return out
}

func edgeOf(e sheet.FlowEdge, show func(string) string) edgeView {
	return edgeView{ID: e.ID, Layer: e.Layer, From: show(e.From), To: show(e.To), At: api.Stamp(sheet.Second(e.At)), Fen: e.Fen,
		TaintedFen: e.TaintedFen, Tainted: e.Tainted, Kind: e.Kind, Hidden: e.Hidden, Manual: e.Manual, Exit: e.Exit, Note: e.Note}
}

func rootOf(t trace.Transfer, chosen bool, show func(string) string) rootView {
	return rootView{ID: t.ID, From: show(t.From), To: show(t.To), At: api.Stamp(sheet.Second(t.At)), Fen: t.Fen, Chosen: chosen}
}

// whyWords say what is wrong with a row.
var whyWords = map[statement.Why]string{
	statement.BadText: "不是文字，或引号没有结束", statement.BadColumns: "列数不足", statement.BadTime: "时间无法识别", statement.BadAmount: "金额无法识别",
	statement.BadSide: "借贷方向无法识别", statement.BadBoth: "收入、支出同时有数", statement.BadBalance: "余额无法识别", statement.BadAccount: "账号为空或含有不应有的字符",
	statement.Damaged: "账号被表格软件改成了科学计数，末几位已丢失，请按文本重新导出", statement.BadCurrency: "不是人民币",
}

func fileOf(f sheet.File) fileView {
	out := fileView{ID: f.ID, Name: f.Name, Rows: f.Rows, Bad: f.Bad, Skipped: f.Skipped, State: string(f.State), Map: f.Map.Names(), Faults: []badView{}}
	switch {
	case f.State == sheet.Importing && f.Rows == 0:
		out.State = "queued"
	case f.State == sheet.Importing:
		out.State = "reading"
	case f.State == sheet.Failed:
		text := fault.Lookup(fault.New(fault.Invalid, f.Error))
		out.Error = text.ZH
	case !f.Attached:
		out.State = "undone"
	}
	for _, b := range f.Faults {
		out.Faults = append(out.Faults, badView{Line: b.Line, Column: b.Column, Why: string(b.Why), ZH: whyWords[b.Why], Sheet: b.Sheet})
	}
	if f.State == sheet.Ready && f.Bad > 0 {
		out.Error = badLines(f)
	}
	return out
}

// badLines names the first rows that were not taken over.
func badLines(f sheet.File) string {
	const most = 3
	var first []string
	for _, b := range f.Faults[:min(len(f.Faults), most)] {
		first = append(first, fmt.Sprintf("第%d行%s：%s", b.Line, b.Column, whyWords[b.Why]))
	}
	return fmt.Sprintf("已读入%d行，%d行未读入（%s）", f.Rows, f.Bad, strings.Join(first, "；"))
}

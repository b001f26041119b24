package roomtest

import (
	"fmt"
	"strings"
	"testing"

	"fanzha/centre/casefile"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// reveal protects: a name is shown for a reason only, a file leaves for a reason only, and both are audited.
func reveal(t *testing.T, d *Desk) {
	c := d.Filed(t, "A9901010000002026110010")
	c, err := d.AddSuspect(ctx, Leader(East), act(c), casefile.EntryPerson{Suspect: casefile.Suspect{Name: "赵六一", IDNumber: "11010519491231002X", Role: "other"}})
	check.NoError(t, err)
	who := c.Suspects[0]
	check.True(t, who.Name == "赵**" && who.IDNumber != "11010519491231002X", "masked")
	for cmd, want := range map[casefile.RevealCmd]string{
		{ID: c.ID, Field: "name", Reason: "制作笔录"}:                       "李小梅",
		{ID: c.ID, Suspect: who.ID, Field: "name", Reason: "制作笔录"}:      "赵六一",
		{ID: c.ID, Suspect: who.ID, Field: "id_number", Reason: "制作笔录"}: "11010519491231002X",
	} {
		got, err := d.Reveal(ctx, Leader(East), cmd)
		check.NoError(t, err)
		check.Equal(t, got, want)
	}
	for cmd, code := range map[casefile.RevealCmd]string{
		{ID: c.ID, Field: "name"}: "casefile.reason_needed", {ID: c.ID, Field: "phone", Reason: "x"}: "casefile.field",
		{ID: c.ID, Suspect: "x", Field: "name", Reason: "x"}: "casefile.part_not_found", {ID: "x", Field: "name", Reason: "x"}: "casefile.not_found",
	} {
		_, err := d.Reveal(ctx, Leader(East), cmd)
		check.Fault(t, err, code)
	}
	check.Equal(t, len(d.Opened.Audited("person.reveal")), 3)
	_, err = d.Export(ctx, Leader(East), casefile.Filter{}, " ")
	check.Fault(t, err, "casefile.reason_needed")
	list, err := d.Export(ctx, Leader(East), casefile.Filter{}, "向市局报送")
	check.NoError(t, err)
	check.Equal(t, []any{len(list), list[0].Victim.Name, d.Opened.Audited("case.export")}, []any{1, "李**", []string{"向市局报送"}})
}

// cards protects: the ledger of involved cards over all cases, by issuer and by the state of the look back.
func cards(t *testing.T, d *Desk) {
	c := d.Filed(t, "A9901010000002026110011")
	for i := range 5 {
		k := casefile.Card{Kind: "bank_card", Bank: "yh_bank", Outlet: "城东支行", Mark: fmt.Sprint(1000 + i), OpenedAt: Start - 30*when.Day}
		if i == 4 {
			k = casefile.Card{Kind: "sim", Carrier: "carrier1"}
		}
		next, err := d.AddCard(ctx, Leader(East), act(c), k)
		check.NoError(t, err)
		c = next
	}
	c, err := d.CheckCard(ctx, Leader(East), act(c), casefile.CardCheck{Card: c.Cards[0].ID, Result: "suspended"})
	check.NoError(t, err)
	_, err = d.CheckCard(ctx, Leader(East), act(c), casefile.CardCheck{Card: c.Cards[1].ID, Result: "perfect"})
	check.Fault(t, err, "casefile.word_unknown")
	for f, want := range map[casefile.CardFilter]int{
		{}: 5, {Kind: "sim"}: 1, {Bank: "yh_bank"}: 4, {Carrier: "carrier1"}: 1, {Outlet: "城东支行", Check: "open"}: 3, {Check: "suspended"}: 1, {Unit: West}: 0,
		{Opened: casefile.Span{From: Start - 60*when.Day}}: 4, {Found: casefile.Span{To: Start - 2*when.Day}}: 0, {Limit: 2}: 2,
	} {
		list, _, err := d.Cards(ctx, Leader(City), f)
		check.NoError(t, err)
		check.Equal(t, fmt.Sprint(f, len(list)), fmt.Sprint(f, want))
	}
	seen := map[string]bool{}
	for f := (casefile.CardFilter{Limit: 2}); ; {
		list, next, err := d.Cards(ctx, Leader(East), f)
		check.NoError(t, err)
		for _, k := range list {
			check.True(t, !seen[k.ID] && k.Number == c.Number, "twice, or of no case")
			seen[k.ID] = true
		}
		if next == "" {
			break
		}
		f.Cursor = next
	}
	check.Equal(t, len(seen), 5)
	list, _, err := d.Cards(ctx, Leader(West), casefile.CardFilter{})
	check.NoError(t, err)
	check.Equal(t, len(list), 0)
}

// Sheet makes a table of lines, cells by "|", the first line the fields.
func Sheet(lines ...string) casefile.Table {
	t := casefile.Table{Fields: strings.Split(lines[0], "|")}
	t.Headings = t.Fields
	for i, l := range lines[1:] {
		t.Rows = append(t.Rows, casefile.TableRow{Line: i + 2, Cells: strings.Split(l, "|")})
	}
	return t
}

// imports protects: a file is taken whole or not at all unless the sound part is asked for; the same file again changes nothing; what
// differs is a correction only where that was said; another county's number stays another county's.
func imports(t *testing.T, d *Desk) {
	const head = "number|fraud|filed_at|loss|solved_at|victim_age|arrested|supervision"
	good := Sheet(head, "A9901010000002026110101|刷单返利|2026-11-02|1,200.50|2026-11-09|34|2|市督", "A9901010000002026110102|冒充客服|2026/11/3|||||")
	bad := Sheet(head, "A9901010000002026110103|刷单返利|2026-11-02|12|||||", "A9901010000002026110104|天上掉馅饼|2026-11-02|12||||",
		"A9901010000002026110105|刷单返利|2027-11-02|12||||", "A9901010000002026110103|刷单返利|2026-11-02|12||||", "A9901010000002026110106|刷单返利|昨天|12||||")
	dry, err := d.Import(ctx, Leader(East), casefile.Import{Table: good, DryRun: true})
	check.NoError(t, err)
	check.Equal(t, []any{dry.Read, dry.New, dry.Taken, len(d.Opened.Emitted())}, []any{2, 2, false, 0})
	out, err := d.Import(ctx, Leader(East), casefile.Import{Table: good})
	check.NoError(t, err)
	check.Equal(t, []any{out.New, out.Taken, len(d.Opened.Emitted())}, []any{2, true, 2})
	body := d.Opened.Emitted()[0].Body
	check.Equal(t, []any{body.LossFen, body.State, len(body.Suspects), body.Supervision}, []any{int64(120_050), casefile.Solved, 2, "city"})
	out, err = d.Import(ctx, Leader(East), casefile.Import{Table: good})
	check.NoError(t, err)
	check.Equal(t, []any{out.Same, out.New, len(d.Opened.Emitted())}, []any{2, 0, 2})
	out, err = d.Import(ctx, Leader(East), casefile.Import{Table: bad})
	check.NoError(t, err)
	var told []string
	for _, e := range out.Errors {
		told = append(told, fmt.Sprint(e.Line, " ", e.Column, " ", e.Fault.Code))
	}
	check.Equal(t, strings.Join(told, ", "), "3 fraud casefile.word_unknown, 4 filed_at casefile.in_the_future, 5 number casefile.number_repeated, 6 filed_at casefile.field")
	check.Equal(t, []any{out.Taken, out.Faulty, len(d.Opened.Emitted())}, []any{false, 4, 2})
	out, err = d.Import(ctx, Leader(East), casefile.Import{Table: bad, Partial: true})
	check.NoError(t, err)
	check.Equal(t, []any{out.Taken, out.New, len(d.Opened.Emitted())}, []any{true, 1, 3})
	changed := Sheet(head, "A9901010000002026110101|刷单返利|2026-11-02|1300|2026-11-09||2|市督", "A9901010000002026110102|||||||")
	out, err = d.Import(ctx, Leader(East), casefile.Import{Table: changed})
	check.NoError(t, err)
	check.Equal(t, []any{out.Taken, out.Errors[0].Fault.Code, out.Same}, []any{false, "casefile.differs", 1})
	out, err = d.Import(ctx, Leader(East), casefile.Import{Table: changed, Update: true, Note: "月报更正"})
	check.NoError(t, err)
	check.Equal(t, []any{out.Changed, out.Same, d.last(t).Body.LossFen, d.last(t).Kind}, []any{1, 1, int64(130_000), casefile.EvCorrected})
	out, err = d.Import(ctx, Leader(West), casefile.Import{Table: good, Partial: true, Update: true})
	check.NoError(t, err)
	check.Equal(t, []any{out.Faulty, out.New, out.Errors[0].Fault.Code}, []any{2, 0, "casefile.number_taken"})
	for code, table := range map[string]casefile.Table{
		"casefile.file_empty": Sheet(head), "casefile.column": Sheet("number|fraud|loss", "a|b|c"), "casefile.file": {Fields: []string{"number"}, Rows: make([]casefile.TableRow, casefile.RowsMax+1)},
	} {
		_, err = d.Import(ctx, Leader(East), casefile.Import{Table: table})
		check.Fault(t, err, code)
	}
}

// enter protects: entries are taken as one, with all their parts at version 1; one that is wrong takes none.
func enter(t *testing.T, d *Desk) {
	whole := casefile.Entry{
		Fields: Fields("A9901010000002026110201", East), SolvedAt: Start - 2*when.Day, Supervise: casefile.Supervise{Level: "ministry", At: Start - 5*when.Day},
		Persons: []casefile.EntryPerson{{Suspect: casefile.Suspect{Role: "kingpin", Fugitive: "a"},
			Measures: []casefile.Measure{{Kind: "arrested", At: Start - 2*when.Day}, {Kind: "compulsory", At: Start - when.Day}}}},
		Money: []casefile.Money{{Kind: "recovered", Fen: 100, At: Start - when.Day}}, Exhibits: []casefile.Exhibit{{Kind: "cash", N: 1, Fen: 5_000_000, At: Start - when.Day}},
		Cards: []casefile.Card{{Kind: "sim", Carrier: "carrier1", At: Start - when.Day, Check: "dutiful", CheckedAt: Start - when.Hour}},
	}
	ids, err := d.Enter(ctx, Leader(East), []casefile.Entry{whole, {Fields: Fields("A9901010000002026110202", East)}}, "补录")
	check.NoError(t, err)
	c, err := d.Case(ctx, Leader(East), ids[0])
	check.NoError(t, err)
	check.Equal(t, []any{c.Version, c.State, len(c.Measures), c.Cards[0].Check, c.Back("recovered"), c.Suspects[0].Version}, []any{int64(1), casefile.Solved, 2, "dutiful", int64(100), int64(1)})
	_, err = d.Measure(ctx, Leader(East), act(c), casefile.Measure{Suspect: c.Suspects[0].ID, Kind: "prosecuted"})
	check.NoError(t, err)
	_, err = d.Enter(ctx, Leader(East), []casefile.Entry{{Fields: Fields("A9901010000002026110203", East)}, {Fields: Fields("A9901010000002026110204", West)}}, "")
	check.Fault(t, err, "casefile.unit_outside")
	list, _, err := d.Cases(ctx, Leader(City), casefile.Filter{})
	check.NoError(t, err)
	check.Equal(t, len(list), 2)
}

package roomtest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/casefile"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Conform is the suite that every store of this room must pass.
func Conform(t *testing.T, open func(t *testing.T) Opened) {
	for name, fn := range map[string]func(*testing.T, *Desk){
		"life": life, "parts": parts, "correction": correction, "once": once, "scopes and rights": scopes, "pages": pages, "filters": filters,
		"reveal and export": reveal, "cards": cards, "import": imports, "enter": enter,
	} {
		t.Run(name, func(t *testing.T) { fn(t, NewDesk(t, open(t))) })
	}
}

func (d *Desk) last(t testing.TB) Emitted {
	t.Helper()
	all := d.Opened.Emitted()
	check.True(t, len(all) > 0, "nothing was emitted")
	return all[len(all)-1]
}

// life protects: filed, solved, closed, reopened, withdrawn; every step is told, and stands in the history.
func life(t *testing.T, d *Desk) {
	c := d.Filed(t, "A9901010000002026110001")
	check.Equal(t, []any{c.State, c.Band, c.AgeBand, c.Large, c.Victim.Name}, []any{casefile.Filed, "30k_100k", "age_26_35", false, "李**"})
	must := func(next casefile.Case, err error) {
		t.Helper()
		check.NoError(t, err)
		c = next
	}
	must(d.Solve(ctx, Leader(East), act(c)))
	check.Equal(t, c.SolvedAt, Start-when.Day)
	must(d.Close(ctx, Leader(East), act(c)))
	must(d.Reopen(ctx, Leader(East), why(c, "发现遗漏同案")))
	check.Equal(t, []any{c.State, c.SolvedAt, c.ClosedAt}, []any{casefile.Filed, when.Micros(0), when.Micros(0)})
	must(d.Supervise(ctx, Leader(City), act(c), casefile.Supervise{Level: "province", Due: Start + 30*when.Day, Ref: "省督〔2026〕3号"}))
	must(d.Progress(ctx, Leader(East), why(c, "已锁定两人")))
	must(d.Tag(ctx, Leader(East), act(c), []string{"“云剑”行动", "净网2026"}))
	check.Equal(t, c.Campaigns, []string{"云剑", "净网2026"})
	must(d.Tag(ctx, Leader(East), act(c), []string{"净网2026"}))
	check.Equal(t, d.last(t).Body.CampaignsOut, []string{"云剑"})
	a := why(c, "重复录入")
	a.Void = true
	must(d.Withdraw(ctx, Leader(East), a))
	check.Equal(t, []any{c.State, c.Void}, []any{casefile.Withdrawn, true})
	_, err := d.Solve(ctx, Leader(East), act(c))
	check.Fault(t, err, "casefile.state")
	e := d.last(t)
	check.Equal(t, []any{e.Kind, e.Body.Void, e.Body.Supervision, e.Body.Campaigns}, []any{casefile.EvWithdrawn, true, "province", []string{"净网2026"}})
	history, err := d.History(ctx, Leader(City), c.ID)
	check.NoError(t, err)
	var kinds, told []string
	for _, m := range history {
		kinds = append(kinds, strings.TrimPrefix(m.Action, "case."))
	}
	for _, e := range d.Opened.Emitted() {
		told = append(told, e.Kind)
	}
	check.Equal(t, strings.Join(kinds, " "), "file solve close reopen supervise progress tag tag withdraw")
	check.Equal(t, strings.Join(told, " "),
		"case.filed case.solved case.closed case.reopened case.supervised case.progressed case.tagged case.tagged case.withdrawn")
	check.Equal(t, history[8].From, "filed")
}

// parts protects: persons once a measure, money, things and cards stand with the case and in its event; what is taken out stays so.
func parts(t *testing.T, d *Desk) {
	c := d.Filed(t, "A9901010000002026110002")
	must := func(next casefile.Case, err error) {
		t.Helper()
		check.NoError(t, err)
		c = next
	}
	must(d.AddSuspect(ctx, Leader(East), act(c), casefile.EntryPerson{Suspect: casefile.Suspect{Name: "赵六一", IDNumber: "11010519491231002X", Role: "card_owner", TwoCards: true}, Measures: []casefile.Measure{{Kind: "arrested"}}}))
	check.Equal(t, []any{len(c.Suspects), len(c.Measures), c.Version}, []any{1, 1, int64(2)})
	who := c.Suspects[0].ID
	must(d.Measure(ctx, Leader(East), act(c), casefile.Measure{Suspect: who, Kind: "compulsory"}))
	_, err := d.Measure(ctx, Leader(East), act(c), casefile.Measure{Suspect: who, Kind: "arrested"})
	check.Fault(t, err, "casefile.measured_twice")
	_, err = d.AddSuspect(ctx, Leader(East), act(c), casefile.EntryPerson{Suspect: casefile.Suspect{IDNumber: "11010519491231002X", Role: "other"}})
	check.Fault(t, err, "casefile.measured_twice")
	must(d.AddMoney(ctx, Leader(East), act(c), casefile.Money{Kind: "returned", Fen: 250_000}))
	must(d.AddExhibit(ctx, Leader(East), act(c), casefile.Exhibit{Kind: "sim", N: 51}))
	must(d.AddCard(ctx, Leader(East), act(c), casefile.Card{Kind: "bank_card", Bank: "yh_bank", Outlet: "城东支行", Mark: "4567", OpenedAt: Start - 400*when.Day}))
	must(d.CheckCard(ctx, Leader(East), why(c, "未核实用途"), casefile.CardCheck{Card: c.Cards[0].ID, Result: "lapse"}))
	body := d.last(t).Body
	check.Equal(t, []any{len(body.Suspects), len(body.Suspects[0].Measures), body.Money[0].Fen, body.Exhibits[0].N, body.Cards[0].Check}, []any{1, 2, int64(250_000), int64(51), "lapse"})
	must(d.Remove(ctx, Leader(East), why(c, "录错对象"), who))
	body = d.last(t).Body
	check.True(t, body.Suspects[0].Gone && body.Suspects[0].Measures[0].Gone && body.Suspects[0].Measures[1].Gone, "a person's measures go with him")
	read, err := d.Case(ctx, Leader(City), c.ID)
	check.NoError(t, err)
	check.Equal(t, read, c)
	must(d.AddSuspect(ctx, Leader(East), act(c), casefile.EntryPerson{Suspect: casefile.Suspect{IDNumber: "11010519491231002X", Role: "card_owner"}, Measures: []casefile.Measure{{Kind: "arrested"}}}))
	list, _, err := d.Cases(ctx, Leader(City), casefile.Filter{Measure: "arrested", Parts: casefile.Span{From: Start - 2*when.Day}})
	check.NoError(t, err)
	check.Equal(t, []any{len(list), list[0].Persons, list[0].Bags}, []any{1, 1, 1})
}

// correction protects: what was wrong is put right with a reason, what it was stays, and a stale or empty one changes nothing.
func correction(t *testing.T, d *Desk) {
	c := d.Filed(t, "A9901010000002026110003")
	f := Fields("A9901010000002026110003", East)
	_, err := d.Correct(ctx, Leader(East), casefile.CorrectCmd{Act: why(c, "核对"), Fields: f, Name: nil})
	check.Fault(t, err, "casefile.nothing_changed")
	f.LossFen, f.Fraud = 60_000_000, "fake_loan"
	_, err = d.Correct(ctx, Leader(East), casefile.CorrectCmd{Act: act(c), Fields: f, Name: nil})
	check.Fault(t, err, "casefile.reason_needed")
	next, err := d.Correct(ctx, Leader(East), casefile.CorrectCmd{Act: why(c, "金额录错"), Fields: f, Name: nil})
	check.NoError(t, err)
	check.Equal(t, []any{next.Band, next.Large, next.Victim.Name}, []any{"500k_1m", true, "李**"})
	_, err = d.Correct(ctx, Leader(East), casefile.CorrectCmd{Act: why(c, "再改"), Fields: Fields(c.Number, East), Name: nil})
	check.Fault(t, err, "casefile.stale")
	history, err := d.History(ctx, Leader(East), c.ID)
	check.NoError(t, err)
	check.Equal(t, history[1].Diffs, []casefile.Diff{{Field: "fraud", Old: "brushing_rebate", New: "fake_loan"}, {Field: "loss_fen", Old: "8600000", New: "60000000"},
		{Field: "large", Old: "false", New: "true"}})
	e := d.last(t)
	check.Equal(t, []any{e.Kind, e.Body.LossFen, e.Body.Fraud}, []any{casefile.EvCorrected, int64(60_000_000), "fake_loan"})
	name := "李大梅"
	_, err = d.Correct(ctx, Leader(East), casefile.CorrectCmd{Act: why(next, "姓名录错"), Fields: next.Fields, Name: &name})
	check.NoError(t, err)
	shown, err := d.Reveal(ctx, Leader(East), casefile.RevealCmd{ID: c.ID, Field: "name", Reason: "核对"})
	check.NoError(t, err)
	check.Equal(t, shown, name)
	history, err = d.History(ctx, Leader(East), c.ID)
	check.NoError(t, err)
	check.Equal(t, history[2].Diffs, []casefile.Diff{{Field: "victim.name", Old: "***", New: "***"}})
}

// once protects: a number is one case, also among many at once, whoever holds it.
func once(t *testing.T, d *Desk) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	made := 0
	for i := range 8 {
		wg.Go(func() {
			unit := []string{East, West}[i%2]
			_, err := d.File(ctx, Leader(unit), Fields("A1", unit), "")
			if err == nil || fault.CodeOf(err) != "casefile.field" {
				t.Errorf("a number of two characters was taken: %v", err)
			}
			_, err = d.File(ctx, Leader(unit), Fields("A9901010000002026110004", unit), "")
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				made++
			} else if fault.CodeOf(err) != "casefile.number_taken" {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	check.Equal(t, made, 1)
}

// scopes protects: another county sees nothing, a bank nothing, and every command is refused to who lacks its right.
func scopes(t *testing.T, d *Desk) {
	c := d.Filed(t, "A9901010000002026110005")
	for unit, want := range map[string]int{East: 1, City: 1, West: 0, Station: 0} {
		list, _, err := d.Cases(ctx, Leader(unit), casefile.Filter{})
		check.NoError(t, err)
		sums, err := d.Sums(ctx, Leader(unit), casefile.Filter{})
		check.NoError(t, err)
		check.Equal(t, []int{len(list), int(sums.Cases)}, []int{want, want})
		_, err = d.Case(ctx, Leader(unit), c.ID)
		check.Equal(t, err == nil, want == 1)
		_, err = d.History(ctx, Leader(unit), c.ID)
		check.Equal(t, err == nil, want == 1)
	}
	_, err := d.Solve(ctx, Leader(West), act(c))
	check.Fault(t, err, "casefile.not_found")
	_, err = d.File(ctx, Leader(West), Fields("A9901010000002026110006", East), "")
	check.Fault(t, err, "casefile.unit_outside")
	f := Fields(c.Number, West)
	_, err = d.Correct(ctx, Leader(East), casefile.CorrectCmd{Act: why(c, "移交"), Fields: f, Name: nil})
	check.Fault(t, err, "casefile.unit_outside")
	bank := Leader(City)
	bank.Bank = "yh_bank"
	list, err := d.Opened.List(ctx, bank, casefile.Query{Limit: 10})
	check.NoError(t, err)
	check.Equal(t, len(list), 0)
	officer, nobody := Who(access.Officer, East, "o"), Who(access.BankLiaison, City, "n")
	one := func(_ any, err error) error { return err }
	for _, err := range []error{
		one(d.Withdraw(ctx, officer, why(c, "x"))), one(d.Reopen(ctx, officer, why(c, "x"))), one(d.Supervise(ctx, officer, act(c), casefile.Supervise{})),
		one(d.File(ctx, nobody, f, "")), one(d.Case(ctx, nobody, c.ID)), one(d.History(ctx, nobody, c.ID)), one(d.Sums(ctx, nobody, casefile.Filter{})),
		one(d.Correct(ctx, nobody, casefile.CorrectCmd{Act: act(c), Fields: f, Name: nil})), one(d.Import(ctx, nobody, casefile.Import{})), one(d.Enter(ctx, nobody, nil, "")),
		one(d.Reveal(ctx, nobody, casefile.RevealCmd{ID: c.ID})), one(d.Export(ctx, nobody, casefile.Filter{}, "x")),
	} {
		check.Fault(t, err, "access.denied")
	}
	_, _, err = d.Cards(ctx, nobody, casefile.CardFilter{})
	check.Fault(t, err, "access.denied")
}

// pages protects: a list is walked without gaps or doubles, and refuses what it cannot read.
func pages(t *testing.T, d *Desk) {
	for i := range 7 {
		f := Fields(fmt.Sprintf("A990101000000202611%04d", i), East)
		f.FiledAt += when.Micros(i/2) * when.Hour
		_, err := d.File(ctx, Leader(East), f, "")
		check.NoError(t, err)
	}
	var got []string
	for f := (casefile.Filter{Limit: 3}); ; {
		list, next, err := d.Cases(ctx, Leader(City), f)
		check.NoError(t, err)
		for _, x := range list {
			got = append(got, x.ID)
		}
		if next == "" {
			break
		}
		f.Cursor = next
	}
	check.Equal(t, got, []string{"c00007", "c00006", "c00005", "c00004", "c00003", "c00002", "c00001"})
	for _, f := range []casefile.Filter{{States: make([]string, 31)}, {Number: "\x00"}, {Unit: "1"}, {Region: "x"}} {
		_, _, err := d.Cases(ctx, Leader(City), f)
		check.True(t, fault.CodeOf(err) == "casefile.field", fmt.Sprint(f, err))
	}
	_, _, err := d.Cases(ctx, Leader(City), casefile.Filter{Cursor: "x"})
	check.Fault(t, err, "casefile.cursor")
}

// filters protects: every side by which figures count chooses the same cases in the list.
func filters(t *testing.T, d *Desk) {
	c := d.Filed(t, "A9901010000002026110007")
	other := Fields("B9901020000002026110008", West)
	other.Region, other.Fraud, other.Scope, other.Track, other.LossFen, other.Campaigns = "990102", "romance", "related", "major", 120_000_000, nil
	other.Claims, other.Warned, other.FiledAt = []string{"01CLAIM"}, true, Start-100*when.Day
	other.Victim = casefile.Victim{Kind: "enterprise", Age: -1, MemberUnit: "市教育局"}
	w, err := d.File(ctx, Leader(City), other, "")
	check.NoError(t, err)
	w, err = d.Supervise(ctx, Leader(City), act(w), casefile.Supervise{Level: "city", Due: Start - when.Hour})
	check.NoError(t, err)
	c, err = d.Solve(ctx, Leader(City), act(c))
	check.NoError(t, err)
	for i, x := range []struct {
		f    casefile.Filter
		want string
	}{
		{casefile.Filter{}, c.ID + w.ID}, {casefile.Filter{Number: "A990101"}, c.ID}, {casefile.Filter{States: []string{"solved"}}, c.ID},
		{casefile.Filter{Unit: West}, w.ID}, {casefile.Filter{Unit: City}, c.ID + w.ID}, {casefile.Filter{Region: "990101"}, c.ID},
		{casefile.Filter{Frauds: []string{"romance", "fake_loan"}}, w.ID}, {casefile.Filter{Scope: "related"}, w.ID}, {casefile.Filter{Track: "major"}, w.ID},
		{casefile.Filter{Campaign: "断卡"}, c.ID}, {casefile.Filter{Supervision: "city"}, w.ID}, {casefile.Filter{Supervision: "any"}, w.ID},
		{casefile.Filter{Bands: []string{"over_1m"}}, w.ID}, {casefile.Filter{Large: true}, w.ID}, {casefile.Filter{VictimKind: "enterprise"}, w.ID},
		{casefile.Filter{Sex: "female"}, c.ID}, {casefile.Filter{AgeBand: "age_26_35"}, c.ID}, {casefile.Filter{Occupation: "employee"}, c.ID},
		{casefile.Filter{MemberUnit: "市教育局"}, w.ID}, {casefile.Filter{Warned: true}, w.ID}, {casefile.Filter{Overdue: true}, w.ID},
		{casefile.Filter{Claim: "01CLAIM"}, w.ID}, {casefile.Filter{Filed: casefile.Span{From: Start - 20*when.Day}}, c.ID},
		{casefile.Filter{Filed: casefile.Span{To: Start - 20*when.Day}}, w.ID}, {casefile.Filter{Solved: casefile.Span{From: Start - 2*when.Day, To: Start}}, c.ID},
		{casefile.Filter{Exhibit: "sim"}, ""}, {casefile.Filter{Money: "returned"}, ""}, {casefile.Filter{Measure: "arrested"}, ""},
	} {
		list, _, err := d.Cases(ctx, Leader(City), x.f)
		check.NoError(t, err)
		var ids []string
		for _, one := range list {
			ids = append(ids, one.ID)
		}
		slices.Sort(ids)
		sums, err := d.Sums(ctx, Leader(City), x.f)
		check.NoError(t, err)
		check.Equal(t, fmt.Sprint(i, strings.Join(ids, ""), sums.Cases), fmt.Sprint(i, x.want, len(ids)))
	}
}

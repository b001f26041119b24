// Protects: for any money moved between any accounts, cut into statements in any way, no fen is lost, the files' order does
// not matter, and blocks give back what was put in.
package sheet

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fanzha/centre/trace"
	"fanzha/centre/trace/sheet/statement"
	"fanzha/internal/check"
	"fanzha/term/when"
)

func record(line int64, at when.Micros, fen int64, in bool, texts map[statement.Field]string) *statement.Record {
	r := &statement.Record{Line: line, At: at, Fen: fen, In: in}
	for f, s := range texts {
		r.SetText(f, s)
	}
	return r
}

func bookFrom(t rapid.TB, rules *Rules, files map[string][]*statement.Record, order []string) *Book {
	b := newBuilder(rules, 0)
	for _, name := range order {
		b.file(name)
		p := newPacker()
		for _, r := range files[name] {
			p.add(r)
		}
		data, err := p.block()
		if err != nil {
			t.Fatalf("pack: %v", err)
		}
		c, err := unpack(data, wanted)
		if err != nil {
			t.Fatalf("unpack: %v", err)
		}
		err = b.block(c)
		if err != nil {
			t.Fatalf("block: %v", err)
		}
	}
	return b.finish()
}

func TestAnyMoney(t *testing.T) {
	rules, err := LoadRules()
	check.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		accounts := rapid.IntRange(2, 7).Draw(t, "accounts")
		name := func(i int) string { return fmt.Sprintf("9900%02d", i) }
		files := map[string][]*statement.Record{}
		balance := map[string]int64{}
		var at when.Micros = 1_795_000_000_000_000
		moves := rapid.IntRange(1, 40).Draw(t, "moves")
		seen := 0
		for i := range moves {
			at += when.Micros(rapid.SampledFrom([]int64{0, 0, 1, 60, 3600}).Draw(t, "step")) * when.Second
			from, to := rapid.IntRange(0, accounts-1).Draw(t, "from"), rapid.IntRange(0, accounts-1).Draw(t, "to")
			if from == to {
				continue
			}
			fen := rapid.Int64Range(1, 1000).Draw(t, "fen")
			a, b := name(from), name(to)
			balance[a] -= fen
			balance[b] += fen
			counted := false
			for _, s := range []struct {
				own, peer string
				in        bool
				have      bool
			}{{a, b, false, from%3 != 2}, {b, a, true, to%3 != 2}} {
				if !s.have {
					continue // this account's statement is not here
				}
				r := record(int64(i), at, fen, s.in, map[statement.Field]string{statement.Account: s.own, statement.PeerAccount: s.peer})
				r.HasBalance, r.BalanceFen = true, balance[s.own]
				files[s.own] = append(files[s.own], r)
				counted = true
			}
			if counted {
				seen++
			}
		}
		order := make([]string, 0, len(files))
		for n := range files {
			order = append(order, n)
		}
		slices.Sort(order)
		book := bookFrom(t, rules, files, order)
		if book.Len() != seen {
			t.Fatalf("%d transfers of %d", book.Len(), seen)
		}
		for _, c := range book.Checks {
			if c.Gaps != 0 {
				t.Fatalf("gaps in %s", c.Account)
			}
		}
		slices.Reverse(order)
		turned := bookFrom(t, rules, files, order)
		if book.Len() == 0 {
			return
		}
		root := book.Largest(1)[0].ID
		rule := rapid.SampledFrom(trace.Rules()).Draw(t, "rule")
		p := Params{Rule: rule, MaxHops: rapid.IntRange(1, 5).Draw(t, "hops"), WindowH: 72, HopWindowH: 24, PerAccount: 3, Limit: 30}
		s := Fold([]Entry{{Seq: 2, Act: Act{Kind: ActRoot, Transfers: []string{root}}}}, p)
		one, err := follow(book, &s, rules)
		if err != nil {
			t.Fatalf("follow: %v", err)
		}
		two, err := follow(turned, &s, rules)
		if err != nil {
			t.Fatalf("follow: %v", err)
		}
		if fmt.Sprint(one.Edges, one.Conservation) != fmt.Sprint(two.Edges, two.Conservation) {
			t.Fatalf("the order of files matters:\n%v\n%v", one.Edges, two.Edges)
		}
		c := one.Conservation
		lost := int64(0)
		for _, e := range one.Lost {
			lost += e.TaintedFen
		}
		if rule != trace.Poison && lost != c.UnknownFen {
			t.Fatalf("%d lost by transfers, %d unknown", lost, c.UnknownFen)
		}
		if c.InFen != c.HeldFen+c.ExitFen+c.FollowedFen+c.UnknownFen || c.UnknownFen < 0 || c.HeldFen < 0 || c.FollowedFen < 0 {
			t.Fatalf("money is lost: %+v", c)
		}
	})
}

// A walk through one second: what came in before it went out in the statement did so in the trace.
func TestOneSecond(t *testing.T) {
	rules, err := LoadRules()
	check.NoError(t, err)
	at := when.Micros(1_795_000_000) * when.Second
	chain := []string{"9", "7", "8", "3", "5"}
	files := map[string][]*statement.Record{}
	for i, own := range chain[1:4] {
		files[own] = []*statement.Record{
			record(1, at, 100, true, map[statement.Field]string{statement.Account: own, statement.PeerAccount: chain[i]}),
			record(2, at, 100, false, map[statement.Field]string{statement.Account: own, statement.PeerAccount: chain[i+2]}),
		}
	}
	book := bookFrom(t, rules, files, []string{"3", "7", "8"})
	root := ""
	for i := range book.moves {
		tr := book.transfer(uint32(i))
		if tr.From == "9" {
			root = tr.ID
		}
	}
	s := Fold([]Entry{{Act: Act{Kind: ActRoot, Transfers: []string{root}}}}, rules.Defaults())
	f, err := follow(book, &s, rules)
	check.NoError(t, err)
	var path []string
	for _, e := range f.Edges {
		path = append(path, e.From+">"+e.To)
	}
	check.Equal(t, strings.Join(path, " "), "9>7 7>8 8>3 3>5")
}

func TestBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in []*statement.Record
		p := newPacker()
		for i := range rapid.IntRange(1, 30).Draw(t, "rows") {
			r := record(int64(i)*3, when.Micros(rapid.Int64Range(0, 1<<50).Draw(t, "at"))*1000, rapid.Int64Range(1, 1<<59).Draw(t, "fen"), rapid.Bool().Draw(t, "in"), nil)
			r.HasBalance = rapid.Bool().Draw(t, "has")
			if r.HasBalance {
				r.BalanceFen = rapid.Int64Range(-1<<60, 1<<60).Draw(t, "balance")
			}
			for f := statement.Account; f <= statement.Teller; f++ {
				r.SetText(f, rapid.SampledFrom([]string{"", "", "a", "一二三", strings.Repeat("x", 300)}).Draw(t, "text"))
			}
			in = append(in, r)
			p.add(r)
		}
		data, err := p.block()
		if err != nil {
			t.Fatal(err)
		}
		c, err := unpack(data, func(statement.Field) bool { return true })
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range in {
			out := record(c.line[i], when.Micros(c.at[i]), c.fen[i], c.in[i], nil)
			out.HasBalance, out.BalanceFen = c.has[i], c.balance[i]
			for f := statement.Account; f <= statement.Teller; f++ {
				out.SetText(f, c.text(f).get(i))
			}
			if *out != *r {
				t.Fatalf("row %d: %+v is not %+v", i, out, r)
			}
		}
	})
}

func FuzzBlock(f *testing.F) {
	p := newPacker()
	p.add(record(1, 1_795_000_000_000_000, 5, true, map[statement.Field]string{statement.Account: "1"}))
	data, err := p.block()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	rules, err := LoadRules()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := unpack(data, wanted)
		if err != nil {
			return
		}
		b := newBuilder(rules, 0)
		b.file("f")
		if b.block(c) == nil {
			b.finish()
		}
	})
}

package folder_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"fanzha/edge/connect/folder"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/term/fault"
)

var noon = time.Date(2026, 11, 21, 4, 0, 0, 0, time.UTC)

func stop() wire.Order {
	return wire.Order{
		Version: wire.Version, Type: wire.Stop, ID: "01JD00000000000000000000AA", Number: "ZF-1", Claim: "ZF20261121-000001", Depth: 1,
		Bank: "hk_rural", Account: wire.Account{Number: "9900020000000000012", Name: "=张三", Kind: "person"},
		Matches: []wire.Match{{Ref: "TX-1", Time: noon, Fen: 8_600_000, PayerName: "李四"}, {Time: noon.Add(time.Minute), Fen: 100}},
		HoldFen: 8_600_100, HoldForS: 172_800, Count: 1, Basis: "stop.48h", Reason: "涉嫌诈骗,\"刷单\"", Urgent: true,
		Officers: []wire.Officer{{ID: "990101", Name: "王五", Phone: "13800000000"}, {ID: "990102", Name: "赵六", Phone: "13800000001"}},
		Document: wire.Document{Kind: "stop_application", Number: "1", SHA256: strings.Repeat("ab", 32)},
		Unit:     wire.Unit{Code: "990100000000", Name: "云河市反诈中心"}, IssuedAt: noon, AnswerBy: noon.Add(10 * time.Minute),
		Seal: wire.Seal{Suite: "ed25519-sha256", Key: "k1", Value: "c2VhbA=="},
	}
}

func answers() []wire.Answer {
	return []wire.Answer{
		{Version: 1, ID: "A-1", Order: stop().ID, Bank: "hk_rural", Seq: 1, At: noon, Result: wire.Seen},
		{
			Version: 1, ID: "A-2", Order: stop().ID, Bank: "hk_rural", Seq: 2, At: noon, Result: wire.PartiallyHeld, HeldFen: 500, ExecutedAt: noon,
			ExpiresAt: noon.Add(48 * time.Hour), Final: true,
			Dispositions: []wire.Disposition{
				{Code: wire.MovedOtherBank, Fen: 300, TxFen: 450, Time: noon, Bank: "yh_bank", Account: "9900010000000000017", Name: "-钱七"},
				{Code: wire.CashATM, Fen: 200, Time: noon, Place: "河口县"},
			},
		},
	}
}

// Protects: an order reaches a bank's file whole, in a form that spreadsheets take for text, and its seal still fits.
func TestOrderFile(t *testing.T) {
	raw, err := folder.EncodeOrder(stop())
	check.NoError(t, err)
	check.True(t, strings.Contains(string(raw), ",'=张三,"), "a holder's name could be taken for a formula")
	back, err := folder.DecodeOrder(raw)
	check.NoError(t, err)
	check.Equal(t, back, stop())
	release := stop()
	release.Type, release.Parent, release.Fen, release.Matches = wire.Release, "01JD", 5, nil
	release.HoldFen, release.HoldForS, release.Count = 0, 0, 0
	raw, err = folder.EncodeOrder(release)
	check.NoError(t, err)
	back, err = folder.DecodeOrder(raw)
	check.NoError(t, err)
	check.Equal(t, back, release)
}

// Protects a restriction in files: what it bounds and its end arrive.
func TestRestrictFile(t *testing.T) {
	o := stop()
	o.Type, o.Depth, o.Matches, o.HoldFen, o.HoldForS, o.Count = wire.Restrict, 0, nil, 0, 0, 0
	o.Limits, o.Until = wire.LimitNonCounter, noon.Add(48*time.Hour)
	raw, err := folder.EncodeOrder(o)
	check.NoError(t, err)
	back, err := folder.DecodeOrder(raw)
	check.NoError(t, err)
	check.Equal(t, back, o)
}

// Protects supplements in files, and the banks whose program writes files of the first edition, without that column.
func TestSupplementFile(t *testing.T) {
	more := stop()
	more.Supplements = "01JD00000000000000000000CC"
	raw, err := folder.EncodeOrder(more)
	check.NoError(t, err)
	back, err := folder.DecodeOrder(raw)
	check.NoError(t, err)
	check.Equal(t, back, more)
	raw, err = folder.EncodeOrder(stop())
	check.NoError(t, err)
	first := strings.ReplaceAll(strings.ReplaceAll(string(raw), ",supplements,limits\r\n", "\r\n"), ",,\r\n", "\r\n")
	back, err = folder.DecodeOrder([]byte(first))
	check.NoError(t, err)
	check.Equal(t, back, stop())
}

// Protects: any name and reason that the page allows comes back from the file unchanged.
func TestAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := stop()
		o.Account.Name = rapid.StringMatching(`[!-~一-龥𠮷]{1,60}`).Draw(t, "name")
		o.Reason = rapid.StringMatching(`[!-~一-龥]{1,200}`).Draw(t, "reason")
		raw, err := folder.EncodeOrder(o)
		if err != nil {
			t.Fatal(err)
		}
		back, err := folder.DecodeOrder(raw)
		if err != nil {
			t.Fatal(err)
		}
		if back.Account.Name != o.Account.Name || back.Reason != o.Reason {
			t.Fatalf("%q %q came back as %q %q", o.Account.Name, o.Reason, back.Account.Name, back.Reason)
		}
	})
}

// Protects: answers are read as written, in the bank's own words and charset as well; one wrong answer spoils only itself.
func TestAnswerFile(t *testing.T) {
	raw, err := folder.EncodeAnswers(answers())
	check.NoError(t, err)
	lines, err := folder.DecodeAnswers(raw, "hk_rural")
	check.NoError(t, err)
	check.Equal(t, len(lines), 2)
	for i, l := range lines {
		check.NoError(t, l.Err)
		check.Equal(t, l.Answer, answers()[i])
	}
	clerk := "反馈编号,指令编号,反馈次序,反馈时间,处理结果,止付时间,止付金额(分),是否最终,去向,去向金额(分),去向时间,转入机构,转入账号\r\n" +
		"F1,O1,1,2026-11-21 12:00:00,部分止付,2026-11-21 12:00:00,500,是,转至他行,300,2026/11/21 11:58,yh_bank,9900010000000000017\r\n" +
		"F1,,,,,,,,ATM取现,200,,,\r\n" +
		"F2,O2,1,2026-11-21 12:00:00,部分止付,昨天,500,是,,,,,\r\n" +
		"F3,O3,1,2026-11-21 12:00:00,拒绝,,,是,,,,,\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(strings.ReplaceAll(strings.ReplaceAll(clerk, "转至他行", meaning(wire.MovedOtherBank)), "ATM取现", meaning(wire.CashATM))))
	check.NoError(t, err)
	lines, err = folder.DecodeAnswers(gb, "hk_rural")
	check.NoError(t, err)
	check.Equal(t, len(lines), 3)
	check.NoError(t, lines[0].Err)
	check.Equal(t, lines[0].Answer.ExecutedAt, noon)
	check.Equal(t, lines[0].Answer.Dispositions[0].Time, noon.Add(-2*time.Minute))
	check.Equal(t, lines[0].Answer.Dispositions[1].Code, wire.CashATM)
	check.Fault(t, lines[1].Err, "folder.cell")
	check.Fault(t, lines[2].Err, "wire.word")
}

func meaning(code wire.Code) string {
	m, _ := wire.MeaningOf(code)
	return m.ZH
}

// Protects: what cannot be read is refused with its place, and never half taken.
func TestRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, code string }{
		"nothing":       {"", "folder.csv"},
		"no line":       {"id,order,result\n", "folder.empty"},
		"column":        {"id,order,result,colour\n1,2,seen,x\n", "folder.column"},
		"twice":         {"id,order,result,ID\n1,2,seen,x\n", "folder.column"},
		"missing":       {"id,order\n1,2\n", "folder.column"},
		"quote":         {"id,order,result\n1,\"2,seen\n", "folder.csv"},
		"too many":      {"id,order,result\n1,2,seen,4\n", "folder.csv"},
		"long":          {"id,order,result\n1," + strings.Repeat("x", 3000) + ",seen\n", "folder.cell"},
		"lines":         {"id,order,result\n" + strings.Repeat("1,2,seen\n", 20_001), "folder.too_many"},
		"heads differ":  {"id,order,result,at,seq\nA,B,seen,2026-11-21 12:00:00,1\nA,C,held,,\n", ""},
		"other's order": {"id,order,result\n1,2,maybe\n", ""},
	} {
		lines, err := folder.DecodeAnswers([]byte(c.text), "hk_rural")
		if c.code == "" {
			check.NoError(t, err)
			check.True(t, lines[0].Err != nil, name+" was taken")
			continue
		}
		if err == nil {
			t.Errorf("%s was taken", name)
			continue
		}
		check.Fault(t, err, c.code)
	}
}

// Protects: a file is read only when it is complete, exactly once in effect, and the bank learns line by line what became of it;
// while the centre cannot take answers the file stays.
func TestExchange(t *testing.T) {
	dir := t.TempDir()
	e, err := folder.Open(dir, "hk_rural", folder.Form{})
	check.NoError(t, err)
	check.NoError(t, e.Put(stop()))
	check.NoError(t, e.Put(stop()))
	check.Equal(t, names(t, dir, "out"), []string{stop().ID + ".csv"})
	other := stop()
	other.Bank = "yh_bank"
	check.Fault(t, e.Put(other), "folder.foreign_answer")

	raw, err := folder.EncodeAnswers(answers())
	check.NoError(t, err)
	put := func(name string, raw []byte) {
		check.NoError(t, os.WriteFile(filepath.Join(dir, "in", name), raw, 0o600))
	}
	put("a.csv", raw[:len(raw)/2])
	put("bad.csv", []byte("no header\nx\n"))
	put(".hidden.csv", raw)
	put("note.txt", raw)
	check.NoError(t, os.Symlink("/etc/passwd", filepath.Join(dir, "in", "link.csv")))
	var taken []string
	away := true
	take := func(_ context.Context, a wire.Answer) error {
		if away {
			return fault.New(fault.Unavailable, "db.busy")
		}
		taken = append(taken, a.ID)
		if a.ID == "A-1" {
			return fault.New(fault.NotFound, "stoppay.order_not_found")
		}
		return nil
	}
	look := func() folder.Take {
		done, err := e.Look(t.Context(), take)
		if !away {
			check.NoError(t, err)
		}
		return done
	}
	check.Equal(t, look(), folder.Take{}) // nothing was seen twice yet
	put("a.csv", raw)                     // still being written between the looks
	check.Equal(t, look().Files, 1)       // the bad one only
	check.Equal(t, look().Files, 0)       // complete, but the centre is away
	check.Equal(t, names(t, dir, "in"), []string{".hidden.csv", "a.csv", "link.csv", "note.txt"})
	away = false
	check.Equal(t, look(), folder.Take{Files: 1, Answers: 2, Refused: 1})
	check.Equal(t, look(), folder.Take{})
	check.Equal(t, taken, []string{"A-1", "A-2"})
	check.Equal(t, names(t, dir, "done"), []string{"a.csv"})
	check.Equal(t, names(t, dir, "bad"), []string{"bad.csv"})
	receipt, err := os.ReadFile(filepath.Join(dir, "receipts", "a.csv"))
	check.NoError(t, err)
	check.True(t, strings.Contains(string(receipt), "A-1,"+stop().ID+",refused,stoppay.order_not_found,"), string(receipt))
	check.True(t, strings.Contains(string(receipt), "A-2,"+stop().ID+",ok,,"), string(receipt))
}

func names(t *testing.T, dir, sub string) []string {
	entries, err := os.ReadDir(filepath.Join(dir, sub))
	check.NoError(t, err)
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// FuzzFiles protects both readers from hostile files.
func FuzzFiles(f *testing.F) {
	order, err := folder.EncodeOrder(stop())
	check.NoError(f, err)
	answer, err := folder.EncodeAnswers(answers())
	check.NoError(f, err)
	f.Add(order)
	f.Add(answer)
	f.Fuzz(func(t *testing.T, raw []byte) {
		o, err := folder.DecodeOrder(raw)
		if err == nil {
			_, err = folder.EncodeOrder(o)
			check.NoError(t, err)
		}
		lines, err := folder.DecodeAnswers(raw, "hk_rural")
		if err != nil {
			return
		}
		for _, l := range lines {
			if l.Err == nil {
				_, err = folder.EncodeAnswers([]wire.Answer{l.Answer})
				check.NoError(t, err)
			}
		}
	})
}

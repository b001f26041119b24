package paper_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fanzha/base/seal"
	"fanzha/edge/connect/paper"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
)

var noon = time.Date(2026, 11, 21, 4, 0, 0, 0, time.UTC)

var banks = map[string]string{
	"yh_bank": "云河银行", "hk_rural": "河口农商银行", "sl_bank": "示例商业银行", "df_bank": "东方示例银行", "xb_bank": "西部示例银行", "pay_yun": "云付支付",
}

func sealed(t testing.TB, o wire.Order) wire.Order {
	s, err := seal.New("ed25519-sha256")
	check.NoError(t, err)
	o, err = wire.Sign(o, s)
	check.NoError(t, err)
	return o
}

func stop() wire.Order {
	return wire.Order{
		Version: wire.Version, Type: wire.Stop, ID: "01JD00000000000000000000AA", Number: "云公（止）字〔2026〕000123号", Claim: "ZF20261121-000001", Depth: 2,
		Parent: "01JD00000000000000000000A0",
		Bank:   "hk_rural", Account: wire.Account{Number: "9900020000000000012", Name: "张𠮷喆", Kind: "person"},
		Matches: []wire.Match{
			{Ref: "TX202611210001", Time: noon, Fen: 8_600_000, PayerBank: "yh_bank", PayerAccount: "9900010000000000017", PayerName: "李四", Channel: "手机银行"},
			{Time: noon.Add(time.Minute), Fen: 100},
		},
		HoldFen: 8_600_000, HoldForS: 172_800, Count: 1, FloorFen: 150_000, Urgent: true,
		Basis:    "《中华人民共和国反电信网络诈骗法》第二十条；银发〔2016〕86号 二（一）2",
		Reason:   "涉嫌电信网络诈骗（刷单返利），被害人报称于2026年11月21日12时许受骗转账，资金经一级账户转入本账户，需紧急止付。",
		Officers: []wire.Officer{{ID: "990101", Name: "王五", Phone: "13800000000"}, {ID: "990102", Name: "赵六", Phone: "13800000001"}},
		Document: wire.Document{Kind: "受案登记表", Number: "云公受〔2026〕1号", SHA256: strings.Repeat("ab", 32)},
		Unit:     wire.Unit{Code: "990100000000", Name: "云河市反电信网络诈骗中心"}, IssuedAt: noon.Add(5 * time.Minute), AnswerBy: noon.Add(15 * time.Minute),
	}
}

// later is an order about an earlier one.
func later(kind wire.Type) wire.Order {
	o := stop()
	o.Type, o.Matches, o.HoldFen, o.HoldForS, o.Count, o.FloorFen = kind, nil, 0, 0, 0, 0
	switch kind {
	case wire.Restrict:
		o.Parent, o.Depth, o.Limits, o.Until = "", 0, wire.LimitNonCounter, o.IssuedAt.Add(48*time.Hour)
	case wire.Lift:
		o.Depth = 0
	case wire.Remind:
	default:
		o.Fen = 8_600_000
	}
	if kind == wire.Freeze {
		o.Until = noon.AddDate(0, 6, 0)
	}
	return o
}

// unit is one signer for all tests: making its key takes a second.
var unit = sync.OnceValues(func() (*paper.Signer, error) {
	dir, err := os.MkdirTemp("", "paper")
	if err != nil {
		return nil, err
	}
	s, err := paper.OpenSigner(dir, "云河市反电信网络诈骗中心", noon)
	return s, errors.Join(err, os.RemoveAll(dir))
})

func signer(t testing.TB) *paper.Signer {
	s, err := unit()
	check.NoError(t, err)
	return s
}

// Protects: every field of every type of order stands in the document, in characters that can be searched and copied.
func TestText(t *testing.T) {
	f := form(t)
	for _, kind := range []wire.Type{wire.Stop, wire.Release, wire.Freeze, wire.Thaw, wire.Remind, wire.Restrict, wire.Lift} {
		o := later(kind)
		if kind == wire.Stop {
			o = stop()
		}
		o.Seal = wire.Seal{Suite: "ed25519-sha256", Key: "c0a6980b938c3bbf", Value: "c2VhbA=="}
		raw, err := f.Render(o)
		check.NoError(t, err)
		text := run(t, "pdftotext", "-layout", file(t, raw), "-")
		golden := filepath.Join("testdata", string(kind)+".txt")
		if os.Getenv("GOLDEN") != "" {
			check.NoError(t, os.WriteFile(golden, []byte(squeezed(text)), 0o644))
		}
		want, err := os.ReadFile(golden)
		check.NoError(t, err)
		check.Equal(t, squeezed(text), string(want))
	}
}

// Protects supplements on paper: a clerk reads that the order adds to another and takes no further stop.
func TestSupplementText(t *testing.T) {
	o := stop()
	o.Supplements = "01JD00000000000000000000CC"
	o.Seal = wire.Seal{Suite: "ed25519-sha256", Key: "c0a6980b938c3bbf", Value: "c2VhbA=="}
	raw, err := form(t).Render(o)
	check.NoError(t, err)
	text := strings.Join(strings.Fields(run(t, "pdftotext", "-layout", file(t, raw), "-")), "")
	check.True(t, strings.Contains(text, "补充01JD00000000000000000000CC号止付指令") && strings.Contains(text, "不另计次数"), "the paper does not say what it adds to: "+text)
}

// squeezed keeps what is said and drops how wide the gaps are, which differs between versions of the tool.
func squeezed(text string) string {
	var lines []string
	for line := range strings.Lines(strings.ReplaceAll(text, "\f", "\n")) {
		line = strings.Join(strings.Fields(line), " ")
		if line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// Protects: the longest order that can be sent still prints, on more pages, and nothing runs over the edge; a document can be
// made again and is the same; what cannot be sent is not printed.
func TestLongest(t *testing.T) {
	o := stop()
	o.Reason, o.Unit.Name, o.Account.Name = strings.Repeat("长", 500), strings.Repeat("宽", 100), strings.Repeat("户", 100)
	for len(o.Matches) < wire.MatchesMax {
		o.Matches = append(o.Matches, wire.Match{Ref: strings.Repeat("R", 64), Time: noon, Fen: wire.FenMax, PayerName: strings.Repeat("名", 100)})
	}
	f := form(t)
	o = sealed(t, o)
	raw, err := f.Render(o)
	check.NoError(t, err)
	again, end, err := f.Encode(o)
	check.NoError(t, err)
	check.Equal(t, end, ".pdf")
	check.True(t, bytes.Equal(raw, again), "the same order gave two documents")
	o.Account.Number = "x"
	_, err = f.Render(o)
	check.Fault(t, err, "wire.form")
	answers, err := f.Decode(fill(t, raw, filled), "hk_rural")
	check.NoError(t, err)
	check.Equal(t, answers[0].HeldFen, int64(5_000_000))
}

// Protects: the order inside the file is the order, and its seal holds.
func TestAttachment(t *testing.T) {
	s, err := seal.New("ed25519-sha256")
	check.NoError(t, err)
	v, err := seal.NewVerifier(s.Public())
	check.NoError(t, err)
	o, err := wire.Sign(stop(), s)
	check.NoError(t, err)
	raw, err := form(t).Render(o)
	check.NoError(t, err)
	inside, err := paper.Attached(raw)
	check.NoError(t, err)
	check.Equal(t, inside, o)
	check.NoError(t, wire.Verify(inside, v))
	_, err = paper.Attached([]byte("%PDF-1.4\ntrailer<</Root 1 0 R>>"))
	check.Fault(t, err, "paper.no_form")
}

package paper_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fanzha/edge/connect/paper"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/internal/pdf"
)

// fill does what a reader of PDF does when someone fills the form and saves: it appends the values.
func fill(t testing.TB, raw []byte, values map[string]string) []byte {
	f, err := pdf.Open(raw)
	check.NoError(t, err)
	u := f.Change()
	left := len(values)
	_, root := f.Root()
	for _, item := range f.Array(f.Dict(root["AcroForm"])["Fields"]) {
		d := f.Dict(item)
		name := pdf.Text(d["T"].(pdf.String))
		v, ok := values[name]
		if !ok {
			continue
		}
		left--
		if d["FT"] != pdf.Name("Btn") {
			d["V"] = pdf.TextOf(v)
			u.Set(item.(pdf.Ref), d)
			continue
		}
		d["V"] = pdf.Name(v)
		u.Set(item.(pdf.Ref), d)
		boxes := f.Array(d["Kids"])
		if boxes == nil {
			boxes = pdf.Array{item}
		}
		for _, box := range boxes {
			b := f.Dict(box)
			_, named := f.Dict(f.Dict(b["AP"])["N"])[pdf.Name(v)]
			b["AS"] = pdf.Name("Off")
			if named {
				b["AS"] = pdf.Name(v)
			}
			u.Set(box.(pdf.Ref), b)
		}
	}
	check.Equal(t, left, 0)
	return u.Bytes()
}

// filled is a form that a clerk filled in the ways that clerks write.
var filled = map[string]string{
	"result": "partially_held", "held": "５０,000.00元", "balance": "￥50000", "executed_at": "2026年11月21日12时6分30秒", "expires_at": "2026-11-23 12:06:30",
	"seq": "2", "final": "Yes", "text": "余款已转出", "person": "钱七", "phone": "0990-1234567", "at": "2026/11/21 12:08",
	"line1.code": "MOVED_OTHER_BANK", "line1.fen": "30000", "line1.time": "2026-11-21 12:02:03", "line1.ref": "X1", "line1.bank": "云河银行",
	"line1.account": "9900 0100 0000 0000 025", "line1.name": "孙八",
	"line2.code": "05", "line2.fen": "5999.5", "line2.name": "河口县城关支行",
	"line4.code": "已被他案止付", "line4.fen": "0.50", "line4.name": "ZF20261120-000007",
}

func answered() wire.Answer {
	at := noon.Add
	return wire.Answer{
		Version: 1, Order: stop().ID, Bank: "hk_rural", Seq: 2, At: at(8 * 60e9), Result: wire.PartiallyHeld, Text: "余款已转出",
		ExecutedAt: at(390e9), ExpiresAt: at(390e9 + 48*3600e9), HeldFen: 5_000_000, BalanceFen: 5_000_000, Final: true, Person: "钱七", Phone: "0990-1234567",
		Dispositions: []wire.Disposition{
			{Code: wire.MovedOtherBank, Fen: 3_000_000, Time: at(123e9), Ref: "X1", Bank: "yh_bank", Account: "9900010000000000025", Name: "孙八"},
			{Code: wire.CashATM, Fen: 599_950, Place: "河口县城关支行"},
			{Code: wire.AlreadyHeld, Fen: 50, Claim: "ZF20261120-000007"},
		},
	}
}

func form(t testing.TB) paper.Form { return paper.Form{Signer: signer(t), Banks: banks} }

func rendered(t testing.TB, f paper.Form, o wire.Order) []byte {
	raw, err := f.Render(sealed(t, o))
	check.NoError(t, err)
	return raw
}

// run runs a tool of the system; a test that needs it says so where it is absent.
func run(t *testing.T, name string, args ...string) string {
	_, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed: what it would show was not checked", name)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Logf("%s: %v", name, err)
	}
	return string(out)
}

func file(t testing.TB, raw []byte) string {
	path := filepath.Join(t.TempDir(), "a.pdf")
	check.NoError(t, os.WriteFile(path, raw, 0o600))
	return path
}

// Protects: a form that was filled in any of the usual ways becomes exactly the answer that it says, once.
func TestAnswer(t *testing.T) {
	f := form(t)
	raw := fill(t, rendered(t, f, stop()), filled)
	answers, err := f.Decode(raw, "hk_rural")
	check.NoError(t, err)
	check.Equal(t, len(answers), 1)
	id := answers[0].ID
	check.True(t, strings.HasPrefix(id, "P-"), id)
	answers[0].ID = ""
	check.Equal(t, answers[0], answered())
	again, err := f.Decode(raw, "hk_rural")
	check.NoError(t, err)
	check.Equal(t, again[0].ID, id)
	other, err := f.Decode(fill(t, raw, map[string]string{"held": "49999"}), "hk_rural")
	check.NoError(t, err)
	check.Equal(t, other[0].HeldFen, int64(4_999_900))
	check.True(t, other[0].ID != id, "a corrected form passes for the first one")
	_, err = f.Decode(raw, "yh_bank")
	check.Fault(t, err, "paper.foreign_form")

	plain := map[string]string{"result": "seen", "at": "20261121120500"}
	a, err := paper.Parse(fill(t, rendered(t, paper.Form{}, stop()), plain))
	check.NoError(t, err)
	check.Equal(t, []any{a.Result, a.Seq, a.Order}, []any{wire.Seen, 0, stop().ID})
}

// Protects: the form of a reminder answers the order that it is about, and the reminder too.
func TestReminder(t *testing.T) {
	f := form(t)
	raw := fill(t, rendered(t, f, later(wire.Remind)), map[string]string{"result": "not_held", "at": "2026-11-21 13:00:00", "line1.code": "NO_BALANCE"})
	answers, err := f.Decode(raw, "hk_rural")
	check.NoError(t, err)
	check.Equal(t, len(answers), 2)
	check.Equal(t, []any{answers[0].Order, answers[0].Result}, []any{later(wire.Remind).ID, wire.Done})
	check.Equal(t, []any{answers[1].Order, answers[1].Result}, []any{later(wire.Remind).Parent, wire.NotHeld})
}

// Protects: what cannot be read is refused by the name that is printed beside it, never by its content.
func TestRefusals(t *testing.T) {
	f := form(t)
	empty := rendered(t, f, stop())
	for _, c := range []struct{ field, value, code, label string }{
		{"result", "", "paper.empty", "处理结果"},
		{"result", "maybe", "paper.field", "处理结果"},
		{"at", "", "paper.empty", "反馈时间"},
		{"at", "yesterday", "paper.field", "反馈时间"},
		{"held", "", "paper.empty", "止付金额"},
		{"held", "5万", "paper.field", "止付金额"},
		{"held", "-5", "paper.field", "止付金额"},
		{"executed_at", "", "paper.empty", "执行时间"},
		{"refusal", "28", "paper.field", "拒绝原因"},
		{"seq", "0", "paper.field", "反馈次序"},
		{"line1.code", "nowhere", "paper.field", "去向第 1 行去向"},
		{"line1.account", "", "paper.empty", "去向第 1 行转入账号"},
		{"line2.fen", "1.234", "paper.field", "去向第 2 行金额（元）"},
		{"line4.code", "", "paper.empty", "去向第 4 行去向"},
		{"line1.account", "12", "wire.form", ""},
		{"text", strings.Repeat("长", 501), "wire.length", ""},
		{"text", strings.Repeat("长", 5000), "paper.field", "说明"},
	} {
		values := map[string]string{}
		for k, v := range filled {
			values[k] = v
		}
		values[c.field] = c.value
		_, err := f.Decode(fill(t, empty, values), "hk_rural")
		check.Fault(t, err, c.code)
		if c.label != "" {
			check.True(t, strings.Contains(err.Error(), c.label), err.Error()+" does not name "+c.label)
		}
	}
	_, err := paper.Parse(empty)
	check.Fault(t, err, "paper.empty")
	_, err = paper.Parse([]byte("%PDF-1.4\n1 0 obj\n<</Type /Catalog>>\nendobj\n"))
	check.Fault(t, err, "paper.no_form")
	_, err = paper.Parse([]byte("PK\x03\x04"))
	check.Fault(t, err, "paper.not_pdf")
	_, err = paper.Parse([]byte("%PDF-1.4\ntrailer <</Encrypt 1 0 R>>"))
	check.Fault(t, err, "paper.encrypted")
	_, err = paper.Parse(bytes.Repeat([]byte("%PDF-1.4\n"), 1<<20))
	check.Fault(t, err, "paper.too_large")
}

// Protects: a program that writes the whole file anew, with packed objects, keeps the answer.
func TestSavedAnew(t *testing.T) {
	f := form(t)
	from := file(t, fill(t, rendered(t, f, stop()), filled))
	to := filepath.Join(t.TempDir(), "b.pdf")
	for _, mode := range [][]string{{"--object-streams=generate"}, {"--linearize", "--object-streams=generate"}, {"--qdf", "--object-streams=disable"}} {
		run(t, "qpdf", append(mode, from, to)...)
		raw, err := os.ReadFile(to)
		check.NoError(t, err)
		answers, err := f.Decode(raw, "hk_rural")
		check.NoError(t, err)
		answers[0].ID = ""
		check.Equal(t, answers[0], answered())
	}
}

// FuzzParse protects the reader from hostile files.
func FuzzParse(f *testing.F) {
	raw := fill(f, rendered(f, paper.Form{}, stop()), filled)
	f.Add(raw[bytes.LastIndex(raw, []byte("/FontDescriptor")):])
	small := "%PDF-1.7\n1 0 obj<</Type/Catalog/AcroForm<</Fields[2 0 R 3 0 R 4 0 R 5 0 R]>>>>endobj\n2 0 obj<</T(order)/V(A)>>endobj\n" +
		"3 0 obj<</T(bank)/V(hk_rural)>>endobj 4 0 obj<</T(result)/V/seen>>endobj 5 0 obj<</T(at)/V<FEFF0032>/Kids[5 0 R]>>endobj\n" +
		"6 0 obj<</Type/ObjStm/N 1/First 4/Length 9>>stream\n7 0 <<>>\nendstream endobj trailer<</Root 1 0 R>>"
	f.Add([]byte(small))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := paper.Parse(raw)
		if err == nil {
			check.NoError(t, a.Check())
		}
	})
}
